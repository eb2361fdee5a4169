//! The whole of a release in one file: what `codesocial verify` reads, with or without a network.

use super::address::{RELEASE_METHODS, ReleaseAddress};
use crate::described::{Access, Answer, Example, Operation, Part, Schema, answer, parameter};
use crate::precondition::EntityTag;
use crate::problem::{Problem, groups};
use crate::representation::Representation;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use http::{HeaderMap, HeaderValue, header};

const FILE: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-release-file",
    content: &[Part::As("application/json", Schema::ReleaseFile)],
    headers: &["Allow", "Cache-Control", "Content-Disposition", "ETag"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readReleaseFile",
    access: Access::Anybody,
    takes: &[&parameter::DESCRIPTIONS, &parameter::SLUG, &parameter::NUMBER, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[FILE, answer::NOT_MODIFIED],
    refuses: &[groups::READING],
    example: Example::of("/releases/codes/moulin/1/file"),
};

/// `GET /releases/{container}/{slug}/{number}/file`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ReleaseAddress { of, number, slug, .. }: ReleaseAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let release = site.registry.read_release(&visitor.caller, &of, number).await?;
    let text = release.to_file();
    // What it froze may be closed or erased later, so that this is asked for again each time.
    let cached = if release.is_public { "no-cache" } else { "private, no-cache" };
    let mut headers = HeaderMap::from_iter([
        (header::ALLOW, RELEASE_METHODS),
        (header::CACHE_CONTROL, HeaderValue::from_static(cached)),
    ]);
    let name = format!("attachment; filename=\"{slug}-{number}.release.json\"");
    if let Ok(disposition) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    let tag = EntityTag::of_bytes(text.as_bytes(), "release");
    let representation = Representation { content_type: "application/json", tag, modified: None, headers };
    Ok(representation.respond(&request, || Bytes::from(text)))
}
