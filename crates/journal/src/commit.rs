//! Document writes: what is asked, what is expected, what became of it.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::named::{self, Named};
use model::iri::Location;
use model::{AccountId, Audience, Base, Container, ContentHash, Expected, Iri, Revision, Seq, Slug};
use std::collections::BTreeSet;

/// From this many bytes on, hashing and compressing take milliseconds and go to a thread made for that.
const LARGE: usize = 64 * 1024;

/// Several document writes that succeed or fail together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Who writes.
    pub by: AccountId,
    /// Why.
    pub reason: Option<String>,
    /// What, each document at most once.
    pub writes: Vec<Write>,
}

/// One document's part in a [`Commit`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// Which document.
    pub iri: Iri,
    /// The container it stands in.
    pub container: Container,
    /// What must be there; compared inside the writer.
    pub expected: Expected,
    /// What shall be there.
    pub content: WriteContent,
}

/// What shall be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteContent {
    /// A document.
    Put {
        /// Canonical N-Quads, graph name left out.
        canonical: String,
        /// SHA-256 of them.
        hash: ContentHash,
        /// Its own audience.
        audience: Audience,
        /// Its owner; `None` keeps the present one, or makes the writer the owner.
        owner: Option<AccountId>,
        /// The documents whose audience bounds its own (`cs:annexOf`, the description of `cs:realises`).
        bound_to: Vec<Iri>,
    },
    /// Nothing any more.
    Gone,
    /// What stands there: nothing is written, but the commit fails unless it is as expected.
    AsItStands,
}

/// What a [`Commit`] did. It is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The last sequence number of the journal once this was in it: a reader that waits for it sees this commit.
    pub seq: Seq,
    /// Each write, in the order asked.
    pub written: Vec<Written>,
}

/// What became of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Which.
    pub iri: Iri,
    /// Its revision now.
    pub revision: Revision,
    /// What happened.
    pub outcome: Outcome,
}

/// What happened to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    Created,
    /// It was there with other content, another audience, another owner or other bindings.
    Updated,
    /// It was there with the same content, audience, owner and bindings; nothing was written.
    Unchanged,
    /// It is gone now.
    Deleted,
}

/// Why a commit was refused; nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The document exists and the caller said nothing about what it expects (428).
    #[error("{iri} exists: say which revision you mean to replace")]
    PreconditionRequired {
        /// Which.
        iri: Iri,
        /// What is there.
        current: Revision,
    },
    /// What is there is not what the caller expects (412).
    #[error("{iri} is not what you believe it is")]
    PreconditionFailed {
        /// Which.
        iri: Iri,
        /// What is there; `None`: nothing ever was.
        current: Option<Revision>,
    },
    /// The document is gone for good (410).
    #[error("{0} is gone")]
    Gone(Iri),
    /// There is nothing to delete, or to leave as it stands (404).
    #[error("{0} is not there")]
    Missing(Iri),
    /// Storage failed, or the commit breaks a rule that its maker should have kept.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Journal {
    /// Writes, all or nothing. Returns once it is on disk (fsync).
    pub async fn commit(&self, commit: Commit) -> Result<Receipt, CommitError> {
        self.write(self.prepared(commit).await?).await
    }

    /// Does all of it that is slow.
    pub(crate) async fn prepared(&self, commit: Commit) -> Result<Prepared, JournalError> {
        let base = self.instance().base.clone();
        let size: usize = commit.writes.iter().map(|write| write.content.size()).sum();
        aside(size, move || prepare(commit, &base)).await
    }
}

/// Does what takes time by the size of what is to be written: at once where it is small, else on a thread that answers nobody.
pub(crate) async fn aside<T: Send + 'static>(
    size: usize,
    work: impl FnOnce() -> Result<T, JournalError> + Send + 'static,
) -> Result<T, JournalError> {
    if size < LARGE {
        return work();
    }
    // The thread can only fail to answer when the runtime is ending.
    tokio::task::spawn_blocking(work).await.map_err(|_| JournalError::Closed)?
}

/// A [`Commit`] with everything slow done, so that the writer only compares and writes.
pub(crate) struct Prepared {
    pub(crate) by: AccountId,
    pub(crate) reason: Option<String>,
    pub(crate) writes: Vec<PreparedWrite>,
}

pub(crate) struct PreparedWrite {
    pub(crate) iri: Iri,
    pub(crate) container: Container,
    pub(crate) slug: Slug,
    pub(crate) expected: Expected,
    pub(crate) content: PreparedContent,
}

