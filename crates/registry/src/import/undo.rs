//! A run taken back: what it changed says what it said before, what it made is gone. What somebody changed since stays as
//! they wrote it, and is named.

use crate::access;
use crate::error::ChangeError;
use crate::registry::Registry;
use journal::import::{KeptRecord, RunRefusal, UndoFate, UndoStep};
use journal::{Current, Entry, JournalError, Write, WriteContent};
use model::iri::Location;
use model::reason::IMPORT;
use model::{AccountId, Caller, Expected, Iri, Seq};
use std::collections::BTreeMap;

/// Records taken back in one transaction.
const PORTION: usize = 200;

/// What became of what a run wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndoReport {
    /// Each document, the last one written first.
    pub records: Vec<UndoneRecord>,
}

/// What became of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoing {
    /// It is gone, as before the run.
    Ended,
    /// It says what it said before the run.
    Restored,
    /// Somebody changed or ended it since: it stays so.
    Left,
}

/// A document that a run wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneRecord {
    /// Which.
    pub iri: Iri,
    /// What became of it.
    pub undoing: Undoing,
}

/// Why a run is not taken back. What had been taken back stays so; asking again goes on.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is no such run (404).
    #[error("there is no run number {0}")]
    Unknown(u64),
    /// It goes on still (409).
    #[error("run number {0} goes on")]
    GoesOn(u64),
    /// It was taken back (409).
    #[error("run number {0} was taken back")]
    Undone(u64),
    /// Whoever asks may not (401, 403), or storage failed.
    #[error(transparent)]
    Refused(#[from] ChangeError),
}

impl From<JournalError> for UndoError {
    fn from(error: JournalError) -> Self {
        Self::Refused(error.into())
    }
}

impl Registry {
    /// Takes a run back.
    pub async fn undo_run(&self, caller: &Caller, number: u64) -> Result<UndoReport, UndoError> {
        access::may_oversee(caller)?;
        let by = access::writer(caller)?;
        let run = self.journal.run(number).await?.ok_or(UndoError::Unknown(number))?;
        if run.undone.is_some() {
            return Err(UndoError::Undone(number));
        }
        let Some(_turn) = self.running.begin(&run.source).filter(|_| run.ended.is_some()) else {
            return Err(UndoError::GoesOn(number));
        };
        let reason = format!("{IMPORT}{}, {number}: undo", run.source);
        let mut report = UndoReport::default();
        let mut before = None;
        loop {
            let records = self.journal.undoable_records(number, before, PORTION).await?;
            let Some(last) = records.last().map(|record| record.position) else { break };
            self.undo_portion(number, by, &reason, records, &mut report).await?;
            before = Some(last);
        }
        match self.journal.run_undone(number).await {
            Ok(()) => Ok(report),
            Err(RunRefusal::Journal(error)) => Err(error.into()),
            Err(_) => Err(UndoError::Undone(number)),
        }
    }

    async fn undo_portion(
        &self,
        run: u64,
        by: AccountId,
        reason: &str,
        records: Vec<KeptRecord>,
        report: &mut UndoReport,
    ) -> Result<(), ChangeError> {
        let entries: Vec<Seq> = records.iter().flat_map(|record| [record.entry, record.before]).flatten().collect();
        let entries: BTreeMap<Seq, Entry> =
            self.journal.entries_at(&entries).await?.into_iter().map(|entry| (entry.seq, entry)).collect();
        let mut steps = Vec::with_capacity(records.len());
        let mut undone = Vec::with_capacity(records.len());
        for record in records {
            let Some(wrote) = record.entry.and_then(|seq| entries.get(&seq)) else { continue };
            let before = record.before.and_then(|seq| entries.get(&seq));
            let undoing = match self.journal.current(&wrote.iri).await? {
                Some(current) if current.canonical.is_some() && !self.base().owns(&current.iri) => {
                    self.undo_replica(by, wrote, record.before).await?
                }
                Some(current) if is_as_written(&current, wrote) => {
                    let content = match before {
                        None => WriteContent::Gone,
                        Some(before) => self.as_it_was(before)?,
                    };
                    let undoing = if before.is_none() { Undoing::Ended } else { Undoing::Restored };
                    steps.extend(self.step(record.position, &current, content));
                    undoing
                }
                // Also what was erased since: there is nothing left to compare.
                Some(_) | None => Undoing::Left,
            };
            undone.push(UndoneRecord { iri: wrote.iri.clone(), undoing });
        }
        let positions: Vec<Iri> = steps.iter().map(|step| step.write.iri.clone()).collect();
        let fates = self.journal.undo_records(run, by, reason.to_owned(), steps).await;
        let fates = fates.map_err(|refusal| match refusal {
            RunRefusal::Journal(error) => ChangeError::Journal(error),
            RunRefusal::Unknown(_) | RunRefusal::Over(_) => ChangeError::NotFound,
        })?;
        for (iri, fate) in positions.into_iter().zip(fates) {
            if fate == UndoFate::Moved
                && let Some(record) = undone.iter_mut().find(|record| record.iri == iri)
            {
                record.undoing = Undoing::Left;
            }
        }
        report.records.append(&mut undone);
        Ok(())
    }

    /// A document from elsewhere that the run brought is forgotten. What it said before is kept nowhere.
    async fn undo_replica(&self, by: AccountId, wrote: &Entry, before: Option<Seq>) -> Result<Undoing, ChangeError> {
        match (&wrote.origin, before) {
            (Some(origin), None) if wrote.canonical.is_some() => {
                let has_ended = self.journal.forget_document(by, origin, &wrote.iri).await?;
                Ok(if has_ended { Undoing::Ended } else { Undoing::Left })
            }
            _ => Ok(Undoing::Left),
        }
    }

    fn step(&self, position: u64, current: &Current, content: WriteContent) -> Option<UndoStep> {
        let Some(Location::Document(container, _)) = self.base().locate(&current.iri) else { return None };
        let expected = Expected::OneOf(vec![current.revision]);
        let write = Write { iri: current.iri.clone(), container, expected, content };
        Some(UndoStep { position, seen: current.seq, write })
    }

    /// What stood there, with whom it was for and whose it was.
    fn as_it_was(&self, entry: &Entry) -> Result<WriteContent, ChangeError> {
        let said = entry.canonical.clone().ok_or(ChangeError::NotFound)?;
        Ok(self.word_for_word(&entry.iri, said, entry.own_audience.clone(), entry.owner)?)
    }
}

/// Whether nobody changed it since: neither what it says, nor whom it is for, nor whose it is.
fn is_as_written(current: &Current, wrote: &Entry) -> bool {
    current.canonical.is_some()
        && current.canonical == wrote.canonical
        && current.own_audience == wrote.own_audience
        && current.owner == wrote.owner
}
