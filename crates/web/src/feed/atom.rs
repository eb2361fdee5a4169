//! `/feed.atom`, and `/{container}/feed.atom` of one container: what changed lately, and before that an archive of full pages
//! (RFC 5005, section 4).

use super::{PAGE, address, asked, kept, latest, page, tag};
use crate::address::ContainerAddress;
use crate::described::{Access, Answer, Example, Operation, Part, Schema, answer, parameter};
use crate::locale::Locale;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, append_link, aside};
use crate::site::{SharedSite, Site};
use crate::text;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use exchange::atom::{self, Entry, Feed};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use model::{Base, Container, Iri};
use registry::FeedPage;

/// Documents that the newest part tells of at least, where there are so many.
const LATELY: usize = 20;
/// Pages that it is made of at most: on others everything may be closed.
const PAGES: usize = 10;

const TOLD: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-atom",
    content: &[Part::As(atom::MEDIA_TYPE, Schema::Text)],
    headers: &["Cache-Control", "ETag", "Link"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readAtomFeed",
    access: Access::Open,
    takes: &[&PAGE, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::NOT_MODIFIED],
    refuses: &[groups::PARAMETERS, &[Kind::NotFound, Kind::Unavailable]],
    example: Example::of("/feed.atom"),
};

/// What `/{container}/feed.atom` takes and answers.
pub(crate) const OPERATION_OF: Operation = Operation {
    id: "readAtomFeedOf",
    takes: &[&parameter::CONTAINER, &PAGE, &parameter::IF_NONE_MATCH],
    example: Example::of("/organizations/feed.atom"),
    ..OPERATION
};

/// `GET /feed.atom?page=N`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    tell(&site, &taste, asked(&uri)?, &request, None).await
}

/// `GET /{container}/feed.atom?page=N`
pub(crate) async fn get_of(
    State(site): State<SharedSite>,
    ContainerAddress(container): ContainerAddress,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    tell(&site, &taste, asked(&uri)?, &request, Some(container)).await
}

/// The address of the feed.
pub(crate) fn feed_of(base: &Base, container: Option<Container>) -> Iri {
    match container {
        Some(container) => base.service(&[container.segment(), "feed.atom"].join("/")),
        None => base.service("feed.atom"),
    }
}

async fn tell(
    site: &Site,
    taste: &Taste,
    number: Option<u64>,
    request: &HeaderMap,
    container: Option<Container>,
) -> Result<Response, Problem> {
    let pages = match number {
        Some(number) => vec![page(site, number, container).await?],
        None => lately(site, container).await?,
    };
    let is_archive = number.is_some() && pages.iter().all(|page| page.is_full);
    let id = feed_of(site.registry.base(), container);
    let links = links(site, &id, number, &pages);
    let mut headers = kept(is_archive);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(taste.locale.tag()));
    for (relation, target) in &links {
        append_link(&mut headers, target.as_str(), relation);
    }
    // A page that another one follows now says so.
    let mut asked = vec![site.registry.name(), taste.locale.tag()];
    asked.extend(links.iter().map(|(_, target)| target.as_str()));
    let tag = tag(&pages, &asked, "atom");
    let content_type = "application/atom+xml; charset=utf-8";
    let representation = Representation { content_type, tag, modified: None, headers };
    let bytes = async || {
        let told = site.registry.feed_contents(latest(pages)).await?;
        let (name, locale) = (site.registry.name().to_owned(), taste.locale);
        let base = site.registry.base();
        let home = container.map_or_else(|| base.home(), |container| base.container(container));
        let title = match container {
            Some(container) => [name.as_str(), &text::container_name(locale, container)].join(" – "),
            None => name.clone(),
        };
        let write = move || {
            let subtitle = text::say_with(locale, "feed-subtitle", "name", &name);
            let entries: Vec<Entry> = told
                .into_iter()
                .map(|(event, document)| Entry { of: event.iri, at: event.at, version: event.member, document })
                .collect();
            let updated = entries.iter().map(|entry| entry.at).max().unwrap_or_default();
            let feed = Feed {
                id: &id,
                title: &title,
                subtitle: &subtitle,
                author: &name,
                home: &home,
                language: locale.tag(),
                languages: &[Locale::other(locale).tag()],
                updated,
                links,
                is_archive,
            };
            atom::write(&feed, &entries).into()
        };
        aside(write).await
    };
    representation.respond_with(request, bytes).await
}

/// The last pages, the newest first, until they tell enough.
async fn lately(site: &Site, container: Option<Container>) -> Result<Vec<FeedPage>, Problem> {
    let mut pages = Vec::new();
    let mut told = 0;
    let mut number = site.registry.last_feed_page();
    while number > 0 && told < LATELY && pages.len() < PAGES {
        let page = page(site, number, container).await?;
        told += page.events.len();
        pages.push(page);
        number -= 1;
    }
    Ok(pages)
}

/// Where other pages are. Section 4: "archive documents … SHOULD be … unlikely to change", so that only full ones are linked.
fn links(site: &Site, feed: &Iri, number: Option<u64>, pages: &[FeedPage]) -> Vec<(&'static str, Iri)> {
    let mut links = vec![("self", number.map_or_else(|| feed.clone(), |number| address(feed, number)))];
    if number.is_some() {
        links.push(("current", feed.clone()));
    }
    let oldest = pages.iter().map(|page| page.number).min().unwrap_or(1);
    if oldest > 1 {
        links.push(("prev-archive", address(feed, oldest - 1)));
    }
    if let Some(next) = number.map(|number| number + 1).filter(|next| *next < site.registry.last_feed_page()) {
        links.push(("next-archive", address(feed, next)));
    }
    links
}
