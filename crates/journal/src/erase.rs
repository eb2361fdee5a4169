//! Documents erased (GDPR, article 17): what their entries said is destroyed, with the salt, so that no guess can be tried
//! against what is left; the chain stays. An entry of its own says that it was done, by whom, when.
//!
//! The transaction that destroys also writes down that every other copy on this machine still has to go ([`KeptErasure`]):
//! whoever is interrupted finds it when the journal is opened again. Which copies there are is for the caller to know.
//!
//! With a document go the links that let guests edit it, and the guests who have no other; what others answered to it; what
//! sources told of it; what was decided of it beside another; who claimed it; what addresses answered that were told of it;
//! with a group, whoever was awaited in it.

use crate::account;
use crate::chain::{self, Statement};
use crate::claim;
use crate::column::{self, Kind};
use crate::edit_link;
use crate::erasure;
use crate::error::JournalError;
use crate::federation::reply;
use crate::import::record;
use crate::journal::Journal;
use crate::named;
use crate::place::Place;
use crate::same;
use crate::webhook;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri, Revision, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeSet;

/// Documents to erase, all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EraseWrite {
    /// Who erases.
    pub by: AccountId,
    /// Which documents, each once, in the revision in which they were looked at.
    pub documents: Vec<(Iri, Revision)>,
    /// The releases whose manifest has words of these in what was signed: description and number. It goes whole.
    pub manifests: Vec<(Iri, u64)>,
    /// How many releases there were when these were looked for.
    pub releases: u64,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseRefusal {
    /// There never was such a document.
    #[error("{0} is not there")]
    Missing(Iri),
    /// Something changed since it was looked at: look again.
    #[error("something changed meanwhile")]
    Moved,
    /// See [`JournalError`].
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// What was erased. It is on disk; the old bytes may be, too, until [`Journal::scrub`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The last sequence number of the journal once this was in it.
    pub seq: Seq,
    /// Each document, in the order asked.
    pub documents: Vec<ErasedDocument>,
    /// How many manifests were erased.
    pub manifests: u64,
}

/// A document that was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedDocument {
    /// Which.
    pub iri: Iri,
    /// How many entries were destroyed now; none where it had been erased before.
    pub entries: u64,
}

/// An erasure as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptErasure {
    /// The entry that says so.
    pub seq: Seq,
    /// What was erased.
    pub iri: Iri,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// When every other copy on this machine was destroyed; `None`: that is still to be done.
    pub finished: Option<Timestamp>,
}

impl Journal {
    /// Erases documents. Returns once it is on disk (fsync). Who had been erased before is not erased twice, but its other
    /// copies are to be destroyed once more.
    pub async fn erase(&self, write: EraseWrite) -> Result<Erased, EraseRefusal> {
        self.write(write).await
    }

    /// Every erasure, the latest first; at most `limit`.
    pub async fn erasures(&self, limit: usize) -> Result<Vec<KeptErasure>, JournalError> {
        let rows = sqlx::query(concat!(select_erasures!(), "ORDER BY x.seq DESC LIMIT ?"))
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(kept).collect()
    }

    /// The erasures of which copies may be left on this machine, the first one first.
    pub async fn unfinished_erasures(&self) -> Result<Vec<KeptErasure>, JournalError> {
        self.inspection().unfinished_erasures().await
    }

    /// Says of these erasures of documents, and of accounts, that no copy is left on this machine.
    pub async fn finish_erasures(&self, erasures: &[Seq], accounts: &[AccountId]) -> Result<(), JournalError> {
        self.write(FinishErasures { erasures: erasures.to_vec(), accounts: accounts.to_vec() }).await
    }

    /// How many entries of a document can be read still.
    pub async fn count_entries(&self, iri: &Iri) -> Result<u64, JournalError> {
        let count =
            sqlx::query_scalar("SELECT count(*) FROM entries WHERE iri = ? AND salt IS NOT NULL AND kind <> 'erased'")
                .bind(iri.as_str())
                .fetch_one(self.readers())
                .await?;
        column::unsigned(count)
    }

