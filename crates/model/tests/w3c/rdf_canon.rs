//! The W3C RDF Dataset Canonicalization suite, through `model::canon`.

use crate::manifest;
use model::canon::{Hash, TooSymmetric, canonicalize_by};
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term};
use oxttl::NQuadsParser;
use std::collections::BTreeMap;

const BASE: &str = "https://w3c.github.io/rdf-canon/tests/";

#[test]
fn the_suite_of_rdf_canonicalization() {
    let Some(folder) = manifest::folder("rdf-canon/tests") else { return };
    let mut passed = BTreeMap::new();
    for entry in manifest::entries(&folder, BASE) {
        let hash = if entry.text("hashAlgorithm") == Some("SHA384") { Hash::Sha384 } else { Hash::Sha256 };
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
        let quads: Vec<Quad> = NQuadsParser::new().for_slice(&read(&entry.action)).map(|quad| quad.unwrap()).collect();
        let canonical = canonicalize_by(quads.clone(), hash);
        match (entry.kind.as_str(), entry.result.as_deref()) {
            ("RDFC10EvalTest", Some(result)) => assert_eq!(canonical.unwrap().nquads, read(result), "{}", entry.name),
            ("RDFC10MapTest", Some(result)) => {
                let names: BTreeMap<String, String> = serde_json::from_str(&read(result)).unwrap();
                let mut lines: Vec<String> =
                    quads.into_iter().map(|quad| format!("{} .\n", named(quad, &names))).collect();
                lines.sort();
                lines.dedup();
                assert_eq!(canonical.unwrap().nquads, lines.concat(), "{}", entry.name);
            }
            ("RDFC10NegativeEvalTest", None) => assert_eq!(canonical, Err(TooSymmetric), "{}", entry.name),
            other => panic!("{}: unknown kind {other:?}", entry.name),
        }
        *passed.entry(entry.kind).or_insert(0) += 1;
    }
    let all: usize = passed.values().sum();
    println!("conformance: RDF canonicalization: {all} passed, 0 ignored, 0 failed");
    assert_eq!(all, 86);
}

/// The quad with its blank nodes called as the map says.
fn named(mut quad: Quad, names: &BTreeMap<String, String>) -> Quad {
    let name = |node: &mut BlankNode| *node = BlankNode::new(&names[node.as_str()]).unwrap();
    if let NamedOrBlankNode::BlankNode(node) = &mut quad.subject {
        name(node);
    }
    if let Term::BlankNode(node) = &mut quad.object {
        name(node);
    }
    if let GraphName::BlankNode(node) = &mut quad.graph_name {
        name(node);
    }
    quad
}
