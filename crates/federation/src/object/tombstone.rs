//! What is left of what ended: `Tombstone`. For instances of ours it says which entry ended the document, and how.

use super::exact::{EXACT, ExactError, position, written_position};
use super::{read_time, write_time};
use crate::activity::Embedded;
use jiff::Timestamp;
use model::{Iri, Seq};
use serde_json::{Map, Value};

/// How a document ended for whoever is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// It was taken away; its history is kept.
    Gone,
    /// It is still there, and no longer for them.
    Closed,
    /// It was erased for good, with its history.
    Erased,
}

impl End {
    /// Each, as it is written.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Gone, "gone"), (Self::Closed, "closed"), (Self::Erased, "erased")];

    fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Closed => "closed",
            Self::Erased => "erased",
        }
    }
}

/// What stands where a document or a post stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Its address.
    pub id: Iri,
    /// Since when.
    pub deleted: Option<Timestamp>,
    /// What instances of ours say besides.
    pub exact: Option<Ended>,
}

/// The end of an exact document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The entry in the journal of the instance that says it.
    pub entry: Seq,
    /// The time of this entry, in microseconds.
    pub at: Timestamp,
    /// How.
    pub end: End,
}

impl Tombstone {
    /// Reads what stands in a `Delete`. What says nothing of its end is a tombstone without it; an end that cannot be
    /// read is refused.
    pub fn read(object: &Embedded) -> Result<Self, ExactError> {
        let id = object.id.clone().ok_or(ExactError::Nameless)?;
        let deleted = object.value.get("deleted").and_then(read_time);
        let exact = match object.value.get(EXACT).and_then(Value::as_object) {
            None => None,
            Some(value) => {
                let (entry, at) = position(value)?;
                let end = value.get("cs:end").and_then(Value::as_str);
                let end = End::ALL.into_iter().find(|(_, name)| Some(*name) == end);
                let (end, _) = end.ok_or(ExactError::Malformed("cs:end"))?;
                Some(Ended { entry, at, end })
            }
        };
        Ok(Self { id, deleted, exact })
    }

    /// As it stands in a `Delete`.
    pub fn to_embedded(&self) -> Embedded {
        let types = vec!["Tombstone".to_owned()];
        Embedded { id: Some(self.id.clone()), types, owners: Vec::new(), value: self.to_value() }
    }

    /// As it is answered at its address.
    pub fn to_value(&self) -> Map<String, Value> {
        let mut value = Map::new();
        value.insert("id".to_owned(), Value::from(self.id.as_str()));
        value.insert("type".to_owned(), Value::from("Tombstone"));
        if let Some(deleted) = self.deleted {
            value.insert("deleted".to_owned(), write_time(deleted));
        }
        if let Some(Ended { entry, at, end }) = self.exact {
            let mut exact = Map::from_iter(written_position(entry, at));
            exact.insert("cs:end".to_owned(), Value::from(end.name()));
            value.insert(EXACT.to_owned(), Value::Object(exact));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ends_survive_being_written() {
        let id = Iri::parse("https://peer.example/offers/flour").unwrap();
        let at = "2026-05-12T08:00:00.123456Z".parse().unwrap();
        let plain = Tombstone { id, deleted: Some(at), exact: None };
        let ends =
            End::ALL.map(|(end, _)| Tombstone { exact: Some(Ended { entry: Seq(13), at, end }), ..plain.clone() });
        for tombstone in ends.into_iter().chain([plain]) {
            assert_eq!(Embedded::read(tombstone.to_value()).unwrap(), tombstone.to_embedded());
            assert_eq!(Tombstone::read(&Embedded::read(tombstone.to_value()).unwrap()), Ok(tombstone));
        }
    }

    #[test]
    fn an_end_that_cannot_be_read_is_none() {
        let check = |exact: Value, expected: &'static str| {
            let value = json!({ "id": "https://peer.example/a", "type": "Tombstone", "cs:exact": exact });
            let Value::Object(value) = value else { unreachable!() };
            let read = Tombstone::read(&Embedded::read(value).unwrap());
            assert_eq!(read, Err(ExactError::Malformed(expected)));
        };
        let at = "2026-05-12T08:00:00Z";
        check(json!({ "cs:entry": 1, "cs:at": at }), "cs:end");
        check(json!({ "cs:entry": 1, "cs:at": at, "cs:end": "moved" }), "cs:end");
        check(json!({ "cs:at": at, "cs:end": "gone" }), "cs:entry");
        check(json!({ "cs:entry": 1, "cs:end": "gone" }), "cs:at");
    }
}
