//! What a SHACL-SPARQL constraint asks, and what it is answered: the words of the port [`Evaluator`].
//!
//! A query travels as its author wrote it, with the values to pre-bind beside it. Whoever evaluates it puts both
//! together in the algebra, as SHACL's appendix A says; no value is ever written into the text.
//!
//! [`Evaluator`]: crate::ports::Evaluator

use oxrdf::{NamedNodeRef, Term, Triple};
use std::sync::Arc;

/// What `$shapesGraph` is bound to.
pub const SHAPES_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:shapes-graph");

/// A query of a constraint, as it stands in the shapes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConstraintQuery {
    /// `SELECT` or `ASK`, without its prefixes.
    pub text: String,
    /// What `sh:prefixes` leads to: prefix and namespace.
    pub prefixes: Vec<(String, String)>,
    /// What stands for `$PATH`, as SPARQL writes paths, in brackets wherever it is not a single property.
    pub path: Option<String>,
}

/// Some values, each under the name of its variable.
pub type Bindings = Vec<(String, Term)>;

/// A query with everything that decides its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintQuestion {
    /// What is asked.
    pub query: Arc<ConstraintQuery>,
    /// The pre-bound variables. The query is evaluated once for each set of them.
    pub bindings: Vec<Bindings>,
    /// What it is asked of.
    pub reach: Reach,
    /// The shapes graph, where the query speaks of it; named [`SHAPES_GRAPH`].
    pub shapes_graph: Option<Arc<[Triple]>>,
    /// How many solutions are wanted, for each set of variables; the rest is left out.
    pub most: usize,
}

/// How far a query sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// What is being validated, and nothing else: what can refuse must depend on nothing that its author may not see.
    Change,
    /// What the author may see, with what is being validated in place of its old version.
    Seen,
}

/// What a query was answered, for one set of pre-bound variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstraintAnswer {
    /// Of `SELECT`: as many solutions as were wanted, at most.
    Solutions(Vec<Bindings>),
    /// Of `ASK`.
    Boolean(bool),
}

/// Most solutions of one query of a shape. Who meets so many has more to mend than can be read.
pub const SOLUTION_LIMIT: usize = 1_000;

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluatorError {
    /// Not SPARQL.
    #[error("{0}")]
    Malformed(String),
    /// SPARQL that is not answered: `SERVICE`, an unknown function.
    #[error("{0}")]
    Refused(String),
    /// It took longer than it may, or more memory.
    #[error("the query took too long or too much memory")]
    TooCostly,
    /// Nobody can answer now.
    #[error("nobody can answer now")]
    Unavailable,
}
