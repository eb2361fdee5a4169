//! JSON-LD: statements found again by the node that says them, the key and the value.
//!
//! Only what leads to a place is understood of contexts: which IRI a key stands for, and which values are keyed by
//! language. A statement made in a way that this does not follow (a reversed key, an index) has the place of its node.

use super::Spans;
use super::json::{Entry, Value, What};
use crate::iri::Iri;
use crate::syntax::context;
use crate::vocab::rdf;
use oxrdf::{BlankNode, NamedOrBlankNode, Quad, Term};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The place of each statement, in their order.
pub(super) fn spans(text: &str, base: &Iri, quads: &[Quad]) -> Vec<Option<Spans>> {
    let Some(json) = Value::read(text) else { return Vec::new() };
    let mut nodes = Nodes::default();
    nodes.walk(&json, &Context::new(base));
    let named = nodes.name_blank_nodes(quads);
    quads.iter().map(|quad| nodes.place(quad, &named)).collect()
}

/// What keys and references stand for.
#[derive(Clone)]
struct Context {
    base: oxiri::Iri<String>,
    vocabulary: Option<String>,
    terms: HashMap<String, Meaning>,
}

#[derive(Clone)]
struct Meaning {
    iri: String,
    by_language: bool,
    /// Text stands for a term of the vocabulary.
    is_vocabulary: bool,
}

impl Context {
    fn new(base: &Iri) -> Self {
        let base = oxiri::Iri::parse_unchecked(base.as_str().to_owned());
        Self { base, vocabulary: None, terms: HashMap::new() }
    }

    /// With what a `@context` adds.
    fn with(mut self, context: &Value) -> Self {
        for part in context.each() {
            if let Some(address) = part.text() {
                let ours = context::bundled(address, self.base.as_str()).and_then(Value::read);
                if let Some(inner) = ours.as_ref().and_then(|ours| ours.get("@context")) {
                    self = self.with(inner);
                }
                continue;
            }
            if let Some(base) = part.get("@base").and_then(Value::text)
                && let Ok(base) = self.base.resolve(base)
            {
                self.base = base;
            }
            if let Some(vocabulary) = part.get("@vocab").and_then(Value::text) {
                self.vocabulary = Some(vocabulary.to_owned());
            }
            // Definitions may use each other whatever their order: what is not known yet is known the second time.
            for _ in 0..2 {
                part.entries().iter().filter(|entry| !entry.key.starts_with('@')).for_each(|entry| self.define(entry));
            }
        }
        self
    }

    fn define(&mut self, entry: &Entry) {
        let definition = &entry.value;
        let says = |key: &str, wanted: &str| {
            definition.get(key).is_some_and(|value| value.each().iter().any(|one| one.text() == Some(wanted)))
        };
        let (by_language, is_vocabulary) = (says("@container", "@language"), says("@type", "@vocab"));
        let written = definition.text().or_else(|| definition.get("@id").and_then(Value::text));
        let iri = match written {
            Some(written) if written.starts_with('@') => written.to_owned(),
            Some(written) => self.predicate(written).unwrap_or_default(),
            None => self.predicate(&entry.key).unwrap_or_default(),
        };
        self.terms.insert(entry.key.clone(), Meaning { iri, by_language, is_vocabulary });
    }

    fn meaning(&self, key: &str) -> Option<&Meaning> {
        self.terms.get(key)
    }

    /// What a key or a type stands for: an IRI, or a keyword.
    fn predicate(&self, key: &str) -> Option<String> {
        if key.starts_with('@') {
            return Some(key.to_owned());
        }
        if let Some(meaning) = self.meaning(key) {
            return Some(meaning.iri.clone());
        }
        if let Some((prefix, local)) = key.split_once(':') {
            let prefix = self.meaning(prefix).filter(|_| !local.starts_with("//"));
            return Some(prefix.map_or_else(|| key.to_owned(), |prefix| format!("{}{local}", prefix.iri)));
        }
        self.vocabulary.as_ref().map(|vocabulary| format!("{vocabulary}{key}"))
    }

    /// What a reference stands for.
    fn reference(&self, written: &str) -> String {
        if let Some((prefix, local)) = written.split_once(':')
            && !local.starts_with("//")
            && let Some(prefix) = self.meaning(prefix)
        {
            return format!("{}{local}", prefix.iri);
        }
        if written.starts_with("_:") {
            return written.to_owned();
        }
        self.base.resolve(written).map_or_else(|_| written.to_owned(), oxiri::Iri::into_inner)
    }
}

