//! Inboxes to which something is sent, each with how far it has come. One cursor each, over the entries of the journal: what
//! a peer was told survives whatever happens to us, and what it was not told waits for as long as it takes.

use super::arrival;
use super::concern::{self, Told, heard};
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{Iri, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// An inbox of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub inbox: Iri,
    /// Whether it is of an instance of ours, which takes documents as they are.
    pub exact: bool,
    /// The dialect of signatures that it has shown.
    pub dialect: Option<String>,
    /// Entries up to here are dealt with.
    pub cursor: Seq,
    /// Entries up to here were there when it first began to follow.
    pub since: Seq,
    /// How often it began anew; 0: nobody there has followed anything yet.
    pub round: u64,
    /// Entries up to here it was not told when it began anew: it is told no past.
    pub begun: Seq,
    /// Failures since the last success.
    pub attempts: u32,
    /// Not before.
    pub next: Option<Timestamp>,
    /// The last failure, in words, if there was one since the last success.
    pub failure: Option<String>,
    /// The first one since then.
    pub failing: Option<Timestamp>,
    /// The last success.
    pub reached: Option<Timestamp>,
    /// Since when it is only tried rarely.
    pub parked: Option<Timestamp>,
    /// Whether somebody there follows something here, so that entries are sent at all.
    pub follows: bool,
    /// Of how many documents, and whom there, something is to be told because it concerns them.
    pub concerns: u64,
    /// How many messages wait for it.
    pub waiting: u64,
    /// How many entries and messages it refused for good.
    pub refused: u64,
}

/// What a peer took, or refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Its address.
    pub inbox: Iri,
    /// The round in which it was read what to send.
    pub round: u64,
    /// Whether it answered; it may be that there was nothing to tell it.
    pub reached: bool,
    /// Entries up to here are dealt with.
    pub cursor: Option<Seq>,
    /// These messages were taken, or refused because of this.
    pub messages: Vec<(u64, Option<String>)>,
    /// These entries were refused because of this.
    pub refused: Vec<(Seq, Iri, String)>,
    /// This was told because it concerns them.
    pub concerned: Vec<Told>,
}

/// A peer that was not reached, or could not take anything now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setback {
    /// Its address.
    pub inbox: Iri,
    /// What happened, in words.
    pub failure: String,
    /// When it is tried again.
    pub next: Timestamp,
    /// Whether it is tried rarely from now on.
    pub parked: bool,
}

/// A query for peers, with its conditions.
macro_rules! select_peers {
    ($conditions:literal) => {
        concat!(
            "SELECT p.inbox, p.exact, p.dialect, p.cursor, p.since, p.round, p.begun, p.attempts, p.next, p.failure, p.failing, ",
            "p.reached, p.parked, EXISTS (SELECT 1 FROM followers f WHERE f.inbox = p.inbox AND f.state = 'accepted') AS follows, ",
            "(SELECT count(*) FROM acquaintances a JOIN concerns c ON c.actor = a.actor WHERE a.inbox = p.inbox ",
            "AND c.due > 0 AND ",
            heard!(),
            ") AS concerns, ",
            "(SELECT count(*) FROM messages m WHERE m.inbox = p.inbox AND m.settled IS NULL) AS waiting, ",
            "(SELECT count(*) FROM refusals r WHERE r.inbox = p.inbox) ",
            "+ (SELECT count(*) FROM messages m WHERE m.inbox = p.inbox AND m.refusal IS NOT NULL) AS refused ",
            "FROM peers p ",
            $conditions
        )
    };
}

impl Journal {
    /// Every peer, by address.
    pub async fn peers(&self) -> Result<Vec<Peer>, JournalError> {
        let rows = sqlx::query(select_peers!("ORDER BY p.inbox")).fetch_all(self.readers()).await?;
        rows.iter().map(peer).collect()
    }

    /// One of them.
    pub async fn peer(&self, inbox: &Iri) -> Result<Option<Peer>, JournalError> {
        let row =
            sqlx::query(select_peers!("WHERE p.inbox = ?")).bind(inbox.as_str()).fetch_optional(self.readers()).await?;
        row.as_ref().map(peer).transpose()
    }