    /// The releases that froze the document and are there: description and number.
    pub async fn frozen_in(&self, iri: &Iri) -> Result<Vec<(Iri, u64)>, JournalError> {
        let rows = sqlx::query(
            "SELECT r.description, r.number FROM release_members m \
             JOIN releases r ON r.description = m.description AND r.number = m.release \
             JOIN entries e ON e.seq = m.entry WHERE e.iri = ? AND r.manifest IS NOT NULL",
        )
        .bind(iri.as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((column::iri(row.try_get("description")?)?, column::unsigned(row.try_get("number")?)?)))
            .collect()
    }

    /// How many releases there are, of all descriptions.
    pub async fn count_releases(&self) -> Result<u64, JournalError> {
        let count = sqlx::query_scalar("SELECT count(*) FROM releases").fetch_one(self.readers()).await?;
        column::unsigned(count)
    }

    /// The releases in whose manifest this address stands, with the manifest: description, number, the bytes that were
    /// signed. Whether more of the document than its address does is for the caller to know.
    pub async fn manifests_naming(&self, iri: &Iri) -> Result<Vec<(Iri, u64, String)>, JournalError> {
        let rows = sqlx::query(
            "SELECT description, number, manifest FROM releases WHERE instr(manifest, ?) > 0 \
             ORDER BY description, number",
        )
        .bind(iri.as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let number = column::unsigned(row.try_get("number")?)?;
                Ok((column::iri(row.try_get("description")?)?, number, row.try_get("manifest")?))
            })
            .collect()
    }
}

/// A query for erasures.
macro_rules! select_erasures {
    () => {
        "SELECT x.seq, x.finished, e.iri, e.at, e.by_account FROM erasures x JOIN entries e ON e.seq = x.seq "
    };
}
pub(crate) use select_erasures;

pub(crate) fn kept(row: &SqliteRow) -> Result<KeptErasure, JournalError> {
    Ok(KeptErasure {
        seq: column::seq(row.try_get("seq")?)?,
        iri: column::iri(row.try_get("iri")?)?,
        at: column::time(row.try_get("at")?)?,
        by: AccountId(row.try_get("by_account")?),
        finished: row.try_get::<Option<i64>, _>("finished")?.map(column::time).transpose()?,
    })
}

impl Work for EraseWrite {
    type Done = Erased;
    type Refusal = EraseRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Erased, Stop<EraseRefusal>> {
        account::require(desk.connection, self.by).await?;
        let releases: i64 =
            sqlx::query_scalar("SELECT count(*) FROM releases").fetch_one(&mut *desk.connection).await?;
        if column::unsigned(releases)? != self.releases {
            return Err(Stop::Refused(EraseRefusal::Moved));
        }
        let at = desk.clock.now().as_microsecond();
        let mut documents = Vec::with_capacity(self.documents.len());
        for (iri, looked_at) in self.documents {
            let Some(standing) = standing(desk.connection, &iri).await? else {
                return Err(Stop::Refused(EraseRefusal::Missing(iri)));
            };
            if standing.revision != looked_at {
                return Err(Stop::Refused(EraseRefusal::Moved));
            }
            let entries = erase(desk, &iri, standing, self.by, at).await?;
            documents.push(ErasedDocument { iri, entries });
        }
        let mut manifests = 0;
        for (description, number) in self.manifests {
            let erased = sqlx::query(
                "UPDATE releases SET manifest = NULL \
                 WHERE description = ? AND number = ? AND manifest IS NOT NULL",
            )
            .bind(description.as_str())
            .bind(column::signed(number)?)
            .execute(&mut *desk.connection)
            .await?;
            manifests += erased.rows_affected();
        }
        Ok(Erased { seq: desk.tail.seq, documents, manifests })
    }
}

/// A document before it is erased.
struct Standing {
    revision: Revision,
    container: String,
    own_audience: String,
    audience: String,
    owner: i64,
    /// The entry that says that it was erased, if it was.
    erased: Option<i64>,
}

