//! The public descriptions as a Git repository: it follows the journal, in the background.
//!
//! What ought to be in it is asked of the journal as a stranger would be told it: the versions of descriptions that were
//! public then, of those that are public now. A version that comes at the end is added; wherever anything before it
//! differs, because a description was closed, opened again or erased, the history is made anew from there. Who reads
//! waits until what was committed before is in it, so that nothing closed is ever handed out.

use crate::error::PublicationError;
use crate::read;
use crate::registry::Registry;
use journal::{Entry, Journal, Telling, Told};
use model::iri::Location;
use model::{Caller, Container, Iri, Seq, Slug};
use repository::{Item, Kind, Mark, Repository, Upload, UploadError, Version};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

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
    applied: watch::Sender<Option<Seq>>,
}

impl Publication {
    /// Starts following.
    pub(crate) fn start(journal: Journal, folder: PathBuf) -> Self {
        let (applied, _) = watch::channel(None);
        let shared = Arc::new(Shared { journal, folder, repository: OnceLock::new(), turn: Mutex::new(()), applied });
        let task = tokio::spawn(follow(shared.clone()));
        Self { shared, task }
    }

    /// The repository, once it knows at least `seq`.
    async fn reached(&self, seq: Seq) -> Result<Arc<Repository>, PublicationError> {
        let mut applied = self.shared.applied.subscribe();
        let known = applied.wait_for(|applied| applied.is_some_and(|applied| applied >= seq));
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
        let repository = self.publication.reached(self.head()).await?;
        blocking(move || repository.references()).await
    }

    /// What a Git client is sent that asks so.
    pub async fn git_upload(&self, request: Vec<u8>) -> Result<Upload, PublicationError> {
        let repository = self.publication.reached(self.head()).await?;
        blocking(move || match repository.upload(&request) {
            Ok(upload) => Ok(upload),
            Err(UploadError::Malformed) => Err(PublicationError::Malformed),
            Err(UploadError::Repository(error)) => Err(error.into()),
        })
        .await
    }
}

async fn follow(shared: Arc<Shared>) {
    let mut head = shared.journal.head();
    loop {
        let known = *head.borrow_and_update();
        match shared.catch_up(known).await {
            Ok(()) => {
                if head.changed().await.is_err() {
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
    async fn catch_up(&self, head: Seq) -> Result<(), PublicationError> {
        let applied = *self.applied.borrow();
        let touched = match applied {
            Some(applied) if applied >= head => return Ok(()),
            Some(applied) => Some(self.journal.touched(Container::Codes, applied, head).await?),
            None => None,
        };
        if touched.as_ref().is_none_or(|touched| !touched.is_empty()) {
            let repository = self.repository().await?;
            let wanted = self.wanted(&repository, touched).await?;
            self.agree(repository, wanted).await?;
        }
        self.applied.send_replace(Some(head));
        Ok(())
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
    async fn wanted(&self, repository: &Repository, touched: Option<Vec<Iri>>) -> Result<Vec<Mark>, PublicationError> {
        // What a stranger is told is what everybody may clone.
        let stranger = Caller::Anonymous;
        let Some(touched) = touched else {
            return Ok(self.marks(self.journal.told(&stranger, Container::Codes).await?));
        };
        let slugs: BTreeSet<Slug> = touched.iter().filter_map(|iri| self.slug(iri)).collect();
        let mut wanted = repository.marks();
        wanted.retain(|mark| !slugs.contains(&mark.slug));
        wanted.extend(self.marks(self.journal.told_of(&stranger, &touched).await?));
        wanted.sort();
        Ok(wanted)
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
    async fn agree(&self, repository: Arc<Repository>, wanted: Vec<Mark>) -> Result<(), PublicationError> {
        let kept = repository.agrees_until(&wanted);
        if kept < repository.len() {
            let repository = repository.clone();
            self.step(move || repository.rewind(kept)).await?;
        }
        for marks in wanted.get(kept..).unwrap_or_default().chunks(BATCH) {
            let places: Vec<Seq> = marks.iter().map(|mark| mark.seq).collect();
            let entries = self.journal.entries_at(&places).await?;
            let marks = marks.to_vec();
            let repository = repository.clone();
            self.step(move || {
                let mut entries: BTreeMap<Seq, Entry> = entries.into_iter().map(|entry| (entry.seq, entry)).collect();
                let items = marks.into_iter().map(|mark| item(mark, &mut entries)).collect::<Result<Vec<_>, _>>()?;
                Ok::<(), PublicationError>(repository.append(items)?)
            })
            .await?;
        }
        Ok(())
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

/// What is added for a mark.
fn item(mark: Mark, entries: &mut BTreeMap<Seq, Entry>) -> Result<Item, PublicationError> {
    let entry = entries.remove(&mark.seq).ok_or(PublicationError::Changed)?;
    let document = match (mark.kind, entry.canonical) {
        (Kind::Put, Some(canonical)) => Some(read::document(&entry.iri, &canonical)?),
        (Kind::Gone, _) => None,
        (Kind::Put | Kind::Release(_), _) => return Err(PublicationError::Changed),
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
