//! What was erased, for administrators: which address, when, by which account; and which accounts. What it said, or whose it
//! was, nobody knows any more. How many other sites have confirmed that they learnt it, and where each of them is told.

use super::{JSON, MEDIA_TYPE};
use crate::address;
use crate::described::{Access, Answer, Example, Operation, Part, Schema};
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use model::{Iri, Scope};
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
    let (documents, accounts) = site.registry.erasures(&visitor.caller).await?;
    let addresses: Vec<Iri> = documents.iter().map(|erasure| erasure.iri.clone()).collect();
    let tallies = site.federation.tallies(&visitor.caller, &addresses).await?;
    let erasures: Vec<Value> = documents
        .into_iter()
        .zip(tallies)
        .map(|(erasure, peers)| {
            json!({
                "document": erasure.iri.as_str(),
                "entry": erasure.seq.0,
                "erased": erasure.at.to_string(),
                "by": erasure.by.0,
                "finished": erasure.finished.map(|finished| finished.to_string()),
                "peers": peers,
                "receipts": peers.map(|_| address::receipts(&erasure.iri).as_str().to_owned()),
            })
        })
        .collect();
    let accounts: Vec<Value> = accounts
        .into_iter()
        .map(|erased| {
            json!({
                "account": erased.id.0,
                "erased": erased.at.to_string(),
                "finished": erased.finished.map(|finished| finished.to_string()),
            })
        })
        .collect();
    let headers =
        [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"))];
    Ok((headers, json!({ "erasures": erasures, "accounts": accounts }).to_string()).into_response())
}