async fn standing(connection: &mut SqliteConnection, iri: &Iri) -> Result<Option<Standing>, JournalError> {
    let row = sqlx::query(
        "SELECT d.number, d.hash, d.container, d.own_audience, d.audience, d.owner, x.seq AS erased \
         FROM documents d LEFT JOIN erasures x ON x.seq = d.seq WHERE d.iri = ?",
    )
    .bind(iri.as_str())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let number = column::unsigned(row.try_get("number")?)?;
        Ok(Standing {
            revision: Revision::new(number, column::content_hash(Some(row.try_get("hash")?))?),
            container: row.try_get("container")?,
            own_audience: row.try_get("own_audience")?,
            audience: row.try_get("audience")?,
            owner: row.try_get("owner")?,
            erased: row.try_get("erased")?,
        })
    })
    .transpose()
}

/// Destroys what the document's entries said, and says so in one more. How many were destroyed.
async fn erase(
    desk: &mut Desk<'_>,
    iri: &Iri,
    standing: Standing,
    by: AccountId,
    at: i64,
) -> Result<u64, JournalError> {
    for (guest, folded) in edit_link::end_all(desk.connection, iri).await? {
        erasure::forget(desk.connection, guest, &folded, at).await?;
    }
    sqlx::query("DELETE FROM awaited_members WHERE group_iri = ?")
        .bind(iri.as_str())
        .execute(&mut *desk.connection)
        .await?;
    reply::forget(desk, iri).await?;
    record::forget(desk.connection, iri).await?;
    same::forget(desk.connection, iri).await?;
    claim::forget(desk.connection, iri).await?;
    webhook::forget(desk.connection, iri).await?;
    if let Some(erased) = standing.erased {
        sqlx::query("UPDATE erasures SET finished = NULL WHERE seq = ?")
            .bind(erased)
            .execute(&mut *desk.connection)
            .await?;
        return Ok(0);
    }
    let destroyed = sqlx::query(
        "UPDATE entries SET salt = NULL, hash = NULL, content = NULL, reason = NULL \
         WHERE iri = ? AND salt IS NOT NULL",
    )
    .bind(iri.as_str())
    .execute(&mut *desk.connection)
    .await?;
    // Its audience and bindings stay, as after a deletion: an erasure must not open up what was bound to it.
    let statement = Statement {
        iri: iri.as_str(),
        container: &standing.container,
        kind: Kind::Erased.as_str(),
        number: standing.revision.number + 1,
        at,
        by: by.0,
        reason: None,
        own_audience: &standing.own_audience,
        audience: &standing.audience,
        owner: standing.owner,
        hash: column::nothing().0,
    };
    let seq = chain::append(desk, &statement, chain::Body { content: None, content_of: None }).await?;
    sqlx::query("UPDATE documents SET number = ?, hash = ?, modified = ?, seq = ?, content = NULL WHERE iri = ?")
        .bind(column::signed(statement.number)?)
        .bind(statement.hash.as_slice())
        .bind(at)
        .bind(column::signed(seq.0)?)
        .bind(iri.as_str())
        .execute(&mut *desk.connection)
        .await?;
    named::rename(desk.connection, iri, Place::from_segment(&standing.container)?, &BTreeSet::new()).await?;
    sqlx::query("INSERT INTO erasures (seq, finished) VALUES (?, NULL)")
        .bind(column::signed(seq.0)?)
        .execute(&mut *desk.connection)
        .await?;
    Ok(destroyed.rows_affected())
}

struct FinishErasures {
    erasures: Vec<Seq>,
    accounts: Vec<AccountId>,
}

impl Work for FinishErasures {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        let now = desk.clock.now().as_microsecond();
        for seq in self.erasures {
            sqlx::query("UPDATE erasures SET finished = ? WHERE seq = ?")
                .bind(now)
                .bind(column::signed(seq.0)?)
                .execute(&mut *desk.connection)
                .await?;
        }
        for account in self.accounts {
            sqlx::query("UPDATE accounts SET forgotten = ? WHERE id = ? AND erased IS NOT NULL")
                .bind(now)
                .bind(account.0)
                .execute(&mut *desk.connection)
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, gone, iri, put};
    use crate::{CommitError, Frozen, NewEditLink, ReleaseWrite, SessionSpan};
    use jiff::SignedDuration;
    use model::{Audience, ContentHash, Expected};
    use std::path::Path;

