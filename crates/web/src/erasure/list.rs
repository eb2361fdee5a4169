//! What was erased, for administrators: which address, when, by which account. What it said nobody knows any more.

use super::{JSON, MEDIA_TYPE};
use crate::described::{Access, Answer, Example, Operation, Part, Schema};
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use model::Scope;
use serde_json::{Value, json};

const ERASURES: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-erasures",
    content: &[Part::As(JSON, Schema::Erasures)],
    headers: &["Cache-Control"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listErasures",
    access: Access::Holders(Scope::Admin),
    takes: &[],
    body: None,
    answers: &[ERASURES],
    refuses: &[],
    example: Example::of("/erasures/"),
};

/// `GET /erasures/`
pub(crate) async fn list(State(site): State<SharedSite>, visitor: Visitor) -> Result<Response, Problem> {
    let erasures: Vec<Value> = site
        .registry
        .erasures(&visitor.caller)
        .await?
        .into_iter()
        .map(|erasure| {
            json!({
                "document": erasure.iri.as_str(),
                "entry": erasure.seq.0,
                "erased": erasure.at.to_string(),
                "by": erasure.by.0,
                "finished": erasure.finished.map(|finished| finished.to_string()),
            })
        })
        .collect();
    let headers =
        [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"))];
    Ok((headers, json!({ "erasures": erasures }).to_string()).into_response())
}
