//! Forms: which chapters a description has, and what is asked in each.
//!
//! A form is one Turtle file. It names itself (`<IRI> a cs:Form`), says which form it extends, and brings shapes with
//! their usual targets. They are asked of the descriptions that follow it (`cs:form`), besides the shapes of classes.

use crate::compile::{ShapesError, parse};
use crate::graph::subject_of;
use crate::refused_form::FormError;
use crate::report::{Report, Severity};
use crate::shape::Shapes;
use crate::vocabulary as sh;
use model::Iri;
use model::document::TRIPLE_LIMIT;
use model::syntax::{self, Format};
use model::vocab::{NAMESPACE, class, property, rdf};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::HashSet;

/// Where the shapes of the grammar are named: nobody else's file speaks of these.
pub(crate) const SHAPES_NAMESPACE: &str = "https://w3id.org/codesocial/shapes#";

/// How finished a description has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It is saved: what a form misses is said, and refuses nothing.
    Saving,
    /// It is released: what a form asks must be there.
    Release,
}

impl Stage {
    /// What the shapes of a form found, weighed for this stage.
    pub(crate) fn weigh(self, mut report: Report) -> Report {
        let missing = [sh::MIN_COUNT_COMPONENT, sh::QUALIFIED_MIN_COUNT_COMPONENT];
        for result in &mut report.results {
            if self == Self::Saving && missing.contains(&result.component.as_ref()) {
                result.severity = result.severity.min(Severity::Warning);
                result.own_severity = None;
            }
        }
        report
    }
}

/// A form, compiled with those it extends.
#[derive(Debug)]
pub struct Form {
    pub(crate) source: FormSource,
    pub(crate) shapes: Shapes,
}

impl Form {
    /// The last part of its address: `six-models`.
    pub fn slug(&self) -> &str {
        &self.source.slug
    }

    /// What `cs:form` says of the descriptions that follow it.
    pub fn iri(&self) -> &NamedNode {
        &self.source.iri
    }

    /// What it is called, one name per language.
    pub fn names(&self) -> &[Literal] {
        &self.source.names
    }

    /// The form that it extends.
    pub fn extends(&self) -> Option<&NamedNode> {
        self.source.extends.as_ref()
    }

    /// Its text, in Turtle; relative IRIs are meant from its own.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// What it says.
    pub fn triples(&self) -> &[Triple] {
        &self.source.triples
    }

    /// What the rules for forms advise about it.
    pub fn advice(&self) -> &Report {
        &self.source.advice
    }
}

/// The file of a form, read but not yet compiled.
#[derive(Debug, Clone)]
pub(crate) struct FormSource {
    /// Of the file.
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) text: String,
    pub(crate) iri: NamedNode,
    pub(crate) names: Vec<Literal>,
    pub(crate) extends: Option<NamedNode>,
    pub(crate) triples: Vec<Triple>,
    pub(crate) advice: Report,
}

impl FormSource {
    /// Reads a form of the grammar: the thesaurus gives its name, and it may extend nothing. `position` keeps its blank
    /// nodes apart from those of other files.
    pub(crate) fn of_the_grammar(name: &str, text: &str, position: usize) -> Result<Self, FormError> {
        let triples = parse(name, text, position)?;
        let stem = name.rsplit('/').next().unwrap_or(name);
        Self::of(name, stem.strip_suffix(".ttl").unwrap_or(stem), text, triples)
    }

    /// Reads a form of a territory, which must be the one of this address.
    pub(crate) fn of_a_territory(name: &str, address: &Iri, text: &str) -> Result<Self, FormError> {
        let source = Self::of_a_file(name, address, text)?;
        if source.iri.as_ref() != address.as_named_node() {
            let (form, address) = (source.iri, address.clone());
            return Err(FormError::Misplaced { source_name: name.to_owned(), form, address });
        }
        Ok(source)
    }

    /// Reads a form wherever it is; relative IRIs in it are meant from `base`.
    pub(crate) fn of_a_file(name: &str, base: &Iri, text: &str) -> Result<Self, FormError> {
        let quads = syntax::parse(text.as_bytes(), Format::Turtle, base, TRIPLE_LIMIT)
            .map_err(|source| FormError::Syntax { source_name: name.to_owned(), source })?;
        let triples: Vec<Triple> = quads.into_iter().map(Triple::from).collect();
        let iri = only_form(name, &triples)?;
        let slug = iri.as_str().rsplit(['/', '#']).next().unwrap_or_default().to_owned();
        Self::of(name, &slug, text, triples)
    }

