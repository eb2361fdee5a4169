//! What is imported: from which sources, in which runs, what each run did to each record.
//!
//! A run is written down as it goes on, each portion of its records in the transaction that writes their documents: whoever is
//! cut off leaves a run that says what it did until then, and no record half.
//!
//! | module | says |
//! |---|---|
//! | [`source`] | what is read, how, when again; the account in whose name it tells |
//! | [`run`] | that a source was read: when, by whom, with what numbers, and its end |
//! | [`portion`] | records of a run with what they write, in one transaction |
//! | [`record`] | what a run did to each record; what a source told last |
//! | [`undo`] | a run taken back |

pub mod portion;
pub mod record;
pub mod run;
pub mod source;
pub mod undo;

#[cfg(test)]
mod tests;

pub use portion::{Did, Portion, PortionRecord, RecordFate, RunWrite, ToldNow};
pub use record::{KeptFate, KeptRecord, ToldBefore, Vanishing};
pub use run::{BegunRun, KeptRun, RunCounts, RunRefusal};
pub use source::{KeptSource, SourceCard};
pub use undo::{UndoFate, UndoStep};
