//! A run: a source read to its end, in portions.

use super::judge::{Judged, JudgedPortion};
use super::merge::Dispute;
use super::reading::{self, Mark};
use super::report::{Fate, ImportReport, ImportedRecord, RunListener, Why};
use super::summary::DisputeSummary;
use crate::access;
use crate::error::ChangeError;
use crate::registry::Registry;
use journal::import::{BegunRun, Did, Portion, PortionRecord, RecordFate, RunCounts, RunRefusal, SourceCard};
use journal::{JournalError, MirrorOutcome};
use model::iri::Location;
use model::reason::{IMPORT, MENTION};
use model::{AccountId, Caller, Iri, Passage, Slug, Standing};
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Documents of a source that are asked for at once.
const PAGE: usize = 1_000;

/// What a reader reads, one passage after the other; why it cannot be read on, in the words of whoever asked.
pub type Passages = Box<dyn Iterator<Item = Result<Passage, String>> + Send>;

/// Whether an import writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// It writes.
    Write,
    /// It only says what it would do.
    DryRun,
}

/// How much of its source is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceExtent {
    /// All of it: what it told before and is not there has vanished.
    Whole,
    /// What has changed, of a source that says what it has: what it told before is as it was where it is called so, in
    /// whatever container, and has vanished where it is not.
    Listed(Arc<BTreeSet<Slug>>),
    /// A part: what is not there may be elsewhere in it.
    Part,
}

/// What is to be read, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOrder {
    /// The source.
    pub card: SourceCard,
    /// How much of it.
    pub extent: SourceExtent,
    /// Whether it is written.
    pub mode: ImportMode,
}

/// Why a source is not read. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Whoever asks may not (401, 403).
    #[error(transparent)]
    Refused(#[from] ChangeError),
    /// It is being read (409).
    #[error("the source {0} is being read")]
    Running(Slug),
    /// Something else has this name: its records would be taken for others (409).
    #[error("the source {name} is written in {format}")]
    AnotherFormat {
        /// The name.
        name: Slug,
        /// What the other is written in.
        format: String,
    },
}

impl From<JournalError> for ImportError {
    fn from(error: JournalError) -> Self {
        Self::Refused(error.into())
    }
}

/// Sources that are being read, each once at a time.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<BTreeSet<Slug>>);

impl Running {
    pub(super) fn begin(&self, source: &Slug) -> Option<Turn<'_>> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(source.clone()).then(|| Turn { running: self, source: source.clone() })
    }
}

/// The only one who reads a source.
pub(super) struct Turn<'a> {
    running: &'a Running,
    source: Slug,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.source);
    }
}

/// What all portions of a run share.
pub(super) struct Run<'a> {
    pub(super) source: &'a Slug,
    /// Who tells what it tells of documents from elsewhere.
    pub(super) origin: Iri,
    /// `None`: nothing is written.
    pub(super) begun: Option<BegunRun>,
    pub(super) listener: &'a dyn RunListener,
}

impl Run<'_> {
    pub(super) fn say(&self, why: Why) -> String {
        self.listener.words(why)
    }

    /// Why a record was written, for the history.
    pub(super) fn reason(&self, standing: Standing) -> String {
        let begins = match standing {
            Standing::Told => IMPORT,
            Standing::Mentioned => MENTION,
        };
        match self.begun {
            Some(BegunRun { number, .. }) => format!("{begins}{}, {number}", self.source),
            None => format!("{begins}{}", self.source),
        }
    }
}

impl Registry {
    /// Reads a source and writes what it tells, in its own name; a refused record does not hold up the others. The same
    /// source twice changes nothing.
    ///
    /// A source that cannot be read on ends the run with what it wrote until then, and the report says why.
    pub async fn import(
        &self,
        caller: &Caller,
        order: ImportOrder,
        passages: Passages,
        listener: &dyn RunListener,
    ) -> Result<ImportReport, ImportError> {
        access::may_oversee(caller)?;
        let by = access::writer(caller)?;
        let ImportOrder { card, extent, mode } = order;
        let source = card.name.clone();
        let Some(_turn) = self.running.begin(&source) else { return Err(ImportError::Running(source)) };
        let origin = self.origin(&card);
        let begun = self.begin_run(card, mode, by).await?;
        let run = Run { source: &source, origin, begun, listener };
        let mut report = ImportReport { run: begun.map(|begun| begun.number), ..ImportReport::default() };
        match self.read_all(caller, &run, extent, passages, &mut report).await {
            Ok(()) => Ok(report),
            Err(error) => {
                if let Some(begun) = begun {
                    // The first failure says more than a second one here would.
                    drop(self.journal.end_run(begun.number, Some(error.to_string()), Vec::new()).await);
                }
                Err(error.into())
            }
        }
    }

