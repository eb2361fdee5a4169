//! What an importer reads, written as a run of its source: each record created, updated, left alone, or refused with why.
//!
//! A run goes on in portions, so that a large source is never in memory whole and others' writes slip between. Nothing is
//! validated, nor written, that the source tells as it did before. What somebody changed here since the source was last read
//! is brought together with what it tells now; where both changed the same place what was written here stays, and the run
//! says what the source has instead.
//!
//! | module | does |
//! |---|---|
//! | [`source`] | the sources, and when they are due |
//! | [`run`] | reads passages to their end, in portions |
//! | [`replica`] | follows a stream of what others hold: documents from elsewhere, their ends included |
//! | `reading` | the reader's thread |
//! | `judge` | what becomes of a record |
//! | `merge` | a record and what stands here, brought together |
//! | [`report`] | what a run did |
//! | [`summary`] | the same as programs are told |
//! | [`undo`] | takes a run back |

mod judge;
mod merge;
mod reading;
pub mod replica;
pub mod report;
pub mod run;
pub mod source;
pub mod summary;
pub mod undo;

#[cfg(test)]
mod tests;

pub use merge::Dispute;
pub use report::{Fate, ImportReport, ImportedRecord, RunListener, Why};
pub use undo::{UndoError, UndoReport, Undoing, UndoneRecord};
