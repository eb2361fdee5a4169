//! What the tests of this crate stand on: a journal on disk, a clock and chance that tests decide.

use crate::{Commit, CommitError, Current, Instance, Journal, JournalError, Receipt, Write, WriteContent};
use jiff::Timestamp;
use model::iri::Location;
use model::ports::{Chance, Clock};
use model::{AccountId, Audience, Base, ContentHash, Expected, Iri, Revision, Role, Seq};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tempfile::TempDir;

/// Stands still until it is set.
#[derive(Default)]
pub(crate) struct StoppedClock(AtomicI64);

impl StoppedClock {
    pub(crate) fn set(&self, microseconds: i64) -> Timestamp {
        self.0.store(microseconds, Ordering::SeqCst);
        self.now()
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// SHA-256 of 0, 1, 2…: never the same twice, always the same again.
#[derive(Default)]
pub(crate) struct CountedChance(AtomicU64);

impl Chance for CountedChance {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let drawn = Sha256::digest(self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
    }
}

/// A journal in a folder of its own, with one account.
pub(crate) struct Rig {
    pub(crate) journal: Journal,
    pub(crate) path: PathBuf,
    pub(crate) clock: Arc<StoppedClock>,
    pub(crate) chance: Arc<CountedChance>,
    pub(crate) writer: AccountId,
    folder: TempDir,
}

impl Rig {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.sqlite");
        let (clock, chance) = (Arc::<StoppedClock>::default(), Arc::<CountedChance>::default());
        let instance = Instance { base: base(), name: "A".to_owned(), created: clock.now() };
        let journal = Journal::create(&path, instance, clock.clone(), chance.clone()).await.unwrap();
        let writer = journal.account("writer@a.example", Role::Contributor).await.unwrap();
        Self { journal, path, clock, chance, writer, folder }
    }

    pub(crate) async fn commit(&self, writes: impl IntoIterator<Item = Write>) -> Result<Receipt, CommitError> {
        let writes = writes.into_iter().collect();
        self.journal.commit(Commit { by: self.writer, reason: Some("because".to_owned()), writes }).await
    }

    /// Every document that is there, by IRI, whoever may see it.
    pub(crate) async fn held(&self) -> Vec<Current> {
        let entries = self.journal.entries(Seq(0), 999).await.unwrap();
        let mut held = Vec::new();
        for iri in entries.into_iter().map(|entry| entry.iri).collect::<BTreeSet<Iri>>() {
            held.extend(self.journal.current(&iri).await.unwrap().filter(|current| current.canonical.is_some()));
        }
        held
    }

    pub(crate) async fn close(self) -> Closed {
        self.journal.close().await;
        Closed { path: self.path, writer: self.writer, chance: self.chance, folder: self.folder }
    }
}

/// The file of a closed journal.
pub(crate) struct Closed {
    pub(crate) path: PathBuf,
    writer: AccountId,
    chance: Arc<CountedChance>,
    folder: TempDir,
}

impl Closed {
    pub(crate) async fn tamper(&self, sql: &'static str) {
        tamper(&self.path, sql).await;
    }

    pub(crate) async fn reopen(self) -> Rig {
        let clock = Arc::<StoppedClock>::default();
        let journal = Journal::open(&self.path, clock.clone(), self.chance.clone()).await.unwrap();
        Rig { journal, path: self.path, clock, chance: self.chance, writer: self.writer, folder: self.folder }
    }
}

/// What somebody with the file in hand and no respect for keys may do.
pub(crate) async fn tamper(path: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(false);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

pub(crate) async fn open(path: &Path) -> Result<Journal, JournalError> {
    Journal::open(path, Arc::<StoppedClock>::default(), Arc::<CountedChance>::default()).await
}

fn base() -> Base {
    Base::parse("https://a.example/").unwrap()
}

pub(crate) fn iri(path: &str) -> Iri {
    base().service(path)
}

pub(crate) fn group(name: &str) -> Audience {
    Audience::Group(iri(&format!("groups/{name}")))
}

/// A public document that must not be there yet.
pub(crate) fn put(path: &str, canonical: &str) -> Write {
    write(
        path,
        Expected::Absent,
        WriteContent::Put {
            canonical: canonical.to_owned(),
            hash: ContentHash(Sha256::digest(canonical).into()),
            audience: Audience::Public,
            owner: None,
            bound_to: Vec::new(),
        },
    )
}

/// A public document in place of this revision.
pub(crate) fn revise(path: &str, canonical: &str, revision: Revision) -> Write {
    put(path, canonical).expecting(Expected::OneOf(vec![revision]))
}

/// The end of a document that is there.
pub(crate) fn gone(path: &str) -> Write {
    write(path, Expected::Present, WriteContent::Gone)
}

fn write(path: &str, expected: Expected, content: WriteContent) -> Write {
    let iri = iri(path);
    let Some(Location::Document(container, _)) = base().locate(&iri) else { panic!("{path} is no document") };
    Write { iri, container, expected, content }
}

impl Write {
    pub(crate) fn expecting(self, expected: Expected) -> Self {
        Self { expected, ..self }
    }

    /// In place of whatever is there.
    pub(crate) fn anyway(self) -> Self {
        self.expecting(Expected::Present)
    }

    pub(crate) fn audience(mut self, of_its_own: Audience) -> Self {
        if let WriteContent::Put { audience, .. } = &mut self.content {
            *audience = of_its_own;
        }
        self
    }

    pub(crate) fn owned_by(mut self, account: AccountId) -> Self {
        if let WriteContent::Put { owner, .. } = &mut self.content {
            *owner = Some(account);
        }
        self
    }

    pub(crate) fn bound_to(mut self, paths: &[&str]) -> Self {
        if let WriteContent::Put { bound_to, .. } = &mut self.content {
            *bound_to = paths.iter().map(|path| iri(path)).collect();
        }
        self
    }
}
