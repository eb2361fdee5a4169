//! Reads who may do what with a document; for whoever is in control of it.

use super::address::{AclAddress, headers};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::precondition::{self, EntityTag};
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, cache_control, wanted_by_programs};
use crate::site::SharedSite;
use crate::visitor::{Taste, Visitor};
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, header};
use model::{Audience, Scope, syntax};
use registry::{Acl, ChangeError};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readAccessRules",
    access: Access::Holders(Scope::Read),
    takes: &[&parameter::CONTAINER, &parameter::SLUG, &parameter::IF_MATCH, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::RULES, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::READING, groups::MATCHING, &[Kind::NotInControl]],
    example: Example::with("/organizations/moulin.acl", &[("Accept", "text/turtle")]),
};

/// `GET /{container}/{slug}.acl`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    AclAddress(iri): AclAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let acl = site.registry.acl(&visitor.caller, &iri).await?;
    respond(acl, headers(), &visitor.taste, &request)
}

/// An acl in the format asked for.
pub(super) fn respond(
    acl: Acl,
    mut headers: HeaderMap,
    taste: &Taste,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let (format, content_type) = wanted_by_programs(taste.accept.as_deref())?;
    headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Private));
    let quads = acl.quads(format);
    let tag = match acl.tag {
        Some(tag) => EntityTag::of_bundle(tag, format),
        None => EntityTag::of_statements(&quads, format),
    };
    if !precondition::is_wanted(request, &tag)? {
        let current = acl.tag.map(|tag| tag.revision);
        return Err(ChangeError::PreconditionFailed { iri: acl.address, current }.into());
    }
    let representation = Representation { content_type, tag, modified: None, headers };
    Ok(representation.respond(request, || syntax::write(&quads, format).into()))
}
