//! The projection and the query workers follow the journal.
//!
//! One task reads the entries after the last one applied and applies them, in order, in batches. It needs no message
//! from the writer but "there is more": after a crash it goes on from what the projection itself says it has.

use crate::error::{ReadError, RebuildError};
use crate::registry::WorkerProgram;
use journal::{Entry, Journal, JournalError, Present};
use model::Seq;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use store::{Beginning, Door, Held, Listener, Projection, ProjectionError, Step, Telling};
use tokio::sync::{Mutex, Notify, watch};
use tokio::task::JoinHandle;

/// Entries that are applied at a time, where what they say is not large: bounds the memory of a long catch-up.
const BATCH: usize = 4_000;
/// Bytes that entries applied at a time say, roughly.
const BYTES: usize = 16 << 20;
/// Entries, or documents for a worker that begins, read from the journal at a time.
const PAGE: usize = 500;
/// Entries that wait from which on somebody is writing many, and more are likely to follow.
const MANY: u64 = 100;
/// How long it waits for these, as long as nobody reads: many at once cost less.
const LINGER: Duration = Duration::from_secs(1);
/// How long a reader waits for the projection: longer than any batch takes, short enough for a person to bear.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the follower rests after a failure before it tries again.
const REST: Duration = Duration::from_millis(500);

/// The task, and what it feeds.
pub(crate) struct Follower {
    feed: Arc<Feed>,
    applied: watch::Receiver<Seq>,
    task: JoinHandle<()>,
}

struct Feed {
    journal: Journal,
    projection: Arc<Projection>,
    program: WorkerProgram,
    door: OnceLock<Door>,
    /// Held while steps are applied and published, and until a door that opens is in its place: no step falls between
    /// its snapshot and the first one it is told.
    turn: Mutex<()>,
    applied: watch::Sender<Seq>,
    /// Told when somebody waits for what is not applied yet.
    wanted: Notify,
}

impl Follower {
    /// Starts following.
    pub(crate) fn start(
        journal: Journal,
        projection: Arc<Projection>,
        program: WorkerProgram,
    ) -> Result<Self, ProjectionError> {
        let (sender, applied) = watch::channel(projection.applied()?);
        let feed = Arc::new(Feed {
            journal,
            projection,
            program,
            door: OnceLock::new(),
            turn: Mutex::new(()),
            applied: sender,
            wanted: Notify::new(),
        });
        let task = tokio::spawn(follow(feed.clone()));
        Ok(Self { feed, applied, task })
    }

    /// The query workers; started when first needed.
    pub(crate) async fn door(&self) -> Result<&Door, ProjectionError> {
        let feed = &self.feed;
        if let Some(door) = feed.door.get() {
            return Ok(door);
        }
        let _turn = feed.turn.lock().await;
        if let Some(door) = feed.door.get() {
            return Ok(door);
        }
        let (beginning, applied) = (Arc::new(Whole(feed.journal.clone())), *feed.applied.borrow());
        let door = Door::open(feed.program.clone(), beginning, applied).await?;
        Ok(feed.door.get_or_init(|| door))
    }

    /// Waits until the projection has applied `seq`.
    pub(crate) async fn reached(&self, seq: Seq) -> Result<(), ReadError> {
        let mut applied = self.applied.clone();
        self.feed.hurry(seq);
        match tokio::time::timeout(PATIENCE, applied.wait_for(|applied| *applied >= seq)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(ReadError::Behind),
        }
    }

    /// Waits until the projection has applied `seq`, as long as it gets on.
    pub(crate) async fn caught_up(&self, seq: Seq) -> Result<(), ReadError> {
        let mut applied = self.applied.clone();
        while *applied.borrow_and_update() < seq {
            self.feed.hurry(seq);
            match tokio::time::timeout(PATIENCE, applied.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return Err(ReadError::Behind),
            }
        }
        Ok(())
    }

    /// Makes the projection anew, so that its files hold nothing of what is gone. Readers wait only at the end of it.
    pub(crate) async fn renew_projection(&self) -> Result<(), RebuildError> {
        let feed = &self.feed;
        let projection = feed.projection.clone();
        let mut renewal = tokio::task::spawn_blocking(move || projection.begin_renewal()).await??;
        let _turn = feed.turn.lock().await;
        let until = *feed.applied.borrow();
        loop {
            let applied = renewal.applied()?;
            if applied >= until {
                break;
            }
            let entries = some(&feed.journal, applied).await?;
            let steps: Vec<Step> = entries.into_iter().map(step).take_while(|step| step.seq <= until).collect();
            if steps.is_empty() {
                break;
            }
            renewal = tokio::task::spawn_blocking(move || renewal.apply(&steps).map(|()| renewal)).await??;
        }
        let projection = feed.projection.clone();
        tokio::task::spawn_blocking(move || projection.finish_renewal(renewal)).await??;
        Ok(())
    }

