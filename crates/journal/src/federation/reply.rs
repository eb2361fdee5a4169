//! What others answer to documents of ours, once somebody here has let it be shown. It stays its author's: what they change
//! is changed here, what they take back is gone.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// An answer that is shown, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What it says.
    pub said: NewReply,
    /// When it was let be shown.
    pub accepted: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// When its author changed it last.
    pub changed: Option<Timestamp>,
    /// Since when it is not shown any more.
    pub hidden: Option<Timestamp>,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReply {
    /// Its own address.
    pub id: Iri,
    /// Who says it.
    pub actor: Iri,
    /// What of ours it answers to.
    pub document: Iri,
    /// What its author calls themselves.
    pub name: Option<String>,
    /// HTML.
    pub content: String,
    /// HTML: what its author warns of before it is read.
    pub warning: Option<String>,
    /// The language that it says that it is in.
    pub language: Option<String>,
    /// Where people read it.
    pub url: Iri,
    /// Since when, as its author says.
    pub published: Option<Timestamp>,
    /// Whether it was said to everybody.
    pub is_public: bool,
}

/// A query for answers, with its conditions.
macro_rules! select_replies {
    ($conditions:literal) => {
        concat!(
            "SELECT id, actor, document, name, content, warning, language, url, published, is_public, accepted, ",
            "by_account, changed, hidden FROM replies ",
            $conditions
        )
    };
}

impl Journal {
    /// The answers to a document, the first one first, hidden ones too; at most `limit`.
    pub async fn replies_to(&self, document: &Iri, limit: usize) -> Result<Vec<Reply>, JournalError> {
        let rows = sqlx::query(select_replies!(
            "WHERE document = ? ORDER BY coalesce(published, accepted), accepted, id LIMIT ?"
        ))
        .bind(document.as_str())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(reply).collect()
    }

    /// The answer with this address.
    pub async fn reply(&self, id: &Iri) -> Result<Option<Reply>, JournalError> {
        let row = sqlx::query(select_replies!("WHERE id = ?")).bind(id.as_str()).fetch_optional(self.readers()).await?;
        row.as_ref().map(reply).transpose()
    }

    /// Shows an answer no longer, or again. Whether it is one.
    pub async fn hide_reply(&self, id: &Iri, hide: bool) -> Result<bool, JournalError> {
        self.write(Hide { id: id.clone(), hide }).await
    }
}

/// Shows an answer from now on. One that is there says what its author says now, and stays hidden if it is. Whether it is
/// theirs.
pub(super) async fn show(desk: &mut Desk<'_>, by: AccountId, new: &NewReply) -> Result<bool, JournalError> {
    let shown = sqlx::query(
        "INSERT INTO replies (id, actor, document, name, content, warning, language, url, published, is_public, \
         accepted, by_account) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (id) \
         DO UPDATE SET name = ?4, content = ?5, warning = ?6, language = ?7, url = ?8, is_public = ?10, changed = ?11 \
         WHERE actor = ?2",
    )
    .bind(new.id.as_str())
    .bind(new.actor.as_str())
    .bind(new.document.as_str())
    .bind(&new.name)
    .bind(&new.content)
    .bind(&new.warning)
    .bind(&new.language)
    .bind(new.url.as_str())
    .bind(new.published.map(Timestamp::as_microsecond))
    .bind(new.is_public)
    .bind(desk.clock.now().as_microsecond())
    .bind(by.0)
    .execute(&mut *desk.connection)
    .await?;
    Ok(shown.rows_affected() > 0)
}

/// Forgets what an actor answered, or all of it. Whether there was anything.
pub(super) async fn take_back(desk: &mut Desk<'_>, actor: &Iri, id: Option<&Iri>) -> Result<bool, JournalError> {
    let gone = sqlx::query("DELETE FROM replies WHERE actor = ?1 AND (?2 IS NULL OR id = ?2)")
        .bind(actor.as_str())
        .bind(id.map(Iri::as_str))
        .execute(&mut *desk.connection)
        .await?;
    Ok(gone.rows_affected() > 0)
}

/// Forgets what was answered to a document that is erased.
pub(crate) async fn forget(desk: &mut Desk<'_>, document: &Iri) -> Result<(), JournalError> {
    sqlx::query("DELETE FROM replies WHERE document = ?")
        .bind(document.as_str())
        .execute(&mut *desk.connection)
        .await?;
    Ok(())
}

struct Hide {
    id: Iri,
    hide: bool,
}