    /// Those for whom there is something to send now, the journal having come to `head`.
    pub async fn due_peers(&self, now: Timestamp, head: Seq) -> Result<Vec<Iri>, JournalError> {
        let due: Vec<String> = sqlx::query_scalar(concat!(
            "SELECT p.inbox FROM peers p WHERE (p.next IS NULL OR p.next <= ?1) ",
            "AND (EXISTS (SELECT 1 FROM messages m WHERE m.inbox = p.inbox AND m.settled IS NULL) ",
            "OR EXISTS (SELECT 1 FROM acquaintances a JOIN concerns c ON c.actor = a.actor WHERE a.inbox = p.inbox ",
            "AND c.due > 0 AND ",
            heard!(),
            ") OR (p.cursor < ?2 AND EXISTS ",
            "(SELECT 1 FROM followers f WHERE f.inbox = p.inbox AND f.state = 'accepted'))) ORDER BY p.inbox"
        ))
        .bind(now.as_microsecond())
        .bind(column::signed(head.0)?)
        .fetch_all(self.readers())
        .await?;
        due.iter().map(|inbox| column::iri(inbox)).collect()
    }

    /// When the next one that has to wait may be tried again, or looked for.
    pub async fn next_attempt(&self, now: Timestamp) -> Result<Option<Timestamp>, JournalError> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT min(next) FROM (SELECT next FROM peers UNION ALL SELECT next FROM acquaintances \
             UNION ALL SELECT next FROM fetches) WHERE next > ?",
        )
        .bind(now.as_microsecond())
        .fetch_one(self.readers())
        .await?;
        next.map(column::time).transpose()
    }

    /// The entries of which this peer refused what they say: place, document, when, why; the latest first.
    pub async fn refusals(
        &self,
        inbox: &Iri,
        limit: usize,
    ) -> Result<Vec<(Seq, Iri, Timestamp, String)>, JournalError> {
        let rows = sqlx::query("SELECT seq, iri, at, why FROM refusals WHERE inbox = ? ORDER BY seq DESC LIMIT ?")
            .bind(inbox.as_str())
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                let (seq, iri) = (column::seq(row.try_get("seq")?)?, column::iri(row.try_get("iri")?)?);
                Ok((seq, iri, column::time(row.try_get("at")?)?, row.try_get("why")?))
            })
            .collect()
    }

    /// Notes what a peer took. A cursor only goes forward, and only in the round in which it was read.
    pub async fn delivered(&self, delivered: Delivered) -> Result<(), JournalError> {
        self.write(delivered).await
    }

    /// Notes that a peer was not reached.
    pub async fn set_back(&self, setback: Setback) -> Result<(), JournalError> {
        self.write(setback).await
    }

    /// Tries a peer again now, or all of them, whatever failed before; what it refused for good, too.
    pub async fn retry(&self, inbox: Option<&Iri>) -> Result<(), JournalError> {
        self.write(Retry(inbox.cloned())).await
    }
}

/// A peer is there from now on: what was written before is not sent to it unless somebody there follows.
pub(crate) async fn ensure(desk: &mut Desk<'_>, inbox: &Iri, exact: bool) -> Result<(), JournalError> {
    sqlx::query(
        "INSERT INTO peers (inbox, exact, cursor, since) VALUES (?1, ?2, ?3, ?3) \
         ON CONFLICT (inbox) DO UPDATE SET exact = ?2 WHERE exact <> ?2",
    )
    .bind(inbox.as_str())
    .bind(exact)
    .bind(column::signed(desk.tail.seq.0)?)
    .execute(&mut *desk.connection)
    .await?;
    Ok(())
}

/// Somebody at this peer begins to follow. An instance of ours is told everything from the beginning: what is there now,
/// then what comes. Others hear of what comes: posts of years would bury whatever else they read. What it was told before
/// it may hold still, and is told that it ended, however often it asked again since.
pub(super) async fn begin_anew(desk: &mut Desk<'_>, inbox: &Iri) -> Result<(), JournalError> {
    sqlx::query(
        "UPDATE peers SET since = CASE WHEN round = 0 THEN ?1 ELSE since END, round = round + 1, \
         (cursor, begun) = (SELECT CASE WHEN exact THEN 0 WHEN others THEN cursor ELSE ?1 END, \
         CASE WHEN exact THEN 0 WHEN others THEN begun ELSE ?1 END FROM \
         (SELECT count(*) > 1 AS others FROM followers f WHERE f.inbox = ?2 AND f.state = 'accepted')) \
         WHERE inbox = ?2",
    )
    .bind(column::signed(desk.tail.seq.0)?)
    .bind(inbox.as_str())
    .execute(&mut *desk.connection)
    .await?;
    arrival::forget_beyond(desk, Some(inbox)).await
}

/// A peer has shown this dialect: what is sent to it next is signed in it.
pub(super) async fn shown(connection: &mut SqliteConnection, inbox: &Iri, dialect: &str) -> Result<(), JournalError> {
    sqlx::query("UPDATE peers SET dialect = ?2 WHERE inbox = ?1 AND dialect IS NOT ?2")
        .bind(inbox.as_str())
        .bind(dialect)
        .execute(connection)
        .await?;
    Ok(())
}

