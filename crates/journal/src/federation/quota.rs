//! How much those may leave here whom nobody here follows: anybody may have a key that verifies, and as many hosts as they
//! like. What waits, or is in quarantine, is bounded by host and in all; what is settled is remembered as long as it is of
//! use; whoever was not heard for long is forgotten.
//!
//! Whom somebody here follows is bounded by none of this: what they say is what was asked for.

use super::received::NewReceived;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::{SignedDuration, Timestamp};
use sqlx::{Row, SqliteConnection};

/// Rows that go in one transaction, of each kind: nobody waits for more.
const PORTION: usize = 500;
/// Messages that wait for one inbox of a stranger: each is an answer to something that came from there, and whoever does not
/// take them asks for no more.
const ANSWERS: i64 = 100;
/// After so many activities, what is remembered of the host of the last one goes as far as it is beyond its bound.
const EACH: u64 = 64;
/// And after so many that of each host: whoever has two hosts could see to it that only one of them is ever the last.
const EACH_OF_ALL: u64 = 1_024;

/// How much strangers may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Activities of one host that wait to be applied or are in quarantine.
    pub held_per_host: u64,
    /// Their bytes, packed.
    pub held_bytes_per_host: u64,
    /// The same of all hosts.
    pub held: u64,
    /// Their bytes, packed.
    pub held_bytes: u64,
    /// Requests to follow from one host that wait for somebody here.
    pub requests_per_host: u64,
    /// The same of all hosts.
    pub requests: u64,
    /// Followers at one host.
    pub followers_per_host: u64,
    /// Activities of one host that are settled, and remembered so that they have no effect again.
    pub settled_per_host: u64,
    /// Actors of one host whose documents are kept.
    pub actors_per_host: u64,
    /// The same of all hosts.
    pub actors: u64,
    /// Bytes of those documents, packed.
    pub actor_bytes: u64,
    /// What is in quarantine for so long is dismissed.
    pub held_for: SignedDuration,
    /// What is settled for so long is forgotten, also of those whom somebody here follows.
    pub settled_for: SignedDuration,
    /// Whoever was not asked for so long is forgotten, if they follow nothing and nobody follows them.
    pub actors_for: SignedDuration,
}

impl Default for Bounds {
    /// A moderator reads 200 reports of one host in an evening. Mastodon repeats a delivery for two days, we for weeks; what
    /// comes again after that is told from what is newer by other means.
    fn default() -> Self {
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        Self {
            held_per_host: 200,
            held_bytes_per_host: 8 << 20,
            held: 5_000,
            held_bytes: 128 << 20,
            requests_per_host: 100,
            requests: 2_000,
            followers_per_host: 10_000,
            settled_per_host: 2_000,
            actors_per_host: 1_000,
            actors: 20_000,
            actor_bytes: 128 << 20,
            held_for: days(30),
            settled_for: days(30),
            actors_for: days(90),
        }
    }
}

/// Whose bound is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crowd {
    /// That of the host of whoever speaks.
    OfHost,
    /// That of all strangers.
    OfAll,
}

impl Journal {
    /// Lets go of what is beyond its time or its bound, in portions.
    pub async fn tidy_strangers(&self, bounds: Bounds) -> Result<(), JournalError> {
        while self.write(Tidy(bounds)).await? >= PORTION as u64 {}
        Ok(())
    }
}

struct Tidy(Bounds);

impl Work for Tidy {
    type Done = u64;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<u64, Stop<JournalError>> {
        let Self(bounds) = self;
        let (activities, rest) = (tidy_received(desk, &bounds).await?, tidy_rest(desk, &bounds).await?);
        Ok(activities.max(rest))
    }
}

/// Whether one more activity is too much, of a stranger at this host, with so many bytes.
pub(super) async fn crowded(
    connection: &mut SqliteConnection,
    new: &NewReceived,
    host: &str,
    size: usize,
    bounds: &Bounds,
) -> Result<Option<Crowd>, JournalError> {
    let size = size as u64;
    let (number, bytes) = of_host(connection, host).await?;
    if number >= bounds.held_per_host || bytes + size > bounds.held_bytes_per_host {
        return Ok(Some(Crowd::OfHost));
    }
    if new.kind == "Follow" {
        return asked(connection, new, host, bounds).await;
    }
    // These end in the quarantine, or nowhere: whoever fills it keeps nobody from following, or from following no longer.
    if matches!(new.kind, "Create" | "Update" | "Delete" | "Announce" | "Flag") {
        let (number, bytes) = in_all(connection, bounds).await?;
        if number >= bounds.held || bytes + size > bounds.held_bytes {
            return Ok(Some(Crowd::OfAll));
        }
    }
    Ok(None)
}

const HELD_OF_HOST: &str = "SELECT count(*), coalesce(sum(size), 0) FROM received \
    WHERE host IS NOT NULL AND fate IN ('waiting', 'quarantined') AND host = ?";
