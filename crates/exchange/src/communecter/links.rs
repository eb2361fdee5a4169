//! What an entity has to do with others, as links to where these stand here, read already or not.
//!
//! A document speaks of itself only. So of two that are linked the one says it that the grammar has the property on: who is
//! a member says `cs:memberOf`, a project says who carries it. The other end (`members`, `projects`, `events`, `needs`,
//! `subEvents`) is left out, for the other record has it. Nobody is pointed at who may not have agreed to be known:
//! links to people (`followers`, `follows`, `friends`, `attendees`, `creator`, and people among contributors or parents)
//! are left out.

use super::fields::{self, Fields};
use super::kind::Kind;
use super::page_address;
use crate::draft::Draft;
use crate::source::Source;
use model::Container;
use model::vocab::property;
use oxrdf::NamedNodeRef;
use serde_json::{Map, Value};

const LEFT_OUT: &[&str] = &[
    "members",
    "followers",
    "follows",
    "friends",
    "attendees",
    "projects",
    "events",
    "subEvents",
    "needs",
    "poi",
    "creator",
    "proposals",
    "actions",
    "rooms",
];

/// Another entity, as a link names it.
struct Other {
    kind: Kind,
    id: String,
}

/// The links of an entity that stands in this container.
pub(super) fn read(container: Container, fields: &mut Fields, draft: &mut Draft, at: &Source) {
    if let Some(mut links) = fields.object("links") {
        links.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
        for (name, value) in links {
            let field = format!("links.{name}");
            match name.as_str() {
                "memberOf" => each(&field, value, Some(Kind::Organization), fields, |_, other| {
                    link(draft, Some(property::MEMBER_OF), other, at);
                }),
                "contributors" => each(&field, value, None, fields, |_, other| {
                    link(draft, Some(property::CONTRIBUTOR), other, at);
                }),
                "organizer" | "parent" | "parents" => each(&field, value, None, fields, |_, other| {
                    link(draft, of_parent(container, other.kind), other, at);
                }),
                _ => fields.unknown(&field, value),
            }
        }
    }
    // Two generations name whom an entity belongs to, and many entities have both.
    for (id, kind) in [("parentId", "parentType"), ("organizerId", "organizerType")] {
        let (id, kind) = (fields.word(id), fields.word(kind));
        let parts = (id.as_deref().and_then(page_address::id), kind.as_deref().and_then(Kind::of_word));
        match parts {
            (Some(id), Some(kind)) => {
                let other = Other { kind, id };
                link(draft, of_parent(container, kind), &other, at);
            }
            _ => {
                // `dontKnow` is what the form writes when nobody chose.
                if let Some(id) = id.filter(|id| id != "dontKnow") {
                    fields.broken("parentId", id.into());
                }
            }
        }
    }
    for name in ["parent", "organizer"] {
        if let Some(value) = fields.take(name) {
            each(name, value, None, fields, |_, other| link(draft, of_parent(container, other.kind), other, at));
        }
    }
}

/// What someone is of this kind to what belongs to it.
fn of_parent(container: Container, parent: Kind) -> Option<NamedNodeRef<'static>> {
    match (container, parent) {
        (_, Kind::Person | Kind::Need | Kind::Classified) => None,
        (Container::Offers, _) => Some(property::OFFERED_BY),
        (Container::Needs, _) => Some(property::NEEDED_BY),
        (Container::Events, Kind::Poi) => Some(property::TAKES_PLACE_IN),
        (Container::Organizations, Kind::Organization) | (_, Kind::Project | Kind::Event | Kind::Poi) => {
            Some(property::PART_OF)
        }
        (_, Kind::Organization) => Some(property::CARRIED_BY),
    }
}

fn link(draft: &mut Draft, property: Option<NamedNodeRef<'static>>, other: &Other, at: &Source) {
    let container = other.kind.container().filter(|_| other.kind != Kind::Person);
    let address = container.and_then(|container| at.address(container, &other.id));
    if let (Some(property), Some(address)) = (property, address)
        && address != *draft.iri()
    {
        draft.say(property, address.as_named_node());
    }
}

/// Each of the others that a link names: in a list of the API, in an object by their ids, or one alone.
fn each(
    field: &str,
    value: Value,
    usual: Option<Kind>,
    fields: &mut Fields,
    mut found: impl FnMut(&mut Fields, &Other),
) {
    let entries: Vec<(String, Value)> = match value {
        Value::Object(one) if one.get("type").is_some_and(Value::is_string) => vec![(String::new(), one.into())],
        Value::Object(entries) => entries.into_iter().collect(),
        value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            fields::items(value).into_iter().map(|entry| (String::new(), entry)).collect()
        }
    };
    for (key, entry) in entries {
        let Value::Object(entry) = entry else {
            fields.broken(field, entry);
            continue;
        };
        // Who is invited, or asks, does not belong yet.
        if ["toBeValidated", "isInviting"].iter().any(|flag| entry.get(*flag).is_some_and(fields::is_yes)) {
            continue;
        }
        match other(&key, &entry, usual) {
            Some(other) => found(fields, &other),
            None => fields.broken(field, entry.into()),
        }
    }
}

fn other(key: &str, entry: &Map<String, Value>, usual: Option<Kind>) -> Option<Other> {
    let addresses = match entry.get("url") {
        Some(Value::Object(url)) => vec![url.get("api"), url.get("communecter")],
        url => vec![url],
    };
    let page = addresses.into_iter().flatten().filter_map(Value::as_str).find_map(page_address::parse);
    let kind = entry.get("type").and_then(Value::as_str).and_then(Kind::of_word);
    let id = page_address::id(key)
        .or_else(|| ["id", "_id"].into_iter().find_map(|name| own_id(entry.get(name)?)))
        .or_else(|| page.as_ref().map(|(_, id)| id.clone()))?;
    Some(Other { kind: kind.or(page.map(|(kind, _)| kind)).or(usual)?, id })
}

/// The id that a value is: a text, or what programs make of MongoDB's (`{"$oid"}`, `{"$id"}`).
pub(super) fn own_id(value: &Value) -> Option<String> {
    let text = value.get("$oid").or_else(|| value.get("$id")).unwrap_or(value).as_str()?;
    page_address::id(text)
}