impl Work for Delivered {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        let now = desk.clock.now().as_microsecond();
        sqlx::query(
            "UPDATE peers SET cursor = CASE WHEN round = ?2 THEN max(cursor, ?3) ELSE cursor END, \
             attempts = iif(?4, 0, attempts), next = iif(?4, NULL, next), failure = iif(?4, NULL, failure), \
             failing = iif(?4, NULL, failing), parked = iif(?4, NULL, parked), reached = iif(?4, ?5, reached) \
             WHERE inbox = ?1",
        )
        .bind(self.inbox.as_str())
        .bind(column::signed(self.round)?)
        .bind(column::signed(self.cursor.unwrap_or_default().0)?)
        .bind(self.reached)
        .bind(now)
        .execute(&mut *desk.connection)
        .await?;
        if self.reached && self.cursor.is_some() {
            arrival::note(desk, &self.inbox, self.round).await?;
        }
        for (number, refusal) in self.messages {
            sqlx::query("UPDATE messages SET settled = ?, refusal = ? WHERE number = ? AND inbox = ?")
                .bind(now)
                .bind(refusal)
                .bind(column::signed(number)?)
                .bind(self.inbox.as_str())
                .execute(&mut *desk.connection)
                .await?;
        }
        for (seq, iri, why) in self.refused {
            sqlx::query("INSERT OR REPLACE INTO refusals (inbox, seq, iri, at, why) VALUES (?, ?, ?, ?, ?)")
                .bind(self.inbox.as_str())
                .bind(column::signed(seq.0)?)
                .bind(iri.as_str())
                .bind(now)
                .bind(why)
                .execute(&mut *desk.connection)
                .await?;
        }
        for told in &self.concerned {
            concern::told(desk, told).await?;
        }
        Ok(())
    }
}

impl Work for Setback {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        sqlx::query(
            "UPDATE peers SET attempts = attempts + 1, next = ?2, failure = ?3, failing = coalesce(failing, ?5), \
             parked = CASE WHEN ?4 THEN coalesce(parked, ?5) ELSE NULL END WHERE inbox = ?1",
        )
        .bind(self.inbox.as_str())
        .bind(self.next.as_microsecond())
        .bind(self.failure)
        .bind(self.parked)
        .bind(desk.clock.now().as_microsecond())
        .execute(&mut *desk.connection)
        .await?;
        Ok(())
    }
}

struct Retry(Option<Iri>);

impl Work for Retry {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        for query in [
            "UPDATE concerns SET due = due + 1 WHERE iri IN (SELECT r.iri FROM refusals r WHERE ?1 IS NULL OR r.inbox = ?1) \
             AND actor IN (SELECT a.actor FROM acquaintances a WHERE a.inbox IS NOT NULL AND (?1 IS NULL OR a.inbox = ?1))",
            "UPDATE acquaintances SET next = NULL WHERE ?1 IS NULL",
            "UPDATE peers SET next = NULL, round = round + (round > 0), \
             cursor = min(cursor, coalesce((SELECT min(seq) - 1 FROM refusals r WHERE r.inbox = peers.inbox), cursor)) \
             WHERE ?1 IS NULL OR inbox = ?1",
            "DELETE FROM refusals WHERE ?1 IS NULL OR inbox = ?1",
            "UPDATE messages SET settled = NULL, refusal = NULL WHERE refusal IS NOT NULL AND (?1 IS NULL OR inbox = ?1)",
        ] {
            sqlx::query(query).bind(self.0.as_ref().map(Iri::as_str)).execute(&mut *desk.connection).await?;
        }
        Ok(arrival::forget_beyond(desk, self.0.as_ref()).await?)
    }
}

fn peer(row: &SqliteRow) -> Result<Peer, JournalError> {
    let time = |name: &str| -> Result<Option<Timestamp>, JournalError> {
        row.try_get::<Option<i64>, _>(name)?.map(column::time).transpose()
    };
    let attempts: i64 = row.try_get("attempts")?;
    Ok(Peer {
        inbox: column::iri(row.try_get("inbox")?)?,
        exact: row.try_get("exact")?,
        dialect: row.try_get("dialect")?,
        cursor: column::seq(row.try_get("cursor")?)?,
        since: column::seq(row.try_get("since")?)?,
        round: column::unsigned(row.try_get("round")?)?,
        begun: column::seq(row.try_get("begun")?)?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        next: time("next")?,
        failure: row.try_get("failure")?,
        failing: time("failing")?,
        reached: time("reached")?,
        parked: time("parked")?,
        follows: row.try_get("follows")?,
        concerns: column::unsigned(row.try_get("concerns")?)?,
        waiting: column::unsigned(row.try_get("waiting")?)?,
        refused: column::unsigned(row.try_get("refused")?)?,
    })
}
