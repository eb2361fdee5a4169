//! Finding: the index of words, places and facets follows the journal beside the projection, and is asked.
//!
//! One task reads the entries after the last one that the index has, and commits what it read: after a crash it goes on from
//! what the index itself says. Who asks waits until the index knows what was committed when the question arrived.

use crate::error::{FindError, ReadError, RebuildError};
use crate::read;
use crate::registry::Registry;
use crate::walk::Shown;
use journal::{Entry, Journal};
use model::{Caller, Document, Iri, Seq};
use search::{Asked, FacetCounts, Found, Index, Order, Reader, SearchError, Sheet, Standing, Step};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{JoinHandle, spawn_blocking};

/// Entries read, and committed, at a time.
const BATCH: usize = 500;
/// How long changes are gathered before they are committed, as long as nobody asks: a commit costs the same for many.
const GATHERING: Duration = Duration::from_millis(200);
/// How long who asks waits for the index: longer than any batch takes, short enough for a person to bear.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the task rests after a failure before it tries again.
const REST: Duration = Duration::from_millis(500);

/// The task, and what it feeds.
pub(crate) struct Finding {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
    /// Who may ask now: searching is work for a processor, and more at once would only share it.
    asking: Arc<Semaphore>,
}

struct Shared {
    journal: Journal,
    folder: PathBuf,
    /// Nothing: it is not open. Held while it is written.
    index: Mutex<Option<Index>>,
    reader: watch::Sender<Option<Reader>>,
    applied: watch::Sender<Seq>,
    /// Told when somebody waits for what is not applied yet.
    wanted: Notify,
    /// Held for each step of the task.
    turn: tokio::sync::Mutex<()>,
    is_ending: AtomicBool,
}

/// What was found, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// How many there are, on whatever page.
    pub total: u64,
    /// Those that are wanted, in order.
    pub hits: Vec<FoundDocument>,
    /// What else there is.
    pub facets: FacetCounts,
    /// In which order.
    pub order: Order,
    /// Whether words that are written nearly like these were taken for them.
    pub is_widened: bool,
    /// Up to which entry of the journal everything was known.
    pub seq: Seq,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundDocument {
    /// The document, with the contact details that the same caller may read.
    pub shown: Shown,
    /// How well it fits, where that was asked.
    pub score: Option<f32>,
    /// How far it is, in kilometres, where that was asked.
    pub distance: Option<f64>,
}

impl Finding {
    /// Starts following. The index is opened, or begun anew, aside.
    pub(crate) fn start(journal: Journal, folder: PathBuf) -> Self {
        let shared = Arc::new(Shared {
            journal,
            folder,
            index: Mutex::new(None),
            reader: watch::channel(None).0,
            applied: watch::channel(Seq(0)).0,
            wanted: Notify::new(),
            turn: tokio::sync::Mutex::new(()),
            is_ending: AtomicBool::new(false),
        });
        let task = tokio::spawn(follow(shared.clone()));
        let asking = Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from)));
        Self { shared, task, asking }
    }

    /// Waits until the index has this entry; who asks it then.
    pub(crate) async fn reached(&self, seq: Seq) -> Result<Reader, FindError> {
        let mut reader = self.shared.reader.subscribe();
        let mut applied = self.shared.applied.subscribe();
        if *applied.borrow() < seq {
            self.shared.wanted.notify_one();
        }
        let known = async {
            loop {
                applied.wait_for(|applied| *applied >= seq).await.ok()?;
                let open = reader.wait_for(Option::is_some).await.ok()?.clone()?;
                // One that was begun anew meanwhile has to be filled first.
                if open.seq() >= seq {
                    return Some(open);
                }
                applied.changed().await.ok()?;
            }
        };
        tokio::time::timeout(PATIENCE, known).await.ok().flatten().ok_or(FindError::Behind)
    }

    /// Makes the files forget what is gone, once the index has this entry.
    pub(crate) async fn scrub(&self, seq: Seq) -> Result<(), FindError> {
        let mut applied = self.shared.applied.subscribe();
        while *applied.borrow_and_update() < seq {
            self.shared.wanted.notify_one();
            match tokio::time::timeout(PATIENCE, applied.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return Err(FindError::Behind),
            }
        }
        let _turn = self.shared.turn.lock().await;
        if on(&self.shared, Index::scrub).await? { Ok(()) } else { Err(FindError::Behind) }
    }

    /// Ends the task; what it is writing is finished first. When it returns the folder is let go of.
    pub(crate) async fn stop(self) {
        let turn = self.shared.turn.lock().await;
        // An index that is not opened yet is not opened any more.
        self.shared.is_ending.store(true, Ordering::Release);
        self.task.abort();
        drop(turn);
        // Its end is what was asked for: cancelled, or over already.
        drop(self.task.await);
        let shared = self.shared.clone();
        let closed = spawn_blocking(move || match held(&shared).take() {
            Some(index) => index.close(),
            None => Ok(()),
        });
        if let Ok(Err(error)) = closed.await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the index was not closed in order");
        }
    }
}

