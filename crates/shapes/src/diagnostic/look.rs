//! What rules ask of a bundle: who says what of whom, what it is called, where it stands.

use super::bundle::{Bundle, Statement, origin, reference};
use super::code::Code;
use super::word::WORDS;
use super::{Diagnostic, Place};
use crate::message::Sentence;
use model::vocab::{class, property, rdf};
use model::{Document, Iri};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Most characters of a text that stand for its name.
const QUOTED_LIMIT: usize = 48;
/// Longest address that is repeated as it is written.
const ADDRESS_LIMIT: usize = 80;
/// Most steps from a node up to its section.
const STEPS_UP: usize = 8;

/// A bundle, indexed: whatever a rule asks of a node that many things are said of is found, not looked for.
pub(crate) struct Look<'b> {
    pub(crate) bundle: &'b Bundle,
    said: HashMap<&'b str, Vec<&'b Statement>>,
    /// By subject and predicate.
    saying: HashMap<(&'b str, &'b str), Vec<&'b Statement>>,
    /// The first to say so; of several, the first that has a place.
    values: HashMap<(&'b str, &'b str, TermRef<'b>), &'b Statement>,
    pointing: HashMap<NamedNodeRef<'b>, Vec<&'b Statement>>,
    documents: HashMap<&'b str, &'b Document>,
    origins: HashSet<&'b str>,
    /// What was called already is called the same.
    names: RefCell<HashMap<&'b str, Sentence>>,
}

impl<'b> Look<'b> {
    pub(crate) fn at(bundle: &'b Bundle) -> Self {
        let mut look = Self {
            bundle,
            said: HashMap::new(),
            saying: HashMap::new(),
            values: HashMap::new(),
            pointing: HashMap::new(),
            documents: bundle.documents().iter().map(|document| (document.iri().as_str(), document)).collect(),
            origins: bundle.documents().iter().filter_map(|document| origin(document.iri().as_str())).collect(),
            names: RefCell::default(),
        };
        for statement in bundle.statements() {
            if let Some(subject) = subject(statement) {
                let (subject, triple) = (subject.as_str(), &statement.triple);
                look.said.entry(subject).or_default().push(statement);
                look.saying.entry((subject, triple.predicate.as_str())).or_default().push(statement);
                let value = (subject, triple.predicate.as_str(), triple.object.as_ref());
                let first = look.values.entry(value).or_insert(statement);
                if first.spans.is_none() {
                    *first = statement;
                }
            }
            if let Term::NamedNode(object) = &statement.triple.object {
                look.pointing.entry(object.as_ref()).or_default().push(statement);
            }
        }
        look
    }

    pub(crate) fn statements(&self) -> impl Iterator<Item = &'b Statement> + use<'b> {
        self.bundle.statements().iter()
    }

    /// What is said of a node, as it stands.
    pub(crate) fn said(&self, node: NamedNodeRef<'b>) -> &[&'b Statement] {
        self.said.get(node.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The statements that point at a node.
    pub(crate) fn pointing(&self, node: NamedNodeRef<'b>) -> &[&'b Statement] {
        self.pointing.get(&node).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn saying<'s>(
        &'s self,
        node: NamedNodeRef<'s>,
        predicate: NamedNodeRef<'s>,
    ) -> impl Iterator<Item = &'b Statement> + use<'s, 'b> {
        self.saying.get(&(node.as_str(), predicate.as_str())).into_iter().flatten().copied()
    }

    /// The nodes that `predicate` leads to.
    pub(crate) fn nodes(&self, node: NamedNodeRef<'b>, predicate: NamedNodeRef<'static>) -> Vec<NamedNodeRef<'b>> {
        self.saying(node, predicate).filter_map(object).collect()
    }

    pub(crate) fn has(&self, node: NamedNodeRef<'b>, predicate: NamedNodeRef<'static>) -> bool {
        self.saying(node, predicate).next().is_some()
    }

    pub(crate) fn says(
        &self,
        node: NamedNodeRef<'b>,
        predicate: NamedNodeRef<'static>,
        value: NamedNodeRef<'_>,
    ) -> bool {
        self.values.contains_key(&(node.as_str(), predicate.as_str(), value.into()))
    }

