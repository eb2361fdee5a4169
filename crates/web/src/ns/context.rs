//! The JSON-LD context, as it was written.

use crate::described::{Access, Example, Operation, answer, parameter};
use crate::precondition::EntityTag;
use crate::representation::Representation;
use axum::body::Bytes;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use model::syntax;
use std::sync::LazyLock;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readContext",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::FILE, answer::NOT_MODIFIED],
    refuses: &[],
    example: Example::of("/ns/context.jsonld"),
};

/// `GET /ns/context.jsonld`
pub(crate) async fn get(request: HeaderMap) -> Response {
    static TAG: LazyLock<EntityTag> = LazyLock::new(|| EntityTag::of_bytes(syntax::context().as_bytes(), "context"));
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))]);
    let tag = TAG.clone();
    let representation = Representation { content_type: "application/ld+json", tag, modified: None, headers };
    representation.respond(&request, || Bytes::from_static(syntax::context().as_bytes()))
}
