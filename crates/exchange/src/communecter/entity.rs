//! Which document an entity is, and what all of them have.

use super::date::{self, Date};
use super::fields::{self, Fields};
use super::kind::Kind;
use super::{classified, contact, links, opening, page_address, pages, place, text, words};
use crate::draft::{Draft, refused};
use crate::source::Source;
use jiff::tz::TimeZone;
use model::vocab::{dct, individual, property};
use model::{Container, Passage, Place, RefusedReason};
use oxrdf::NamedNodeRef;
use serde_json::Value;

/// What is of use inside Communecter only: how it stores, counts and shows; who may do what; who did; smaller copies of
/// the picture; what people said below it. `creator` is a person, who may not have agreed to be named.
const LEFT_OUT: &[&str] = &[
    "@context",
    "@id",
    "@type",
    "__v",
    "_id",
    "collection",
    "collectionCount",
    "comment",
    "commentCount",
    "contentKey",
    "creator",
    "followers",
    "hasRC",
    "id",
    "isSpam",
    "lastLoginDate",
    "modifiedByBatch",
    "onepageEdition",
    "preferences",
    "profilBannerUrl",
    "profilMarkerImageUrl",
    "profilMediumImageUrl",
    "profilThumbImageUrl",
    "roles",
    "scope",
    "searchCount",
    "seen",
    "shortDescriptionHTML",
    "sorting",
    "targets",
    "typeSig",
    "updatedByBatch",
    "username",
    "version",
    "voteUp",
    "voteUpCount",
    "voteDown",
    "voteDownCount",
];

/// What Communecter hides of whom it is about, by the word for it, and the fields that say it.
const PRIVATE: &[(&str, &[&str])] = &[
    ("email", &["email"]),
    ("phone", &["phone", "telephone"]),
    ("locality", &["address", "addresses", "geo", "geoPosition"]),
    ("directory", &["links"]),
];

/// One entity. `key` is what the page calls it by.
pub(super) fn read(key: Option<&str>, entity: Value, hint: Option<Kind>, at: &Source, place: Place) -> Vec<Passage> {
    let Value::Object(entity) = entity else {
        return vec![refused(key.unwrap_or_default(), place, RefusedReason::Malformed("JSON".to_owned()))];
    };
    let mut fields = Fields::new(entity);
    let kind = kind(&fields).or_else(|| hint.filter(|_| fields.peek("@type").is_none()));
    let id = id(key, &fields);
    // Nothing of a person is repeated in a report.
    let named = || match (kind, fields.peek("name").and_then(fields::word), &id) {
        (Some(Kind::Person), _, Some(id)) | (_, None, Some(id)) => id.clone(),
        (Some(Kind::Person), ..) | (None, None, None) => String::new(),
        (_, name, _) => name.map(|name| text::line(&name)).unwrap_or_default(),
    };
    let refusal = |reason| vec![refused(&named(), place, reason)];
    let Some(kind) = kind else {
        let word = fields.peek("@type").and_then(fields::word);
        return refusal(word.map_or(RefusedReason::Malformed("@type".to_owned()), RefusedReason::UnknownType));
    };
    let Some(id) = &id else { return refusal(RefusedReason::WithoutKey) };
    if kind == Kind::Person && !is_open(&fields) {
        return refusal(RefusedReason::NoConsent);
    }
    if is_unpublished(&fields) {
        return refusal(RefusedReason::Unpublished);
    }
    let sort = ["typeCommunecter", "type"].into_iter().find_map(|name| fields.peek(name).and_then(fields::word));
    let section = fields.peek("section").and_then(fields::word);
    let Some((container, class)) = document(kind, sort.as_deref(), section.as_deref(), &fields) else {
        let word = section.or(sort).unwrap_or_default();
        return refusal(RefusedReason::UnknownType(format!("{}/{word}", kind.collection())));
    };
    let Some(mut draft) = Draft::new(at, container, id) else { return refusal(RefusedReason::WithoutKey) };
    draft.is_a(class);
    close(kind, &mut fields);
    describe(kind, sort.as_deref(), &mut fields, &mut draft);
    pages::read(kind, id, at, &mut fields, &mut draft);
    links::read(container, &mut fields, &mut draft, at);
    dates(container, &mut fields, &mut draft);
    place::read(&mut fields, &mut draft);
    contact::read(&mut fields, &mut draft);
    opening::read(&mut fields, &mut draft);
    if matches!(container, Container::Offers | Container::Needs) {
        fields.leave(&["section"]);
        classified::read(section.as_deref(), &mut fields, &mut draft);
    }
    fields.leave(LEFT_OUT);
    let mut passages = draft.finish(at, page_address::canonical(at, kind, id).as_ref(), place);
    passages.extend(fields.unplaced(place, kind != Kind::Person));
    passages
}

