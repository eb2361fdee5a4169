//! `/api/organization/get` and its kin: what is public here, as Communecter's API tells it, a page at a time.

use super::names::concepts;
use super::{JSON, TOLD, Told, asked, languages, respond};
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::locale::Locale;
use crate::precondition::EntityTag;
use crate::problem::{Kind as Refusal, Problem, groups};
use crate::site::{SharedSite, Site};
use crate::visitor::Taste;
use axum::extract::{Path, State};
use axum::response::Response;
use exchange::communecter::Kind;
use exchange::communecter::write::{MOST, Page, Question, containers, is_id};
use http::{HeaderMap, Uri};
use model::{Caller, Iri, Slug};
use registry::{ReadError, Walk};
use serde_json::json;

/// What can be asked for, by its word.
const KINDS: [(&str, Kind); 6] = [
    ("organization", Kind::Organization),
    ("person", Kind::Person),
    ("project", Kind::Project),
    ("event", Kind::Event),
    ("poi", Kind::Poi),
    ("need", Kind::Need),
];

const KIND: Parameter =
    Parameter::path("kind", "kind", || json!({ "enum": KINDS.map(|(word, _)| word) }), "organization");
const WORDS: Parameter = Parameter::path("words", "words", parameter::text, "limit/50/index/0");
const ID: Parameter = Parameter::query("entity", "id", parameter::text).such_as("moulin");
const LIMIT: Parameter =
    Parameter::query("most-entities", "limit", || json!({ "type": "integer", "minimum": 1, "maximum": MOST }));
const INDEX: Parameter = Parameter::query("index", "index", || json!({ "type": "integer", "minimum": 0 }));
const TAGS: Parameter = Parameter::query("tags", "tags", parameter::text).such_as("pain,eau");
const ALL_TAGS: Parameter = Parameter::query("multi-tags", "multiTags", || json!({ "enum": ["true", "false"] }));
const INSEE: Parameter = Parameter::query("insee", "insee", parameter::text).such_as("63178");
const TOWNS: Parameter = Parameter::query("namecity", "namecity", parameter::text).such_as("Issoire");
const KEY: Parameter = Parameter::query("source-key", "key", parameter::text);

/// What `/api/{kind}/get` takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readEntities",
    access: Access::Open,
    takes: &[&KIND, &ID, &LIMIT, &INDEX, &TAGS, &ALL_TAGS, &INSEE, &TOWNS, &KEY, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::NOT_MODIFIED],
    refuses: &[groups::PARAMETERS, &[Refusal::NotFound, Refusal::Unavailable]],
    example: Example::of("/api/organization/get?limit=10"),
};

/// What `/api/{kind}/get/{words}` takes and answers.
pub(crate) const BY_PATH: Operation = Operation {
    id: "readEntitiesByPath",
    takes: &[&KIND, &WORDS, &parameter::IF_NONE_MATCH],
    example: Example::of("/api/organization/get/limit/10/index/0"),
    ..OPERATION
};

/// `GET /api/organization/get?limit=50&index=50`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Path(kind): Path<String>,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    tell(&site, taste.locale, (&kind, ""), &uri, &request).await
}

/// `GET /api/organization/get/limit/50/index/50`
pub(crate) async fn by_path(
    State(site): State<SharedSite>,
    taste: Taste,
    Path((kind, words)): Path<(String, String)>,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    tell(&site, taste.locale, (&kind, &words), &uri, &request).await
}

async fn tell(
    site: &Site,
    locale: Locale,
    (kind, words): (&str, &str),
    uri: &Uri,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let known = KINDS.iter().find(|(word, _)| *word == kind);
    let kind = known.map(|(_, kind)| *kind).ok_or_else(|| Problem::new(Refusal::NotFound))?;
    let in_query = asked(uri)?;
    let words: Vec<&str> = words.split('/').collect();
    let in_path = words.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
    let pairs = in_query.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(in_path);
    let question = Question::read(pairs).map_err(|misfit| Problem::bad_parameter(misfit.name, misfit.value))?;
    let page = page(site, locale, kind, &question).await?;
    let bytes = page.to_string().into_bytes();
    Ok(respond(EntityTag::of_bytes(&bytes, "json"), JSON, request, bytes))
}

async fn page(site: &Site, locale: Locale, kind: Kind, question: &Question) -> Result<serde_json::Value, Problem> {
    let concepts = concepts(site, locale).await?;
    let mut page = Page::new(site.registry.base(), kind, question);
    if let Some(id) = question.id.as_deref() {
        for iri in addresses(site, kind, id) {
            match site.registry.show(&Caller::Anonymous, &iri).await {
                Ok(shown) => drop(page.add(&Told::new(shown).sheet(&languages(locale)), &concepts)),
                // Whoever asks there is told that there is none, by an empty page.
                Err(ReadError::NotFound | ReadError::Gone) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if !is_id(id) || !page.is_empty() {
            return Ok(page.finish());
        }
    }
    let mut walk = Walk::new(Caller::Anonymous, containers(kind).iter().copied());
    while let Some(shown) = site.registry.read_on(&mut walk).await? {
        let has_room = shown.into_iter().all(|shown| page.add(&Told::new(shown).sheet(&languages(locale)), &concepts));
        if !has_room {
            break;
        }
    }
    Ok(page.finish())
}

/// Where what has this name may stand.
fn addresses(site: &Site, kind: Kind, name: &str) -> Vec<Iri> {
    let slug = Slug::from_text(name).ok().filter(|slug| slug.as_str() == name);
    let base = site.registry.base();
    slug.iter().flat_map(|slug| containers(kind).iter().map(|container| base.document(*container, slug))).collect()
}
