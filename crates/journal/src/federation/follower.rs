//! Who follows what of ours.

use super::{FollowState, host, peer};
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::Desk;
use jiff::Timestamp;
use model::Iri;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// Somebody who follows something of ours, or asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub actor: Iri,
    /// What: the instance's actor, a container, a document.
    pub object: Iri,
    /// Their `Follow`, by its address.
    pub activity: Iri,
    /// Where they take what is sent.
    pub inbox: Iri,
    /// How far it has come.
    pub state: FollowState,
    /// When they asked last.
    pub asked: Timestamp,
    /// When they were answered.
    pub answered: Option<Timestamp>,
}

/// Somebody who asks to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollower {
    /// Who.
    pub actor: Iri,
    /// What.
    pub object: Iri,
    /// Their `Follow`, by its address.
    pub activity: Iri,
    /// Where they take what is sent.
    pub inbox: Iri,
    /// Whether that is of an instance of ours.
    pub exact: bool,
    /// How they are answered.
    pub state: FollowState,
}

impl Journal {
    /// Every follower, and everybody who asked to be one, by what they follow.
    pub async fn followers(&self) -> Result<Vec<Follower>, JournalError> {
        let rows = sqlx::query(
            "SELECT actor, object, activity, inbox, state, asked, answered FROM followers ORDER BY object, actor",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(follower).collect()
    }

    /// What the followers behind this inbox follow, once they were accepted.
    pub async fn followed_from(&self, inbox: &Iri) -> Result<Vec<Iri>, JournalError> {
        let objects: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT object FROM followers WHERE inbox = ? AND state = 'accepted' ORDER BY object",
        )
        .bind(inbox.as_str())
        .fetch_all(self.readers())
        .await?;
        objects.iter().map(|object| column::iri(object)).collect()
    }

    /// The followers of something that were accepted, by address, after this one; at most `limit`.
    pub async fn followers_of(
        &self,
        object: &Iri,
        after: Option<&Iri>,
        limit: usize,
    ) -> Result<Vec<Iri>, JournalError> {
        let actors: Vec<String> = sqlx::query_scalar(
            "SELECT actor FROM followers WHERE object = ? AND state = 'accepted' AND actor > ? ORDER BY actor LIMIT ?",
        )
        .bind(object.as_str())
        .bind(after.map_or("", Iri::as_str))
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        actors.iter().map(|actor| column::iri(actor)).collect()
    }

    /// How many there are.
    pub async fn count_followers(&self, object: &Iri) -> Result<u64, JournalError> {
        let count = sqlx::query_scalar("SELECT count(*) FROM followers WHERE object = ? AND state = 'accepted'")
            .bind(object.as_str())
            .fetch_one(self.readers())
            .await?;
        column::unsigned(count)
    }
}

/// Takes somebody as a follower, or as one who waits for an answer. Whoever is accepted is told everything, each time that
/// they ask: they may have lost it.
pub(super) async fn admit(desk: &mut Desk<'_>, new: &NewFollower) -> Result<(), JournalError> {
    peer::ensure(desk, &new.inbox, new.exact).await?;
    let now = desk.clock.now().as_microsecond();
    let answered = (new.state != FollowState::Waiting).then_some(now);
    sqlx::query(
        "INSERT INTO followers (actor, object, activity, inbox, state, asked, answered, host) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (actor, object) \
         DO UPDATE SET activity = ?3, inbox = ?4, state = ?5, asked = ?6, answered = ?7",
    )
    .bind(new.actor.as_str())
    .bind(new.object.as_str())
    .bind(new.activity.as_str())
    .bind(new.inbox.as_str())
    .bind(new.state.as_str())
    .bind(now)
    .bind(answered)
    .bind(host(&new.actor).unwrap_or_default())
    .execute(&mut *desk.connection)
    .await?;
    if new.state == FollowState::Accepted {
        peer::begin_anew(desk, &new.inbox).await?;
    }
    Ok(())
}

/// Answers somebody who waits. Whether somebody did.
pub(super) async fn answer(
    desk: &mut Desk<'_>,
    actor: &Iri,
    object: &Iri,
    state: FollowState,
) -> Result<bool, JournalError> {
    let inbox: Option<String> = sqlx::query_scalar(
        "UPDATE followers SET state = ?1, answered = ?2 WHERE actor = ?3 AND object = ?4 AND state <> ?1 RETURNING inbox",
    )
    .bind(state.as_str())
    .bind(desk.clock.now().as_microsecond())
    .bind(actor.as_str())
    .bind(object.as_str())
    .fetch_optional(&mut *desk.connection)
    .await?;
    match inbox {
        Some(inbox) if state == FollowState::Accepted => {
            peer::begin_anew(desk, &column::iri(&inbox)?).await?;
            Ok(true)
        }
        other => Ok(other.is_some()),
    }
}

/// Somebody follows this no longer, or nothing at all. Whether they did.
pub(super) async fn leave(desk: &mut Desk<'_>, actor: &Iri, object: Option<&Iri>) -> Result<bool, JournalError> {
    let left = sqlx::query("DELETE FROM followers WHERE actor = ?1 AND (?2 IS NULL OR object = ?2)")
        .bind(actor.as_str())
        .bind(object.map(Iri::as_str))
        .execute(&mut *desk.connection)
        .await?;
    Ok(left.rows_affected() > 0)
}

fn follower(row: &SqliteRow) -> Result<Follower, JournalError> {
    Ok(Follower {
        actor: column::iri(row.try_get("actor")?)?,
        object: column::iri(row.try_get("object")?)?,
        activity: column::iri(row.try_get("activity")?)?,
        inbox: column::iri(row.try_get("inbox")?)?,
        state: FollowState::read(row.try_get("state")?)?,
        asked: column::time(row.try_get("asked")?)?,
        answered: row.try_get::<Option<i64>, _>("answered")?.map(column::time).transpose()?,
    })
}
