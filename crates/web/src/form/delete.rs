//! Takes a territory's form away; the descriptions that follow it stay.

use super::address::FormAddress;
use crate::precondition;
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use http::{HeaderMap, StatusCode};

/// `DELETE /forms/{form}`
pub(crate) async fn delete(
    State(site): State<SharedSite>,
    visitor: Visitor,
    FormAddress(slug): FormAddress,
    request: HeaderMap,
) -> Result<StatusCode, Problem> {
    let expected = precondition::expected(&request)?;
    site.registry.delete_form(&visitor.caller, &slug, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}
