//! Searches, and tells what is found as what is wanted.

use super::asked::{Given, MOST};
use super::linked;
use crate::api::files::catalogue_of;
use crate::api::names::{concepts, concepts_of};
use crate::api::{Told, languages};
use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema, answer, parameter};
use crate::locale::Locale;
use crate::negotiation::{Offer, choose};
use crate::page::SearchPage;
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, append_link, aside, cache_control, not_acceptable};
use crate::site::{SharedSite, Site};
use crate::text;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::atom::{self, Entry, Feed};
use exchange::concepts::Concepts;
use exchange::write::csv::Table;
use exchange::write::geojson::GeoJson;
use exchange::write::ical::Calendar;
use exchange::write::murmurations::Profiles;
use exchange::write::rdf::Rdf;
use exchange::write::{Map, Writer};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use model::syntax::Format;
use model::{Audience, Iri};
use registry::{Findings, FoundDocument};
use serde_json::json;
use std::collections::BTreeMap;

const Q: Parameter = Parameter::query("search-words", "q", parameter::text).such_as("jardin partagé");
const TYPE: Parameter = Parameter::query("search-type", "type", several);
const THEME: Parameter = Parameter::query("search-theme", "theme", several);
const TERRITORY: Parameter = Parameter::query("search-territory", "territory", several);
const NEAR: Parameter = Parameter::query("search-near", "near", parameter::text).such_as("45.5,3.5");
const WITHIN: Parameter =
    Parameter::query("search-within", "within", || json!({ "type": "number", "exclusiveMinimum": 0 }));
const BBOX: Parameter = Parameter::query("search-bbox", "bbox", parameter::text).such_as("-5,41,10,52");
const ORDER: Parameter =
    Parameter::query("search-order", "order", || json!({ "enum": super::ORDERS.map(|(word, _)| word) }));
const MOST_FOUND: Parameter =
    Parameter::query("search-limit", "limit", || json!({ "type": "integer", "minimum": 1, "maximum": MOST }));
const PAGE: Parameter = Parameter::query("search-page", "page", parameter::number);
const FORMAT: Parameter =
    Parameter::query("search-format", "format", || json!({ "enum": FileFormat::ALL.map(FileFormat::word) }));

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "search",
    access: Access::Anybody,
    takes: &[
        &Q,
        &TYPE,
        &THEME,
        &TERRITORY,
        &NEAR,
        &WITHIN,
        &BBOX,
        &ORDER,
        &MOST_FOUND,
        &PAGE,
        &FORMAT,
        &parameter::IF_NONE_MATCH,
    ],
    body: None,
    answers: &[
        Answer {
            status: StatusCode::OK,
            key: "answer-found",
            content: &[
                Part::As("application/ld+json", Schema::Object),
                // A list where it is one of Murmurations.
                Part::As("application/json", Schema::Graph),
                Part::Page,
                Part::As("application/geo+json", Schema::Object),
                Part::As("text/csv", Schema::Text),
                Part::As(atom::MEDIA_TYPE, Schema::Text),
                Part::As("text/calendar", Schema::Text),
                Part::As("text/turtle", Schema::Text),
                Part::As("application/trig", Schema::Text),
                Part::As("application/n-quads", Schema::Text),
                Part::As("application/n-triples", Schema::Text),
            ],
            headers: &["Cache-Control", "ETag", "Link"],
        },
        answer::NOT_MODIFIED,
    ],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, &[Kind::Unavailable]],
    example: Example::with("/search?q=moulin&limit=20", &[("Accept", "application/ld+json")]),
};

fn several() -> serde_json::Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

/// As what it may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileFormat {
    Page,
    JsonLd,
    GeoJson,
    Csv,
    Atom,
    Calendar,
    Turtle,
    TriG,
    NQuads,
    NTriples,
    GoGoCarto,
    Murmurations,
    Dcat,
}

impl FileFormat {
    /// All, in the order in which pages tell them.
    pub(crate) const ALL: [Self; 13] = [
        Self::Page,
        Self::JsonLd,
        Self::GeoJson,
        Self::Csv,
        Self::Atom,
        Self::Calendar,
        Self::Turtle,
        Self::TriG,
        Self::NQuads,
        Self::NTriples,
        Self::GoGoCarto,
        Self::Murmurations,
        Self::Dcat,
    ];

