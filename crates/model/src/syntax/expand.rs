//! RDF → expanded JSON-LD, with each fragment and blank node inside the one node that refers to it.

use super::DEPTH_LIMIT;
use crate::vocab::{ldp, rdf, xsd};
use oxrdf::{GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// Deepest nesting of nodes that we write. Each costs up to three levels of JSON, and we must be able to read it again.
const NESTING: usize = 16;
const _: () = assert!(NESTING * 3 + 8 < DEPTH_LIMIT);

/// The nodes of ordered quads: those of the default graph, then one object per named graph.
pub(super) fn expand(quads: &[Quad]) -> Vec<Value> {
    let mut expanded = Vec::new();
    for graph in quads.chunk_by(|a, b| a.graph_name == b.graph_name) {
        let nodes = Nodes::new(graph).expand();
        match graph.first().map(|quad| &quad.graph_name) {
            Some(GraphName::NamedNode(name)) => expanded.push(json!({ "@id": name.as_str(), "@graph": nodes })),
            Some(GraphName::BlankNode(name)) => expanded.push(json!({ "@id": name.to_string(), "@graph": nodes })),
            Some(GraphName::DefaultGraph) | None => expanded.extend(nodes),
        }
    }
    expanded
}

/// The nodes of one graph.
struct Nodes<'a> {
    /// What is said of each subject, in order.
    said: Vec<(&'a NamedOrBlankNode, &'a [Quad])>,
    place: HashMap<&'a NamedOrBlankNode, &'a [Quad]>,
    /// The subjects that stand inside the one node that refers to them: parts of a document, members of a container.
    nested: HashSet<NamedOrBlankNode>,
    done: HashSet<NamedOrBlankNode>,
}

impl<'a> Nodes<'a> {
    fn new(graph: &'a [Quad]) -> Self {
        let said: Vec<(&NamedOrBlankNode, &[Quad])> = graph
            .chunk_by(|a, b| a.subject == b.subject)
            .filter_map(|statements| Some((&statements.first()?.subject, statements)))
            .collect();
        let place: HashMap<&NamedOrBlankNode, &[Quad]> = said.iter().copied().collect();
        let mut references: HashMap<NamedOrBlankNode, usize> = HashMap::new();
        let mut contained = HashSet::new();
        for quad in graph {
            if let Some(node) = as_node(&quad.object) {
                // What refers to itself is never inside something else.
                *references.entry(node.clone()).or_default() += if node == quad.subject { 2 } else { 1 };
                if quad.predicate.as_ref() == ldp::CONTAINS {
                    contained.insert(node);
                }
            }
        }
        let spoken_of: HashSet<&str> = said.iter().filter_map(|(subject, _)| iri_of(subject)).collect();
        let nested = references
            .into_iter()
            .filter(|(node, count)| {
                *count == 1
                    && place.contains_key(node)
                    && (contained.contains(node)
                        || iri_of(node).is_none_or(|iri| {
                            iri.split_once('#').is_some_and(|(document, _)| spoken_of.contains(document))
                        }))
            })
            .map(|(node, _)| node)
            .collect();
        Self { said, place, nested, done: HashSet::new() }
    }

    fn expand(mut self) -> Vec<Value> {
        let mut expanded = Vec::new();
        // First what nothing contains; then what is left of circles and of nesting that would be too deep.
        for last in [false, true] {
            for (subject, statements) in self.said.clone() {
                if (last || !self.nested.contains(subject)) && !self.done.contains(subject) {
                    expanded.push(self.node(subject, statements, 0));
                }
            }
        }
        expanded
    }

    fn node(&mut self, subject: &NamedOrBlankNode, statements: &[Quad], depth: usize) -> Value {
        self.done.insert(subject.clone());
        let mut node = Map::new();
        // Blank nodes too: two without a name that say the same would be taken for one.
        node.insert("@id".to_owned(), Value::String(id(subject)));
        for same in statements.chunk_by(|a, b| a.predicate == b.predicate) {
            let Some(predicate) = same.first().map(|quad| quad.predicate.as_ref()) else {
                continue;
            };
            for quad in same {
                let (key, value) = match (&quad.object, as_node(&quad.object)) {
                    (_, Some(object)) if predicate == rdf::TYPE => ("@type", Value::String(id(&object))),
                    (_, Some(object)) => (predicate.as_str(), self.reference(&object, depth)),
                    (Term::Literal(literal), None) => (predicate.as_str(), value_object(literal)),
                    (Term::NamedNode(_) | Term::BlankNode(_), None) => continue,
                };
                if let Value::Array(values) = node.entry(key).or_insert_with(|| json!([])) {
                    values.push(value);
                }
            }
        }
        Value::Object(node)
    }

    fn reference(&mut self, object: &NamedOrBlankNode, depth: usize) -> Value {
        let place = self
            .place
            .get(object)
            .copied()
            .filter(|_| depth < NESTING && self.nested.contains(object) && !self.done.contains(object));
        match place {
            Some(statements) => self.node(object, statements, depth + 1),
            None => json!({ "@id": id(object) }),
        }
    }
}

fn value_object(literal: &oxrdf::Literal) -> Value {
    let plain: NamedNodeRef<'_> = xsd::STRING;
    match literal.language() {
        Some(language) => json!({ "@value": literal.value(), "@language": language }),
        None if literal.datatype() == plain => json!({ "@value": literal.value() }),
        None => json!({ "@value": literal.value(), "@type": literal.datatype().as_str() }),
    }
}

fn as_node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        Term::Literal(_) => None,
    }
}

fn iri_of(node: &NamedOrBlankNode) -> Option<&str> {
    match node {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

fn id(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}
