//! What a person finds at the repository's address: how to clone it.

use crate::described::{Access, Answer, Example, Operation, Part, Schema};
use crate::site::SharedSite;
use crate::text::say_with;
use crate::visitor::Taste;
use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

const ADDRESS: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-clone",
    content: &[Part::As("text/plain", Schema::Text)],
    headers: &["Cache-Control"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readRepository",
    access: Access::Open,
    takes: &[],
    body: None,
    answers: &[ADDRESS],
    refuses: &[],
    example: Example::of("/registry.git"),
};

/// `GET /registry.git`
pub(crate) async fn get(State(site): State<SharedSite>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let taste = Taste::of(&uri, &headers);
    let address = site.registry.base().service("registry.git");
    let text = say_with(taste.locale, "repository-clone", "address", address.as_str());
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, text + "\n").into_response()
}
