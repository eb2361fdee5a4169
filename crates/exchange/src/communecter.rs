//! Communecter's public API (`/api/{organization,project,event,person,poi,need,classified}/get`), one page at a time: the
//! caller fetches, this reads and tells where the next page is.
//!
//! A page is `{"meta": {…, "next"}, "entities": {id: {…}}}`; an empty one has `[]`, as PHP writes what is empty. The same
//! entities one after the other, as MongoDB exports them, are read too. What programs of two generations wrote differs in
//! names and forms; each module below takes all that are known, and what it takes is gone from the entity. What is left at
//! its end is told as unplaced: nothing is dropped but what `entity` and `links` name as of no use elsewhere, and what is empty.
//!
//! | module | reads |
//! |---|---|
//! | `kind` | what an entity is, by the words of both generations |
//! | [`page_address`] | the addresses of an entity's page, old and new |
//! | `entity` | which document an entity is, and what all of them have |
//! | `words` | the words of Communecter's lists: forms of organisations, sorts of events and places, maturity |
//! | `classified` | small ads and needs: what is offered, what is needed |
//! | `pages` | its pages and its picture |
//! | `links` | what an entity has to do with others |
//! | `place` | position and address |
//! | `contact` | e-mail and telephone, which stand apart, closed |
//! | `opening` | opening hours |
//! | `date` | dates, in all the ways they are written |
//! | `text` | texts: HTML and Markdown to the plain text that the grammar's texts are |
//! | `fields` | the fields of an entity, and which of them found no place |
//! | [`write`](mod@write) | the way out: what is here, as that API tells it |
//!
//! **Consent.** That the API lists a person proves nothing: its own filter is switched off. A person is read only where
//! `preferences.isOpenData` says so, and no other document points at one: who is a member says it in their own.
//! A refused person is called by their id, and no value of theirs is repeated in a report.

mod classified;
mod contact;
mod date;
mod entity;
mod fields;
mod kind;
mod links;
mod opening;
pub mod page_address;
mod pages;
mod place;
#[cfg(test)]
mod tests;
mod text;
mod words;
pub mod write;

pub use kind::Kind;
#[cfg(test)]
pub(crate) use tests::samples;

use crate::draft::{refused, web_address};
use crate::source::Source;
use model::{Passage, Place, RefusedReason};
use serde_json::{Map, Value};

/// Most bytes of a page, which is held in memory: five hundred entities, the most that the API gives at once, have a tenth
/// of it. Its depth is bounded by the reader of JSON, to 128.
pub const BYTE_LIMIT: usize = 32 << 20;

/// What one page of the API has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// What was found, in its order. Items are counted from 1, anew in each page.
    pub passages: Vec<Passage>,
    /// Where the next page is, if this is not the last one. The API gives an address even then; a page that is not full
    /// is the last one.
    pub next: Option<String>,
    /// How many entities it has, those that were refused among them.
    pub count: u64,
}

/// The page cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More than [`BYTE_LIMIT`].
    #[error("{0} bytes are more than a page may have ({BYTE_LIMIT})")]
    TooLarge(usize),
    /// Not JSON, or nested too deeply.
    #[error("line {line}, column {column}: this is not JSON")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 before the first.
        column: usize,
    },
    /// JSON of something else: an error message, another format of the API.
    #[error("this is not a page of Communecter's API: it has no entities")]
    NotSuchAPage,
}

/// Reads one page. `kind_hint` is what was asked for: entities say themselves what they are in answers of the API, not in
/// exports.
pub fn read(bytes: &[u8], kind_hint: Option<Kind>, at: &Source) -> Result<Page, ReadError> {
    if bytes.len() > BYTE_LIMIT {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let first = match values.next() {
        None => return Err(ReadError::NotSuchAPage),
        Some(Err(error)) => return Err(ReadError::NotJson { line: error.line(), column: error.column() }),
        Some(Ok(first)) => first,
    };
    match first {
        Value::Object(mut envelope) if envelope.contains_key("entities") => {
            let entities = envelope.shift_remove("entities").and_then(entities).ok_or(ReadError::NotSuchAPage)?;
            if values.next().is_some() {
                return Err(ReadError::NotSuchAPage);
            }
            let count = entities.len();
            let next = next(envelope.get("meta"), count, &page_address::site(at));
            let mut page = Page { next, ..Page::default() };
            for (key, entity) in entities {
                page.add(Some(&key), entity, kind_hint, at);
            }
            Ok(page)
        }
        first if is_exported(&first) => Ok(exported(first, values, kind_hint, at)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            Err(ReadError::NotSuchAPage)
        }
    }
}

/// Where the page after this one is, which came from this site (`https://…/`); `None`: this is the last one, or none at all.
pub fn next_page(bytes: &[u8], site: &str) -> Option<String> {
    let mut page: Value = serde_json::from_slice(bytes).ok()?;
    let entities = page.get_mut("entities").map(Value::take).and_then(entities)?;
    next(page.get("meta"), entities.len(), site)
}

impl Page {
    fn add(&mut self, key: Option<&str>, entity: Value, kind_hint: Option<Kind>, at: &Source) {
        self.count += 1;
        self.passages.extend(entity::read(key, entity, kind_hint, at, Place::Item(self.count)));
    }
}

/// The entities with what they are called by; a list has only their numbers, which say nothing.
fn entities(value: Value) -> Option<Vec<(String, Value)>> {
    match value {
        Value::Object(entities) => Some(entities.into_iter().collect()),
        Value::Array(entities) => Some(entities.into_iter().map(|entity| (String::new(), entity)).collect()),
        Value::Null => Some(Vec::new()),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Where the next page is, unless this one is not full: `…/limit/50/index/50` tells how many a full one has.
fn next(meta: Option<&Value>, count: usize, site: &str) -> Option<String> {
    let meta = meta?;
    let next = meta.get("next")?.as_str()?.trim();
    let told = meta.get("limit").and_then(fields::number).unwrap_or_default();
    let mut words = next.split(['/', '?', '&', '=']).skip_while(|word| *word != "limit");
    let full: Option<f64> = words.nth(1).and_then(|limit| limit.parse().ok());
    let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let is_last = count == 0.0 || full.is_some_and(|full| count.max(told) < full);
    let address = match next.strip_prefix('/') {
        Some(path) => format!("{site}{path}"),
        None => next.to_owned(),
    };
    (!is_last).then(|| web_address(&address))?.map(|address| address.to_string())
}

/// Entities one after the other, with or without line breaks between them, or in a list.
fn exported(
    first: Value,
    values: impl Iterator<Item = serde_json::Result<Value>>,
    kind_hint: Option<Kind>,
    at: &Source,
) -> Page {
    let mut page = Page::default();
    for value in std::iter::once(Ok(first)).chain(values) {
        match value {
            Ok(Value::Array(entities)) => {
                for entity in entities {
                    page.add(None, entity, kind_hint, at);
                }
            }
            Ok(entity) => page.add(None, entity, kind_hint, at),
            Err(error) => {
                page.count += 1;
                let what = format!("JSON {}:{}", error.line(), error.column());
                page.passages.push(refused("", Place::Item(page.count), RefusedReason::Malformed(what)));
            }
        }
    }
    page
}

fn is_exported(value: &Value) -> bool {
    let is_entity = |entity: &Map<String, Value>| entity.contains_key("_id") || entity.contains_key("@type");
    match value {
        Value::Object(entity) => is_entity(entity),
        Value::Array(entities) => entities.iter().all(|entity| entity.as_object().is_some_and(is_entity)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