/// What an object of JSON is called among its likes: its IRI or label, else its number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    Said(String),
    Number(usize),
}

/// A value that a node has under a key.
#[derive(Debug, Clone)]
struct Leaf {
    subject: Range<usize>,
    key: Range<usize>,
    value: Range<usize>,
    /// The text of a literal, as far as it is written as one.
    text: Option<String>,
    /// The IRI or the node that is referred to.
    node: Option<Name>,
}

#[derive(Default)]
struct Nodes {
    leaves: HashMap<(Name, String), Vec<Leaf>>,
    /// Where each node begins first.
    begins: HashMap<Name, Range<usize>>,
    /// Nodes without an IRI, as they come.
    nameless: Vec<Name>,
}

impl Nodes {
    /// Takes in a node object, or several; returns what it is called if it is one.
    fn walk(&mut self, value: &Value, context: &Context) -> Option<Name> {
        match &value.what {
            What::Array(values) => {
                for one in values {
                    self.walk(one, context);
                }
                None
            }
            What::Object(entries) => Some(self.node(value, entries, context)),
            What::Text(_) | What::Word => None,
        }
    }

    fn node(&mut self, value: &Value, entries: &[Entry], outer: &Context) -> Name {
        let own = value.get("@context").map(|context| outer.clone().with(context));
        let context = own.as_ref().unwrap_or(outer);
        let keyed: Vec<(String, &Entry)> =
            entries.iter().filter_map(|entry| Some((context.predicate(&entry.key)?, entry))).collect();
        let id = keyed.iter().find(|(key, _)| key == "@id");
        let said = id.and_then(|(_, entry)| entry.value.text()).map(|text| context.reference(text));
        let name = said.map_or_else(|| Name::Number(value.range.start), Name::Said);
        // A name that is written is what the eye finds; a nameless node is its opening brace.
        let begin = id.map_or(value.range.start..value.range.start + 1, |(_, entry)| entry.value.range.clone());
        self.begins.entry(name.clone()).or_insert_with(|| begin.clone());
        let is_nameless = match &name {
            Name::Number(_) => true,
            Name::Said(said) => said.starts_with("_:"),
        };
        // What only holds a graph says nothing: nobody is meant by it.
        let only_holds = |(key, _): &(String, &Entry)| matches!(key.as_str(), "@context" | "@graph");
        let is_holder = value.get("@graph").is_some() && keyed.iter().all(only_holds);
        if is_nameless && !is_holder && !self.nameless.contains(&name) {
            self.nameless.push(name.clone());
        }
        for (predicate, entry) in keyed {
            match predicate.as_str() {
                "@context" | "@id" => {}
                "@graph" | "@included" => {
                    self.walk(&entry.value, context);
                }
                "@reverse" => {
                    for reversed in entry.value.entries() {
                        self.walk(&reversed.value, context);
                    }
                }
                "@type" => {
                    for one in entry.value.each() {
                        let class = one.text().and_then(|text| context.predicate(text)).map(Name::Said);
                        self.leaf(&name, rdf::TYPE.as_str(), &begin, entry, one.range.clone(), None, class);
                    }
                }
                _ => self.values(&name, &predicate, &begin, entry, &entry.value, context),
            }
        }
        name
    }

