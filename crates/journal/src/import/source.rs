//! The sources that are read.

use super::run::{KeptRun, read_run};
use crate::account::{self, Address};
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Role, Slug};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::time::Duration;

/// The host in the addresses of sources' accounts. Nobody signs in to them, and no letter is sent there.
const HOST: &str = "sources.localhost";

/// What is said of a source: how it is called and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceCard {
    /// How it is called here.
    pub name: Slug,
    /// What it is written in.
    pub format: String,
    /// A file, a folder, an address of the web.
    pub address: String,
    /// What is said of it beside what it says itself, as whoever reads it understands it.
    pub telling: String,
}

/// A source that was read, or is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSource {
    /// How it is called and read, as was said last.
    pub card: SourceCard,
    /// Its own account.
    pub account: AccountId,
    /// How long from the beginning of one run to the next; `None`: by hand only.
    pub every: Option<Duration>,
    /// When it is due; `None`: by hand only.
    pub next: Option<Timestamp>,
    /// Its last run.
    pub last: Option<KeptRun>,
    /// How many of its records it no longer has.
    pub vanished: u64,
}

macro_rules! select_sources {
    ($rest:literal) => {
        concat!(
            "SELECT s.name, s.format, s.address, s.telling, s.account, s.every, s.next, \
             (SELECT count(*) FROM source_records t WHERE t.source = s.name AND t.vanished IS NOT NULL) AS gone, \
             r.number, r.source, r.by_account, r.began, r.ended, r.failure, r.created, r.updated, r.unchanged, r.kept, \
             r.refused, r.vanished, r.removed, r.undone \
             FROM sources s LEFT JOIN runs r ON r.number = (SELECT max(number) FROM runs WHERE source = s.name) ",
            $rest
        )
    };
}

impl Journal {
    /// Every source, by name.
    pub async fn sources(&self) -> Result<Vec<KeptSource>, JournalError> {
        let rows = sqlx::query(select_sources!("ORDER BY s.name")).fetch_all(self.readers()).await?;
        rows.iter().map(kept).collect()
    }

    /// The source of this name.
    pub async fn source(&self, name: &Slug) -> Result<Option<KeptSource>, JournalError> {
        let row =
            sqlx::query(select_sources!("WHERE s.name = ?")).bind(name.as_str()).fetch_optional(self.readers()).await?;
        row.as_ref().map(kept).transpose()
    }

    /// Whether this account is a source's own.
    pub async fn is_of_source(&self, account: AccountId) -> Result<bool, JournalError> {
        let found = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sources WHERE account = ?)");
        Ok(found.bind(account.0).fetch_one(self.readers()).await?)
    }

    /// The source whose own account this is.
    pub async fn source_of(&self, account: AccountId) -> Result<Option<Slug>, JournalError> {
        let found: Option<String> = sqlx::query_scalar("SELECT name FROM sources WHERE account = ?")
            .bind(account.0)
            .fetch_optional(self.readers())
            .await?;
        found.as_deref().map(slug).transpose()
    }

    /// The source that is due longest, if one is.
    pub async fn due_source(&self) -> Result<Option<KeptSource>, JournalError> {
        let row = sqlx::query(select_sources!("WHERE s.next <= ? ORDER BY s.next LIMIT 1"))
            .bind(self.now())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(kept).transpose()
    }

    /// When the next source is due; `None`: all are read by hand only.
    pub async fn next_source(&self) -> Result<Option<Timestamp>, JournalError> {
        let next: Option<i64> = sqlx::query_scalar("SELECT min(next) FROM sources WHERE next IS NOT NULL")
            .fetch_one(self.readers())
            .await?;
        next.map(column::time).transpose()
    }

    /// How far the source of this name was read, as its reader wrote it down; `None`: not at all, or there is no such source.
    pub async fn place(&self, name: &Slug) -> Result<Option<String>, JournalError> {
        let place: Option<Option<String>> = sqlx::query_scalar("SELECT place FROM sources WHERE name = ?")
            .bind(name.as_str())
            .fetch_optional(self.readers())
            .await?;
        Ok(place.flatten())
    }

    /// Writes that down.
    pub async fn keep_place(&self, name: &Slug, place: String) -> Result<(), JournalError> {
        self.write(KeepPlace { name: name.clone(), place }).await
    }

    /// Has a source read again and again, `None`: by hand only. Whether there is such a source.
    pub async fn schedule_source(&self, name: &Slug, every: Option<Duration>) -> Result<bool, JournalError> {
        self.write(Schedule { name: name.clone(), every }).await
    }
}

