//! One kind of query worker: who of it serves now, and who takes over.
//!
//! Workers are of two kinds, so that there is nothing to leak: those that answer strangers are never sent what
//! strangers may not read.

use crate::beginning::Beginning;
use crate::colleague::{Colleague, Condition, Seen};
use crate::door::WorkerProgram;
use crate::limits::{FIRST_PAUSE, LONGEST_PAUSE, QUESTIONS_AT_ONCE};
use crate::projection::ProjectionError;
use crate::step::Step;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, Semaphore};
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// For whom workers answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Strangers: such a worker holds public documents only.
    Strangers,
    /// Whoever is signed in: such a worker holds everything and looks who asks.
    SignedIn,
}

/// The workers of one kind: one serves, and when it ends another takes over.
pub(crate) struct Team {
    trust: Trust,
    program: WorkerProgram,
    beginning: Arc<dyn Beginning>,
    serving: Mutex<Option<Arc<Colleague>>>,
    /// One permit per question that a worker may have at once.
    pub(crate) places: Arc<Semaphore>,
    /// Held by a question that was there when a worker died, while it is tried again: one at a time, so that the
    /// next death tells which of them it was.
    pub(crate) suspects: Arc<AsyncMutex<()>>,
}

impl Team {
    pub(crate) fn new(trust: Trust, program: WorkerProgram, beginning: Arc<dyn Beginning>) -> Arc<Self> {
        Arc::new(Self {
            trust,
            program,
            beginning,
            serving: Mutex::default(),
            places: Arc::new(Semaphore::new(QUESTIONS_AT_ONCE)),
            suspects: Arc::default(),
        })
    }

    /// Tells the worker the next steps.
    pub(crate) fn publish(&self, steps: &[Step]) {
        // Under the lock: a worker that begins now either finds these steps in its snapshot or gets them here.
        if let Some(serving) = self.serving().as_ref() {
            for step in steps {
                serving.follow(self.trust.may_know(step));
            }
        }
    }

    /// Puts a new worker in the place of the one that serves, if one does: what that holds in memory goes with its process,
    /// once the questions that it has are answered. Returns it, seen from afar.
    pub(crate) fn renew(self: &Arc<Self>) -> Result<Option<Retired>, ProjectionError> {
        let mut serving = self.serving();
        let Some(old) = serving.as_ref() else { return Ok(None) };
        let retired = Retired { worker: Arc::downgrade(old), seen: old.seen() };
        let worker = self.start()?;
        tokio::spawn(replace_when_ended(Arc::downgrade(self), worker.seen()));
        *serving = Some(worker);
        Ok(Some(retired))
    }

    /// The process id of the worker that serves.
    pub(crate) fn process(&self) -> Option<u32> {
        self.serving().as_ref().filter(|worker| worker.is_alive()).map(|worker| worker.process)
    }

    /// Whoever serves now, starting one if nobody does.
    pub(crate) fn worker(self: &Arc<Self>) -> Result<Arc<Colleague>, ProjectionError> {
        let mut serving = self.serving();
        if let Some(worker) = serving.as_ref() {
            return Ok(Arc::clone(worker));
        }
        let worker = self.start()?;
        *serving = Some(Arc::clone(&worker));
        tokio::spawn(replace_when_ended(Arc::downgrade(self), worker.seen()));
        Ok(worker)
    }

    /// A worker that has the whole snapshot; `None` if there is none before `until`.
    pub(crate) async fn ready(self: &Arc<Self>, until: Instant) -> Option<Arc<Colleague>> {
        loop {
            let worker = match self.worker() {
                Ok(worker) => worker,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "a query worker cannot be started");
                    return None;
                }
            };
            let mut condition = worker.condition();
            let known = timeout_at(until, condition.wait_for(|condition| *condition != Condition::Loading)).await;
            let is_ready = known.ok()?.is_ok_and(|condition| *condition == Condition::Ready);
            if is_ready {
                return Some(worker);
            }
            // It ended: its successor may be there already, else a moment later.
            timeout_at(until, sleep(FIRST_PAUSE / 10)).await.ok()?;
        }
    }

    /// Starts a process and feeds it. Whoever calls holds the lock on who serves, so that nothing is published between.
    fn start(&self) -> Result<Arc<Colleague>, ProjectionError> {
        let trust = self.trust;
        Colleague::start(&self.program, Arc::clone(&self.beginning), move |step| trust.may_know(&step))
    }

    fn serving(&self) -> MutexGuard<'_, Option<Arc<Colleague>>> {
        // An `Option` that is replaced whole: nobody can leave it half-written.
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A worker that has no new questions any more.
pub(crate) struct Retired {
    worker: Weak<Colleague>,
    seen: Seen,
}

impl Retired {
    /// Waits until its process has ended; whoever takes longer than this to read an answer is not waited for.
    pub(crate) async fn ended(mut self, patience: Duration) {
        if timeout(patience, self.seen.ended()).await.is_err()
            && let Some(worker) = self.worker.upgrade()
        {
            worker.kill();
            drop(worker);
            self.seen.ended().await;
        }
    }
}

impl Trust {
    fn may_know(self, step: &Step) -> Step {
        match self {
            Self::Strangers => step.for_strangers(),
            Self::SignedIn => step.clone(),
        }
    }
}

/// Waits for a worker's end and puts its successor in its place, and so on. A worker that died before it was ready
/// would die again: it is given longer and longer pauses.
async fn replace_when_ended(team: Weak<Team>, mut worker: Seen) {
    let mut pause = FIRST_PAUSE;
    loop {
        let was_ready = worker.ended().await;
        if team.strong_count() == 0 {
            return;
        }
        if was_ready {
            pause = FIRST_PAUSE;
        } else {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        let Some(team) = team.upgrade() else { return };
        let mut serving = team.serving();
        if serving.as_ref().is_some_and(|serving| serving.process != worker.process) {
            // Another one has its place already, and is looked after by whoever put it there.
            return;
        }
        match team.start() {
            Ok(successor) => {
                tracing::warn!(process = worker.process, "a query worker ended and is replaced");
                worker = successor.seen();
                *serving = Some(successor);
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a query worker cannot be replaced");
                // The next question tries again.
                *serving = None;
                return;
            }
        }
    }
}
