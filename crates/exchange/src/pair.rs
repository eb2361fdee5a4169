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
//! | `context` | a context that would have to be fetched |
//! | `entity` | one subject, into a document |
//! | `graph` | the statements, by whom they are of; inverse properties turned to where we say them |
//! | `said` | a statement on disk |
//! | `subjects` | what others need to know of a subject |
//! | `tie` | associations, said by those whom they tie |
//! | `words` | which classes and properties are which |
//!
//! SemApps serves JSON-LD with a context at an address of its own. Nothing is fetched: the terms are taken for PAIR's then,
//! by their prefixes or without one, and it is told.

mod context;
mod entity;
mod graph;
mod said;
mod subjects;
#[cfg(test)]
mod tests;
mod tie;
mod words;

pub use subjects::SUBJECTS;

use crate::source::Source;
use graph::{Graph, Hearing};
use model::syntax::{Format, Stream, StreamError, SyntaxError};
use model::{Passage, Place, Unplaced, UnplacedReason};
use std::io::{Cursor, Read, Seek};

/// The source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It does not arrive.
    #[error("the source cannot be read: {0}")]
    Source(#[from] std::io::Error),
    /// More than [`SUBJECTS`].
    #[error("these are more than {SUBJECTS} subjects: split it")]
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

impl From<StreamError> for ReadError {
    fn from(error: StreamError) -> Self {
        match error {
            StreamError::Syntax(error) => error.into(),
            StreamError::Io(error) => error.into(),
        }
    }
}

/// Reads all of a source, then gives its subjects in the order in which they come first. Without a `format` it is found
/// out. Where it cannot be read, nothing is given.
pub fn read<R: Read>(
    source: R,
    format: Option<Format>,
    at: &Source,
) -> Result<impl Iterator<Item = Result<Passage, ReadError>> + use<R>, ReadError> {
    let (head, source) = beginning(source)?;
    let (hearing, told) = match format {
        Some(Format::JsonLd) => heard_jsonld(source, at)?,
        Some(format) => (heard(source, format, at)?, Vec::new()),
        None if is_json(&head) => heard_jsonld(source, at)?,
        None => (heard_either(source, at)?, Vec::new()),
    };
    if !hearing.has_pair() {
        return Err(ReadError::NothingOfPair);
    }
    let told = told
        .into_iter()
        .map(|text| Passage::Unplaced(Unplaced { place: Place::Item(1), text, reason: UnplacedReason::UnknownField }));
    let subjects =
        Subjects { graph: hearing.graph()?, at: at.clone(), next: 0, place: 0, ready: Vec::new().into_iter() };
    Ok(told.map(Ok).chain(subjects))
}

/// The beginning of a source, and all of it.
fn beginning<R: Read>(mut source: R) -> Result<(Vec<u8>, impl Read), ReadError> {
    const LOOK: usize = 4096;
    let mut bytes = Vec::new();
    (&mut source).take(LOOK as u64).read_to_end(&mut bytes)?;
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).to_vec();
    let start = head.trim_ascii_start();
    let is_markup = start.strip_prefix(b"<").is_some_and(|rest| {
        let word = rest.get(..4).unwrap_or(rest).to_ascii_lowercase();
        word.starts_with(b"!") || word.starts_with(b"?") || word == b"html" || word == b"rdf:"
    });
    let is_of_programs = bytes.iter().any(|byte| *byte < b' ' && !byte.is_ascii_whitespace());
    if is_markup || is_of_programs {
        return Err(ReadError::NotRdf);
    }
    Ok((head, Cursor::new(bytes).chain(source)))
}

fn heard<R: Read>(source: R, format: Format, at: &Source) -> Result<Hearing, ReadError> {
    hear(&mut stream(source, format, at)?)
}

/// JSON-LD, and what of it says nothing to anybody.
fn heard_jsonld<R: Read>(source: R, at: &Source) -> Result<(Hearing, Vec<String>), ReadError> {
    let elsewhere = context::Elsewhere::default();
    let mut stream = stream(source, Format::JsonLd, at)?.with_contexts(elsewhere.contexts()).gathering_unheard();
    let hearing = hear(&mut stream)?;
    let told = elsewhere.told();
    // Where PAIR's words stand in place of a context, each key is one of them.
    let told = if told.is_empty() { stream.unheard().iter().cloned().collect() } else { told };
    Ok((hearing, told))
}

/// TriG is all of Turtle and N-Triples; what it is not may be N-Quads. Of two errors the first says more.
fn heard_either<R: Read>(mut source: R, at: &Source) -> Result<Hearing, ReadError> {
    let mut kept = tempfile::tempfile()?;
    std::io::copy(&mut source, &mut kept)?;
    kept.rewind()?;
    match heard(&kept, Format::TriG, at) {
        Err(ReadError::Syntax(error)) => {
            kept.rewind()?;
            heard(&kept, Format::NQuads, at).map_err(|other| of_two(error, other))
        }
        heard => heard,
    }
}

/// What is told where it was read as one format, then as another: of two that it is not, the first.
fn of_two(first: SyntaxError, second: ReadError) -> ReadError {
    match second {
        ReadError::Syntax(_) => first.into(),
        ReadError::Source(_) | ReadError::TooLarge | ReadError::NotRdf | ReadError::NothingOfPair => second,
    }
}

fn stream<R: Read>(source: R, format: Format, at: &Source) -> Result<Stream<R>, ReadError> {
    let base = at.page.clone().unwrap_or_else(|| at.base.home());
    Ok(Stream::new(source, format, &base)?)
}

fn hear<R: Read>(statements: &mut Stream<R>) -> Result<Hearing, ReadError> {
    let mut hearing = Hearing::new()?;
    for quad in statements {
        if !hearing.push(&quad?)? {
            return Err(ReadError::TooLarge);
        }
    }
    Ok(hearing)
}

/// The subjects, one after the other.
struct Subjects {
    graph: Graph,
    at: Source,
    next: u32,
    /// How many were told.
    place: u64,
    ready: std::vec::IntoIter<Passage>,
}

impl Subjects {
    fn read(&mut self, number: u32) -> Result<(), ReadError> {
        let subject = self.graph.get(number);
        if subject.is_tie || (subject.class().is_none() && subject.is_part()) {
            return Ok(());
        }
        self.place += 1;
        let node = self.graph.node(number)?;
        self.ready = entity::passages(&mut self.graph, &node, &self.at, Place::Item(self.place))?.into_iter();
        Ok(())
    }
}

impl Iterator for Subjects {
    type Item = Result<Passage, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(passage) = self.ready.next() {
                return Some(Ok(passage));
            }
            if self.next >= self.graph.count() {
                return None;
            }
            let number = self.next;
            self.next += 1;
            if let Err(error) = self.read(number) {
                self.next = self.graph.count();
                return Some(Err(error));
            }
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
