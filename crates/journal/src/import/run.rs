//! That a source was read: when, by whom, with what numbers.

use super::record;
use super::source::{self, SourceCard};
use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri, Slug};
use serde_json::json;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A run that began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunRun {
    /// Its number.
    pub number: u64,
    /// In whose name it writes: the source's.
    pub account: AccountId,
}

/// A run, over or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRun {
    /// Its number.
    pub number: u64,
    /// Of which source.
    pub source: Slug,
    /// Who asked for it.
    pub by: AccountId,
    /// When it began.
    pub began: Timestamp,
    /// When it ended; `None`: it goes on.
    pub ended: Option<Timestamp>,
    /// Why it ended before its source did.
    pub failure: Option<String>,
    /// What it did.
    pub counts: RunCounts,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
}

/// How many records had which fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunCounts {
    /// Documents that were not there.
    pub created: u64,
    /// Documents that were there and say something else now.
    pub updated: u64,
    /// What the source tells as it did before.
    pub unchanged: u64,
    /// What stays as somebody here wrote it.
    pub kept: u64,
    /// What cannot be a document here.
    pub refused: u64,
    /// What the source no longer has.
    pub vanished: u64,
    /// Documents that the source says have ended, and that are gone here, too.
    pub removed: u64,
}

/// Why a run is not begun, or goes no further.
#[derive(Debug, thiserror::Error)]
pub enum RunRefusal {
    /// There is no such run.
    #[error("there is no run number {0}")]
    Unknown(u64),
    /// It goes on, or it is over, where the other was meant.
    #[error("run number {0} has ended or was taken back")]
    Over(u64),
    /// See [`JournalError`].
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// Why a run ended that the end of its process cut off. Whoever shows it has words for it.
pub const CUT_OFF: &str = "cut off";

macro_rules! select_runs {
    ($rest:literal) => {
        concat!(
            "SELECT number, source, by_account, began, ended, failure, created, updated, unchanged, kept, refused, \
             vanished, removed, undone FROM runs ",
            $rest
        )
    };
}

impl Journal {
    /// Begins a run of a source, which is written down with it.
    pub async fn begin_run(&self, card: SourceCard, by: AccountId) -> Result<BegunRun, JournalError> {
        self.write(Begin { card, by }).await
    }

    /// Ends the runs that go on as cut off: whoever opens a journal has begun none. How many there were.
    pub async fn end_cut_off_runs(&self) -> Result<u64, JournalError> {
        self.write(EndCutOff).await
    }

    /// Ends a run. `unseen`: the documents that its source told before and that this run, which read all of it, did not
    /// find; they are marked.
    pub async fn end_run(&self, run: u64, failure: Option<String>, unseen: Vec<Iri>) -> Result<RunCounts, RunRefusal> {
        self.write(End { run, failure, unseen }).await
    }

