//! What `codesocial check` writes, in both languages and in each format.

use super::*;
use model::syntax::Format;
use serde_json::Value;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/check").join(name)
}

fn arguments(files: &[PathBuf]) -> Check {
    Check { files: files.to_vec(), form: None, format: ReportFormat::Human, release: false, base: None }
}

/// The findings of one code in a fixture, its file called `moulin.trig`.
fn findings(name: &str, code: &str, language: Language) -> Findings {
    let bytes = std::fs::read(fixture(name)).unwrap();
    let base = Iri::parse("https://here.invalid/codes/moulin").unwrap();
    let format = Format::from_extension(name.rsplit_once('.').unwrap().1).unwrap();
    let bundle = Bundle::read(vec![File { name: "moulin.trig".to_owned(), bytes, format, base }], 1_000);
    let grammar = Grammar::ours().unwrap();
    let asked = Asked { grammar: &grammar, form: None, stage: Stage::Saving, today: None, evaluator: &|_| None };
    let mut diagnostics = check(&bundle, &asked);
    diagnostics.retain(|diagnostic| diagnostic.code.to_string() == code);
    let intentions = intentions(&bundle);
    Findings { bundle, diagnostics, intentions, language }
}

#[test]
fn for_people_in_french() {
    let expected = "\
avertissement[CS0301]: Aucune action ne sert l’intention « Que l’eau revienne dans le bief. »
  --> moulin.trig:12:5
   |
12 |     </codes/moulin#eau> a cs:Intention ;
   |     ^^^^^^^^^^^^^^^^^^^
   = pourquoi\u{a0}: Une intention que rien ne sert reste une parole : on ne peut rien lui opposer, ni
     rien en montrer.
   = aide\u{a0}: Reliez-lui une action (`cs:realises </codes/moulin#eau>`), ou dites qu’elle est
     abandonnée (`cs:status cs:Abandoned`).
   = voir\u{a0}: docs/diagnostics/CS0301.md

1 intention, des paroles aux actes :
  déclarée  « Que l’eau revienne dans le bief. »

";
    assert_eq!(human::write(&findings("CS0301.trig", "CS0301", Language::Fr), false), expected);
}

#[test]
fn for_people_in_english_with_a_section() {
    let told = human::write(&findings("CS0202.ttl", "CS0202", Language::En), false);
    assert!(told.contains("section “Story”") && told.contains("= why: ") && told.contains("= help: "), "{told}");
    assert!(told.starts_with("warning[CS0202]: The chapter "), "{told}");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let findings = findings("CS0301.trig", "CS0301", Language::En);
    assert!(human::write(&findings, true).contains("\u{1b}[1;33mwarning[CS0301]\u{1b}[0m"));
    assert!(!human::write(&findings, false).contains('\u{1b}'));
}

#[test]
fn for_programs() {
    let report: Value = serde_json::from_str(&json::write(&findings("CS0301.trig", "CS0301", Language::En))).unwrap();
    assert_eq!(report["version"], 1);
    assert_eq!(report["summary"]["warnings"], 1);
    let one = &report["diagnostics"][0];
    for (key, value) in [
        ("code", Value::from("CS0301")),
        ("severity", "warning".into()),
        ("file", "moulin.trig".into()),
        ("line", 12.into()),
        ("column", 5.into()),
        ("endColumn", 24.into()),
        ("page", "docs/diagnostics/CS0301.md".into()),
        ("node", "https://here.invalid/codes/moulin#eau".into()),
    ] {
        assert_eq!(one[key], value, "{key}");
    }
    assert_eq!(report["intentions"][0]["state"], "Declared");
}

/// What SARIF 2.1.0 requires, object by object, and what its schema restricts.
#[test]
fn for_forges() {
    let findings = findings("CS0301.trig", "CS0301", Language::Fr);
    let log: Value = serde_json::from_str(&sarif::write(&findings)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "codesocial");
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), shapes::diagnostic::Code::ALL.len());
    let levels = ["none", "note", "warning", "error"];
    for rule in rules {
        assert!(rule["id"].as_str().unwrap().starts_with("CS"));
        assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty());
        let page = format!("docs/diagnostics/{}.md", rule["id"].as_str().unwrap());
        assert!(url::Url::parse(rule["helpUri"].as_str().unwrap()).unwrap().path().contains(&page));
        assert!(levels.contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(levels.contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        for location in result["locations"].as_array().unwrap() {
            let physical = &location["physicalLocation"];
            let artifact = usize::try_from(physical["artifactLocation"]["index"].as_u64().unwrap()).unwrap();
            assert_eq!(run["artifacts"][artifact]["location"]["uri"], physical["artifactLocation"]["uri"]);
            let region = &physical["region"];
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(region[key].as_u64().unwrap() >= 1, "{key}");
            }
        }
    }
}