    /// Whether a node is an instance of a class, or of one below it.
    pub(crate) fn is_a(&self, node: NamedNodeRef<'b>, class: NamedNodeRef<'_>) -> bool {
        self.saying(node, rdf::TYPE).filter_map(object).any(|own| WORDS.is_below(own, class))
    }

    /// The instances of a class and of those below it, as they stand.
    pub(crate) fn instances(&self, class: NamedNodeRef<'_>) -> Vec<NamedNodeRef<'b>> {
        let mut seen = HashSet::new();
        self.statements()
            .filter(|statement| statement.triple.predicate.as_ref() == rdf::TYPE)
            .filter(|statement| object(statement).is_some_and(|own| WORDS.is_below(own, class)))
            .filter_map(subject)
            .filter(|node| seen.insert(*node))
            .collect()
    }

    /// A node of which something is said here, as the bundle has it.
    pub(crate) fn known(&self, node: NamedNodeRef<'_>) -> Option<NamedNodeRef<'b>> {
        self.said.get_key_value(node.as_str()).map(|(known, _)| NamedNodeRef::new_unchecked(known))
    }

    /// Whether anything is said of a node here.
    pub(crate) fn is_said(&self, node: NamedNodeRef<'_>) -> bool {
        self.said.contains_key(node.as_str())
    }

    /// Whether the document of a node was given.
    pub(crate) fn is_given(&self, document: &Iri) -> bool {
        self.documents.contains_key(document.as_str())
    }

    /// Whether a node's address is of the same place as a document that was given.
    pub(crate) fn is_ours(&self, node: NamedNodeRef<'_>) -> bool {
        origin(node.as_str()).is_some_and(|origin| self.origins.contains(origin))
    }

    /// The document in which a node stands.
    pub(crate) fn document(&self, node: NamedNodeRef<'_>) -> Option<&'b Document> {
        let whole = self.documents.get(node.as_str());
        whole.or_else(|| self.documents.get(node.as_str().split_once('#')?.0)).copied()
    }

    /// Where a node is introduced: at its type, else where it is first spoken of.
    pub(crate) fn place_of(&self, node: NamedNodeRef<'b>) -> Option<Place> {
        let typed = self.saying(node, rdf::TYPE).next();
        let first = typed.or_else(|| self.said(node).first().copied())?;
        first.subject_place()
    }

    /// Where a node has a property, else where the node is.
    pub(crate) fn place_of_property(&self, node: NamedNodeRef<'b>, predicate: NamedNodeRef<'_>) -> Option<Place> {
        let stated = self.saying(node, predicate).next();
        stated.and_then(Statement::predicate_place).or_else(|| self.place_of(node))
    }

    /// Where a node has a value, else where it has the property, else where it is.
    pub(crate) fn place_of_value(
        &self,
        node: NamedNodeRef<'b>,
        predicate: NamedNodeRef<'_>,
        value: &Term,
    ) -> Option<Place> {
        let stated = self.values.get(&(node.as_str(), predicate.as_str(), value.as_ref()));
        stated.and_then(|statement| statement.object_place()).or_else(|| self.place_of_property(node, predicate))
    }

    /// A diagnostic about a node, at the node.
    pub(crate) fn about(&self, code: Code, node: NamedNodeRef<'b>) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(code)
            .at(self.place_of(node))
            .with("name", self.called(node))
            .with_text("node", self.reference(node));
        diagnostic.node = Some(node.into_owned());
        diagnostic
    }

    /// A diagnostic about a property that a node lacks or has, at the property if it is there.
    pub(crate) fn about_property(&self, code: Code, node: NamedNodeRef<'b>, predicate: NamedNodeRef<'_>) -> Diagnostic {
        let mut diagnostic = self.about(code, node).at(self.place_of_property(node, predicate));
        diagnostic.property = Some(predicate.into_owned());
        diagnostic.with_text("property", self.reference(predicate))
    }

    /// A diagnostic about one statement, at its object.
    pub(crate) fn about_statement(&self, code: Code, statement: &'b Statement) -> Diagnostic {
        let mut diagnostic = match subject(statement) {
            Some(node) => self.about(code, node),
            None => Diagnostic::new(code),
        };
        diagnostic.property = Some(statement.triple.predicate.clone());
        let diagnostic = diagnostic.with_text("property", self.reference(statement.triple.predicate.as_ref()));
        diagnostic.at(statement.object_place())
    }

    /// How an address is written by whoever speaks of it, else as anybody of the same place may write it.
    pub(crate) fn reference(&self, node: NamedNodeRef<'_>) -> String {
        let written = self.known(node).and_then(|known| {
            let spans =
                self.said(known).iter().find_map(|statement| Some((statement.file, statement.spans.as_ref()?)))?;
            self.bundle.sources().get(spans.0)?.text.get(spans.1.subject.clone())
        });
        // A nameless node is written as a bracket, which says nothing.
        let says = |written: &&str| {
            written.len() > 2 && written.len() < ADDRESS_LIMIT && !written.starts_with(['[', '(', '_', '{'])
        };
        written.filter(says).map_or_else(|| self.address(node), str::to_owned)
    }

    /// How an address is written from anywhere of the same place.
    pub(crate) fn address(&self, node: NamedNodeRef<'_>) -> String {
        let iri = Iri::from_named_node(node.into_owned());
        let place = if self.is_ours(node) { origin(iri.as_str()) } else { None };
        let near = place.and_then(|origin| iri.as_str().strip_prefix(origin)).filter(|rest| rest.starts_with('/'));
        near.map_or_else(|| reference(&iri), |near| format!("<{near}>"))
    }

    /// What a node is called: by its name, by the beginning of its text, by its address.
    pub(crate) fn called(&self, node: NamedNodeRef<'b>) -> Sentence {
        if let Some(known) = self.names.borrow().get(node.as_str()) {
            return known.clone();
        }
        let name = self.name(node);
        self.names.borrow_mut().insert(node.as_str(), name.clone());
        name
    }

    fn name(&self, node: NamedNodeRef<'b>) -> Sentence {
        let in_language = |language: &str| {
            let own = [property::NAME, property::TEXT].into_iter().find_map(|predicate| {
                let literals: Vec<_> = self.saying(node, predicate).filter_map(literal).collect();
                let wanted = literals.iter().find(|literal| literal.language() == Some(language));
                wanted.or_else(|| literals.first()).map(|literal| shortened(literal.value()))
            });
            own.filter(|text| !text.is_empty())
        };
        let address = || format!("`{}`", self.reference(node));
        Sentence {
            french: in_language("fr").map_or_else(address, |text| format!("« {text} »")),
            english: in_language("en").map_or_else(address, |text| format!("“{text}”")),
        }
    }

    /// The section that a node is, or stands in, in words.
    pub(crate) fn section(&self, node: NamedNodeRef<'_>) -> Option<Sentence> {
        let mut here = self.known(node)?;
        for _ in 0..STEPS_UP {
            if self.is_a(here, class::SECTION) {
                let named = self.has(here, property::NAME).then(|| self.called(here));
                let class = || {
                    let label = self.nodes(here, rdf::TYPE).into_iter().find_map(|class| WORDS.label(class));
                    label.map(|label| Sentence {
                        french: format!("« {} »", label.french),
                        english: format!("“{}”", label.english),
                    })
                };
                return named.or_else(class).or_else(|| Some(self.called(here)));
            }
            let own = self.document(here)?;
            let up = self.pointing(here).iter().find_map(|statement| {
                let from = subject(statement)?;
                (from != here && own.iri().holds(from)).then_some(from)
            });
            here = up?;
        }
        None
    }
}

/// Who a statement is about.
pub(crate) fn subject(statement: &Statement) -> Option<NamedNodeRef<'_>> {
    match &statement.triple.subject {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_ref()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

/// The node that a statement leads to.
pub(crate) fn object(statement: &Statement) -> Option<NamedNodeRef<'_>> {
    match &statement.triple.object {
        Term::NamedNode(node) => Some(node.as_ref()),
        Term::BlankNode(_) | Term::Literal(_) => None,
    }
}

/// The text that a statement says.
pub(crate) fn literal(statement: &Statement) -> Option<&oxrdf::Literal> {
    match &statement.triple.object {
        Term::Literal(literal) => Some(literal),
        Term::NamedNode(_) | Term::BlankNode(_) => None,
    }
}

/// The document that a node is in or of.
pub(crate) fn document_of(node: NamedNodeRef<'_>) -> Iri {
    Iri::from_named_node(NamedNode::from(node)).document()
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTED_LIMIT {
        return line;
    }
    let cut: String = line.chars().take(QUOTED_LIMIT).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.']))
}
