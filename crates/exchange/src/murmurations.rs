//! Profiles of Murmurations: what an organisation, a person or somebody who offers or wants something publishes of
//! themselves at an address of their own, for maps and indexes to take.
//!
//! One profile, a list of them, or the answer of an index. `linked_schemas` says what a profile is; its versions count
//! alike, fields that other schemas add are kept, and a profile of schemas that nobody here knows is refused with their
//! names. Nobody says in which language a profile is: its texts are taken for English, as the schemas are.
//!
//! A person's profile is read by the members first: that somebody is found by maps is no word on being found here.

mod profile;
mod schema;
#[cfg(test)]
mod tests;

use crate::draft::refused;
use crate::json::JsonError;
use crate::listing::{Listed, Listing};
use crate::source::Source;
use crate::value::word;
use model::{Passage, Place, RefusedReason};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::BufRead;

/// What texts are written in, where nobody says it.
pub const LANGUAGE: &str = "en";

/// The profiles cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// See [`JsonError`].
    #[error(transparent)]
    Json(#[from] JsonError),
    /// There is neither a list nor a profile.
    #[error("no profile is there: a profile has linked_schemas")]
    NoProfiles,
}

/// Where an index answers with profiles.
const LISTS: &[&str] = &["data", "profiles"];

/// Reads profiles, in their order. One that is broken is refused and the others go on; after an error there is nothing more.
pub fn read<R: BufRead>(source: R, at: &Source) -> impl Iterator<Item = Result<Passage, ReadError>> + use<R> {
    Listing::new(source, LISTS, Profiles { at: at.clone() })
}

struct Profiles {
    at: Source,
}

impl Listed for Profiles {
    type Error = ReadError;

    fn member(&mut self, _name: &str, _value: &Value, _number: u64) -> Result<(), ReadError> {
        Ok(())
    }

    fn item(&mut self, value: Value, place: Place, found: &mut VecDeque<Passage>) {
        if let Value::Object(profile) = value {
            return found.extend(profile::read(profile, &self.at, place));
        }
        let name = word(&value).unwrap_or_default();
        found.push_back(refused(&name, place, RefusedReason::Malformed("JSON".to_owned())));
    }

    fn end(
        &mut self,
        around: Map<String, Value>,
        number: Option<u64>,
        found: &mut VecDeque<Passage>,
    ) -> Result<(), ReadError> {
        // What an index says around its list is of its pages alone.
        if number.is_none() {
            if !around.contains_key("linked_schemas") {
                return Err(ReadError::NoProfiles);
            }
            found.extend(profile::read(around, &self.at, Place::Item(1)));
        }
        Ok(())
    }
}
