//! What people decide of two documents that may be of one organisation: that they are, that they are not, that one takes up
//! what the other says. A decision is written in the transaction that writes what follows from it, and taken back in the one
//! that takes that back. Who may decide, and what follows, is for the caller to know.

use crate::account;
use crate::apply::Standing;
use crate::column;
use crate::commit::{Commit, CommitError, Outcome, Prepared, PreparedContent, Receipt};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// What is decided of two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameDecision {
    /// They are of one organisation.
    Confirmed,
    /// They are not.
    Refused,
    /// They are, and one says from now on what only the other said.
    Merged,
}

impl SameDecision {
    const ALL: [Self; 3] = [Self::Confirmed, Self::Refused, Self::Merged];

    /// Its word, in the tables and for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Merged => "merged",
        }
    }

    /// Whether it says that both are one.
    pub fn is_same(self) -> bool {
        matches!(self, Self::Confirmed | Self::Merged)
    }

    fn read(word: &str) -> Result<Self, JournalError> {
        let found = Self::ALL.into_iter().find(|decision| decision.as_str() == word);
        found.ok_or(JournalError::Corrupt("a decision"))
    }
}

/// Two documents, in whatever order they were named: the lesser address comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair(Iri, Iri);

impl Pair {
    /// Of two documents; `None`: they are one.
    pub fn of(one: Iri, other: Iri) -> Option<Self> {
        match one.cmp(&other) {
            std::cmp::Ordering::Less => Some(Self(one, other)),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Self(other, one)),
        }
    }

    /// Both.
    pub fn both(&self) -> [&Iri; 2] {
        [&self.0, &self.1]
    }
}

/// A decision that stands, as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDecision {
    /// Its number.
    pub number: u64,
    /// Of which documents.
    pub pair: Pair,
    /// What was decided.
    pub decision: SameDecision,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// The one of both that says so.
    pub written: Option<Iri>,
    /// The entry that it was written with; `None`: it said so before, or neither does.
    pub entry: Option<Seq>,
    /// The entry that had said what stood there.
    pub before: Option<Seq>,
}

/// Why a decision is not written down, or not taken back. Nothing of what follows from it is written either.
#[derive(Debug, thiserror::Error)]
pub enum DecisionRefusal {
    /// It is decided already.
    #[error("it is decided of {} and {} already", .0.0, .0.1)]
    Decided(Pair),
    /// There is no such decision that stands.
    #[error("decision number {0} does not stand")]
    NotStanding(u64),
    /// What follows from it is refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<JournalError> for DecisionRefusal {
    fn from(error: JournalError) -> Self {
        Self::Commit(error.into())
    }
}

macro_rules! select_decisions {
    ($rest:literal) => {
        concat!(
            "SELECT number, one, other, decision, by_account, at, written, entry, before ",
            "FROM same_decisions ",
            $rest
        )
    };
}

impl Journal {
    /// Writes down what `commit`'s writer decides, with what follows from it: `written` says so from now on, by the first of
    /// its writes. The number of the decision; on disk (fsync).
    pub async fn decide_same(
        &self,
        pair: Pair,
        decision: SameDecision,
        written: Option<Iri>,
        commit: Commit,
    ) -> Result<(u64, Receipt), DecisionRefusal> {
        let commit = self.prepared(commit).await?;
        self.write(Decide { pair, decision, written, commit }).await
    }

    /// Takes a decision back in the name of `commit`'s writer, with what followed from it. On disk (fsync).
    pub async fn undo_same(&self, number: u64, commit: Commit) -> Result<Receipt, DecisionRefusal> {
        let commit = self.prepared(commit).await?;
        self.write(TakeBack { number, commit }).await
    }

    /// The decision that stands of these two.
    pub async fn same_decision(&self, pair: &Pair) -> Result<Option<KeptDecision>, JournalError> {
        let row = sqlx::query(select_decisions!("WHERE one = ? AND other = ? AND back IS NULL"))
            .bind(pair.0.as_str())
            .bind(pair.1.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(kept).transpose()
    }

    /// Of which documents a decision stands, and which.
    pub async fn standing_decisions(&self) -> Result<Vec<(Pair, SameDecision)>, JournalError> {
        let rows = sqlx::query("SELECT one, other, decision FROM same_decisions WHERE back IS NULL ORDER BY number")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| Ok((pair(row)?, SameDecision::read(row.try_get("decision")?)?))).collect()
    }

    /// The decisions that stand, the latest first; at most `limit`.
    pub async fn same_decisions(&self, limit: usize) -> Result<Vec<KeptDecision>, JournalError> {
        let rows = sqlx::query(select_decisions!("WHERE back IS NULL ORDER BY number DESC LIMIT ?"))
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(kept).collect()
    }

