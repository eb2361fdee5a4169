//! Documents from elsewhere: those whose address is not ours, kept as their origin last told them.
//!
//! Each is an entry of the one chain like any other, in the place `elsewhere` instead of a container, so that whoever
//! follows the journal follows them, too. Only the latest is kept: the transaction that writes a newer one, or its end,
//! destroys what the earlier entries said, and that later entry accounts for it ([`chain`](crate::chain)). They are in no
//! list of a container and in nobody's history.
//!
//! What its origin counts and when it says so tells the newer from the older, in whatever order they arrive. That
//! is remembered as long as the document is not forgotten, also of one that is gone.

use crate::account;
use crate::apply::{self, Occasion, Spot, Standing};
use crate::column;
use crate::commit::{self, Outcome, PreparedPut};
use crate::error::JournalError;
use crate::federation::block::{BlockKind, is_named};
use crate::import::record;
use crate::journal::Journal;
use crate::named;
use crate::place::Place;
use crate::read::{Current, document};
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Audience, Base, ContentHash, Iri, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeSet;

/// Documents forgotten in one transaction: everybody else's writes wait no longer for it than for a large import's.
const PORTION: usize = 200;

/// What an origin tells of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirrored {
    /// Which: not ours, and no part of a document.
    pub iri: Iri,
    /// The actor or source that tells it.
    pub origin: Iri,
    /// The number of the entry in its origin's journal, if it said so.
    pub said: Option<u64>,
    /// When, by its origin's clock, if it said so.
    pub at: Option<Timestamp>,
    /// What it tells.
    pub content: MirroredContent,
}

/// What is told of a document from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MirroredContent {
    /// That it says this.
    Put {
        /// Canonical N-Quads, graph name left out.
        canonical: String,
        /// SHA-256 of them.
        hash: ContentHash,
        /// Whom it is for, here.
        audience: Audience,
    },
    /// That it is gone.
    Gone,
}

/// What became of what was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MirrorOutcome {
    /// It was not there, never, or not any more.
    Created,
    /// It was there with other content or another audience.
    Updated,
    /// It was there with the same content and audience: that its origin says it still is all that was written down.
    Unchanged,
    /// It is gone now.
    Deleted,
    /// What is known is at least as new; or nothing is there that could end, which is remembered.
    Stale,
    /// It is not this origin's to change: another origin tells it, it was cut off from its origin ([`Journal::freeze`]),
    /// it was erased here, for good, or its origin is blocked.
    Taken,
}

/// A document from elsewhere as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The document; its reason is none.
    pub current: Current,
    /// The actor or source that tells it.
    pub origin: Iri,
    /// The largest number of an entry of its origin's journal that it came with.
    pub said: Option<u64>,
    /// The latest time, by its origin's clock, that it came with.
    pub at: Option<Timestamp>,
    /// Since when it is cut off from its origin; `None`: it is not.
    pub frozen: Option<Timestamp>,
}

/// Columns of what is told of documents, with conditions.
macro_rules! select_elsewhere {
    ($conditions:literal) => {
        concat!(
            "SELECT d.iri, d.seq, d.number, d.hash, d.own_audience, d.audience, d.owner, d.created, d.modified, ",
            "e.reason, e.content, w.origin, w.said, w.at, w.frozen ",
            "FROM elsewhere w JOIN documents d ON d.iri = w.iri LEFT JOIN entries e ON e.seq = d.content ",
            $conditions
        )
    };
}

impl Journal {
    /// Keeps what is told of documents from elsewhere, all or nothing, in this order. Returns once it is on disk (fsync).
    pub async fn mirror(&self, by: AccountId, told: Vec<Mirrored>) -> Result<Vec<MirrorOutcome>, JournalError> {
        let base = self.instance().base.clone();
        let size: usize = told.iter().map(|told| told.content.size()).sum();
        let prepare = move || told.into_iter().map(|told| prepare(told, &base)).collect::<Result<_, _>>();
        let told: Vec<PreparedMirror> = commit::aside(size, prepare).await?;
        self.write(Mirror { by, told }).await
    }

