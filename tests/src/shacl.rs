//! The W3C test suite of SHACL: its cases, and reports as lines that can be compared.
//!
//! Reports are compared as graphs: what a result says, whatever its own blank node is called. Paths are compared by
//! structure, messages only where the expected report has some.

use model::Iri;
use model::syntax::{Format, parse_keeping_labels};
use oxrdf::{Term, Triple};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where the tests are, in the suites beside the project.
pub const TESTS: &str = "suites/shacl/data-shapes-test-suite/tests";

/// Statements of the largest file, by far.
const LIMIT: usize = 100_000;

/// One test.
pub struct Case {
    /// Its address.
    pub name: String,
    /// The file of the data graph.
    pub data: PathBuf,
    /// The file of the shapes graph.
    pub shapes: PathBuf,
    /// The file that says what is expected.
    manifest: PathBuf,
    result: Term,
}

/// What is expected.
#[derive(Debug, PartialEq, Eq)]
pub enum Expected {
    /// A report, as lines that can be compared.
    Report(Vec<String>),
    /// `sht:Failure`: no report.
    Failure,
}

/// How blank nodes of data and shapes are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// By their names: both sides come of the same reading.
    Named,
    /// As blank nodes, whichever: another process has read the file.
    Any,
}

/// The suite: each file is read once, so that its blank nodes have one name.
#[derive(Default)]
pub struct Suite {
    files: HashMap<PathBuf, Vec<Triple>>,
    /// The tests, as the manifests list them.
    pub cases: Vec<Case>,
}

impl Suite {
    /// Reads a manifest and those it includes.
    pub fn add(&mut self, manifest: &Path) {
        let manifest = manifest.canonicalize().expect("a manifest");
        let triples = self.file(&manifest).to_vec();
        for (_, included) in with(&triples, "mf:include") {
            self.add(&path_of(&included));
        }
        for (_, list) in with(&triples, "mf:entries") {
            for entry in members(&triples, &list) {
                let action = object(&triples, &entry, "mf:action").expect("an action");
                let part = |name| path_of(&object(&triples, &action, name).expect("a part of the action"));
                self.cases.push(Case {
                    name: entry.to_string(),
                    data: part("sht:dataGraph"),
                    shapes: part("sht:shapesGraph"),
                    manifest: manifest.clone(),
                    result: object(&triples, &entry, "mf:result").expect("a result"),
                });
            }
        }
    }

    /// The triples of a file.
    pub fn file(&mut self, path: &Path) -> &[Triple] {
        self.files.entry(path.to_owned()).or_insert_with(|| {
            let bytes = std::fs::read(path).expect("a file");
            let base = Iri::parse(&format!("file://{}", path.display())).expect("an address");
            let quads = parse_keeping_labels(&bytes, Format::Turtle, &base, LIMIT);
            let quads = quads.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            quads.into_iter().map(Triple::from).collect()
        })
    }

    /// What is expected of a case, and of what has been found what can be compared with it.
    pub fn compared(&mut self, case: &Case, found: Option<&[Triple]>, blank: Blank) -> (Expected, Expected) {
        let manifest = self.file(&case.manifest).to_vec();
        let has_messages = !with(&manifest, "sh:resultMessage").is_empty();
        let expected = if case.result.to_string() == format!("<{}>", full("sht:Failure")) {
            Expected::Failure
        } else {
            Expected::Report(lines(&manifest, &case.result, has_messages, blank))
        };
        let found = found.map_or(Expected::Failure, |found| {
            let (root, _) = with(found, "sh:conforms").into_iter().next().expect("a report");
            Expected::Report(lines(found, &root, has_messages, blank))
        });
        (expected, found)
    }
}

/// A report: one line for its verdict and one for each result, sorted.
fn lines(triples: &[Triple], report: &Term, has_messages: bool, blank: Blank) -> Vec<String> {
    let mut lines: Vec<String> = objects(triples, report, "sh:result")
        .iter()
        .map(|result| {
            let mut line = String::new();
            for property in [
                "sh:focusNode",
                "sh:value",
                "sh:resultSeverity",
                "sh:sourceConstraintComponent",
                "sh:sourceConstraint",
                "sh:sourceShape",
            ] {
                let values = objects(triples, result, property);
                assert!(values.len() <= 1, "{property} twice");
                let shown = values.first().map_or_else(String::new, |value| shown(value, blank));
                write!(line, "{property} {shown} ").expect("a string grows");
            }
            if let Some(path) = object(triples, result, "sh:resultPath") {
                write!(line, "sh:resultPath {} ", structure(triples, &path)).expect("a string grows");
            }
            if has_messages {
                let mut messages: Vec<_> =
                    objects(triples, result, "sh:resultMessage").iter().map(Term::to_string).collect();
                messages.sort();
                line += &messages.join(" ");
            }
            line
        })
        .collect();
    lines.push(format!("conforms {}", object(triples, report, "sh:conforms").expect("a verdict")));
    lines.sort();
    lines
}

fn shown(term: &Term, blank: Blank) -> String {
    match term {
        Term::BlankNode(_) if blank == Blank::Any => "[]".to_owned(),
        Term::BlankNode(_) | Term::NamedNode(_) | Term::Literal(_) => term.to_string(),
    }
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

fn full(name: &str) -> String {
    let (prefix, local) = name.split_once(':').expect("a prefix");
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
    let name = full(name);
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
        rest = object(triples, &rest, "rdf:rest").expect("a list");
    }
    found
}

fn path_of(file: &Term) -> PathBuf {
    match file {
        Term::NamedNode(node) => PathBuf::from(node.as_str().strip_prefix("file://").expect("a file")),
        other @ (Term::BlankNode(_) | Term::Literal(_)) => panic!("{other} is no file"),
    }
}
