//! Actors of others, as their documents said when they were asked last: a signature of somebody who is away, or gone, can
//! still be verified, and nobody is asked for each activity.

use super::host;
use super::quota::Bounds;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::Iri;
use sqlx::{Row, SqliteConnection};

/// An actor of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// Its address.
    pub actor: Iri,
    /// The bytes of its document; `None`: it is gone, and stays gone.
    pub document: Option<Vec<u8>>,
    /// When it was asked for.
    pub fetched: Timestamp,
}

impl Journal {
    /// What is known of an actor of others.
    pub async fn stranger(&self, actor: &Iri) -> Result<Option<Stranger>, JournalError> {
        let row = sqlx::query("SELECT actor, document, fetched FROM strangers WHERE actor = ?")
            .bind(actor.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.map(|row| {
            let packed: Option<&[u8]> = row.try_get("document")?;
            Ok(Stranger {
                actor: column::iri(row.try_get("actor")?)?,
                document: packed
                    .map(column::unpack_bytes)
                    .transpose()
                    .map_err(|_| JournalError::Corrupt("the document of an actor"))?,
                fetched: column::time(row.try_get("fetched")?)?,
            })
        })
        .transpose()
    }

    /// Keeps what an actor's document says now. One that is gone does not come back.
    pub async fn keep_stranger(&self, actor: &Iri, document: Option<&[u8]>) -> Result<(), JournalError> {
        let packed = document.map(|document| column::pack_bytes(actor, document)).transpose()?;
        self.write(Keep { actor: actor.clone(), packed }).await
    }
}

struct Keep {
    actor: Iri,
    packed: Option<Vec<u8>>,
}

impl Work for Keep {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        Ok(keep(desk, &self.actor, self.packed.as_deref(), None).await?)
    }
}

/// Keeps it, packed. Of a stranger, within these bounds: whoever was asked for longest ago, and has nothing to do with us,
/// is forgotten instead.
pub(super) async fn keep(
    desk: &mut Desk<'_>,
    actor: &Iri,
    packed: Option<&[u8]>,
    bounds: Option<&Bounds>,
) -> Result<(), JournalError> {
    let host = host(actor).unwrap_or_default();
    sqlx::query(
        "INSERT INTO strangers (actor, host, document, size, fetched) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (actor) \
         DO UPDATE SET document = ?3, size = ?4, fetched = ?5 WHERE document IS NOT NULL",
    )
    .bind(actor.as_str())
    .bind(&host)
    .bind(packed)
    .bind(column::limit(packed.map_or(0, <[u8]>::len)))
    .bind(desk.clock.now().as_microsecond())
    .execute(&mut *desk.connection)
    .await?;
    let Some(bounds) = bounds else { return Ok(()) };
    loop {
        let of_host: i64 = sqlx::query_scalar("SELECT count(*) FROM strangers WHERE host = ?")
            .bind(&host)
            .fetch_one(&mut *desk.connection)
            .await?;
        let (all, bytes): (i64, i64) = sqlx::query_as("SELECT count(*), coalesce(sum(size), 0) FROM strangers")
            .fetch_one(&mut *desk.connection)
            .await?;
        let crowd = if column::unsigned(of_host)? > bounds.actors_per_host {
            Some(Some(&host))
        } else if column::unsigned(all)? > bounds.actors || column::unsigned(bytes)? > bounds.actor_bytes {
            Some(None)
        } else {
            None
        };
        let Some(crowd) = crowd else { return Ok(()) };
        if !forget_one(desk.connection, crowd, actor).await? {
            return Ok(());
        }
    }
}

/// Forgets whoever was asked for longest ago, of this host or of all, and is not `actor`. Those who are gone go last: they
/// would come back. Whether there was one.
async fn forget_one(
    connection: &mut SqliteConnection,
    host: Option<&String>,
    actor: &Iri,
) -> Result<bool, JournalError> {
    for gone in [false, true] {
        let query = match host {
            Some(_) => {
                "DELETE FROM strangers WHERE actor = (SELECT actor FROM strangers s WHERE host = ?1 AND actor <> ?2 \
                 AND (size = 0) = ?3 AND NOT EXISTS (SELECT 1 FROM followers f WHERE f.actor = s.actor) \
                 AND NOT EXISTS (SELECT 1 FROM following f WHERE f.actor = s.actor) ORDER BY fetched LIMIT 1)"
            }
            None => {
                "DELETE FROM strangers WHERE actor = (SELECT actor FROM strangers s WHERE ?1 IS NULL AND actor <> ?2 \
                 AND (size = 0) = ?3 AND NOT EXISTS (SELECT 1 FROM followers f WHERE f.actor = s.actor) \
                 AND NOT EXISTS (SELECT 1 FROM following f WHERE f.actor = s.actor) ORDER BY fetched LIMIT 1)"
            }
        };
        let forgotten = sqlx::query(query).bind(host).bind(actor.as_str()).bind(gone).execute(&mut *connection).await?;
        if forgotten.rows_affected() > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use crate::rig::Rig;
    use model::Iri;

    #[tokio::test]
    async fn what_is_gone_stays_gone() {
        let rig = Rig::new().await;
        let actor = Iri::parse("https://b.example/actor").unwrap();
        assert_eq!(rig.journal.stranger(&actor).await.unwrap(), None);
        for (said, expected) in [
            (Some(&b"{}"[..]), Some(&b"{}"[..])),
            (Some(b"{\"a\":1}"), Some(b"{\"a\":1}")),
            (None, None),
            (Some(b"{}"), None),
        ] {
            rig.journal.keep_stranger(&actor, said).await.unwrap();
            let kept = rig.journal.stranger(&actor).await.unwrap().unwrap();
            assert_eq!(kept.document.as_deref(), expected);
        }
    }
}
