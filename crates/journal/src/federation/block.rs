//! Whom we do not hear: hosts and actors, by an administrator's word.

use super::silence;
use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri};
use sqlx::{Row, SqliteConnection};
use url::Url;

/// What becomes of what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// It is refused, and nothing is sent to them; what is kept of it is shown as if they were silenced.
    Blocked,
    /// It is taken from those whom we follow, and shown to those who are signed in here alone (`silence`).
    Silenced,
}

impl BlockKind {
    /// As it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Silenced => "silenced",
        }
    }

    fn read(text: &str) -> Result<Self, JournalError> {
        [Self::Blocked, Self::Silenced]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(JournalError::Corrupt("a kind of block"))
    }
}

/// Somebody who is blocked, or silenced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// A host, in lower case, or the address of an actor.
    pub subject: String,
    /// What becomes of what they say.
    pub kind: BlockKind,
    /// Why, for those who come after.
    pub why: String,
    /// Since when.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
}

impl Block {
    /// Whether this address is of whom it names: of its host, of one below that, or its own.
    pub fn means(&self, address: &Iri) -> bool {
        means(&self.subject, address)
    }
}

/// The host of an address of the web. A dot at its end is the same host to whoever looks the name up.
pub fn host(address: &Iri) -> Option<String> {
    let url = Url::parse(address.as_str()).ok()?;
    Some(url.host_str()?.trim_end_matches('.').to_owned())
}

/// Whom one kind of word names: few, by the word of whoever runs the instance.
pub(crate) struct Subjects(Vec<String>);

impl Subjects {
    pub(crate) async fn load(connection: &mut SqliteConnection, kind: BlockKind) -> Result<Self, JournalError> {
        let subjects = sqlx::query_scalar("SELECT subject FROM blocks WHERE kind = ?").bind(kind.as_str());
        Ok(Self(subjects.fetch_all(connection).await?))
    }

    /// Those of either kind.
    pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Self, JournalError> {
        Ok(Self(sqlx::query_scalar("SELECT subject FROM blocks").fetch_all(connection).await?))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn means(&self, address: &Iri) -> bool {
        self.0.iter().any(|subject| means(subject, address))
    }
}

/// Whether a subject, a host or the address of an actor, means this address.
fn means(subject: &str, address: &Iri) -> bool {
    let host = host(address).unwrap_or_default();
    let is_below = host.strip_suffix(subject).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    is_below || subject == address.as_str() || subject == address.document().as_str()
}

impl Journal {
    /// All of them, by subject.
    pub async fn blocks(&self) -> Result<Vec<Block>, JournalError> {
        let rows = sqlx::query("SELECT subject, kind, why, at, by_account FROM blocks ORDER BY subject")
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Block {
                    subject: row.try_get("subject")?,
                    kind: BlockKind::read(row.try_get("kind")?)?,
                    why: row.try_get("why")?,
                    at: column::time(row.try_get("at")?)?,
                    by: AccountId(row.try_get("by_account")?),
                })
            })
            .collect()
    }

    /// Blocks or silences somebody, from now on. What is silenced by it reaches fewer in the same transaction.
    pub async fn block(&self, by: AccountId, subject: &str, kind: BlockKind, why: &str) -> Result<(), JournalError> {
        self.write(Set { by, subject: subject.to_owned(), kind: Some((kind, why.to_owned())) }).await?;
        self.settle_silence(by).await
    }

    /// Hears somebody again.
    pub async fn unblock(&self, by: AccountId, subject: &str) -> Result<(), JournalError> {
        self.write(Set { by, subject: subject.to_owned(), kind: None }).await?;
        self.settle_silence(by).await
    }
}

struct Set {
    by: AccountId,
    subject: String,
    kind: Option<(BlockKind, String)>,
}

impl Work for Set {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        account::require(desk.connection, self.by).await?;
        let Some((kind, why)) = self.kind else {
            sqlx::query("DELETE FROM blocks WHERE subject = ?")
                .bind(self.subject)
                .execute(&mut *desk.connection)
                .await?;
            silence::settle(desk, self.by, silence::AT_ONCE).await?;
            return Ok(());
        };
        sqlx::query(
            "INSERT INTO blocks (subject, kind, why, at, by_account) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (subject) DO UPDATE SET kind = ?2, why = ?3, at = ?4, by_account = ?5",
        )
        .bind(self.subject)
        .bind(kind.as_str())
        .bind(why)
        .bind(desk.clock.now().as_microsecond())
        .bind(self.by.0)
        .execute(&mut *desk.connection)
        .await?;
        silence::settle(desk, self.by, silence::AT_ONCE).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;

    #[tokio::test]
    async fn the_last_word_holds() {
        let rig = Rig::new().await;
        rig.journal.block(rig.writer, "b.example", BlockKind::Silenced, "loud").await.unwrap();
        rig.journal.block(rig.writer, "b.example", BlockKind::Blocked, "spam").await.unwrap();
        rig.journal.block(rig.writer, "https://c.example/actor", BlockKind::Blocked, "").await.unwrap();
        let told = |blocks: Vec<Block>| blocks.into_iter().map(|block| (block.subject, block.kind)).collect::<Vec<_>>();
        assert_eq!(
            told(rig.journal.blocks().await.unwrap()),
            [("b.example".to_owned(), BlockKind::Blocked), ("https://c.example/actor".to_owned(), BlockKind::Blocked)]
        );
        rig.journal.unblock(rig.writer, "b.example").await.unwrap();
        assert_eq!(rig.journal.blocks().await.unwrap().len(), 1);
        assert!(rig.journal.block(AccountId(99), "d.example", BlockKind::Blocked, "").await.is_err());
    }
}
