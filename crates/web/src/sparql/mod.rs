//! `/sparql`: the SPARQL 1.1 Protocol, queries only, and a page to write them.

pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod post;

mod answer;
mod description;
mod parameters;

pub(crate) use answer::{Shown, answer, collect};
pub(crate) use parameters::Parameters;

use crate::described::{Answer, Part, Schema};
use http::StatusCode;

/// What a question is answered, and what is said without one.
const ANSWER: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-question",
    content: &[
        Part::Rdf(Schema::Graph),
        Part::As("application/sparql-results+json", Schema::Results),
        Part::As("application/sparql-results+xml", Schema::Text),
        Part::As("text/csv", Schema::Text),
        Part::As("text/tab-separated-values", Schema::Text),
        Part::Page,
    ],
    headers: &["Cache-Control"],
};
