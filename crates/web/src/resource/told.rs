//! A document as programs read it: alone, or with what belongs to it. Whoever has just written it may see it as well.

use crate::acl::allow::{WAC_ALLOW, wac_allow};
use crate::links;
use crate::memento;
use crate::precondition::EntityTag;
use crate::prefer::Return;
use crate::problem::Problem;
use crate::representation::{
    Representation, Wanted, append_link, aside, cache_control, wanted_by_programs, wanted_of_several,
};
use crate::site::Site;
use crate::visitor::Visitor;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::iri::Location;
use model::syntax::{self, Format};
use model::vocab::class;
use model::{Caller, Container, Iri};
use registry::{Bundle, Changed, Kinds, ReadError, Resource};

/// Most releases in `Link`; the list of them has all.
const RELEASES_LINKED: usize = 10;

/// What an address tells in RDF.
pub(super) enum Told {
    /// A document.
    Alone(Resource),
    /// A description with what belongs to it.
    Whole(Bundle),
}

impl Told {
    /// What is there for this caller. TriG has a place for each document: it tells the whole unless less was asked.
    pub(super) async fn read(
        site: &Site,
        caller: &Caller,
        iri: &Iri,
        format: Format,
        with: Option<&Kinds>,
    ) -> Result<Self, Problem> {
        let all = Kinds::all();
        let kinds = with.or_else(|| (format == Format::TriG).then_some(&all));
        match kinds.filter(|_| site.registry.may_have_members(iri)) {
            Some(kinds) => Ok(Self::Whole(site.registry.bundle(caller, iri, kinds).await?)),
            None => Ok(Self::Alone(site.registry.read(caller, iri).await?)),
        }
    }

    /// The document at the address.
    pub(super) fn resource(&self) -> &Resource {
        match self {
            Self::Alone(resource) => resource,
            Self::Whole(bundle) => &bundle.resource,
        }
    }

    pub(super) fn tag(&self, format: Format) -> EntityTag {
        match self {
            Self::Alone(resource) => EntityTag::of_document(resource.revision, format),
            Self::Whole(bundle) => EntityTag::of_bundle(bundle.tag(), format),
        }
    }

    /// The answer to who asked with these headers.
    pub(super) async fn respond(
        self,
        site: &Site,
        caller: &Caller,
        (format, content_type): (Format, &'static str),
        request: &HeaderMap,
    ) -> Result<Response, Problem> {
        let tag = self.tag(format);
        let mut headers = headers(site, caller, self.resource()).await?;
        match self {
            Self::Alone(resource) => {
                let representation = Representation { content_type, tag, modified: Some(resource.modified), headers };
                let bytes = async || site.representations.of_document(resource, format).await;
                representation.respond_with(request, bytes).await
            }
            // It has no date: what belongs to it may go, and leave an older one.
            Self::Whole(bundle) => {
                headers.insert(header::CACHE_CONTROL, cache_control(&bundle.audience()));
                let representation = Representation { content_type, tag, modified: None, headers };
                let bytes = async || aside(move || syntax::write(&bundle.quads(), format).into()).await;
                representation.respond_with(request, bytes).await
            }
        }
    }
}

/// What is said of a document that was read, whatever it is told in.
pub(super) async fn headers(site: &Site, caller: &Caller, resource: &Resource) -> Result<HeaderMap, ReadError> {
    let iri = resource.document.iri();
    let Some(Location::Document(container, _)) = site.registry.base().locate(iri) else {
        return Ok(HeaderMap::new());
    };
    let mut headers = links::of_document(site, iri, container, Some(&resource.document));
    headers.insert(header::CACHE_CONTROL, cache_control(&resource.audience));
    memento::append_history(&mut headers, iri);
    headers.insert(WAC_ALLOW, wac_allow(&site.registry.access_to(caller, resource)));
    if container == Container::Codes {
        // The latest ones, the latest first.
        for release in site.registry.release_addresses(caller, resource).await?.iter().rev().take(RELEASES_LINKED) {
            append_link(&mut headers, release.as_str(), class::RELEASE.as_str());
        }
    }
    Ok(headers)
}

/// The answer to whoever has written what is at this address. RFC 7240, section 4.2: `return=representation` "indicates
/// that the client prefers that the server include an entity representing the current state of the resource in the
/// response to a successful request". It is a preference: who may not read what it wrote, or accepts no format of RDF,
/// is answered as usual.
pub(crate) async fn answered(
    site: &Site,
    visitor: &Visitor,
    request: &HeaderMap,
    changed: &Changed,
    (iri, with): (&Iri, Option<&Kinds>),
    mut usual: Response,
) -> Response {
    let preferred = Return::of(request);
    match preferred {
        Return::Unsaid => return usual,
        Return::Minimal => {}
        Return::Representation => {
            let Some(mut shown) = shown(site, visitor, changed, (iri, with)).await else { return usual };
            if usual.status() == StatusCode::CREATED {
                *shown.status_mut() = StatusCode::CREATED;
            }
            let headers = shown.headers_mut();
            headers.extend(usual.headers_mut().remove(header::LOCATION).map(|location| (header::LOCATION, location)));
            // RFC 9110, section 8.7: without it, what is sent would be a report on the write.
            let own = with.map_or_else(
                || iri.clone(),
                |kinds| iri.with_query("with", &kinds.segments().collect::<Vec<_>>().join(",")),
            );
            if let Ok(own) = HeaderValue::try_from(own.as_str()) {
                headers.insert(header::CONTENT_LOCATION, own);
            }
            usual = shown;
        }
    }
    preferred.tell(usual.headers_mut());
    usual
}

/// What is there now, if it is what was written: somebody else may have been there since, and that answers no write.
async fn shown(
    site: &Site,
    visitor: &Visitor,
    changed: &Changed,
    (iri, with): (&Iri, Option<&Kinds>),
) -> Option<Response> {
    let accept = visitor.taste.accept.as_deref();
    let (format, content_type) = match with {
        None => wanted_by_programs(accept).ok()?,
        Some(_) => match wanted_of_several(accept).ok()? {
            Wanted::Rdf(format, content_type) => (format, content_type),
            Wanted::Page => return None,
        },
    };
    let told = Told::read(site, &visitor.caller, iri, format, with).await.ok()?;
    let written = changed.receipt.written.iter().find(|written| written.iri == *iri);
    if written.is_some_and(|written| written.revision != told.resource().revision) {
        return None;
    }
    // What the request says of versions was about what stood there before.
    told.respond(site, &visitor.caller, (format, content_type), &HeaderMap::new()).await.ok()
}
