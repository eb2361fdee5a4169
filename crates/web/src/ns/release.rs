//! The JSON-LD context of releases. It never changes.

use crate::described::{Access, Example, Operation, answer, parameter};
use crate::precondition::EntityTag;
use crate::representation::Representation;
use axum::body::Bytes;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use model::release::CONTEXT_TEXT;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readReleaseContext",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::FILE, answer::NOT_MODIFIED],
    refuses: &[],
    example: Example::of("/ns/release-v1.jsonld"),
};

/// `GET /ns/release-v1.jsonld`
pub(crate) async fn get(request: HeaderMap) -> Response {
    let cached = HeaderValue::from_static("public, max-age=31536000, immutable");
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, cached)]);
    let tag = EntityTag::of_bytes(CONTEXT_TEXT.as_bytes(), "context");
    let representation = Representation { content_type: "application/ld+json", tag, modified: None, headers };
    representation.respond(&request, || Bytes::from_static(CONTEXT_TEXT.as_bytes()))
}
