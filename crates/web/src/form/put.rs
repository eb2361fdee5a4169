//! Writes a territory's form: it holds from the next change on.

use super::address::FormAddress;
use crate::body::RdfBody;
use crate::precondition;
use crate::problem::Problem;
use crate::representation::written;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

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
    let address = site.registry.base().form(slug.as_str());
    Ok(written(&address, Some((changed.revision, changed.outcome)), format))
}
