//! Tells what is open here.

use super::described;
use crate::described::{Access, Answer, Example, Operation, Part, Schema};
use crate::problem::{Kind, Problem, groups};
use crate::representation::wanted_by_programs;
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use model::syntax;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "describeDataset",
    access: Access::Open,
    takes: &[],
    body: None,
    answers: &[Answer {
        status: StatusCode::OK,
        key: "answer-dataset",
        content: &[Part::Rdf(Schema::Graph)],
        headers: &["Cache-Control"],
    }],
    refuses: &[groups::NEGOTIATING, &[Kind::TooCostly, Kind::Unavailable]],
    example: Example::with("/.well-known/void", &[("Accept", "text/turtle")]),
};

/// `GET /.well-known/void`
pub(crate) async fn get(State(site): State<SharedSite>, taste: Taste) -> Result<Response, Problem> {
    let (format, content_type) = wanted_by_programs(taste.accept.as_deref())?;
    let counts = site.counts.now(&site).await?;
    let quads = described::quads(site.registry.base(), site.registry.name(), &counts);
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, syntax::write(&quads, format)).into_response())
}
