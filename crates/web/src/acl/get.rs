//! Reads who may do what with a document; for whoever is in control of it.

use super::address::{AclAddress, headers};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::page::{AclPage, Frame, Means};
use crate::precondition::{self, EntityTag};
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, Wanted, cache_control, wanted};
use crate::session;
use crate::site::{PAGE_LIMIT, SharedSite, Site};
use crate::submission::Fields;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Uri, header};
use model::syntax::{self, Format};
use model::{Audience, Container, Iri, Scope};
use registry::{Acl, ChangeError, Cursor};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readAccessRules",
    access: Access::Holders(Scope::Read),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::DONE,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
    ],
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
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    match wanted(visitor.taste.accept.as_deref())? {
        Wanted::Rdf(format, content_type) => {
            let acl = site.registry.acl(&visitor.caller, &iri).await?;
            respond(acl, headers(), (format, content_type), &request)
        }
        Wanted::Page => {
            let mut page = page(&site, &visitor, &iri).await?;
            page.done = page.frame.done(Fields::of_address(&uri).text("done"));
            let mut headers = headers();
            headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Private));
            Ok((headers, page).into_response())
        }
    }
}

/// The page, with a form for whoever is signed in and may say otherwise: a token speaks by `PUT`.
pub(super) async fn page(site: &Site, visitor: &Visitor, iri: &Iri) -> Result<AclPage, Problem> {
    let control = site.registry.control(&visitor.caller, iri).await?;
    let (base, address) = (site.registry.base(), site.registry.base().acl(iri));
    let frame = Frame::new(base, site.registry.name(), &visitor.taste, address.clone());
    let Some(sitting) = visitor.sitting.as_ref().filter(|_| control.may_set) else {
        return Ok(AclPage::new(frame, &address, &control, None));
    };
    let groups = site.registry.list(&visitor.caller, Container::Groups, Cursor::First, PAGE_LIMIT).await?;
    let means = Means {
        form_token: session::form_token(site, sitting),
        groups: &groups.members,
        has_more_groups: groups.next.is_some(),
    };
    Ok(AclPage::new(frame, &address, &control, Some(means)))
}

/// An acl in the format asked for.
pub(super) fn respond(
    acl: Acl,
    mut headers: HeaderMap,
    (format, content_type): (Format, &'static str),
    request: &HeaderMap,
) -> Result<Response, Problem> {
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
