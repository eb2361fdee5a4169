//! JSON-LD: statements found again by the node that says them, the key and the value.
//!
//! Only what leads to a place is understood of contexts: which IRI a key stands for, and which values are keyed by
//! language. A statement made in a way that this does not follow (a reversed key, an index) has the place of its node.

mod meaning;

use super::json::{Entry, Value, What};
use super::{Spans, Unheard};
use crate::iri::Iri;
use crate::vocab::rdf;
use meaning::Context;
use oxrdf::{BlankNode, NamedOrBlankNode, Quad, Term};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;

/// The place of each statement, in their order.
pub(super) fn spans(text: &str, base: &Iri, quads: &[Quad]) -> Vec<Option<Spans>> {
    let Some(json) = Value::read(text) else { return Vec::new() };
    let mut nodes = Nodes::default();
    nodes.walk(&json, &Context::of(base));
    let named = nodes.name_blank_nodes(quads);
    quads.iter().map(|quad| nodes.place(quad, &named)).collect()
}

/// The keys and types that stand for nothing, where it is certain that they do.
pub(super) fn unheard(text: &str, base: &Iri) -> Vec<Unheard> {
    let mut nodes = Nodes::default();
    if let Some(json) = Value::read(text) {
        nodes.walk(&json, &Context::of(base));
    }
    nodes.unheard
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
    /// The IRI or the node that is referred to.
    node: Option<Name>,
}

/// The values that a node has under a key.
#[derive(Default)]
struct Leaves {
    all: Vec<Leaf>,
    /// The first with this text, as far as a literal is written as one.
    of_text: HashMap<String, usize>,
    /// The first that refers to this node.
    of_node: HashMap<Name, usize>,
}

#[derive(Default)]
struct Nodes {
    /// By the node and the predicate.
    leaves: HashMap<(Name, String), Leaves>,
    /// Where each node begins first.
    begins: HashMap<Name, Range<usize>>,
    /// Nodes without an IRI, as they come, and the same again to be found.
    nameless: Vec<Name>,
    is_nameless: HashSet<Name>,
    unheard: Vec<Unheard>,
}

impl Nodes {
    /// Takes in a node object, or several; returns what it is called if it is one.
    fn walk(&mut self, value: &Value, context: &Context<'_>) -> Option<Name> {
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

    fn node(&mut self, value: &Value, entries: &[Entry], outer: &Context<'_>) -> Name {
        let own = value.get("@context").map(|context| Context::within(outer).with(context));
        let context = own.as_ref().unwrap_or(outer);
        let mut keyed: Vec<(String, &Entry)> = Vec::with_capacity(entries.len());
        for entry in entries {
            match context.predicate(&entry.key) {
                Some(predicate) => keyed.push((predicate, entry)),
                None => self.passed_over(&entry.key, &entry.key_range, false, context),
            }
        }
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
        if is_nameless && !is_holder && self.is_nameless.insert(name.clone()) {
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
                        if let (None, Some(text)) = (&class, one.text()) {
                            self.passed_over(text, &one.range, true, context);
                        }
                        self.leaf(&name, rdf::TYPE.as_str(), &begin, entry, one.range.clone(), None, class);
                    }
                }
                _ => self.values(&name, &predicate, &begin, entry, &entry.value, context),
            }
        }
        name
    }

    /// A key without a meaning, or a type that is only a word.
    fn passed_over(&mut self, written: &str, span: &Range<usize>, is_type: bool, context: &Context<'_>) {
        if context.is_followed() && !(is_type && written.contains(|c: char| !c.is_alphanumeric())) {
            self.unheard.push(Unheard { written: written.to_owned(), span: span.clone(), is_type });
        }
    }

    fn values(
        &mut self,
        name: &Name,
        predicate: &str,
        begin: &Range<usize>,
        entry: &Entry,
        value: &Value,
        context: &Context<'_>,
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
        let leaves = self.leaves.entry((name.clone(), predicate.to_owned())).or_default();
        let number = leaves.all.len();
        if let Some(text) = text {
            leaves.of_text.entry(text).or_insert(number);
        }
        if let Some(node) = &node {
            leaves.of_node.entry(node.clone()).or_insert(number);
        }
        leaves.all.push(Leaf { subject: subject.clone(), key: entry.key_range.clone(), value, node });
    }

    /// Which object of JSON each blank node is: found from the nodes that lead to it, in the order of the text; those
    /// that nothing leads to in the order of the text, too.
    fn name_blank_nodes(&self, quads: &[Quad]) -> HashMap<BlankNode, Name> {
        let mut naming = Naming {
            nodes: self,
            leading: HashMap::new(),
            named: HashMap::new(),
            passed: HashMap::new(),
            taken: HashSet::new(),
        };
        for quad in quads {
            if let (NamedOrBlankNode::BlankNode(subject), Term::BlankNode(_)) = (&quad.subject, &quad.object) {
                naming.leading.entry(subject).or_default().push(quad);
            }
        }
        naming.follow(quads.iter().filter(|quad| quad.subject.is_named_node()).collect());
        // Nothing leads to what is left: the next one that speaks is the next one in the text.
        let mut free = self.nameless.iter();
        for quad in quads {
            let NamedOrBlankNode::BlankNode(next) = &quad.subject else { continue };
            if naming.named.contains_key(next) {
                continue;
            }
            let Some(free) = free.find(|name| !naming.taken.contains(*name)) else { break };
            naming.name(next, free);
            naming.follow(naming.leading.get(next).cloned().unwrap_or_default());
        }
        naming.named.into_iter().map(|(node, name)| (node.clone(), name.clone())).collect()
    }

    fn place(&self, quad: &Quad, named: &HashMap<BlankNode, Name>) -> Option<Spans> {
        let name = name_of(&quad.subject, named)?;
        let Some(leaves) = self.leaves.get(&(name.clone(), quad.predicate.as_str().to_owned())) else {
            let begin = self.begins.get(&name)?.clone();
            return Some(Spans { subject: begin.clone(), predicate: begin.clone(), object: begin });
        };
        let number = match &quad.object {
            Term::Literal(literal) => leaves.of_text.get(literal.value()),
            Term::NamedNode(node) => leaves.of_node.get(&Name::Said(node.as_str().to_owned())),
            Term::BlankNode(node) => named.get(node).and_then(|name| leaves.of_node.get(name)),
        };
        let first = leaves.all.first()?;
        let only = (leaves.all.len() == 1).then_some(first);
        let found = number.and_then(|number| leaves.all.get(*number)).or(only);
        let (at, object) = found.map_or((first, first.key.clone()), |leaf| (leaf, leaf.value.clone()));
        Some(Spans { subject: at.subject.clone(), predicate: at.key.clone(), object })
    }
}

