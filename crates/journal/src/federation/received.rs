//! What came in: each activity once, in the order in which it came. It is on disk before anybody is told that it was taken.

use super::peer;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::Iri;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// An activity that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReceived {
    /// Its address.
    pub id: Iri,
    /// Its type. Both together make two of them one.
    pub kind: &'static str,
    /// Who says it, and has signed it.
    pub actor: Iri,
    /// The bytes that were signed.
    pub body: Vec<u8>,
    /// The dialect of its signature.
    pub dialect: &'static str,
    /// The inboxes of whoever has shown by it that they know this dialect.
    pub inboxes: Vec<Iri>,
}

/// Whether it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Under this number.
    New(u64),
    /// It was here before, whatever it said then.
    Known,
}

/// An activity that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its place.
    pub number: u64,
    /// Its address.
    pub id: Iri,
    /// Who says it.
    pub actor: Iri,
    /// When it came.
    pub at: Timestamp,
    /// The bytes that were signed; `None`: it is applied.
    pub body: Option<Vec<u8>>,
    /// Why it is ignored or in quarantine.
    pub why: Option<String>,
}

/// What became of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It has had its effect.
    Applied,
    /// It has none, because of this. It is looked at again if it comes again.
    Ignored(String),
    /// Somebody here has looked at it, and it has none, whenever it comes again.
    Dismissed,
    /// It cannot be taken as it is, because of this; its bytes are kept for people to look at.
    Quarantined(String),
}

impl Journal {
    /// Takes an activity in. Once this is answered it is on disk.
    pub async fn take(&self, new: NewReceived) -> Result<Taken, JournalError> {
        let packed = column::pack_bytes(&new.id, &new.body)?;
        self.write(Take { new, packed }).await
    }

    /// The activities after this one that wait to be applied, in order; at most `limit`.
    pub async fn waiting(&self, after: u64, limit: usize) -> Result<Vec<Received>, JournalError> {
        let rows = sqlx::query(
            "SELECT number, id, actor, at, body, why FROM received WHERE fate = 'waiting' AND number > ? \
             ORDER BY number LIMIT ?",
        )
        .bind(column::signed(after)?)
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(received).collect()
    }

    /// The activities in quarantine, the latest first; at most `limit`.
    pub async fn quarantined(&self, limit: usize) -> Result<Vec<Received>, JournalError> {
        let rows = sqlx::query(
            "SELECT number, id, actor, at, body, why FROM received WHERE fate = 'quarantined' \
             ORDER BY number DESC LIMIT ?",
        )
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(received).collect()
    }

    /// One of them.
    pub async fn held(&self, number: u64) -> Result<Option<Received>, JournalError> {
        let row = sqlx::query(
            "SELECT number, id, actor, at, body, why FROM received WHERE fate = 'quarantined' AND number = ?",
        )
        .bind(column::signed(number)?)
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(received).transpose()
    }

    /// Those of one actor, the latest first; at most `limit`.
    pub async fn held_of(&self, actor: &Iri, limit: usize) -> Result<Vec<Received>, JournalError> {
        let rows = sqlx::query(
            "SELECT number, id, actor, at, body, why FROM received WHERE fate = 'quarantined' AND actor = ? \
             ORDER BY number DESC LIMIT ?",
        )
        .bind(actor.as_str())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(received).collect()
    }

    /// Lets an activity in quarantine wait to be applied again. Whether it was there.
    pub async fn reconsider(&self, number: u64) -> Result<bool, JournalError> {
        self.write(Reconsider(number)).await
    }

    /// How many activities are here by what became of them, in words.
    pub async fn count_received(&self) -> Result<Vec<(String, u64)>, JournalError> {
        let rows = sqlx::query("SELECT fate, count(*) AS activities FROM received GROUP BY fate ORDER BY fate")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| Ok((row.try_get("fate")?, column::unsigned(row.try_get("activities")?)?))).collect()
    }
}

struct Take {
    new: NewReceived,
    packed: Vec<u8>,
}

impl Work for Take {
    type Done = Taken;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Taken, Stop<JournalError>> {
        for inbox in &self.new.inboxes {
            peer::shown(desk.connection, inbox, self.new.dialect).await?;
            peer::spoke(desk.connection, inbox).await?;
        }
        // What had no effect may have one when it comes again: somebody may follow by then.
        let taken: Option<i64> = sqlx::query_scalar(
            "INSERT INTO received (id, kind, actor, at, body, fate) VALUES (?1, ?2, ?3, ?4, ?5, 'waiting') \
             ON CONFLICT (id, kind) DO UPDATE SET at = ?4, body = ?5, fate = 'waiting', why = NULL \
             WHERE fate = 'ignored' AND actor = ?3 RETURNING number",
        )
        .bind(self.new.id.as_str())
        .bind(self.new.kind)
        .bind(self.new.actor.as_str())
        .bind(desk.clock.now().as_microsecond())
        .bind(&self.packed)
        .fetch_optional(&mut *desk.connection)
        .await?;
        Ok(match taken {
            Some(number) => Taken::New(column::unsigned(number)?),
            None => Taken::Known,
        })
    }
}

struct Reconsider(u64);

impl Work for Reconsider {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let waits =
            sqlx::query("UPDATE received SET fate = 'waiting', why = NULL WHERE number = ? AND fate = 'quarantined'")
                .bind(column::signed(self.0)?)
                .execute(&mut *desk.connection)
                .await?;
        Ok(waits.rows_affected() > 0)
    }
}

/// Says what became of an activity; whether it waited for that.
pub(super) async fn settle(desk: &mut Desk<'_>, number: u64, fate: &Fate) -> Result<bool, JournalError> {
    let (word, why) = match fate {
        Fate::Applied => ("applied", None),
        Fate::Ignored(why) => ("ignored", Some(why)),
        Fate::Dismissed => ("dismissed", None),
        Fate::Quarantined(why) => ("quarantined", Some(why)),
    };
    let settled = sqlx::query(
        "UPDATE received SET fate = ?1, why = ?2, body = CASE WHEN ?1 = 'quarantined' THEN body ELSE NULL END \
         WHERE number = ?3 AND fate IN ('waiting', 'quarantined')",
    )
    .bind(word)
    .bind(why)
    .bind(column::signed(number)?)
    .execute(&mut *desk.connection)
    .await?;
    Ok(settled.rows_affected() > 0)
}

/// Forgets what an actor said, that is settled. Whether there was anything.
pub(super) async fn forget(desk: &mut Desk<'_>, actor: &Iri) -> Result<bool, JournalError> {
    let forgotten = sqlx::query("DELETE FROM received WHERE actor = ? AND fate <> 'waiting'")
        .bind(actor.as_str())
        .execute(&mut *desk.connection)
        .await?;
    Ok(forgotten.rows_affected() > 0)
}

fn received(row: &SqliteRow) -> Result<Received, JournalError> {
    let packed: Option<&[u8]> = row.try_get("body")?;
    let body = packed.map(column::unpack_bytes).transpose();
    Ok(Received {
        number: column::unsigned(row.try_get("number")?)?,
        id: column::iri(row.try_get("id")?)?,
        actor: column::iri(row.try_get("actor")?)?,
        at: column::time(row.try_get("at")?)?,
        body: body.map_err(|_| JournalError::Corrupt("an activity that was received"))?,
        why: row.try_get("why")?,
    })
}