/// Writes down how a source is called and read; one that is new gets an account. Whose it is.
pub(super) async fn keep(desk: &mut Desk<'_>, card: &SourceCard) -> Result<AccountId, JournalError> {
    let known: Option<i64> = sqlx::query_scalar("SELECT account FROM sources WHERE name = ?")
        .bind(card.name.as_str())
        .fetch_optional(&mut *desk.connection)
        .await?;
    let account = match known {
        Some(account) => AccountId(account),
        None => {
            account::made(desk, &Address::parse(&format!("{}@{HOST}", card.name))?, Role::Contributor, false).await?.0
        }
    };
    sqlx::query(
        "INSERT INTO sources (name, format, address, telling, account) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (name) DO UPDATE SET format = ?2, address = ?3, telling = ?4",
    )
    .bind(card.name.as_str())
    .bind(&card.format)
    .bind(&card.address)
    .bind(&card.telling)
    .bind(account.0)
    .execute(&mut *desk.connection)
    .await?;
    Ok(account)
}

/// Says when a source is due next: one interval after `began`, never twice for what was slept through.
pub(super) async fn reschedule(connection: &mut SqliteConnection, name: &str, began: i64) -> Result<(), JournalError> {
    sqlx::query("UPDATE sources SET next = ? + every * 1000000 WHERE name = ? AND every IS NOT NULL")
        .bind(began)
        .bind(name)
        .execute(connection)
        .await?;
    Ok(())
}

struct KeepPlace {
    name: Slug,
    place: String,
}

impl Work for KeepPlace {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        sqlx::query("UPDATE sources SET place = ?2 WHERE name = ?1")
            .bind(self.name.as_str())
            .bind(self.place)
            .execute(&mut *desk.connection)
            .await?;
        Ok(())
    }
}

struct Schedule {
    name: Slug,
    every: Option<Duration>,
}

impl Work for Schedule {
    type Done = bool;
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let every = self.every.map(|every| i64::try_from(every.as_secs()).unwrap_or(i64::MAX / 1_000_000));
        let now = desk.clock.now().as_microsecond();
        let set = sqlx::query("UPDATE sources SET every = ?2, next = ?3 + ?2 * 1000000 WHERE name = ?1")
            .bind(self.name.as_str())
            .bind(every)
            .bind(now)
            .execute(&mut *desk.connection)
            .await?;
        Ok(set.rows_affected() > 0)
    }
}

fn kept(row: &SqliteRow) -> Result<KeptSource, JournalError> {
    let every: Option<i64> = row.try_get("every")?;
    let has_run = row.try_get::<Option<i64>, _>("number")?.is_some();
    Ok(KeptSource {
        card: SourceCard {
            name: slug(row.try_get("name")?)?,
            format: row.try_get("format")?,
            address: row.try_get("address")?,
            telling: row.try_get("telling")?,
        },
        account: AccountId(row.try_get("account")?),
        every: every.map(column::unsigned).transpose()?.map(Duration::from_secs),
        next: row.try_get::<Option<i64>, _>("next")?.map(column::time).transpose()?,
        last: has_run.then(|| read_run(row)).transpose()?,
        vanished: column::unsigned(row.try_get("gone")?)?,
    })
}

/// The name of a source.
pub(super) fn slug(text: &str) -> Result<Slug, JournalError> {
    Slug::from_text(text).map_err(|_| JournalError::Corrupt("the name of a source"))
}
