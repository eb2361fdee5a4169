//! What an importer read, written as one run: each record created, updated, left alone, or refused with why.

use crate::access;
use crate::change::refusal;
use crate::error::ChangeError;
use crate::registry::Registry;
use journal::{Commit, Current, Outcome, Write, WriteContent};
use model::reason::{IMPORT, MENTION};
use model::{AccountId, Caller, DocumentChange, Expected, Iri, Place, Reading, Record, Refused, Standing, Unplaced};
use std::slice;

/// Records in one commit: large enough that the disk is asked rarely, small enough that others' writes slip between.
const BATCH: usize = 200;

/// Whether an import writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// It writes.
    Write,
    /// It only says what it would do.
    DryRun,
}

/// What became of one record.
#[derive(Debug)]
pub struct ImportedRecord {
    /// Its document.
    pub iri: Iri,
    /// Where the source speaks of it.
    pub places: Vec<Place>,
    /// What happened.
    pub fate: Fate,
}

/// What happened to a record.
#[derive(Debug)]
pub enum Fate {
    /// It is in the journal, or was already.
    Written(Outcome),
    /// Somebody else wrote what stands there, and the source only mentions it: theirs stays.
    Kept,
    /// It was refused.
    Refused(ChangeError),
}

/// What an import did, or would do.
#[derive(Debug)]
pub struct ImportReport {
    /// Each record, in the order of the source.
    pub records: Vec<ImportedRecord>,
    /// What the reader refused before it was a document.
    pub refused: Vec<Refused>,
    /// What the reader could not place.
    pub unplaced: Vec<Unplaced>,
    /// Whether anything was written.
    pub mode: ImportMode,
}

impl ImportReport {
    /// How many records had this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.records.iter().filter(|record| matches!(record.fate, Fate::Written(had) if had == outcome)).count()
    }

    /// How many were left as others wrote them.
    pub fn kept(&self) -> usize {
        self.records.iter().filter(|record| matches!(record.fate, Fate::Kept)).count()
    }

    /// How many were refused, by the reader or by the rules.
    pub fn refused(&self) -> usize {
        self.refused.len() + self.records.iter().filter(|record| matches!(record.fate, Fate::Refused(_))).count()
    }
}

impl Registry {
    /// Writes what a reader read, in batches; a refused record does not hold up the others. The same reading twice
    /// changes nothing. What somebody changed here since the same source was last read stays, and is refused: an
    /// import never undoes people's work.
    pub async fn import(
        &self,
        caller: &Caller,
        source: &str,
        reading: Reading,
        mode: ImportMode,
    ) -> Result<ImportReport, ChangeError> {
        let run = Run { by: access::writer(caller)?, source };
        let mut records = Vec::with_capacity(reading.records.len());
        let mut waiting = reading.records.into_iter();
        loop {
            // By value: what a batch has written is let go of before the next one is judged.
            let batch: Vec<Record> = waiting.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            let mut batch = self.judge(caller, &run, batch).await?;
            if mode == ImportMode::Write {
                self.write(&run, &mut batch).await?;
            }
            records.extend(batch.into_iter().map(|judged| judged.record));
        }
        Ok(ImportReport { records, refused: reading.refused, unplaced: reading.unplaced, mode })
    }

    async fn judge(&self, caller: &Caller, run: &Run<'_>, batch: Vec<Record>) -> Result<Vec<Judged>, ChangeError> {
        let mut judged = Vec::with_capacity(batch.len());
        for record in batch {
            let iri = record.document.iri().clone();
            let places = record.places;
            let current = self.journal.current(&iri).await?;
            let expected = current.as_ref().map_or(Expected::Absent, |current| Expected::OneOf(vec![current.revision]));
            let change = DocumentChange::put(record.document, expected);
            let becoming = self.becoming(slice::from_ref(&change));
            let prepared = self.prepare(caller, change, current.as_ref(), Some(record.audience), &becoming).await;
            let (write, fate) = match prepared {
                Ok(prepared) => match run.foresee(record.standing, &prepared.write, current.as_ref()) {
                    fate @ Fate::Written(_) => (Some(prepared.write), fate),
                    fate @ (Fate::Kept | Fate::Refused(_)) => (None, fate),
                },
                Err(ChangeError::Journal(error)) => return Err(error.into()),
                Err(refused) => (None, Fate::Refused(refused)),
            };
            judged.push(Judged { standing: record.standing, write, record: ImportedRecord { iri, places, fate } });
        }
        Ok(judged)
    }

