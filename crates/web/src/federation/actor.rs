//! The instance's own actor: who follows it follows all that the instance says. Its document is always readable unsigned:
//! whoever wants to verify our signatures has to begin somewhere.

use super::{TOLD, respond};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::problem::{Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readActor",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/actor"),
};

/// `GET /actor`
pub(crate) async fn get(State(site): State<SharedSite>, taste: Taste, request: HeaderMap) -> Result<Response, Problem> {
    let actor = site.federation.actor(&site.registry.instance_actor()).await?;
    respond(taste.accept.as_deref(), actor.to_json(), &request)
}
