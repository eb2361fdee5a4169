//! Lists the versions of a document: the TimeMap, as links, as RDF or as a page.

use super::{link_format, provenance};
use crate::address::DocumentAddress;
use crate::described::{Access, Answer, Example, Operation, Part, Schema, answer, parameter};
use crate::memento::{LINK_FORMAT, numbered};
use crate::negotiation::{Offer, choose};
use crate::page::{Frame, VersionsPage};
use crate::precondition::EntityTag;
use crate::problem::{Problem, groups};
use crate::representation::{Representation, Wanted, append_link, cache_control, not_acceptable, offers};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use model::{Audience, syntax};
use registry::Mode;

#[derive(Clone, Copy)]
enum Form {
    Links,
    Other(Wanted),
}

const VERSIONS: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-versions",
    content: &[Part::As(LINK_FORMAT, Schema::Text), Part::Rdf(Schema::Graph), Part::Page],
    headers: &["Cache-Control", "ETag", "Link"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listVersions",
    access: Access::Anybody,
    takes: &[&parameter::CONTAINER, &parameter::SLUG, &parameter::BEFORE_VERSION, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[VERSIONS, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::READING],
    example: Example::of("/organizations/moulin/versions/"),
};

/// `GET /{container}/{slug}/versions/?before=N`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    RawQuery(query): RawQuery,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let form = form(visitor.taste.accept.as_deref())?;
    let before = numbered(query.as_deref(), "before")?;
    let history = site.registry.history(&visitor.caller, &iri, before, site.settings.page_size).await?;
    let page = |before: u64| iri.versions().with_query("before", &before.to_string());
    let (own, next) = (before.map_or_else(|| iri.versions(), page), history.next.map(page));
    let mut headers = HeaderMap::new();
    // Another caller may see other versions.
    headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Members));
    append_link(&mut headers, iri.as_str(), "original timegate");
    if let Some(next) = &next {
        append_link(&mut headers, next.as_str(), "next");
    }
    match form {
        Form::Links => {
            let text = link_format::write(&history, &own, next.as_ref());
            let tag = EntityTag::of_bytes(text.as_bytes(), "links");
            let representation = Representation { content_type: LINK_FORMAT, tag, modified: None, headers };
            Ok(representation.respond(&request, || text.into()))
        }
        Form::Other(Wanted::Rdf(format, content_type)) => {
            let quads = provenance::quads(&history);
            let tag = EntityTag::of_statements(&quads, format);
            let representation = Representation { content_type, tag, modified: None, headers };
            Ok(representation.respond(&request, || syntax::write(&quads, format).into()))
        }
        Form::Other(Wanted::Page) => {
            let may_restore = site.registry.may_change(&visitor.caller, &iri).await?;
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, own);
            let answers = site.registry.access_to(&visitor.caller, &history.current).user.contains(&Mode::Control);
            let page = VersionsPage::new(frame, &history, next.as_ref(), may_restore);
            let page = if answers { page.with_receipts(&iri) } else { page };
            Ok((headers, page).into_response())
        }
    }
}

/// RFC 7089, section 5: a TimeMap is `application/link-format` for whoever does not say otherwise.
fn form(accept: Option<&str>) -> Result<Form, Problem> {
    let mut all = vec![Offer { media_type: LINK_FORMAT, value: Form::Links }];
    all.extend(
        offers().into_iter().map(|offer| Offer { media_type: offer.media_type, value: Form::Other(offer.value) }),
    );
    choose(accept, &all).map(|offer| offer.value).map_err(|_| not_acceptable(&all))
}
