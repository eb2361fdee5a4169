//! One order for every format that people read, and one name for each blank node: equal graphs are equal bytes.

use super::prefixes;
use crate::canon;
use crate::vocab::{NAMESPACE, rdf, xsd};
use oxrdf::{BlankNode, GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, HashMap};

/// What a reader wants to know first. Everything else is in alphabetical order.
pub(super) const FIRST: &[&str] = &["name", "summary", "description"];

/// Each quad once: default graph first, document before its fragments, type before name before the rest.
pub(super) fn ordered(quads: &[Quad]) -> Vec<Quad> {
    let named = canon::relabel(quads.iter().cloned()).unwrap_or_else(|_| numbered(quads));
    ordered_keeping_labels(&named)
}

/// The same order, blank nodes keeping their names.
pub(super) fn ordered_keeping_labels(quads: &[Quad]) -> Vec<Quad> {
    let mut quads = sorted(quads.to_vec());
    quads.dedup();
    quads
}

/// For graphs too symmetric to have canonical names: numbers in the order of the labels at hand.
fn numbered(quads: &[Quad]) -> Vec<Quad> {
    let mut numbers: HashMap<BlankNode, usize> = HashMap::new();
    canon::rename(sorted(quads.to_vec()), |node| {
        let next = numbers.len();
        let number = *numbers.entry(node.clone()).or_insert(next);
        BlankNode::new_unchecked(format!("b{number}"))
    })
}

fn sorted(mut quads: Vec<Quad>) -> Vec<Quad> {
    quads.sort_by_cached_key(|quad| {
        let graph = match &quad.graph_name {
            GraphName::DefaultGraph => (0, String::new()),
            GraphName::NamedNode(node) => (1, node.as_str().to_owned()),
            GraphName::BlankNode(node) => (2, node.as_str().to_owned()),
        };
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => (0, node.as_str().to_owned()),
            NamedOrBlankNode::BlankNode(node) => (1, node.as_str().to_owned()),
        };
        (graph, subject, rank(quad.predicate.as_ref()), quad.predicate.as_str().to_owned(), quad.object.to_string())
    });
    quads
}

fn rank(predicate: NamedNodeRef<'_>) -> usize {
    if predicate == rdf::TYPE {
        return 0;
    }
    let own = predicate.as_str().strip_prefix(NAMESPACE);
    FIRST.iter().position(|first| own == Some(*first)).map_or(FIRST.len() + 1, |at| at + 1)
}

/// The prefixes of our context that these quads use.
pub(super) fn used_prefixes(quads: &[Quad]) -> BTreeMap<&'static str, &'static str> {
    let mut used = BTreeMap::new();
    // `a` and these datatypes are not written in Turtle.
    let unwritten = [rdf::TYPE, rdf::LANG_STRING, xsd::STRING, xsd::BOOLEAN, xsd::INTEGER, xsd::DECIMAL];
    for node in quads.iter().flat_map(iris).filter(|node| !unwritten.contains(node)) {
        for (prefix, namespace) in prefixes() {
            if node.as_str().strip_prefix(namespace.as_str()).is_some_and(|local| !local.is_empty()) {
                used.insert(prefix.as_str(), namespace.as_str());
            }
        }
    }
    used
}

/// The IRIs of a quad, those of datatypes included.
pub(super) fn iris(quad: &Quad) -> impl Iterator<Item = NamedNodeRef<'_>> {
    let graph = match &quad.graph_name {
        GraphName::NamedNode(node) => Some(node.as_ref()),
        GraphName::BlankNode(_) | GraphName::DefaultGraph => None,
    };
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_ref()),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    let object = match &quad.object {
        Term::NamedNode(node) => Some(node.as_ref()),
        Term::Literal(literal) => Some(literal.datatype()),
        Term::BlankNode(_) => None,
    };
    [graph, subject, Some(quad.predicate.as_ref()), object].into_iter().flatten()
}
