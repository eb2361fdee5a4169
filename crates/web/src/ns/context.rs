//! The JSON-LD context, as it was written.

use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem};
use crate::representation::Representation;
use crate::vocabulary;
use axum::body::Bytes;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

/// `GET /ns/context.jsonld`
pub(crate) async fn get(request: HeaderMap) -> Result<Response, Problem> {
    let file = vocabulary::file("context.jsonld").ok_or_else(|| Problem::new(Kind::NotFound))?;
    let tag = EntityTag::of_hash(&hex::encode(file.metadata.sha256_hash()), "context");
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))]);
    let representation = Representation { content_type: "application/ld+json", tag, modified: None, headers };
    Ok(representation.respond(&request, || Bytes::from(file.data.into_owned())))
}
