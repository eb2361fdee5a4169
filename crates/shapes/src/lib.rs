//! SHACL: compile shapes, validate documents, report in both languages.
//!
//! | module | says |
//! |---|---|
//! | `compile` | Turtle → [`Shapes`]; refuses what cannot be used, with file and reason |
//! | `constraint` | what may be asked of a node: one file per component, and the table of them |
//! | `query`, `prebinding` | the SPARQL that shapes ask, and the rules that make it askable |
//! | `component` | constraint components that shapes declare themselves |
//! | `answers` | what was asked of an evaluator, many nodes at once |
//! | `solution` | from what a query is answered to findings |
//! | `unanswered` | [`Unanswered`]: a query without an answer |
//! | `definition` | one shape as it is written: where constraints read their parameters |
//! | `validate` | targets, focus nodes: the validation itself |
//! | `finding` | what a validation finds, until it is put into words |
//! | `report` | [`Report`], as values and as RDF |
//! | `conforming` | [`Conforming`], the proof that a value was validated |
//! | `work` | how much a validation may do, and [`Failure`] where that is not enough |
//! | `message` | sentences in French and English where a shape brings none |
//! | `grammar` | [`Grammar`]: the shapes of classes and the forms, ours embedded, a territory's added |
//! | `form` | [`Form`], [`Stage`]: which chapters, and how finished |
//! | [`diagnostic`] | what is wrong with a description, told like a good compiler |
//! | `refused_form` | [`FormError`]: why a form cannot be used, in words and as a report |
//! | `json_schema` | JSON Schema of shapes and forms |
//! | `path`, `value`, `regular_expression`, `graph`, `class` | what these stand on |
//!
//! **Adding a constraint component**: a file in `constraint/` with its parameters, its check, its sentence and its
//! test; a line in the table of `constraint`; its terms in `vocabulary`. Nothing else names components.
//!
//! What is deliberately absent: the evaluation of SPARQL (whoever validates passes an `Evaluator` in), scripts,
//! entailment beyond the subclasses that are given, `owl:imports` (nothing is fetched), and any look at another document.

mod answers;
mod class;
mod compile;
mod component;
mod conforming;
mod constraint;
mod definition;
pub mod diagnostic;
mod finding;
mod form;
mod grammar;
mod graph;
mod json_schema;
mod message;
mod path;
mod prebinding;
mod query;
mod refused_form;
mod regular_expression;
mod report;
mod shape;
mod solution;
mod unanswered;
mod validate;
mod value;
mod vocabulary;
mod work;

pub use compile::ShapesError;
pub use conforming::{Conforming, Refusal};
pub use form::{Form, Stage};
pub use grammar::{Grammar, ShapeFile};
pub use json_schema::Wording;
pub use message::Sentence;
pub use path::Path;
pub use refused_form::FormError;
pub use report::{Report, Severity, ValidationResult};
pub use shape::{Presentation, Shapes};
pub use unanswered::Unanswered;
pub use work::Failure;