    /// Who tells what a source tells: the source as it is called here, wherever it is. Its address may hold what opens it,
    /// and everybody may read who tells a document; and a source that moves is the same source.
    pub(super) fn origin(&self, card: &SourceCard) -> Iri {
        self.base().service(&format!("admin/sources#{}", card.name))
    }

    /// Writes down that a run begins, if it writes.
    pub(super) async fn begin_run(
        &self,
        card: SourceCard,
        mode: ImportMode,
        by: AccountId,
    ) -> Result<Option<BegunRun>, ImportError> {
        if let Some(known) = self.journal.source(&card.name).await?.filter(|known| known.card.format != card.format) {
            return Err(ImportError::AnotherFormat { name: card.name, format: known.card.format });
        }
        Ok(match mode {
            ImportMode::Write => Some(self.journal.begin_run(card, by).await?),
            ImportMode::DryRun => None,
        })
    }

    async fn read_all(
        &self,
        caller: &Caller,
        run: &Run<'_>,
        extent: SourceExtent,
        passages: Passages,
        report: &mut ImportReport,
    ) -> Result<(), JournalError> {
        let mut seen = HashSet::new();
        let mut reading = reading::start(passages);
        let mut waiting: Vec<Judged> = Vec::new();
        // While one portion is written the next one is judged.
        while let Some(portion) = reading.next().await {
            let judging = self.judge_portion(caller, run, &mut seen, portion);
            let (judged, written) = tokio::join!(judging, self.write_judged(run, waiting, report));
            written?;
            let JudgedPortion { records, unplaced, failure } = judged?;
            for unplaced in unplaced {
                run.listener.unplaced(unplaced);
            }
            report.failure = failure;
            waiting = records;
        }
        self.write_judged(run, waiting, report).await?;
        if !reading.ended_well().await {
            report.failure.get_or_insert_with(|| run.say(Why::Broken));
        }
        let extent = if report.failure.is_some() { SourceExtent::Part } else { extent };
        let (unseen, untouched) = match &extent {
            SourceExtent::Part => (Vec::new(), 0),
            SourceExtent::Whole => self.unseen(run.source, &seen, &BTreeSet::new()).await?,
            SourceExtent::Listed(listed) => self.unseen(run.source, &seen, listed).await?,
        };
        self.count_untouched(run, untouched, report).await?;
        for iri in &unseen {
            report.add(ImportedRecord::new(iri.to_string(), Vec::new(), Fate::Vanished), run.listener);
        }
        if let Some(begun) = run.begun {
            let ended = self.journal.end_run(begun.number, report.failure.clone(), unseen).await;
            ended.map(drop).map_err(of_open_run)?;
        }
        Ok(())
    }

