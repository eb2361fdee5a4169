//! Who of ours is an actor, under which handle, with which keys.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::Iri;
use sqlx::{Row, SqliteConnection};
use std::fmt;

/// How many numbers are tried behind a handle that is taken.
const TRIES: u32 = 10_000;

/// An actor of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptActor {
    /// The instance's actor, or a document.
    pub iri: Iri,
    /// The part of its name before the @, unique here.
    pub handle: String,
    /// Since when it is one.
    pub created: Timestamp,
    /// Its keys, by name.
    pub keys: Vec<KeptKey>,
}

/// A key of an actor of ours.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// The fragment of its address.
    pub name: String,
    /// PKCS#8 in PEM.
    pub secret: String,
}

impl fmt::Debug for KeptKey {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptKey").field("name", &self.name).finish_non_exhaustive()
    }
}

/// An actor to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActor {
    /// The instance's actor, or a document.
    pub iri: Iri,
    /// The handle that it would have; a number is put behind one that is taken.
    pub handle: String,
    /// Its keys.
    pub keys: Vec<KeptKey>,
}

impl Journal {
    /// An actor of ours, if it is one already.
    pub async fn actor(&self, iri: &Iri) -> Result<Option<KeptActor>, JournalError> {
        let mut connection = self.readers().acquire().await?;
        load(&mut connection, iri).await
    }

    /// Who of ours has this handle.
    pub async fn actor_of_handle(&self, handle: &str) -> Result<Option<Iri>, JournalError> {
        let found: Option<String> = sqlx::query_scalar("SELECT iri FROM actors WHERE handle = ?")
            .bind(handle)
            .fetch_optional(self.readers())
            .await?;
        found.map(|iri| column::iri(&iri)).transpose()
    }

    /// How many of ours are actors.
    pub async fn count_actors(&self) -> Result<u64, JournalError> {
        column::unsigned(sqlx::query_scalar("SELECT count(*) FROM actors").fetch_one(self.readers()).await?)
    }

    /// Makes an actor; the one that is there already stays as it is.
    pub async fn make_actor(&self, new: NewActor) -> Result<KeptActor, JournalError> {
        self.write(new).await
    }
}

impl Work for NewActor {
    type Done = KeptActor;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<KeptActor, Stop<JournalError>> {
        if let Some(there) = load(desk.connection, &self.iri).await? {
            return Ok(there);
        }
        let handle = free(desk.connection, &self.handle).await?;
        let now = desk.clock.now().as_microsecond();
        sqlx::query("INSERT INTO actors (iri, handle, created) VALUES (?, ?, ?)")
            .bind(self.iri.as_str())
            .bind(&handle)
            .bind(now)
            .execute(&mut *desk.connection)
            .await?;
        for key in &self.keys {
            sqlx::query("INSERT INTO actor_keys (actor, name, secret, created) VALUES (?, ?, ?, ?)")
                .bind(self.iri.as_str())
                .bind(&key.name)
                .bind(&key.secret)
                .bind(now)
                .execute(&mut *desk.connection)
                .await?;
        }
        let made = load(desk.connection, &self.iri).await?;
        made.ok_or_else(|| Stop::Refused(JournalError::Corrupt("an actor that was just written")))
    }
}

async fn free(connection: &mut SqliteConnection, wanted: &str) -> Result<String, JournalError> {
    for number in 1..=TRIES {
        let handle = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
        let taken: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM actors WHERE handle = ?)")
            .bind(&handle)
            .fetch_one(&mut *connection)
            .await?;
        if !taken {
            return Ok(handle);
        }
    }
    Err(JournalError::Corrupt("every handle of this name is taken"))
}

async fn load(connection: &mut SqliteConnection, iri: &Iri) -> Result<Option<KeptActor>, JournalError> {
    let row = sqlx::query("SELECT iri, handle, created FROM actors WHERE iri = ?")
        .bind(iri.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let keys = sqlx::query("SELECT name, secret FROM actor_keys WHERE actor = ? ORDER BY name")
        .bind(iri.as_str())
        .fetch_all(connection)
        .await?;
    let keys = keys.iter().map(|row| Ok(KeptKey { name: row.try_get("name")?, secret: row.try_get("secret")? }));
    Ok(Some(KeptActor {
        iri: column::iri(row.try_get("iri")?)?,
        handle: row.try_get("handle")?,
        created: column::time(row.try_get("created")?)?,
        keys: keys.collect::<Result<_, JournalError>>()?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, iri};

    fn new(path: &str, handle: &str) -> NewActor {
        let key = KeptKey { name: "main-key".to_owned(), secret: format!("secret of {path}") };
        NewActor { iri: iri(path), handle: handle.to_owned(), keys: vec![key] }
    }

    #[tokio::test]
    async fn a_handle_is_given_once_and_an_actor_stays_as_it_is() {
        let rig = Rig::new().await;
        let first = rig.journal.make_actor(new("organizations/moulin", "moulin")).await.unwrap();
        assert_eq!(first.handle, "moulin");
        let second = rig.journal.make_actor(new("places/moulin", "moulin")).await.unwrap();
        assert_eq!(second.handle, "moulin-2");
        let mut again = new("organizations/moulin", "other");
        again.keys[0].secret = "another".to_owned();
        assert_eq!(rig.journal.make_actor(again).await.unwrap(), first, "keys and handles stay");
        assert_eq!(rig.journal.actor_of_handle("moulin-2").await.unwrap(), Some(iri("places/moulin")));
        assert_eq!(rig.journal.actor_of_handle("nobody").await.unwrap(), None);
        assert_eq!(rig.journal.actor(&iri("codes/moulin")).await.unwrap(), None);
        assert_eq!(rig.journal.count_actors().await.unwrap(), 2);
        assert!(!format!("{first:?}").contains("secret of"), "secrets are not printed");
    }
}
