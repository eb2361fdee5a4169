//! Actors of others, as their documents said when they were asked last: a signature of somebody who is away, or gone, can
//! still be verified, and nobody is asked for each activity.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::Iri;
use sqlx::Row;

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
        sqlx::query(
            "INSERT INTO strangers (actor, document, fetched) VALUES (?1, ?2, ?3) ON CONFLICT (actor) \
             DO UPDATE SET document = ?2, fetched = ?3 WHERE document IS NOT NULL",
        )
        .bind(self.actor.as_str())
        .bind(&self.packed)
        .bind(desk.clock.now().as_microsecond())
        .execute(&mut *desk.connection)
        .await?;
        Ok(())
    }
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