    fn of(name: &str, slug: &str, text: &str, triples: Vec<Triple>) -> Result<Self, FormError> {
        let iri = only_form(name, &triples)?;
        let (names, extends) = (names_of(&iri, &triples), extended(&iri, &triples).into_iter().next());
        let (name, slug, text) = (name.to_owned(), slug.to_owned(), text.to_owned());
        Ok(Self { name, slug, text, iri, names, extends, triples, advice: Report::default() })
    }

    /// Refuses what would change the grammar, or leave people without a name for the form.
    pub(crate) fn adds_only(&self) -> Result<(), FormError> {
        let (source_name, form) = (|| self.name.clone(), || self.iri.clone());
        if self.names.is_empty() {
            return Err(FormError::Uncalled { source_name: source_name(), form: form() });
        }
        if extended(&self.iri, &self.triples).len() != 1 {
            return Err(FormError::ExtendsNothing { source_name: source_name(), form: form() });
        }
        let ours = |subject: &str| subject.starts_with(NAMESPACE) || subject.starts_with(SHAPES_NAMESPACE);
        match self.subjects().find(|subject| ours(subject.as_str())) {
            Some(subject) => Err(FormError::SpeaksOfAnother { source_name: source_name(), subject: subject.clone() }),
            None => Ok(()),
        }
    }

    /// The same error with the line where the file first speaks of what is wrong.
    pub(crate) fn with_line(&self, error: ShapesError) -> ShapesError {
        let Some(line) = error.node.as_deref().and_then(|node| self.line_of(node)) else { return error };
        ShapesError { message: format!("line {line}: {}", error.message), ..error }
    }

    fn line_of(&self, node: &Term) -> Option<usize> {
        let position = self.triples.iter().position(|triple| subject_of(triple) == node.as_ref())?;
        let base = Iri::from_named_node(self.iri.clone());
        // Read again, statements come in the same order, whatever blank nodes are called this time.
        let placed = syntax::parse_placed(self.text.as_bytes(), Format::Turtle, &base, TRIPLE_LIMIT).ok()?;
        let begin = placed.get(position)?.spans.as_ref()?.subject.start;
        Some(1 + self.text.get(..begin)?.matches('\n').count())
    }

    /// What it speaks of, blank nodes apart.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = &NamedNode> {
        self.triples.iter().filter_map(|triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(subject) => Some(subject),
            NamedOrBlankNode::BlankNode(_) => None,
        })
    }
}

fn only_form(name: &str, triples: &[Triple]) -> Result<NamedNode, FormError> {
    let mut found = HashSet::new();
    for triple in triples {
        if triple.predicate.as_ref() == rdf::TYPE
            && triple.object == Term::from(class::FORM)
            && let NamedOrBlankNode::NamedNode(subject) = &triple.subject
        {
            found.insert(subject.clone());
        }
    }
    let several = found.len() > 1;
    match found.into_iter().next() {
        Some(_) if several => Err(FormError::Several { source_name: name.to_owned() }),
        Some(form) => Ok(form),
        None => Err(FormError::Nameless { source_name: name.to_owned() }),
    }
}

fn extended(form: &NamedNode, triples: &[Triple]) -> Vec<NamedNode> {
    let said = objects(form, property::EXTENDS_FORM.as_str(), triples);
    said.filter_map(|object| match object {
        Term::NamedNode(node) => Some(node.clone()),
        Term::BlankNode(_) | Term::Literal(_) => None,
    })
    .collect()
}

fn names_of(form: &NamedNode, triples: &[Triple]) -> Vec<Literal> {
    let said = objects(form, property::NAME.as_str(), triples);
    said.filter_map(|object| match object {
        Term::Literal(literal) if literal.language().is_some() => Some(literal.clone()),
        Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => None,
    })
    .collect()
}

fn objects<'t>(form: &NamedNode, property: &str, triples: &'t [Triple]) -> impl Iterator<Item = &'t Term> {
    triples
        .iter()
        .filter(move |triple| subject_of(triple) == form.as_ref().into() && triple.predicate.as_str() == property)
        .map(|triple| &triple.object)
}
