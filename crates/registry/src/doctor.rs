//! What is wrong with an instance, beside the process that runs it or alone. Nothing is changed, and nothing mended: each
//! finding says what it is, and whoever tells it says what to do.
//!
//! To add a check: its finding as a variant of [`Ailment`], the check in the file of its area, its words in the command
//! line's `locales` (the compiler finds the place), a test that breaks exactly that.

mod clock;
mod files;
mod history;
mod indexed;
mod keys;
mod projected;

use crate::error::{OpenError, ReadError};
use crate::folder::Folder;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::{ErasedAccount, ErasedEntries, Fault, Inspection, JournalError, KeptErasure};
use model::ports::Clock;
use model::{Iri, Seq};
use search::{Index, SearchError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{Fingerprint, Projection, ProjectionError};

/// What was found.
#[derive(Debug)]
pub struct Diagnosis {
    /// What is wrong, by area.
    pub findings: Vec<Finding>,
    /// What there is, if the journal can be read.
    pub holds: Option<Holdings>,
}

/// What there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Entries of the journal.
    pub entries: u64,
    /// The end of its chain, for whoever notes it down.
    pub chain: [u8; 32],
    /// Documents that are there.
    pub documents: u64,
    /// Entries that were erased, by document.
    pub erased: Vec<ErasedEntries>,
}

/// Something wrong.
#[derive(Debug)]
pub struct Finding {
    /// Where.
    pub area: Area,
    /// How much.
    pub gravity: Gravity,
    /// What.
    pub ailment: Ailment,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Files and folders, and who may read them.
    Files,
    /// The space left.
    Disk,
    /// The journal, entry by entry.
    Journal,
    /// What was erased.
    Erasures,
    /// What answers questions, beside the journal.
    Projection,
    /// What finds documents, beside the journal.
    Index,
    /// The keys, beside what was published.
    Keys,
    /// What was signed.
    Releases,
    /// The time of day.
    Clock,
}

impl Area {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Files,
        Self::Disk,
        Self::Journal,
        Self::Erasures,
        Self::Projection,
        Self::Index,
        Self::Keys,
        Self::Releases,
        Self::Clock,
    ];
}

/// How much something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Worth knowing; it mends itself.
    Note,
    /// Something will go wrong.
    Warning,
    /// Something is wrong.
    Error,
}

/// What is wrong.
#[derive(Debug)]
pub enum Ailment {
    /// Others on this machine may read what is for its owner alone.
    ReadableByOthers {
        /// Which.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
        /// What they should be at most.
        wanted: u32,
    },
    /// A file or folder cannot be looked at.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something was begun and not finished.
    Leftover(PathBuf),
    /// Little space is left, in bytes.
    LittleSpace {
        /// How much.
        free: u64,
        /// How much there should be.
        wanted: u64,
    },
    /// The journal cannot be read.
    JournalUnusable(JournalError),
    /// The journal is of an earlier version of the program.
    JournalOlder {
        /// Its schema version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// SQLite finds its own file damaged.
    StorageDamaged(String),
    /// An entry is not what was written.
    Entry {
        /// Which.
        seq: Seq,
        /// What about it.
        fault: Fault,
    },
    /// A document does not stand as its entries say.
    Askew(Iri),
    /// Copies of what was erased may be left on this machine.
    Unfinished(KeptErasure),
    /// Copies of the address of an account that was erased may be left on this machine.
    UnfinishedAccount(ErasedAccount),
    /// There is no projection.
    ProjectionAbsent,
    /// The projection cannot be read.
    ProjectionUnusable(ProjectionError),
    /// The projection has another number of steps than the journal of entries.
    ProjectionElsewhere {
        /// The last step applied.
        applied: Seq,
        /// The last entry.
        head: Seq,
    },
    /// The projection holds something else of this document than the journal.
    ProjectionDiffers(Iri),
    /// There is no index.
    IndexAbsent,
    /// The index cannot be read.
    IndexUnusable(SearchError),
    /// The index knows another number of entries than the journal.
    IndexElsewhere {
        /// The last entry that it knows.
        applied: Seq,
        /// The last entry.
        head: Seq,
    },
    /// The file of a key holds none.
    KeyUnusable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: crate::error::KeyError,
    },
    /// The key that will sign is not published yet.
    KeyUnpublished(String),
    /// What was published as a key is none.
    PublishedKeyUnreadable(String),
    /// The manifest of a release is not what was signed.
    ReleaseBroken(Iri),
    /// The key of a release is not among those that are published.
    ReleaseOfUnknownKey(Iri),
    /// The clock is before the last entry.
    ClockBehind {
        /// What it says.
        now: Timestamp,
        /// When the last entry was written.
        last: Timestamp,
    },
    /// The clock is off by years.
    ClockOff(Timestamp),
}

/// What is looked at, whoever looks.
struct Patient<'a> {
    folder: &'a Path,
    now: Timestamp,
    is_running: bool,
    journal: Result<Inspection, JournalError>,
    projection: Look,
    index: indexed::Look,
}

/// What the projection holds.
enum Look {
    Absent,
    Behind,
    Held(Seq, BTreeMap<Iri, Fingerprint>),
    Unusable(ProjectionError),
}

