//! The public descriptions as a Git repository: it follows the journal, in the background.
//!
//! What ought to be in it is asked of the journal as a stranger would be told it: the versions of descriptions that were
//! public then, of those that are public now, and their releases. A version that comes at the end is added; wherever
//! anything before it differs, because something was closed, opened again or erased, the history is made anew from there.
//! Who reads waits until what was committed before is in it, so that nothing closed is ever handed out.

use crate::error::PublicationError;
use crate::read;
use crate::registry::Registry;
use crate::release;
use journal::{Entry, Extent, Journal, Telling, Told, ToldRelease};
use model::iri::Location;
use model::{Caller, Container, Iri, Seq, Slug};
use repository::{Item, Kind, Mark, Release, ReleasedFile, Repository, Upload, UploadError, Version};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

/// The file of a release that was signed.
const MANIFEST: &str = "manifest.jsonld";
/// Versions added at a time: bounds the memory of a history that is made anew.
const BATCH: usize = 500;
/// How long a reader waits until the history has caught up: as for the projection.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long changes are gathered before they are looked at: nobody waits for a commit of Git as one does for a page.
const GATHERING: Duration = Duration::from_millis(50);
/// How long it rests after a failure before it tries again.
const REST: Duration = Duration::from_secs(2);

/// The task, and what it keeps.
pub(crate) struct Publication {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    journal: Journal,
    folder: PathBuf,
    repository: OnceLock<Arc<Repository>>,
    /// Held while a file of it is opened or written, and no longer: whoever ends the instance waits for one step.
    turn: Mutex<()>,
    /// Up to where it agrees with the journal; `None`: that has to be found out.
    applied: watch::Sender<Option<Extent>>,
}

/// What ought to be in the repository.
struct Wanted {
    versions: Vec<Mark>,
    releases: BTreeSet<Mark>,
}

impl Publication {
    /// Starts following.
    pub(crate) fn start(journal: Journal, folder: PathBuf) -> Self {
        let (applied, _) = watch::channel(None);
        let shared = Shared { journal, folder, repository: OnceLock::new(), turn: Mutex::new(()), applied };
        let shared = Arc::new(shared);
        let task = tokio::spawn(follow(shared.clone()));
        Self { shared, task }
    }

    /// The repository, once it knows what the journal knows now.
    pub(crate) async fn reached(&self) -> Result<Arc<Repository>, PublicationError> {
        let now = self.shared.journal.extent().await?;
        let mut applied = self.shared.applied.subscribe();
        let known = applied.wait_for(|applied| applied.is_some_and(|applied| applied.includes(now)));
        match tokio::time::timeout(PATIENCE, known).await {
            Ok(Ok(_)) => self.shared.repository.get().cloned().ok_or(PublicationError::Behind),
            Ok(Err(_)) | Err(_) => Err(PublicationError::Behind),
        }
    }

    /// Ends the task; what it is writing is finished first.
    pub(crate) async fn stop(self) {
        let turn = self.shared.turn.lock().await;
        self.task.abort();
        drop(turn);
        // Its end is what was asked for: cancelled, or over already.
        drop(self.task.await);
    }
}

impl Registry {
    /// Which references the Git repository of the public descriptions has.
    pub async fn git_references(&self) -> Result<Vec<u8>, PublicationError> {
        let repository = self.publication.reached().await?;
        blocking(move || repository.references()).await
    }

    /// What a Git client is sent that asks so.
    pub async fn git_upload(&self, request: Vec<u8>) -> Result<Upload, PublicationError> {
        let repository = self.publication.reached().await?;
        blocking(move || match repository.upload(&request) {
            Ok(upload) => Ok(upload),
            Err(UploadError::Malformed) => Err(PublicationError::Malformed),
            Err(UploadError::Repository(error)) => Err(error.into()),
        })
        .await
    }
}

async fn follow(shared: Arc<Shared>) {
    // A release or an erasure is no entry, hence not the head.
    let mut written = shared.journal.transactions();
    loop {
        written.mark_unchanged();
        match shared.catch_up().await {
            Ok(()) => {
                if written.changed().await.is_err() {
                    return;
                }
                tokio::time::sleep(GATHERING).await;
            }
            Err(error) => {
                shared.applied.send_replace(None);
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the public history fell behind, trying again"
                );
                tokio::time::sleep(REST).await;
            }
        }
    }
}

