//! `/api/elements.json`: everything that stands on a map, as GoGoCarto tells it. It is written as it is read, page by page.

use super::names::concepts;
use super::{
    JSON, JSON_LD, ON_A_MAP, TOLD_EITHER_WAY, TOLD_LINKED, Told, asked, headers, is_linked, languages, tag, value,
};
use crate::described::{Access, Answer, Example, Operation, Parameter, answer, parameter};
use crate::locale::Locale;
use crate::precondition::{self, EntityTag};
use crate::problem::{Kind, Problem, groups};
use crate::representation::Representation;
use crate::site::{SharedSite, Site};
use crate::visitor::Taste;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use exchange::concepts::Concepts;
use exchange::gogocarto::write::question::{Bounds, Question};
use exchange::gogocarto::write::{Ontology, Writer};
use http::{HeaderMap, HeaderValue, Uri, header};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Caller;
use registry::{Shown, Walk};
use serde_json::json;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Pages that are written before the client has taken those before.
const AHEAD: usize = 2;

const ONTOLOGY: Parameter = Parameter::query(
    "ontology",
    "ontology",
    || json!({ "enum": ["gogofull", "gogocompact", "gogosync"], "default": "gogofull" }),
);
const BOUNDS: Parameter = Parameter::query("bounds", "bounds", parameter::text).such_as("-2,47,-1,48");
const CATEGORIES: Parameter = Parameter::query("categories", "categories", parameter::text).such_as("10425,10512");
const MOST: Parameter =
    Parameter::query("most-elements", "limit", || json!({ "type": "integer", "minimum": 0 })).such_as("10");
const SINCE: Parameter = Parameter::query("since", "since", parameter::text).such_as("2026-01-01T00:00:00Z");

/// What `/api/elements.json` takes and answers.
pub(crate) const OPERATION: Operation =
    operation("readElements", "/api/elements.json?ontology=gogosync", &[TOLD_EITHER_WAY, answer::NOT_MODIFIED]);
/// What `/api/elements.jsonld` takes and answers.
pub(crate) const LINKED: Operation =
    operation("readElementsLinked", "/api/elements.jsonld", &[TOLD_LINKED, answer::NOT_MODIFIED]);
/// What `/api/elements` takes and answers.
pub(crate) const EITHER: Operation =
    operation("readElementsEither", "/api/elements", &[TOLD_EITHER_WAY, answer::NOT_MODIFIED]);

const fn operation(id: &'static str, example: &'static str, answers: &'static [Answer]) -> Operation {
    Operation {
        id,
        access: Access::Open,
        takes: &[&ONTOLOGY, &BOUNDS, &CATEGORIES, &MOST, &SINCE, &parameter::IF_NONE_MATCH],
        body: None,
        answers,
        refuses: &[groups::PARAMETERS, &[Kind::Unavailable]],
        example: Example::of(example),
    }
}

/// `GET /api/elements.json`, `GET /api/elements`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let linked = is_linked(taste.accept.as_deref());
    tell(site, taste.locale, &uri, &request, linked).await
}

/// `GET /api/elements.jsonld`
pub(crate) async fn linked(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    tell(site, taste.locale, &uri, &request, true).await
}

