//! One kind of query worker: who of it serves now, and who takes over.
//!
//! Workers are of two kinds, so that there is nothing to leak: those that answer strangers are never sent what
//! strangers may not read. Each kind has a keeper, one worker that answers short questions, and for each long question one
//! of its own.

use crate::beginning::Beginning;
use crate::colleague::{Colleague, Condition};
use crate::confinement::Room;
use crate::costs::Costs;
use crate::door::WorkerProgram;
use crate::limits::{FIRST_PAUSE, LONGEST_PAUSE, SUSPECTS_AT_ONCE, TOGETHER_AT_ONCE};
use crate::nursery::{Nursery, ended};
use crate::projection::ProjectionError;
use crate::step::Step;
use crate::turns::Turns;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, timeout_at};

/// For whom workers answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Strangers: such a worker holds public documents only.
    Strangers,
    /// Whoever is signed in: such a worker holds everything and looks who asks.
    SignedIn,
}

/// The workers of one kind.
pub(crate) struct Team {
    trust: Trust,
    program: WorkerProgram,
    beginning: Arc<dyn Beginning>,
    serving: Mutex<Option<Serving>>,
    /// One permit per short question that a worker may have at once.
    pub(crate) places: Arc<Semaphore>,
    /// One permit per question that is tried again apart, because it was there when a worker ended.
    pub(crate) suspects: Arc<Semaphore>,
    /// Whose turn it is among long questions.
    pub(crate) turns: Turns,
    /// Which questions are long, and who asked them.
    pub(crate) costs: Costs,
}

/// Who serves.
struct Serving {
    nursery: Arc<Nursery>,
    /// Whoever answers short questions.
    worker: Arc<Colleague>,
}

impl Team {
    pub(crate) fn new(trust: Trust, program: WorkerProgram, beginning: Arc<dyn Beginning>) -> Arc<Self> {
        Arc::new(Self {
            trust,
            program,
            beginning,
            serving: Mutex::default(),
            places: Arc::new(Semaphore::new(TOGETHER_AT_ONCE)),
            suspects: Arc::new(Semaphore::new(SUSPECTS_AT_ONCE)),
            turns: Turns::new(),
            costs: Costs::default(),
        })
    }

    /// Tells the keeper and the worker the next steps. A worker for a long question knows what there was when it was asked.
    pub(crate) fn publish(&self, steps: &[Step]) {
        // Under the lock: who begins now either finds these steps in its snapshot or gets them here.
        if let Some(serving) = self.serving().as_ref() {
            for step in steps {
                let step = self.trust.may_know(step);
                serving.worker.follow(step.clone());
                serving.nursery.follow(step);
            }
        }
    }

    /// Puts new processes in the place of those that serve, if any do: what these hold in memory goes with them, once the
    /// questions that they have are answered. Returns them.
    pub(crate) fn renew(self: &Arc<Self>) -> Result<Option<Arc<Nursery>>, ProjectionError> {
        let mut serving = self.serving();
        if serving.is_none() {
            return Ok(None);
        }
        let successor = self.start()?;
        Ok(serving.replace(successor).map(|retired| retired.nursery))
    }

    /// The process ids of the workers, first of whoever answers short questions.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let serving = self.serving();
        let Some(Serving { nursery, worker }) = serving.as_ref() else { return Vec::new() };
        let others = nursery.workers().into_iter().filter(|other| !Arc::ptr_eq(other, worker));
        [Arc::clone(worker)].into_iter().chain(others).filter_map(|worker| worker.process()).collect()
    }

    /// Starts whoever serves, if nobody does.
    pub(crate) fn begin(self: &Arc<Self>) -> Result<(), ProjectionError> {
        self.worker(Room::Together).map(drop)
    }

    /// A worker that has the whole snapshot, with everything published so far; `None` if there is none before `until`.
    pub(crate) async fn ready(self: &Arc<Self>, room: Room, until: Instant) -> Option<Arc<Colleague>> {
        loop {
            let worker = match self.worker(room) {
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

    /// Sends nobody else to this worker.
    pub(crate) fn put_aside(&self, worker: &Arc<Colleague>) {
        let mut serving = self.serving();
        let Some(Serving { nursery, worker: now }) = serving.as_mut() else { return };
        if Arc::ptr_eq(now, worker) {
            match nursery.worker(Room::Together) {
                Ok(successor) => *now = successor,
                Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "a query worker stays"),
            }
        }
    }

    fn worker(self: &Arc<Self>, room: Room) -> Result<Arc<Colleague>, ProjectionError> {
        let mut serving = self.serving();
        let Serving { nursery, worker } = match serving.as_mut() {
            Some(serving) => serving,
            None => serving.insert(self.start()?),
        };
        let another = |room| {
            let failed = |source| ProjectionError::Worker { program: self.program.program.clone(), source };
            nursery.worker(room).map_err(failed)
        };
        match room {
            Room::Suspect | Room::Alone => another(room),
            Room::Together => {
                if !worker.is_alive() {
                    *worker = another(room)?;
                }
                Ok(Arc::clone(worker))
            }
        }
    }

    /// Starts a keeper and feeds it. Whoever calls holds the lock on who serves, so that nothing is published between.
    fn start(self: &Arc<Self>) -> Result<Serving, ProjectionError> {
        let serving = self.started()?;
        tokio::spawn(replace_when_ended(Arc::downgrade(self), serving.nursery.condition()));
        Ok(serving)
    }

    fn started(&self) -> Result<Serving, ProjectionError> {
        let trust = self.trust;
        let beginning = Arc::clone(&self.beginning);
        let nursery = Arc::new(Nursery::start(&self.program, beginning, move |step| trust.may_know(&step))?);
        let failed = |source| ProjectionError::Worker { program: self.program.program.clone(), source };
        let worker = nursery.worker(Room::Together).map_err(failed)?;
        Ok(Serving { nursery, worker })
    }

    fn serving(&self) -> MutexGuard<'_, Option<Serving>> {
        // An `Option` whose parts are replaced whole: nobody can leave it half-written.
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Waits for a keeper's end and puts its successor in its place, and so on. A keeper that died before it was ready
/// would die again: it is given longer and longer pauses.
async fn replace_when_ended(team: Weak<Team>, mut condition: watch::Receiver<Condition>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let past_loading = condition.wait_for(|condition| *condition != Condition::Loading).await;
        let was_ready = past_loading.is_ok_and(|condition| *condition == Condition::Ready);
        ended(&mut condition).await;
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
        if !serving.as_ref().is_some_and(|serving| serving.nursery.condition().same_channel(&condition)) {
            // Another one has its place already, and is looked after by whoever put it there.
            return;
        }
        match team.started() {
            Ok(successor) => {
                tracing::warn!("the keeper of query workers ended and is replaced");
                condition = successor.nursery.condition();
                *serving = Some(successor);
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the keeper of query workers cannot be replaced"
                );
                // The next question tries again.
                *serving = None;
                return;
            }
        }
    }
}
