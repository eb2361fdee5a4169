//! What we follow.

use super::message::{self, NewMessage};
use super::{FollowState, peer};
use crate::column;
use crate::error::JournalError;
use crate::writer::Desk;
use jiff::Timestamp;
use model::Iri;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// Something that we follow, or asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following {
    /// What: an actor, or a container of an instance of ours.
    pub object: Iri,
    /// Who answers for it: whose `Accept` counts.
    pub actor: Iri,
    /// Their inbox.
    pub inbox: Iri,
    /// The number of the message that asked.
    pub message: u64,
    /// How far it has come.
    pub state: FollowState,
    /// When we asked.
    pub asked: Timestamp,
    /// When they answered.
    pub answered: Option<Timestamp>,
}

/// Something that we ask to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollowing {
    /// What.
    pub object: Iri,
    /// Who answers for it.
    pub actor: Iri,
    /// Their inbox.
    pub inbox: Iri,
    /// Whether that is of an instance of ours.
    pub exact: bool,
    /// Who of ours asks.
    pub speaker: Iri,
}

/// All that we follow, or asked to, by address.
pub(super) async fn load(connection: &mut SqliteConnection) -> Result<Vec<Following>, JournalError> {
    let query = "SELECT object, actor, inbox, message, state, asked, answered FROM following ORDER BY object";
    let rows = sqlx::query(query).fetch_all(connection).await?;
    rows.iter().map(following).collect()
}

/// Asks to follow: the request is written with the message that carries it. The number of the message. What was accepted
/// before stays so meanwhile: what comes is taken.
pub(super) async fn ask(desk: &mut Desk<'_>, new: &NewFollowing) -> Result<u64, JournalError> {
    peer::ensure(desk, &new.inbox, new.exact).await?;
    let object = serde_json::Value::from(new.object.as_str()).to_string();
    let (inbox, speaker) = (new.inbox.clone(), new.speaker.clone());
    let message = NewMessage { inbox, speaker, kind: "Follow".to_owned(), object };
    let number = message::say(desk, &message).await?;
    sqlx::query(
        "INSERT INTO following (object, actor, inbox, message, state, asked) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (object) DO UPDATE SET actor = ?2, inbox = ?3, message = ?4, asked = ?6, \
         state = CASE WHEN state = 'accepted' THEN state ELSE ?5 END",
    )
    .bind(new.object.as_str())
    .bind(new.actor.as_str())
    .bind(new.inbox.as_str())
    .bind(column::signed(number)?)
    .bind(FollowState::Waiting.as_str())
    .bind(desk.clock.now().as_microsecond())
    .execute(&mut *desk.connection)
    .await?;
    *desk.relations_changed = true;
    Ok(number)
}

/// Notes an answer to the request that this message made, if it comes from who answers for it. Whether there was one.
pub(super) async fn answered(
    desk: &mut Desk<'_>,
    actor: &Iri,
    message: u64,
    state: FollowState,
) -> Result<bool, JournalError> {
    let changed = sqlx::query("UPDATE following SET state = ?, answered = ? WHERE actor = ? AND message = ?")
        .bind(state.as_str())
        .bind(desk.clock.now().as_microsecond())
        .bind(actor.as_str())
        .bind(column::signed(message)?)
        .execute(&mut *desk.connection)
        .await?;
    *desk.relations_changed = true;
    Ok(changed.rows_affected() > 0)
}

/// Follows something no longer.
pub(super) async fn end(desk: &mut Desk<'_>, object: &Iri) -> Result<bool, JournalError> {
    let ended = sqlx::query("DELETE FROM following WHERE object = ?")
        .bind(object.as_str())
        .execute(&mut *desk.connection)
        .await?;
    *desk.relations_changed = true;
    Ok(ended.rows_affected() > 0)
}

fn following(row: &SqliteRow) -> Result<Following, JournalError> {
    Ok(Following {
        object: column::iri(row.try_get("object")?)?,
        actor: column::iri(row.try_get("actor")?)?,
        inbox: column::iri(row.try_get("inbox")?)?,
        message: column::unsigned(row.try_get("message")?)?,
        state: FollowState::read(row.try_get("state")?)?,
        asked: column::time(row.try_get("asked")?)?,
        answered: row.try_get::<Option<i64>, _>("answered")?.map(column::time).transpose()?,
    })
}
