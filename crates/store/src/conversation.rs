//! One question, from the place it waits for to the last piece of its answer.
//!
//! It runs in a task of its own, so that it is brought to its end even when nobody waits any more: a question that
//! cannot be stopped has to be watched until its worker is killed.

use crate::asking::Asking;
use crate::colleague::{Asked, Colleague};
use crate::evaluate::Shape;
use crate::frame::{Fault, Reply};
use crate::limits::{GRACE, STALL};
use crate::question::{Answer, AskError, BrokenOff};
use crate::team::Team;
use std::sync::Arc;
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

/// Whoever waits for an answer to begin.
pub(crate) type Waiting = oneshot::Sender<Result<Answer, AskError>>;

/// Whoever reads an answer that has begun.
type Reading = mpsc::Sender<Result<Vec<u8>, BrokenOff>>;

/// A question that was there when so many workers died is taken for the cause.
const DEATHS: u32 = 2;

/// Asks `team`, again on another worker if the first dies before the answer began.
pub(crate) async fn converse(team: Arc<Team>, question: Asking, mut waiting: Waiting) {
    for death in 0..DEATHS {
        // Whose worker was killed because of somebody else's question gets its whole time again.
        let until = Instant::now() + question.deadline();
        let admission = tokio::select! {
            admission = admit(&team, until, death > 0) => admission,
            () = waiting.closed() => return,
        };
        let Some((worker, place)) = admission else {
            return tell(waiting, AskError::Unavailable);
        };
        let outcome = Conversation::begin(worker, &question, waiting).follow().await;
        drop(place);
        match outcome {
            Outcome::Over => return,
            Outcome::BrokenOff(reading) => {
                // The reader must learn it, however slow; if it is gone, it need not.
                drop(reading.send(Err(BrokenOff)).await);
                return;
            }
            Outcome::WorkerDied(still_waiting) => waiting = still_waiting,
        }
    }
    tell(waiting, AskError::TooCostly);
}

/// What a question needs before it is sent: a place, its turn if it is a suspect, and a worker that is ready.
async fn admit(team: &Arc<Team>, until: Instant, is_suspect: bool) -> Option<(Arc<Colleague>, Place)> {
    let turn =
        if is_suspect { Some(timeout_at(until, Arc::clone(&team.suspects).lock_owned()).await.ok()?) } else { None };
    let permit = timeout_at(until, Arc::clone(&team.places).acquire_owned()).await.ok()?.ok()?;
    let worker = team.ready(until).await?;
    Some((worker, Place { _permit: permit, _turn: turn }))
}

/// What is given back when the question is over.
struct Place {
    _permit: OwnedSemaphorePermit,
    _turn: Option<OwnedMutexGuard<()>>,
}

fn tell(waiting: Waiting, error: AskError) {
    // Nobody there: nobody to tell.
    drop(waiting.send(Err(error)));
}

struct Conversation<'a> {
    question: &'a Asking,
    worker: Arc<Colleague>,
    asked: Asked,
    replies: mpsc::UnboundedReceiver<Reply>,
    listener: Listener,
    /// Whether the worker has begun to evaluate.
    has_begun: bool,
    /// Whether it was told to stop.
    is_cancelled: bool,
    /// When it must have ended. Moves on while the reader, not the worker, is awaited.
    until: Instant,
}

enum Listener {
    Waiting(Waiting),
    Reading(Reading),
}

enum Outcome {
    /// The listener knows all it has to.
    Over,
    /// The answer had begun and is not whole.
    BrokenOff(Reading),
    /// The answer had not begun: somebody else may be asked.
    WorkerDied(Waiting),
}

impl<'a> Conversation<'a> {
    fn begin(worker: Arc<Colleague>, question: &'a Asking, waiting: Waiting) -> Self {
        let (asked, replies) = worker.ask(question.clone());
        Self {
            question,
            worker,
            asked,
            replies,
            listener: Listener::Waiting(waiting),
            has_begun: false,
            is_cancelled: false,
            until: Instant::now() + question.deadline() + GRACE,
        }
    }

