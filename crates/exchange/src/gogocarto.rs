//! A map made with GoGoCarto, Transiscope's among them: `/api/elements.json`, live or as a file.
//!
//! Read from GoGoCarto's own source (version 3.3 of May 2024) and from samples of older maps: both spellings are taken. One
//! element is in memory at a time. Its JSON-LD is not read as RDF: its context gives neither names nor types. What a mapping
//! says of a source goes before what is said here; the rest of the mapping that comes with this module is a file beside it.
//!
//! | module | reads |
//! |---|---|
//! | `element` | an element, into a document and its contact details |
//! | `categories` | what an element is filed under, in the four ways that maps write it |
//! | `opening_hours` | when it is open |
//! | `aggregated` | the records that were merged into it |
//! | [`taxonomy`] | what a map files its elements under: concepts |
//! | [`write`](mod@write) | the way out: what is here, as such a map tells it |
//!
//! Three things are left out on purpose. E-mail addresses of people who follow an element stand in some answers
//! (`subscriberEmails`): they are read nowhere. `private` and `hidden` are no addresses. And what a map computes anew for each
//! answer is not said of an element (`refreshNeeded`, `searchScore`): otherwise it would be another every day.
//!
//! A map also tells what waits for moderation, and which of it depends on the question: what is not published is refused
//! here, whatever was asked.

mod aggregated;
mod categories;
mod element;
mod opening_hours;
pub mod taxonomy;
#[cfg(test)]
mod tests;
pub mod write;

use crate::draft::{refused, web_address};
use crate::json::{Items, JsonError, Piece};
use crate::mapping::Mapping;
use crate::source::Source;
use crate::value::{is_empty, word};
use element::Map;
pub(crate) use element::in_one_line;
use model::{Passage, Place, RefusedReason, Unplaced, UnplacedReason};
use serde_json::Value;
use std::collections::VecDeque;
use std::io::BufRead;
use std::sync::LazyLock;
use taxonomy::Taxonomy;

/// The map cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// See [`JsonError`].
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The answer has too little of each element, or is of another kind.
    #[error("this is {0}: ask the map for gogofull")]
    Ontology(String),
    /// The map answers that it cannot.
    #[error("the map answers: {0}")]
    Answer(String),
    /// There is no list of elements, nor an element.
    #[error("no element is there")]
    NoElements,
    /// A list of what changed names something that cannot be asked for.
    #[error("item {0} has no id")]
    WithoutKey(u64),
}

/// Where the elements stand: GoGoCarto's own, other programs', its JSON-LD.
const LISTS: &[&str] = &["data", "elements", "@graph"];

/// What every map is read with, where its own mapping does not say otherwise.
static MAPPING: LazyLock<Mapping> =
    LazyLock::new(|| Mapping::read(include_str!("gogocarto/mapping.toml")).unwrap_or_default());

/// Reads the elements of a map, in their order. One that is broken is refused and the others go on; after an error there is
/// nothing more. `taxonomy` tells what categories are themes here.
pub fn read<'a, R: BufRead>(
    source: R,
    at: &Source,
    mapping: &Mapping,
    taxonomy: Option<&'a Taxonomy>,
) -> impl Iterator<Item = Result<Passage, ReadError>> + use<'a, R> {
    Elements {
        items: Some(Items::new(source, LISTS)),
        map: Map { at: at.clone(), mapping: mapping.or(&MAPPING), taxonomy },
        around: serde_json::Map::new(),
        number: 0,
        found: VecDeque::new(),
    }
}

/// Reads a list of what changed (`ontology=gogosync`): the key of each element, and when it changed last, where that is said.
/// What is not in it is no longer published.
pub fn sync<R: BufRead>(source: R) -> impl Iterator<Item = Result<(String, Option<jiff::Timestamp>), ReadError>> {
    Items::new(source, LISTS).filter_map(|piece| match piece {
        Err(error) => Some(Err(error.into())),
        Ok(Piece::Member(name, value)) => wrong_answer(&name, &value, "gogosync").map(Err),
        Ok(Piece::Item(number, item)) => {
            let item = item.ok();
            let field = |name: &str| item.as_ref().and_then(|item| item.get(name)).and_then(word);
            let changed = field("updatedAt").and_then(|time| time.parse().ok());
            Some(field("id").map(|id| (id, changed)).ok_or(ReadError::WithoutKey(number)))
        }
    })
}

struct Elements<'a, R> {
    items: Option<Items<R>>,
    map: Map<'a>,
    /// What stands around the list; where there is none, the one element that the source is.
    around: serde_json::Map<String, Value>,
    number: u64,
    found: VecDeque<Passage>,
}

impl<R: BufRead> Elements<'_, R> {
    /// Reads on until something is found. Whether there may be more.
    fn read_on(&mut self) -> Result<bool, ReadError> {
        let Some(items) = &mut self.items else { return Ok(false) };
        match items.next().transpose()? {
            Some(Piece::Member(name, value)) => self.member(name, value)?,
            Some(Piece::Item(number, item)) => {
                self.number = number;
                let place = Place::Item(number);
                match item {
                    Ok(value) => self.found.extend(element::read(value, place, &self.map)),
                    Err(broken) => {
                        let what = RefusedReason::Malformed("JSON".to_owned());
                        self.found.push_back(refused(&broken.name, place, what));
                    }
                }
            }
            None => {
                let has_list = items.has_list();
                self.items = None;
                self.end(has_list)?;
            }
        }
        Ok(true)
    }

    fn member(&mut self, name: String, value: Value) -> Result<(), ReadError> {
        if let Some(error) = wrong_answer(&name, &value, "gogofull") {
            return Err(error);
        }
        // It counts for all that follow.
        if name == "licence"
            && self.number == 0
            && let Some(licence) = value.as_str().and_then(web_address)
        {
            self.map.at.licence = Some(licence);
        }
        self.around.insert(name, value);
        Ok(())
    }

    fn end(&mut self, has_list: bool) -> Result<(), ReadError> {
        let around = std::mem::take(&mut self.around);
        let is_element = around.contains_key("id") || around.contains_key("name") || around.contains_key("title");
        if !has_list && is_element {
            self.found.extend(element::read(Value::Object(around), Place::Item(1), &self.map));
            return Ok(());
        }
        if !has_list {
            let answer = around.get("error").and_then(word);
            return Err(answer.map_or(ReadError::NoElements, ReadError::Answer));
        }
        for (name, value) in around {
            let is_read = match name.as_str() {
                "licence" => value.as_str().and_then(web_address) == self.map.at.licence,
                "ontology" | "mapping" | "@context" => true,
                _ => is_empty(&value),
            };
            if !is_read {
                let text = format!("{name}: {value}");
                let place = Place::Item(self.number.max(1));
                self.found.push_back(Passage::Unplaced(Unplaced { place, text, reason: UnplacedReason::UnknownField }));
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Iterator for Elements<'_, R> {
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

/// That a source says it is something else than what was asked for.
fn wrong_answer(name: &str, value: &Value, expected: &str) -> Option<ReadError> {
    let ontology = value.as_str().filter(|ontology| name == "ontology" && *ontology != expected)?;
    ontology.starts_with("gogo").then(|| ReadError::Ontology(ontology.to_owned()))
}
