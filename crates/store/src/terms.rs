//! The terms of a worker's index as numbers.
//!
//! The dictionary only grows, so a number means the same for ever and readers of older snapshots need no copy of it.
//! What replacements leave behind is collected by building the index anew (`index`).

use oxrdf::Term;
use std::collections::HashMap;
use std::sync::Arc;

/// The number of a term; the highest bit is set on those that only one question knows (`dataset`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TermId(pub(crate) u32);

/// Numbers from here on are a question's own.
pub(crate) const PRIVATE: u32 = 1 << 31;

/// Two billion different terms do not fit into a worker; its memory limit ends it long before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more terms than a worker can number")]
pub(crate) struct TooManyTerms;

/// Terms ↔ numbers, and the numbers of graphs.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    ids: HashMap<Arc<Term>, u32>,
    terms: Vec<Arc<Term>>,
    graphs: HashMap<u32, u32>,
}

impl Dictionary {
    /// The number of `term`, a new one if need be.
    pub(crate) fn intern(&mut self, term: Term) -> Result<u32, TooManyTerms> {
        if let Some(id) = self.ids.get(&term) {
            return Ok(*id);
        }
        let id = u32::try_from(self.terms.len()).ok().filter(|id| *id < PRIVATE).ok_or(TooManyTerms)?;
        let term = Arc::new(term);
        self.terms.push(Arc::clone(&term));
        self.ids.insert(term, id);
        Ok(id)
    }

    /// The number of `term`, if it has one.
    pub(crate) fn id(&self, term: &Term) -> Option<u32> {
        self.ids.get(term).copied()
    }

    /// The term of this number.
    pub(crate) fn term(&self, id: u32) -> Option<&Term> {
        self.terms.get(usize::try_from(id).ok()?).map(Arc::as_ref)
    }

    /// The graph's number, given the number of its name. A name keeps its number even when its graph is gone.
    pub(crate) fn intern_graph(&mut self, name: u32) -> u32 {
        // There are never more graphs than terms.
        let next = u32::try_from(self.graphs.len()).unwrap_or(PRIVATE);
        *self.graphs.entry(name).or_insert(next)
    }

    /// The graph's number, if it ever had one.
    pub(crate) fn graph(&self, name: u32) -> Option<u32> {
        self.graphs.get(&name).copied()
    }

    /// How many terms have a number: all those below.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.terms.len()).unwrap_or(PRIVATE)
    }
}