/// Blank nodes as they find their names.
struct Naming<'n> {
    nodes: &'n Nodes,
    /// From a blank node to others.
    leading: HashMap<&'n BlankNode, Vec<&'n Quad>>,
    named: HashMap<&'n BlankNode, &'n Name>,
    /// How many of a node's values under a key are no name to give, or no longer.
    passed: HashMap<(Name, String), usize>,
    taken: HashSet<&'n Name>,
}

impl<'n> Naming<'n> {
    fn name(&mut self, node: &'n BlankNode, name: &'n Name) {
        self.taken.insert(name);
        self.named.insert(node, name);
    }

    /// Names what these lead to, and what that leads to, level by level.
    fn follow(&mut self, quads: Vec<&'n Quad>) {
        let mut next = VecDeque::from(quads);
        while let Some(quad) = next.pop_front() {
            let Term::BlankNode(object) = &quad.object else { continue };
            if self.named.contains_key(object) {
                continue;
            }
            if let Some(name) = self.free(quad) {
                self.name(object, name);
                next.extend(self.leading.get(object).into_iter().flatten());
            }
        }
    }

    /// The next nameless node under this key that is nobody's yet.
    fn free(&mut self, quad: &'n Quad) -> Option<&'n Name> {
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => Name::Said(node.as_str().to_owned()),
            NamedOrBlankNode::BlankNode(node) => (*self.named.get(node)?).clone(),
        };
        let key = (subject, quad.predicate.as_str().to_owned());
        let leaves = &self.nodes.leaves.get(&key)?.all;
        let passed = self.passed.entry(key).or_default();
        while let Some(leaf) = leaves.get(*passed) {
            *passed += 1;
            if let Some(name) = &leaf.node
                && self.nodes.is_nameless.contains(name)
                && !self.taken.contains(name)
            {
                return Some(name);
            }
        }
        None
    }
}

fn name_of(node: &NamedOrBlankNode, named: &HashMap<BlankNode, Name>) -> Option<Name> {
    match node {
        NamedOrBlankNode::NamedNode(node) => Some(Name::Said(node.as_str().to_owned())),
        NamedOrBlankNode::BlankNode(node) => named.get(node).cloned(),
    }
}
