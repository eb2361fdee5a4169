//! Sets who may do what with a document by what changes of it, as the clients of Solid do.

use super::address::AclAddress;
use super::put::set;
use crate::body::PatchBody;
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::note::ChangeNote;
use crate::precondition;
use crate::problem::{Kind, Problem, groups};
use crate::resource::patch::{PATCH, represented};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use model::Scope;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "changeAccessRules",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::CHANGE_NOTE,
        &parameter::PREFER_RETURN,
    ],
    body: Some(&PATCH),
    answers: &[answer::SHOWN_RULES, answer::WRITTEN],
    refuses: &[
        groups::BODY,
        groups::RDF_BODY,
        groups::WRITING,
        groups::REPLACING,
        groups::PATCHING,
        groups::NOTED,
        &[Kind::NotInControl, Kind::UnusableAcl],
    ],
    // What may be taken out is another on each instance.
    example: Example::NONE,
};

/// `PATCH /{container}/{slug}.acl`
pub(crate) async fn patch(
    State(site): State<SharedSite>,
    visitor: Visitor,
    AclAddress(iri): AclAddress,
    request: HeaderMap,
    ChangeNote(reason): ChangeNote,
    body: PatchBody,
) -> Result<Response, Problem> {
    let expected = precondition::expected_of_bundle(&request)?;
    site.registry.patch_acl(&visitor.caller, &iri, body.as_body(), expected, reason).await?;
    Ok(set(&site, &visitor, &iri, represented(body.format), &request).await)
}
