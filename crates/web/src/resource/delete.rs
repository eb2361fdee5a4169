//! Deletes a document: from then on its address is gone (410).

use crate::address::DocumentAddress;
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::note::ChangeNote;
use crate::precondition;
use crate::prefer;
use crate::problem::{Kind, Problem, groups};
use crate::site::{SharedSite, Unconditional};
use crate::visitor::Visitor;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use model::Expected;
use model::Scope;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "deleteDocument",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::CHANGE_NOTE,
        &parameter::PREFER_MINIMAL,
    ],
    body: None,
    answers: &[answer::DELETED],
    refuses: &[
        groups::REPLACING,
        groups::NOTED,
        groups::NOT_OF_VERSIONS,
        &[Kind::Forbidden, Kind::NotFound, Kind::Gone, Kind::Unavailable],
    ],
    example: Example::with("/organizations/moulin", &[("If-Match", "*")]),
};

/// `DELETE /{container}/{slug}`
pub(crate) async fn delete(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    ChangeNote(reason): ChangeNote,
) -> Result<(StatusCode, HeaderMap), Problem> {
    match (precondition::expected(&request)?, site.settings.unconditional) {
        (Expected::Unstated, Unconditional::LastWins) => {
            site.registry.delete_over(&visitor.caller, &iri, reason).await?
        }
        (expected, _) => site.registry.delete(&visitor.caller, &iri, expected, reason).await?,
    };
    Ok((StatusCode::NO_CONTENT, prefer::told_of_writing(&request)))
}
