//! All keys: the controller of each (Controlled Identifiers v1.0), which says what they may be used for.

use super::{multikey, respond};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::problem::{Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde_json::json;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listKeys",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::FILE_OF_KEYS, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/keys/"),
};

/// `GET /keys/`
pub(crate) async fn list(
    State(site): State<SharedSite>,
    taste: Taste,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let keys = site.registry.signing_keys().await?;
    let document = json!({
        "@context": "https://www.w3.org/ns/cid/v1",
        "id": site.registry.base().keys().as_str(),
        "alsoKnownAs": [site.registry.base().as_str()],
        "verificationMethod": keys.iter().map(|key| multikey(&key.multikey)).collect::<Vec<_>>(),
        // What an older key signed stays valid, hence all of them.
        "assertionMethod": keys.iter().map(|key| key.multikey.id.as_str()).collect::<Vec<_>>(),
    });
    respond(taste.accept.as_deref(), &document, "no-cache", &request)
}
