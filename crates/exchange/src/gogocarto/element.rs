//! An element: a document, with its contact details apart.

use super::categories::{self, Filed};
use super::taxonomy::Taxonomy;
use super::{aggregated, opening_hours};
use crate::additional::{Additional, lift_emails};
use crate::draft::{Address, Draft, refused};
use crate::fields;
use crate::mapping::{Field, Mapping, Property, Writing};
use crate::source::Source;
use crate::value::{is_empty, word};
use model::vocab::{class, property, schema};
use model::{Container, Iri, Passage, Place, RefusedReason, Unplaced, UnplacedReason};
use oxrdf::NamedNodeRef;
use serde_json::{Map as Members, Value};
use std::sync::Arc;

/// Where e-mail addresses of people who follow an element stand, whom nobody asked.
pub(super) const SUBSCRIBERS: &str = "subscriberEmails";

/// What an element is read with.
pub(super) struct Map {
    /// The map, with the licence that its answer states.
    pub(super) at: Source,
    pub(super) mapping: Mapping,
    pub(super) taxonomy: Option<Arc<Taxonomy>>,
}

/// Reads an element.
pub(super) fn read(value: Value, place: Place, map: &Map) -> Vec<Passage> {
    let Value::Object(fields) = value else {
        return vec![refused("", place, RefusedReason::Malformed("JSON".to_owned()))];
    };
    let text = |field: &str| fields.get(field).and_then(word);
    let name = text("name").or_else(|| text("title")).or_else(|| text("id")).unwrap_or_default();
    if let Some(reason) = unpublished(&fields) {
        return vec![refused(&name, place, reason)];
    }
    let filed = categories::read(&fields, map);
    let class = filed.iter().find_map(|filed| filed.class).or(map.mapping.class()).unwrap_or(class::ORGANIZATION);
    let key = text("id").unwrap_or_default();
    let draft = Container::of_class(class).and_then(|container| Draft::new(&map.at, container, &key));
    let Some(draft) = draft else { return vec![refused(&name, place, RefusedReason::WithoutKey)] };
    let mut element = Element { draft, additional: Additional::default(), place, unplaced: Vec::new() };
    element.read(&fields, class, &filed, map);
    element.finish(&key, map)
}

/// Why an element is not one to know elsewhere. A status of 0 and below waits, was refused or was deleted; of what is
/// reported or contested, the state of moderation is another than 0.
fn unpublished(fields: &Members<String, Value>) -> Option<RefusedReason> {
    let number = |field: &str| match fields.get(field).filter(|value| !is_empty(value)) {
        None => Ok(None),
        Some(value) => {
            let number = word(value).and_then(|number| number.parse::<i64>().ok());
            number.map(Some).ok_or_else(|| RefusedReason::Malformed(field.to_owned()))
        }
    };
    match (number("status"), number("moderationState")) {
        (Err(reason), _) | (_, Err(reason)) => Some(reason),
        (Ok(status), Ok(moderation)) => {
            let is_published = status.is_none_or(|status| status >= 1) && moderation.is_none_or(|state| state == 0);
            (!is_published).then_some(RefusedReason::Unpublished)
        }
    }
}

struct Element {
    draft: Draft,
    additional: Additional,
    place: Place,
    unplaced: Vec<Unplaced>,
}

