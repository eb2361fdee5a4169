//! All that can be found wrong with a journal, read and never written: beside the process that owns it, or alone. Unlike
//! [`Journal::verify_chain`] it goes on after the first fault, and says which entries were erased.

use crate::chain::{self, ChainHead, Fault};
use crate::column;
use crate::erase::{self, KeptErasure, select_erasures};
use crate::erasure::{self, ErasedAccount, select_erased};
use crate::error::JournalError;
use crate::instance::{self, Instance};
use crate::journal::Journal;
use crate::schema::File;
use jiff::Timestamp;
use model::{AccountId, Audience, ContentHash, Iri, Seq};
use sqlx::{Row, SqlitePool};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Most faults that are told: whoever has more than these has lost the file.
const TOLD: usize = 100;

/// A journal, looked at.
#[derive(Debug, Clone)]
pub struct Inspection {
    readers: SqlitePool,
}

/// What was found of the entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The end of the chain, as it is written down.
    pub head: ChainHead,
    /// How many entries there are.
    pub entries: u64,
    /// When the last one was written.
    pub last_written: Option<Timestamp>,
    /// What is wrong, by entry.
    pub faults: Vec<(Seq, Fault)>,
    /// Entries that were erased, by document. That newer ones took the place of earlier ones of a document from elsewhere is
    /// no erasure.
    pub erased: Vec<ErasedEntries>,
}

/// The entries of one document that were erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedEntries {
    /// Whose.
    pub iri: Iri,
    /// How many.
    pub entries: u64,
    /// The first of them.
    pub first: Seq,
    /// The last of them.
    pub last: Seq,
}

/// A document as it stands, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The entry that wrote it, or whom it reaches, last.
    pub seq: Seq,
    /// SHA-256 of its canonical content; `None`: it is gone.
    pub hash: Option<ContentHash>,
    /// Whom it reaches.
    pub audience: Audience,
    /// Its owner.
    pub owner: AccountId,
}

impl Journal {
    /// Looks at itself.
    pub fn inspection(&self) -> Inspection {
        Inspection { readers: self.readers().clone() }
    }
}

impl Inspection {
    /// Looks at the journal in `file`, whoever owns it. A journal of an earlier version is not led on, hence refused.
    pub async fn open(file: &Path) -> Result<Self, JournalError> {
        Ok(Self { readers: File::look(file).await?.reading().await? })
    }

    /// What was fixed when the instance was made.
    pub async fn instance(&self) -> Result<Instance, JournalError> {
        instance::load(&mut *self.readers.acquire().await?).await
    }

    /// What SQLite itself says of the file: nothing, if it is whole.
    pub async fn storage(&self) -> Result<Option<String>, JournalError> {
        let said: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(3)").fetch_all(&self.readers).await?;
        Ok(Some(said.join("; ")).filter(|said| said != "ok"))
    }

