//! What is said to one inbox and follows from no entry: requests to follow, answers, what is taken back. Each waits until
//! it is taken, in the order in which it was said.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::Desk;
use jiff::Timestamp;
use model::Iri;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its address is made of it.
    pub number: u64,
    /// To whom.
    pub inbox: Iri,
    /// Who of ours says it.
    pub speaker: Iri,
    /// The type of the activity.
    pub kind: String,
    /// Its object, of a report the objects and why: JSON.
    pub object: String,
    /// When it was said.
    pub made: Timestamp,
}

/// A message to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// To whom: a peer.
    pub inbox: Iri,
    /// Who of ours says it.
    pub speaker: Iri,
    /// The type of the activity.
    pub kind: String,
    /// Its object: JSON.
    pub object: String,
}

impl Journal {
    /// The messages that wait for an inbox, in order; at most `limit`.
    pub async fn messages(&self, inbox: &Iri, limit: usize) -> Result<Vec<Message>, JournalError> {
        let rows = sqlx::query(
            "SELECT number, inbox, speaker, kind, object, made FROM messages WHERE inbox = ? AND settled IS NULL \
             ORDER BY number LIMIT ?",
        )
        .bind(inbox.as_str())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(message).collect()
    }

    /// A message by its number, whatever became of it.
    pub async fn message(&self, number: u64) -> Result<Option<Message>, JournalError> {
        let row = sqlx::query("SELECT number, inbox, speaker, kind, object, made FROM messages WHERE number = ?")
            .bind(column::signed(number)?)
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(message).transpose()
    }
}

/// Says it; its number.
pub(super) async fn say(desk: &mut Desk<'_>, new: &NewMessage) -> Result<u64, JournalError> {
    let said = sqlx::query("INSERT INTO messages (inbox, speaker, kind, object, made) VALUES (?, ?, ?, ?, ?)")
        .bind(new.inbox.as_str())
        .bind(new.speaker.as_str())
        .bind(&new.kind)
        .bind(&new.object)
        .bind(desk.clock.now().as_microsecond())
        .execute(&mut *desk.connection)
        .await?;
    column::unsigned(said.last_insert_rowid())
}

fn message(row: &SqliteRow) -> Result<Message, JournalError> {
    Ok(Message {
        number: column::unsigned(row.try_get("number")?)?,
        inbox: column::iri(row.try_get("inbox")?)?,
        speaker: column::iri(row.try_get("speaker")?)?,
        kind: row.try_get("kind")?,
        object: row.try_get("object")?,
        made: column::time(row.try_get("made")?)?,
    })
}