    /// The document from elsewhere as it stands, or stood before it was gone; `None`: it never was, or is forgotten.
    pub async fn elsewhere(&self, iri: &Iri) -> Result<Option<Elsewhere>, JournalError> {
        let row =
            sqlx::query(select_elsewhere!("WHERE w.iri = ?")).bind(iri.as_str()).fetch_optional(self.readers()).await?;
        self.count_read(usize::from(row.is_some()));
        row.as_ref().map(elsewhere).transpose()
    }

    /// The documents that are there from an origin, by address, after this one; at most `limit`.
    pub async fn elsewhere_of(
        &self,
        origin: &Iri,
        after: Option<&Iri>,
        limit: usize,
    ) -> Result<Vec<Elsewhere>, JournalError> {
        let rows = sqlx::query(select_elsewhere!(
            "WHERE w.origin = ? AND w.iri > ? AND d.content IS NOT NULL ORDER BY w.iri LIMIT ?"
        ))
        .bind(origin.as_str())
        .bind(after.map_or("", Iri::as_str))
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        self.count_read(rows.len());
        rows.iter().map(elsewhere).collect()
    }

    /// Which of these addresses are of documents from elsewhere that are there: whom each reaches, and whose it is.
    pub async fn held_elsewhere(&self, iris: &[Iri]) -> Result<Vec<(Iri, Audience, AccountId)>, JournalError> {
        let rows = sqlx::query(
            "SELECT d.iri, d.audience, d.owner FROM elsewhere w JOIN documents d ON d.iri = w.iri \
             WHERE w.iri IN (SELECT value FROM json_each(?)) AND d.content IS NOT NULL ORDER BY w.iri",
        )
        .bind(column::listed(iris))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let audience = column::audience(row.try_get("audience")?)?;
                Ok((column::iri(row.try_get("iri")?)?, audience, AccountId(row.try_get("owner")?)))
            })
            .collect()
    }

    /// How many documents are there from each origin, by its IRI.
    pub async fn count_elsewhere(&self) -> Result<Vec<(Iri, u64)>, JournalError> {
        let rows = sqlx::query(
            "SELECT w.origin, count(*) AS documents FROM elsewhere w JOIN documents d ON d.iri = w.iri \
             WHERE d.content IS NOT NULL GROUP BY w.origin ORDER BY w.origin",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((column::iri(row.try_get("origin")?)?, column::unsigned(row.try_get("documents")?)?)))
            .collect()
    }

    /// Every origin of which something is known.
    pub async fn origins(&self) -> Result<Vec<Iri>, JournalError> {
        let origins: Vec<String> = sqlx::query_scalar("SELECT DISTINCT origin FROM elsewhere ORDER BY origin")
            .fetch_all(self.readers())
            .await?;
        origins.iter().map(|origin| column::iri(origin)).collect()
    }

    /// Removes the documents of an origin, frozen ones, too, and forgets that they were from there, so that any origin may
    /// bring them again; those that were erased here stay erased. Only the document `part`, where one is named, and where it
    /// ends in `/`, whatever begins so. What is kept for somebody's sake stays.
    ///
    /// In portions, each on disk before the next: whoever is interrupted asks again. How many documents were there.
    pub async fn forget(&self, by: AccountId, origin: &Iri, part: Option<&Iri>) -> Result<u64, JournalError> {
        let mut removed = 0;
        loop {
            let portion = Forget { by, origin: origin.clone(), part: part.cloned() };
            let forgotten = self.write(portion).await?;
            removed += forgotten.removed;
            if forgotten.rows < PORTION {
                return Ok(removed);
            }
        }
    }

    /// Removes one document of an origin, and forgets that it was from there. Whether it was there; what is kept for
    /// somebody's sake stays.
    pub async fn forget_document(&self, by: AccountId, origin: &Iri, iri: &Iri) -> Result<bool, JournalError> {
        self.write(ForgetOne { by, origin: origin.clone(), iri: iri.clone() }).await
    }

    /// Cuts off from their origin all documents that are known from it: they stay as they are, whatever is told of them.
    /// How many were not before.
    pub async fn freeze(&self, origin: &Iri) -> Result<u64, JournalError> {
        self.write(Tie::Cut(origin.clone())).await
    }

    /// Ends that: what their origin tells from now on is kept again. How many were frozen.
    pub async fn thaw(&self, origin: &Iri) -> Result<u64, JournalError> {
        self.write(Tie::Mended(origin.clone())).await
    }
}