    /// Nothing that zstd could shorten, so that the words would stand in the file as they are.
    const WORDS: &str = "Camille Xyzzy lives at 12, Quux Street";

    fn occurrences(folder: &Path, words: &str) -> usize {
        let mut found = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            found += bytes.windows(words.len()).filter(|window| *window == words.as_bytes()).count();
        }
        found
    }

    async fn erase(rig: &Rig, paths: &[&str]) -> Result<Erased, EraseRefusal> {
        let mut documents = Vec::new();
        for path in paths {
            let current = rig.journal.current(&iri(path)).await.unwrap();
            let revision = current.map_or(Revision { number: 1, fingerprint: [0; 6] }, |current| current.revision);
            documents.push((iri(path), revision));
        }
        let releases = rig.journal.count_releases().await.unwrap();
        rig.journal.erase(EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases }).await
    }

    /// A document with three versions, closed in between by what it is bound to, and one beside it.
    async fn written() -> Rig {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "code"), put("people/a", WORDS).bound_to(&["codes/a"])]).await.unwrap();
        rig.commit([put("codes/a", "code").audience(Audience::Members).anyway()]).await.unwrap();
        for text in ["1", "2"] {
            let text = [WORDS, text].concat();
            rig.commit([put("people/a", &text).bound_to(&["codes/a"]).anyway()]).await.unwrap();
        }
        rig
    }

    #[tokio::test]
    async fn what_is_erased_is_in_no_byte_of_the_files_and_the_chain_verifies() {
        let rig = written().await;
        let folder = rig.path.parent().unwrap().to_owned();
        let before = rig.journal.verify_chain().await.unwrap();
        assert!(occurrences(&folder, WORDS) >= 3, "it is there before");
        let erased = erase(&rig, &["people/a"]).await.unwrap();
        // Put, reach, put, put.
        assert_eq!(erased.documents, [ErasedDocument { iri: iri("people/a"), entries: 4 }]);
        rig.journal.scrub().await.unwrap();
        assert_eq!(occurrences(&folder, WORDS), 0);
        let after = rig.journal.verify_chain().await.unwrap();
        assert_eq!((after.seq, erased.seq), (Seq(before.seq.0 + 1), Seq(before.seq.0 + 1)));
        let found = rig.journal.inspection().examine().await.unwrap();
        assert_eq!((found.faults, found.entries), (Vec::new(), after.seq.0));
        assert_eq!(
            found.erased.iter().map(|erased| (&erased.iri, erased.entries)).collect::<Vec<_>>(),
            [(&iri("people/a"), 4)]
        );
        let current = rig.journal.current(&iri("people/a")).await.unwrap().unwrap();
        assert_eq!((current.canonical, current.reason, current.audience), (None, None, Audience::Members));
        let entries = rig.journal.entries(Seq(0), 99).await.unwrap();
        let left: Vec<_> = entries.iter().filter(|entry| entry.iri == iri("people/a")).collect();
        assert!(left.iter().all(|entry| entry.canonical.is_none() && entry.reason.is_none()));
        assert_eq!(rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().canonical.as_deref(), Some("code"));
        let again = rig.commit([put("people/a", "1").expecting(Expected::Unstated)]).await;
        assert!(matches!(again, Err(CommitError::Gone(_))), "its address is never used again: {again:?}");
        let rig = rig.close().await.reopen().await;
        assert_eq!(rig.journal.verify_chain().await.unwrap(), after);
        assert_eq!(occurrences(&folder, WORDS), 0);
    }

    #[tokio::test]
    async fn many_pages_that_moved_hold_nothing_either() {
        let rig = Rig::new().await;
        let folder = rig.path.parent().unwrap().to_owned();
        for at in 0..60 {
            // Rows of very different lengths, which change their pages as they are replaced.
            let words = [WORDS, &"é".repeat(at * 97 % 1_500)].concat();
            rig.commit([put(&format!("people/{at}"), &words)]).await.unwrap();
        }
        for at in (0..60).step_by(2) {
            erase(&rig, &[&format!("people/{at}")]).await.unwrap();
        }
        rig.journal.scrub().await.unwrap();
        let left = rig.held().await.len();
        assert_eq!((left, occurrences(&folder, WORDS)), (30, 30), "the others, once each");
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn it_is_unfinished_until_somebody_says_so() {
        let rig = written().await;
        assert_eq!(rig.journal.unfinished_erasures().await.unwrap(), []);
        let at = rig.clock.set(7_000_000);
        let erased = erase(&rig, &["people/a"]).await.unwrap();
        let rig = rig.close().await.reopen().await;
        let kept = KeptErasure { seq: erased.seq, iri: iri("people/a"), at, by: rig.writer, finished: None };
        assert_eq!(rig.journal.unfinished_erasures().await.unwrap(), std::slice::from_ref(&kept));
        let finished = rig.clock.set(8_000_000);
        rig.journal.finish_erasures(&[erased.seq], &[]).await.unwrap();
        assert_eq!(rig.journal.unfinished_erasures().await.unwrap(), []);
        assert_eq!(rig.journal.erasures(9).await.unwrap(), [KeptErasure { finished: Some(finished), ..kept.clone() }]);
        // Once more: nothing new in the journal, but its copies are looked for again.
        let again = erase(&rig, &["people/a"]).await.unwrap();
        assert_eq!((again.seq, again.documents[0].entries), (erased.seq, 0));
        assert_eq!(rig.journal.unfinished_erasures().await.unwrap(), [kept]);
    }

    #[tokio::test]
    async fn the_links_to_it_go_with_whom_they_were_for() {
        const SPAN: SessionSpan = SessionSpan {
            idle: SignedDuration::from_secs(1_000),
            absolute: SignedDuration::from_secs(1_000),
            grace: SignedDuration::from_secs(5),
            noted: SignedDuration::from_secs(10),
        };
        let rig = written().await;
        let folder = rig.path.parent().unwrap().to_owned();
        let link = async |path: &str, email: &str| {
            let expires = Timestamp::from_second(100).unwrap();
            let new = NewEditLink { document: iri(path), email: email.to_owned(), by: rig.writer, expires };
            rig.journal.make_edit_link(new).await.unwrap()
        };
        let taken = link("people/a", "lea@quux.example").await.unwrap();
        let waiting = link("people/a", "lea@quux.example").await.unwrap();
        let theirs = link("people/a", "max@quux.example").await.unwrap();
        let elsewhere = link("codes/a", "max@quux.example").await.unwrap();
        let (cookie, _) = rig.journal.open_edit_link(&taken, "B", None).await.unwrap();
        let (both, _) = rig.journal.open_edit_link(&theirs, "B", None).await.unwrap();
        assert!(rig.journal.session(&cookie, SPAN).await.unwrap().is_some());
        erase(&rig, &["people/a"]).await.unwrap();

        for cookie in [&cookie, &both] {
            assert_eq!(rig.journal.session(cookie, SPAN).await.unwrap(), None, "it ends at once");
        }
        assert_eq!(rig.journal.edit_link(&waiting).await.unwrap(), None);
        assert_eq!(rig.journal.edit_links(&iri("people/a")).await.unwrap(), []);
        let kept: i64 =
            sqlx::query_scalar("SELECT count(*) FROM edit_links").fetch_one(rig.journal.readers()).await.unwrap();
        assert_eq!(kept, 1);
        let other = rig.journal.edit_link(&elsewhere).await.unwrap().unwrap();
        assert_eq!((other.document, other.email.as_str()), (iri("codes/a"), "max@quux.example"));
        let forgotten = rig.journal.unfinished_accounts().await.unwrap();
        let [forgotten] = forgotten.as_slice() else { panic!("{forgotten:?}") };
        let guest = rig.journal.kept_account(forgotten.id).await.unwrap().unwrap();
        assert!(guest.is_guest && guest.email.is_empty() && guest.disabled.is_some(), "{guest:?}");
        rig.journal.scrub().await.unwrap();
        assert_eq!(occurrences(&folder, "lea@quux.example"), 0);
        assert!(occurrences(&folder, "max@quux.example") > 0, "who has another link is somebody still");
        // Who was told yes a moment ago comes too late.
        assert_eq!(link("people/a", "lea@quux.example").await, None);
        assert_eq!(link("people/never", "lea@quux.example").await, None);
        rig.journal.scrub().await.unwrap();
        assert_eq!(occurrences(&folder, "lea@quux.example"), 0);
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn with_a_group_go_the_addresses_of_those_it_awaits() {
        let rig = Rig::new().await;
        rig.commit([put("groups/a", "1"), put("groups/b", "1")]).await.unwrap();
        for (group, awaited) in [("groups/a", "a@quux.example"), ("groups/b", "b@quux.example")] {
            rig.journal.name_member(&iri(group), "writer@a.example").await.unwrap();
            rig.journal.name_member(&iri(group), awaited).await.unwrap();
        }
        erase(&rig, &["groups/a"]).await.unwrap();
        rig.journal.scrub().await.unwrap();
        let folder = rig.path.parent().unwrap();
        assert_eq!(occurrences(folder, "a@quux.example"), 0);
        assert!(occurrences(folder, "b@quux.example") > 0);
        let groups = rig.journal.groups_of(rig.writer).await.unwrap();
        assert_eq!(groups, [iri("groups/a"), iri("groups/b")], "what it opened to its members stays as open");
    }

    #[tokio::test]
    async fn all_or_nothing_and_only_as_it_was_looked_at() {
        let rig = written().await;
        let missing = erase(&rig, &["people/a", "people/never"]).await;
        assert!(matches!(&missing, Err(EraseRefusal::Missing(missing)) if *missing == iri("people/never")));
        let stale = (iri("people/a"), Revision { number: 1, fingerprint: [0; 6] });
        let write = |documents, releases| EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases };
        assert!(matches!(rig.journal.erase(write(vec![stale], 0)).await, Err(EraseRefusal::Moved)));
        assert!(matches!(rig.journal.erase(write(Vec::new(), 1)).await, Err(EraseRefusal::Moved)));
        assert!(rig.journal.current(&iri("people/a")).await.unwrap().unwrap().canonical.is_some());
        // What was deleted before is erased as well.
        rig.commit([gone("people/a")]).await.unwrap();
        assert_eq!(erase(&rig, &["people/a"]).await.unwrap().documents[0].entries, 5);
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn a_manifest_goes_with_the_words_in_it() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("actions/a", WORDS).bound_to(&["codes/a"])]).await.unwrap();
        let frozen = |path: &str, canonical: &str| Frozen {
            iri: iri(path),
            version: 1,
            hash: ContentHash(column::sha256(canonical.as_bytes())),
            audience: Audience::Public,
        };
        for number in [1, 2] {
            let write = ReleaseWrite {
                description: iri("codes/a"),
                number,
                at: Timestamp::UNIX_EPOCH,
                by: rig.writer,
                audience: Audience::Public,
                manifest: format!("{{ \"{}\": {number} }}", iri("actions/a")),
                members: vec![frozen("codes/a", "1"), frozen("actions/a", WORDS)],
            };
            rig.journal.keep_release(write).await.unwrap();
        }
        let naming = rig.journal.manifests_naming(&iri("actions/a")).await.unwrap();
        assert_eq!(naming.iter().map(|(_, number, _)| *number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(rig.journal.manifests_naming(&iri("actions/b")).await.unwrap(), []);
        let revision = rig.journal.current(&iri("actions/a")).await.unwrap().unwrap().revision;
        let erased = rig
            .journal
            .erase(EraseWrite {
                by: rig.writer,
                documents: vec![(iri("actions/a"), revision)],
                manifests: vec![(iri("codes/a"), 1)],
                releases: 2,
            })
            .await
            .unwrap();
        assert_eq!(erased.manifests, 1);
        let manifest = async |number| rig.journal.release(&iri("codes/a"), number).await.unwrap().unwrap().manifest;
        assert!(manifest(1).await.is_none() && manifest(2).await.is_some());
        let members = rig.journal.release_members(&iri("codes/a"), 2).await.unwrap();
        let contents: Vec<_> = members.iter().map(|member| member.canonical.as_deref()).collect();
        assert_eq!(contents, [None, Some("1")]);
    }
}