    /// Ends the query workers that are there, if any, and puts others in their place.
    pub(crate) async fn renew_workers(&self) -> Result<(), ProjectionError> {
        match self.feed.door.get() {
            Some(door) => door.renew().await,
            None => Ok(()),
        }
    }

    /// Ends the task and the workers; a batch under way is finished first. When it returns the task holds nothing.
    pub(crate) async fn stop(self) {
        let turn = self.feed.turn.lock().await;
        self.task.abort();
        drop(turn);
        // Its end is what was asked for: cancelled, or over already.
        drop(self.task.await);
    }
}

async fn follow(feed: Arc<Feed>) {
    let mut head = feed.journal.head();
    loop {
        let known = *head.borrow_and_update();
        match feed.catch_up(known).await {
            Ok(()) => {
                if head.changed().await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the projection fell behind, trying again");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

impl Feed {
    /// Somebody waits for this entry.
    fn hurry(&self, seq: Seq) {
        if *self.applied.borrow() < seq {
            self.wanted.notify_one();
        }
    }

    /// Waits for more entries, where somebody writes many and nobody reads.
    async fn gather(&self, applied: Seq) {
        let mut head = self.journal.head();
        let waiting = head.borrow().0.saturating_sub(applied.0);
        if waiting < MANY {
            return;
        }
        let full = applied.0 + BATCH as u64;
        tokio::select! {
            // The end of it all is seen elsewhere.
            _ = head.wait_for(|head| head.0 >= full) => {}
            () = self.wanted.notified() => {}
            () = tokio::time::sleep(LINGER) => {}
        }
    }

    async fn catch_up(&self, head: Seq) -> Result<(), RebuildError> {
        loop {
            let applied = *self.applied.borrow();
            if applied >= head {
                return Ok(());
            }
            self.gather(applied).await;
            let entries = some(&self.journal, applied).await?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(()) };
            let steps: Arc<[Step]> = entries.into_iter().map(step).collect();
            let _turn = self.turn.lock().await;
            apply(self.projection.clone(), steps.clone()).await?;
            if let Some(door) = self.door.get() {
                door.publish(&steps);
            }
            self.applied.send_replace(last);
        }
    }
}

/// What a worker begins with: the journal as it is. To read all of it from the projection takes several times as long.
struct Whole(Journal);

impl Beginning for Whole {
    fn tell(self: Arc<Self>, listener: Listener) -> Telling {
        Box::pin(async move {
            let mut moment = self.0.moment().await?;
            loop {
                let documents = moment.next(PAGE).await?;
                if documents.is_empty() {
                    return Ok(moment.seq());
                }
                for Present { iri, audience, owner, origin, canonical } in documents {
                    let held = Some(Held { canonical: canonical.into(), audience, owner, source: origin });
                    if listener.present(Step { seq: moment.seq(), iri, held }).await.is_break() {
                        return Ok(moment.seq());
                    }
                }
            }
        })
    }
}

/// Replays the whole journal into an empty `projection`. Nobody else may be following meanwhile.
pub(crate) async fn replay(journal: &Journal, projection: Arc<Projection>) -> Result<Seq, RebuildError> {
    let mut applied = Seq(0);
    loop {
        let entries = some(journal, applied).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(applied) };
        apply(projection.clone(), entries.into_iter().map(step).collect()).await?;
        applied = last;
    }
}

/// The entries after this one, as many as are applied at a time.
async fn some(journal: &Journal, after: Seq) -> Result<Vec<Entry>, JournalError> {
    let (mut entries, mut bytes, mut last) = (Vec::new(), 0, after);
    while entries.len() < BATCH && bytes < BYTES {
        let page = journal.entries(last, PAGE).await?;
        let is_last = page.len() < PAGE;
        last = page.last().map_or(last, |entry| entry.seq);
        bytes += page.iter().filter_map(|entry| entry.canonical.as_ref()).map(String::len).sum::<usize>();
        entries.extend(page);
        if is_last {
            break;
        }
    }
    Ok(entries)
}

async fn apply(projection: Arc<Projection>, steps: Arc<[Step]>) -> Result<(), RebuildError> {
    // A panic is an error like others here: the follower outlives it, and says so until it is mended.
    tokio::task::spawn_blocking(move || projection.apply(&steps)).await??;
    Ok(())
}

fn step(entry: Entry) -> Step {
    let held = entry.canonical.map(|canonical| Held {
        canonical: canonical.into(),
        audience: entry.audience,
        owner: entry.owner,
        source: entry.origin,
    });
    Step { seq: entry.seq, iri: entry.iri, held }
}