    fn values(
        &mut self,
        name: &Name,
        predicate: &str,
        begin: &Range<usize>,
        entry: &Entry,
        value: &Value,
        context: &Context,
    ) {
        let meaning = context.meaning(&entry.key);
        for one in value.each() {
            let wrapped = one.get("@set").or_else(|| one.get("@list"));
            if let Some(inner) = wrapped {
                self.values(name, predicate, begin, entry, inner, context);
            } else if let What::Object(entries) = &one.what {
                if meaning.is_some_and(|meaning| meaning.by_language) && one.get("@value").is_none() {
                    for text in entries.iter().flat_map(|entry| entry.value.each()) {
                        let said = text.text().map(str::to_owned);
                        self.leaf(name, predicate, begin, entry, text.range.clone(), said, None);
                    }
                } else if let Some(said) = one.get("@value") {
                    let text = said.text().map(str::to_owned);
                    self.leaf(name, predicate, begin, entry, one.range.clone(), text, None);
                } else {
                    let node = self.walk(one, context);
                    // What is nested is long: its first character is where it stands.
                    let opening = one.range.start..one.range.start + 1;
                    self.leaf(name, predicate, begin, entry, opening, None, node);
                }
            } else {
                let said = one.text();
                let is_vocabulary = meaning.is_some_and(|meaning| meaning.is_vocabulary);
                let node = said.map(|text| match context.predicate(text).filter(|_| is_vocabulary) {
                    Some(term) => Name::Said(term),
                    None => Name::Said(context.reference(text)),
                });
                self.leaf(name, predicate, begin, entry, one.range.clone(), said.map(str::to_owned), node);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one leaf, each from another place")]
    fn leaf(
        &mut self,
        name: &Name,
        predicate: &str,
        subject: &Range<usize>,
        entry: &Entry,
        value: Range<usize>,
        text: Option<String>,
        node: Option<Name>,
    ) {
        let leaf = Leaf { subject: subject.clone(), key: entry.key_range.clone(), value, text, node };
        self.leaves.entry((name.clone(), predicate.to_owned())).or_default().push(leaf);
    }

    /// Which object of JSON each blank node is: found from the nodes that lead to it, in the order of the text; those
    /// that nothing leads to in the order of the text, too.
    fn name_blank_nodes(&self, quads: &[Quad]) -> HashMap<BlankNode, Name> {
        let mut named: HashMap<BlankNode, Name> = HashMap::new();
        let mut taken: HashSet<Name> = HashSet::new();
        loop {
            let before = named.len();
            for quad in quads {
                let Term::BlankNode(object) = &quad.object else { continue };
                let Some(subject) = (if named.contains_key(object) { None } else { name_of(&quad.subject, &named) })
                else {
                    continue;
                };
                let leaves = self.leaves.get(&(subject, quad.predicate.as_str().to_owned()));
                let candidates = leaves.into_iter().flatten().filter_map(|leaf| leaf.node.as_ref());
                let free = candidates.filter(|name| self.nameless.contains(name)).find(|name| !taken.contains(name));
                if let Some(name) = free {
                    taken.insert(name.clone());
                    named.insert(object.clone(), name.clone());
                }
            }
            if named.len() > before {
                continue;
            }
            // Nothing leads to what is left: the next one that speaks is the next one in the text.
            let next = quads.iter().find_map(|quad| match &quad.subject {
                NamedOrBlankNode::BlankNode(node) if !named.contains_key(node) => Some(node),
                NamedOrBlankNode::BlankNode(_) | NamedOrBlankNode::NamedNode(_) => None,
            });
            let free = self.nameless.iter().find(|name| !taken.contains(name));
            let (Some(next), Some(free)) = (next, free) else { return named };
            taken.insert(free.clone());
            named.insert(next.clone(), free.clone());
        }
    }

    fn place(&self, quad: &Quad, named: &HashMap<BlankNode, Name>) -> Option<Spans> {
        let name = name_of(&quad.subject, named)?;
        let Some(leaves) = self.leaves.get(&(name.clone(), quad.predicate.as_str().to_owned())) else {
            let begin = self.begins.get(&name)?.clone();
            return Some(Spans { subject: begin.clone(), predicate: begin.clone(), object: begin });
        };
        let is_it = |leaf: &&Leaf| match &quad.object {
            Term::Literal(literal) => leaf.text.as_deref() == Some(literal.value()),
            Term::NamedNode(node) => leaf.node == Some(Name::Said(node.as_str().to_owned())),
            Term::BlankNode(node) => leaf.node.is_some() && leaf.node.as_ref() == named.get(node),
        };
        let first = leaves.first()?;
        let only = (leaves.len() == 1).then_some(first);
        let found = leaves.iter().find(is_it).or(only);
        let (at, object) = found.map_or((first, first.key.clone()), |leaf| (leaf, leaf.value.clone()));
        Some(Spans { subject: at.subject.clone(), predicate: at.key.clone(), object })
    }
}

fn name_of(node: &NamedOrBlankNode, named: &HashMap<BlankNode, Name>) -> Option<Name> {
    match node {
        NamedOrBlankNode::NamedNode(node) => Some(Name::Said(node.as_str().to_owned())),
        NamedOrBlankNode::BlankNode(node) => named.get(node).cloned(),
    }
}