async fn tell(
    site: SharedSite,
    locale: Locale,
    uri: &Uri,
    request: &HeaderMap,
    is_linked: bool,
) -> Result<Response, Problem> {
    let (ontology, question, since) = read(uri, is_linked)?;
    let told = [ontology.name(), locale.tag(), uri.query().unwrap_or_default()];
    let tag = tag(&site, &told).await?;
    let content_type = if is_linked { JSON_LD } else { JSON };
    if precondition::is_fresh(request, &tag, None) {
        let known = Representation { content_type, tag, modified: None, headers: headers() };
        return Ok(known.respond(request, Bytes::new));
    }
    let concepts = concepts(&site, locale).await?;
    let mut walk = Walk::new(Caller::Anonymous, ON_A_MAP).since(since);
    // What fails now is told as what it is; what fails later cuts the answer off.
    let first = site.registry.read_on(&mut walk).await?.unwrap_or_default();
    let (sender, receiver) = mpsc::channel(AHEAD);
    let list = List { site, locale, concepts, ontology, question };
    tokio::spawn(async move { list.send(first, walk, &sender).await });
    Ok(streamed(&tag, content_type, receiver))
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

struct List {
    site: Arc<Site>,
    locale: Locale,
    concepts: Arc<Concepts>,
    ontology: Ontology,
    question: Question,
}

impl List {
    /// Writes page after page, as the client takes them. An error cuts the connection, so that no part looks whole.
    async fn send(&self, first: Vec<Shown>, mut walk: Walk, to: &mpsc::Sender<io::Result<Bytes>>) {
        let mut writer = Writer::new(self.ontology, &self.question);
        let mut text = writer.begin();
        let mut page = Some(first);
        while let Some(shown) = page {
            for shown in shown {
                let told = Told::new(shown);
                let element = writer.element(&told.sheet(&languages(self.locale)), &self.concepts);
                text.push_str(&element.unwrap_or_default());
            }
            if to.send(Ok(std::mem::take(&mut text).into())).await.is_err() || writer.is_full() {
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
        drop(to.send(Ok(writer.end().into())).await);
    }
}

fn read(uri: &Uri, is_linked: bool) -> Result<(Ontology, Question, Option<Timestamp>), Problem> {
    let pairs = asked(uri)?;
    let given = |name| value(&pairs, name);
    let ontology = match given("ontology") {
        Some(name) => Ontology::from_name(name).ok_or_else(|| Problem::bad_parameter("ontology", name))?,
        None => Ontology::Full,
    };
    let bounds =
        given("bounds").map(|text| Bounds::parse_several(text).ok_or_else(|| Problem::bad_parameter("bounds", text)));
    let categories = given("categories")
        .map(|text| Question::parse_categories(text).ok_or_else(|| Problem::bad_parameter("categories", text)));
    let limit = given("limit").map(|text| text.parse().map_err(|_| Problem::bad_parameter("limit", text)));
    let since = given("since").map(|text| moment(text).ok_or_else(|| Problem::bad_parameter("since", text)));
    let question = Question {
        bounds: bounds.transpose()?.unwrap_or_default(),
        categories: categories.transpose()?.unwrap_or_default(),
        limit: limit.transpose()?,
    };
    Ok((if is_linked { Ontology::Linked } else { ontology }, question, since.transpose()?))
}

/// A moment, or the beginning of a day (UTC). `+` stands for a space in queries, where people forget that.
fn moment(text: &str) -> Option<Timestamp> {
    let midnight = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
    text.replace(' ', "+").parse().ok().or_else(|| midnight(text.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked() {
        let read = |query: &str| read(&format!("/api/elements.json?{query}").parse().unwrap(), false);
        let (ontology, question, since) = read("").unwrap();
        assert_eq!((ontology, question, since), (Ontology::Full, Question::default(), None));
        let (ontology, question, since) =
            read("ontology=gogosync&limit=3&categories=1,2&since=2026-01-02T00:00:00%2B01:00&stampsIds=4&limit=5")
                .unwrap();
        assert_eq!((ontology, question.limit, question.categories), (Ontology::Sync, Some(5), vec![1, 2]));
        assert_eq!(since, "2026-01-01T23:00:00Z".parse().ok());
        for (query, at) in
            [("2026-01-02T00:00:00+01:00", "2026-01-01T23:00:00Z"), ("2026-01-02", "2026-01-02T00:00:00Z")]
        {
            assert_eq!(read(&format!("since={query}")).unwrap().2, at.parse().ok(), "{query}");
        }
        for query in ["ontology=gogo", "limit=-1", "limit=many", "bounds=1,2,3", "categories=Pain", "since=yesterday"] {
            assert_eq!(read(query).unwrap_err().kind(), Kind::BadParameter, "{query}");
        }
    }
}
