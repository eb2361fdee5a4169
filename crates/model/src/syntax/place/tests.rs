//! Each statement is found where it stands, in every syntax.

use super::*;
use crate::vocab::rdf;
use std::path::Path;

const BASE: &str = "https://a.example/codes/wemob";

/// Reads `text`; `expected` lists subject, predicate and object as they are written, in any order.
fn check(format: Format, text: &str, expected: &[(&str, &str, &str)]) {
    let placed = parse_placed(text.as_bytes(), format, &Iri::parse(BASE).unwrap(), 1_000).unwrap();
    let at = |range: &Range<usize>| text.get(range.clone()).unwrap();
    let mut found: Vec<_> = placed
        .iter()
        .map(|placed| {
            let spans = placed.spans.as_ref().unwrap_or_else(|| panic!("{} has no place in\n{text}", placed.quad));
            (at(&spans.subject), at(&spans.predicate), at(&spans.object))
        })
        .collect();
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn turtle() {
    check(
        Format::Turtle,
        "@prefix cs: <https://w3id.org/codesocial#> . # no <x> [here]
PREFIX ex: <https://a.example/>
<> a cs:CodeSocial ; cs:name 'We; Mob'@fr , \"\"\"We \"Mob\" \"\"\"@en ;; cs:order 2.5 .
ex:a.b cs:order 1. <#x> cs:date '2026'^^<http://www.w3.org/2001/XMLSchema#gYear>.",
        &[
            ("<>", "a", "cs:CodeSocial"),
            ("<>", "cs:name", "'We; Mob'@fr"),
            ("<>", "cs:name", "\"\"\"We \"Mob\" \"\"\"@en"),
            ("<>", "cs:order", "2.5"),
            ("ex:a.b", "cs:order", "1"),
            ("<#x>", "cs:date", "'2026'^^<http://www.w3.org/2001/XMLSchema#gYear>"),
        ],
    );
}

#[test]
fn nested_nodes_and_lists() {
    check(
        Format::Turtle,
        "<> <p> [ <q> 1 , [] ; ] , (1 [ <r> 2 ]) , () . [ <s> 3 ] . (4) <t> _:b . <u> <v> ('5' \"6\") , [ <w> '7' ] .",
        &[
            ("[", "<q>", "1"),
            ("[", "<q>", "[]"),
            ("<>", "<p>", "["),
            ("<>", "<p>", "("),
            ("(", "(", "1"),
            ("(", "(", "("),
            ("[", "<r>", "2"),
            ("(", "(", "["),
            ("(", "(", "("),
            ("<>", "<p>", "("),
            ("[", "<s>", "3"),
            ("(", "(", "4"),
            ("(", "(", "("),
            ("(", "<t>", "_:b"),
            ("<u>", "<v>", "("),
            ("(", "(", "'5'"),
            ("(", "(", "("),
            ("(", "(", "\"6\""),
            ("(", "(", "("),
            ("[", "<w>", "'7'"),
            ("<u>", "<v>", "["),
        ],
    );
}

#[test]
fn trig() {
    check(
        Format::TriG,
        "<> { <> <p> 1 . <#x> <p> 2 } GRAPH <g> { <g> <p> 3 . } { <h> <p> 4 } <i> <p> 5 .",
        &[("<>", "<p>", "1"), ("<#x>", "<p>", "2"), ("<g>", "<p>", "3"), ("<h>", "<p>", "4"), ("<i>", "<p>", "5")],
    );
}

#[test]
fn lines_of_quads() {
    check(
        Format::NQuads,
        "# first\n<x:s> <x:p> \"a \\\" <b>\"@fr <x:g> .\n\n  _:b<x:p>\"1\"^^<x:d>.\n<x:s> <x:p> _:b .\n",
        &[("<x:s>", "<x:p>", "\"a \\\" <b>\"@fr"), ("_:b", "<x:p>", "\"1\"^^<x:d>"), ("<x:s>", "<x:p>", "_:b")],
    );
}

#[test]
fn json_ld() {
    let text = r##"{ "@context": ["https://w3id.org/codesocial/context.jsonld", { "ex": "https://a.example/x#" }],
  "id": "", "type": "CodeSocial",
  "name": { "fr": "Nous", "en": ["We", "Us"] },
  "ex:number": 2,
  "section": [ { "id": "#story", "type": "Story" }, { "type": ["Purpose"], "ex:number": [3, 4] } ] }"##;
    let placed = parse_placed(text.as_bytes(), Format::JsonLd, &Iri::parse(BASE).unwrap(), 100).unwrap();
    let mut found: Vec<String> = placed
        .iter()
        .map(|placed| {
            let spans = placed.spans.as_ref().unwrap_or_else(|| panic!("{}", placed.quad));
            let at = |range: &Range<usize>| text.get(range.clone()).unwrap();
            format!("{} {} {}", at(&spans.subject), at(&spans.predicate), at(&spans.object))
        })
        .collect();
    found.sort();
    let mut expected = vec![
        "\"\" \"type\" \"CodeSocial\"",
        "\"\" \"name\" \"Nous\"",
        "\"\" \"name\" \"We\"",
        "\"\" \"name\" \"Us\"",
        "\"\" \"ex:number\" 2",
        "\"\" \"section\" {",
        "\"\" \"section\" {",
        "\"#story\" \"type\" \"Story\"",
        "{ \"type\" \"Purpose\"",
        "{ \"ex:number\" \"ex:number\"",
        "{ \"ex:number\" \"ex:number\"",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn what_json_ld_says_to_nobody() {
    let text = r##"{ "@context": ["https://w3id.org/codesocial/context.jsonld", { "ex": "https://a.example/x#", "mute": null }],
  "id": "", "type": ["CodeSocial", "Codesocial", "#Own", "ex:Own"], "nmae": { "fr": "Nous" }, "ex:nmae": 1, "mute": 2,
  "name": { "fr": "Nous" }, "summary": { "@value": "x" },
  "section": [ { "id": "#story", "@type": "Storey" }, { "ordre": 2, "@context": { "ordre": "ex:order" } },
    { "orde": 2, "@context": { "@vocab": "https://a.example/" } },
    { "orde": 2, "@context": { "by": { "@id": "ex:by", "@container": "@index" } } } ] }"##;
    let base = Iri::parse(BASE).unwrap();
    for before in ["", "\u{feff}"] {
        let text = format!("{before}{text}");
        let found = unheard(text.as_bytes(), Format::JsonLd, &base);
        let found: Vec<_> = found.iter().map(|one| (text.get(one.span.clone()).unwrap(), one.is_type)).collect();
        assert_eq!(found, [("\"nmae\"", false), ("\"Codesocial\"", true), ("\"Storey\"", true)]);
    }
    assert_eq!(unheard(b"{}", Format::Turtle, &base), []);
}

/// Places are found in time that grows as the text does: each of these took a minute or for ever.
#[test]
#[expect(clippy::disallowed_methods, reason = "the time that it takes is what is asked")]
fn many_values_and_many_nameless_nodes() {
    let many = 20_000;
    let list = |one: fn(usize) -> String| (0..many).map(one).collect::<Vec<_>>().join(",");
    let texts = [
        format!(r#"{{ "@id": "", "https://a.example/p": [{}] }}"#, list(|n| format!("\"{n}\""))),
        format!(
            r#"{{ "@id": "", "https://a.example/p": [{}] }}"#,
            list(|n| format!(r#"{{ "https://a.example/q": "{n}" }}"#))
        ),
        format!("[{}]", list(|n| format!(r#"{{ "https://a.example/q": "{n}" }}"#))),
        format!(
            "[{}]",
            list(|n| format!(r#"{{ "@id": "_:b{n}", "https://a.example/p": {{ "@id": "_:b{}" }} }}"#, n + 1))
        ),
    ];
    for text in texts {
        let begin = std::time::Instant::now();
        let placed = parse_placed(text.as_bytes(), Format::JsonLd, &Iri::parse(BASE).unwrap(), 100_000).unwrap();
        assert!(placed.len() >= many && placed.iter().all(|one| one.spans.is_some()));
        for Placed { quad, spans } in &placed {
            if let (Term::Literal(literal), Some(spans)) = (&quad.object, spans) {
                assert_eq!(text.get(spans.object.clone()).unwrap().trim_matches('"'), literal.value());
            }
        }
        assert!(begin.elapsed().as_secs() < 20, "{:?}: {}", begin.elapsed(), text.get(..80).unwrap());
    }
}

/// Every file of the project that can be read: each statement has a place, and it reads like the statement.
#[test]
fn every_fixture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("fixtures"), root.join("ontology"), root.join("shapes")];
    let mut statements = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            let Some(format) = Format::from_extension(extension).filter(|format| format.is_readable()) else {
                continue;
            };
            let bytes = std::fs::read(&path).unwrap();
            let base = Iri::parse(BASE).unwrap();
            let Ok(placed) = parse_placed(&bytes, format, &base, 100_000) else { continue };
            statements += placed.len();
            for one in &placed {
                assert!(one.spans.is_some(), "{}: {} has no place", path.display(), one.quad);
            }
            // What we write is found again, too.
            let quads: Vec<_> = placed.into_iter().map(|one| one.quad).collect();
            for format in [Format::TriG, Format::NQuads, Format::JsonLd] {
                let written = crate::syntax::write(&quads, format);
                let text = std::str::from_utf8(&written).unwrap();
                for one in parse_placed(&written, format, &base, 100_000).unwrap() {
                    let spans = one.spans.unwrap_or_else(|| panic!("{}: {} {format:?}", path.display(), one.quad));
                    if let Term::Literal(literal) = &one.quad.object
                        && literal.value().chars().all(|c| c.is_alphanumeric() || c == ' ')
                    {
                        assert!(
                            text.get(spans.object.clone()).unwrap().contains(literal.value()),
                            "{}: {} {format:?} at {:?} of\n{text}",
                            path.display(),
                            one.quad,
                            spans.object
                        );
                    } else if one.quad.predicate != rdf::TYPE {
                        assert!(!text.get(spans.object).unwrap().is_empty());
                    }
                }
            }
        }
    }
    assert!(statements > 3_000, "{statements}");
}
