//! Reads a document, as RDF or as a page.

use super::version;
use crate::address::DocumentAddress;
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::federation;
use crate::memento::{self, Wish};
use crate::page::{self, Frame, Leave, Surroundings};
use crate::precondition;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Wanted, wanted, wanted_of_several};
use crate::resource::told::{Told, headers};
use crate::resource::with::With;
use crate::site::{SharedSite, Site};
use crate::visitor::Visitor;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use model::vocab::property;
use model::{Caller, Container, Iri};
use oxrdf::Literal;
use registry::{ChangeError, Mode, ReadError, Resource};
use std::collections::BTreeSet;

/// Most actions whose evidence a description's page tells; the rest are among those that point at it.
const ACTIONS_TOLD: usize = 200;

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
    if federation::is_wanted(visitor.taste.accept.as_deref()) {
        let told = site.federation.document(&iri).await?;
        return federation::respond(visitor.taste.accept.as_deref(), told, &request);
    }
    let wanted = match with {
        Some(_) => wanted_of_several(visitor.taste.accept.as_deref())?,
        None => wanted(visitor.taste.accept.as_deref())?,
    };
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let told = Told::read(&site, &visitor.caller, &iri, format, with.as_ref()).await?;
            if !precondition::is_wanted(&request, &told.tag(format))? {
                let current = Some(told.resource().revision);
                return Err(ChangeError::PreconditionFailed { iri, current }.into());
            }
            told.respond(&site, &visitor.caller, (format, content_type), &request).await
        }
        Wanted::Page => {
            let resource = site.registry.read(&visitor.caller, &iri).await?;
            let headers = headers(&site, &visitor.caller, &resource).await?;
            let (around, held) = surroundings(&site, &visitor.caller, &resource, container).await?;
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, iri).knowing(held);
            let access = site.registry.access_to(&visitor.caller, &resource);
            // A form takes a browser that is signed in: a token reads pages, and sends none.
            let may = |mode| visitor.sitting.is_some() && access.user.contains(&mode);
            let leave = Leave {
                edits: may(Mode::Write),
                lends: may(Mode::Control),
                copies: visitor.sitting.is_some() && site.registry.may_make(&visitor.caller, resource.document.iri()),
            };
            let (comments, decides) = site.federation.comments(&visitor.caller, resource.document.iri()).await?;
            let page = page::ResourcePage::new(frame, container, &resource, &around).with_ways(leave);
            let page = if site.registry.is_unclaimed(&resource).await? { page.with_claim() } else { page };
            Ok((headers, page.with_comments(&comments, decides)).into_response())
        }
    }
}

/// What the page tells besides the document: who points at it, the deeds, and everybody's names; and which of all these are
/// from elsewhere and held here.
async fn surroundings(
    site: &Site,
    caller: &Caller,
    resource: &Resource,
    container: Container,
) -> Result<(Surroundings, BTreeSet<Iri>), ReadError> {
    let iri = resource.document.iri();
    let links = site.registry.links_to(caller, iri).await?;
    let mut actions = Vec::new();
    // The deeds of others are told among those that point at it: they may be as many as they like.
    let ours = links.iter().filter(|link| site.registry.base().owns(&link.from));
    for link in ours.filter(|link| link.predicate.as_named_node() == property::REALISES).take(ACTIONS_TOLD) {
        match site.registry.read(caller, &link.from.document()).await {
            Ok(action) => actions.push(action.document),
            // Deleted or closed since the projection knew it.
            Err(ReadError::NotFound | ReadError::Gone) => {}
            Err(error) => return Err(error),
        }
    }
    let mut mentioned: Vec<Iri> =
        page::mentioned(&resource.document).chain(actions.iter().flat_map(page::mentioned)).collect();
    mentioned.extend(links.iter().flat_map(|link| [link.from.clone(), link.from.document()]));
    let is_description = container == Container::Codes;
    let releases = if is_description { site.registry.releases(caller, iri).await? } else { Vec::new() };
    let is_in_control = site.registry.access_to(caller, resource).user.contains(&Mode::Control);
    let acl = is_in_control.then(|| site.registry.base().acl(iri));
    let (names, mut held) = names(site, caller, mentioned).await?;
    let vanished = site.registry.vanished_from(iri).await?;
    let same = site.registry.also_known_as(caller, iri).await?;
    held.extend(site.registry.held_elsewhere(caller, &addresses(&same)).await?);
    Ok((Surroundings { links, actions, names, releases, acl, vanished, same }, held))
}

/// The addresses of these.
pub(crate) fn addresses(resources: &[Resource]) -> Vec<Iri> {
    resources.iter().map(|resource| resource.document.iri().clone()).collect()
}

/// The names of these, each asked for once, and the documents from elsewhere among them that are held here.
pub(crate) async fn names(
    site: &Site,
    caller: &Caller,
    mut named: Vec<Iri>,
) -> Result<(Vec<(Iri, Literal)>, BTreeSet<Iri>), ReadError> {
    named.sort();
    named.dedup();
    let held = site.registry.held_elsewhere(caller, &named).await?;
    Ok((site.registry.names(caller, &named).await?, held))
}