fn elsewhere(row: &SqliteRow) -> Result<Elsewhere, JournalError> {
    Ok(Elsewhere {
        current: document(row)?,
        origin: column::iri(row.try_get("origin")?)?,
        said: row.try_get::<Option<i64>, _>("said")?.map(column::unsigned).transpose()?,
        at: row.try_get::<Option<i64>, _>("at")?.map(column::time).transpose()?,
        frozen: row.try_get::<Option<i64>, _>("frozen")?.map(column::time).transpose()?,
    })
}

impl MirroredContent {
    fn size(&self) -> usize {
        match self {
            Self::Put { canonical, .. } => canonical.len(),
            Self::Gone => 0,
        }
    }
}

/// A [`Mirrored`] with everything slow done, so that the writer only compares and writes.
pub(crate) struct PreparedMirror {
    iri: Iri,
    origin: Iri,
    age: Age,
    /// `None`: it is gone.
    put: Option<PreparedPut>,
}

impl PreparedMirror {
    /// Which document it tells of.
    pub(crate) fn iri(&self) -> &Iri {
        &self.iri
    }
}

/// Checks and packs what is told.
pub(crate) fn prepare(told: Mirrored, base: &Base) -> Result<PreparedMirror, JournalError> {
    let Mirrored { iri, origin, said, at, content } = told;
    if base.owns(&iri) || iri.fragment().is_some() {
        return Err(JournalError::NotElsewhere(iri));
    }
    // Its origin may count as far as it likes: two numbers beyond SQLite's are the same to us.
    let said = said.map(|said| i64::try_from(said).unwrap_or(i64::MAX));
    let put = match content {
        MirroredContent::Put { canonical, hash, audience } => {
            if column::sha256(canonical.as_bytes()) != hash.0 {
                return Err(JournalError::WrongHash(iri));
            }
            let packed = column::pack(&iri, &canonical)?;
            let names = named::of(&iri, &canonical, base);
            Some(PreparedPut { packed, hash, audience, owner: None, bound_to: BTreeSet::new(), names })
        }
        MirroredContent::Gone => None,
    };
    Ok(PreparedMirror { iri, origin, age: Age { said, at: at.map(Timestamp::as_microsecond) }, put })
}

/// How new something is, as its origin counts and by its origin's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Age {
    said: Option<i64>,
    at: Option<i64>,
}

impl Age {
    /// Whether this comes after `held`. One of both is enough: an origin that was restored from a backup counts again from
    /// where it was then, but its clock went on. Who says neither is taken at their word.
    fn is_after(self, held: Self) -> bool {
        self == Self { said: None, at: None } || self.said > held.said || self.at > held.at
    }

    /// The latest of both, so that nothing that came before either is ever new again.
    fn latest(self, held: Self) -> Self {
        Self { said: self.said.max(held.said), at: self.at.max(held.at) }
    }
}

/// What is known of a document's origin.
struct Held {
    origin: Iri,
    age: Age,
    is_frozen: bool,
}

impl Held {
    async fn load(connection: &mut SqliteConnection, iri: &Iri) -> Result<Option<Self>, JournalError> {
        let row = sqlx::query("SELECT origin, said, at, frozen IS NOT NULL AS is_frozen FROM elsewhere WHERE iri = ?")
            .bind(iri.as_str())
            .fetch_optional(connection)
            .await?;
        row.map(|row| {
            Ok(Self {
                origin: column::iri(row.try_get("origin")?)?,
                age: Age { said: row.try_get("said")?, at: row.try_get("at")? },
                is_frozen: row.try_get("is_frozen")?,
            })
        })
        .transpose()
    }
}

