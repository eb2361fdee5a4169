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
use crate::json::{Items, JsonError, Piece};
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
    Profiles { items: Some(Items::new(source, LISTS)), at: at.clone(), around: Map::new(), found: VecDeque::new() }
}

struct Profiles<R> {
    items: Option<Items<R>>,
    at: Source,
    /// What stands around the list; where there is none, the one profile that the source is.
    around: Map<String, Value>,
    found: VecDeque<Passage>,
}

impl<R: BufRead> Profiles<R> {
    /// Reads on until something is found. Whether there may be more.
    fn read_on(&mut self) -> Result<bool, ReadError> {
        let Some(items) = &mut self.items else { return Ok(false) };
        match items.next().transpose()? {
            Some(Piece::Member(name, value)) => {
                self.around.insert(name, value);
            }
            Some(Piece::Item(number, item)) => {
                let place = Place::Item(number);
                match item {
                    Ok(Value::Object(profile)) => self.found.extend(profile::read(profile, &self.at, place)),
                    Ok(value) => {
                        let name = word(&value).unwrap_or_default();
                        self.found.push_back(refused(&name, place, RefusedReason::Malformed("JSON".to_owned())));
                    }
                    Err(broken) => {
                        let what = RefusedReason::Malformed("JSON".to_owned());
                        self.found.push_back(refused(&broken.name, place, what));
                    }
                }
            }
            None => {
                let has_list = items.has_list();
                self.items = None;
                let around = std::mem::take(&mut self.around);
                // What an index says around its list is of its pages alone.
                if !has_list {
                    if !around.contains_key("linked_schemas") {
                        return Err(ReadError::NoProfiles);
                    }
                    self.found.extend(profile::read(around, &self.at, Place::Item(1)));
                }
            }
        }
        Ok(true)
    }
}

impl<R: BufRead> Iterator for Profiles<R> {
    type Item = Result<Passage, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(passage) = self.found.pop_front() {
                return Some(Ok(passage));
            }
            match self.read_on() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.items = None;
                    return Some(Err(error));
                }
            }
        }
    }
}
