//! When a query of a shape has no answer: nobody is told that anything conforms.

use model::constraint::{ConstraintAnswer, ConstraintQuestion, EvaluatorError};
use model::ports::Evaluator;
use oxrdf::{NamedNode, Term};

/// A query of a shape has no answer, so that there is no report: SHACL calls it a failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a query of the shape {shape} has no answer about {focus}")]
pub struct Unanswered {
    /// The shape.
    pub shape: Box<Term>,
    /// The node it was asked about.
    pub focus: Box<Term>,
    /// The kind of constraint.
    pub component: NamedNode,
    /// Why.
    #[source]
    pub source: EvaluatorError,
}

/// Stands where no evaluator is given.
pub(crate) struct Nobody;

impl Evaluator for Nobody {
    fn evaluate(&self, _: &ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
        Err(EvaluatorError::Unavailable)
    }
}
