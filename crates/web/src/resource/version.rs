//! Reads a document as it was: a version by number, or the one of a date.

use super::get::names;
use crate::links;
use crate::memento::{Wish, append_memento, insert_location};
use crate::page::{self, Frame, Surroundings};
use crate::precondition::{self, EntityTag};
use crate::problem::Problem;
use crate::representation::{Representation, VERSION_METHODS, Wanted, cache_control};
use crate::site::Site;
use crate::visitor::Visitor;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, header};
use model::{Container, Iri};
use registry::{ChangeError, ReadError};

/// `GET /{container}/{slug}?version=N`, and the same address with `Accept-Datetime`.
pub(super) async fn get(
    site: &Site,
    visitor: &Visitor,
    (container, iri): (Container, Iri),
    wish: Wish,
    (wanted, request): (Wanted, &HeaderMap),
) -> Result<Response, Problem> {
    let caller = &visitor.caller;
    let past = match wish {
        Wish::Number(number) => site.registry.version(caller, &iri, number).await?,
        Wish::At(second) => site.registry.version_at(caller, &iri, second).await?,
        Wish::Now => return Err(ReadError::NotFound.into()),
    };
    let mut headers = links::of_document(site, &iri, container, Some(&past.resource.document));
    headers.insert(header::ALLOW, VERSION_METHODS);
    for written in ["accept-put", "accept-patch"] {
        headers.remove(HeaderName::from_static(written));
    }
    headers.insert(header::CACHE_CONTROL, cache_control(&past.resource.audience));
    append_memento(&mut headers, &iri, &past);
    if matches!(wish, Wish::At(_)) {
        insert_location(&mut headers, &iri, &past);
    }
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let tag = EntityTag::of_document(past.resource.revision, format);
            if !precondition::is_wanted(request, &tag)? {
                return Err(ChangeError::PreconditionFailed { iri, current: Some(past.resource.revision) }.into());
            }
            let representation = Representation { content_type, tag, modified: Some(past.resource.modified), headers };
            let bytes = async || site.representations.of_document(past.resource, format).await;
            representation.respond_with(request, bytes).await
        }
        Wanted::Page => {
            // Who points at it and what was done since belong to the document of today.
            let (names, held) = names(site, caller, page::mentioned(&past.resource.document).collect()).await?;
            let around = Surroundings {
                links: Vec::new(),
                actions: Vec::new(),
                names,
                releases: Vec::new(),
                acl: None,
                vanished: Vec::new(),
                same: Vec::new(),
            };
            let address = iri.version(past.version.revision.number);
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, address).knowing(held);
            let page = page::ResourcePage::of_version(frame, container, &past, &around);
            Ok((headers, page).into_response())
        }
    }
}
