//! What others' programs ask for in their own formats, at their own addresses: a map of GoGoCarto takes this instance for one
//! of its kind, what reads Communecter reads it, an index of Murmurations finds profiles. Only what everybody may read is told, whoever asks: what is fetched here is published there.

pub(crate) mod element;
pub(crate) mod elements;
pub(crate) mod entities;
pub(crate) mod files;
mod list;
pub(crate) mod names;
pub(crate) mod profile;
pub(crate) mod project_info;
pub(crate) mod taxonomy;

use crate::described::{Answer, Part, Schema};
use crate::locale::Locale;
use crate::negotiation::{Offer, choose};
use crate::precondition::EntityTag;
use crate::problem::Problem;
use crate::representation::{Representation, cache_control};
use crate::site::Site;
use axum::extract::Query;
use axum::response::Response;
pub(crate) use exchange::gogocarto::write::ON_A_MAP;
use exchange::sheet::{Sheet, Times};
use http::{HeaderMap, StatusCode, Uri, header};
use model::{Audience, Caller, Container, Document};
use registry::Shown;

const JSON: &str = "application/json";
const JSON_LD: &str = "application/ld+json";

/// A neighbour's JSON.
pub(crate) const TOLD: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-neighbour",
    content: &[Part::As(JSON, Schema::Object)],
    headers: &["Cache-Control", "ETag"],
};

/// The same, or JSON-LD.
const TOLD_EITHER_WAY: Answer =
    Answer { content: &[Part::As(JSON, Schema::Object), Part::As(JSON_LD, Schema::Object)], ..TOLD };

/// The same as JSON-LD alone.
const TOLD_LINKED: Answer = Answer { content: &[Part::As(JSON_LD, Schema::Object)], ..TOLD };

/// A list, as JSON.
const LIST: Answer = Answer { content: &[Part::As(JSON, Schema::List)], ..TOLD };

/// Texts are told in this language, else in the other.
pub(crate) fn languages(locale: Locale) -> [&'static str; 2] {
    [locale.tag(), locale.other().tag()]
}

/// The values of a query, each once: of several the last counts, as in PHP.
fn asked(uri: &Uri) -> Result<Vec<(String, String)>, Problem> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|_| Problem::bad_parameter("?", uri.query().unwrap_or_default()))?;
    Ok(pairs)
}

/// A value of a query that is not empty.
fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().rev().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// Whether JSON-LD is wanted where the address leaves that open.
fn is_linked(accept: Option<&str>) -> bool {
    let offers = [(JSON, false), (JSON_LD, true)].map(|(media_type, value)| Offer { media_type, value });
    // Those who accept neither have always got JSON here.
    choose(accept, &offers).is_ok_and(|offer| offer.value)
}

/// An answer of these bytes, for whoever does not have it.
fn respond(tag: EntityTag, content_type: &'static str, request: &HeaderMap, bytes: Vec<u8>) -> Response {
    Representation { content_type, tag, modified: None, headers: headers() }.respond(request, || bytes.into())
}

fn headers() -> HeaderMap {
    HeaderMap::from_iter([(header::CACHE_CONTROL, cache_control(&Audience::Public))])
}

/// The state of everything that an answer is made of, and what was asked.
async fn tag(site: &Site, containers: &[Container], asked: &[&str]) -> Result<EntityTag, Problem> {
    let beside = [Container::Annexes, Container::Themes].into_iter().filter(|one| !containers.contains(one));
    let hash = site.registry.walked_hash(&Caller::Anonymous, containers.iter().copied().chain(beside)).await?;
    let text = [&[hash.to_hex().as_str()], asked].concat().join("\n");
    Ok(EntityTag::of_bytes(text.as_bytes(), "json"))
}

/// A document and its contact details, as writers of formats take them.
pub(crate) struct Told {
    shown: Shown,
    contact: Vec<Document>,
}

impl Told {
    pub(crate) fn new(shown: Shown) -> Self {
        let contact = shown.contact.iter().map(|contact| contact.document.clone()).collect();
        Self { shown, contact }
    }

    pub(crate) fn sheet<'a>(&'a self, languages: &'a [&'a str]) -> Sheet<'a> {
        let times = Times {
            created: self.shown.resource.created,
            modified: self.shown.modified(),
            is_first: self.shown.is_first(),
        };
        Sheet::new(&self.shown.resource.document, &self.contact, languages, times)
    }
}
