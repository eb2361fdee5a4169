//! Releases a description as it stands.

use super::address::ReleasesAddress;
use super::order::Order;
use crate::precondition;
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Iri;
use serde_json::json;

/// `POST /releases/{container}/{slug}/`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ReleasesAddress { of, .. }: ReleasesAddress,
    request: HeaderMap,
    order: Order,
) -> Result<Response, Problem> {
    let order = order.expecting(precondition::expected(&request)?)?;
    let released = site.registry.release(&visitor.caller, &of, order).await?;
    let mut headers = HeaderMap::new();
    if let Ok(location) = HeaderValue::try_from(released.iri.as_str()) {
        headers.insert(header::LOCATION, location);
    }
    let told = json!({
        "id": released.iri.as_str(),
        "number": released.number,
        "members": released.members,
        "leftOut": released.left_out.iter().map(Iri::as_str).collect::<Vec<_>>(),
    });
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(super::order::MEDIA_TYPE));
    Ok((StatusCode::CREATED, headers, told.to_string()).into_response())
}