impl Element {
    fn read(&mut self, fields: &Members<String, Value>, class: NamedNodeRef<'_>, filed: &[Filed<'_>], map: &Map) {
        self.draft.is_a(class);
        for filed in filed {
            filed.say(&mut self.draft, &mut self.additional);
        }
        for (field, value) in fields.iter().filter(|(_, value)| !is_empty(value)) {
            match (map.mapping.field(field), field.as_str()) {
                (Some(Field::Property(property)), name) if name != SUBSCRIBERS => self.mapped(property, field, value),
                (Some(Field::Position), name) if name != SUBSCRIBERS => self.one_position(field, value),
                // Left out, or said already: how it is called here, whether it is published.
                (Some(_), _) | (None, SUBSCRIBERS | "id" | "moderationState") => {}
                (None, name) if categories::FIELDS.contains(&name) => {}
                (None, "geo") => self.position(value),
                (None, "latitude" | "lat") => self.position(&Value::Object(fields.clone())),
                (None, "longitude" | "lng" | "long")
                    if fields.contains_key("latitude") || fields.contains_key("lat") => {}
                (None, "address") => self.address(value),
                (None, "openHours") => self.opening_hours(value),
                (None, "aggregatedElements") => aggregated::say(&mut self.draft, value),
                // What someone proposes and nobody has accepted yet.
                (None, "modifiedElement") => self.unplaced(field, value, UnplacedReason::UnknownField),
                (None, _) => self.additional.say(&mut self.draft, field, &without_subscribers(value)),
            }
        }
    }

    /// A field that is a property: each of its values. What is no such value stands under the name of the field.
    fn mapped(&mut self, property: &Property, field: &str, value: &Value) {
        if let Value::Array(values) = value {
            return values
                .iter()
                .filter(|value| !is_empty(value))
                .for_each(|value| self.mapped(property, field, value));
        }
        let is_contact = matches!(property.writing(), Writing::Email | Writing::Telephone);
        let Some(text) = word(value) else {
            return self.additional.say(&mut self.draft, field, &without_subscribers(value));
        };
        let is_hidden = property.writing() == Writing::Email && matches!(text.as_str(), "private" | "hidden");
        if is_hidden || property.say(&mut self.draft, &text) {
            return;
        }
        if !is_contact {
            self.additional.say(&mut self.draft, field, value);
        } else if !property.say_each(&mut self.draft, &text) {
            self.unplaced(field, value, UnplacedReason::BrokenLine);
        }
    }

    fn position(&mut self, value: &Value) {
        let degrees = |names: &[&str]| {
            let value = names.iter().find_map(|name| value.get(name))?;
            word(value)?.replace(',', ".").parse::<f64>().ok()
        };
        let place = degrees(&["latitude", "lat"]).zip(degrees(&["longitude", "lng", "long"]));
        if !place.is_some_and(|(latitude, longitude)| self.draft.position(latitude, longitude)) {
            let written = ["latitude", "lat", "longitude", "lng", "long"].map(|name| (name, value.get(name)));
            let written = written.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
            let written: Members<String, Value> = written.collect();
            self.unplaced("geo", &Value::Object(written), UnplacedReason::BrokenLine);
        }
    }

    /// Both in one text.
    fn one_position(&mut self, field: &str, value: &Value) {
        let place = word(value).and_then(|text| fields::position(&text));
        if !place.is_some_and(|(latitude, longitude)| self.draft.position(latitude, longitude)) {
            self.unplaced(field, value, UnplacedReason::BrokenLine);
        }
    }

    fn address(&mut self, value: &Value) {
        let Value::Object(parts) = value else {
            // As it is written on an envelope.
            return match word(value) {
                Some(street) => self.draft.address(&Address { street: Some(street), ..Address::default() }),
                None => self.additional.say(&mut self.draft, "address", value),
            };
        };
        let part = |name: &str| parts.get(name).and_then(word);
        let street = match (part("streetNumber"), part("streetAddress")) {
            (Some(number), Some(street)) if !street.starts_with(&number) => {
                // Kept apart too, so that it goes out as it came in.
                self.additional.say(&mut self.draft, "streetNumber", &Value::String(number.clone()));
                Some(format!("{number} {street}"))
            }
            (number, street) => street.or(number),
        };
        let address = Address {
            street,
            postal_code: part("postalCode"),
            locality: part("addressLocality"),
            insee_code: None,
            country: part("addressCountry"),
        };
        self.draft.address(&address);
        let known = ["streetNumber", "streetAddress", "postalCode", "addressLocality", "addressCountry"];
        for (name, value) in parts.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
            if word(value).is_none_or(|written| written != in_one_line(&address)) {
                self.additional.say(&mut self.draft, name, value);
            }
        }
    }

    fn opening_hours(&mut self, value: &Value) {
        match opening_hours::texts(value) {
            Some(texts) => {
                for text in texts {
                    self.draft.word(schema::OPENING_HOURS, &text);
                }
            }
            None => self.additional.say(&mut self.draft, "openHours", value),
        }
    }

    fn unplaced(&mut self, field: &str, value: &Value, reason: UnplacedReason) {
        let text = format!("{field}: {}", without_subscribers(value));
        self.unplaced.push(Unplaced { place: self.place, text, reason });
    }

    fn finish(mut self, key: &str, map: &Map) -> Vec<Passage> {
        let page = map.at.page.as_ref().and_then(|page| page_of(page, key));
        if let Some(page) = &page {
            self.draft.say(property::TRANSISCOPE_RECORD, page.as_named_node());
        }
        let mut passages = self.draft.finish(&map.at, page.as_ref(), self.place);
        passages.extend(self.unplaced.into_iter().map(Passage::Unplaced));
        passages
    }
}

/// Where people read of an element: the part after `#` is the map's own way through itself. `/map` is where GoGoCarto has
/// its map, unless it stands in a page of others.
fn page_of(page: &Iri, key: &str) -> Option<Iri> {
    let page = page.document();
    let (_, rest) = page.as_str().split_once("://")?;
    let has_path = rest.split_once('/').is_some_and(|(_, path)| !path.is_empty());
    let map = if has_path { page.as_str().to_owned() } else { format!("{}/map", page.as_str().trim_end_matches('/')) };
    Iri::parse(&format!("{map}#/fiche/_/{key}/")).ok()
}

/// As GoGoCarto writes it where nobody wrote it otherwise.
pub(crate) fn in_one_line(address: &Address) -> String {
    let town = [&address.postal_code, &address.locality].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let parts = [address.street.clone(), Some(town)].into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

/// At whatever depth they stand.
pub(super) fn without_subscribers(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| *name != SUBSCRIBERS);
            Value::Object(kept.map(|(name, value)| (name.clone(), without_subscribers(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_subscribers).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// What of a part of an element may be read by everyone: contact details go where those of the element stand.
pub(super) fn open_part(draft: &mut Draft, value: &Value) -> Value {
    let mut value = without_subscribers(value);
    lift_emails(draft, &mut value);
    if let Value::Object(members) = &mut value {
        members.retain(|name, value| {
            let numbers: Vec<&Value> =
                value.as_array().map_or_else(|| vec![&*value], |several| several.iter().collect());
            !matches!(name.as_str(), "telephone" | "phone")
                || !numbers.iter().all(|number| word(number).is_some_and(|number| draft.telephone(&number)))
        });
        members.retain(|_, value| !is_empty(value));
    }
    value
}