    async fn follow(mut self) -> Outcome {
        loop {
            let reply = tokio::select! {
                reply = self.replies.recv() => reply,
                () = sleep_until(self.until) => return self.overdue(),
                () = self.listener.gone(), if !self.is_cancelled => {
                    self.cancel();
                    continue;
                }
            };
            match reply {
                Some(Reply::Begun(_)) => {
                    self.has_begun = true;
                    self.until = Instant::now() + self.question.deadline() + GRACE;
                }
                Some(Reply::Head(_, shape)) => self.open(shape),
                Some(Reply::Piece(_, bytes)) => self.pass_on(bytes).await,
                Some(Reply::End(_)) if !self.is_cancelled => return Outcome::Over,
                Some(Reply::End(_)) => return self.fail(AskError::TooCostly),
                Some(Reply::Failed(_, fault)) => {
                    return self.fail(match fault {
                        Fault::Malformed(text) => AskError::Malformed(text),
                        Fault::Refused(text) => AskError::Refused(text),
                        Fault::TooCostly | Fault::Cancelled => AskError::TooCostly,
                    });
                }
                // These belong to no conversation.
                Some(Reply::Ready | Reply::Following(_)) => {}
                None => {
                    return match self.listener {
                        Listener::Waiting(waiting) => Outcome::WorkerDied(waiting),
                        Listener::Reading(reading) => Outcome::BrokenOff(reading),
                    };
                }
            }
        }
    }

    /// The first piece is about to come.
    fn open(&mut self, shape: Shape) {
        let media_type = match (self.question, shape) {
            (Asking::Question(question), Shape::Bindings) => question.bindings.media_type(),
            (Asking::Question(question), Shape::Graph) => question.graph.media_type(),
            // Bytes of ours, for this process alone.
            (Asking::Inquiry(_) | Asking::Update(_), _) => "application/octet-stream",
        };
        // One piece on the way to the reader; the others wait here, a window at most.
        let (reading, body) = mpsc::channel(1);
        if let Listener::Waiting(waiting) = std::mem::replace(&mut self.listener, Listener::Reading(reading))
            && waiting.send(Ok(Answer { media_type, body })).is_err()
        {
            self.cancel();
        }
    }

    /// Gives a piece to the reader, however slow, but not for ever.
    async fn pass_on(&mut self, bytes: Vec<u8>) {
        let Listener::Reading(reading) = &self.listener else { return };
        if self.is_cancelled {
            return;
        }
        let before = Instant::now();
        match timeout(STALL, reading.send(Ok(bytes))).await {
            Ok(Ok(())) => self.asked.more(),
            Ok(Err(_)) | Err(_) => self.cancel(),
        }
        self.until += before.elapsed();
    }

    fn cancel(&mut self) {
        self.is_cancelled = true;
        self.asked.cancel();
    }

    /// The worker has not ended the question in time.
    fn overdue(mut self) -> Outcome {
        if self.has_begun || self.worker.silence() >= self.question.deadline() {
            tracing::warn!(process = self.worker.process, "a question did not end in time: its query worker is killed");
            self.worker.kill();
            return self.fail(AskError::TooCostly);
        }
        // The worker lives and has a long stream to follow first.
        self.cancel();
        self.fail(AskError::Unavailable)
    }

    fn fail(self, error: AskError) -> Outcome {
        match self.listener {
            Listener::Waiting(waiting) => {
                tell(waiting, error);
                Outcome::Over
            }
            Listener::Reading(reading) => Outcome::BrokenOff(reading),
        }
    }
}

impl Listener {
    /// Returns when nobody waits for the answer any more.
    async fn gone(&mut self) {
        match self {
            Self::Waiting(waiting) => waiting.closed().await,
            Self::Reading(reading) => reading.closed().await,
        }
    }
}
