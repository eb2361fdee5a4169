//! What changed, told to whoever follows: as an event stream of linked data, as Atom, and as it happens. Only what everybody
//! may read at that moment is told, whoever asks.
//!
//! | module | address |
//! |---|---|
//! | [`stream`] | `/feed`: LDES, page after page |
//! | [`atom`] | `/feed.atom`, `/{container}/feed.atom`: Atom, with an archive |
//! | [`events`] | `/events`: server-sent events |
//!
//! The pages of the first two are the same stretches of the journal. A full page stays as it is, but for what is no longer
//! everybody's to read: that is taken off it, and its tag is another.

pub(crate) mod atom;
pub(crate) mod events;
pub(crate) mod stream;

use crate::described::{Parameter, parameter};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem};
use crate::site::Site;
use crate::submission::Fields;
use http::{HeaderMap, HeaderValue, Uri, header};
use model::{Base, Container, Iri};
use registry::{FeedEvent, FeedKind, FeedPage};

/// Which page.
const PAGE: Parameter = Parameter::query("feed-page", "page", parameter::number).such_as("1");

/// What is kept of a full page without asking again: an hour is how long a copy elsewhere may tell what was erased since.
const STAYS: HeaderValue = HeaderValue::from_static("public, max-age=3600, immutable");
/// What is still being written.
const MOVES: HeaderValue = HeaderValue::from_static("no-cache");

/// The number of the page that is asked for, if one is.
fn asked(uri: &Uri) -> Result<Option<u64>, Problem> {
    let fields = Fields::of_address(uri);
    let mut numbers = fields.all("page");
    let Some(text) = numbers.next() else { return Ok(None) };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| is_plain && *number > 0).filter(|_| numbers.next().is_none());
    number.map(Some).ok_or_else(|| Problem::bad_parameter("page", text))
}

/// A page by its number, or none of that number yet.
async fn page(site: &Site, number: u64, container: Option<Container>) -> Result<FeedPage, Problem> {
    site.registry.feed_page(number, container).await?.ok_or_else(|| Problem::new(Kind::NotFound))
}

/// The address of a page.
fn address(feed: &Iri, number: u64) -> Iri {
    feed.with_query("page", &number.to_string())
}

/// Of what is on these pages: what is taken off makes another, what comes later does not.
fn tag(pages: &[FeedPage], asked: &[&str], extension: &str) -> EntityTag {
    let mut lines: Vec<String> = asked.iter().map(|&asked| asked.to_owned()).collect();
    for page in pages {
        lines.push(format!("{} {}", page.number, page.is_full));
        lines.extend(page.events.iter().map(|event| format!("{} {}", event.seq.0, word(event.kind))));
    }
    EntityTag::of_bytes(lines.join("\n").as_bytes(), extension)
}

/// As ActivityStreams calls it.
fn word(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Created { .. } => "Create",
        FeedKind::Updated { .. } => "Update",
        FeedKind::Ended => "Delete",
    }
}

/// Says where the feed is that readers of feeds take (RFC 8288).
pub(crate) fn append_alternate(headers: &mut HeaderMap, base: &Base, container: Option<Container>) {
    let link =
        format!("<{}>; rel=\"alternate\"; type=\"{}\"", atom::feed_of(base, container), exchange::atom::MEDIA_TYPE);
    if let Ok(value) = HeaderValue::try_from(link) {
        headers.append(header::LINK, value);
    }
}

/// How long a page may be kept.
fn kept(is_full: bool) -> HeaderMap {
    HeaderMap::from_iter([(header::CACHE_CONTROL, if is_full { STAYS } else { MOVES })])
}

/// The last change of each document, the latest first.
fn latest(pages: Vec<FeedPage>) -> Vec<FeedEvent> {
    let mut events: Vec<FeedEvent> = pages.into_iter().flat_map(|page| page.events).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.seq));
    let mut told = std::collections::BTreeSet::new();
    events.retain(|event| told.insert(event.iri.clone()));
    events
}