/// Keeps what is told, inside a transaction: whoever calls it has seen that the account `by` is there.
pub(crate) async fn keep(
    desk: &mut Desk<'_>,
    by: AccountId,
    told: PreparedMirror,
) -> Result<MirrorOutcome, JournalError> {
    let PreparedMirror { iri, origin, age, put } = told;
    if is_erased(desk.connection, &iri).await? {
        return Ok(MirrorOutcome::Taken);
    }
    let held = Held::load(desk.connection, &iri).await?;
    let is_its_own = held.as_ref().is_none_or(|held| !held.is_frozen && held.origin == origin);
    if !is_its_own || is_named(desk.connection, &origin, Some(BlockKind::Blocked)).await? {
        return Ok(MirrorOutcome::Taken);
    }
    if held.as_ref().is_some_and(|held| !age.is_after(held.age)) {
        return Ok(MirrorOutcome::Stale);
    }
    let standing = Standing::load(desk.connection, &iri).await?;
    let was_there = standing.as_ref().is_some_and(|standing| !standing.gone);
    let occasion = Occasion { by, reason: None, at: desk.clock.now().as_microsecond() };
    let seq = desk.tail.seq.0 + 1;
    let spot = Spot { iri: &iri, place: Place::Elsewhere, slug: iri.as_str() };
    let settled = match (put, standing) {
        (Some(put), standing) => Some(apply::settle_put(desk.connection, spot, put, standing, &occasion, seq).await?),
        (None, Some(standing)) if was_there => {
            Some(apply::settle_gone(desk.connection, spot, standing, &occasion, seq).await?)
        }
        (None, Some(_) | None) => None,
    };
    // Before its entry: whom it reaches depends on its origin.
    match held {
        Some(held) => remember(desk.connection, &iri, &origin, age.latest(held.age)).await?,
        // Its end came before it did: what comes late must not bring it back.
        None if settled.is_none() && age == Age { said: None, at: None } => {}
        None => remember(desk.connection, &iri, &origin, age).await?,
    }
    Ok(match settled {
        Some((_, outcome, Some(step))) => {
            apply::append(desk, &occasion, vec![step]).await?;
            supersede(desk.connection, &iri, Seq(seq)).await?;
            match outcome {
                Outcome::Deleted => MirrorOutcome::Deleted,
                Outcome::Created | Outcome::Updated | Outcome::Unchanged if !was_there => MirrorOutcome::Created,
                Outcome::Created | Outcome::Updated | Outcome::Unchanged => MirrorOutcome::Updated,
            }
        }
        Some((_, _, None)) => MirrorOutcome::Unchanged,
        None => MirrorOutcome::Stale,
    })
}

/// Whether the document was erased here: then its address is never used again.
async fn is_erased(connection: &mut SqliteConnection, iri: &Iri) -> Result<bool, JournalError> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM documents d JOIN erasures x ON x.seq = d.seq WHERE d.iri = ?)")
        .bind(iri.as_str())
        .fetch_one(connection)
        .await?)
}

/// Destroys what the document's entries before this one said.
async fn supersede(connection: &mut SqliteConnection, iri: &Iri, by: Seq) -> Result<(), JournalError> {
    sqlx::query(
        "UPDATE entries SET salt = NULL, hash = NULL, content = NULL, reason = NULL \
         WHERE iri = ? AND seq < ? AND salt IS NOT NULL",
    )
    .bind(iri.as_str())
    .bind(column::signed(by.0)?)
    .execute(connection)
    .await?;
    Ok(())
}

async fn remember(connection: &mut SqliteConnection, iri: &Iri, origin: &Iri, age: Age) -> Result<(), JournalError> {
    sqlx::query(
        "INSERT INTO elsewhere (iri, origin, said, at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (iri) DO UPDATE SET said = ?3, at = ?4",
    )
    .bind(iri.as_str())
    .bind(origin.as_str())
    .bind(age.said)
    .bind(age.at)
    .execute(connection)
    .await?;
    Ok(())
}

struct Mirror {
    by: AccountId,
    told: Vec<PreparedMirror>,
}

