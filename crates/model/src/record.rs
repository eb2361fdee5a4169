//! What an importer read from a source: records with their places, and what could not be placed.

use crate::{Audience, Document, DocumentError};

/// Where in a source, for reports a person can follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line, from 1, of a source that people write.
    Line(u64),
    /// One of its items, from 1, of a source that programs write: lines say nothing there.
    Item(u64),
}

impl Place {
    /// Which line, or item.
    pub fn number(self) -> u64 {
        match self {
            Self::Line(number) | Self::Item(number) => number,
        }
    }
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
    /// Nothing says how its source calls it, so that it could not be found again.
    #[error("it has no identifier")]
    WithoutKey,
    /// It has no name.
    #[error("it has no name")]
    Nameless,
    /// Its source has another by the same identifier before it, in this line or item.
    #[error("line or item {0} has the same identifier")]
    Repeated(u64),
    /// A field is not what its format says.
    #[error("{0} cannot be read")]
    Malformed(String),
    /// Its source does not publish it: it waits for moderation, was refused, or was deleted there.
    #[error("its source does not publish it")]
    Unpublished,
    /// It is about a person, who did not agree to be known elsewhere.
    #[error("the person has not agreed to it")]
    NoConsent,
    /// Nothing says what it is here, and its mapping does not either.
    #[error("nothing here is a {0}")]
    UnknownType(String),
}

/// What a reader found, one after the other, in the order of the source: a large one is never held whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// A document.
    Record(Box<Record>),
    /// What means to be a document and cannot be one.
    Refused(Refused),
    /// What found no place in the documents.
    Unplaced(Unplaced),
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

impl FromIterator<Passage> for Reading {
    fn from_iter<I: IntoIterator<Item = Passage>>(passages: I) -> Self {
        let mut reading = Self::default();
        reading.extend(passages);
        reading
    }
}

impl Extend<Passage> for Reading {
    fn extend<I: IntoIterator<Item = Passage>>(&mut self, passages: I) {
        for passage in passages {
            match passage {
                Passage::Record(record) => self.records.push(*record),
                Passage::Refused(refused) => self.refused.push(refused),
                Passage::Unplaced(unplaced) => self.unplaced.push(unplaced),
            }
        }
    }
}
