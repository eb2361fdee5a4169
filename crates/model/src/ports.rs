//! What is passed in from outside, so that tests decide it: time and chance; and what another crate does for those
//! that may not know it: the evaluation of SPARQL.

use crate::constraint::{ConstraintAnswer, ConstraintQuestion, EvaluatorError};
use jiff::Timestamp;

/// Tells what time it is. Nothing else in the workspace reads the system's clock.
pub trait Clock: Send + Sync + 'static {
    /// The instant now, in UTC.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes: tokens, salts of the chain. Nothing else in the workspace draws lots.
pub trait Chance: Send + Sync + 'static {
    /// Fills the whole buffer with random bytes, fit for secrets in production.
    fn fill(&self, buffer: &mut [u8]);
}

/// Evaluates the queries of SHACL-SPARQL over the data that is being validated. It blocks: call it where blocking is
/// allowed.
pub trait Evaluator {
    /// One answer for each set of pre-bound variables, in their order.
    fn evaluate(&self, question: &ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError>;
}
