//! What a run did, or would do.

use super::merge::Dispute;
use crate::error::ChangeError;
use journal::import::RunCounts;
use model::{Place, RefusedReason, Unplaced};

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRecord {
    /// The address of its document, or what it calls itself.
    pub name: String,
    /// Where the source speaks of it.
    pub places: Vec<Place>,
    /// What happened.
    pub fate: Fate,
    /// Why, in the words of whoever asked; nothing where that needs no words.
    pub why: Option<String>,
    /// What the source says otherwise than what was written here, which stays.
    pub disputes: Vec<Dispute>,
    /// Whether it was refused because its source, or whom it is about, does not want it to be known elsewhere: nothing to
    /// mend.
    pub by_choice: bool,
}

impl ImportedRecord {
    pub(super) fn new(name: String, places: Vec<Place>, fate: Fate) -> Self {
        Self { name, places, fate, why: None, disputes: Vec::new(), by_choice: false }
    }
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its document was not there.
    Created,
    /// Its document says something else now.
    Updated,
    /// Its source tells what it told before, or what stands there.
    Unchanged,
    /// Its document stays as somebody here wrote it.
    Kept,
    /// It cannot be a document here.
    Refused,
    /// Its source no longer has it; its document stays.
    Vanished,
    /// Its source says that it ended: it is gone here, too.
    Removed,
}

impl Fate {
    /// As it is written down, and told to programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Kept => "kept",
            Self::Refused => "refused",
            Self::Vanished => "vanished",
            Self::Removed => "removed",
        }
    }
}

/// Why a record was not written as its source tells it: to be put into words.
#[derive(Debug)]
pub enum Why {
    /// The reader refused it.
    Reader(RefusedReason),
    /// The rules refused it.
    Rules(ChangeError),
    /// The source only mentions it, and somebody who knows more wrote it.
    Mentioned,
    /// Whoever changed it here was not of the source's opinion.
    Disputed,
    /// The source tells it twice.
    Repeated,
    /// The reader broke down, by a mistake of ours: what comes after it in the source was not read.
    Broken,
    /// Somebody else tells it, or it was erased here.
    Taken,
}

/// Whoever asked for a run: hears what becomes of each record while it goes on, so that a report may be as long as it likes.
pub trait RunListener: Send + Sync {
    /// Puts into words why a record is not written as its source tells it.
    fn words(&self, why: Why) -> String;
    /// What became of a record, in the order of the source; what vanished comes last.
    fn record(&self, record: ImportedRecord);
    /// What the reader could not place.
    fn unplaced(&self, unplaced: Unplaced);
}

/// What a run did, or would do, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The number of the run; `None`: nothing was to be written.
    pub run: Option<u64>,
    /// How many had which fate.
    pub counts: RunCounts,
    /// How many records were refused that somebody may want to mend.
    pub faults: u64,
    /// Why the run ended before its source did.
    pub failure: Option<String>,
}

impl ImportReport {
    /// Counts a record, and tells it.
    pub(super) fn add(&mut self, record: ImportedRecord, listener: &dyn RunListener) {
        let counts = &mut self.counts;
        let count = match record.fate {
            Fate::Created => &mut counts.created,
            Fate::Updated => &mut counts.updated,
            Fate::Unchanged => &mut counts.unchanged,
            Fate::Kept => &mut counts.kept,
            Fate::Refused => &mut counts.refused,
            Fate::Vanished => &mut counts.vanished,
            Fate::Removed => &mut counts.removed,
        };
        *count += 1;
        self.faults += u64::from(record.fate == Fate::Refused && !record.by_choice);
        listener.record(record);
    }
}
