//! `fixtures/check/CS….ttl` each trigger their code once, at the place that a comment names; the mended form does not.

use super::*;
use model::syntax::Format;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

/// The day on which the fixtures are read.
const TODAY: &str = "2026-11-22";

static OURS: LazyLock<Grammar> = LazyLock::new(|| Grammar::ours().unwrap());

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/check")
}

/// Where the example is, in the two or three parts of a file's name: `CS0101`, perhaps `mended`, the extension.
fn examples(mended: bool) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("CS") && !name.contains(".form.") && name.contains(".mended.") == mended
    });
    files.sort();
    files
}

fn code_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned()
}

fn read(path: &Path) -> (Bundle, Vec<Diagnostic>) {
    let bytes = fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let directive = |name: &str| text.lines().find_map(|line| line.strip_prefix(&format!("# {name}: ")));
    let limit = directive("limit").map_or(50_000, |limit| limit.parse().unwrap());
    let format = Format::from_extension(path.extension().unwrap().to_str().unwrap()).unwrap();
    let base = Iri::parse("https://here.invalid/codes/example").unwrap();
    let file = File { name: "example".to_owned(), bytes: bytes.clone(), format, base: base.clone() };
    let bundle = Bundle::read(vec![file], limit);
    let mut grammar = OURS.clone();
    let form = folder().join(format!("{}.form.ttl", code_of(path)));
    if form.exists() {
        grammar = grammar.with_form_file("form.ttl", &base, &fs::read_to_string(form).unwrap()).unwrap();
    }
    let asked =
        Asked { grammar: &grammar, form: None, stage: Stage::Saving, today: Some(TODAY), evaluator: &nobody_asks };
    let found = check(&bundle, &asked);
    (bundle, found)
}

/// `line:column code`, as a fixture's first comment says it after `# expect: `.
fn shown(bundle: &Bundle, diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_ref().map(|place| bundle.sources()[place.file].position(place.span.start));
    let place = place.map_or_else(|| "nowhere".to_owned(), |place| format!("{}:{}", place.line, place.column));
    format!("{place} {}", diagnostic.code)
}

/// What these forms ask is not SPARQL.
fn nobody_asks(_: &[Triple]) -> Option<Box<dyn Evaluator>> {
    None
}