    /// The documents of which it was decided that they are of the same organisation as this one.
    pub async fn decided_same(&self, iri: &Iri) -> Result<Vec<Iri>, JournalError> {
        let found: Vec<String> = sqlx::query_scalar(
            "SELECT other FROM same_decisions WHERE one = ?1 AND back IS NULL AND decision <> 'refused' UNION \
             SELECT one FROM same_decisions WHERE other = ?1 AND back IS NULL AND decision <> 'refused'",
        )
        .bind(iri.as_str())
        .fetch_all(self.readers())
        .await?;
        found.iter().map(|iri| column::iri(iri)).collect()
    }
}

/// Forgets whatever was decided of a document.
pub(crate) async fn forget(connection: &mut SqliteConnection, iri: &Iri) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM same_decisions WHERE one = ?1 OR other = ?1")
        .bind(iri.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

struct Decide {
    pair: Pair,
    decision: SameDecision,
    written: Option<Iri>,
    commit: Prepared,
}

impl Work for Decide {
    type Done = (u64, Receipt);
    type Refusal = DecisionRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(u64, Receipt), Stop<DecisionRefusal>> {
        let Self { pair, decision, written, commit } = self;
        let is_decided: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM same_decisions WHERE one = ? AND other = ? AND back IS NULL)",
        )
        .bind(pair.0.as_str())
        .bind(pair.1.as_str())
        .fetch_one(&mut *desk.connection)
        .await?;
        if is_decided {
            return Err(Stop::Refused(DecisionRefusal::Decided(pair)));
        }
        let before = match commit.writes.first() {
            Some(write) if matches!(write.content, PreparedContent::Put(_)) => {
                Standing::load(desk.connection, &write.iri).await?.and_then(|standing| standing.content)
            }
            Some(_) | None => None,
        };
        let (by, at) = (commit.by, desk.clock.now().as_microsecond());
        let first = column::signed(desk.tail.seq.0 + 1)?;
        let receipt = commit.perform(desk).await.map_err(refused)?;
        let wrote = receipt.written.first().is_some_and(|first| first.outcome == Outcome::Updated);
        let number = sqlx::query(
            "INSERT INTO same_decisions (one, other, decision, by_account, at, written, entry, before) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(pair.0.as_str())
        .bind(pair.1.as_str())
        .bind(decision.as_str())
        .bind(by.0)
        .bind(at)
        .bind(written.as_ref().map(Iri::as_str))
        .bind(wrote.then_some(first))
        .bind(before.filter(|_| wrote))
        .execute(&mut *desk.connection)
        .await?
        .last_insert_rowid();
        Ok((column::unsigned(number)?, receipt))
    }
}

struct TakeBack {
    number: u64,
    commit: Prepared,
}

impl Work for TakeBack {
    type Done = Receipt;
    type Refusal = DecisionRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Receipt, Stop<DecisionRefusal>> {
        let by = self.commit.by;
        account::require(desk.connection, by).await?;
        let set = sqlx::query("UPDATE same_decisions SET back = ?, back_by = ? WHERE number = ? AND back IS NULL")
            .bind(desk.clock.now().as_microsecond())
            .bind(by.0)
            .bind(column::signed(self.number)?)
            .execute(&mut *desk.connection)
            .await?;
        if set.rows_affected() == 0 {
            return Err(Stop::Refused(DecisionRefusal::NotStanding(self.number)));
        }
        self.commit.perform(desk).await.map_err(refused)
    }
}

fn refused(stop: Stop<CommitError>) -> Stop<DecisionRefusal> {
    match stop {
        Stop::Refused(refusal) => Stop::Refused(refusal.into()),
        Stop::Broken(error) => Stop::Broken(error),
    }
}

fn pair(row: &SqliteRow) -> Result<Pair, JournalError> {
    Ok(Pair(column::iri(row.try_get("one")?)?, column::iri(row.try_get("other")?)?))
}

fn kept(row: &SqliteRow) -> Result<KeptDecision, JournalError> {
    let seq = |name| row.try_get::<Option<i64>, _>(name)?.map(column::seq).transpose();
    Ok(KeptDecision {
        number: column::unsigned(row.try_get("number")?)?,
        pair: pair(row)?,
        decision: SameDecision::read(row.try_get("decision")?)?,
        by: AccountId(row.try_get("by_account")?),
        at: column::time(row.try_get("at")?)?,
        written: row.try_get::<Option<&str>, _>("written")?.map(column::iri).transpose()?,
        entry: seq("entry")?,
        before: seq("before")?,
    })
}

#[cfg(test)]
mod tests;
