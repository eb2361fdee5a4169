//! What is here, as files that other programs read by themselves: layers of uMap, tables, calendars, the catalogue that
//! data.gouv.fr harvests.

use super::list::{Asked, BOUNDS, CATEGORIES, List, MOST, SINCE};
use super::{ON_A_MAP, asked};
use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema, answer, parameter};
use crate::locale::Locale;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::text;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use exchange::write::csv::Table;
use exchange::write::dcat::{Catalogue, Words};
use exchange::write::geojson::GeoJson;
use exchange::write::ical::Calendar;
use exchange::write::{self, Writer};
use http::{HeaderMap, StatusCode, Uri};
use model::syntax::Format;
use model::{Base, Container};

const GEOJSON: &str = "application/geo+json";
const CSV: &str = "text/csv";
const CALENDAR: &str = "text/calendar";
const TURTLE: &str = "text/turtle";

/// Everything that a table has a line for.
const IN_TABLES: [Container; 5] =
    [Container::Ideas, Container::People, Container::Groups, Container::Offers, Container::Needs];

/// A list in a format of files.
const fn told(content: &'static [Part]) -> Answer {
    Answer { status: StatusCode::OK, key: "answer-neighbour", content, headers: &["Cache-Control", "ETag"] }
}

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
    &[told(&[Part::As(GEOJSON, Schema::Object)]), answer::NOT_MODIFIED],
    "/api/elements.geojson",
);
/// What `/api/elements.csv` takes and answers.
pub(crate) const TABLE: Operation =
    operation("readTable", ASKED, &[told(&[Part::As(CSV, Schema::Text)]), answer::NOT_MODIFIED], "/api/elements.csv");
/// What `/api/events.ics` takes and answers.
pub(crate) const EVENTS: Operation = operation(
    "readCalendar",
    ASKED,
    &[told(&[Part::As(CALENDAR, Schema::Text)]), answer::NOT_MODIFIED],
    "/api/events.ics",
);
/// What `/api/catalogue.ttl` takes and answers.
pub(crate) const CATALOGUE: Operation = operation(
    "readCatalogue",
    &[&parameter::IF_NONE_MATCH],
    &[told(&[Part::As(TURTLE, Schema::Text)]), answer::NOT_MODIFIED],
    "/api/catalogue.ttl",
);

/// `GET /api/elements.geojson`
pub(crate) async fn features(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let containers = ON_A_MAP.into_iter().chain([Container::Offers, Container::Needs]).collect();
    let file = File { name: "geojson", content_type: GEOJSON, containers };
    file.tell(GeoJson::default(), site, &taste, &uri, &request).await
}

/// `GET /api/elements.csv`
pub(crate) async fn table(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let containers = ON_A_MAP.into_iter().chain(IN_TABLES).collect();
    let file = File { name: "csv", content_type: "text/csv; charset=utf-8; header=present", containers };
    file.tell(Table, site, &taste, &uri, &request).await
}

/// `GET /api/events.ics`
pub(crate) async fn events(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let calendar = Calendar::new(site.registry.name());
    let file = File { name: "ical", content_type: "text/calendar; charset=utf-8", containers: vec![Container::Events] };
    file.tell(calendar, site, &taste, &uri, &request).await
}

/// `GET /api/catalogue.ttl`
pub(crate) async fn catalogue(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let writer = catalogue_of(site.registry.base().clone(), site.registry.name());
    let list = List {
        name: "dcat",
        content_type: TURTLE,
        containers: Container::ALL.to_vec(),
        since: None,
        writer: Box::new(writer),
    };
    list.tell(site, taste.locale, &uri, &request).await
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

struct File {
    name: &'static str,
    content_type: &'static str,
    containers: Vec<Container>,
}

impl File {
    async fn tell(
        self,
        writer: impl Writer + 'static,
        site: SharedSite,
        taste: &Taste,
        uri: &Uri,
        request: &HeaderMap,
    ) -> Result<Response, Problem> {
        let Self { name, content_type, containers } = self;
        let Asked { question, since } = Asked::read(&asked(uri)?)?;
        let writer = Box::new(write::Asked::new(writer, question));
        List { name, content_type, containers, since, writer }.tell(site, taste.locale, uri, request).await
    }
}
