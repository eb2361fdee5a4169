//! A post about a change: as it was sent, for who reads ActivityStreams; for people, what it told stands in the documents,
//! which are shown instead.

use super::{TOLD, is_wanted, respond};
use crate::address::written;
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use federation::showing::Told;
use http::HeaderMap;

const POST: Parameter = Parameter::path("post", "post", parameter::text, "12-1795377600000000");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readPost",
    access: Access::Open,
    takes: &[&POST, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::LED, answer::NOT_MODIFIED],
    refuses: &[groups::READING],
    example: Example::NONE,
};

/// The same in the name of a document.
pub(crate) const OPERATION_OF: Operation = Operation {
    id: "readPostOf",
    takes: &[&POST, &parameter::CONTAINER, &parameter::SLUG, &parameter::IF_NONE_MATCH],
    ..OPERATION
};

/// `GET /posts/{post}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Path(post): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    shown(site.federation.post(&post, None).await?, &taste, &request)
}

/// `GET /posts/{post}/{container}/{slug}`
pub(crate) async fn get_of(
    State(site): State<SharedSite>,
    taste: Taste,
    Path((post, container, slug)): Path<(String, String, String)>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (container, slug) = written(&container, &slug).ok_or(Problem::new(Kind::NotFound))?;
    let speaker = site.registry.base().document(container, &slug);
    shown(site.federation.post(&post, Some(&speaker)).await?, &taste, &request)
}

fn shown(told: Told, taste: &Taste, request: &HeaderMap) -> Result<Response, Problem> {
    let accept = taste.accept.as_deref();
    match told.post {
        Some(post) if is_wanted(accept) => respond(accept, post, request),
        Some(_) | None => Ok(Redirect::to(told.document.as_str()).into_response()),
    }
}