// These say the condition of the index again, and its name: SQLite would take another, and read each row.
const QUARANTINED: &str = "SELECT count(*), coalesce(sum(size), 0) FROM received INDEXED BY received_held \
    WHERE host IS NOT NULL AND fate IN ('waiting', 'quarantined') AND fate = 'quarantined'";
const WAITING: &str = "SELECT count(*), coalesce(sum(size), 0) FROM received INDEXED BY received_held \
    WHERE host IS NOT NULL AND fate IN ('waiting', 'quarantined') AND fate = 'waiting'";
/// No fewer than wait, in whatever time it takes to find two of them.
const WAITING_ABOUT: &str = "SELECT coalesce((SELECT max(number) FROM received WHERE fate = 'waiting') \
    - (SELECT min(number) FROM received WHERE fate = 'waiting') + 1, 0)";
/// Hosts of strangers of which more is remembered than so many, each with how much more.
const CROWDED: &str = "SELECT host, count(*) - ?1 FROM received \
    WHERE host IS NOT NULL AND fate NOT IN ('waiting', 'quarantined') GROUP BY host HAVING count(*) > ?1";
/// The same of one host.
const CROWDED_HOST: &str = "SELECT host, count(*) - ?1 FROM received \
    WHERE host IS NOT NULL AND fate NOT IN ('waiting', 'quarantined') AND host = ?2 GROUP BY host HAVING count(*) > ?1";

/// What waits, or is in quarantine, of strangers at this host.
async fn of_host(connection: &mut SqliteConnection, host: &str) -> Result<(u64, u64), JournalError> {
    let (number, bytes): (i64, i64) = sqlx::query_as(HELD_OF_HOST).bind(host).fetch_one(connection).await?;
    Ok((column::unsigned(number)?, column::unsigned(bytes)?))
}

/// The same of all strangers. What waits goes by within moments, and there may be thousands of it when many speak at once:
/// it is counted only if it could be too much.
async fn in_all(connection: &mut SqliteConnection, bounds: &Bounds) -> Result<(u64, u64), JournalError> {
    let (number, bytes): (i64, i64) = sqlx::query_as(QUARANTINED).fetch_one(&mut *connection).await?;
    let (number, bytes) = (column::unsigned(number)?, column::unsigned(bytes)?);
    let about: i64 = sqlx::query_scalar(WAITING_ABOUT).fetch_one(&mut *connection).await?;
    if number + column::unsigned(about)? < bounds.held {
        return Ok((number, bytes));
    }
    let (waiting, of_them): (i64, i64) = sqlx::query_as(WAITING).fetch_one(connection).await?;
    Ok((number + column::unsigned(waiting)?, bytes + column::unsigned(of_them)?))
}

/// Whether one more request to follow is too much.
async fn asked(
    connection: &mut SqliteConnection,
    new: &NewReceived,
    host: &str,
    bounds: &Bounds,
) -> Result<Option<Crowd>, JournalError> {
    let row = sqlx::query(
        "SELECT count(*) AS followers, coalesce(sum(state = 'waiting'), 0) AS waiting FROM followers WHERE host = ?",
    )
    .bind(host)
    .fetch_one(&mut *connection)
    .await?;
    let (followers, waiting) =
        (column::unsigned(row.try_get("followers")?)?, column::unsigned(row.try_get("waiting")?)?);
    // Those that came a moment ago, and are not applied yet.
    let unapplied: i64 =
        sqlx::query_scalar("SELECT count(*) FROM received WHERE fate = 'waiting' AND kind = 'Follow' AND host = ?")
            .bind(host)
            .fetch_one(&mut *connection)
            .await?;
    let unapplied = column::unsigned(unapplied)?;
    if followers + unapplied >= bounds.followers_per_host || waiting + unapplied >= bounds.requests_per_host {
        return Ok(Some(Crowd::OfHost));
    }
    for inbox in &new.inboxes {
        let answers: i64 = sqlx::query_scalar("SELECT count(*) FROM messages WHERE inbox = ? AND settled IS NULL")
            .bind(inbox.as_str())
            .fetch_one(&mut *connection)
            .await?;
        if answers >= ANSWERS {
            return Ok(Some(Crowd::OfHost));
        }
    }
    let waiting: i64 =
        sqlx::query_scalar("SELECT count(*) FROM followers WHERE state = 'waiting'").fetch_one(connection).await?;
    Ok((column::unsigned(waiting)? >= bounds.requests).then_some(Crowd::OfAll))
}

/// What is done now and then, after an activity of a stranger at this host was taken under this number.
pub(super) async fn after(desk: &mut Desk<'_>, bounds: &Bounds, number: u64, host: &str) -> Result<(), JournalError> {
    if number.is_multiple_of(EACH_OF_ALL) {
        tidy_received(desk, bounds).await?;
    } else if number.is_multiple_of(EACH) {
        trim(desk, bounds, Some(host)).await?;
    }
    Ok(())
}

