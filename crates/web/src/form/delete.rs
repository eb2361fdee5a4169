//! Takes a territory's form away; the descriptions that follow it stay.

use super::address::{FORM, FormAddress};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::precondition;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use model::Scope;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "deleteForm",
    access: Access::Holders(Scope::Admin),
    takes: &[&FORM, &parameter::IF_MATCH, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::DELETED],
    refuses: &[
        groups::REPLACING,
        &[Kind::NotFound, Kind::FormOfGrammar, Kind::Gone, Kind::FormInFile, Kind::FormExtended, Kind::Unavailable],
    ],
    example: Example::with("/forms/vin", &[("If-Match", "*")]),
};

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
