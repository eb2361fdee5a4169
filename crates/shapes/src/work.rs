//! How much a validation may do: counted in steps, not in time, so that the same document against the same shapes
//! always has the same outcome, on a busy machine too.
//!
//! A step is about a node looked at: a value asked about one constraint, an edge walked along a path. Ordinary shapes
//! need some ten steps for each triple. What needs more than the bounds below is not judged, and so not accepted.

use crate::unanswered::Unanswered;
use oxrdf::{Term, TermRef};
use std::cell::Cell;

/// Steps that every validation may take, however little there is to validate: the shapes of a form have several
/// thousand parts, and each may look at a node more than once. Half a second at the very most.
const STEPS: usize = 2_000_000;

/// Steps for each triple besides: many times what the shapes of the grammar need. The largest document (50,000 triples)
/// then ends within a few seconds, and a large graph within a time that grows as it does.
const STEPS_PER_TRIPLE: usize = 400;

/// A finding weighs so many steps, for it is kept and put into words.
pub(crate) const FINDING_STEPS: usize = 100;

/// A class weighs so many steps where the classes above another one are collected: each is looked up by its address,
/// again for each class below it.
pub(crate) const CLASS_STEPS: usize = 20;

/// A question to an evaluator weighs so many steps: its values are kept, sent and answered.
pub(crate) const QUESTION_STEPS: usize = 100;

/// Most triples of a document that cannot be what makes a validation costly: then the shape is.
const SMALL_DOCUMENT: usize = 1_000;

/// Why a validation came to no judgement: a failure, as SHACL calls it (section 3.4), and never an acceptance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// A shape that asks too much of a small document too: whoever wrote the shape must change it.
    #[error("the shape {shape} takes too much work even for a small document")]
    CostlyShape {
        /// Which.
        shape: String,
    },
    /// A document that is too large for what the shape asks of it: whoever wrote the document can split it.
    #[error("the document is too large for the shape {shape}, which looks at {focus}")]
    CostlyDocument {
        /// Which shape.
        shape: String,
        /// The node that it looked at.
        focus: String,
    },
    /// A query of a shape has no answer.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
}

/// The steps that a validation has left.
#[derive(Debug)]
pub(crate) struct Work {
    left: Cell<usize>,
    small: bool,
}

impl Work {
    /// For a validation of so many triples.
    pub(crate) fn on(triples: usize) -> Self {
        let steps = triples.saturating_mul(STEPS_PER_TRIPLE).saturating_add(STEPS);
        Self { left: Cell::new(steps), small: triples <= SMALL_DOCUMENT }
    }

    /// Takes so many steps; once they are used up, whatever is found counts for nothing.
    pub(crate) fn spend(&self, steps: usize) {
        self.left.set(self.left.get().saturating_sub(steps));
    }

    /// Takes all that is left, where going on would be without end.
    pub(crate) fn give_up(&self) {
        self.left.set(0);
    }

    /// Whether nothing is left. Whoever loops asks, and leaves.
    pub(crate) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// The failure, if nothing is left.
    pub(crate) fn failure(&self, shape: &Term, focus: TermRef<'_>) -> Result<(), Failure> {
        if !self.is_spent() {
            return Ok(());
        }
        let shape = shape.to_string();
        Err(if self.small {
            Failure::CostlyShape { shape }
        } else {
            Failure::CostlyDocument { shape, focus: focus.to_string() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::NamedNode;

    fn check(triples: usize, steps: usize, expected: Option<&str>) {
        let work = Work::on(triples);
        work.spend(steps);
        let term = |name: &str| Term::from(NamedNode::new_unchecked(format!("https://a.example/{name}")));
        let failure = work.failure(&term("S"), term("x").as_ref()).err();
        assert_eq!(failure.map(|failure| failure.to_string()).as_deref(), expected);
    }

    #[test]
    fn whose_fault_it_is() {
        check(25, STEPS, None);
        let shape = "the shape <https://a.example/S> takes too much work even for a small document";
        check(25, STEPS + 25 * STEPS_PER_TRIPLE, Some(shape));
        let document =
            "the document is too large for the shape <https://a.example/S>, which looks at <https://a.example/x>";
        check(2_000, usize::MAX, Some(document));
        check(2_000, STEPS + 25 * STEPS_PER_TRIPLE, None);
    }
}