    /// Checks every entry, to the last.
    pub async fn examine(&self) -> Result<Examination, JournalError> {
        let mut faults = BTreeMap::new();
        let mut entries = 0;
        let mut last_written = None;
        let mut head = ChainHead { seq: Seq(0), chain: [0; 32] };
        loop {
            let rows = chain::page(&self.readers, head.seq).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let seq = column::seq(row.try_get("seq")?)?;
                let expected = head.seq.0 + 1;
                faults.extend((expected..seq.0).take(TOLD).map(|missing| (Seq(missing), Fault::Missing)));
                let written = column::digest(row.try_get("chain")?).ok();
                match (chain::by_itself(&row, seq), written) {
                    (Err(fault), _) => {
                        faults.insert(seq, fault);
                    }
                    (Ok(_), None) => {
                        faults.insert(seq, Fault::Unreadable);
                    }
                    // What follows a gap follows from nobody knows what.
                    (Ok(commitment), Some(written)) => {
                        if seq.0 == expected && chain::follow(head, &commitment).chain != written {
                            faults.insert(seq, Fault::Chain);
                        }
                    }
                }
                entries += 1;
                last_written = column::time(row.try_get("at")?).ok();
                // From what is written down, so that each fault is found once, where it is.
                head = ChainHead { seq, chain: written.unwrap_or_default() };
            }
        }
        for missing in self.cut_off().await? {
            faults.entry(missing).or_insert(Fault::Missing);
        }
        for unaccounted in self.unaccounted().await? {
            faults.entry(unaccounted).or_insert(Fault::Unaccounted);
        }
        let faults = faults.into_iter().take(TOLD).collect();
        Ok(Examination { head, entries, last_written, faults, erased: self.erased().await? })
    }

    /// Entries that documents refer to, and that are not there.
    async fn cut_off(&self) -> Result<Vec<Seq>, JournalError> {
        let missing: Vec<i64> = sqlx::query_scalar(
            "SELECT DISTINCT d.seq FROM documents d WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.seq = d.seq) \
             ORDER BY d.seq LIMIT ?",
        )
        .bind(column::limit(TOLD))
        .fetch_all(&self.readers)
        .await?;
        missing.into_iter().map(column::seq).collect()
    }

    /// Entries that say nothing any more although neither an erasure accounts for it nor, for a document from elsewhere, a
    /// later one.
    async fn unaccounted(&self) -> Result<Vec<Seq>, JournalError> {
        // The last one that accounts for anything is looked up once for each document: one from elsewhere has as many
        // destroyed entries as it was told of.
        let found: Vec<i64> = sqlx::query_scalar(
            "WITH accounts (iri, seq) AS MATERIALIZED ( \
                 SELECT iri, max(seq) FROM entries WHERE salt IS NOT NULL \
                 AND (kind = 'erased' OR (container = 'elsewhere' AND kind IN ('put', 'gone'))) GROUP BY iri) \
             SELECT e.seq FROM entries e LEFT JOIN accounts a ON a.iri = e.iri \
             WHERE e.salt IS NULL AND e.hash IS NULL AND (a.seq IS NULL OR a.seq < e.seq) ORDER BY e.seq LIMIT ?",
        )
        .bind(column::limit(TOLD))
        .fetch_all(&self.readers)
        .await?;
        found.into_iter().map(column::seq).collect()
    }

    async fn erased(&self) -> Result<Vec<ErasedEntries>, JournalError> {
        let rows = sqlx::query(
            "SELECT iri, count(*) AS entries, min(seq) AS first, max(seq) AS last FROM entries \
             WHERE salt IS NULL AND hash IS NULL AND (container <> 'elsewhere' OR iri IN \
             (SELECT x.iri FROM erasures r JOIN entries x ON x.seq = r.seq)) GROUP BY iri ORDER BY iri",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(ErasedEntries {
                    iri: column::iri(row.try_get("iri")?)?,
                    entries: column::unsigned(row.try_get("entries")?)?,
                    first: column::seq(row.try_get("first")?)?,
                    last: column::seq(row.try_get("last")?)?,
                })
            })
            .collect()
    }

    /// Documents that do not stand as their last entry says: their rows are in no chain, but follow from it. Likewise those
    /// from elsewhere without an origin, and ours with one.
    pub async fn askew(&self) -> Result<BTreeSet<Iri>, JournalError> {
        let askew: Vec<String> = sqlx::query_scalar(
            "SELECT d.iri FROM documents d LEFT JOIN entries e ON e.seq = \
             (SELECT max(x.seq) FROM entries x WHERE x.iri = d.iri) \
             WHERE e.seq IS NULL OR e.seq <> d.seq OR e.number <> d.number OR e.container <> d.container \
             OR e.own_audience <> d.own_audience OR e.audience <> d.audience OR e.owner <> d.owner \
             OR (e.hash IS NOT NULL AND e.hash <> d.hash) \
             OR (d.content IS NULL) <> (e.kind IN ('gone', 'erased')) \
             OR (d.content IS NOT NULL AND d.content <> coalesce(e.content_of, e.seq)) \
             UNION SELECT e.iri FROM entries e WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.iri = e.iri) \
             UNION SELECT d.iri FROM documents d LEFT JOIN elsewhere w ON w.iri = d.iri \
             WHERE d.content IS NOT NULL AND (d.container = 'elsewhere') <> (w.iri IS NOT NULL) \
             ORDER BY 1 LIMIT ?",
        )
        .bind(column::limit(TOLD))
        .fetch_all(&self.readers)
        .await?;
        askew.iter().map(|iri| column::iri(iri)).collect()
    }

    /// Every document that is or was there, by address.
    pub async fn standing(&self) -> Result<BTreeMap<Iri, Standing>, JournalError> {
        let rows = sqlx::query(
            "SELECT iri, seq, CASE WHEN content IS NOT NULL THEN hash END AS hash, audience, owner FROM documents",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let hash: Option<&[u8]> = row.try_get("hash")?;
                let standing = Standing {
                    seq: column::seq(row.try_get("seq")?)?,
                    hash: hash.map(|hash| column::digest(hash).map(ContentHash)).transpose()?,
                    audience: column::audience(row.try_get("audience")?)?,
                    owner: AccountId(row.try_get("owner")?),
                };
                Ok((column::iri(row.try_get("iri")?)?, standing))
            })
            .collect()
    }

    /// The erasures of which copies may be left on this machine, the first one first.
    pub async fn unfinished_erasures(&self) -> Result<Vec<KeptErasure>, JournalError> {
        let rows = sqlx::query(concat!(select_erasures!(), "WHERE x.finished IS NULL ORDER BY x.seq"))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(erase::kept).collect()
    }

    /// The accounts of whose address copies may be left on this machine.
    pub async fn unfinished_accounts(&self) -> Result<Vec<ErasedAccount>, JournalError> {
        let rows = sqlx::query(concat!(select_erased!(), "AND forgotten IS NULL ORDER BY id"))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(erasure::erased).collect()
    }

    /// Every release whose manifest is there: description, number, the bytes that were signed.
    pub async fn manifests(&self) -> Result<Vec<(Iri, u64, String)>, JournalError> {
        let rows = sqlx::query(
            "SELECT description, number, manifest FROM releases WHERE manifest IS NOT NULL ORDER BY description, number",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let number = column::unsigned(row.try_get("number")?)?;
                Ok((column::iri(row.try_get("description")?)?, number, row.try_get("manifest")?))
            })
            .collect()
    }

    /// Every public key that signed or may have signed here.
    pub async fn published_keys(&self) -> Result<Vec<String>, JournalError> {
        Ok(sqlx::query_scalar("SELECT public FROM signing_keys ORDER BY created, public")
            .fetch_all(&self.readers)
            .await?)
    }

    /// Lets go of the file.
    pub async fn close(self) {
        self.readers.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EraseWrite;
    use crate::rig::{Rig, gone, iri, open, put, tamper};

    /// Five entries, of which those of codes/a are erased by a sixth.
    async fn written() -> Rig {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("annexes/a", "1").bound_to(&["codes/a"])]).await.unwrap();
        rig.commit([put("codes/a", "1").audience(Audience::Members).anyway()]).await.unwrap();
        rig.commit([gone("codes/a")]).await.unwrap();
        let revision = rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().revision;
        let documents = vec![(iri("codes/a"), revision)];
        let write = EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 };
        rig.journal.erase(write).await.unwrap();
        rig
    }

    async fn check(tampering: &'static str, faults: &[(u64, Fault)], askew: &[&str]) {
        let file = written().await.close().await;
        file.tamper(tampering).await;
        let inspection = Inspection::open(&file.path).await.unwrap();
        let found = inspection.examine().await.unwrap();
        let expected: Vec<_> = faults.iter().map(|(seq, fault)| (Seq(*seq), *fault)).collect();
        assert_eq!(found.faults, expected, "{tampering}");
        let expected: Vec<_> = askew.iter().map(|path| iri(path)).collect();
        assert_eq!(inspection.askew().await.unwrap().into_iter().collect::<Vec<_>>(), expected, "{tampering}");
    }

    #[tokio::test]
    async fn each_fault_is_found_where_it_is_and_nowhere_else() {
        use Fault::{Chain, Commitment, Content, HalfErased, Missing, Unaccounted};
        let (a, b) = ("codes/a", "annexes/a");
        check("SELECT 1", &[], &[]).await;
        check("UPDATE entries SET owner = 9 WHERE seq = 2", &[(2, Commitment)], &[]).await;
        check("UPDATE entries SET content = x'28b52ffd200109000032' WHERE seq = 2", &[(2, Content), (4, Content)], &[])
            .await;
        // An erased entry: nothing but its commitment is left to be changed.
        check("UPDATE entries SET commitment = zeroblob(32) WHERE seq = 1", &[(1, Chain)], &[]).await;
        check("UPDATE entries SET chain = zeroblob(32) WHERE seq = 3", &[(3, Chain), (4, Chain)], &[]).await;
        check("UPDATE entries SET salt = zeroblob(32) WHERE seq = 1", &[(1, HalfErased)], &[]).await;
        check("DELETE FROM entries WHERE seq = 3", &[(3, Missing)], &[]).await;
        check(
            "DELETE FROM entries WHERE seq = 6",
            &[(1, Unaccounted), (3, Unaccounted), (5, Unaccounted), (6, Missing)],
            &[a],
        )
        .await;
        // Somebody destroys what he does not like, and nobody says that it was erased.
        check(
            "UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq IN (2, 4)",
            &[(2, Unaccounted), (4, Unaccounted)],
            &[],
        )
        .await;
        check(
            "UPDATE entries SET salt = NULL, hash = NULL WHERE seq = 6",
            &[(1, Unaccounted), (3, Unaccounted), (5, Unaccounted), (6, Unaccounted)],
            &[],
        )
        .await;
        // What stands is in no chain: somebody opens it, gives it away, takes another version for it.
        check("UPDATE documents SET audience = 'a:b' WHERE iri LIKE '%annexes%'", &[], &[b]).await;
        check("UPDATE documents SET owner = owner + 1 WHERE iri LIKE '%codes%'", &[], &[a]).await;
        check("UPDATE documents SET hash = zeroblob(32) WHERE iri LIKE '%codes%'", &[], &[a]).await;
        check("UPDATE documents SET content = 4 WHERE iri LIKE '%annexes%'", &[], &[b]).await;
        check("UPDATE documents SET content = 2 WHERE iri LIKE '%codes%'", &[], &[a]).await;
        check("DELETE FROM documents WHERE iri LIKE '%annexes%'", &[], &[b]).await;
    }

    #[tokio::test]
    async fn it_is_looked_at_while_somebody_writes_and_nothing_is_changed() {
        let rig = written().await;
        let inspection = Inspection::open(&rig.path).await.unwrap();
        assert_eq!(inspection.instance().await.unwrap(), *rig.journal.instance());
        assert_eq!(inspection.storage().await.unwrap(), None);
        let found = inspection.examine().await.unwrap();
        assert_eq!((found.entries, found.head), (6, rig.journal.verify_chain().await.unwrap()));
        let erased = ErasedEntries { iri: iri("codes/a"), entries: 3, first: Seq(1), last: Seq(5) };
        assert_eq!(found.erased, [erased]);
        rig.commit([put("codes/b", "1")]).await.unwrap();
        assert_eq!(inspection.examine().await.unwrap().entries, 7);
        let standing = inspection.standing().await.unwrap();
        let there = standing.into_iter().filter_map(|(iri, standing)| standing.hash.map(|_| iri));
        assert_eq!(there.collect::<Vec<_>>(), [iri("annexes/a"), iri("codes/b")]);
    }

    #[tokio::test]
    async fn an_earlier_journal_is_looked_at_by_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.sqlite");
        std::fs::write(&path, b"").unwrap();
        tamper(&path, include_str!("../tests/data/version-1.sql")).await;
        let older = Inspection::open(&path).await;
        assert!(matches!(older, Err(JournalError::Older { found: 1, .. })), "{older:?}");
        let journal = open(&path).await.unwrap();
        assert_eq!(journal.inspection().unfinished_accounts().await.unwrap(), []);
    }
}
