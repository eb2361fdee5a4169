//! What came in: each activity once, in the order in which it came. It is on disk before anybody is told that it was taken.

use super::block::BlockKind;
use super::quota::{self, Bounds, Crowd};
use super::{host, stranger};
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::Iri;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

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
    /// What is still to be kept of its actor: the bytes of the document.
    pub document: Option<Vec<u8>>,
}

/// What its actor is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// Somebody here follows it.
    Followed,
    /// Nobody does: it may leave so much.
    Stranger(Bounds),
}

/// Whether it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Under this number.
    New(u64),
    /// It was here before, whatever it said then.
    Known,
    /// It was not: so much waits already. Nothing of it was written.
    Crowded(Crowd),
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
    /// Takes an activity in, with what is to be kept of its actor. Once this is answered it is on disk.
    pub async fn take(&self, new: NewReceived, sender: Sender) -> Result<Taken, JournalError> {
        let packed = column::pack_bytes(&new.id, &new.body)?;
        let document = new.document.as_ref().map(|document| column::pack_bytes(&new.actor, document)).transpose()?;
        self.write(Take { new, packed, document, sender }).await
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

    /// The activities in quarantine, the latest first, without those of whoever is silenced; at most `limit`.
    pub async fn quarantined(&self, limit: usize) -> Result<Vec<Received>, JournalError> {
        self.in_quarantine(limit, false).await
    }

    /// Those of whoever is silenced.
    pub async fn quarantined_in_silence(&self, limit: usize) -> Result<Vec<Received>, JournalError> {
        self.in_quarantine(limit, true).await
    }

    async fn in_quarantine(&self, limit: usize, silenced: bool) -> Result<Vec<Received>, JournalError> {
        let mut connection = self.readers().acquire().await?;
        let relations = self.relations();
        let actors: Vec<String> = sqlx::query_scalar("SELECT DISTINCT actor FROM received WHERE fate = 'quarantined'")
            .fetch_all(&mut *connection)
            .await?;
        let mut meant = Vec::new();
        for actor in actors {
            let silence = relations.blocks().naming(&column::iri(&actor)?, Some(BlockKind::Silenced));
            if silence.is_some() == silenced {
                meant.push(serde_json::Value::from(actor));
            }
        }
        let rows = sqlx::query(
            "SELECT number, id, actor, at, body, why FROM received WHERE fate = 'quarantined' \
             AND actor IN (SELECT value FROM json_each(?)) ORDER BY number DESC LIMIT ?",
        )
        .bind(serde_json::Value::from(meant).to_string())
        .bind(column::limit(limit))
        .fetch_all(&mut *connection)
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

    /// Notes that these have no effect, each because of this, as far as they wait still.
    pub async fn ignore(&self, ignored: Vec<(u64, String)>) -> Result<(), JournalError> {
        if ignored.is_empty() { Ok(()) } else { self.write(Ignore(ignored)).await }
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
    document: Option<Vec<u8>>,
    sender: Sender,
}

impl Work for Take {
    type Done = Taken;
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Taken, Stop<JournalError>> {
        let host = host(&self.new.actor).unwrap_or_default();
        let bounds = match &self.sender {
            Sender::Followed => None,
            Sender::Stranger(bounds) => Some(bounds),
        };
        if let Some(bounds) = bounds
            && !is_known(desk.connection, &self.new).await?
            && let Some(crowd) = quota::crowded(desk.connection, &self.new, &host, self.packed.len(), bounds).await?
        {
            return Ok(Taken::Crowded(crowd));
        }
        if let Some(document) = &self.document {
            stranger::keep(desk, &self.new.actor, Some(document), bounds).await?;
        }
        // What had no effect may have one when it comes again: somebody may follow by then.
        // Whoever has these inboxes is there again, and is not tried rarely any more; what is sent to them next is signed as
        // they sign. Both statements go at once: the thread that has the file is asked once for each activity.
        let inboxes: Vec<_> = self.new.inboxes.iter().map(Iri::as_str).collect();
        let taken: Option<i64> = sqlx::query_scalar(
            "UPDATE peers SET dialect = ?9, next = CASE WHEN parked IS NULL THEN next ELSE NULL END \
             WHERE inbox IN (SELECT value FROM json_each(?8)) \
             AND (dialect IS NOT ?9 OR (parked IS NOT NULL AND next IS NOT NULL)); \
             INSERT INTO received (id, kind, actor, at, body, size, host, fate) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting') \
             ON CONFLICT (id, kind) DO UPDATE SET at = ?4, body = ?5, size = ?6, host = ?7, fate = 'waiting', why = NULL \
             WHERE fate = 'ignored' AND actor = ?3 RETURNING number",
        )
        .bind(self.new.id.as_str())
        .bind(self.new.kind)
        .bind(self.new.actor.as_str())
        .bind(desk.clock.now().as_microsecond())
        .bind(&self.packed)
        .bind(column::limit(self.packed.len()))
        .bind(bounds.map(|_| &host))
        .bind(serde_json::json!(inboxes).to_string())
        .bind(self.new.dialect)
        .fetch_optional(&mut *desk.connection)
        .await?;
        let Some(number) = taken else { return Ok(Taken::Known) };
        let number = column::unsigned(number)?;
        if let Some(bounds) = bounds {
            quota::after(desk, bounds, number, &host).await?;
        }
        Ok(Taken::New(number))
    }
}

/// Whether it came before, and would change nothing now.
async fn is_known(connection: &mut SqliteConnection, new: &NewReceived) -> Result<bool, JournalError> {
    let query =
        "SELECT EXISTS (SELECT 1 FROM received WHERE id = ? AND kind = ? AND NOT (fate = 'ignored' AND actor = ?))";
    let known = sqlx::query_scalar(query).bind(new.id.as_str()).bind(new.kind).bind(new.actor.as_str());
    Ok(known.fetch_one(connection).await?)
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

struct Ignore(Vec<(u64, String)>);

impl Work for Ignore {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        sqlx::query(
            "UPDATE received SET fate = 'ignored', why = ignored.value ->> 1, body = NULL \
             FROM json_each(?) AS ignored WHERE number = ignored.value ->> 0 AND fate IN ('waiting', 'quarantined')",
        )
        .bind(serde_json::json!(self.0).to_string())
        .execute(&mut *desk.connection)
        .await?;
        Ok(())
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

/// An activity of this address and type has no effect when it comes: its actor took it back before. Whether it had none yet.
pub(super) async fn forestall(desk: &mut Desk<'_>, id: &Iri, kind: &str, actor: &Iri) -> Result<bool, JournalError> {
    let forestalled = sqlx::query(
        "INSERT INTO received (id, kind, actor, at, size, host, fate) SELECT ?1, ?2, ?3, ?4, 0, \
         CASE WHEN EXISTS (SELECT 1 FROM following WHERE actor = ?3) THEN NULL ELSE ?5 END, 'undone' WHERE true \
         ON CONFLICT (id, kind) DO UPDATE SET fate = 'undone', body = NULL, why = NULL \
         WHERE actor = ?3 AND fate IN ('waiting', 'ignored', 'quarantined')",
    )
    .bind(id.as_str())
    .bind(kind)
    .bind(actor.as_str())
    .bind(desk.clock.now().as_microsecond())
    .bind(host(actor).unwrap_or_default())
    .execute(&mut *desk.connection)
    .await?;
    Ok(forestalled.rows_affected() > 0)
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
