//! A profile: a document, with its contact details apart.

use super::LANGUAGE;
use super::schema::{self, Kind};
use crate::additional::Additional;
use crate::draft::{Address, Draft, refused, unplaced, web_address};
use crate::fields::first_readers;
use crate::source::Source;
use crate::value::{is_empty, word};
use jiff::Timestamp;
use model::vocab::{class, individual, property, xsd};
use model::{Container, Passage, Place, RefusedReason, Unplaced, UnplacedReason};
use oxrdf::{Literal, NamedNodeRef};
use serde_json::{Map as Members, Value};

/// Of use to indexes only: which schemas, how a profile is found, when it leaves the index.
const LEFT_OUT: [&str; 6] = ["linked_schemas", "node_id", "profile_hash", "last_updated", "expires", "profile_url"];

/// Reads a profile.
pub(super) fn read(fields: Members<String, Value>, at: &Source, place: Place) -> Vec<Passage> {
    let text = |name: &str| fields.get(name).and_then(word);
    let name = text("name").or_else(|| text("title")).unwrap_or_default();
    let refusal = |reason| vec![refused(&name, place, reason)];
    let is_deleted = text("status").is_some_and(|status| status == "deleted");
    if is_deleted {
        return refusal(RefusedReason::Unpublished);
    }
    let class = match schema::kind(fields.get("linked_schemas")) {
        Err(names) if names.is_empty() => return refusal(RefusedReason::Malformed("linked_schemas".to_owned())),
        Err(names) => return refusal(RefusedReason::UnknownType(names)),
        Ok(Kind::Of(class)) => class,
        Ok(Kind::Exchange) => match text("exchange_type").as_deref() {
            Some("offer") => class::OFFER,
            Some("want" | "need" | "request") => class::NEED,
            _ => return refusal(RefusedReason::Malformed("exchange_type".to_owned())),
        },
    };
    let draft = key(&fields, class)
        .and_then(|key| Container::of_class(class).and_then(|container| Draft::new(at, container, &key)));
    let Some(mut draft) = draft else { return refusal(RefusedReason::WithoutKey) };
    draft.in_language(LANGUAGE);
    draft.is_a(class);
    let page = text("profile_url").or_else(|| text("primary_url")).and_then(|page| web_address(&page));
    let mut profile = Profile { class, draft, additional: Additional::default(), unplaced: Vec::new(), place };
    profile.read(fields);
    let mut passages = profile.draft.finish(&first_readers(at, class), page.as_ref(), place);
    passages.extend(profile.unplaced.into_iter().map(Passage::Unplaced));
    passages
}

/// What a profile is called by: what its group calls it, where it stands, what it is about. What somebody offers may have
/// the address of who does, so that its title makes the difference.
fn key(fields: &Members<String, Value>, class: NamedNodeRef<'_>) -> Option<String> {
    let text = |name: &str| fields.get(name).and_then(word);
    let own = ["unique_id", "noo_uid", "profile_url", "details_url"].iter().find_map(|name| text(name));
    let is_exchange = class == class::OFFER || class == class::NEED;
    own.or_else(|| match (text("primary_url"), text("title").or_else(|| text("name"))) {
        (Some(page), Some(title)) if is_exchange => Some(format!("{page} {title}")),
        (page, _) => page,
    })
}

struct Profile {
    class: NamedNodeRef<'static>,
    draft: Draft,
    additional: Additional,
    unplaced: Vec<Unplaced>,
    place: Place,
}

impl Profile {
    fn read(&mut self, mut fields: Members<String, Value>) {
        fields.retain(|name, value| !LEFT_OUT.contains(&name.as_str()) && !is_empty(value));
        self.position(&mut fields);
        self.address(&mut fields);
        // A nickname may stand before the name.
        for name in ["name", "title", "nickname"] {
            if let Some(text) = fields.get(name).and_then(word) {
                self.draft.name(&text);
                fields.shift_remove(name);
            }
        }
        for (name, value) in fields {
            if !self.field(&name, &value) {
                self.additional.say(&mut self.draft, &name, &value);
            }
        }
    }

    /// Whether a field is said.
    fn field(&mut self, name: &str, value: &Value) -> bool {
        let text = word(value);
        match (name, &text) {
            ("description", Some(text)) => self.draft.text(property::DESCRIPTION, text),
            ("primary_url" | "url" | "details_url", Some(address)) => self.draft.link(property::WEBSITE, address),
            ("image" | "header_image" | "image_logo" | "image_cover", Some(address)) => {
                self.draft.link(property::IMAGE, address)
            }
            ("images", None) => self.images(value),
            ("tags" | "kvm_category", None) => self.each(value, |draft, tag| draft.text(property::KEYWORD, tag)),
            ("email", _) => self.contact(name, value, Draft::email),
            ("telephone" | "phone", _) => self.contact(name, value, Draft::telephone),
            ("contact_details", _) => self.contact_details(value),
            ("legal_form", Some(text)) if self.class == class::ORGANIZATION => {
                self.draft.text(property::LEGAL_FORM, text)
            }
            ("starts_at", Some(moment)) => self.moment(property::START, property::AVAILABLE_FROM, moment),
            ("ends_at" | "expires_at", Some(moment)) => self.moment(property::END, property::AVAILABLE_UNTIL, moment),
            ("exchange_type", Some(_)) => self.is_exchange(),
            ("item_type", Some(item)) if self.is_exchange() => self.individual(property::KIND, kind_of_item(item)),
            ("transaction_type", _) if self.is_exchange() => self.conditions(value),
            // Which it is stands in its key.
            ("unique_id" | "noo_uid", Some(_)) => true,
            _ => false,
        }
    }

