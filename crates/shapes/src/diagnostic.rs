//! What is wrong with a description, told like a good compiler: a code, how grave, where, what, why, and how to mend it.
//!
//! | module | says |
//! |---|---|
//! | `code` | [`Code`]: every diagnostic there is, and the table of their texts (`crates/shapes/diagnostics.ttl`) |
//! | `address` | what files stand for that are for no instance yet |
//! | `bundle` | files become one [`Bundle`] of documents whose statements know their place |
//! | `look` | what rules ask of a bundle |
//! | `word` | the terms of the ontology: known or not, what they are called |
//! | `rule` | what the grammar asks beyond shapes: one file per rule, and the table of them |
//! | `shape` | what shapes find, with a code and a place |
//!
//! **Adding a diagnostic**: a line in the table of `code`, its texts in `crates/shapes/diagnostics.ttl`, a rule in
//! `rule`, `fixtures/check/CS….ttl` with its mended form, then `cargo xtask codegen` for its page.

mod address;
mod bundle;
mod code;
mod look;
mod rule;
mod shape;
mod word;

pub use address::addresses;
pub use bundle::{Bundle, File, Position, Source};
pub use code::{Code, Texts};

use crate::form::Stage;
use crate::grammar::Grammar;
use crate::message::Sentence;
use crate::report::Severity;
use look::Look;
use model::coherence::{Deeds, IntentionState};
use model::ports::Evaluator;
use model::vocab::{class, individual, property};
use model::{Audience, Document, Iri};
use oxrdf::{NamedNode, Triple};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands; `None`: nowhere in the text.
    pub place: Option<Place>,
    /// The node it is about.
    pub node: Option<NamedNode>,
    /// The property it is about.
    pub property: Option<NamedNode>,
    /// The section it stands in, in words.
    pub section: Option<Sentence>,
    /// What the shape says, where a shape found it.
    said: Option<Sentence>,
    /// What fills the gaps of the texts.
    values: Vec<(&'static str, Sentence)>,
}

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which file of the bundle, from 0.
    pub file: usize,
    /// Which bytes.
    pub span: Range<usize>,
}

impl Diagnostic {
    /// Of this code, as grave as it usually is.
    pub(crate) fn new(code: Code) -> Self {
        let severity = code.texts().severity;
        Self { code, severity, place: None, node: None, property: None, section: None, said: None, values: Vec::new() }
    }

    pub(crate) fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    pub(crate) fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Something that the texts name.
    pub(crate) fn with(mut self, gap: &'static str, value: Sentence) -> Self {
        self.values.push((gap, value));
        self
    }

    /// Something that the texts name, the same in both languages.
    pub(crate) fn with_text(self, gap: &'static str, value: impl Into<String>) -> Self {
        let text = value.into();
        self.with(gap, Sentence { french: text.clone(), english: text })
    }

    /// What is wrong.
    pub fn what(&self) -> Sentence {
        self.said.clone().unwrap_or_else(|| self.filled(&self.code.texts().what))
    }

    /// Why it matters.
    pub fn why(&self) -> Sentence {
        self.filled(&self.code.texts().why)
    }

    /// How to mend it.
    pub fn help(&self) -> Sentence {
        self.filled(&self.code.texts().help)
    }

    fn filled(&self, text: &Sentence) -> Sentence {
        let mut filled = text.clone();
        for (gap, value) in &self.values {
            let gap = format!("{{{gap}}}");
            filled.french = filled.french.replace(&gap, &value.french);
            filled.english = filled.english.replace(&gap, &value.english);
        }
        filled
    }
}

/// Whoever answers SPARQL over the triples of one document.
pub type Evaluators = dyn Fn(&[Triple]) -> Option<Box<dyn Evaluator>>;

/// What a bundle is held against.
#[derive(Clone)]
pub struct Asked<'a> {
    /// The shapes and the forms.
    pub grammar: &'a Grammar,
    /// The form that descriptions follow, whatever they say.
    pub form: Option<NamedNode>,
    /// How finished they have to be.
    pub stage: Stage,
    /// Today, as `2026-05-12`; without it, nothing is late.
    pub today: Option<&'a str>,
    /// Who answers what a form asks in SPARQL, over the triples of one document; nobody, if it cannot.
    pub evaluator: &'a Evaluators,
}

/// Everything there is to say of a bundle, by place: file, line, column.
pub fn check(bundle: &Bundle, asked: &Asked<'_>) -> Vec<Diagnostic> {
    let look = Look::at(bundle);
    let mut found = bundle.found().to_vec();
    let by_rules = rule::all(&look, asked);
    let (by_shapes, not_judged) = shape::found(&look, asked);
    found.extend(shape::told_once(by_rules, by_shapes));
    found.extend(not_judged);
    let mut sections: HashMap<NamedNode, Option<Sentence>> = HashMap::new();
    for diagnostic in &mut found {
        if let Some(node) = &diagnostic.node {
            let section = sections.entry(node.clone()).or_insert_with(|| look.section(node.as_ref()));
            diagnostic.section.clone_from(section);
        }
    }
    // What stands nowhere comes last; the gravest of one place comes first.
    found.sort_by(|a, b| {
        let key = |one: &Diagnostic| {
            let place = one.place.as_ref().map(|place| (place.file, place.span.start, place.span.end));
            (place.is_none(), place)
        };
        key(a).cmp(&key(b)).then(b.severity.cmp(&a.severity)).then(a.code.cmp(&b.code))
    });
    found.dedup();
    found
}

/// An intention of a bundle, and what the bundle's public documents make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedIntention {
    /// The intention.
    pub node: NamedNode,
    /// What it is called.
    pub name: Sentence,
    /// Where it is stated.
    pub place: Option<Place>,
    /// Its state.
    pub state: IntentionState,
}

/// The intentions of a bundle, in the order in which they stand, with the state that its public documents give them.
pub fn intentions(bundle: &Bundle) -> Vec<StatedIntention> {
    let look = Look::at(bundle);
    let deeds = Deeds::among(bundle.documents().iter().filter(|document| is_public(document)));
    let mut seen = HashSet::new();
    let nodes = look.instances(class::INTENTION).into_iter().filter(|node| seen.insert(*node));
    nodes
        .map(|node| StatedIntention {
            node: node.into_owned(),
            name: look.called(node),
            place: look.place_of(node),
            state: deeds.standing(&Iri::from_named_node(node.into_owned())).state(),
        })
        .collect()
}

/// Whether everybody may read a document, as far as it says itself.
pub(crate) fn is_public(document: &Document) -> bool {
    let mut audiences = document.own(property::AUDIENCE).peekable();
    match audiences.peek() {
        None => Audience::usual(document) == Audience::Public,
        Some(_) => audiences.all(|audience| audience == individual::PUBLIC.into()),
    }
}

#[cfg(test)]
mod tests;
