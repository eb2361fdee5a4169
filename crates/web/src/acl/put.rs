//! Sets who may do what with a document: a revision of it that states another audience or owner.

use super::address::{AclAddress, headers};
use super::get::respond;
use crate::body::RdfBody;
use crate::described::{Access, Example, Operation, RDF, answer, parameter};
use crate::links;
use crate::note::ChangeNote;
use crate::precondition::{self, EntityTag};
use crate::prefer::{self, Return};
use crate::problem::{Kind, Problem, groups};
use crate::representation::wanted_by_programs;
use crate::site::{SharedSite, Site, Unconditional};
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::syntax::Format;
use model::{Expected, Iri, Scope};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "writeAccessRules",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::CHANGE_NOTE,
        &parameter::MODEL,
        &parameter::PREFER_RETURN,
    ],
    body: Some(&RDF),
    answers: &[answer::SHOWN_RULES, answer::WRITTEN],
    refuses: &[
        groups::BODY,
        groups::RDF_BODY,
        groups::WRITING,
        groups::REPLACING,
        groups::MODELS,
        groups::NOTED,
        &[Kind::NotInControl, Kind::UnusableAcl],
    ],
    // Whom it names is another on each instance.
    example: Example::NONE,
};

/// `PUT /{container}/{slug}.acl`
pub(crate) async fn put(
    State(site): State<SharedSite>,
    visitor: Visitor,
    AclAddress(iri): AclAddress,
    request: HeaderMap,
    ChangeNote(reason): ChangeNote,
    body: RdfBody,
) -> Result<Response, Problem> {
    links::only_rdf_sources(&request)?;
    let (each, whole) = precondition::expected_of_bundle(&request)?;
    let each = match (each, site.settings.unconditional) {
        (Expected::Unstated, Unconditional::LastWins) => Expected::Present,
        (each, _) => each,
    };
    site.registry.put_acl(&visitor.caller, &iri, body.as_body(), (each, whole), reason).await?;
    Ok(set(&site, &visitor, &iri, body.format, &request).await)
}

/// 204 with the tag to set it again, or the acl as it stands for whoever would rather see it; unless the caller has just
/// given the document away.
pub(super) async fn set(site: &Site, visitor: &Visitor, iri: &Iri, format: Format, request: &HeaderMap) -> Response {
    let Ok(acl) = site.registry.acl(&visitor.caller, iri).await else {
        return (StatusCode::NO_CONTENT, prefer::told_of_writing(request)).into_response();
    };
    if Return::of(request) == Return::Representation
        && let Ok(wanted) = wanted_by_programs(visitor.taste.accept.as_deref())
        && let Ok(own) = HeaderValue::try_from(acl.address.as_str())
        && let Ok(mut shown) = respond(acl.clone(), headers(), wanted, &HeaderMap::new())
    {
        shown.headers_mut().insert(header::CONTENT_LOCATION, own);
        Return::Representation.tell(shown.headers_mut());
        return shown;
    }
    let tag = acl.tag.and_then(|tag| EntityTag::of_bundle(tag, format).to_header());
    let tagged: HeaderMap = tag.map(|tag| (header::ETAG, tag)).into_iter().collect();
    (StatusCode::NO_CONTENT, prefer::told_of_writing(request), tagged).into_response()
}