impl Look {
    fn of(held: Result<(Seq, BTreeMap<Iri, Fingerprint>), ProjectionError>) -> Self {
        match held {
            Ok((seq, held)) => Self::Held(seq, held),
            Err(error) => Self::Unusable(error),
        }
    }
}

/// Looks at an instance that nobody runs; who runs it looks itself ([`Registry::diagnose`]).
pub async fn diagnose(folder: &Path, clock: &dyn Clock) -> Result<Diagnosis, OpenError> {
    let owned = Folder::claim(folder)?;
    if !owned.journal().exists() {
        return Err(OpenError::NoInstance(folder.to_owned()));
    }
    let journal = Inspection::open(&owned.journal()).await;
    let store = owned.store();
    let projection = if store.exists() {
        let looked = tokio::task::spawn_blocking(move || Projection::look(&store)?.fingerprints()).await;
        looked.map_or_else(|ended| std::panic::resume_unwind(ended.into_panic()), Look::of)
    } else {
        Look::Absent
    };
    let index = owned.index();
    let index = tokio::task::spawn_blocking(move || indexed::Look::of(Index::look(&index)));
    let index = index.await.unwrap_or_else(|ended| std::panic::resume_unwind(ended.into_panic()));
    let patient = Patient { folder, now: clock.now(), is_running: false, journal, projection, index };
    Ok(patient.examine().await)
}

impl Registry {
    /// Looks at itself. What is being erased is waited for.
    pub async fn diagnose(&self) -> Diagnosis {
        let _nothing_is_under_way = self.copies.turn.lock().await;
        let projection = match self.projected(Projection::fingerprints).await {
            Ok((seq, held)) => Look::Held(seq, held),
            Err(ReadError::Projection(error)) => Look::Unusable(error),
            // The journal's own failures are found by looking at it.
            Err(
                ReadError::Behind
                | ReadError::NotFound
                | ReadError::Gone
                | ReadError::TooMuch { .. }
                | ReadError::Journal(_)
                | ReadError::Stored(_),
            ) => Look::Behind,
        };
        let journal = Ok(self.journal.inspection());
        let now = self.signing.clock.now();
        let index = match self.finding.reached(self.head()).await {
            Ok(reader) => indexed::Look::Held(reader.seq()),
            Err(_) => indexed::Look::Behind,
        };
        let patient = Patient { folder: self.folder().path(), now, is_running: true, journal, projection, index };
        patient.examine().await
    }
}

impl Patient<'_> {
    async fn examine(mut self) -> Diagnosis {
        let mut chart = Chart::default();
        let projection = std::mem::replace(&mut self.projection, Look::Absent);
        let index = std::mem::replace(&mut self.index, indexed::Look::Absent);
        files::examine(&mut chart, self.folder, self.is_running);
        let holds = match &self.journal {
            Ok(journal) => {
                let examined = self.history(&mut chart, journal, projection, index).await;
                examined
                    .map_err(|error| chart.note(Area::Journal, Gravity::Error, Ailment::JournalUnusable(error)))
                    .ok()
            }
            Err(JournalError::Older { found, known, .. }) => {
                let (found, known) = (*found, *known);
                chart.note(Area::Journal, Gravity::Warning, Ailment::JournalOlder { found, known });
                None
            }
            Err(error) => {
                chart.note(Area::Journal, Gravity::Error, Ailment::JournalUnusable(error.clone()));
                None
            }
        };
        if let (Ok(journal), false) = (self.journal, self.is_running) {
            journal.close().await;
        }
        chart.0.sort_by_key(|finding| finding.area);
        Diagnosis { findings: chart.0, holds }
    }

    async fn history(
        &self,
        chart: &mut Chart,
        journal: &Inspection,
        projection: Look,
        index: indexed::Look,
    ) -> Result<Holdings, JournalError> {
        let examined = history::examine(chart, journal).await?;
        let standing = journal.standing().await?;
        let documents = standing.values().filter(|standing| standing.hash.is_some()).count();
        projected::examine(chart, projection, &standing, examined.head.seq, self.is_running);
        indexed::examine(chart, index, examined.head.seq, self.is_running);
        keys::examine(chart, self.folder, journal).await?;
        clock::examine(chart, self.now, examined.last_written);
        Ok(Holdings {
            entries: examined.entries,
            chain: examined.head.chain,
            documents: documents as u64,
            erased: examined.erased,
        })
    }
}

/// What was found so far.
#[derive(Default)]
struct Chart(Vec<Finding>);

impl Chart {
    fn note(&mut self, area: Area, gravity: Gravity, ailment: Ailment) {
        self.0.push(Finding { area, gravity, ailment });
    }
}

impl Diagnosis {
    /// The gravest of it in this area; `None`: all is well there.
    pub fn gravest(&self, area: Area) -> Option<Gravity> {
        self.findings.iter().filter(|finding| finding.area == area).map(|finding| finding.gravity).max()
    }

    /// Whether nothing is wrong. What will be is told, and no reason for alarm.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(|finding| finding.gravity < Gravity::Error)
    }
}
