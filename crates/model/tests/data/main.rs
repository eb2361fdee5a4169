//! What must hold of the data this repository carries: the ontology and the demonstration.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's helper may fail the test")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

mod alignment;
mod context;
mod demo;
mod ontology;

use model::vocab::{NAMESPACE, rdf};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const RANGE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#range");
const UNION_OF: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#unionOf");
const OWL: &str = "http://www.w3.org/2002/07/owl#";
/// The classes of OWL that a property of ours is of.
const PROPERTY_CLASSES: [&str; 2] = ["ObjectProperty", "DatatypeProperty"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of the published suites, or a word that they are not here.
fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("CODESOCIAL_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if !shared.join("suites").is_dir() {
        println!("skipped: no suites");
        return None;
    }
    Some(shared)
}

fn turtle(path: &Path) -> Vec<Triple> {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    TurtleParser::new()
        .for_slice(&text)
        .map(|triple| triple.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

/// Every Turtle file of the ontology but the alignment, which speaks in other people's words.
fn ontology() -> Vec<Triple> {
    let mut triples = Vec::new();
    for folder in ["ontology", "ontology/thesauri"] {
        let mut files: Vec<_> = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|e| e == "ttl") && !path.ends_with("alignment.ttl"));
        files.sort();
        triples.extend(files.iter().flat_map(|path| turtle(path)));
    }
    triples
}

fn objects<'a>(triples: &'a [Triple], subject: &NamedNode, predicate: NamedNodeRef<'_>) -> Vec<&'a Term> {
    triples
        .iter()
        .filter(|t| t.predicate == predicate && t.subject == NamedOrBlankNode::from(subject.clone()))
        .map(|t| &t.object)
        .collect()
}

/// The range of a property: one class or datatype, or the members of a union in their order. A text alone is read as the
/// first.
fn range(triples: &[Triple], property: &NamedNode) -> Vec<NamedNode> {
    let said = |node: &Term, predicate: NamedNodeRef<'_>| {
        let about = |t: &&Triple| Term::from(t.subject.clone()) == *node && t.predicate == predicate;
        triples.iter().find(about).map(|t| t.object.clone())
    };
    let mut range = Vec::new();
    for one in objects(triples, property, RANGE) {
        if let Term::NamedNode(named) = one {
            range.push(named.clone());
        }
        let mut rest = said(one, UNION_OF);
        while let Some(node) = rest {
            if let Some(Term::NamedNode(member)) = said(&node, rdf::FIRST) {
                range.push(member);
            }
            rest = said(&node, rdf::REST);
        }
    }
    range
}

fn is_a(triples: &[Triple], subject: &NamedNode, class: &str) -> bool {
    objects(triples, subject, rdf::TYPE).contains(&&Term::from(NamedNode::new(class).unwrap()))
}

fn named_subjects(triples: &[Triple]) -> BTreeSet<NamedNode> {
    triples
        .iter()
        .filter_map(|t| match &t.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.clone()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect()
}

fn local(node: &NamedNode) -> Option<&str> {
    node.as_str().strip_prefix(NAMESPACE).filter(|local| !local.is_empty())
}