impl Shared {
    async fn catch_up(&self) -> Result<(), PublicationError> {
        let now = self.journal.extent().await?;
        let applied = *self.applied.borrow();
        if applied.is_some_and(|applied| applied.includes(now)) {
            return Ok(());
        }
        let touched = match applied {
            // Nothing says of what something was erased.
            Some(applied) if applied.erased == now.erased => Some(self.touched(applied, now).await?),
            Some(_) | None => None,
        };
        if touched.as_ref().is_none_or(|touched| !touched.is_empty()) {
            let repository = self.repository().await?;
            let wanted = self.wanted(&repository, touched).await?;
            self.agree(repository, wanted).await?;
        }
        self.applied.send_replace(Some(now));
        Ok(())
    }

    /// The descriptions about which something else may be told than before.
    async fn touched(&self, applied: Extent, now: Extent) -> Result<Vec<Iri>, PublicationError> {
        let mut touched = self.journal.touched(Container::Codes, applied.entries, now.entries).await?;
        // What a release froze is told as long as its own document is open.
        touched.extend(self.journal.releases_touched(applied.entries, now.entries).await?);
        if now.releases != applied.releases {
            touched.extend(self.journal.released().await?);
        }
        touched.sort();
        touched.dedup();
        Ok(touched)
    }

    /// The repository, opened, and in order if an earlier change of it failed.
    async fn repository(&self) -> Result<Arc<Repository>, PublicationError> {
        if let Some(repository) = self.repository.get().cloned() {
            let opened = repository.clone();
            self.step(move || repository.repair()).await?;
            return Ok(opened);
        }
        let (folder, base) = (self.folder.clone(), self.journal.instance().base.clone());
        let opened = self.step(move || Repository::open(&folder, base)).await?;
        Ok(self.repository.get_or_init(|| Arc::new(opened)).clone())
    }

    /// What ought to be in it; of all descriptions where nothing says which were `touched`.
    async fn wanted(&self, repository: &Repository, touched: Option<Vec<Iri>>) -> Result<Wanted, PublicationError> {
        // What a stranger is told is what everybody may clone.
        let (journal, stranger) = (&self.journal, Caller::Anonymous);
        let Some(touched) = touched else {
            let versions = self.marks(journal.told(&stranger, Container::Codes).await?);
            let releases = journal.told_releases(&stranger, None).await?;
            return Ok(Wanted {
                versions,
                releases: releases.iter().filter_map(|told| self.release_mark(told)).collect(),
            });
        };
        let slugs: BTreeSet<Slug> = touched.iter().filter_map(|iri| self.slug(iri)).collect();
        let others = repository.marks().into_iter().filter(|mark| !slugs.contains(&mark.slug));
        let (releases, mut versions): (Vec<Mark>, Vec<Mark>) = others.partition(Mark::is_release);
        let mut releases: BTreeSet<Mark> = releases.into_iter().collect();
        versions.extend(self.marks(journal.told_of(&stranger, &touched).await?));
        versions.sort();
        let told = journal.told_releases(&stranger, Some(&touched)).await?;
        releases.extend(told.iter().filter_map(|told| self.release_mark(told)));
        Ok(Wanted { versions, releases })
    }

    fn release_mark(&self, told: &ToldRelease) -> Option<Mark> {
        let name = Slug::from_text(&told.number.to_string()).ok()?;
        Some(Mark::of_release(&self.slug(&told.description)?, &name, told.shows.clone()))
    }

    /// Of what is told, what says something new.
    fn marks(&self, told: Vec<Told>) -> Vec<Mark> {
        let mut shown: BTreeMap<Iri, BTreeSet<Seq>> = BTreeMap::new();
        let mut marks = Vec::with_capacity(told.len());
        for Told { seq, iri, telling, content } in told {
            let Some(slug) = self.slug(&iri) else { continue };
            let contents = shown.entry(iri).or_default();
            let kind = match telling {
                // The end of what was never shown, or was erased, tells that it was.
                Telling::Gone if contents.is_empty() => continue,
                Telling::Gone => Kind::Gone,
                // It was written while it was closed, and opened with something else: from here on everybody reads it.
                Telling::Reach | Telling::Version if contents.insert(content) => Kind::Put,
                Telling::Reach | Telling::Version => continue,
            };
            marks.push(Mark { seq, kind, slug });
        }
        marks
    }

