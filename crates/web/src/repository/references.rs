//! Which references there are: the first thing a Git client asks.

use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema};
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Deserialize;
use serde_json::json;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Service {
    service: Option<String>,
}

const SERVICE: Parameter =
    Parameter::query("git-service", "service", || json!({ "enum": ["git-upload-pack"] })).such_as("git-upload-pack");

const REFERENCES: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-references",
    content: &[Part::As("application/x-git-upload-pack-advertisement", Schema::Text)],
    headers: &["Cache-Control"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listReferences",
    access: Access::Open,
    takes: &[&SERVICE],
    body: None,
    answers: &[REFERENCES],
    refuses: &[groups::PARAMETERS, &[Kind::ReadOnlyRepository, Kind::Unavailable]],
    example: Example::of("/registry.git/info/refs?service=git-upload-pack"),
};

/// `GET /registry.git/info/refs?service=git-upload-pack`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    query: Result<Query<Service>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Problem::bad_parameter("service", ""))?;
    match query.service.as_deref() {
        Some("git-upload-pack") => {}
        Some("git-receive-pack") => return Err(Problem::new(Kind::ReadOnlyRepository)),
        other => {
            // Without a service the dumb protocol is meant, which we do not speak (docs/decisions/0017).
            let value = other.unwrap_or_default();
            return Err(Problem::bad_parameter("service", value));
        }
    }
    let references = site.registry.git_references().await?;
    // "The returned response … Cache-Control headers SHOULD be used to disable caching of the returned entity."
    let headers = [
        (header::CONTENT_TYPE, "application/x-git-upload-pack-advertisement"),
        (header::CACHE_CONTROL, "no-cache, max-age=0, must-revalidate"),
    ];
    Ok((headers, references).into_response())
}
