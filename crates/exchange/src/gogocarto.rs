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

use crate::draft::web_address;
use crate::json::{Items, JsonError, Piece};
use crate::listing::{Listed, Listing};
use crate::mapping::Mapping;
use crate::source::Source;
use crate::value::{is_empty, word};
use element::Map;
pub(crate) use element::in_one_line;
use model::{Passage, Place, Unplaced, UnplacedReason};
use serde_json::Value;
use std::collections::VecDeque;
use std::io::BufRead;
use std::sync::{Arc, LazyLock};
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
pub fn read<R: BufRead>(
    source: R,
    at: &Source,
    mapping: &Mapping,
    taxonomy: Option<Arc<Taxonomy>>,
) -> impl Iterator<Item = Result<Passage, ReadError>> + use<R> {
    let map = Map { at: at.clone(), mapping: mapping.or(&MAPPING), taxonomy };
    Listing::new(source, LISTS, Elements { map })
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

/// Where the map of these elements tells what changed, if they come from such a map's own address and nothing else was asked
/// of it than where and what.
pub fn changes(elements: &str) -> Option<String> {
    taxonomy::beside(elements).filter(|_| !elements.contains("ontology=") && !elements.contains('#'))?;
    let joined = if elements.contains('?') { '&' } else { '?' };
    Some(format!("{elements}{joined}{CHANGES}"))
}

/// How an address ends that tells what changed.
pub const CHANGES: &str = "ontology=gogosync";

/// The element that the map tells at its own address.
pub fn element(answer: &[u8]) -> Option<Value> {
    let mut answer: Value = serde_json::from_slice(answer).ok()?;
    Some(answer.get_mut("data")?.take()).filter(Value::is_object)
}

/// The elements as the map would tell them all.
pub fn elements(elements: &[Value]) -> Vec<u8> {
    serde_json::json!({ "ontology": "gogofull", "data": elements }).to_string().into_bytes()
}

struct Elements {
    map: Map,
}

impl Listed for Elements {
    type Error = ReadError;

    fn member(&mut self, name: &str, value: &Value, number: u64) -> Result<(), ReadError> {
        if let Some(error) = wrong_answer(name, value, "gogofull") {
            return Err(error);
        }
        // It counts for all that follow.
        if name == "licence"
            && number == 0
            && let Some(licence) = value.as_str().and_then(web_address)
        {
            self.map.at.licence = Some(licence);
        }
        Ok(())
    }

    fn item(&mut self, value: Value, place: Place, found: &mut VecDeque<Passage>) {
        found.extend(element::read(value, place, &self.map));
    }

    fn end(
        &mut self,
        around: serde_json::Map<String, Value>,
        number: Option<u64>,
        found: &mut VecDeque<Passage>,
    ) -> Result<(), ReadError> {
        let Some(number) = number else {
            if ["id", "name", "title"].iter().any(|name| around.contains_key(*name)) {
                self.item(Value::Object(around), Place::Item(1), found);
                return Ok(());
            }
            let answer = around.get("error").and_then(word);
            return Err(answer.map_or(ReadError::NoElements, ReadError::Answer));
        };
        for (name, value) in around {
            let is_read = match name.as_str() {
                "licence" => value.as_str().and_then(web_address) == self.map.at.licence,
                "ontology" | "mapping" | "@context" => true,
                _ => is_empty(&value),
            };
            if !is_read {
                let text = format!("{name}: {value}");
                let place = Place::Item(number.max(1));
                found.push_back(Passage::Unplaced(Unplaced { place, text, reason: UnplacedReason::UnknownField }));
            }
        }
        Ok(())
    }
}

/// That a source says it is something else than what was asked for.
fn wrong_answer(name: &str, value: &Value, expected: &str) -> Option<ReadError> {
    let ontology = value.as_str().filter(|ontology| name == "ontology" && *ontology != expected)?;
    ontology.starts_with("gogo").then(|| ReadError::Ontology(ontology.to_owned()))
}