impl Registry {
    /// What is found, of what the caller may see.
    pub async fn search(&self, asked: Asked, caller: &Caller) -> Result<Findings, FindError> {
        let reader = self.finding.reached(self.head()).await?;
        let turn = self.finding.asking.clone().acquire_owned().await.map_err(|_| FindError::Behind)?;
        let as_caller = caller.clone();
        let found = spawn_blocking(move || {
            let found = reader.search(&asked, &as_caller);
            drop(turn);
            found
        });
        let Found { seq, total, hits, facets, order, is_widened } = match found.await {
            Ok(found) => found?,
            Err(ended) => std::panic::resume_unwind(ended.into_panic()),
        };
        let iris: Vec<Iri> = hits.iter().map(|hit| hit.iri.clone()).collect();
        let found = self.show_all(caller, &iris).await?.into_iter();
        let mut known: HashMap<Iri, Shown> =
            found.map(|shown| (shown.resource.document.iri().clone(), shown)).collect();
        // What was closed or ended meanwhile is left out: the journal has the last word.
        let hits = hits.into_iter().filter_map(|hit| {
            let shown = known.remove(&hit.iri)?;
            Some(FoundDocument { shown, score: hit.score, distance: hit.distance })
        });
        Ok(Findings { total, hits: hits.collect(), facets, order, is_widened, seq })
    }
    /// Those of these documents that are there and that the caller may read: what a page names that a search counted by.
    pub async fn found_among(&self, caller: &Caller, iris: &[Iri]) -> Result<Vec<Document>, ReadError> {
        if iris.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.show_all(caller, iris).await?.into_iter().map(|shown| shown.resource.document).collect())
    }
}

async fn follow(shared: Arc<Shared>) {
    let mut head = shared.journal.head();
    loop {
        head.mark_unchanged();
        match shared.clone().catch_up().await {
            Ok(()) => {
                if head.changed().await.is_err() {
                    return;
                }
                tokio::select! {
                    () = shared.wanted.notified() => {}
                    () = tokio::time::sleep(GATHERING) => {}
                }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the index fell behind, trying again");
                // It is opened again, and begun anew if it is broken.
                shared.reader.send_replace(None);
                shared.applied.send_replace(Seq(0));
                held(&shared).take();
                tokio::time::sleep(REST).await;
            }
        }
    }
}

impl Shared {
    async fn catch_up(self: Arc<Self>) -> Result<(), RebuildError> {
        self.open().await?;
        loop {
            let applied = *self.applied.borrow();
            let entries = self.journal.entries(applied, BATCH).await?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(()) };
            let _turn = self.turn.lock().await;
            if !on(&self, move |index| fill(index, entries, last)).await? {
                return Ok(());
            }
            self.applied.send_replace(last);
        }
    }

    async fn open(self: &Arc<Self>) -> Result<(), RebuildError> {
        if self.reader.borrow().is_some() {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        if self.is_ending.load(Ordering::Acquire) {
            return Ok(());
        }
        let (shared, head) = (self.clone(), *self.journal.head().borrow());
        let opened = spawn_blocking(move || -> Result<(Seq, Reader), SearchError> {
            let mut index = Index::open(&shared.folder)?;
            if index.seq() > head {
                // The folder was put together from two different times: only the journal is believed.
                drop(index);
                index = Index::begin(&shared.folder)?;
            }
            let opened = (index.seq(), index.reader());
            *held(&shared) = Some(index);
            Ok(opened)
        });
        let (seq, reader) = opened.await??;
        self.applied.send_replace(seq);
        self.reader.send_replace(Some(reader));
        Ok(())
    }
}

fn held(shared: &Shared) -> std::sync::MutexGuard<'_, Option<Index>> {
    shared.index.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does this with the index; whether it is open.
async fn on(
    shared: &Arc<Shared>,
    work: impl FnOnce(&mut Index) -> Result<(), SearchError> + Send + 'static,
) -> Result<bool, RebuildError> {
    let shared = shared.clone();
    let done = spawn_blocking(move || match held(&shared).as_mut() {
        Some(index) => work(index).map(|()| true),
        None => Ok(false),
    });
    Ok(done.await??)
}

/// Replays the whole journal into an index that is begun anew. Nobody else may be following meanwhile.
pub(crate) async fn replay(journal: &Journal, folder: &Path) -> Result<(), RebuildError> {
    let folder = folder.to_owned();
    let mut index = spawn_blocking(move || Index::begin(&folder)).await??;
    let mut applied = Seq(0);
    loop {
        let entries = journal.entries(applied, BATCH).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { break };
        index = spawn_blocking(move || fill(&mut index, entries, last).map(|()| index)).await??;
        applied = last;
    }
    Ok(spawn_blocking(move || index.close()).await??)
}

fn fill(index: &mut Index, entries: Vec<Entry>, last: Seq) -> Result<(), SearchError> {
    // Of each document the last word counts.
    let by_iri: BTreeMap<Iri, Entry> = entries.into_iter().map(|entry| (entry.iri.clone(), entry)).collect();
    for (iri, entry) in by_iri {
        index.apply(&step(iri, entry))?;
    }
    index.commit(last)
}

fn step(iri: Iri, entry: Entry) -> Step {
    let Some(canonical) = entry.canonical else { return Step::Gone(iri) };
    match read::document(&iri, &canonical) {
        Ok(document) => {
            let standing = Standing { audience: entry.audience, owner: entry.owner, changed: entry.at };
            Step::Is(Box::new(Sheet::of(&document, standing)))
        }
        Err(error) => {
            // Damage, which `doctor` finds: nobody finds the document, and all others are found.
            tracing::error!(error = &error as &dyn std::error::Error, iri = iri.as_str(), "a document cannot be found");
            Step::Gone(iri)
        }
    }
}

impl From<RebuildError> for FindError {
    fn from(error: RebuildError) -> Self {
        Self::Index(error)
    }
}

impl From<SearchError> for FindError {
    fn from(error: SearchError) -> Self {
        Self::Index(error.into())
    }
}

impl From<ReadError> for FindError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}
