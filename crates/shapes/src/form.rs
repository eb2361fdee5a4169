//! Forms: which chapters a description has, and what is asked in each.
//!
//! A form is one Turtle file. It names itself (`<IRI> a cs:Form`), says which form it extends, and brings shapes with
//! their usual targets. They are asked of the descriptions that follow it (`cs:form`), besides the shapes of classes.

use crate::compile::{ShapesError, parse};
use crate::graph::subject_of;
use crate::report::{Report, Severity};
use crate::shape::Shapes;
use crate::vocabulary as sh;
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

    /// Its file: where its text is from, and the text.
    pub fn text(&self) -> (&str, &str) {
        (&self.source.name, &self.source.text)
    }

    /// Its shapes and those of the forms it extends.
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }
}

/// The file of a form, read but not yet compiled.
#[derive(Debug, Clone)]
pub(crate) struct FormSource {
    /// Of the file.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) iri: NamedNode,
    pub(crate) names: Vec<Literal>,
    pub(crate) extends: Option<NamedNode>,
    pub(crate) triples: Vec<Triple>,
}

/// Why a form cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not Turtle, or its shapes cannot be used.
    #[error(transparent)]
    Shapes(#[from] ShapesError),
    /// Nothing in it is a `cs:Form`.
    #[error("{source_name}: no cs:Form is named")]
    Nameless {
        /// The file.
        source_name: String,
    },
    /// Several are.
    #[error("{source_name}: more than one cs:Form is named")]
    Several {
        /// The file.
        source_name: String,
    },
    /// Nothing says what people call it.
    #[error("{source_name}: {form} has no cs:name with a language")]
    Uncalled {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
    },
    /// It does not say which form it extends, or says it of several.
    #[error("{source_name}: {form} must extend one form: cs:extendsForm")]
    ExtendsNothing {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
    },
    /// It extends a form that is not known here.
    #[error("{source_name}: {form} extends {extended}, which is not known here")]
    ExtendsUnknown {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
        /// What it extends.
        extended: NamedNode,
    },
    /// It extends itself, through others or at once.
    #[error("{source_name}: {form} extends itself")]
    Circle {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
    },
    /// It speaks of what the grammar or another form defines: a form adds, and weakens nothing.
    #[error("{source_name}: {subject} is defined elsewhere: a form adds, and changes nothing of another's")]
    SpeaksOfAnother {
        /// The file.
        source_name: String,
        /// What it speaks of.
        subject: NamedNode,
    },
    /// It cannot go, because another form extends it.
    #[error("{form} is extended by {by}")]
    Extended {
        /// The form.
        form: NamedNode,
        /// The other one.
        by: NamedNode,
    },
}

impl FormSource {
    /// Reads a form of the grammar: the thesaurus gives its name, and it may extend nothing.
    pub(crate) fn of_the_grammar(name: &str, text: &str) -> Result<Self, FormError> {
        let triples = parse(name, text, 0)?;
        let iri = only_form(name, &triples)?;
        let (names, extends) = (names_of(&iri, &triples), extended(&iri, &triples).into_iter().next());
        Ok(Self { name: name.to_owned(), text: text.to_owned(), iri, names, extends, triples })
    }

    /// Reads a form of a territory.
    pub(crate) fn of_a_territory(name: &str, text: &str) -> Result<Self, FormError> {
        let source = Self::of_the_grammar(name, text)?;
        let (source_name, form) = (|| name.to_owned(), || source.iri.clone());
        if source.names.is_empty() {
            return Err(FormError::Uncalled { source_name: source_name(), form: form() });
        }
        if extended(&source.iri, &source.triples).len() != 1 {
            return Err(FormError::ExtendsNothing { source_name: source_name(), form: form() });
        }
        let ours = |subject: &str| subject.starts_with(NAMESPACE) || subject.starts_with(SHAPES_NAMESPACE);
        let foreign = source.subjects().find(|subject| ours(subject.as_str())).cloned();
        foreign.map_or(Ok(source), |subject| Err(FormError::SpeaksOfAnother { source_name: name.to_owned(), subject }))
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