impl Work for Mirror {
    type Done = Vec<MirrorOutcome>;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Vec<MirrorOutcome>, Stop<JournalError>> {
        account::require(desk.connection, self.by).await?;
        let mut outcomes = Vec::with_capacity(self.told.len());
        for told in self.told {
            outcomes.push(keep(desk, self.by, told).await?);
        }
        Ok(outcomes)
    }
}

/// One portion.
struct Forget {
    by: AccountId,
    origin: Iri,
    part: Option<Iri>,
}

struct Forgotten {
    /// How many documents were known.
    rows: usize,
    /// How many of them were there.
    removed: u64,
}

impl Work for Forget {
    type Done = Forgotten;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Forgotten, Stop<JournalError>> {
        account::require(desk.connection, self.by).await?;
        // What begins with `part` comes right after it.
        let known: Vec<String> = sqlx::query_scalar(
            "SELECT iri FROM elsewhere WHERE origin = ?1 AND iri >= ?2 \
             AND (iri = ?2 OR (?2 LIKE '%/' AND substr(iri, 1, length(?2)) = ?2) OR ?2 = '') \
             AND NOT EXISTS (SELECT 1 FROM keeps k WHERE k.iri = elsewhere.iri) ORDER BY iri LIMIT ?3",
        )
        .bind(self.origin.as_str())
        .bind(self.part.as_ref().map_or("", Iri::as_str))
        .bind(column::limit(PORTION))
        .fetch_all(&mut *desk.connection)
        .await?;
        let mut removed = 0;
        for iri in &known {
            removed += u64::from(forget_one(desk, self.by, &column::iri(iri)?).await?);
        }
        Ok(Forgotten { rows: known.len(), removed })
    }
}

struct ForgetOne {
    by: AccountId,
    origin: Iri,
    iri: Iri,
}

impl Work for ForgetOne {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        account::require(desk.connection, self.by).await?;
        let known: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM elsewhere WHERE iri = ?1 AND origin = ?2 \
             AND NOT EXISTS (SELECT 1 FROM keeps k WHERE k.iri = elsewhere.iri)",
        )
        .bind(self.iri.as_str())
        .bind(self.origin.as_str())
        .fetch_optional(&mut *desk.connection)
        .await?;
        Ok(known.is_some() && forget_one(desk, self.by, &self.iri).await?)
    }
}

/// Removes one document, and forgets that it was there. Whether it was.
pub(crate) async fn forget_one(desk: &mut Desk<'_>, by: AccountId, iri: &Iri) -> Result<bool, JournalError> {
    let mut removed = false;
    if let Some(standing) = Standing::load(desk.connection, iri).await?
        && !standing.gone
    {
        let occasion = Occasion { by, reason: None, at: desk.clock.now().as_microsecond() };
        let seq = desk.tail.seq.0 + 1;
        let spot = Spot { iri, place: Place::Elsewhere, slug: iri.as_str() };
        let (_, _, step) = apply::settle_gone(desk.connection, spot, standing, &occasion, seq).await?;
        apply::append(desk, &occasion, step.into_iter().collect()).await?;
        supersede(desk.connection, iri, Seq(seq)).await?;
        removed = true;
    }
    sqlx::query("DELETE FROM elsewhere WHERE iri = ?").bind(iri.as_str()).execute(&mut *desk.connection).await?;
    record::forget_told(desk.connection, iri).await?;
    Ok(removed)
}

/// Between the documents of an origin and their origin.
enum Tie {
    Cut(Iri),
    Mended(Iri),
}

impl Work for Tie {
    type Done = u64;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<u64, Stop<JournalError>> {
        let (origin, since) = match self {
            Self::Cut(origin) => (origin, Some(desk.clock.now().as_microsecond())),
            Self::Mended(origin) => (origin, None),
        };
        let changed =
            sqlx::query("UPDATE elsewhere SET frozen = ?1 WHERE origin = ?2 AND (frozen IS NULL) <> (?1 IS NULL)")
                .bind(since)
                .bind(origin.as_str())
                .execute(&mut *desk.connection)
                .await?;
        Ok(changed.rows_affected())
    }
}

#[cfg(test)]
mod tests;