impl Work for Hide {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let hidden = self.hide.then(|| desk.clock.now().as_microsecond());
        let found = sqlx::query(
            "UPDATE replies SET hidden = CASE WHEN ?1 IS NULL THEN NULL ELSE coalesce(hidden, ?1) END WHERE id = ?2",
        )
        .bind(hidden)
        .bind(self.id.as_str())
        .execute(&mut *desk.connection)
        .await?;
        Ok(found.rows_affected() > 0)
    }
}

fn reply(row: &SqliteRow) -> Result<Reply, JournalError> {
    let time = |name: &str| -> Result<Option<Timestamp>, JournalError> {
        row.try_get::<Option<i64>, _>(name)?.map(column::time).transpose()
    };
    Ok(Reply {
        said: NewReply {
            id: column::iri(row.try_get("id")?)?,
            actor: column::iri(row.try_get("actor")?)?,
            document: column::iri(row.try_get("document")?)?,
            name: row.try_get("name")?,
            content: row.try_get("content")?,
            warning: row.try_get("warning")?,
            language: row.try_get("language")?,
            url: column::iri(row.try_get("url")?)?,
            published: time("published")?,
            is_public: row.try_get("is_public")?,
        },
        accepted: column::time(row.try_get("accepted")?)?,
        by: AccountId(row.try_get("by_account")?),
        changed: time("changed")?,
        hidden: time("hidden")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EraseWrite;
    use crate::federation::{Effect, Settlement};
    use crate::rig::{Rig, iri, put};

    fn note(number: u64, content: &str) -> NewReply {
        let at = |path: &str| Iri::parse(&format!("https://b.example/{path}")).unwrap();
        NewReply {
            id: at(&format!("notes/{number}")),
            actor: at("users/a"),
            document: iri("codes/a"),
            name: Some("A".to_owned()),
            content: content.to_owned(),
            warning: None,
            language: Some("fr".to_owned()),
            url: at("@a/1"),
            published: Some(Timestamp::UNIX_EPOCH),
            is_public: true,
        }
    }

    async fn settle(rig: &Rig, effect: Effect) -> bool {
        let settlement = Settlement { by: rig.writer, received: None, told: Vec::new(), effects: vec![effect] };
        rig.journal.settle(settlement).await.unwrap().unwrap().changed == [true]
    }

    async fn told(rig: &Rig) -> Vec<(String, bool, bool)> {
        let replies = rig.journal.replies_to(&iri("codes/a"), 9).await.unwrap();
        replies.into_iter().map(|one| (one.said.content, one.changed.is_some(), one.hidden.is_some())).collect()
    }

    #[tokio::test]
    async fn an_answer_stays_its_authors() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1")]).await.unwrap();
        assert!(settle(&rig, Effect::Show(note(1, "one"))).await && settle(&rig, Effect::Show(note(2, "two"))).await);
        assert_eq!(rig.journal.reply(&note(1, "").id).await.unwrap().unwrap().said, note(1, "one"));
        let other = NewReply { actor: Iri::parse("https://b.example/users/b").unwrap(), ..note(1, "not mine") };
        assert!(!settle(&rig, Effect::Show(other.clone())).await, "nobody else changes it");
        assert!(!settle(&rig, Effect::TakeBack { actor: other.actor, reply: Some(other.id) }).await);
        assert!(rig.journal.hide_reply(&note(1, "").id, true).await.unwrap());
        assert!(!rig.journal.hide_reply(&note(9, "").id, true).await.unwrap());
        assert!(settle(&rig, Effect::Show(note(1, "changed"))).await);
        assert_eq!(told(&rig).await, [("changed".to_owned(), true, true), ("two".to_owned(), false, false)]);
        rig.journal.hide_reply(&note(1, "").id, false).await.unwrap();
        let actor = note(1, "").actor;
        assert!(settle(&rig, Effect::TakeBack { actor: actor.clone(), reply: Some(note(2, "").id) }).await);
        assert_eq!(told(&rig).await, [("changed".to_owned(), true, false)]);
        assert!(settle(&rig, Effect::TakeBack { actor, reply: None }).await);
        assert_eq!(told(&rig).await, []);
    }

    #[tokio::test]
    async fn it_goes_with_what_it_answers_to() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1")]).await.unwrap();
        settle(&rig, Effect::Show(note(1, "one"))).await;
        let revision = rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().revision;
        let documents = vec![(iri("codes/a"), revision)];
        rig.journal.erase(EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 }).await.unwrap();
        assert_eq!(told(&rig).await, []);
    }
}
