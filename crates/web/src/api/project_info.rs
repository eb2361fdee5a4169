//! `/api/project-info.json`: how this instance introduces itself to maps.

use super::{JSON, ON_A_MAP, TOLD, respond};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::precondition::EntityTag;
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::text;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use model::Caller;
use serde_json::json;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readProjectInfo",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::NOT_MODIFIED],
    refuses: &[],
    example: Example::of("/api/project-info.json"),
};

/// `GET /api/project-info.json`
pub(crate) async fn get(State(site): State<SharedSite>, taste: Taste, request: HeaderMap) -> Result<Response, Problem> {
    let counts = site.registry.counts(&Caller::Anonymous).await?;
    let on_a_map = counts.iter().filter(|(container, _)| ON_A_MAP.contains(container));
    let elements: u64 = on_a_map.map(|(_, count)| count).sum();
    let base = site.registry.base();
    let info = json!({
        "name": site.registry.name(),
        "imageUrl": "",
        "description": text::say(taste.locale, "neighbour-project"),
        "tags": ["CodeSocial"],
        "dataSize": elements,
        "url": base.as_str(),
    });
    let bytes = info.to_string().into_bytes();
    Ok(respond(EntityTag::of_bytes(&bytes, "json"), JSON, &request, bytes))
}
