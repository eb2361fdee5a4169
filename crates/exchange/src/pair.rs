//! PAIR, the ontology of the Virtual Assembly, as SemApps serves and exports it: JSON-LD, Turtle, TriG, N-Triples, N-Quads.
//!
//! Both spellings of its terms are read, `pair#X` and the `pair/X` that a part of it was published under. Each subject of
//! a class that the grammar knows becomes a document here, called by its IRI there, which is kept: it is the same, and the
//! document is derived from it. Links between the subjects of a source become links between the documents; what leads
//! elsewhere keeps its IRI. A document speaks of itself only, so of two that are linked the one says it that the grammar has
//! the property on. What has no counterpart is kept under its own name.
//!
//! People are read with the members as their first readers, and no document of others points at one: what they take part
//! in stands in their own.
//!
//! | module | says |
//! |---|---|
//! | `graph` | the statements, by whom they are of; associations and inverse properties turned to where we say them |
//! | `words` | which classes and properties are which |
//! | `entity` | one subject, into a document |
//!
//! SemApps serves JSON-LD with a context at an address of its own. Nothing is fetched: the terms are taken for PAIR's then,
//! by their prefixes or without one, and it is told.

mod entity;
mod graph;
#[cfg(test)]
mod tests;
mod words;

use crate::source::Source;
use graph::Graph;
use model::syntax::{self, Format, SyntaxError};
use model::{Passage, Place, Unplaced, UnplacedReason};
use oxrdf::Quad;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::io::Read;

/// Most bytes of a source, which is held in memory: subjects point at each other in any order.
pub const BYTES: usize = 32 << 20;
/// Most statements.
pub const QUADS: usize = 300_000;

/// The source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It does not arrive.
    #[error("the source cannot be read: {0}")]
    Source(#[from] std::io::Error),
    /// More than [`BYTES`].
    #[error("this is more than {BYTES} bytes: split it")]
    TooLarge,
    /// A page of the web, RDF/XML, or what only programs read.
    #[error("this is neither JSON-LD nor Turtle, TriG or N-Quads")]
    NotRdf,
    /// See [`SyntaxError`].
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// RDF that has no word of PAIR.
    #[error("nothing of PAIR is there")]
    NothingOfPair,
}

/// Reads a source, in the order in which its subjects come first. Without a `format` it is found out.
pub fn read<R: Read>(source: R, format: Option<Format>, at: &Source) -> Result<Vec<Passage>, ReadError> {
    let bytes = bytes(source)?;
    let (quads, told) = statements(&bytes, format, at)?;
    let graph = Graph::of(quads);
    if !graph.has_pair() {
        return Err(ReadError::NothingOfPair);
    }
    let told = told
        .into_iter()
        .map(|text| Passage::Unplaced(Unplaced { place: Place::Item(1), text, reason: UnplacedReason::UnknownField }));
    Ok(told.chain(entity::passages(&graph, at)).collect())
}

/// Takes the source, and looks at its beginning before the rest.
fn bytes<R: Read>(mut source: R) -> Result<Vec<u8>, ReadError> {
    const LOOK: usize = 4096;
    let mut bytes = Vec::new();
    (&mut source).take(LOOK as u64).read_to_end(&mut bytes)?;
    let start = bytes.trim_ascii_start();
    let is_markup = start.strip_prefix(b"<").is_some_and(|rest| {
        let word = rest.get(..4).unwrap_or(rest).to_ascii_lowercase();
        word.starts_with(b"!") || word.starts_with(b"?") || word == b"html" || word == b"rdf:"
    });
    let is_of_programs = bytes.iter().any(|byte| *byte < b' ' && !byte.is_ascii_whitespace());
    if is_markup || is_of_programs {
        return Err(ReadError::NotRdf);
    }
    source.take((BYTES - bytes.len().min(BYTES) + 1) as u64).read_to_end(&mut bytes)?;
    if bytes.len() > BYTES { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

/// The statements, and what of the text says nothing to anybody.
fn statements(bytes: &[u8], format: Option<Format>, at: &Source) -> Result<(Vec<Quad>, Vec<String>), ReadError> {
    let base = at.page.clone().unwrap_or_else(|| at.base.home());
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let parse = |bytes: &[u8], format| syntax::parse(bytes, format, &base, QUADS);
    match format {
        Some(format) if format != Format::JsonLd => Ok((parse(bytes, format)?, Vec::new())),
        None if !is_json(bytes) => {
            // TriG is all of Turtle and N-Triples; of two errors the first says more.
            let trig = parse(bytes, Format::TriG);
            let quads = trig.or_else(|error| parse(bytes, Format::NQuads).map_err(|_| error));
            Ok((quads?, Vec::new()))
        }
        Some(_) | None => {
            let mut told = Vec::new();
            let (read, quads) = match parse(bytes, Format::JsonLd) {
                Err(SyntaxError::UnknownContext(context)) => {
                    told.push(format!("@context: {context}"));
                    let read = with_our_context(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned);
                    let quads = parse(&read, Format::JsonLd)?;
                    (read, quads)
                }
                parsed => (Cow::Borrowed(bytes), parsed?),
            };
            told.extend(syntax::unheard(&read, Format::JsonLd, &base).into_iter().map(|unheard| unheard.written));
            Ok((quads, told))
        }
    }
}

/// Whether it looks like JSON: in Turtle neither bracket is followed by these.
fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    let next = text.get(1..).unwrap_or_default().trim_ascii_start().first().copied();
    match text.first() {
        Some(b'{') => matches!(next, Some(b'"' | b'}') | None),
        Some(b'[') => matches!(next, Some(b'{' | b'"') | None),
        _ => false,
    }
}

/// The same with PAIR's words in place of contexts that would have to be fetched.
fn with_our_context(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(bytes).ok()?;
    replace_contexts(&mut value);
    Some(value.to_string().into_bytes())
}

fn replace_contexts(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(replace_contexts),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if name == "@context" {
                    replace_context(member);
                } else {
                    replace_contexts(member);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn replace_context(context: &mut Value) {
    match context {
        Value::String(_) => *context = our_context(),
        Value::Array(contexts) => contexts.iter_mut().for_each(replace_context),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}

fn our_context() -> Value {
    json!({
        "@vocab": "http://virtual-assembly.org/ontologies/pair#",
        "pair": "http://virtual-assembly.org/ontologies/pair#",
        "acl": "http://www.w3.org/ns/auth/acl#",
        "as": "https://www.w3.org/ns/activitystreams#",
        "dc": "http://purl.org/dc/terms/",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "ldp": "http://www.w3.org/ns/ldp#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "http://schema.org/",
        "sec": "https://w3id.org/security#",
        "semapps": "http://semapps.org/ns/core#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "solid": "http://www.w3.org/ns/solid/terms#",
        "id": "@id",
        "type": "@type"
    })
}
