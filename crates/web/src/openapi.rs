//! `/openapi.json`: every route, for programs (OpenAPI 3.1), in the language of the request.

use crate::described::{Access, Answer, Example, Operation, Part, Schema, answer, parameter};
use crate::negotiation::{Offer, choose};
use crate::problem::{Problem, groups};
use crate::representation::{Representation, not_acceptable};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};

const OPEN_API: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-openapi",
    content: &[
        Part::As("application/json", Schema::OpenApi),
        Part::As("application/vnd.oai.openapi+json", Schema::OpenApi),
    ],
    headers: &["Cache-Control", "Content-Language", "ETag"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readOpenApi",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[OPEN_API, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/openapi.json"),
};

/// `GET /openapi.json`
pub(crate) async fn get(State(site): State<SharedSite>, taste: Taste, request: HeaderMap) -> Result<Response, Problem> {
    let offers = [
        Offer { media_type: "application/json", value: "application/json" },
        Offer { media_type: "application/vnd.oai.openapi+json", value: "application/vnd.oai.openapi+json;version=3.1" },
    ];
    let content_type = choose(taste.accept.as_deref(), &offers).map_err(|_| not_acceptable(&offers))?.value;
    let written = site.description.written(site.registry.base(), site.registry.name(), taste.locale);
    let headers = HeaderMap::from_iter([
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(taste.locale.tag())),
    ]);
    let representation = Representation { content_type, tag: written.tag, modified: None, headers };
    Ok(representation.respond(&request, || written.bytes))
}
