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
use std::collections::BTreeMap;
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
        subjects(address).contains(&self.subject)
    }
}

/// The host of an address of the web. A dot at its end is the same host to whoever looks the name up.
pub fn host(address: &Iri) -> Option<String> {
    let url = Url::parse(address.as_str()).ok()?;
    Some(url.host_str()?.trim_end_matches('.').to_owned())
}

/// Every subject that means this address: itself, its document, its host, and each one above that.
fn subjects(address: &Iri) -> Vec<String> {
    let mut subjects = vec![address.as_str().to_owned(), address.document().as_str().to_owned()];
    let host = host(address).unwrap_or_default();
    let mut rest = Some(host.as_str());
    while let Some(name) = rest {
        subjects.push(name.to_owned());
        rest = name.split_once('.').map(|(_, above)| above);
    }
    subjects
}

/// Everybody of whom such a word is said. An operator may take over lists of thousands: none is gone through for an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blocks(BTreeMap<String, Block>);

impl Blocks {
    /// These.
    pub fn new(blocks: impl IntoIterator<Item = Block>) -> Self {
        Self(blocks.into_iter().map(|block| (block.subject.clone(), block)).collect())
    }

    /// By subject.
    pub fn iter(&self) -> impl Iterator<Item = &Block> {
        self.0.values()
    }

    /// What was said of a subject.
    pub fn of(&self, subject: &str) -> Option<&Block> {
        self.0.get(subject)
    }

    /// A word of this kind that means this address; `None`: of either.
    pub fn naming(&self, address: &Iri, kind: Option<BlockKind>) -> Option<&Block> {
        if self.0.is_empty() {
            return None;
        }
        let found = subjects(address).into_iter().filter_map(|subject| self.0.get(&subject));
        found.into_iter().find(|block| kind.is_none_or(|kind| block.kind == kind))
    }

    pub(super) async fn load(connection: &mut SqliteConnection) -> Result<Self, JournalError> {
        let rows = sqlx::query("SELECT subject, kind, why, at, by_account FROM blocks").fetch_all(connection).await?;
        let blocks = rows.iter().map(|row| {
            Ok(Block {
                subject: row.try_get("subject")?,
                kind: BlockKind::read(row.try_get("kind")?)?,
                why: row.try_get("why")?,
                at: column::time(row.try_get("at")?)?,
                by: AccountId(row.try_get("by_account")?),
            })
        });
        Ok(Self::new(blocks.collect::<Result<Vec<_>, JournalError>>()?))
    }
}

/// Whether a word of this kind means this address, as the transaction has it; `None`: of either.
pub(crate) async fn is_named(
    connection: &mut SqliteConnection,
    address: &Iri,
    kind: Option<BlockKind>,
) -> Result<bool, JournalError> {
    let is_named = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM blocks WHERE subject IN (SELECT value FROM json_each(?1)) \
         AND (?2 IS NULL OR kind = ?2))",
    );
    let subjects = serde_json::Value::from(subjects(address)).to_string();
    Ok(is_named.bind(subjects).bind(kind.map(BlockKind::as_str)).fetch_one(connection).await?)
}

impl Journal {
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
        *desk.relations_changed = true;
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
        let told = || {
            let relations = rig.journal.relations();
            relations.blocks().iter().map(|block| (block.subject.clone(), block.kind)).collect::<Vec<_>>()
        };
        assert_eq!(
            told(),
            [("b.example".to_owned(), BlockKind::Blocked), ("https://c.example/actor".to_owned(), BlockKind::Blocked)]
        );
        rig.journal.unblock(rig.writer, "b.example").await.unwrap();
        assert_eq!(told().len(), 1);
        assert!(rig.journal.block(AccountId(99), "d.example", BlockKind::Blocked, "").await.is_err());
    }
}
