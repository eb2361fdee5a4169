//! What somebody wants changed: one or several documents, all or nothing.

use crate::{Document, Iri, Reason, Revision};

/// A set of document changes that succeed or fail together: a `PUT`, a bundle, a batch of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Each document at most once.
    pub documents: Vec<DocumentChange>,
    /// Why; kept in the history.
    pub reason: Option<Reason>,
}

/// What becomes of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentChange {
    /// Which document.
    pub iri: Iri,
    /// What the caller believes is there now.
    pub expected: Expected,
    /// What shall be there.
    pub content: Content,
}

/// What the caller believes is there now; compared inside the one writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Nothing was said. Enough to create; on what exists it is refused (428 Precondition Required).
    Unstated,
    /// Nothing is there yet (`If-None-Match: *`, or a slug just minted).
    Absent,
    /// One of these revisions is current (`If-Match`).
    OneOf(Vec<Revision>),
    /// Something is there, whichever revision (`If-Match: *`).
    Present,
}

/// What shall be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// This document.
    Put(Document),
    /// Nothing any more: 410 from now on.
    Gone,
}

impl DocumentChange {
    /// Puts `document` where `expected` holds.
    pub fn put(document: Document, expected: Expected) -> Self {
        Self { iri: document.iri().clone(), expected, content: Content::Put(document) }
    }
}