#[test]
fn wrong_usage_is_told_apart_from_errors() {
    let language = Language::En;
    let missing = find(&arguments(&[PathBuf::from("not-there.ttl")]), language);
    assert!(matches!(missing, Err(Failure::Usage(_))));
    let unknown = find(&arguments(&[PathBuf::from("page.html")]), language);
    assert!(matches!(unknown, Err(Failure::Usage(text)) if text.contains(".jsonld")));
    let form = Check { form: Some("seven-models".to_owned()), ..arguments(&[fixture("CS0301.trig")]) };
    assert!(matches!(find(&form, language), Err(Failure::Usage(text)) if text.contains("four-bundles, six-models")));
}

#[test]
fn a_form_can_be_chosen() {
    let file = [fixture("CS0301.trig")];
    let missing = |form: Option<String>, release: bool| {
        let found = find(&Check { form, release, ..arguments(&file) }, Language::En).unwrap();
        let chapters = found.diagnostics.iter().filter(|one| one.code.to_string() == "CS0201");
        chapters.map(|one| (one.severity, one.what().english)).collect::<Vec<_>>()
    };
    assert_eq!(missing(None, false).len(), 9);
    for form in ["four-bundles", "https://w3id.org/codesocial#FourBundlesForm"] {
        let chapters = missing(Some(form.to_owned()), false);
        assert_eq!(chapters.len(), 4, "{form}");
        assert!(chapters.iter().all(|(severity, _)| *severity == Severity::Warning));
    }
    assert!(missing(None, true).iter().all(|(severity, _)| *severity == Severity::Violation));
    let theirs = fixture("CS0109.form.ttl").display().to_string();
    assert_eq!(missing(Some(theirs), false).len(), 9);
}

#[test]
fn the_folder_counts_from_wherever_the_command_is_given() {
    let base = Base::parse("https://a.example/").unwrap();
    let folder = tempfile::tempdir_in(".").unwrap();
    let path = folder.path().join("organizations");
    std::fs::create_dir(&path).unwrap();
    let absolute = path.canonicalize().unwrap().join("moulin.ttl");
    std::fs::write(&absolute, "").unwrap();
    let relative = PathBuf::from(folder.path().file_name().unwrap()).join("organizations/moulin.ttl");
    for file in [absolute, relative] {
        let read = read(&[file], &base, Language::En).unwrap();
        assert_eq!(read[0].base.as_str(), "https://a.example/organizations/moulin");
    }
    let missing = read(&[PathBuf::from("not-there.ttl")], &base, Language::En);
    assert!(matches!(missing, Err(Failure::Usage(_))));
}

#[test]
fn two_files_of_one_name_are_two_documents() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = ["a", "b"]
        .iter()
        .map(|name| {
            let path = folder.path().join(name).join("moulin.ttl");
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, format!("<> <https://w3id.org/codesocial#name> '{name}'@fr .")).unwrap();
            path
        })
        .collect();
    let found = find(&arguments(&files), Language::En).unwrap();
    let addresses: Vec<_> = found.bundle.documents().iter().map(|document| document.iri().as_str()).collect();
    assert_eq!(addresses, ["https://here.invalid/codes/moulin", "https://here.invalid/codes/moulin-2"]);
}

#[test]
fn a_strangers_text_commands_no_terminal() {
    let text = "@prefix cs: <https://w3id.org/codesocial#> .
<> a cs:CodeSocial ; cs:name \"\u{1b}]0;a\u{7}\u{1b}[2J\u{9b}1m\tmoulin\"@fr .
<#x> a cs:Intention ; cs:text '\u{1b}[31mx'@fr .";
    let base = Iri::parse("https://here.invalid/codes/moulin").unwrap();
    let name = "\u{1b}[1mmoulin\n.ttl".to_owned();
    let file = File { name, bytes: text.as_bytes().to_vec(), format: Format::Turtle, base };
    let bundle = Bundle::read(vec![file], 1_000);
    let grammar = Grammar::ours().unwrap();
    let asked = Asked { grammar: &grammar, form: None, stage: Stage::Saving, today: None, evaluator: &|_| None };
    let (diagnostics, intentions) = (check(&bundle, &asked), intentions(&bundle));
    assert!(!diagnostics.is_empty() && !intentions.is_empty());
    let told = human::write(&Findings { bundle, diagnostics, intentions, language: Language::Fr }, false);
    for shown in ["\u{fffd}[31mx", "\u{fffd}[2J\u{fffd}1m", "\u{fffd}[1mmoulin .ttl:"] {
        assert!(told.contains(shown), "{told:?}");
    }
    assert!(told.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()), "{told:?}");
}

#[test]
fn a_form_that_cannot_be_used_is_told_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.ttl");
    std::fs::write(&path, "<> a <https://w3id.org/codesocial#Code> .").unwrap();
    let form = Some(path.display().to_string());
    let asked = Check { form, ..arguments(&[fixture("CS0301.trig")]) };
    let Err(Failure::Usage(text)) = find(&asked, Language::Fr).map(|_| ()) else { panic!("it has no cs:Form") };
    assert!(text.contains("Rien n’y est un cs:Form") && text.contains("form.ttl"), "{text}");
}