    /// As addresses write it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Page => "html",
            Self::JsonLd => "jsonld",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Atom => "atom",
            Self::Calendar => "ical",
            Self::Turtle => "turtle",
            Self::TriG => "trig",
            Self::NQuads => "nquads",
            Self::NTriples => "ntriples",
            Self::GoGoCarto => "gogocarto",
            Self::Murmurations => "murmurations",
            Self::Dcat => "dcat",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// As people know it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Page => "HTML",
            Self::JsonLd => "JSON-LD",
            Self::GeoJson => "GeoJSON",
            Self::Csv => "CSV",
            Self::Atom => "Atom",
            Self::Calendar => "iCalendar",
            Self::Turtle => "Turtle",
            Self::TriG => "TriG",
            Self::NQuads => "N-Quads",
            Self::NTriples => "N-Triples",
            Self::GoGoCarto => "GoGoCarto",
            Self::Murmurations => "Murmurations",
            Self::Dcat => "DCAT",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::JsonLd => "application/ld+json",
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Turtle | Self::Dcat => "text/turtle; charset=utf-8",
            Self::TriG => "application/trig",
            Self::NQuads => "application/n-quads",
            Self::NTriples => "application/n-triples",
            Self::GoGoCarto | Self::Murmurations => "application/json",
        }
    }

    /// How many documents it tells at once where nothing is said: files are taken whole, as far as that goes.
    fn usual(self) -> Option<usize> {
        match self {
            Self::Page | Self::JsonLd | Self::Atom => None,
            Self::GeoJson
            | Self::Csv
            | Self::Calendar
            | Self::Turtle
            | Self::TriG
            | Self::NQuads
            | Self::NTriples
            | Self::GoGoCarto
            | Self::Murmurations
            | Self::Dcat => Some(MOST),
        }
    }

    /// Who writes it, where that is one of [`exchange::write`].
    fn writer(self, site: &Site) -> Option<Box<dyn Writer>> {
        let rdf = |format| Some(Box::new(Rdf::new(format)) as Box<dyn Writer>);
        match self {
            Self::Page | Self::JsonLd | Self::Atom => None,
            Self::GeoJson => Some(Box::new(GeoJson::default())),
            Self::Csv => Some(Box::new(Table)),
            Self::Calendar => Some(Box::new(Calendar::new(site.registry.name()))),
            Self::Turtle => rdf(Format::Turtle),
            Self::TriG => rdf(Format::TriG),
            Self::NQuads => rdf(Format::NQuads),
            Self::NTriples => rdf(Format::NTriples),
            Self::GoGoCarto => Some(Box::new(Map::new())),
            Self::Murmurations => Some(Box::new(Profiles::default())),
            Self::Dcat => Some(Box::new(catalogue_of(site.registry.base().clone(), site.registry.name()))),
        }
    }
}

/// What a client that names none is told; then those that media types tell apart.
const OFFERS: [(&str, FileFormat, &str); 11] = [
    ("application/ld+json", FileFormat::JsonLd, "application/ld+json"),
    ("text/html", FileFormat::Page, "text/html; charset=utf-8"),
    ("application/geo+json", FileFormat::GeoJson, "application/geo+json"),
    ("text/csv", FileFormat::Csv, "text/csv; charset=utf-8; header=present"),
    (atom::MEDIA_TYPE, FileFormat::Atom, "application/atom+xml; charset=utf-8"),
    ("text/calendar", FileFormat::Calendar, "text/calendar; charset=utf-8"),
    ("text/turtle", FileFormat::Turtle, "text/turtle; charset=utf-8"),
    ("application/trig", FileFormat::TriG, "application/trig"),
    ("application/n-quads", FileFormat::NQuads, "application/n-quads"),
    ("application/n-triples", FileFormat::NTriples, "application/n-triples"),
    // JSON-LD is JSON: whoever asks for no more than JSON gets it under that name.
    ("application/json", FileFormat::JsonLd, "application/json"),
];

/// `GET /search?q=&type=&theme=&territory=&near=lat,lon&within=km&bbox=w,s,e,n&page=`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let given = Given::of(&uri)?;
    let (format, content_type) = match given.format {
        Some(format) => (format, format.content_type()),
        None => negotiated(visitor.taste.accept.as_deref())?,
    };
    let asked = given.question(format.usual())?;
    let take = asked.take;
    let found = site.registry.search(asked, &visitor.caller).await?;
    let base = site.registry.base();
    let around = around(&given, &found, take, base);
    let mut headers = HeaderMap::new();
    // Another caller may find others.
    headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Members));
    for (relation, iri) in &around {
        append_link(&mut headers, iri.as_str(), relation);
    }
    let locale = visitor.taste.locale;
    let bytes = match format {
        FileFormat::Page => {
            let page = page(&site, &visitor, &given, &found, &around).await?;
            return Ok((headers, page).into_response());
        }
        FileFormat::JsonLd => {
            let (base, here) = (base.clone(), given.address(base));
            let origins = origins(&site, &visitor, &found).await?;
            aside(move || linked::write(&base, &here, &around, &found, &origins).to_string().into()).await?
        }
        FileFormat::Atom => atom(&site, locale, &given, found, around).await?,
        FileFormat::GeoJson
        | FileFormat::Csv
        | FileFormat::Calendar
        | FileFormat::Turtle
        | FileFormat::TriG
        | FileFormat::NQuads
        | FileFormat::NTriples
        | FileFormat::GoGoCarto
        | FileFormat::Murmurations
        | FileFormat::Dcat => {
            let concepts = concepts(&site, locale).await?;
            let writer = format.writer(&site);
            aside(move || {
                writer.map(|writer| written(writer, found.hits, &concepts, locale)).unwrap_or_default().into()
            })
            .await?
        }
    };
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    let tag = EntityTag::of_bytes(&bytes, format.word());
    Ok(Representation { content_type, tag, modified: None, headers }.respond(&request, || bytes))
}

