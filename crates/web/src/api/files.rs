//! What is here, as files that other programs read by themselves: layers of uMap, tables, calendars, the catalogue that
//! data.gouv.fr harvests.

use super::TOLD;
use super::list::{BOUNDS, CATEGORIES, List, MOST, SINCE, Selection};
use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema, answer, parameter};
use crate::locale::Locale;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::text;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use exchange::write::csv::{self, Table};
use exchange::write::dcat::{Catalogue, Words};
use exchange::write::geojson::{self, GeoJson};
use exchange::write::ical::{self, Calendar};
use http::{HeaderMap, Uri};
use model::syntax::Format;
use model::{Base, Container};

const GEOJSON: &str = "application/geo+json";
const CSV: &str = "text/csv";
const CALENDAR: &str = "text/calendar";
const TURTLE: &str = "text/turtle";

const fn operation(
    id: &'static str,
    takes: &'static [&'static Parameter],
    answers: &'static [Answer],
    example: &'static str,
) -> Operation {
    let refuses: &[&[Kind]] = &[groups::PARAMETERS, &[Kind::Unavailable]];
    Operation { id, access: Access::Open, takes, body: None, answers, refuses, example: Example::of(example) }
}

const ASKED: &[&Parameter] = &[&BOUNDS, &CATEGORIES, &MOST, &SINCE, &parameter::IF_NONE_MATCH];

/// What `/api/elements.geojson` takes and answers.
pub(crate) const FEATURES: Operation = operation(
    "readFeatures",
    ASKED,
    &[Answer { content: &[Part::As(GEOJSON, Schema::Object)], ..TOLD }, answer::NOT_MODIFIED],
    "/api/elements.geojson",
);
/// What `/api/elements.csv` takes and answers.
pub(crate) const TABLE: Operation = operation(
    "readTable",
    ASKED,
    &[Answer { content: &[Part::As(CSV, Schema::Text)], ..TOLD }, answer::NOT_MODIFIED],
    "/api/elements.csv",
);
/// What `/api/events.ics` takes and answers.
pub(crate) const EVENTS: Operation = operation(
    "readCalendar",
    ASKED,
    &[Answer { content: &[Part::As(CALENDAR, Schema::Text)], ..TOLD }, answer::NOT_MODIFIED],
    "/api/events.ics",
);
/// What `/api/catalogue.ttl` takes and answers.
pub(crate) const CATALOGUE: Operation = operation(
    "readCatalogue",
    &[&parameter::IF_NONE_MATCH],
    &[Answer { content: &[Part::As(TURTLE, Schema::Text)], ..TOLD }, answer::NOT_MODIFIED],
    "/api/catalogue.ttl",
);

/// `GET /api/elements.geojson`
pub(crate) async fn features(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let list = List { name: "geojson", content_type: GEOJSON, containers: geojson::CONTAINERS };
    list.tell(GeoJson::default(), Selection::of(&uri)?, site, taste.locale, (&uri, &request)).await
}

/// `GET /api/elements.csv`
pub(crate) async fn table(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let content_type = "text/csv; charset=utf-8; header=present";
    let list = List { name: "csv", content_type, containers: csv::CONTAINERS };
    list.tell(Table, Selection::of(&uri)?, site, taste.locale, (&uri, &request)).await
}

/// `GET /api/events.ics`
pub(crate) async fn events(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let calendar = Calendar::new(site.registry.name());
    let content_type = "text/calendar; charset=utf-8";
    let list = List { name: "ical", content_type, containers: ical::CONTAINERS };
    list.tell(calendar, Selection::of(&uri)?, site, taste.locale, (&uri, &request)).await
}

/// `GET /api/catalogue.ttl`
pub(crate) async fn catalogue(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let catalogue = catalogue_of(site.registry.base().clone(), site.registry.name());
    let list = List { name: "dcat", content_type: TURTLE, containers: Container::ALL };
    list.tell(catalogue, Selection::default(), site, taste.locale, (&uri, &request)).await
}

/// The catalogue of the instance at this address, to be written.
pub fn catalogue_of(base: Base, name: &str) -> Catalogue {
    let told = [Locale::Fr, Locale::En];
    let about = told.map(|locale| (locale.tag(), text::say(locale, "catalogue-about")));
    let of = |container: &Container| {
        let names = told.map(|locale| (locale.tag(), text::container_name(locale, *container)));
        (*container, names.to_vec())
    };
    let containers = Container::ALL.iter().map(of).collect();
    Catalogue::new(base, Words { name: name.to_owned(), about: about.to_vec(), containers }, Format::Turtle)
}
