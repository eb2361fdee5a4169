//! Reads a document, as RDF or as a page.

use super::version;
use crate::acl::allow::{WAC_ALLOW, wac_allow};
use crate::address::DocumentAddress;
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::links;
use crate::memento::{self, Wish};
use crate::page::{self, Frame, Surroundings};
use crate::precondition::{self, EntityTag};
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, Wanted, append_link, aside, cache_control, wanted, wanted_of_several};
use crate::resource::with::With;
use crate::site::{SharedSite, Site};
use crate::visitor::Visitor;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use model::syntax::{self, Format};
use model::vocab::{class, property};
use model::{Caller, Container, Iri};
use oxrdf::Literal;
use registry::{ChangeError, Kinds, Mode, ReadError, Resource};

/// Most actions whose evidence a description's page tells; the rest are among those that point at it.
const ACTIONS_TOLD: usize = 200;

/// Most releases in `Link`; the list of them has all.
const RELEASES_LINKED: usize = 10;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readDocument",
    access: Access::Anybody,
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::WITH,
        &parameter::VERSION,
        &parameter::ACCEPT_DATETIME,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::IF_MODIFIED_SINCE,
    ],
    body: None,
    answers: &[answer::DOCUMENT, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::READING, groups::MATCHING, &[Kind::TooMuch]],
    example: Example::with("/organizations/moulin", &[("Accept", "text/turtle")]),
};

/// `GET /{container}/{slug}?with=actions,evidence`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, container }: DocumentAddress,
    With(with): With,
    RawQuery(query): RawQuery,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let asked = memento::wish(query.as_deref(), &request)?;
    if asked != Wish::Now {
        // A version comes alone: what belonged to it then is in the histories of others.
        let wanted = wanted(visitor.taste.accept.as_deref())?;
        return version::get(&site, &visitor, (container, iri), asked, (wanted, &request)).await;
    }
    let wanted = match with {
        Some(_) => wanted_of_several(visitor.taste.accept.as_deref())?,
        None => wanted(visitor.taste.accept.as_deref())?,
    };
    match (wanted, with) {
        // TriG has a place for each document: it tells the whole unless less was asked.
        (Wanted::Rdf(Format::TriG, content_type), None) if site.registry.may_have_members(&iri) => {
            return whole(
                &site,
                &visitor.caller,
                (&iri, container),
                &Kinds::all(),
                (Format::TriG, content_type),
                &request,
            )
            .await;
        }
        (Wanted::Rdf(format, content_type), Some(kinds)) if site.registry.may_have_members(&iri) => {
            return whole(&site, &visitor.caller, (&iri, container), &kinds, (format, content_type), &request).await;
        }
        (Wanted::Rdf(..) | Wanted::Page, Some(_) | None) => {}
    }
    let resource = site.registry.read(&visitor.caller, &iri).await?;
    let mut headers = links::of_document(&site, &iri, container, Some(&resource.document));
    headers.insert(header::CACHE_CONTROL, cache_control(&resource.audience));
    memento::append_history(&mut headers, &iri);
    headers.insert(WAC_ALLOW, wac_allow(&site.registry.access_to(&visitor.caller, &resource)));
    if container == Container::Codes {
        link_releases(&mut headers, &site.registry.release_addresses(&visitor.caller, &resource).await?);
    }
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let tag = EntityTag::of_document(resource.revision, format);
            if !precondition::is_wanted(&request, &tag)? {
                return Err(ChangeError::PreconditionFailed { iri, current: Some(resource.revision) }.into());
            }
            let representation = Representation { content_type, tag, modified: Some(resource.modified), headers };
            let bytes = async || site.representations.of_document(resource, format).await;
            representation.respond_with(&request, bytes).await
        }
        Wanted::Page => {
            let around = surroundings(&site, &visitor.caller, &resource, container).await?;
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, iri);
            let page = page::ResourcePage::new(frame, container, &resource, &around);
            Ok((headers, page).into_response())
        }
    }
}

/// A description with what belongs to it. It has no date: what belongs to it may go, and leave an older one.
async fn whole(
    site: &Site,
    caller: &Caller,
    (iri, container): (&Iri, Container),
    kinds: &Kinds,
    (format, content_type): (Format, &'static str),
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let bundle = site.registry.bundle(caller, iri, kinds).await?;
    let tag = EntityTag::of_bundle(bundle.tag(), format);
    if !precondition::is_wanted(request, &tag)? {
        let current = Some(bundle.resource.revision);
        return Err(ChangeError::PreconditionFailed { iri: iri.clone(), current }.into());
    }
    let mut headers = links::of_document(site, iri, container, Some(&bundle.resource.document));
    headers.insert(header::CACHE_CONTROL, cache_control(&bundle.audience()));
    memento::append_history(&mut headers, iri);
    headers.insert(WAC_ALLOW, wac_allow(&site.registry.access_to(caller, &bundle.resource)));
    link_releases(&mut headers, &site.registry.release_addresses(caller, &bundle.resource).await?);
    let representation = Representation { content_type, tag, modified: None, headers };
    let bytes = async || aside(move || syntax::write(&bundle.quads(), format).into()).await;
    representation.respond_with(request, bytes).await
}

/// What the page tells besides the document: who points at it, the deeds, and everybody's names.
async fn surroundings(
    site: &Site,
    caller: &Caller,
    resource: &Resource,
    container: Container,
) -> Result<Surroundings, ReadError> {
    let iri = resource.document.iri();
    let links = site.registry.links_to(caller, iri).await?;
    let mut actions = Vec::new();
    for link in links.iter().filter(|link| link.predicate.as_named_node() == property::REALISES).take(ACTIONS_TOLD) {
        match site.registry.read(caller, &link.from.document()).await {
            Ok(action) => actions.push(action.document),
            // Deleted or closed since the projection knew it.
            Err(ReadError::NotFound | ReadError::Gone) => {}
            Err(error) => return Err(error),
        }
    }
    let mut named: Vec<Iri> =
        page::mentioned(&resource.document).chain(actions.iter().flat_map(page::mentioned)).collect();
    named.extend(links.iter().flat_map(|link| [link.from.clone(), link.from.document()]));
    let is_description = container == Container::Codes;
    let releases = if is_description { site.registry.releases(caller, iri).await? } else { Vec::new() };
    let is_in_control = site.registry.access_to(caller, resource).user.contains(&Mode::Control);
    let acl = is_in_control.then(|| site.registry.base().acl(iri));
    Ok(Surroundings { names: names(site, caller, named).await?, links, actions, releases, acl })
}

/// The names of these, each asked for once.
pub(super) async fn names(site: &Site, caller: &Caller, mut named: Vec<Iri>) -> Result<Vec<(Iri, Literal)>, ReadError> {
    named.sort();
    named.dedup();
    site.registry.names(caller, &named).await
}

/// Tells of the latest releases, the latest first.
fn link_releases(headers: &mut HeaderMap, releases: &[Iri]) {
    for release in releases.iter().rev().take(RELEASES_LINKED) {
        append_link(headers, release.as_str(), class::RELEASE.as_str());
    }
}
