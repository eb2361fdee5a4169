//! One activity of ours, as it was sent.

use super::{TOLD, respond};
use crate::address::Name;
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::problem::{Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

const ACTIVITY: Parameter = Parameter::path("activity", "activity", parameter::text, "12-1795377600000000");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readActivity",
    access: Access::Open,
    takes: &[&ACTIVITY, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::READING],
    example: Example::NONE,
};

/// `GET /activities/{activity}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Name(name): Name,
    request: HeaderMap,
) -> Result<Response, Problem> {
    respond(taste.accept.as_deref(), site.federation.activity(&name).await?, &request)
}
