//! The shapes of the grammar against their fixtures: every file of `shapes/` has valid and invalid documents.
//!
//! A fixture is one document. What an invalid one must be told stands in its `.expected`, one line for each result:
//! component, path (`-` for the node itself), severity; advice included.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it meets by failing")]

use model::{Document, Iri};
use oxrdf::{NamedOrBlankNode, Quad, Term, Triple};
use oxttl::{TriGParser, TurtleParser};
use shapes::{Grammar, Report, Stage};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Fewest fixtures of each kind for a file of shapes.
const FEWEST: usize = 2;

const BASE: &str = "https://territory.example/";

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

fn document(path: &Path) -> Document {
    let text = std::fs::read(path).unwrap();
    let parser = TurtleParser::new().with_base_iri(BASE).unwrap();
    let triples: Result<Vec<Triple>, _> = parser.for_slice(&text).collect();
    let triples = triples.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let Some(NamedOrBlankNode::NamedNode(subject)) = triples.first().map(|triple| triple.subject.clone()) else {
        panic!("{}: the first subject is the document", path.display())
    };
    Document::admit(Iri::from_named_node(subject).document(), triples).unwrap()
}

fn shown(report: &Report) -> Vec<String> {
    let short = |text: String| {
        [
            ("https://w3id.org/codesocial#", "cs:"),
            ("http://www.w3.org/2004/02/skos/core#", "skos:"),
            ("http://purl.org/dc/terms/", "dct:"),
            ("http://www.w3.org/2002/07/owl#", "owl:"),
            ("http://www.w3.org/ns/shacl#", ""),
        ]
        .iter()
        .fold(text, |text, (namespace, prefix)| text.replace(namespace, prefix))
        .replace(['<', '>'], "")
    };
    let mut lines: Vec<String> = report
        .results
        .iter()
        .map(|result| {
            let path = result.full_path.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            let component = result.component.to_string().replace("ConstraintComponent", "");
            format!("{} {} {:?}", short(component), short(path), result.severity)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn every_shape_has_its_fixtures_and_they_are_judged_as_expected() {
    let grammar = Grammar::ours().unwrap();
    let mut wrong = Vec::new();
    for file in files(&project().join("shapes"), "ttl") {
        let class = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for fixture in files(&project().join("fixtures/shapes").join(&class), "ttl") {
            let name = fixture.file_name().unwrap().to_str().unwrap();
            let report = grammar.classes().validate_graph(document(&fixture).triples());
            let shown = shown(&report);
            if name.starts_with("valid-") {
                *counts.entry("valid").or_default() += 1;
                if !report.accepts() {
                    wrong.push(format!("{class}/{name} should pass:\n  {}", shown.join("\n  ")));
                }
            } else {
                *counts.entry("invalid").or_default() += 1;
                let expected = std::fs::read_to_string(fixture.with_extension("expected")).unwrap_or_default();
                if shown.is_empty() || shown.join("\n") != expected.trim_end() {
                    wrong.push(format!("{class}/{name}: expected\n{expected}found\n{}", shown.join("\n")));
                }
            }
        }
        for kind in ["valid", "invalid"] {
            if counts.get(kind).copied().unwrap_or_default() < FEWEST {
                wrong.push(format!("{class}: fewer than {FEWEST} {kind} fixtures"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_field_speaks_both_languages() {
    let mut texts: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for file in files(&project().join("shapes"), "ttl") {
        let text = std::fs::read(&file).unwrap();
        for triple in TurtleParser::new().for_slice(&text) {
            let triple = triple.unwrap();
            if let Term::Literal(literal) = &triple.object
                && ["#name", "#description", "#message"].iter().any(|end| triple.predicate.as_str().ends_with(end))
            {
                let language = literal.language().unwrap_or("none").to_owned();
                texts.entry((triple.subject.to_string(), triple.predicate.to_string())).or_default().push(language);
                assert!(
                    !["invalid", "veuillez", "please"].iter().any(|word| literal.value().to_lowercase().contains(word)),
                    "not the Voice: {literal}"
                );
                if triple.predicate.as_str().ends_with("#message") {
                    assert!(literal.value().split_whitespace().count() <= 20, "too long for the Voice: {literal}");
                }
            }
        }
    }
    assert!(!texts.is_empty());
    for ((subject, predicate), languages) in texts {
        assert_eq!(languages, ["fr", "en"], "{subject} {predicate}");
    }
}

/// The demonstration's data is what visitors see first: nothing in it is refused.
#[test]
fn the_demonstration_conforms() {
    let grammar = Grammar::ours().unwrap();
    let mut refused = Vec::new();
    let demo = files(&project().join("fixtures/demo"), "trig");
    assert!(!demo.is_empty(), "there is a demonstration");
    for file in demo {
        let text = std::fs::read(&file).unwrap();
        let parser = TriGParser::new().with_base_iri(BASE).unwrap();
        let mut documents: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
        for quad in parser.for_slice(&text) {
            let quad: Quad = quad.unwrap();
            documents.entry(quad.graph_name.to_string()).or_default().push(quad.into());
        }
        for (name, triples) in documents {
            let report = grammar.examine(&triples, Stage::Saving);
            if !report.accepts() {
                refused.push(format!("{name}\n  {}", shown(&report).join("\n  ")));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