    /// Runs, the latest first: of this source or of all, before this number; at most `limit`.
    pub async fn runs(
        &self,
        source: Option<&Slug>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<KeptRun>, JournalError> {
        let rows = sqlx::query(select_runs!(
            "WHERE (?1 IS NULL OR source = ?1) AND number < ?2 ORDER BY number DESC LIMIT ?3"
        ))
        .bind(source.map(Slug::as_str))
        .bind(before.map_or(Ok(i64::MAX), column::signed)?)
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(read_run).collect()
    }

    /// The run of this number.
    pub async fn run(&self, number: u64) -> Result<Option<KeptRun>, JournalError> {
        let Ok(number) = column::signed(number) else { return Ok(None) };
        let row = sqlx::query(select_runs!("WHERE number = ?")).bind(number).fetch_optional(self.readers()).await?;
        row.as_ref().map(read_run).transpose()
    }
}

struct Begin {
    card: SourceCard,
    by: AccountId,
}

impl Work for Begin {
    type Done = BegunRun;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<BegunRun, Stop<JournalError>> {
        account::require(desk.connection, self.by).await?;
        let now = desk.clock.now().as_microsecond();
        let account = source::keep(desk, &self.card).await?;
        let name = self.card.name.as_str();
        let begun = sqlx::query("INSERT INTO runs (source, by_account, began) VALUES (?, ?, ?)")
            .bind(name)
            .bind(self.by.0)
            .bind(now)
            .execute(&mut *desk.connection)
            .await?;
        source::reschedule(desk.connection, name, now).await?;
        Ok(BegunRun { number: column::unsigned(begun.last_insert_rowid())?, account })
    }
}

struct EndCutOff;

impl Work for EndCutOff {
    type Done = u64;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<u64, Stop<JournalError>> {
        let ended = sqlx::query("UPDATE runs SET ended = ?, failure = ? WHERE ended IS NULL")
            .bind(desk.clock.now().as_microsecond())
            .bind(CUT_OFF)
            .execute(&mut *desk.connection)
            .await?;
        Ok(ended.rows_affected())
    }
}

struct End {
    run: u64,
    failure: Option<String>,
    unseen: Vec<Iri>,
}

impl Work for End {
    type Done = RunCounts;
    type Refusal = RunRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<RunCounts, Stop<RunRefusal>> {
        let run = open(desk, self.run).await?;
        let now = desk.clock.now().as_microsecond();
        let source = source_of(desk, run).await?;
        let mut unseen: Vec<String> = sqlx::query_scalar(
            "UPDATE source_records SET vanished = ?1 WHERE source = ?2 AND iri IN (SELECT value FROM json_each(?3)) \
             AND vanished IS NULL AND undone IS NULL RETURNING iri",
        )
        .bind(run)
        .bind(&source)
        .bind(column::listed(&self.unseen))
        .fetch_all(&mut *desk.connection)
        .await?;
        unseen.sort_unstable();
        let last: i64 = sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM run_records WHERE run = ?")
            .bind(run)
            .fetch_one(&mut *desk.connection)
            .await?;
        let vanished = column::signed(unseen.len() as u64)?;
        let records = (last + 1..).zip(unseen).map(|(position, iri)| json!([position, iri, "[]", "vanished"]));
        record::keep(desk.connection, run, records.collect()).await?;
        let row = sqlx::query(
            "UPDATE runs SET ended = ?2, failure = ?3, vanished = vanished + ?4 WHERE number = ?1 \
             RETURNING created, updated, unchanged, kept, refused, vanished, removed",
        )
        .bind(run)
        .bind(now)
        .bind(self.failure)
        .bind(vanished)
        .fetch_one(&mut *desk.connection)
        .await?;
        Ok(counts(&row)?)
    }
}

pub(super) async fn source_of(desk: &mut Desk<'_>, run: i64) -> Result<String, JournalError> {
    Ok(sqlx::query_scalar("SELECT source FROM runs WHERE number = ?")
        .bind(run)
        .fetch_one(&mut *desk.connection)
        .await?)
}

/// The number of a run that goes on.
pub(super) async fn open(desk: &mut Desk<'_>, run: u64) -> Result<i64, Stop<RunRefusal>> {
    let number = column::signed(run).map_err(|_| Stop::Refused(RunRefusal::Unknown(run)))?;
    let ended: Option<Option<i64>> = sqlx::query_scalar("SELECT ended FROM runs WHERE number = ?")
        .bind(number)
        .fetch_optional(&mut *desk.connection)
        .await?;
    match ended {
        Some(None) => Ok(number),
        Some(Some(_)) => Err(Stop::Refused(RunRefusal::Over(run))),
        None => Err(Stop::Refused(RunRefusal::Unknown(run))),
    }
}

/// A row with the columns of a run.
pub(super) fn read_run(row: &SqliteRow) -> Result<KeptRun, JournalError> {
    let time = |name| row.try_get::<Option<i64>, _>(name)?.map(column::time).transpose();
    Ok(KeptRun {
        number: column::unsigned(row.try_get("number")?)?,
        source: source::slug(row.try_get("source")?)?,
        by: AccountId(row.try_get("by_account")?),
        began: column::time(row.try_get("began")?)?,
        ended: time("ended")?,
        failure: row.try_get("failure")?,
        counts: counts(row)?,
        undone: time("undone")?,
    })
}

fn counts(row: &SqliteRow) -> Result<RunCounts, JournalError> {
    let count = |name| column::unsigned(row.try_get(name)?);
    Ok(RunCounts {
        created: count("created")?,
        updated: count("updated")?,
        unchanged: count("unchanged")?,
        kept: count("kept")?,
        refused: count("refused")?,
        vanished: count("vanished")?,
        removed: count("removed")?,
    })
}
