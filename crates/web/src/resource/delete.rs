//! Deletes a document: from then on its address is gone (410).

use crate::address::DocumentAddress;
use crate::precondition;
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use http::{HeaderMap, StatusCode};

/// `DELETE /{container}/{slug}`
pub(crate) async fn delete(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = precondition::expected(&request)?;
    site.registry.delete(&visitor.caller, &iri, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}
