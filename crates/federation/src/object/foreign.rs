//! What other servers say of things that we also know: events, organisations, places, groups, posts; and in
//! Communecter's dialect projects and badges, which ActivityStreams has not. Its objects carry no `@context`; here
//! nobody's is looked at.
//!
//! What it is of those whom somebody here follows becomes a document from elsewhere ([`Foreign::document`]).

mod document;

use super::clean::Clean;
use super::read_time;
use crate::activity::{Embedded, wire};
use jiff::Timestamp;
use model::Iri;
use serde_json::{Map, Value};

/// More tags or links of one object are not read.
const TAGS_LIMIT: usize = 32;
const LINKS_LIMIT: usize = 32;
/// Most letters of a name or a tag.
const NAME_LIMIT: usize = 500;

/// What something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words of ActivityStreams' vocabulary, and two of Communecter's")]
pub enum Kind {
    Event,
    Organization,
    Person,
    Group,
    Place,
    Project,
    Badge,
    /// Whatever is written to be read.
    Post,
}

/// Every type that is understood. `Service` and `Application` are software that speaks, of nobody in particular.
const TYPES: [(&str, Kind); 15] = [
    ("Event", Kind::Event),
    ("Organization", Kind::Organization),
    ("Person", Kind::Person),
    ("Group", Kind::Group),
    ("Place", Kind::Place),
    ("Project", Kind::Project),
    ("Badge", Kind::Badge),
    ("Note", Kind::Post),
    ("Article", Kind::Post),
    ("Page", Kind::Post),
    ("Document", Kind::Post),
    ("Question", Kind::Post),
    ("Video", Kind::Post),
    ("Audio", Kind::Post),
    ("Image", Kind::Post),
];

/// Something that another server tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreign {
    /// Its address.
    pub id: Iri,
    /// What it is.
    pub kind: Kind,
    /// Its name, as text.
    pub name: Option<String>,
    /// A line or two; of what Communecter tells, `shortDescription`.
    pub summary: Option<Clean>,
    /// All that is said.
    pub content: Option<Clean>,
    /// Where people read of it.
    pub url: Option<Iri>,
    /// Whose it says that it is.
    pub owners: Vec<Iri>,
    /// Since when it is there.
    pub published: Option<Timestamp>,
    /// Since when it is as it is.
    pub updated: Option<Timestamp>,
    /// When it begins.
    pub start: Option<Timestamp>,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// Whether it was called off, as Mobilizon says it.
    pub is_cancelled: bool,
    /// Where it is.
    pub location: Option<Location>,
    /// What it is about, without the sign of hashtags.
    pub tags: Vec<String>,
    /// Sites that belong to it.
    pub links: Vec<Iri>,
    /// How far a project is, in Communecter's words.
    pub progress: Option<String>,
    /// The language that it says that it is in.
    pub language: Option<String>,
}

/// Where something is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Location {
    /// The name of the place.
    pub name: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The town.
    pub locality: Option<String>,
    /// The country, as two letters (ISO 3166-1).
    pub country: Option<String>,
    /// Latitude and longitude, in degrees.
    pub position: Option<(f64, f64)>,
}

/// Why an object is nothing that we understand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForeignError {
    /// It has no address.
    #[error("the object has no id")]
    Nameless,
    /// It is of no type that is understood.
    #[error("an object of type {0} is not understood")]
    UnknownType(String),
}

impl Foreign {
    /// Reads what an object says. That it may say so is asked of [`origin`](crate::activity::origin).
    pub fn read(object: &Embedded) -> Result<Self, ForeignError> {
        let of_type = |name: &String| TYPES.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind);
        let kind = object.types.iter().find_map(of_type).ok_or_else(|| {
            let name = object.types.first().map(String::as_str).unwrap_or_default();
            ForeignError::UnknownType(name.chars().take(64).collect())
        })?;
        let value = &object.value;
        let time = |name: &str| value.get(name).and_then(read_time);
        Ok(Self {
            id: object.id.clone().ok_or(ForeignError::Nameless)?,
            kind,
            name: text(value, "name"),
            summary: written(value, "summary").or_else(|| written(value, "shortDescription")),
            content: written(value, "content").or_else(|| written(value, "description")),
            url: value.get("url").and_then(wire::page),
            owners: object.owners.clone(),
            published: time("published"),
            updated: time("updated"),
            start: time("startTime"),
            end: time("endTime"),
            is_cancelled: value.get("ical:status").and_then(Value::as_str) == Some("CANCELLED"),
            location: value.get("location").and_then(location).or_else(|| of_place(kind, value)),
            tags: tags(value),
            links: links(value),
            progress: text(value, "progress"),
            language: language(value),
        })
    }
}

