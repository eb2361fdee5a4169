//! The sources that are read here: which there are, when each is due, what their runs did.

use crate::access;
use crate::error::{ChangeError, ReadError};
use crate::registry::Registry;
use jiff::Timestamp;
use journal::import::{KeptRecord, KeptRun, KeptSource, Vanishing};
use model::{Caller, Iri, Slug};
use std::time::Duration;

/// The shortest time from one run of a source to the next: who publishes a map is not asked all day long.
pub const SHORTEST_INTERVAL: Duration = Duration::from_mins(5);

impl Registry {
    /// Every source, by name.
    pub async fn sources(&self, caller: &Caller) -> Result<Vec<KeptSource>, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.sources().await?)
    }

    /// The source of this name.
    pub async fn source(&self, caller: &Caller, name: &Slug) -> Result<Option<KeptSource>, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.source(name).await?)
    }

    /// Has a source read again and again, never more often than [`SHORTEST_INTERVAL`]; `None`: by hand only. Whether there
    /// is such a source.
    pub async fn schedule_source(
        &self,
        caller: &Caller,
        name: &Slug,
        every: Option<Duration>,
    ) -> Result<bool, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.schedule_source(name, every.map(|every| every.max(SHORTEST_INTERVAL))).await?)
    }

    /// The source that is due longest, if one is.
    pub async fn due_source(&self) -> Result<Option<KeptSource>, ChangeError> {
        Ok(self.journal.due_source().await?)
    }

    /// When the next source is due; `None`: all are read by hand only.
    pub async fn next_source(&self) -> Result<Option<Timestamp>, ChangeError> {
        Ok(self.journal.next_source().await?)
    }

    /// Runs, the latest first: of this source or of all, before this number; at most `limit`.
    pub async fn runs(
        &self,
        caller: &Caller,
        source: Option<&Slug>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<KeptRun>, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.runs(source, before, limit).await?)
    }

    /// The run of this number.
    pub async fn run(&self, caller: &Caller, number: u64) -> Result<Option<KeptRun>, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.run(number).await?)
    }

    /// Records of a run after this position, in the order of its source; at most `limit`. What did not change is not among
    /// them.
    pub async fn run_records(
        &self,
        caller: &Caller,
        run: u64,
        after: u64,
        limit: usize,
    ) -> Result<Vec<KeptRecord>, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.run_records(run, after, limit).await?)
    }

    /// The sources that told a document and no longer have it. Whoever may read the document may know.
    pub async fn vanished_from(&self, iri: &Iri) -> Result<Vec<Vanishing>, ReadError> {
        Ok(self.journal.vanished_from(iri).await?)
    }
}
