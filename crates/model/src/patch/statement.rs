//! Statements with open places, and how they are filled.

use crate::constraint::Bindings;
use oxrdf::{BlankNode, NamedOrBlankNode, Term, Triple};
use std::collections::HashMap;

/// One place of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    /// This term.
    Term(Term),
    /// Whatever the variable is bound to.
    Variable(String),
    /// In a condition: anything, untold. In what is inserted: a new node, one for each solution.
    Blank(String),
}

/// A statement with open places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) subject: Slot,
    pub(super) predicate: Slot,
    pub(super) object: Slot,
}

impl Statement {
    pub(super) fn slots(&self) -> [&Slot; 3] {
        [&self.subject, &self.predicate, &self.object]
    }

    /// Whether nothing in it is open.
    pub(super) fn is_closed(&self) -> bool {
        self.slots().into_iter().all(|slot| matches!(slot, Slot::Term(_)))
    }

    /// The names of its variables.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        self.slots().into_iter().filter_map(|slot| match slot {
            Slot::Variable(name) => Some(name.as_str()),
            Slot::Term(_) | Slot::Blank(_) => None,
        })
    }

    /// The statement with these values. SPARQL 1.1 Update, section 4.2.3 (Update Operations): what has an unbound
    /// variable or is no RDF "is not included when creating the new triples".
    pub(super) fn filled(&self, values: &Bindings, fresh: &mut HashMap<String, BlankNode>) -> Option<Triple> {
        let mut fill = |slot: &Slot| match slot {
            Slot::Term(term) => Some(term.clone()),
            Slot::Variable(name) => values.iter().find(|(bound, _)| bound == name).map(|(_, term)| term.clone()),
            Slot::Blank(label) => Some(fresh.entry(label.clone()).or_default().clone().into()),
        };
        let subject: NamedOrBlankNode = match fill(&self.subject)? {
            Term::NamedNode(node) => node.into(),
            Term::BlankNode(node) => node.into(),
            Term::Literal(_) => return None,
        };
        let Term::NamedNode(predicate) = fill(&self.predicate)? else { return None };
        Some(Triple::new(subject, predicate, fill(&self.object)?))
    }
}
