//! `/assets/…`: the style sheet and the pictures of the pages, embedded.

use crate::address::Name;
use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema, answer, parameter};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem};
use crate::representation::Representation;
use axum::body::Bytes;
use axum::response::Response;
use http::StatusCode;
use http::{HeaderMap, HeaderValue, header};
use std::borrow::Cow;

#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
struct Assets;

const ASSET: Parameter = Parameter::path("asset", "name", parameter::text, "style.css");

const STYLE: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-asset",
    content: &[
        Part::As("text/css", Schema::Text),
        Part::As("image/svg+xml", Schema::Text),
        Part::As("application/octet-stream", Schema::Text),
    ],
    headers: &["Cache-Control", "ETag"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readAsset",
    access: Access::Open,
    takes: &[&ASSET, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[STYLE, answer::NOT_MODIFIED],
    refuses: &[&[Kind::NotFound]],
    example: Example::of("/assets/style.css"),
};

/// `GET /assets/{name}`
pub(crate) async fn get(Name(name): Name, request: HeaderMap) -> Result<Response, Problem> {
    let file = Assets::get(&name).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let content_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    let tag = EntityTag::of_hash(&hex::encode(file.metadata.sha256_hash()), "asset");
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    Ok(Representation { content_type, tag, modified: None, headers }.respond(&request, || bytes))
}
