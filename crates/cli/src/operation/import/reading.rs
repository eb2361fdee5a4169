//! A source read in its format. Where it cannot be, why, in the language of whoever asked.

use super::ImportOrder;
use crate::arguments::ImportFormat;
use crate::operation::explain;
use crate::text::{self, Language};
use exchange::json::JsonError;
use exchange::mapping::{Mapping, MappingError, Wrong};
use exchange::source::Source;
use exchange::{communecter, gogocarto, resilience_wiki};
use model::{Audience, Base, Iri, Passage, Reading, Slug};
use url::Url;

pub(super) fn read(base: &Base, order: &ImportOrder, bytes: &[u8]) -> Result<Reading, String> {
    let language = order.language;
    let unreadable =
        |cause| text::fill(language, "source-unreadable", &[("source", order.source.clone()), ("cause", cause)]);
    if let Some(format) = order.format.rdf() {
        let read = exchange::rdf::read(bytes, format, base);
        return read.map_err(|error| unreadable(explain(language, error.into())));
    }
    match order.format {
        ImportFormat::Gogocarto => {
            let (source, mapping) = (source(base, order)?, mapping(order)?);
            let passages: Result<Vec<Passage>, _> = gogocarto::read(bytes, &source, &mapping, None).collect();
            Ok(of(passages.map_err(|error| unreadable(of_map(language, error)))?))
        }
        ImportFormat::Communecter => {
            let page = communecter::read(bytes, None, &source(base, order)?);
            Ok(of(page.map_err(|error| unreadable(of_list(language, &error)))?.passages))
        }
        ImportFormat::ResilienceWiki
        | ImportFormat::Jsonld
        | ImportFormat::Turtle
        | ImportFormat::Trig
        | ImportFormat::Nquads => {
            resilience_wiki::read(bytes, base).map_err(|error| unreadable(of_page(language, error)))
        }
    }
}

fn of(passages: Vec<Passage>) -> Reading {
    let mut reading = Reading::default();
    reading.extend(passages);
    reading
}

/// What is known of the source before it is read.
fn source(base: &Base, order: &ImportOrder) -> Result<Source, String> {
    let audience = order.telling.audience.map_or(Audience::Public, Audience::from);
    let page = site(order).and_then(|site| Iri::parse(site.as_str()).ok());
    Ok(Source { base: base.clone(), name: called(order)?, audience, licence: None, page })
}

/// How the source is called here: as is said, else by its host or its file's name.
pub(super) fn called(order: &ImportOrder) -> Result<Slug, String> {
    let site = site(order);
    let name = match (&order.telling.name, &site) {
        (Some(name), _) => name.as_str(),
        (None, Some(site)) => site.host_str().unwrap_or_default(),
        (None, None) => order.source.split('.').next().unwrap_or_default(),
    };
    Slug::from_text(name)
        .map_err(|_| text::fill(order.language, "source-nameless", &[("source", order.source.clone())]))
}

/// Where people find it, if it came from the web.
fn site(order: &ImportOrder) -> Option<Url> {
    Url::parse(&order.source).ok().filter(Url::has_host)?.join("/").ok()
}

fn mapping(order: &ImportOrder) -> Result<Mapping, String> {
    let language = order.language;
    Mapping::read(order.telling.mapping.as_deref().unwrap_or_default()).map_err(|MappingError { line, wrong }| {
        let cause = match wrong {
            // The library speaks English alone.
            Wrong::Toml(error) => error.message().to_owned(),
            Wrong::Class(name) => text::fill(language, "mapping-no-class", &[("name", name)]),
            Wrong::Property(name) => text::fill(language, "mapping-no-property", &[("name", name)]),
            Wrong::Reserved(name) => text::fill(language, "mapping-reserved", &[("name", name)]),
            Wrong::Theme(name) => text::fill(language, "mapping-no-theme", &[("name", name)]),
        };
        text::fill(language, "mapping-unreadable", &[("line", line.to_string()), ("cause", cause)])
    })
}

/// Why a map cannot be read.
fn of_map(language: Language, error: gogocarto::ReadError) -> String {
    use gogocarto::ReadError as E;
    let item = |key, number: u64| text::fill(language, key, &[("item", number.to_string())]);
    match error {
        E::Json(JsonError::Source(error)) => error.to_string(),
        E::Json(JsonError::NotJson { after }) => item("not-json-after", after),
        E::Json(JsonError::CutShort { after }) => item("json-cut-short", after),
        E::Json(JsonError::TooMuchAround) => text::say(language, "json-too-much-around"),
        E::Ontology(name) => text::fill(language, "not-gogofull", &[("name", name)]),
        E::Answer(answer) => text::fill(language, "map-answers", &[("answer", answer)]),
        E::NoElements => text::say(language, "map-without-elements"),
        E::WithoutKey(number) => item("item-without-id", number),
    }
}

/// Why a list of Communecter's API cannot be read.
fn of_list(language: Language, error: &communecter::ReadError) -> String {
    use communecter::ReadError as E;
    match error {
        E::TooLarge(bytes) => {
            let values = [("bytes", bytes.to_string()), ("limit", communecter::BYTE_LIMIT.to_string())];
            text::fill(language, "list-too-large", &values)
        }
        E::NotJson { line, column } => {
            text::fill(language, "not-json-at", &[("line", line.to_string()), ("column", column.to_string())])
        }
        E::NotSuchAPage => text::say(language, "not-a-communecter-list"),
    }
}

/// Why a page of the wiki cannot be read.
fn of_page(language: Language, error: resilience_wiki::ReadError) -> String {
    use resilience_wiki::ReadError as E;
    match error {
        E::NotUtf8 { line } => text::fill(language, "not-utf8", &[("line", line.to_string())]),
        E::NotSuchAPage => text::say(language, "not-a-wiki-page"),
        E::Nameless => text::say(language, "wiki-page-nameless"),
        E::Document(error) => explain(language, error.into()),
    }
}