    fn slug(&self, iri: &Iri) -> Option<Slug> {
        match self.journal.instance().base.locate(iri) {
            Some(Location::Document(_, slug)) => Some(slug),
            Some(Location::Container(_)) | None => None,
        }
    }

    /// Makes the repository what is wanted.
    async fn agree(&self, repository: Arc<Repository>, wanted: Wanted) -> Result<(), PublicationError> {
        let Wanted { versions, releases } = wanted;
        let difference = repository.compare(&versions, &releases);
        if difference.keep < repository.len() {
            let repository = repository.clone();
            self.step(move || repository.rewind(difference.keep)).await?;
        }
        for marks in versions.get(difference.versions..).unwrap_or_default().chunks(BATCH) {
            let places: Vec<Seq> = marks.iter().map(|mark| mark.seq).collect();
            let entries = self.journal.entries_at(&places).await?;
            let marks = marks.to_vec();
            let repository = repository.clone();
            self.step(move || {
                let mut entries: BTreeMap<Seq, Entry> = entries.into_iter().map(|entry| (entry.seq, entry)).collect();
                let items = marks.into_iter().map(|mark| version(mark, &mut entries)).collect::<Result<Vec<_>, _>>()?;
                Ok::<(), PublicationError>(repository.append(items)?)
            })
            .await?;
        }
        for mark in difference.releases {
            let release = self.release(mark).await?;
            let repository = repository.clone();
            self.step(move || repository.append(vec![release])).await?;
        }
        Ok(())
    }

    /// What is added for a release: the bytes that were signed, and beside them what they tell the hashes of, so that
    /// `sha256sum` is enough to compare.
    async fn release(&self, mark: Mark) -> Result<Item, PublicationError> {
        let Mark { kind: Kind::Release { name, shows }, slug, .. } = mark else {
            return Err(PublicationError::Changed);
        };
        let base = &self.journal.instance().base;
        let number = name.as_str().parse().map_err(|_| PublicationError::Changed)?;
        let description = base.document(Container::Codes, &slug);
        let (kept, read) = release::read_kept(&self.journal, &Caller::Anonymous, &description, number)
            .await
            .map_err(PublicationError::Release)?;
        let mut files = vec![ReleasedFile { folder: None, name: MANIFEST.to_owned(), bytes: read.signed.into_bytes() }];
        for (iri, canonical) in read.contents {
            if let Some(Location::Document(container, slug)) = base.locate(&iri) {
                let (folder, name) = (Some(container.segment()), format!("{slug}.nq"));
                files.push(ReleasedFile { folder, name, bytes: canonical.into_bytes() });
            }
        }
        let names: Vec<&str> = read.manifest.name.values().flatten().map(String::as_str).collect();
        Ok(Item::Release(Release {
            shows,
            slug,
            name,
            iri: read.manifest.iri,
            files,
            by: kept.by,
            at: kept.at,
            note: Some(names.join(" · ")),
        }))
    }

    /// Something that changes files.
    async fn step<T: Send + 'static, E: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, PublicationError>
    where
        PublicationError: From<E>,
    {
        let _turn = self.turn.lock().await;
        blocking(work).await
    }
}

/// What is added for a version.
fn version(mark: Mark, entries: &mut BTreeMap<Seq, Entry>) -> Result<Item, PublicationError> {
    let entry = entries.remove(&mark.seq).ok_or(PublicationError::Changed)?;
    let document = match (mark.kind, entry.canonical) {
        (Kind::Put, Some(canonical)) => Some(read::document(&entry.iri, &canonical)?),
        (Kind::Gone, _) => None,
        (Kind::Put | Kind::Release { .. }, _) => return Err(PublicationError::Changed),
    };
    Ok(Item::Version(Version {
        seq: mark.seq,
        iri: entry.iri,
        slug: mark.slug,
        number: entry.revision.number,
        document,
        by: entry.by,
        at: entry.at,
        note: entry.reason,
    }))
}

/// Files are read and written on threads made for that. What was begun is finished even where nobody waits for it.
async fn blocking<T: Send + 'static, E: Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, PublicationError>
where
    PublicationError: From<E>,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(PublicationError::Panicked(error)),
    }
}