/// What is written under a name, cleaned: HTML, unless it says that it is text.
pub(super) fn written(value: &Map<String, Value>, name: &str) -> Option<Clean> {
    let by_language = || value.get(&format!("{name}Map"))?.as_object()?.values().find_map(Value::as_str);
    let given = value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).or_else(by_language)?;
    let is_text = matches!(value.get("mediaType").and_then(Value::as_str), Some("text/plain" | "text/markdown"));
    let clean = if is_text { Clean::of_text(given) } else { Clean::of_html(given) };
    (!clean.is_empty()).then_some(clean)
}

/// The language of what is written: where it stands in `contentMap`, or what Lemmy or Mobilizon say of it.
pub(super) fn language(value: &Map<String, Value>) -> Option<String> {
    let content = value.get("content");
    let map = ["contentMap", "nameMap"].iter().find_map(|name| value.get(*name)).and_then(Value::as_object);
    let of_map = map.and_then(|map| {
        let same = map.iter().find(|(_, text)| Some(*text) == content);
        same.or_else(|| map.iter().next()).map(|(tag, _)| tag.as_str())
    });
    let stated = || {
        let language = value.get("language").or_else(|| value.get("inLanguage"))?;
        language.as_str().or_else(|| language.get("identifier")?.as_str())
    };
    let is_tag = |tag: &&str| {
        (2..=35).contains(&tag.len()) && tag.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    of_map.or_else(stated).filter(is_tag).filter(|tag| *tag != "und").map(str::to_owned)
}

/// A line of text. Some write markup where none may be: it is shown as it stands, hence as text.
fn text(value: &Map<String, Value>, name: &str) -> Option<String> {
    line(value.get(name)?.as_str()?)
}

fn line(text: &str) -> Option<String> {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_LIMIT).collect();
    (!line.is_empty()).then_some(line)
}

fn location(value: &Value) -> Option<Location> {
    let first = wire::several(value).first()?;
    if let Some(name) = first.as_str() {
        // Some write a name, some an address, which is no name.
        let name = line(name).filter(|_| wire::address(first).is_none())?;
        return Some(Location { name: Some(name), ..Location::default() });
    }
    Some(place(first.as_object()?)).filter(|found| *found != Location::default())
}

fn place(place: &Map<String, Value>) -> Location {
    let address = place.get("address").and_then(Value::as_object);
    let stated = |name: &str| address.and_then(|address| text(address, name));
    let country =
        stated("addressCountry").filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()));
    Location {
        name: text(place, "name"),
        street: stated("streetAddress"),
        postal_code: stated("postalCode"),
        locality: stated("addressLocality"),
        country,
        position: position(place),
    }
}

/// A place is where it is itself, under its own name.
fn of_place(kind: Kind, value: &Map<String, Value>) -> Option<Location> {
    let of_place = (kind == Kind::Place).then(|| place(value))?;
    Some(Location { name: None, ..of_place }).filter(|found| *found != Location::default())
}

/// Both coordinates, as numbers or, as some write them, as text.
fn position(value: &Map<String, Value>) -> Option<(f64, f64)> {
    let number = |name: &str, limit: f64| {
        let value = value.get(name)?;
        let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
        (number.abs() <= limit).then_some(number)
    };
    Some((number("latitude", 90.0)?, number("longitude", 180.0)?))
}

