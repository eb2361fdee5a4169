//! A long question, in a process of its own.

use super::{Waiting, media_type, tell};
use crate::asking::Asking;
use crate::colleague::{Asked, Colleague};
use crate::confinement::Room;
use crate::evaluate::Shape;
use crate::frame::{Fault, Reply};
use crate::limits::{GRACE, SHORT, STALL};
use crate::question::{Answer, AskError, BrokenOff};
use crate::team::Team;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

/// Whoever reads an answer that has begun.
type Reading = mpsc::Sender<Result<Vec<u8>, BrokenOff>>;

/// Asks in turn. Says whether the question was long, if that is known now.
pub(super) async fn ask(team: &Arc<Team>, question: &Asking, until: Instant, mut waiting: Waiting) -> Option<bool> {
    let client = question.client();
    if let Some(retry_after) = team.costs.owes(client, Instant::now()) {
        tell(waiting, AskError::Spent { retry_after });
        return None;
    }
    let admission = tokio::select! {
        admission = async {
            let turn = team.turns.take(client, until).await?;
            Some((team.ready(Room::Alone, until).await?, turn))
        } => admission,
        () = waiting.closed() => return None,
    };
    let Some((worker, turn)) = admission else {
        // Nobody had time: it may well be short when there is less to do.
        let error = if Instant::now() < until { AskError::Unavailable } else { AskError::TooCostly };
        tell(waiting, error);
        return None;
    };
    let began = Instant::now();
    let left = until.saturating_duration_since(began);
    let (asked, replies) = worker.ask(question.within(left));
    let conversation = Conversation {
        question,
        worker,
        asked,
        replies,
        listener: Listener::Waiting(waiting),
        is_cancelled: false,
        until: began + left + GRACE,
        waited: Duration::ZERO,
    };
    let (broken_off, took) = conversation.follow(began).await;
    team.costs.charge(client, took, Instant::now());
    drop(turn);
    if let Some(reading) = broken_off {
        // The reader must learn it, however slow; if it is gone, it need not.
        drop(reading.send(Err(BrokenOff)).await);
    }
    Some(took > SHORT)
}

struct Conversation<'a> {
    question: &'a Asking,
    worker: Arc<Colleague>,
    asked: Asked,
    replies: mpsc::UnboundedReceiver<Reply>,
    listener: Listener,
    /// Whether it was told to stop.
    is_cancelled: bool,
    /// When it must have ended. Moves on while the reader, not the worker, is awaited.
    until: Instant,
    /// For how long it was the reader.
    waited: Duration,
}

enum Listener {
    Waiting(Waiting),
    Reading(Reading),
    /// Nobody, or somebody who knows all there is to know.
    Nobody,
}

impl Conversation<'_> {
    /// Follows it to its end. Says who must still be told that the answer broke off, and how long it was evaluated; what
    /// ended with its process counts as long.
    async fn follow(mut self, began: Instant) -> (Option<Reading>, Duration) {
        let mut at_least = Duration::ZERO;
        loop {
            let reply = tokio::select! {
                reply = self.replies.recv() => reply,
                () = sleep_until(self.until) => {
                    self.fail(AskError::TooCostly);
                    break;
                }
                () = self.listener.gone(), if !self.is_cancelled => break,
            };
            match reply {
                Some(Reply::Head(_, shape)) => self.open(shape),
                Some(Reply::Piece(_, bytes)) => self.pass_on(bytes).await,
                Some(Reply::End(_)) => {
                    self.listener = Listener::Nobody;
                    break;
                }
                Some(Reply::Failed(_, fault)) => {
                    self.fail(match fault {
                        Fault::Malformed(text) => AskError::Malformed(text),
                        Fault::Refused(text) => AskError::Refused(text),
                        Fault::TooCostly | Fault::Cancelled => AskError::TooCostly,
                    });
                    break;
                }
                // These say nothing new.
                Some(Reply::Begun(_) | Reply::Ready | Reply::Born(_) | Reply::Following(_)) => {}
                None => {
                    at_least = 2 * SHORT;
                    self.fail(AskError::TooCostly);
                    break;
                }
            }
            if self.is_cancelled {
                break;
            }
        }
        // Whether it would have stopped or not.
        self.worker.kill();
        let took = began.elapsed().saturating_sub(self.waited).max(at_least);
        let reading = match self.listener {
            Listener::Reading(reading) => Some(reading),
            Listener::Waiting(_) | Listener::Nobody => None,
        };
        (reading, took)
    }

    /// The first piece is about to come.
    fn open(&mut self, shape: Shape) {
        // One piece on the way to the reader; the others wait here, a window at most.
        let (reading, body) = mpsc::channel(1);
        let answer = Answer { media_type: media_type(self.question, shape), body };
        if let Listener::Waiting(waiting) = std::mem::replace(&mut self.listener, Listener::Reading(reading))
            && waiting.send(Ok(answer)).is_err()
        {
            self.is_cancelled = true;
        }
    }

    /// Gives a piece to the reader, however slow, but not for ever.
    async fn pass_on(&mut self, bytes: Vec<u8>) {
        let Listener::Reading(reading) = &self.listener else { return };
        let before = Instant::now();
        match timeout(STALL, reading.send(Ok(bytes))).await {
            Ok(Ok(())) => self.asked.more(),
            Ok(Err(_)) | Err(_) => self.is_cancelled = true,
        }
        self.until += before.elapsed();
        self.waited += before.elapsed();
    }

    /// Tells whoever waits; who reads already is told when all is over.
    fn fail(&mut self, error: AskError) {
        match std::mem::replace(&mut self.listener, Listener::Nobody) {
            Listener::Waiting(waiting) => tell(waiting, error),
            reading @ (Listener::Reading(_) | Listener::Nobody) => self.listener = reading,
        }
    }
}

impl Listener {
    /// Returns when nobody waits for the answer any more.
    async fn gone(&mut self) {
        match self {
            Self::Waiting(waiting) => waiting.closed().await,
            Self::Reading(reading) => reading.closed().await,
            Self::Nobody => std::future::pending().await,
        }
    }
}
