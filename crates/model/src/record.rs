//! What an importer read from a source: records with their places, and what could not be placed.

use crate::{Audience, Document, DocumentError};

/// Where in a source, for reports a person can follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line in the source, from 1.
    pub line: u64,
}

/// One document read from a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The document, under the address it will have here.
    pub document: Document,
    /// Who may read it at first.
    pub audience: Audience,
    /// Whether the source speaks for it or only of it.
    pub standing: Standing,
    /// Where the source speaks of it, first line first.
    pub places: Vec<Place>,
}

/// Whether a source speaks for a document or only of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The source is where it comes from.
    Told,
    /// The source only mentions it: what others wrote under this address stays.
    Mentioned,
}

/// A passage that found no place in the records. Nothing is dropped without one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// Where.
    pub place: Place,
    /// The passage, as it stands.
    pub text: String,
    /// Why it found no place: a stable key, translated at the edge.
    pub reason: UnplacedReason,
}

/// Why a passage found no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnplacedReason {
    /// A heading or field that the importer does not know.
    UnknownField,
    /// A field whose value is empty.
    EmptyField,
    /// A line that is broken: half a sentence, a bullet without text.
    BrokenLine,
    /// Text that stands where no field or section is open.
    OutsideSections,
    /// An instruction of the form itself, not something its author said.
    FormInstruction,
    /// The same statement was already read elsewhere in the page.
    Repeated,
}

/// A passage that means to be a document and cannot be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What it calls itself: an IRI, a name.
    pub name: String,
    /// Where it stands, if the format has lines.
    pub place: Option<Place>,
    /// Why it was refused.
    pub reason: RefusedReason,
}

/// Why a passage cannot be a document here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusedReason {
    /// Its address is not one where this instance keeps documents.
    #[error("{0} is not the address of a document here")]
    NotAnAddress(String),
    /// It breaks the subject rule or a limit.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// What reading a source gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The documents, in the order of their first place.
    pub records: Vec<Record>,
    /// What means to be a document and cannot be one.
    pub refused: Vec<Refused>,
    /// The passages that found none.
    pub unplaced: Vec<Unplaced>,
}
