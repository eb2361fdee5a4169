//! `/sparql`: the SPARQL 1.1 Protocol, queries, and a page to write them. Updates are at `/update`, graphs at `/graphs`.

pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod post;

mod answer;
mod description;
mod parameters;

pub(crate) use answer::{Shown, answer, collect, pass_on};
pub(crate) use parameters::{Parameters, graph, pairs_of_address, pairs_of_form, utf8};

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