/// `tag`, and Communecter's `tags`: plain words.
fn tags(value: &Map<String, Value>) -> Vec<String> {
    let all = ["tag", "tags"].iter().filter_map(|name| value.get(*name)).flat_map(wire::several);
    let names = all.filter_map(|tag| match tag {
        Value::String(name) => Some(name.as_str()),
        Value::Object(tag) if wire::types(tag).iter().any(|name| name == "Hashtag") => tag.get("name")?.as_str(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    });
    let names = names.take(TAGS_LIMIT).filter_map(|name| line(name.trim_start_matches('#')));
    names.collect()
}

/// `attachment`, and Communecter's `attachments`, as far as they are links.
fn links(value: &Map<String, Value>) -> Vec<Iri> {
    let all = ["attachment", "attachments"].iter().filter_map(|name| value.get(*name)).flat_map(wire::several);
    let links =
        all.filter(|link| link.as_object().is_some_and(|link| wire::types(link).iter().any(|name| name == "Link")));
    links.take(LINKS_LIMIT).filter_map(wire::page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Foreign, ForeignError> {
        let Value::Object(value) = value else { unreachable!() };
        Foreign::read(&Embedded::read(value).unwrap())
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let unknown = |name: &str| Err(ForeignError::UnknownType(name.to_owned()));
        assert_eq!(read(json!({ "id": "https://peer.example/1", "type": "Travel" })), unknown("Travel"));
        assert_eq!(read(json!({ "id": "https://peer.example/1" })), unknown(""));
        assert_eq!(read(json!({ "type": "Note" })), Err(ForeignError::Nameless));
        let several = read(json!({ "id": "https://peer.example/1", "type": ["pair:Project", "Project"] })).unwrap();
        assert_eq!(several.kind, Kind::Project);
    }

    #[test]
    fn languages_are_where_they_are_said() {
        let check = |value: Value, expected: Option<&str>| {
            assert_eq!(language(value.as_object().unwrap()).as_deref(), expected, "{value}");
        };
        check(json!({ "content": "a", "contentMap": { "fr": "b", "en": "a" } }), Some("en"));
        check(json!({ "contentMap": { "fr": "b", "en": "a" } }), Some("fr"));
        check(json!({ "language": "pt-BR" }), Some("pt-BR"));
        check(json!({ "language": { "identifier": "de", "name": "Deutsch" } }), Some("de"));
        check(json!({ "language": { "identifier": "und" } }), None);
        check(json!({ "language": "\"><script>" }), None);
        check(json!({}), None);
    }

    #[test]
    fn places_are_where_they_are() {
        let check = |location: Value, expected: Option<Location>| {
            let event = read(json!({ "id": "https://peer.example/1", "type": "Event", "location": location })).unwrap();
            assert_eq!(event.location, expected, "{location}");
        };
        let named = |name: &str| Location { name: Some(name.to_owned()), ..Location::default() };
        check(json!("La halle"), Some(named("La halle")));
        check(json!("https://peer.example/places/1"), None);
        check(json!({ "type": "Place", "name": "La  halle" }), Some(named("La halle")));
        let position = Some((45.5, 3.25));
        let there = json!([{ "name": "La halle", "latitude": "45.5", "longitude": 3.25 }]);
        check(there, Some(Location { position, ..named("La halle") }));
        check(json!({ "name": "La halle", "latitude": 95, "longitude": 3 }), Some(named("La halle")));
        check(
            json!({ "address": { "addressLocality": "Issoire" } }),
            Some(Location { locality: Some("Issoire".to_owned()), ..Location::default() }),
        );
        check(json!({}), None);
        let place =
            read(json!({ "id": "https://peer.example/1", "type": "Place", "latitude": 45.5, "longitude": 3.25 }));
        assert_eq!(place.unwrap().location, Some(Location { position, ..Location::default() }));
    }

    #[test]
    fn text_is_not_taken_for_html() {
        let of = |media_type: &str| {
            let value = json!({ "content": "<b>a</b>", "mediaType": media_type });
            written(value.as_object().unwrap(), "content").unwrap().to_string()
        };
        assert_eq!(of("text/html"), "<b>a</b>");
        assert_eq!(of("text/markdown"), "<p>&lt;b&gt;a&lt;/b&gt;</p>");
    }
}
