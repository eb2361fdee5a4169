//! `/docs`: every route, for people.

use crate::described::{Access, Answer, Example, Operation, Part};
use crate::negotiation::{Offer, choose};
use crate::page::{DocsPage, Frame, Known};
use crate::problem::{Kind, Problem, groups};
use crate::representation::{append_link, not_acceptable};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::iri::Location;
use model::{Caller, Container, Slug};
use registry::{Cursor, ReadError};

const PAGE: Answer =
    Answer { status: StatusCode::OK, key: "answer-docs", content: &[Part::Page], headers: &["Cache-Control", "Link"] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readDocs",
    access: Access::Open,
    takes: &[],
    body: None,
    answers: &[PAGE],
    refuses: &[groups::NEGOTIATING, &[Kind::Unavailable]],
    example: Example::of("/docs"),
};

/// `GET /docs`
pub(crate) async fn get(State(site): State<SharedSite>, taste: Taste) -> Result<Response, Problem> {
    let offers = [Offer { media_type: "text/html", value: () }];
    choose(taste.accept.as_deref(), &offers).map_err(|_| not_acceptable(&offers))?;
    let base = site.registry.base();
    let known = Known {
        organization: first(&site, Container::Organizations).await?,
        description: first(&site, Container::Codes).await?,
    };
    let mut headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))]);
    append_link(&mut headers, base.service("openapi.json").as_str(), "service-desc");
    let frame = Frame::new(base, site.registry.name(), &taste, base.service("docs"));
    Ok((headers, DocsPage::new(frame, &site.description, &known)).into_response())
}

/// A document that everybody may read: the examples name it.
async fn first(site: &SharedSite, container: Container) -> Result<Option<Slug>, ReadError> {
    let listing = site.registry.list(&Caller::Anonymous, container, Cursor::First, 1).await?;
    let location = listing.members.first().and_then(|member| site.registry.base().locate(member.document.iri()));
    Ok(match location {
        Some(Location::Document(_, slug)) => Some(slug),
        Some(Location::Container(_)) | None => None,
    })
}