pub(crate) enum PreparedContent {
    Put(PreparedPut),
    Gone,
    AsItStands,
}

pub(crate) struct PreparedPut {
    pub(crate) packed: Vec<u8>,
    pub(crate) hash: ContentHash,
    pub(crate) audience: Audience,
    pub(crate) owner: Option<AccountId>,
    /// Without itself: that bounds nothing.
    pub(crate) bound_to: BTreeSet<Iri>,
    pub(crate) names: BTreeSet<Named>,
}

pub(crate) fn prepare(commit: Commit, base: &Base) -> Result<Prepared, JournalError> {
    let mut seen = BTreeSet::new();
    for write in &commit.writes {
        if !seen.insert(&write.iri) {
            return Err(JournalError::Repeated(write.iri.clone()));
        }
    }
    let writes = commit.writes.into_iter().map(|write| prepare_write(write, base)).collect::<Result<_, _>>()?;
    Ok(Prepared { by: commit.by, reason: commit.reason, writes })
}

pub(crate) fn prepare_write(write: Write, base: &Base) -> Result<PreparedWrite, JournalError> {
    let Write { iri, container, expected, content } = write;
    let slug = match base.locate(&iri) {
        Some(Location::Document(place, slug)) if place == container && iri.fragment().is_none() => slug,
        Some(Location::Document(..) | Location::Container(_)) | None => {
            return Err(JournalError::Misplaced { iri, container });
        }
    };
    let content = match content {
        WriteContent::Put { canonical, hash, audience, owner, bound_to } => {
            if column::sha256(canonical.as_bytes()) != hash.0 {
                return Err(JournalError::WrongHash(iri));
            }
            let packed = column::pack(&iri, &canonical)?;
            let bound_to = bound_to.into_iter().filter(|bound| *bound != iri).collect();
            let names = named::of(&iri, &canonical, base);
            PreparedContent::Put(PreparedPut { packed, hash, audience, owner, bound_to, names })
        }
        WriteContent::Gone => PreparedContent::Gone,
        WriteContent::AsItStands => PreparedContent::AsItStands,
    };
    Ok(PreparedWrite { iri, container, slug, expected, content })
}

impl WriteContent {
    fn size(&self) -> usize {
        match self {
            Self::Put { canonical, .. } => canonical.len(),
            Self::Gone | Self::AsItStands => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, gone, iri, put};

    #[tokio::test]
    async fn careless_commits_are_refused() {
        let rig = Rig::new().await;
        let mut lying = put("codes/a", "1");
        let WriteContent::Put { hash, .. } = &mut lying.content else { panic!() };
        hash.0[31] ^= 1;
        let mut elsewhere = put("codes/a", "1");
        elsewhere.container = Container::Annexes;
        let mut fragment = put("codes/a", "1");
        fragment.iri = iri("codes/a#b");
        let mut foreign = put("codes/a", "1");
        foreign.iri = Iri::parse("https://b.example/codes/a").unwrap();
        for (writes, words) in [
            (vec![put("codes/a", "1"), put("codes/b", "1"), gone("codes/a")], "appears twice"),
            (vec![put("codes/b", "1"), lying], "is not its content's"),
            (vec![put("codes/b", "1"), elsewhere], "not a document of the container annexes"),
            (vec![put("codes/b", "1"), fragment], "not a document of the container codes"),
            (vec![put("codes/b", "1"), foreign], "not a document of the container codes"),
            (vec![put("codes/b", "1"), put("codes/a", "1").owned_by(AccountId(99))], "no account number 99"),
        ] {
            let refused = rig.commit(writes).await.unwrap_err();
            assert!(refused.to_string().contains(words), "{refused}");
        }
        let stranger = Commit { by: AccountId(99), reason: None, writes: vec![put("codes/b", "1")] };
        assert!(rig.journal.commit(stranger).await.unwrap_err().to_string().contains("no account number 99"));
        assert_eq!(rig.journal.entries(Seq(0), 9).await.unwrap(), []);
        assert_eq!(rig.journal.current(&iri("codes/b")).await.unwrap(), None);
    }

    #[tokio::test]
    async fn large_content_comes_back_whole() {
        let rig = Rig::new().await;
        let text = "<https://a.example/codes/a> <https://a.example/ns#p> \"é\" .\n".repeat(20_000);
        assert!(text.len() > LARGE);
        rig.commit([put("codes/a", &text)]).await.unwrap();
        let current = rig.journal.current(&iri("codes/a")).await.unwrap().unwrap();
        assert_eq!(current.canonical.as_deref(), Some(text.as_str()));
    }
}