    /// Commits what the source tells, then what it mentions, since the history names the two apart.
    async fn write(&self, run: &Run<'_>, batch: &mut [Judged]) -> Result<(), ChangeError> {
        for standing in [Standing::Told, Standing::Mentioned] {
            let mut part: Vec<(&Write, &mut Fate)> = batch
                .iter_mut()
                .filter(|judged| judged.standing == standing)
                .filter_map(|judged| Some((judged.write.as_ref()?, &mut judged.record.fate)))
                .collect();
            self.write_part(run, standing, &mut part).await?;
        }
        Ok(())
    }

    /// Commits these at once; if somebody changed one of the documents meanwhile, one by one, so that only that one
    /// is refused.
    async fn write_part(
        &self,
        run: &Run<'_>,
        standing: Standing,
        part: &mut [(&Write, &mut Fate)],
    ) -> Result<(), ChangeError> {
        if part.is_empty() {
            return Ok(());
        }
        let all = part.iter().map(|(write, _)| (*write).clone()).collect();
        match self.journal.commit(run.commit(standing, all)).await.map_err(refusal) {
            Ok(receipt) => {
                for ((_, fate), written) in part.iter_mut().zip(receipt.written) {
                    **fate = Fate::Written(written.outcome);
                }
                return Ok(());
            }
            Err(ChangeError::Journal(error)) => return Err(error.into()),
            Err(_) => {}
        }
        for (write, fate) in part {
            let one = vec![(*write).clone()];
            **fate = match self.journal.commit(run.commit(standing, one)).await.map_err(refusal) {
                Ok(receipt) => {
                    Fate::Written(receipt.written.first().map_or(Outcome::Unchanged, |written| written.outcome))
                }
                Err(ChangeError::Journal(error)) => return Err(error.into()),
                Err(refused) => Fate::Refused(refused),
            };
        }
        Ok(())
    }
}

/// One import: who runs it, of which source.
struct Run<'a> {
    by: AccountId,
    source: &'a str,
}

impl Run<'_> {
    fn reason(&self, standing: Standing) -> String {
        match standing {
            Standing::Told => format!("{IMPORT}{}", self.source),
            Standing::Mentioned => format!("{MENTION}{}", self.source),
        }
    }

    fn commit(&self, standing: Standing, writes: Vec<Write>) -> Commit {
        Commit { by: self.by, reason: Some(self.reason(standing)), writes }
    }

    /// What writing this would do to what is there now.
    fn foresee(&self, standing: Standing, write: &Write, current: Option<&Current>) -> Fate {
        let (Some(current), WriteContent::Put { canonical, audience, .. }) = (current, &write.content) else {
            return Fate::Written(Outcome::Created);
        };
        if current.canonical.is_none() {
            return Fate::Refused(ChangeError::Gone(current.iri.clone()));
        }
        if current.canonical.as_deref() == Some(canonical) && current.own_audience == *audience {
            return Fate::Written(Outcome::Unchanged);
        }
        let was = current.reason.as_deref().unwrap_or_default();
        match standing {
            _ if was == self.reason(standing) => Fate::Written(Outcome::Updated),
            // Whoever tells knows more than whoever mentioned it first.
            Standing::Told if was.starts_with(MENTION) => Fate::Written(Outcome::Updated),
            Standing::Told => Fate::Refused(ChangeError::ChangedHere(current.iri.clone())),
            Standing::Mentioned => Fate::Kept,
        }
    }
}

struct Judged {
    standing: Standing,
    write: Option<Write>,
    record: ImportedRecord,
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Reason;
    use model::reason::NotAReason;

    #[test]
    fn nobody_writes_as_if_he_were_an_import() {
        let run = Run { by: AccountId(1), source: "page" };
        for standing in [Standing::Told, Standing::Mentioned] {
            assert_eq!(Reason::parse(&run.reason(standing)), Err(NotAReason::OfAnImport));
        }
    }
}