    fn is_exchange(&self) -> bool {
        self.class == class::OFFER || self.class == class::NEED
    }

    fn individual(&mut self, predicate: NamedNodeRef<'_>, individual: Option<NamedNodeRef<'static>>) -> bool {
        if let Some(individual) = individual {
            self.draft.say(predicate, individual);
        }
        individual.is_some()
    }

    /// Says each text of a list; one that cannot be said leaves the list to be kept.
    fn each(&mut self, value: &Value, say: impl Fn(&mut Draft, &str) -> bool) -> bool {
        let Some(items) = value.as_array() else { return false };
        let mut trial = self.draft.clone();
        let are_said = items
            .iter()
            .filter(|item| !is_empty(item))
            .all(|item| word(item).is_some_and(|text| say(&mut trial, &text)));
        if are_said {
            self.draft = trial;
        }
        are_said
    }

    /// Pictures with their names; what only has an address is said, the others are kept whole as well.
    fn images(&mut self, value: &Value) -> bool {
        let Some(images) = value.as_array() else { return false };
        let mut has_names = false;
        for image in images {
            let address = word(image).or_else(|| image.get("url").and_then(word));
            let is_link = address.is_some_and(|address| self.draft.link(property::IMAGE, &address));
            has_names |= !is_link || image.get("name").is_some_and(|name| !is_empty(name));
        }
        !has_names
    }

    /// How to reach somebody is for the members: what cannot be said so is told, not kept with what everybody reads.
    fn contact(&mut self, name: &str, value: &Value, say: fn(&mut Draft, &str) -> bool) -> bool {
        let is_said = word(value).is_some_and(|text| say(&mut self.draft, &text)) || self.each(value, say);
        if !is_said {
            self.broken(name, value);
        }
        true
    }

    fn contact_details(&mut self, value: &Value) -> bool {
        let Some(details) = value.as_object() else {
            self.broken("contact_details", value);
            return true;
        };
        for (name, value) in details.iter().filter(|(_, value)| !is_empty(value)) {
            let text = word(value).unwrap_or_default();
            match name.as_str() {
                "email" if self.draft.email(&text) => {}
                "contact_form" if web_address(&text).is_some() => {
                    self.additional.say(&mut self.draft, "contact_form", value);
                }
                "telephone" | "phone" if self.draft.telephone(&text) => {}
                _ => self.broken(&format!("contact_details.{name}"), value),
            }
        }
        true
    }

    fn conditions(&mut self, value: &Value) -> bool {
        let one = std::slice::from_ref(value);
        let words: Vec<Option<NamedNodeRef<'static>>> = value
            .as_array()
            .map_or(one, Vec::as_slice)
            .iter()
            .map(|value| word(value).and_then(|word| condition(&word)))
            .collect();
        let are_known = words.iter().all(Option::is_some);
        if are_known {
            for condition in words.into_iter().flatten() {
                self.draft.say(property::CONDITION, condition);
            }
        }
        are_known
    }

    /// Seconds since 1970, as the schemas have them.
    fn moment(&mut self, of_life: NamedNodeRef<'_>, of_exchange: NamedNodeRef<'_>, moment: &str) -> bool {
        let predicate = if self.is_exchange() { of_exchange } else { of_life };
        let seconds = moment.split('.').next().and_then(|seconds| seconds.parse::<i64>().ok());
        let moment = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let Some(moment) = moment.filter(|_| !self.draft.says(predicate)) else { return false };
        self.draft.say(predicate, Literal::new_typed_literal(moment.to_string(), xsd::DATE_TIME));
        true
    }

    fn position(&mut self, fields: &mut Members<String, Value>) {
        let of = |fields: &Members<String, Value>, names: [&str; 2]| {
            names.iter().find_map(|name| fields.get(*name)).and_then(word).and_then(|text| text.parse::<f64>().ok())
        };
        let places = [fields.get("geolocation").and_then(Value::as_object), Some(&*fields)]
            .map(|fields| Some((of(fields?, ["lat", "latitude"])?, of(fields?, ["lon", "longitude"])?)));
        let Some((latitude, longitude)) = places.into_iter().flatten().next() else { return };
        if self.draft.position(latitude, longitude) {
            for name in ["geolocation", "latitude", "longitude"] {
                fields.shift_remove(name);
            }
        }
    }

    fn address(&mut self, fields: &mut Members<String, Value>) {
        let mut take = |name: &str| {
            let text = fields.get(name).and_then(word);
            if text.is_some() {
                fields.shift_remove(name);
            }
            text
        };
        let street = take("street_address").or_else(|| take("full_address"));
        let code = take("country_iso_3166");
        let country = code.or_else(|| take("country_name"));
        let address =
            Address { street, postal_code: take("postal_code"), locality: take("locality"), insee_code: None, country };
        self.draft.address(&address);
    }

    fn broken(&mut self, name: &str, value: &Value) {
        self.unplaced.push(unplaced(self.place, name, value, UnplacedReason::BrokenLine));
    }
}

fn kind_of_item(item: &str) -> Option<NamedNodeRef<'static>> {
    match item {
        "good" => Some(individual::PRODUCT),
        "service" => Some(individual::SERVICE),
        _ => None,
    }
}

fn condition(word: &str) -> Option<NamedNodeRef<'static>> {
    match word {
        "borrow-lend" => Some(individual::LOAN),
        "rent-lease" => Some(individual::RENTAL),
        "buy-sell" => Some(individual::SALE),
        "receive-donate" => Some(individual::GIFT),
        _ => None,
    }
}
