//! Reading: documents as they stand, entries in order. Whom they may be shown to is for the caller to ask their audience.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use jiff::Timestamp;
use model::{AccountId, Audience, Container, Iri, Revision, Seq};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A document as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Which.
    pub iri: Iri,
    /// The entry that wrote it, or whom it reaches, last.
    pub seq: Seq,
    /// Its revision.
    pub revision: Revision,
    /// The audience that it was given.
    pub own_audience: Audience,
    /// Its own audience, narrowed by what it is bound to.
    pub audience: Audience,
    /// Its owner.
    pub owner: AccountId,
    /// Why it was last written, if that was said and it is there.
    pub reason: Option<String>,
    /// When it was first written.
    pub created: Timestamp,
    /// When it was last written.
    pub modified: Timestamp,
    /// Canonical N-Quads, graph name left out; `None`: it is gone.
    pub canonical: Option<String>,
}

/// One entry of the journal, as whoever follows it needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place.
    pub seq: Seq,
    /// Which document.
    pub iri: Iri,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Why.
    pub reason: Option<String>,
    /// The audience that the document was given, from this entry on.
    pub own_audience: Audience,
    /// That, narrowed by what it is bound to.
    pub audience: Audience,
    /// Its owner from this entry on.
    pub owner: AccountId,
    /// Its revision from this entry on. The same as before where only its audience changed.
    pub revision: Revision,
    /// Who tells it, if it is a document from elsewhere that is there.
    pub origin: Option<Iri>,
    /// Canonical N-Quads, graph name left out; `None`: it is gone, or this entry was erased, or a newer one of a document
    /// from elsewhere took its place.
    pub canonical: Option<String>,
}

/// A query for documents, with its conditions.
macro_rules! select_documents {
    ($conditions:literal) => {
        concat!(
            "SELECT d.iri, d.seq, d.number, d.hash, d.own_audience, d.audience, d.owner, d.created, d.modified, ",
            "e.reason, e.content ",
            "FROM documents d LEFT JOIN entries e ON e.seq = d.content ",
            $conditions
        )
    };
}
pub(crate) use select_documents;

/// A query for entries, with its conditions.
macro_rules! select_entries {
    ($conditions:literal) => {
        concat!(
            "SELECT e.seq, e.iri, e.at, e.by_account, e.reason, e.own_audience, e.audience, e.owner, e.number, e.hash, ",
            "coalesce(e.content, o.content) AS content, w.origin ",
            "FROM entries e LEFT JOIN entries o ON o.seq = e.content_of ",
            "LEFT JOIN elsewhere w ON w.iri = e.iri AND e.container = 'elsewhere' ",
            $conditions
        )
    };
}

impl Journal {
    /// The document as it stands; `None`: it never was.
    pub async fn current(&self, iri: &Iri) -> Result<Option<Current>, JournalError> {
        let row =
            sqlx::query(select_documents!("WHERE d.iri = ?")).bind(iri.as_str()).fetch_optional(self.readers()).await?;
        self.count_read(usize::from(row.is_some()));
        row.as_ref().map(document).transpose()
    }

    /// Up to `limit` entries after `after`, in order.
    pub async fn entries(&self, after: Seq, limit: usize) -> Result<Vec<Entry>, JournalError> {
        let rows = sqlx::query(select_entries!("WHERE e.seq > ? ORDER BY e.seq LIMIT ?"))
            .bind(column::signed(after.0)?)
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(entry).collect()
    }

    /// These entries, in order, each once; those that are not there are left out.
    pub async fn entries_at(&self, places: &[Seq]) -> Result<Vec<Entry>, JournalError> {
        let places = serde_json::Value::from(places.iter().map(|seq| seq.0).collect::<Vec<_>>());
        let rows = sqlx::query(select_entries!("WHERE e.seq IN (SELECT value FROM json_each(?)) ORDER BY e.seq"))
            .bind(places.to_string())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(entry).collect()
    }

    /// The documents of a container that entries after `after` up to `until` speak of, by address.
    pub async fn touched(&self, container: Container, after: Seq, until: Seq) -> Result<Vec<Iri>, JournalError> {
        let touched: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT iri FROM entries WHERE seq > ? AND seq <= ? AND container = ? ORDER BY iri",
        )
        .bind(column::signed(after.0)?)
        .bind(column::signed(until.0)?)
        .bind(container.segment())
        .fetch_all(self.readers())
        .await?;
        touched.iter().map(|iri| column::iri(iri)).collect()
    }
}