    /// Writes what was judged and says what became of it.
    pub(super) async fn write_judged(
        &self,
        run: &Run<'_>,
        judged: Vec<Judged>,
        report: &mut ImportReport,
    ) -> Result<(), JournalError> {
        if judged.is_empty() {
            return Ok(());
        }
        let Some(begun) = run.begun else {
            for judged in judged {
                report.add(judged.record, run.listener);
            }
            return Ok(());
        };
        let RunCounts { created, updated, kept, refused, removed, .. } = report.counts;
        let mut portion = Portion {
            run: begun.number,
            account: begun.account,
            first: 1 + created + updated + kept + refused + removed,
            records: Vec::new(),
            unchanged: 0,
            adopted: Vec::new(),
            found_again: Vec::new(),
        };
        let mut records = Vec::with_capacity(judged.len());
        let mut written = Vec::new();
        for Judged { record, did, adopted, found_again } in judged {
            portion.adopted.extend(adopted);
            portion.found_again.extend(found_again);
            match did {
                None => portion.unchanged += 1,
                Some(did) => {
                    written.push((records.len(), moved(&did)));
                    let (name, places) = (record.name.clone(), record.places.clone());
                    portion.records.push(PortionRecord { name, places, did, disputes: told_as_json(&record.disputes) });
                }
            }
            records.push(record);
        }
        let fates = self.journal.write_portion(portion).await.map_err(of_open_run)?;
        for (fate, (index, moved)) in fates.into_iter().zip(written) {
            match (fate, records.get_mut(index)) {
                (RecordFate::Moved, Some(record)) => (record.fate, record.why) = (Fate::Refused, moved),
                (RecordFate::Mirrored(outcome), Some(record)) => became(record, outcome, moved),
                (RecordFate::Written(_) | RecordFate::Noted, _) | (_, None) => {}
            }
        }
        for record in records {
            report.add(record, run.listener);
        }
        Ok(())
    }

    /// Counts what the source has as it told it before, without telling it again.
    async fn count_untouched(
        &self,
        run: &Run<'_>,
        untouched: u64,
        report: &mut ImportReport,
    ) -> Result<(), JournalError> {
        report.counts.unchanged += untouched;
        let Some(begun) = run.begun.filter(|_| untouched > 0) else { return Ok(()) };
        let portion = Portion {
            run: begun.number,
            account: begun.account,
            first: 1,
            records: Vec::new(),
            unchanged: untouched,
            adopted: Vec::new(),
            found_again: Vec::new(),
        };
        self.journal.write_portion(portion).await.map(drop).map_err(of_open_run)
    }

    /// The documents that the source told before and not in this run, and how many of those it only says to have.
    async fn unseen(
        &self,
        source: &Slug,
        seen: &HashSet<Mark>,
        listed: &BTreeSet<Slug>,
    ) -> Result<(Vec<Iri>, u64), JournalError> {
        let is_listed = |iri: &Iri| match self.base().locate(iri) {
            Some(Location::Document(_, slug)) => listed.contains(&slug),
            Some(Location::Container(_)) | None => false,
        };
        let (mut unseen, mut untouched) = (Vec::new(), 0);
        let mut last = None;
        loop {
            let page = self.journal.told_documents(source, last.as_ref(), PAGE).await?;
            let Some(end) = page.last().cloned() else { return Ok((unseen, untouched)) };
            for iri in page.into_iter().filter(|iri| !seen.contains(&Mark::of(iri))) {
                if is_listed(&iri) {
                    untouched += 1;
                } else {
                    unseen.push(iri);
                }
            }
            last = Some(end);
        }
    }
}

/// What became of what was told of a document from elsewhere.
fn became(record: &mut ImportedRecord, outcome: MirrorOutcome, taken: Option<String>) {
    record.fate = match outcome {
        MirrorOutcome::Created => Fate::Created,
        MirrorOutcome::Updated => Fate::Updated,
        MirrorOutcome::Unchanged | MirrorOutcome::Stale => Fate::Unchanged,
        MirrorOutcome::Deleted => Fate::Removed,
        MirrorOutcome::Taken => {
            record.why = taken;
            Fate::Kept
        }
    };
}

/// What to say of a record whose document was changed while it was judged.
fn moved(did: &Did) -> Option<String> {
    match did {
        Did::Write(write) => Some(write.moved.clone()),
        Did::Mirror { taken, .. } => Some(taken.clone()),
        Did::Keep { .. } | Did::Refuse { .. } => None,
    }
}

/// The run was begun by this process and nobody else ends it.
pub(super) fn of_open_run(refusal: RunRefusal) -> JournalError {
    match refusal {
        RunRefusal::Journal(error) => error,
        RunRefusal::Unknown(_) | RunRefusal::Over(_) => JournalError::Corrupt("a run that goes on"),
    }
}

fn told_as_json(disputes: &[Dispute]) -> Option<String> {
    let told: Vec<DisputeSummary> = disputes.iter().cloned().map(DisputeSummary::from).collect();
    // Texts alone, which JSON always has a form for.
    if told.is_empty() { None } else { serde_json::to_string(&told).ok() }
}
