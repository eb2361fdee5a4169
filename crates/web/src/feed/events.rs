//! `/events`: what changes, told as it happens (server-sent events). The id of an event is its place in the journal: a browser
//! that was cut off says the last one it had, and is told what came since.
//!
//! Nothing waits in memory for whoever is slow: a listener is told from the journal, as fast as it takes it. One that takes
//! nothing for [`PATIENCE`] is cut off, and so is every one after [`SESSION`], to come back with the next request.

use super::word;
use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema};
use crate::problem::{Kind, Problem, groups, later};
use crate::site::{SharedSite, Site};
use crate::submission::Fields;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use model::Seq;
use registry::FeedEvent;
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{self, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_stream::wrappers::ReceiverStream;

/// Listeners at once: each holds a connection and little else.
pub(crate) const LISTENERS: usize = 500;
/// Entries of the journal that somebody who comes back is told; of more, that there were more.
const BACKLOG: u64 = 10_000;
/// Events on their way to one listener.
const AHEAD: usize = 16;
/// How long a listener may take for one event.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long one connection lasts.
const SESSION: Duration = Duration::from_mins(30);
/// How often something is said where nothing happens, so that nobody on the way takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Asks a proxy not to hold back what is told; nginx and others know it.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

const SINCE: Parameter = Parameter::query("events-after", "after", || json!({ "type": "integer", "minimum": 0 }));
const LAST: Parameter =
    Parameter::header("last-event-id", "Last-Event-ID", || json!({ "type": "integer", "minimum": 0 }));

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listen",
    access: Access::Open,
    takes: &[&SINCE, &LAST],
    body: None,
    answers: &[Answer {
        status: StatusCode::OK,
        key: "answer-events",
        content: &[Part::As("text/event-stream", Schema::Text)],
        headers: &["Cache-Control"],
    }],
    refuses: &[groups::PARAMETERS, &[Kind::Unavailable]],
    example: Example::of("/events?after=0"),
};

/// When those who listen are told to go: an instance that ends waits for its answers to end first.
#[derive(Debug, Clone)]
pub struct Stopping(Option<watch::Receiver<bool>>);

/// Tells them.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

impl Stopping {
    /// Never: for tests, which end as they like.
    pub fn never() -> Self {
        Self(None)
    }

    /// When it is said.
    pub fn told() -> (Stop, Self) {
        let (sender, receiver) = watch::channel(false);
        (Stop(sender), Self(Some(receiver)))
    }

    async fn stopped(&mut self) {
        match &mut self.0 {
            // Whoever would say it is gone: that says it, too.
            Some(told) => drop(told.wait_for(|told| *told).await),
            None => std::future::pending().await,
        }
    }
}

impl Stop {
    /// Says it.
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

/// Whoever listens, and how many still may.
pub(crate) fn listeners() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(LISTENERS))
}

/// `GET /events?after=N`
pub(crate) async fn get(State(site): State<SharedSite>, uri: Uri, request: HeaderMap) -> Result<Response, Problem> {
    let head = site.registry.head();
    let after = since(&uri, &request)?.map_or(head, |after| after.min(head));
    let permit = Arc::clone(&site.listeners).try_acquire_owned().map_err(|_| later(Kind::Unavailable))?;
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(listen(site, after, sender, permit));
    let told = Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    Ok(([(BUFFERING, HeaderValue::from_static("no"))], told).into_response())
}

/// Where the listener had come, by its header or, of one that cannot set it, by the address.
fn since(uri: &Uri, request: &HeaderMap) -> Result<Option<Seq>, Problem> {
    if let Some(last) = request.get(LAST_EVENT_ID) {
        let text = last.to_str().unwrap_or_default().trim();
        return text.parse().map(|number| Some(Seq(number))).map_err(|_| Problem::bad_parameter("Last-Event-ID", text));
    }
    let fields = Fields::of_address(uri);
    let after = fields.all("after").next();
    after.map(|text| text.parse().map(Seq).map_err(|_| Problem::bad_parameter("after", text))).transpose()
}

type Told = Result<Event, Infallible>;

async fn listen(site: Arc<Site>, after: Seq, to: Sender<Told>, _permit: OwnedSemaphorePermit) {
    let mut stopping = site.settings.stopping.clone();
    tokio::select! {
        () = tell(&site, after, &to) => {}
        () = to.closed() => {}
        () = stopping.stopped() => {}
        () = tokio::time::sleep(SESSION) => {}
    }
}

/// Tells what comes after this entry, and never ends but where the listener does.
async fn tell(site: &Site, mut after: Seq, to: &Sender<Told>) {
    let mut head = site.registry.watch_head();
    if head.borrow_and_update().0.saturating_sub(after.0) > BACKLOG {
        after = site.registry.head();
        let feed = site.registry.base().service("feed");
        let event =
            Event::default().event("gap").id(after.0.to_string()).data(json!({ "feed": feed.as_str() }).to_string());
        if !is_taken(to, event).await {
            return;
        }
    }
    loop {
        match site.registry.feed_after(after).await {
            Ok((events, upto)) => {
                for event in &events {
                    if !is_taken(to, told(event)).await {
                        return;
                    }
                }
                if upto == after && head.changed().await.is_err() {
                    return;
                }
                after = upto;
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a listener cannot be told what changed");
                return;
            }
        }
    }
}

/// Whether the listener took it in time.
async fn is_taken(to: &Sender<Told>, event: Event) -> bool {
    matches!(tokio::time::timeout(PATIENCE, to.send(Ok(event))).await, Ok(Ok(())))
}

/// An event in the words of ActivityStreams.
fn told(event: &FeedEvent) -> Event {
    let kind = word(event.kind);
    let data = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": event.member.as_str(),
        "type": kind,
        "object": event.iri.as_str(),
        "published": event.at.to_string(),
    });
    Event::default().event(kind).id(event.seq.0.to_string()).data(data.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_more_than_the_address() {
        let asked = |query: &str, header: Option<&str>| {
            let headers: HeaderMap =
                header.iter().map(|value| (LAST_EVENT_ID, HeaderValue::from_str(value).unwrap())).collect();
            since(&format!("/events{query}").parse().unwrap(), &headers).map_err(|problem| problem.kind())
        };
        assert_eq!(asked("", None), Ok(None));
        assert_eq!(asked("?after=3", None), Ok(Some(Seq(3))));
        assert_eq!(asked("?after=3", Some("7")), Ok(Some(Seq(7))));
        for (query, header) in [("?after=x", None), ("?after=-1", None), ("", Some("yesterday"))] {
            assert_eq!(asked(query, header), Err(Kind::BadParameter), "{query}");
        }
    }

    #[tokio::test]
    async fn whoever_is_told_to_go_goes() {
        let (stop, mut stopping) = Stopping::told();
        let waits = tokio::time::timeout(Duration::from_millis(20), stopping.stopped()).await;
        assert!(waits.is_err(), "nobody said so");
        stop.now();
        stopping.stopped().await;
    }
}
