//! What the documents are now, in the order of their last entries: what a follower is told.
//!
//! An entry after which its document changed again is not among them: the later one speaks for it. So nothing leaves that a
//! document no longer says, and whoever was away for a year is told each document once.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::read;
use jiff::Timestamp;
use model::{Audience, Container, ContentHash, Iri, Seq};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A document of ours as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its last entry.
    pub seq: Seq,
    /// Which.
    pub iri: Iri,
    /// Where it stands.
    pub container: Container,
    /// Its version.
    pub number: u64,
    /// Of its content.
    pub hash: ContentHash,
    /// Whom it reaches.
    pub audience: Audience,
    /// Why it was written, if that was said.
    pub reason: Option<String>,
    /// When it was first written.
    pub created: Timestamp,
    /// When it was last written.
    pub modified: Timestamp,
    /// When its last entry was.
    pub at: Timestamp,
    /// Canonical N-Quads; `None`: it is gone.
    pub canonical: Option<String>,
    /// Whether what it said is destroyed, too.
    pub erased: bool,
    /// Whether it was public before its last entry.
    pub was_public: bool,
    /// Whether it was for the network, or public, before its last entry.
    pub was_for_network: bool,
}

impl Journal {
    /// The documents of ours whose last entries come after this one, in their order; at most `limit`.
    pub async fn outgoing(&self, after: Seq, limit: usize) -> Result<Vec<Outgoing>, JournalError> {
        let rows = sqlx::query(
            "SELECT d.seq, d.iri, d.container, d.number, d.hash, d.audience, d.created, d.modified, l.at, l.kind, \
             c.reason, c.content, \
             EXISTS (SELECT 1 FROM entries p WHERE p.iri = d.iri AND p.seq < d.seq AND p.kind IN ('put', 'reach') \
             AND p.audience = ?3) AS was_public, \
             EXISTS (SELECT 1 FROM entries p WHERE p.iri = d.iri AND p.seq < d.seq AND p.kind IN ('put', 'reach') \
             AND p.audience IN (?3, ?4)) AS was_for_network \
             FROM documents d JOIN entries l ON l.seq = d.seq LEFT JOIN entries c ON c.seq = d.content \
             WHERE d.seq > ?1 AND d.container <> 'elsewhere' ORDER BY d.seq LIMIT ?2",
        )
        .bind(column::signed(after.0)?)
        .bind(column::limit(limit))
        .bind(Audience::Public.to_term().as_str())
        .bind(Audience::Network.to_term().as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(outgoing).collect()
    }
}

fn outgoing(row: &SqliteRow) -> Result<Outgoing, JournalError> {
    let seq = column::seq(row.try_get("seq")?)?;
    Ok(Outgoing {
        seq,
        iri: column::iri(row.try_get("iri")?)?,
        container: column::container(row.try_get("container")?)?,
        number: column::unsigned(row.try_get("number")?)?,
        hash: column::content_hash(Some(row.try_get("hash")?))?,
        audience: column::audience(row.try_get("audience")?)?,
        reason: row.try_get("reason")?,
        created: column::time(row.try_get("created")?)?,
        modified: column::time(row.try_get("modified")?)?,
        at: column::time(row.try_get("at")?)?,
        canonical: read::canonical(row, seq)?,
        erased: column::kind(row.try_get("kind")?)? == column::Kind::Erased,
        was_public: row.try_get("was_public")?,
        was_for_network: row.try_get("was_for_network")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EraseWrite;
    use crate::rig::{Rig, gone, iri, put};

    #[tokio::test]
    async fn each_document_is_told_once_as_it_is_now() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("codes/b", "1"), put("annexes/b", "x").bound_to(&["codes/b"])])
            .await
            .unwrap();
        rig.commit([put("codes/c", "1").audience(Audience::Network)]).await.unwrap();
        rig.commit([put("codes/a", "2").anyway()]).await.unwrap();
        rig.commit([put("codes/b", "1").audience(Audience::Private).anyway()]).await.unwrap();
        rig.commit([gone("codes/c")]).await.unwrap();
        let current = rig.journal.current(&iri("codes/a")).await.unwrap().unwrap();
        let order = EraseWrite {
            by: rig.writer,
            documents: vec![(iri("codes/a"), current.revision)],
            manifests: Vec::new(),
            releases: 0,
        };
        rig.journal.erase(order).await.unwrap();

        let told = rig.journal.outgoing(Seq(0), 9).await.unwrap();
        let line = |told: &Outgoing| {
            let path = told.iri.as_str().trim_start_matches("https://a.example/").to_owned();
            let what = match (&told.canonical, told.erased) {
                (Some(text), _) => text.clone(),
                (None, true) => "erased".to_owned(),
                (None, false) => "gone".to_owned(),
            };
            (told.seq.0, path, what, told.audience.clone(), told.was_public, told.was_for_network)
        };
        let expected = [
            (6, "codes/b", "1", Audience::Private, true, true),
            (7, "annexes/b", "x", Audience::Private, true, true),
            (8, "codes/c", "gone", Audience::Network, false, true),
            (9, "codes/a", "erased", Audience::Public, true, true),
        ]
        .map(|(seq, path, what, audience, public, network)| {
            (seq, path.to_owned(), what.to_owned(), audience, public, network)
        });
        assert_eq!(told.iter().map(line).collect::<Vec<_>>(), expected);
        assert_eq!(rig.journal.outgoing(Seq(7), 1).await.unwrap(), told[2..3], "a page");
    }
}