#[test]
fn each_code_has_a_fixture_that_triggers_it() {
    let codes: BTreeSet<_> = Code::ALL.iter().map(ToString::to_string).collect();
    for mended in [false, true] {
        let files: BTreeSet<_> = examples(mended).iter().map(|path| code_of(path)).collect();
        assert_eq!(files, codes, "mended: {mended}");
    }
    let mut wrong = Vec::new();
    for path in examples(false) {
        let code = code_of(&path);
        let (bundle, found) = read(&path);
        let text = &bundle.sources()[0].text;
        let place = text.lines().find_map(|line| line.split_once("expect: ").map(|(_, place)| place));
        let place = place.map_or("1:1", |place| place.trim_end_matches(['"', ',']));
        // Milder advice of the same code may come and go with the shapes.
        let usual = |one: &&Diagnostic| one.severity >= one.code.texts().severity;
        let own = found.iter().filter(|one| one.code.to_string() == code).filter(usual);
        let own: Vec<_> = own.map(|one| shown(&bundle, one)).collect();
        if own != [format!("{place} {code}")] {
            let all = found.iter().map(|one| format!("\n    {} {}", shown(&bundle, one), one.what().english));
            wrong.push(format!("{code} should be at {place}:{}", all.collect::<String>()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_mended_forms_are_mended() {
    let mut wrong = Vec::new();
    for path in examples(true) {
        let code = code_of(&path);
        let (bundle, found) = read(&path);
        for one in found {
            let is_same = one.code.to_string() == code && one.severity >= one.code.texts().severity;
            if is_same || one.severity == Severity::Violation {
                wrong.push(format!("{code}: {} {}", shown(&bundle, &one), one.what().english));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_told_twice_and_nothing_is_left_to_fill_in() {
    for path in examples(false).into_iter().chain(examples(true)) {
        let (bundle, found) = read(&path);
        let mut seen = HashSet::new();
        for one in &found {
            let said = (one.place.clone(), one.what().english, one.node.clone(), one.property.clone());
            assert!(seen.insert(said), "{}: {} twice", path.display(), shown(&bundle, one));
            for text in [one.what(), one.why(), one.help()] {
                assert!(!text.french.contains('{') && !text.english.contains('{'), "{text:?}");
            }
            assert!(one.place.is_some(), "{}: {} has no place", path.display(), one.code);
        }
    }
}

fn found_in(format: Format, text: &str) -> (Bundle, Vec<Diagnostic>) {
    let base = Iri::parse("https://here.invalid/codes/example").unwrap();
    let bundle =
        Bundle::read(vec![File { name: "x".to_owned(), bytes: text.as_bytes().to_vec(), format, base }], 50_000);
    let asked = Asked { grammar: &OURS, form: None, stage: Stage::Saving, today: Some(TODAY), evaluator: &nobody_asks };
    let found = check(&bundle, &asked);
    (bundle, found)
}

#[test]
fn json_ld_that_no_reader_hears_is_told() {
    let text = r#"{ "@context": "https://w3id.org/codesocial/context.jsonld", "id": "",
"type": "Organisation",
"nmae": { "fr": "Le Moulin" } }"#;
    let (bundle, found) = found_in(Format::JsonLd, text);
    let unknown = found.iter().filter(|one| one.code == Code::UnknownTerm);
    let told: Vec<_> = unknown.map(|one| (shown(&bundle, one), one.severity, one.help().english)).collect();
    let expected = [("2:9 CS0011", Severity::Violation, "Organization"), ("3:1 CS0011", Severity::Warning, "name")];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((place, severity, help), expected) in told.iter().zip(expected) {
        assert_eq!((place.as_str(), *severity), (expected.0, expected.1));
        assert!(help.contains(&format!("Perhaps write `{}`", expected.2)), "{help}");
    }
}

/// Time that this thread has worked, where the system tells: others work on the same machine.
#[expect(clippy::disallowed_methods, reason = "the time that it takes is what is asked")]
fn worked() -> u128 {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let worked = told.and_then(|told| told.split(' ').next()?.parse().ok());
    worked.unwrap_or_else(|| BEGIN.elapsed().as_nanos())
}

/// A node may have as many values as a document has statements. While each was compared with all the others, ten thousand
/// took 360 µs each; now they take some 30 µs, however many there are.
#[test]
fn many_values_cost_no_more_each() {
    const VALUES: usize = 16_000;
    /// In nanoseconds: five times what it takes, a quarter of what it would take.
    const EACH: u128 = 150_000;
    let _ = found_in(Format::Turtle, "");
    for (document, values) in [
        ("<> a cs:CodeSocial .", "<> cs:form <#f{}> ."),
        ("<> a cs:CodeSocial .", "<> cs:describes <#f{}> ."),
        ("<> a cs:Organization ; cs:audience cs:Public .", "<> cs:email 'a{}@b.example' ."),
        ("<> a cs:Organization .", "<> cs:name 'a{}' ."),
        ("<> a cs:WealthFlow .", "<> cs:from <#a{}> ; cs:to <#a{}> ."),
        ("<> a cs:CoherenceReview .", "<> cs:actor <#b{}> ; cs:nmae {} ."),
        ("<> a cs:CodeSocial .", "<> cs:section _:a{} . _:a{} a cs:Story ; cs:order {} ."),
    ] {
        let cost = |count: usize| {
            let all = (0..count).map(|number| values.replace("{}", &number.to_string()));
            let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {document} {}", all.collect::<String>());
            let begin = worked();
            let (_, found) = found_in(Format::Turtle, &text);
            // Shapes stop telling at a thousand.
            assert!(found.len() >= count.min(1_000), "{values}: {}", found.len());
            worked() - begin
        };
        let each = cost(VALUES) / VALUES as u128;
        eprintln!("{values}: {each} ns each");
        assert!(each < EACH, "{values}: {each} ns each");
    }
}

/// A description as it is written one evening: what is told of it, code by code.
#[test]
fn one_mistake_hides_no_other() {
    let (_, found) = read(&folder().join("la-grange.ttl"));
    let count = |code: Code| found.iter().filter(|one| one.code == code).count();
    // A dead link among the sections, and the chapters that the form misses, are at one property of one node.
    assert_eq!((count(Code::DeadLink), count(Code::MissingChapter)), (2, 6));
    // A term that there is not is told once, although a shape asks for another one there.
    assert_eq!((count(Code::UnknownTerm), count(Code::NotAmong)), (4, 0));
    assert_eq!((count(Code::FlowWithoutEnd), count(Code::PublicContact), count(Code::Overdue)), (1, 1, 1));
}

/// The demonstration is a good example: what is refused or dead in it would be an error of ours.
#[test]
fn the_demonstration_has_no_error_and_no_dead_link() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let files = files
        .iter()
        .map(|path| File {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            bytes: fs::read(path).unwrap(),
            format: Format::TriG,
            base: Iri::parse("https://here.invalid/").unwrap(),
        })
        .collect();
    let bundle = Bundle::read(files, 50_000);
    let grammar = Grammar::ours().unwrap();
    let asked =
        Asked { grammar: &grammar, form: None, stage: Stage::Saving, today: Some(TODAY), evaluator: &nobody_asks };
    let found = check(&bundle, &asked);
    let bad: Vec<_> = found
        .iter()
        .filter(|one| one.severity == Severity::Violation || matches!(one.code, Code::DeadLink | Code::Untyped))
        .map(|one| format!("{} {}", shown(&bundle, one), one.what().english))
        .collect();
    assert_eq!(bad, Vec::<String>::new());
    let states: BTreeSet<_> = intentions(&bundle).into_iter().map(|intention| intention.state).collect();
    assert!(states.len() >= 5, "{states:?}");
}
