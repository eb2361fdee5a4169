//! What ActivityPub sends, as it is written: activities, actors and pages of an outbox, between bytes and types. No
//! network, no clock, and nothing of what an activity does.
//!
//! | module | says |
//! |---|---|
//! | this one | [`Activity`]: the nine kinds that we read and write |
//! | [`actor`] | who has an inbox, and which keys are theirs |
//! | `write` | activities of ours, from their addresses |
//! | [`recipients`] | for whom something is |
//! | [`collection`] | collections and their pages: outbox, followers, following |
//! | [`origin`] | which statements count because of where they come from (FEP-fe34) |
//! | [`media_type`] | under which names of formats all this travels |
//! | `wire` | JSON as peers write it: one or several, an address or an object |
//!
//! It is read as the plain JSON that all servers write, not as JSON-LD: an `@context` that gives `actor` another
//! meaning changes nothing here, because nobody asks it. What is said in our own vocabulary travels as canonical
//! N-Quads inside, and is read by `model`.
//!
//! **Add an activity:** a variant of [`Kind`] and its name in `Kind::ALL`; then what [`origin::standing`] says of its
//! object, with a row in its test.

pub mod actor;
pub mod collection;
pub mod media_type;
pub mod origin;
pub mod recipients;
pub(crate) mod wire;
mod write;

use crate::object::{read_time, write_time};
use jiff::Timestamp;
use model::Iri;
use origin::Origin;
use serde_json::{Map, Value, json};

/// The address of "everybody".
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// The address of ActivityStreams' context.
pub const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

/// A report says so much of why, in characters: more is not read.
pub(crate) const CONTENT_LIMIT: usize = 5_000;
/// An activity says so much of whom it is for. A post to more is not for us to sort.
const RECIPIENTS_LIMIT: usize = 1_000;
/// Only a report names several objects.
const OBJECTS_LIMIT: usize = 100;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of ActivityStreams' vocabulary")]
pub enum Kind {
    Follow,
    Accept,
    Reject,
    Undo,
    Create,
    Update,
    Delete,
    Announce,
    Flag,
}

impl Kind {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Follow, "Follow"),
        (Self::Accept, "Accept"),
        (Self::Reject, "Reject"),
        (Self::Undo, "Undo"),
        (Self::Create, "Create"),
        (Self::Update, "Update"),
        (Self::Delete, "Delete"),
        (Self::Announce, "Announce"),
        (Self::Flag, "Flag"),
    ];

    /// By its name in ActivityStreams.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind)
    }

    /// Its name in ActivityStreams.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// Why something that a peer wrote is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActivityError {
    /// It is not JSON, or nested too deeply.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// It is JSON, and no object.
    #[error("not a JSON object")]
    NotAnObject,
    /// A property is missing.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// A property is not what it should be.
    #[error("{0} cannot be read")]
    Malformed(&'static str),
    /// There are more of something than are read.
    #[error("there are too many in {0}")]
    TooMany(&'static str),
    /// It is none of the kinds that are understood.
    #[error("an activity of type {0} is not understood")]
    UnknownKind(String),
    /// Its address is not of the origin of whoever says it.
    #[error("{0} is of another origin than the actor")]
    OtherOrigin(&'static str),
    /// A document was found at another address than its own.
    #[error("the document found at {0} is not the one that is there")]
    NotItself(Iri),
}

/// An activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its own address.
    pub id: Iri,
    /// What is done.
    pub kind: Kind,
    /// By whom. That they signed it is for the caller to compare.
    pub actor: Iri,
    /// With what: one, of a report several.
    pub objects: Vec<Object>,
    /// For whom, in `to`.
    pub to: Vec<Iri>,
    /// For whom, in `cc`.
    pub cc: Vec<Iri>,
    /// When, if it is said.
    pub published: Option<Timestamp>,
    /// What a report says of why. Nobody has cleaned it yet.
    pub content: Option<String>,
}

/// What an activity is about: named, or written out.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// Its address alone.
    Named(Iri),
    /// All of it, as the actor says that it is.
    Embedded(Embedded),
}

/// An object that is written out inside an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    /// Its address, if it has one.
    pub id: Option<Iri>,
    /// Its types.
    pub types: Vec<String>,
    /// Whose it says that it is: `attributedTo`, or the `actor` of an activity.
    pub owners: Vec<Iri>,
    /// All of it.
    pub value: Map<String, Value>,
}

impl Object {
    /// One that is written out.
    pub fn embedded(value: Map<String, Value>) -> Result<Self, ActivityError> {
        Embedded::read(value).map(Self::Embedded)
    }

    /// Its address, if it has one.
    pub fn id(&self) -> Option<&Iri> {
        match self {
            Self::Named(id) => Some(id),
            Self::Embedded(embedded) => embedded.id.as_ref(),
        }
    }

