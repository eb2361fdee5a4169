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
    let known = known(&site).await?;
    let mut headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))]);
    append_link(&mut headers, base.service("openapi.json").as_str(), "service-desc");
    let frame = Frame::new(base, site.registry.name(), &taste, base.service("docs"));
    Ok((headers, DocsPage::new(frame, &site.description, &known)).into_response())
}

/// Descriptions among which one with a release is looked for: most often the first has one, or none has.
const LOOKED_AT: usize = 50;

/// What everybody may read: the examples name it.
async fn known(site: &SharedSite) -> Result<Known, ReadError> {
    let first = async |container| Ok::<_, ReadError>(slugs(site, container, 1).await?.into_iter().next());
    let descriptions = slugs(site, Container::Codes, LOOKED_AT).await?;
    let keys = site.registry.signing_keys().await?;
    // Nothing is signed where there is no key.
    let looked_at = if keys.is_empty() { &[][..] } else { descriptions.as_slice() };
    let mut released = None;
    for slug in looked_at {
        let description = site.registry.base().document(Container::Codes, slug);
        match site.registry.releases(&Caller::Anonymous, &description).await {
            Ok(found) => released = found.last().map(|release| (slug.clone(), release.number)),
            // Closed or gone since it was listed.
            Err(ReadError::NotFound | ReadError::Gone) => {}
            Err(error) => return Err(error),
        }
        if released.is_some() {
            break;
        }
    }
    Ok(Known {
        organization: first(Container::Organizations).await?,
        proposal: first(Container::Proposals).await?,
        released,
        key: keys.last().map(|key| key.multikey.public.to_multibase()),
        description: descriptions.into_iter().next(),
    })
}

async fn slugs(site: &SharedSite, container: Container, most: usize) -> Result<Vec<Slug>, ReadError> {
    let listing = site.registry.list(&Caller::Anonymous, container, Cursor::First, most).await?;
    let located = listing.members.iter().filter_map(|member| site.registry.base().locate(member.document.iri()));
    let slugs = located.filter_map(|location| match location {
        Location::Document(_, slug) => Some(slug),
        Location::Container(_) => None,
    });
    Ok(slugs.collect())
}