/// What the entity says it is.
fn kind(fields: &Fields) -> Option<Kind> {
    let word = |name| fields.peek(name).and_then(Value::as_str).and_then(Kind::of_word);
    let of_page = || api_address(fields).and_then(page_address::parse).map(|(kind, _)| kind);
    // Only small ads have a section that offers or needs.
    let is_ad = || fields.peek("section").and_then(Value::as_str).and_then(classified::container).is_some();
    word("@type").or_else(|| word("collection")).or_else(of_page).or_else(|| is_ad().then_some(Kind::Classified))
}

/// What Communecter calls it: the page's word for it, its own, or that of its addresses.
fn id(key: Option<&str>, fields: &Fields) -> Option<String> {
    key.and_then(page_address::id)
        .or_else(|| ["_id", "id"].into_iter().find_map(|name| links::own_id(fields.peek(name)?)))
        .or_else(|| api_address(fields).and_then(page_address::parse).map(|(_, id)| id))
}

/// An address that says type and id.
fn api_address(fields: &Fields) -> Option<&str> {
    let url = fields.peek("url").and_then(Value::as_object);
    let of_url = ["api", "communecter"].into_iter().filter_map(|name| url?.get(name)?.as_str());
    of_url.chain(fields.peek("id").and_then(Value::as_str)).find(|address| page_address::parse(address).is_some())
}

/// Whether a person agreed to be known elsewhere.
fn is_open(fields: &Fields) -> bool {
    fields.peek("preferences").and_then(|preferences| preferences.get("isOpenData")).is_some_and(fields::is_yes)
}

/// Whether Communecter hides it: deleted, disabled, or of closed circles.
fn is_unpublished(fields: &Fields) -> bool {
    let says = |name| fields.peek(name).is_some_and(fields::is_yes);
    let is_private = fields.peek("preferences").and_then(|preferences| preferences.get("private"));
    let status = fields.peek("status").and_then(Value::as_str).unwrap_or_default();
    says("disabled")
        || says("private")
        || is_private.is_some_and(fields::is_yes)
        || matches!(status, "deleted" | "deletePending" | "disabled")
}

/// Where it is kept here, and as what.
fn document(
    kind: Kind,
    sort: Option<&str>,
    section: Option<&str>,
    fields: &Fields,
) -> Option<(Container, NamedNodeRef<'static>)> {
    let container = match kind {
        Kind::Classified => classified::container(section?)?,
        // What is on the map without a type, or as "other", is a place if it is somewhere.
        Kind::Poi if matches!(sort, None | Some("other")) => {
            fields.peek("geo").or_else(|| fields.peek("geoPosition"))?;
            Container::Places
        }
        Kind::Poi => sort.and_then(words::place).map(|_| Container::Places)?,
        Kind::Person | Kind::Organization | Kind::Project | Kind::Event | Kind::Need => kind.container()?,
    };
    Some((container, *container.classes().first()?))
}

/// Takes out what its owner does not show. Where a person lives is shown only on their word.
fn close(kind: Kind, fields: &mut Fields) {
    let listed = |fields: &Fields, list: &str, word: &str| {
        let words = fields.peek("preferences").and_then(|preferences| preferences.get(list)).cloned();
        words.is_some_and(|words| fields::items(words).iter().any(|listed| listed.as_str() == Some(word)))
    };
    for (word, names) in PRIVATE {
        let needs_word = kind == Kind::Person && *word == "locality";
        if listed(fields, "privateFields", word) || needs_word && !listed(fields, "publicFields", word) {
            fields.leave(names);
        }
    }
    if kind == Kind::Person {
        fields.leave(&["birthDate"]);
    }
}