    pub(crate) fn read(value: &Value) -> Result<Self, ActivityError> {
        if let Value::Object(value) = value {
            return Embedded::read(value.clone()).map(Self::Embedded);
        }
        wire::address(value).map(Self::Named).ok_or(ActivityError::Malformed("object"))
    }

    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Named(id) => Value::from(id.as_str()),
            Self::Embedded(embedded) => Value::Object(embedded.value.clone()),
        }
    }
}

impl Embedded {
    /// What an object says of itself.
    pub fn read(value: Map<String, Value>) -> Result<Self, ActivityError> {
        let id = match value.get("id") {
            None | Some(Value::Null) => None,
            Some(id) => Some(wire::address(id).ok_or(ActivityError::Malformed("id of the object"))?),
        };
        let mut owners = wire::addresses(&value, "attributedTo", OBJECTS_LIMIT)?;
        for actor in wire::addresses(&value, "actor", OBJECTS_LIMIT)? {
            // Pleroma and Mobilizon write the same in both.
            if !owners.contains(&actor) {
                owners.push(actor);
            }
        }
        Ok(Self { id, types: wire::types(&value), owners, value })
    }
}

impl Activity {
    /// Reads what was sent. Whoever calls has verified it and bounded its size.
    ///
    /// An activity whose address is not of its actor's origin is refused: nobody could ever ask for it there, and with
    /// it another's activity could be taken for known.
    pub fn read(bytes: &[u8]) -> Result<Self, ActivityError> {
        let value = wire::object(bytes)?;
        let types = wire::types(&value);
        let kind = types.iter().find_map(|name| Kind::from_name(name));
        let kind = match (kind, types.first()) {
            (Some(kind), _) => kind,
            (None, None) => return Err(ActivityError::Missing("type")),
            (None, Some(name)) => return Err(ActivityError::UnknownKind(name.chars().take(64).collect())),
        };
        let one = |name: &'static str| {
            let value = value.get(name).ok_or(ActivityError::Missing(name))?;
            wire::address(wire::only(value)).ok_or(ActivityError::Malformed(name))
        };
        let (id, actor) = (one("id")?, one("actor")?);
        if !Origin::is_shared(&id, &actor) {
            return Err(ActivityError::OtherOrigin("id"));
        }
        let objects = value.get("object").ok_or(ActivityError::Missing("object"))?;
        let objects = wire::several(objects);
        let allowed = if kind == Kind::Flag { OBJECTS_LIMIT } else { 1 };
        if objects.len() > allowed {
            return Err(ActivityError::TooMany("object"));
        }
        let objects = objects.iter().map(Object::read).collect::<Result<Vec<_>, _>>()?;
        if objects.is_empty() {
            return Err(ActivityError::Missing("object"));
        }
        let to = wire::addresses(&value, "to", RECIPIENTS_LIMIT)?;
        let cc = wire::addresses(&value, "cc", RECIPIENTS_LIMIT)?;
        let published = value.get("published").and_then(read_time);
        let content = wire::text(&value, "content").map(|text| text.chars().take(CONTENT_LIMIT).collect());
        Ok(Self { id, kind, actor, objects, to, cc, published, content })
    }

    /// Whether it is said to everybody. Some write the address short.
    pub fn is_public(&self) -> bool {
        self.to.iter().chain(&self.cc).any(|address| address.as_str() == PUBLIC)
    }

    /// As it is sent.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = Map::from_iter([("@context".to_owned(), context())]);
        value.append(&mut self.to_value());
        Value::Object(value).to_string().into_bytes()
    }

    /// The same, to stand in another activity.
    pub fn to_embedded(&self) -> Embedded {
        let (id, owners) = (Some(self.id.clone()), vec![self.actor.clone()]);
        Embedded { id, types: vec![self.kind.name().to_owned()], owners, value: self.to_value() }
    }

    fn to_value(&self) -> Map<String, Value> {
        let mut value = Map::new();
        value.insert("id".to_owned(), Value::from(self.id.as_str()));
        value.insert("type".to_owned(), Value::from(self.kind.name()));
        value.insert("actor".to_owned(), Value::from(self.actor.as_str()));
        if let Some(published) = self.published {
            value.insert("published".to_owned(), write_time(published));
        }
        recipients::write(&self.to, &self.cc, &mut value);
        if let Some(content) = &self.content {
            value.insert("content".to_owned(), Value::from(content.as_str()));
        }
        let mut objects: Vec<_> = self.objects.iter().map(Object::to_value).collect();
        let object = if objects.len() == 1 { objects.swap_remove(0) } else { Value::from(objects) };
        value.insert("object".to_owned(), object);
        value
    }
}

/// The context of what we write. Terms that ActivityStreams has keep their meaning; ours have a prefix.
pub(crate) fn context() -> Value {
    json!([CONTEXT, { "cs": model::vocab::NAMESPACE, "Hashtag": "as:Hashtag" }])
}

/// An object as it is answered to whoever asks for it alone.
pub fn document(object: Map<String, Value>) -> Vec<u8> {
    let mut value = Map::from_iter([("@context".to_owned(), context())]);
    value.extend(object);
    Value::Object(value).to_string().into_bytes()
}

#[cfg(test)]
mod tests;
