//! Writes a territory's form: it holds from the next change on.

use super::address::FormAddress;
use crate::body::RdfBody;
use crate::precondition::{self, EntityTag};
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use registry::Outcome;

/// `PUT /forms/{form}`
pub(crate) async fn put(
    State(site): State<SharedSite>,
    visitor: Visitor,
    FormAddress(slug): FormAddress,
    request: HeaderMap,
    body: RdfBody,
) -> Result<Response, Problem> {
    let expected = precondition::expected(&request)?;
    let format = body.format;
    let changed = site.registry.put_form(&visitor.caller, &slug, body.as_body(), expected).await?;
    let mut headers = HeaderMap::new();
    if let Some(tag) = EntityTag::of_document(changed.revision, format).to_header() {
        headers.insert(header::ETAG, tag);
    }
    if changed.outcome != Outcome::Created {
        return Ok((StatusCode::NO_CONTENT, headers).into_response());
    }
    if let Ok(location) = HeaderValue::try_from(site.registry.form_address(slug.as_str()).as_str()) {
        headers.insert(header::LOCATION, location);
    }
    Ok((StatusCode::CREATED, headers).into_response())
}
