//! A list of what is here, in a format of others: written as it is read, page by page, however long it is.

use super::names::concepts;
use super::{Told, asked, headers, languages, tag, value};
use crate::described::{Parameter, parameter};
use crate::locale::Locale;
use crate::precondition::{self, EntityTag};
use crate::problem::Problem;
use crate::representation::Representation;
use crate::site::{SharedSite, Site};
use axum::body::{Body, Bytes};
use axum::response::Response;
use exchange::concepts::Concepts;
use exchange::gogocarto::write::question::{Bounds, Question};
use exchange::write::{Asked, Writer};
use http::{HeaderMap, HeaderValue, Uri, header};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Caller, Container};
use registry::{Shown, Walk};
use serde_json::json;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Pages that are written before the client has taken those before.
const AHEAD: usize = 2;

pub(super) const BOUNDS: Parameter = Parameter::query("bounds", "bounds", parameter::text).such_as("-2,47,-1,48");
pub(super) const CATEGORIES: Parameter =
    Parameter::query("categories", "categories", parameter::text).such_as("10425,10512");
pub(super) const MOST: Parameter =
    Parameter::query("most-elements", "limit", || json!({ "type": "integer", "minimum": 0 })).such_as("10");
pub(super) const SINCE: Parameter = Parameter::query("since", "since", parameter::text).such_as("2026-01-01T00:00:00Z");

/// Which of all are asked for; at first all of them.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) question: Question,
    /// What changed since, contact details that are open included.
    pub(super) since: Option<Timestamp>,
}

impl Selection {
    /// The one that a request names.
    pub(super) fn of(uri: &Uri) -> Result<Self, Problem> {
        Self::read(&asked(uri)?)
    }

    pub(super) fn read(pairs: &[(String, String)]) -> Result<Self, Problem> {
        let given = |name| value(pairs, name);
        let bounds = given("bounds")
            .map(|text| Bounds::parse_several(text).ok_or_else(|| Problem::bad_parameter("bounds", text)));
        let categories = given("categories")
            .map(|text| Question::parse_categories(text).ok_or_else(|| Problem::bad_parameter("categories", text)));
        let limit = given("limit").map(|text| text.parse().map_err(|_| Problem::bad_parameter("limit", text)));
        let since = given("since").map(|text| moment(text).ok_or_else(|| Problem::bad_parameter("since", text)));
        let question = Question {
            bounds: bounds.transpose()?.unwrap_or_default(),
            categories: categories.transpose()?.unwrap_or_default(),
            limit: limit.transpose()?,
        };
        Ok(Self { question, since: since.transpose()? })
    }
}

/// A moment, or the beginning of a day (UTC). `+` stands for a space in queries, where people forget that.
fn moment(text: &str) -> Option<Timestamp> {
    let midnight = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
    text.replace(' ', "+").parse().ok().or_else(|| midnight(text.parse().ok()?))
}

/// What is told, and as what.
pub(super) struct List {
    /// What tells it from other lists of the same.
    pub(super) name: &'static str,
    pub(super) content_type: &'static str,
    pub(super) containers: &'static [Container],
}

impl List {
    /// Has it written to whoever does not have it: of its documents those that are asked for.
    pub(super) async fn tell(
        self,
        writer: impl Writer + 'static,
        selection: Selection,
        site: SharedSite,
        locale: Locale,
        (uri, request): (&Uri, &HeaderMap),
    ) -> Result<Response, Problem> {
        let Self { name, content_type, containers } = self;
        let asked = [name, locale.tag(), uri.query().unwrap_or_default()];
        let tag = tag(&site, containers, &asked).await?;
        if precondition::is_fresh(request, &tag, None) {
            let known = Representation { content_type, tag, modified: None, headers: headers() };
            return Ok(known.respond(request, Bytes::new));
        }
        let concepts = concepts(&site, locale).await?;
        let mut walk = Walk::new(Caller::Anonymous, containers.iter().copied()).since(selection.since);
        // What fails now is told as what it is; what fails later cuts the answer off.
        let first = site.registry.read_on(&mut walk).await?.unwrap_or_default();
        let (sender, receiver) = mpsc::channel(AHEAD);
        let telling = Telling { site, locale, concepts, writer: Asked::new(writer, selection.question) };
        tokio::spawn(async move { telling.send(first, walk, &sender).await });
        Ok(streamed(&tag, content_type, receiver))
    }
}

fn streamed(tag: &EntityTag, content_type: &'static str, receiver: mpsc::Receiver<io::Result<Bytes>>) -> Response {
    let mut response = Response::new(Body::from_stream(ReceiverStream::new(receiver)));
    *response.headers_mut() = headers();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Some(tag) = tag.to_header() {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

struct Telling {
    site: Arc<Site>,
    locale: Locale,
    concepts: Arc<Concepts>,
    writer: Asked,
}

impl Telling {
    /// Writes page after page, as the client takes them. An error cuts the connection, so that no part looks whole.
    async fn send(mut self, first: Vec<Shown>, mut walk: Walk, to: &mpsc::Sender<io::Result<Bytes>>) {
        let mut text = self.writer.begin();
        let mut page = Some(first);
        while let Some(shown) = page {
            for shown in shown {
                let told = Told::new(shown);
                text.push_str(&self.writer.document(&told.sheet(&languages(self.locale)), &self.concepts));
            }
            if to.send(Ok(std::mem::take(&mut text).into())).await.is_err() || self.writer.is_full() {
                break;
            }
            page = match self.site.registry.read_on(&mut walk).await {
                Ok(page) => page,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "a list of elements broke off");
                    drop(to.send(Err(io::Error::other(error))).await);
                    return;
                }
            };
        }
        drop(to.send(Ok(self.writer.end().into())).await);
    }
}
