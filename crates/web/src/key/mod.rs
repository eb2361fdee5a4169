//! `/keys/…`: the keys that sign here, published for ever.

pub(crate) mod get;
pub(crate) mod list;

use crate::negotiation::{Offer, choose};
use crate::precondition::EntityTag;
use crate::problem::Problem;
use crate::representation::{Representation, not_acceptable};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use model::release::Multikey;
use serde_json::{Value, json};

/// Answers with a document about keys. Its readers are programs that verify proofs: JSON-LD is all they know.
fn respond(
    accept: Option<&str>,
    document: &Value,
    cached: &'static str,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let offers = ["application/ld+json", "application/json"].map(|media_type| Offer { media_type, value: media_type });
    let content_type = choose(accept, &offers).map_err(|_| not_acceptable(&offers))?.value;
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static(cached))]);
    let tag = EntityTag::of_bytes(text.as_bytes(), "key");
    let representation = Representation { content_type, tag, modified: None, headers };
    Ok(representation.respond(request, || text.into()))
}

/// A key as Controlled Identifiers v1.0, section 2.2.2 writes it.
fn multikey(key: &Multikey) -> Value {
    json!({
        "id": key.id.as_str(),
        "type": "Multikey",
        "controller": key.controller.as_str(),
        "publicKeyMultibase": key.public.to_multibase(),
    })
}
