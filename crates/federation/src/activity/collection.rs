//! Collections and their pages: an outbox, which a follower who was away pulls, and who follows whom; as we give them
//! to those who ask, and as we read them.

use super::{ActivityError, CONTEXT, Object, wire};
use model::Iri;
use serde_json::{Map, Value};

/// A page has so many items at most. Peers give 10 to 100.
const ITEMS_LIMIT: usize = 1_000;
/// The types of both.
const TYPES: [&str; 4] = ["OrderedCollectionPage", "CollectionPage", "OrderedCollection", "Collection"];

/// A collection, without its items: how many there are, and where they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its address.
    pub id: Iri,
    /// Who answers for it, if that is said.
    pub owner: Option<Iri>,
    /// How many items there are; none where it is not told.
    pub total: Option<u64>,
    /// Its first page; none where nobody may see who or what is in it.
    pub first: Option<Iri>,
}

impl Collection {
    /// One of which nothing more is told.
    pub fn new(id: Iri) -> Self {
        Self { id, owner: None, total: None, first: None }
    }

    /// Reads a collection that was found at this address. Its first page is on the same host.
    pub fn read(bytes: &[u8], found_at: &Iri) -> Result<Self, ActivityError> {
        let value = wire::object(bytes)?;
        let id = own_id(&value, found_at)?;
        let first = value.get("first").and_then(wire::address);
        if first.as_ref().is_some_and(|first| !super::Origin::is_shared(first, &id)) {
            return Err(ActivityError::OtherOrigin("first"));
        }
        let owner = value.get("attributedTo").and_then(wire::address);
        Ok(Self { total: value.get("totalItems").and_then(Value::as_u64), first, owner, id })
    }

    /// As we give it.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = Map::new();
        value.insert("@context".to_owned(), Value::from(CONTEXT));
        value.insert("id".to_owned(), Value::from(self.id.as_str()));
        value.insert("type".to_owned(), Value::from("OrderedCollection"));
        let owner = self.owner.as_ref().map(|owner| ("attributedTo".to_owned(), Value::from(owner.as_str())));
        value.extend(owner);
        value.extend(self.total.map(|total| ("totalItems".to_owned(), Value::from(total))));
        value.extend(self.first.as_ref().map(|first| ("first".to_owned(), Value::from(first.as_str()))));
        Value::Object(value).to_string().into_bytes()
    }
}

/// The address of what is a collection or a page of one, and was found there.
fn own_id(value: &Map<String, Value>, found_at: &Iri) -> Result<Iri, ActivityError> {
    if !wire::types(value).iter().any(|name| TYPES.contains(&name.as_str())) {
        return Err(ActivityError::Malformed("type"));
    }
    let id = value.get("id").and_then(wire::address).ok_or(ActivityError::Missing("id"))?;
    if id == *found_at { Ok(id) } else { Err(ActivityError::NotItself(found_at.clone())) }
}

/// One page of an `OrderedCollection`, or all of it where it is not paged.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its address.
    pub id: Iri,
    /// Of what it is a page.
    pub part_of: Option<Iri>,
    /// The page after it, and the first of a collection.
    pub next: Option<Iri>,
    /// What is on it, in its order.
    pub items: Vec<Object>,
}

impl Page {
    /// Reads a page that was found at this address. What follows may not lead to another host: a chain of pages would
    /// else lead us wherever somebody likes.
    pub fn read(bytes: &[u8], found_at: &Iri) -> Result<Self, ActivityError> {
        let value = wire::object(bytes)?;
        let id = own_id(&value, found_at)?;
        let next = ["next", "first"].iter().find_map(|name| value.get(*name)).and_then(wire::address);
        if next.as_ref().is_some_and(|next| !super::Origin::is_shared(next, &id)) {
            return Err(ActivityError::OtherOrigin("next"));
        }
        let items = value.get("orderedItems").or_else(|| value.get("items")).map_or(&[][..], wire::several);
        if items.len() > ITEMS_LIMIT {
            return Err(ActivityError::TooMany("orderedItems"));
        }
        let items = items.iter().map(Object::read).collect::<Result<_, _>>()?;
        Ok(Self { part_of: value.get("partOf").and_then(wire::address), next, items, id })
    }

    /// As we give it.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = Map::new();
        value.insert("@context".to_owned(), super::context());
        value.insert("id".to_owned(), Value::from(self.id.as_str()));
        value.insert("type".to_owned(), Value::from("OrderedCollectionPage"));
        for (name, address) in [("partOf", &self.part_of), ("next", &self.next)] {
            if let Some(address) = address {
                value.insert(name.to_owned(), Value::from(address.as_str()));
            }
        }
        value.insert("orderedItems".to_owned(), self.items.iter().map(Object::to_value).collect());
        Value::Object(value).to_string().into_bytes()
    }
}