fn describe(kind: Kind, sort: Option<&str>, fields: &mut Fields, draft: &mut Draft) {
    if let Some(name) = fields.word("name") {
        draft.name(&text::line(&name));
    }
    if let Some(summary) = fields.word("shortDescription") {
        draft.text(property::SUMMARY, &text::line(&summary));
    }
    if let Some(description) = fields.word("description") {
        draft.text(property::DESCRIPTION, &text::plain(&description));
    }
    for tag in fields.take("tags").map(tags).unwrap_or_default() {
        match fields::word(&tag) {
            Some(tag) => {
                draft.text(property::KEYWORD, &text::line(&tag));
            }
            None => fields.broken("tags", tag),
        }
    }
    if let Some(sort) = sort {
        let is_known = match kind {
            Kind::Organization => words::legal_form(sort).is_some_and(|form| draft.text(property::LEGAL_FORM, form)),
            Kind::Event => {
                if sort.eq_ignore_ascii_case("workshop") {
                    draft.say(property::KIND, individual::WORKSHOP);
                }
                sort.starts_with("other") || words::event(sort).is_some_and(|word| draft.text(property::KEYWORD, word))
            }
            Kind::Poi => sort == "other" || words::place(sort).is_some_and(|word| draft.text(property::KEYWORD, word)),
            Kind::Person | Kind::Project | Kind::Need | Kind::Classified => false,
        };
        if is_known {
            fields.leave(&["typeCommunecter", "type"]);
        }
    }
    if kind == Kind::Project {
        for name in ["maturity", "avancement"] {
            let Some(word) = fields.word(name) else { continue };
            match words::development_level(&word) {
                Some(level) => draft.say(property::DEVELOPMENT_LEVEL, level),
                None => fields.unknown(name, word.into()),
            }
        }
    }
}

/// Tags in a list, or in a text between commas.
fn tags(value: Value) -> Vec<Value> {
    match value {
        Value::String(text) => text.split(',').filter(|tag| !tag.trim().is_empty()).map(Value::from).collect(),
        value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            fields::items(value)
        }
    }
}

fn dates(container: Container, fields: &mut Fields, draft: &mut Draft) {
    let zone = fields.take("timeZone").and_then(|name| {
        let zone = date::zone(&name);
        if zone.is_none() {
            fields.broken("timeZone", name);
        }
        zone
    });
    let is_all_day = fields.take("allDay").is_some_and(|value| fields::is_yes(&value));
    let (begins, ends) = if matches!(container, Container::Offers | Container::Needs) {
        (property::AVAILABLE_FROM, property::AVAILABLE_UNTIL)
    } else {
        (property::START, property::END)
    };
    let start = told("startDate", zone.as_ref(), is_all_day, fields).map(|(_, date)| date);
    let end = told("endDate", zone.as_ref(), is_all_day, fields);
    if let Some(start) = start {
        draft.say(begins, start.to_literal());
    }
    match end {
        Some((value, end)) if start.is_some_and(|start| end.is_before(start)) => fields.broken("endDate", value),
        Some((_, end)) => draft.say(ends, end.to_literal()),
        None => {}
    }
    if let Some((_, created)) = told("created", None, false, fields) {
        draft.say(dct::CREATED, created.to_literal());
    }
    // The first is when it was last written, the second when it was last shown as new.
    let modified = [told("modified", None, false, fields), told("updated", None, false, fields)];
    if let Some((_, modified)) = modified.into_iter().flatten().next() {
        draft.say(dct::MODIFIED, modified.to_literal());
    }
}

fn told(name: &str, zone: Option<&TimeZone>, is_all_day: bool, fields: &mut Fields) -> Option<(Value, Date)> {
    let value = fields.take(name)?;
    if let Some(date) = Date::read(&value, zone) {
        return Some((value, if is_all_day { date.day(zone) } else { date }));
    }
    fields.broken(name, value);
    None
}