fn negotiated(accept: Option<&str>) -> Result<(FileFormat, &'static str), Problem> {
    let offers = OFFERS.map(|(media_type, format, content_type)| Offer { media_type, value: (format, content_type) });
    choose(accept, &offers).map(|offer| offer.value).map_err(|_| not_acceptable(&offers))
}

/// The pages around this one.
fn around(given: &Given, found: &Findings, take: usize, base: &model::Base) -> Vec<(&'static str, Iri)> {
    let at = |page| given.at(page, given.format).address(base);
    let mut around = vec![("first", at(1))];
    if given.page > 1 {
        around.push(("prev", at(given.page - 1)));
    }
    let shown = u64::try_from(given.page.saturating_mul(take)).unwrap_or(u64::MAX);
    if shown < found.total && (given.page + 1).saturating_mul(take) <= registry::SEARCH_WINDOW {
        around.push(("next", at(given.page + 1)));
    }
    around
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    given: &Given,
    found: &Findings,
    around: &[(&'static str, Iri)],
) -> Result<SearchPage, Problem> {
    let base = site.registry.base();
    let origins = origins(site, visitor, found).await?;
    let held = origins.keys().cloned().collect();
    let frame = crate::page::Frame::new(base, site.registry.name(), &visitor.taste, given.address(base)).knowing(held);
    let concepts = concepts_of(&site.registry, &site.concepts, visitor.taste.locale).await?;
    let named = SearchPage::to_be_named(&found.facets, given, &concepts);
    let known = site.registry.found_among(&visitor.caller, &named).await?;
    Ok(SearchPage::new(frame, given, found, (&origins, &concepts, &known), around))
}

/// Who tells the documents from elsewhere that were found.
async fn origins(site: &Site, visitor: &Visitor, found: &Findings) -> Result<BTreeMap<Iri, Iri>, Problem> {
    let base = site.registry.base();
    let mut origins = BTreeMap::new();
    for hit in &found.hits {
        let iri = hit.shown.resource.document.iri();
        // What was forgotten meanwhile has no origin any more.
        if !base.owns(iri)
            && let Ok(elsewhere) = site.registry.read_elsewhere(&visitor.caller, iri).await
        {
            origins.insert(iri.clone(), elsewhere.origin);
        }
    }
    Ok(origins)
}

fn written(mut writer: Box<dyn Writer>, hits: Vec<FoundDocument>, concepts: &Concepts, locale: Locale) -> String {
    let mut text = writer.begin();
    for hit in hits {
        text.push_str(&writer.document(&Told::new(hit.shown).sheet(&languages(locale)), concepts));
    }
    text.push_str(&writer.end());
    text
}

async fn atom(
    site: &Site,
    locale: Locale,
    given: &Given,
    found: Findings,
    around: Vec<(&'static str, Iri)>,
) -> Result<axum::body::Bytes, Problem> {
    let base = site.registry.base().clone();
    let name = site.registry.name().to_owned();
    let given = given.clone();
    aside(move || {
        let heading = text::say(locale, "search-title");
        let title = [name.as_str(), heading.as_str(), given.q.as_str()];
        let title = title.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – ");
        let entry = |hit: FoundDocument| {
            let resource = hit.shown.resource;
            let of = resource.document.iri().clone();
            let version = if base.owns(&of) { of.version(resource.revision.number) } else { of.clone() };
            Entry { of, at: resource.modified, version, document: Some(resource.document) }
        };
        let entries: Vec<Entry> = found.hits.into_iter().map(entry).collect();
        let here = given.address(&base);
        let mut links = vec![("self", here.clone())];
        // RFC 5005, section 3: what is found is a paged feed.
        links.extend(
            around.into_iter().map(|(relation, iri)| (if relation == "prev" { "previous" } else { relation }, iri)),
        );
        let feed = Feed {
            id: &given.at(1, given.format).address(&base),
            title: &title,
            subtitle: &text::count(locale, "search-count", found.total),
            author: &name,
            home: &given.at(1, None).address(&base),
            language: locale.tag(),
            languages: &[locale.other().tag()],
            updated: entries.iter().map(|entry| entry.at).max().unwrap_or_default(),
            links,
            is_archive: false,
        };
        atom::write(&feed, &entries).into()
    })
    .await
}
