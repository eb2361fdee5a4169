//! The W3C test suite of SHACL Core, read from the suites beside the project (`CODESOCIAL_SHARED`).
//!
//! Reports are compared as graphs: what a result says, whatever its blank node is called. Blank nodes of the data and
//! the shapes keep their names, for each file is parsed once; paths are compared by structure; messages only where
//! the expected report has some.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it meets by failing")]

use oxrdf::{Quad, Term, Triple};
use oxttl::TurtleParser;
use shapes::Shapes;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Tests that do not pass, each with its reason.
const IGNORED: &[(&str, &str)] = &[];

const TESTS: &str = "suites/shacl/data-shapes-test-suite/tests/core";

#[test]
fn every_core_test_of_the_w3c_suite() {
    let shared = std::env::var("CODESOCIAL_SHARED")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let root = shared.join(TESTS);
    if !root.is_dir() {
        println!("skipped: no suites at {}", shared.display());
        return;
    }
    let mut suite = Suite::default();
    suite.manifest(&root.join("manifest.ttl").canonicalize().unwrap());
    let (mut passed, mut ignored, mut failed) = (0, 0, String::new());
    for (name, outcome) in &suite.outcomes {
        match (outcome, IGNORED.iter().find(|(ignored, _)| name == ignored)) {
            (Ok(()), None) => passed += 1,
            (Ok(()), Some(_)) => writeln!(failed, "{name} passes: take it off the list").unwrap(),
            (Err(_), Some((_, reason))) => {
                ignored += 1;
                println!("ignored {name}: {reason}");
            }
            (Err(reason), None) => writeln!(failed, "{name}: {reason}").unwrap(),
        }
    }
    println!("conformance: SHACL core: {passed} passed, {ignored} ignored, {} failed", failed.lines().count());
    assert!(failed.is_empty(), "{failed}");
    assert_eq!(suite.outcomes.len(), 98, "the suite lists 98 core tests");
}

#[derive(Default)]
struct Suite {
    files: HashMap<PathBuf, Vec<Triple>>,
    outcomes: Vec<(String, Result<(), String>)>,
}

impl Suite {
    fn manifest(&mut self, path: &Path) {
        let triples = self.file(path);
        for (_, included) in with(&triples, "mf:include") {
            self.manifest(&path_of(&included));
        }
        for (_, list) in with(&triples, "mf:entries") {
            for entry in members(&triples, &list) {
                let outcome = self.run(&triples, &entry);
                self.outcomes.push((entry.to_string(), outcome));
            }
        }
    }

    fn run(&mut self, manifest: &[Triple], entry: &Term) -> Result<(), String> {
        let action = object(manifest, entry, "mf:action").ok_or("no action")?;
        let part = |name| object(manifest, &action, name).map(|file| path_of(&file)).ok_or(format!("no {name}"));
        let (data, shapes) = (part("sht:dataGraph")?, part("sht:shapesGraph")?);
        let (data, shapes) = (self.file(&data), self.file(&shapes));
        let expected = object(manifest, entry, "mf:result").ok_or("no result")?;
        let shapes = Shapes::from_triples("suite", &shapes).map_err(|error| error.to_string())?;
        let report: Vec<Triple> =
            shapes.validate_graph(&data).unwrap().to_quads().into_iter().map(|quad: Quad| quad.into()).collect();
        let (root, _) = with(&report, "sh:conforms").into_iter().next().ok_or("no report")?;
        let messages = !with(manifest, "sh:resultMessage").is_empty();
        let (found, expected) = (shown(&report, &root, messages), shown(manifest, &expected, messages));
        if found == expected {
            Ok(())
        } else {
            Err(format!("expected\n  {}\nfound\n  {}", expected.join("\n  "), found.join("\n  ")))
        }
    }

    fn file(&mut self, path: &Path) -> Vec<Triple> {
        let read = || {
            let base = format!("file://{}", path.display());
            let text = std::fs::read(path).unwrap();
            let parser = TurtleParser::new().with_base_iri(base).unwrap();
            parser
                .for_slice(&text)
                .collect::<Result<Vec<_>, _>>()
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        self.files.entry(path.to_owned()).or_insert_with(read).clone()
    }
}

/// A report, one line for its verdict and one for each result, sorted.
fn shown(triples: &[Triple], report: &Term, messages: bool) -> Vec<String> {
    let mut lines: Vec<String> = objects(triples, report, "sh:result")
        .iter()
        .map(|result| {
            let mut line = String::new();
            for property in
                ["sh:focusNode", "sh:value", "sh:resultSeverity", "sh:sourceConstraintComponent", "sh:sourceShape"]
            {
                let values = objects(triples, result, property);
                assert!(values.len() <= 1, "{property} twice");
                write!(line, "{property} {} ", values.first().map_or_else(String::new, Term::to_string)).unwrap();
            }
            if let Some(path) = object(triples, result, "sh:resultPath") {
                write!(line, "sh:resultPath {} ", structure(triples, &path)).unwrap();
            }
            if messages {
                let mut messages: Vec<_> =
                    objects(triples, result, "sh:resultMessage").iter().map(Term::to_string).collect();
                messages.sort();
                line += &messages.join(" ");
            }
            line
        })
        .collect();
    lines.push(format!("conforms {}", object(triples, report, "sh:conforms").unwrap()));
    lines.sort();
    lines
}

/// A path without the names of its blank nodes.
fn structure(triples: &[Triple], path: &Term) -> String {
    if !path.is_blank_node() {
        return path.to_string();
    }
    let about = triples.iter().filter(|triple| Term::from(triple.subject.clone()) == *path);
    let mut parts: Vec<_> =
        about.map(|triple| format!("{} {}", triple.predicate, structure(triples, &triple.object))).collect();
    parts.sort();
    format!("[{}]", parts.join(" ; "))
}

fn predicate(name: &str) -> String {
    let (prefix, local) = name.split_once(':').unwrap();
    let namespace = match prefix {
        "mf" => "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
        "sht" => "http://www.w3.org/ns/shacl-test#",
        "sh" => "http://www.w3.org/ns/shacl#",
        "rdf" => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        other => panic!("{other}"),
    };
    format!("{namespace}{local}")
}

fn with(triples: &[Triple], name: &str) -> Vec<(Term, Term)> {
    let name = predicate(name);
    let matching = triples.iter().filter(|triple| triple.predicate.as_str() == name);
    matching.map(|triple| (triple.subject.clone().into(), triple.object.clone())).collect()
}

fn objects(triples: &[Triple], subject: &Term, name: &str) -> Vec<Term> {
    with(triples, name).into_iter().filter(|(of, _)| of == subject).map(|(_, object)| object).collect()
}

fn object(triples: &[Triple], subject: &Term, name: &str) -> Option<Term> {
    objects(triples, subject, name).into_iter().next()
}

fn members(triples: &[Triple], list: &Term) -> Vec<Term> {
    let mut found = Vec::new();
    let mut rest = list.clone();
    while let Some(first) = object(triples, &rest, "rdf:first") {
        found.push(first);
        rest = object(triples, &rest, "rdf:rest").unwrap();
    }
    found
}

fn path_of(file: &Term) -> PathBuf {
    match file {
        Term::NamedNode(node) => PathBuf::from(node.as_str().strip_prefix("file://").unwrap()),
        other @ (Term::BlankNode(_) | Term::Literal(_)) => panic!("{other} is no file"),
    }
}