/// Lets go of activities: in quarantine for too long, settled for too long, settled beyond what one host may have. The most
/// rows of one kind.
async fn tidy_received(desk: &mut Desk<'_>, bounds: &Bounds) -> Result<u64, JournalError> {
    let now = desk.clock.now();
    let before = |span: SignedDuration| now.checked_sub(span).unwrap_or(Timestamp::MIN).as_microsecond();
    let mut most = 0;
    for (query, before) in [
        (
            "UPDATE received SET fate = 'dismissed', why = NULL, body = NULL WHERE number IN \
             (SELECT number FROM received WHERE fate = 'quarantined' AND host IS NOT NULL AND at < ?1 \
             AND actor NOT IN (SELECT actor FROM following) ORDER BY number LIMIT ?2)",
            before(bounds.held_for),
        ),
        (
            "DELETE FROM received WHERE number IN \
             (SELECT number FROM received WHERE body IS NULL AND at < ?1 ORDER BY at LIMIT ?2)",
            before(bounds.settled_for),
        ),
    ] {
        let gone = sqlx::query(query).bind(before).bind(column::limit(PORTION)).execute(&mut *desk.connection).await?;
        most = most.max(gone.rows_affected());
    }
    Ok(most.max(trim(desk, bounds, None).await?))
}

/// Lets go of what is settled beyond what one host may have: this one, or each. The most of one.
async fn trim(desk: &mut Desk<'_>, bounds: &Bounds, host: Option<&str>) -> Result<u64, JournalError> {
    let bound = column::signed(bounds.settled_per_host)?;
    let beyond = match host {
        Some(host) => sqlx::query_as(CROWDED_HOST).bind(bound).bind(host),
        None => sqlx::query_as(CROWDED).bind(bound),
    };
    let beyond: Vec<(String, i64)> = beyond.fetch_all(&mut *desk.connection).await?;
    let mut most = 0;
    for (host, many) in beyond {
        let gone = sqlx::query(
            "DELETE FROM received WHERE number IN (SELECT number FROM received \
             WHERE host IS NOT NULL AND fate NOT IN ('waiting', 'quarantined') AND host = ? ORDER BY number LIMIT ?)",
        )
        .bind(host)
        .bind(many.min(column::limit(PORTION)))
        .execute(&mut *desk.connection)
        .await?;
        most = most.max(gone.rows_affected());
    }
    Ok(most)
}

/// Inboxes that were not reached since `?1` and to which nothing is sent any more, `?2` at most. The same ones until one of
/// them is deleted.
macro_rules! unused_peers {
    () => {
        "(SELECT inbox FROM peers p WHERE coalesce(reached, 0) < ?1 \
         AND NOT EXISTS (SELECT 1 FROM followers f WHERE f.inbox = p.inbox) \
         AND NOT EXISTS (SELECT 1 FROM following f WHERE f.inbox = p.inbox) \
         AND NOT EXISTS (SELECT 1 FROM acquaintances a WHERE a.inbox = p.inbox) \
         AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.inbox = p.inbox) \
         AND NOT EXISTS (SELECT 1 FROM refusals r WHERE r.inbox = p.inbox) ORDER BY inbox LIMIT ?2)"
    };
}

/// Lets go of actors who were not heard for long, of messages that arrived long ago, and of inboxes to which nothing is sent
/// any more. The most rows of one kind.
async fn tidy_rest(desk: &mut Desk<'_>, bounds: &Bounds) -> Result<u64, JournalError> {
    let now = desk.clock.now();
    let before = |span: SignedDuration| now.checked_sub(span).unwrap_or(Timestamp::MIN).as_microsecond();
    let mut most = 0;
    for (query, before) in [
        (
            "DELETE FROM strangers WHERE actor IN (SELECT actor FROM strangers s WHERE fetched < ?1 \
             AND NOT EXISTS (SELECT 1 FROM followers f WHERE f.actor = s.actor) \
             AND NOT EXISTS (SELECT 1 FROM following f WHERE f.actor = s.actor) LIMIT ?2)",
            before(bounds.actors_for),
        ),
        (
            // The one by which we follow something names what is undone by the end of that.
            "DELETE FROM messages WHERE number IN (SELECT number FROM messages WHERE settled < ?1 AND refusal IS NULL \
             AND number NOT IN (SELECT message FROM following) LIMIT ?2)",
            before(bounds.settled_for),
        ),
        // What it took, and when, is of interest for as long as it is told anything.
        (concat!("DELETE FROM arrivals WHERE inbox IN ", unused_peers!()), before(bounds.settled_for)),
        (concat!("DELETE FROM peers WHERE inbox IN ", unused_peers!()), before(bounds.settled_for)),
    ] {
        let gone = sqlx::query(query).bind(before).bind(column::limit(PORTION)).execute(&mut *desk.connection).await?;
        most = most.max(gone.rows_affected());
    }
    Ok(most)
}

#[cfg(test)]
mod tests;