/// A document from its row.
pub(crate) fn document(row: &SqliteRow) -> Result<Current, JournalError> {
    let seq = column::seq(row.try_get("seq")?)?;
    Ok(Current {
        iri: column::iri(row.try_get("iri")?)?,
        seq,
        revision: revision(row)?,
        own_audience: column::audience(row.try_get("own_audience")?)?,
        audience: column::audience(row.try_get("audience")?)?,
        owner: AccountId(row.try_get("owner")?),
        reason: row.try_get("reason")?,
        created: column::time(row.try_get("created")?)?,
        modified: column::time(row.try_get("modified")?)?,
        canonical: canonical(row, seq)?,
    })
}

fn entry(row: &SqliteRow) -> Result<Entry, JournalError> {
    let seq = column::seq(row.try_get("seq")?)?;
    Ok(Entry {
        seq,
        iri: column::iri(row.try_get("iri")?)?,
        at: column::time(row.try_get("at")?)?,
        by: AccountId(row.try_get("by_account")?),
        reason: row.try_get("reason")?,
        own_audience: column::audience(row.try_get("own_audience")?)?,
        audience: column::audience(row.try_get("audience")?)?,
        owner: AccountId(row.try_get("owner")?),
        revision: revision(row)?,
        origin: row.try_get::<Option<&str>, _>("origin")?.map(column::iri).transpose()?,
        canonical: canonical(row, seq)?,
    })
}

pub(crate) fn revision(row: &SqliteRow) -> Result<Revision, JournalError> {
    Ok(Revision::new(column::unsigned(row.try_get("number")?)?, column::content_hash(row.try_get("hash")?)?))
}

pub(crate) fn canonical(row: &SqliteRow, seq: Seq) -> Result<Option<String>, JournalError> {
    let packed: Option<&[u8]> = row.try_get("content")?;
    packed.map(|packed| column::unpack(seq, packed)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, gone, iri, put};
    use model::{Caller, Container, Slug};

    #[tokio::test]
    async fn a_document_through_its_life() {
        let rig = Rig::new().await;
        let (a, began) = (iri("codes/a"), rig.clock.set(1_000_000_123));
        assert_eq!(rig.journal.current(&a).await.unwrap(), None);
        rig.commit([put("codes/a", "1").audience(Audience::Members)]).await.unwrap();
        let ended = rig.clock.set(2_000_000_456);
        rig.commit([put("codes/a", "2").audience(Audience::Members).anyway()]).await.unwrap();
        let current = rig.journal.current(&a).await.unwrap().unwrap();
        assert_eq!((current.created, current.modified), (began, ended));
        assert_eq!((current.seq, current.revision.number, current.owner), (Seq(2), 2, rig.writer));
        assert_eq!((current.canonical.as_deref(), current.audience), (Some("2"), Audience::Members));
        assert_eq!((current.own_audience, current.reason.as_deref()), (Audience::Members, Some("because")));
        rig.commit([gone("codes/a")]).await.unwrap();
        let current = rig.journal.current(&a).await.unwrap().unwrap();
        assert_eq!((current.seq, current.revision.number, current.canonical), (Seq(3), 3, None));
        let entries = rig.journal.entries(Seq(0), 9).await.unwrap();
        let contents: Vec<_> = entries.iter().map(|entry| entry.canonical.as_deref()).collect();
        assert_eq!(contents, [Some("1"), Some("2"), None]);
        assert_eq!((entries[0].at, entries[1].at, entries[1].by), (began, ended, rig.writer));
        assert_eq!(entries[1].reason.as_deref(), Some("because"));
        assert_eq!(entries[2].revision, current.revision);
    }

    #[tokio::test]
    async fn pages_follow_each_other() {
        let rig = Rig::new().await;
        let names = ["codes/c", "codes/a", "annexes/a", "codes/b", "codes/a-2"];
        rig.commit(names.map(|name| put(name, name))).await.unwrap();
        rig.commit([gone("codes/b")]).await.unwrap();
        let mut slugs = Vec::new();
        let mut after = None;
        let everybody = Caller::Operator(rig.writer);
        while let [one] = rig.journal.visible(&everybody, Container::Codes, after.as_ref(), 1).await.unwrap().as_slice()
        {
            let slug = Slug::from_text(one.iri.as_str().rsplit('/').next().unwrap()).unwrap();
            slugs.push(slug.to_string());
            after = Some(slug);
        }
        assert_eq!(slugs, ["a", "a-2", "c"]);
        let entries = rig.journal.entries(Seq(2), 3).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.seq.0).collect::<Vec<_>>(), [3, 4, 5]);
    }
}
