//! `/feed`: a Linked Data Event Stream. Its root says what it is, and leads to the first page; each full page leads to the
//! next. So whoever follows asks for the last page alone.

use super::{PAGE, address, asked, kept, page, tag};
use crate::described::{Access, Answer, Example, Operation, Part, Schema, answer, parameter};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, append_link, aside, wanted_by_programs};
use crate::site::{SharedSite, Site};
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use exchange::ldes::write::{Event, EventKind, Next, Stream};
use http::{HeaderMap, StatusCode, Uri};
use model::syntax;
use model::{Document, Iri};
use registry::{FEED_SPAN, FeedEvent, FeedKind};

/// Seconds between two looks at it that are often enough: whoever wants to know at once listens to `/events`.
const POLLING: u64 = 60;

const TOLD: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-feed",
    content: &[Part::Rdf(Schema::Graph)],
    headers: &["Cache-Control", "ETag", "Link"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readFeed",
    access: Access::Open,
    takes: &[&PAGE, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, &[Kind::NotFound, Kind::Unavailable]],
    example: Example::with("/feed?page=1", &[("Accept", "application/trig")]),
};

/// `GET /feed?page=N`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (format, content_type) = wanted_by_programs(taste.accept.as_deref())?;
    let stream = stream(&site);
    let Some(number) = asked(&uri)? else {
        let mut headers = kept(false);
        append_link(&mut headers, address(&stream.root, 1).as_str(), "first");
        append_link(&mut headers, address(&stream.root, site.registry.last_feed_page()).as_str(), "last");
        let first = Next { page: address(&stream.root, 1), after: 0 };
        let quads = stream.root(site.registry.name(), POLLING, &first);
        let tag = EntityTag::of_statements(&quads, format);
        let representation = Representation { content_type, tag, modified: None, headers };
        return Ok(representation.respond(&request, || syntax::write(&quads, format).into()));
    };
    let page = page(&site, number, None).await?;
    let own = address(&stream.root, number);
    let next = page.is_full.then(|| Next { page: address(&stream.root, number + 1), after: number * FEED_SPAN });
    let mut headers = kept(page.is_full);
    append_link(&mut headers, stream.root.as_str(), "collection");
    if let Some(next) = &next {
        append_link(&mut headers, next.page.as_str(), "next");
    }
    let tag = tag(std::slice::from_ref(&page), &[], format.extension());
    let representation = Representation { content_type, tag, modified: None, headers };
    let bytes = async || {
        let told = site.registry.feed_contents(page.events).await?;
        let write = move || {
            let events = told.into_iter().map(event).collect();
            syntax::write(&stream.page(&own, events, next.as_ref(), format.has_graphs()), format).into()
        };
        aside(write).await
    };
    representation.respond_with(&request, bytes).await
}

fn stream(site: &Site) -> Stream {
    let root = site.registry.base().service("feed");
    Stream { iri: stream_of(&root), root }
}

fn stream_of(root: &Iri) -> Iri {
    root.with_fragment("stream")
}

fn event((event, document): (FeedEvent, Option<Document>)) -> Event {
    let kind = match event.kind {
        FeedKind::Created { .. } => EventKind::Create,
        FeedKind::Updated { .. } => EventKind::Update,
        FeedKind::Ended => EventKind::Delete,
    };
    Event { member: event.member, of: event.iri, sequence: event.seq.0, at: event.at, kind, document }
}
