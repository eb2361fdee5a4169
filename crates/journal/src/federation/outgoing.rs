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

/// A query for documents of ours, with its conditions.
macro_rules! select_outgoing {
    ($conditions:literal) => {
        concat!(
            "SELECT d.seq, d.iri, d.container, d.number, d.hash, d.audience, d.created, d.modified, l.at, l.kind, ",
            "c.reason, c.content, ",
            "EXISTS (SELECT 1 FROM entries p WHERE p.iri = d.iri AND p.seq < d.seq AND p.kind IN ('put', 'reach') ",
            "AND p.audience = ?3) AS was_public, ",
            "EXISTS (SELECT 1 FROM entries p WHERE p.iri = d.iri AND p.seq < d.seq AND p.kind IN ('put', 'reach') ",
            "AND p.audience IN (?3, ?4)) AS was_for_network ",
            "FROM documents d JOIN entries l ON l.seq = d.seq LEFT JOIN entries c ON c.seq = d.content ",
            "WHERE d.container <> 'elsewhere' AND ",
            $conditions,
            " LIMIT ?2"
        )
    };
}

impl Journal {
    /// The documents of ours whose last entries come after this one, in their order; at most `limit`.
    pub async fn outgoing(&self, after: Seq, limit: usize) -> Result<Vec<Outgoing>, JournalError> {
        self.select_outgoing(select_outgoing!("d.seq > ?1 ORDER BY d.seq"), after, limit).await
    }

    /// One of them, whatever it says.
    pub async fn outgoing_of(&self, iri: &Iri) -> Result<Option<Outgoing>, JournalError> {
        let row = sqlx::query(select_outgoing!("d.iri = ?1"))
            .bind(iri.as_str())
            .bind(1_i64)
            .bind(Audience::Public.to_term().as_str())
            .bind(Audience::Network.to_term().as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(outgoing).transpose()
    }

    /// Those that are public and whose last entries come before this one, the latest first; at most `limit`.
    pub async fn published(&self, before: Seq, limit: usize) -> Result<Vec<Outgoing>, JournalError> {
        let latest_first =
            select_outgoing!("d.seq < ?1 AND d.audience = ?3 AND d.content IS NOT NULL ORDER BY d.seq DESC");
        self.select_outgoing(latest_first, before, limit).await
    }

    /// The first entry of the change that this one is part of: the first of those that were written with it, at the same
    /// instant.
    pub async fn change_began(&self, entry: Seq) -> Result<Seq, JournalError> {
        let before: i64 = sqlx::query_scalar(
            "SELECT coalesce((SELECT o.seq FROM entries e JOIN entries o ON o.seq < e.seq AND o.at <> e.at \
             WHERE e.seq = ? ORDER BY o.seq DESC LIMIT 1), 0)",
        )
        .bind(column::signed(entry.0)?)
        .fetch_one(self.readers())
        .await?;
        column::seq(before.saturating_add(1))
    }

    /// The documents of ours of which the change that began with this entry, at this time, told everybody, in their
    /// order, each with whether everybody could not know of it before; at most `limit`. None where no change began so.
    pub async fn told_in(&self, began: Seq, at: Timestamp, limit: usize) -> Result<Vec<(Iri, bool)>, JournalError> {
        let rows = sqlx::query(
            "SELECT e.iri, NOT EXISTS (SELECT 1 FROM entries p WHERE p.iri = e.iri AND p.seq < e.seq \
             AND p.kind IN ('put', 'reach') AND p.audience = ?3) AS is_new \
             FROM entries e WHERE e.seq >= ?1 AND e.at = ?2 AND e.container <> 'elsewhere' \
             AND e.kind IN ('put', 'reach') AND e.audience = ?3 \
             AND e.seq < coalesce((SELECT o.seq FROM entries o WHERE o.seq >= ?1 AND o.at <> ?2 ORDER BY o.seq LIMIT 1), \
             9223372036854775807) \
             AND NOT EXISTS (SELECT 1 FROM entries b WHERE b.seq = ?1 - 1 AND b.at = ?2) \
             ORDER BY e.seq LIMIT ?4",
        )
        .bind(column::signed(began.0)?)
        .bind(at.as_microsecond())
        .bind(Audience::Public.to_term().as_str())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((column::iri(row.try_get("iri")?)?, row.try_get("is_new")?))).collect()
    }

    /// The entries that said something of this document to everybody, each with its time; the latest first, at most
    /// `limit`.
    pub async fn said_publicly(&self, iri: &Iri, limit: usize) -> Result<Vec<(Seq, Timestamp)>, JournalError> {
        let rows = sqlx::query(
            "SELECT seq, at FROM entries WHERE iri = ? AND kind = 'put' AND audience = ? ORDER BY seq DESC LIMIT ?",
        )
        .bind(iri.as_str())
        .bind(Audience::Public.to_term().as_str())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((column::seq(row.try_get("seq")?)?, column::time(row.try_get("at")?)?))).collect()
    }

    /// How many of ours are public.
    pub async fn count_published(&self) -> Result<u64, JournalError> {
        let count = sqlx::query_scalar(
            "SELECT count(*) FROM documents \
             WHERE container <> 'elsewhere' AND audience = ? AND content IS NOT NULL",
        )
        .bind(Audience::Public.to_term().as_str())
        .fetch_one(self.readers())
        .await?;
        column::unsigned(count)
    }

    async fn select_outgoing(
        &self,
        query: &'static str,
        place: Seq,
        limit: usize,
    ) -> Result<Vec<Outgoing>, JournalError> {
        let rows = sqlx::query(query)
            .bind(i64::try_from(place.0).unwrap_or(i64::MAX))
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
        assert_eq!(rig.journal.outgoing_of(&iri("codes/c")).await.unwrap().as_ref(), told.get(2));
        assert_eq!(rig.journal.outgoing_of(&iri("codes/z")).await.unwrap(), None);

        rig.clock.set(1_000_000);
        rig.commit([put("codes/d", "1"), put("codes/e", "1"), put("codes/f", "1").audience(Audience::Network)])
            .await
            .unwrap();
        for (entry, began) in [(10, 10), (11, 10), (12, 10), (9, 1)] {
            assert_eq!(rig.journal.change_began(Seq(entry)).await.unwrap(), Seq(began), "{entry}");
        }
        for (began, at, expected) in [
            (1, 0, vec![("codes/a", true), ("codes/b", true), ("annexes/b", true), ("codes/a", false)]),
            (2, 0, vec![]),
            (10, 1_000_000, vec![("codes/d", true), ("codes/e", true)]),
            (11, 1_000_000, vec![]),
            (10, 0, vec![]),
        ] {
            let told = rig.journal.told_in(Seq(began), Timestamp::from_microsecond(at).unwrap(), 9).await.unwrap();
            let expected: Vec<_> = expected.into_iter().map(|(path, is_new)| (iri(path), is_new)).collect();
            assert_eq!(told, expected, "{began}");
        }
        let said = rig.journal.said_publicly(&iri("codes/b"), 9).await.unwrap();
        assert_eq!(said.iter().map(|(seq, _)| seq.0).collect::<Vec<_>>(), [2]);
        let published = rig.journal.published(Seq(u64::MAX), 9).await.unwrap();
        assert_eq!(published.iter().map(|told| told.seq.0).collect::<Vec<_>>(), [11, 10]);
        assert_eq!(rig.journal.published(Seq(11), 9).await.unwrap(), published[1..]);
        assert_eq!(rig.journal.count_published().await.unwrap(), 2);
    }
}
