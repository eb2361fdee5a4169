//! A question among others, as long as it is a short one.

use super::{Waiting, media_type};
use crate::asking::Asking;
use crate::colleague::{Asked, Colleague};
use crate::confinement::Room;
use crate::evaluate::Shape;
use crate::frame::{Fault, Reply};
use crate::limits::{GRACE, SHORT, SHORT_WHEN_CROWDED, STOPPING, WINDOW};
use crate::question::{Answer, AskError};
use crate::team::Team;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

pub(super) enum Outcome {
    /// The whole answer.
    Answered(Answer),
    Failed(AskError),
    NobodyWaits,
    /// It takes longer than short questions do, or its answer is longer.
    IsLong,
    /// It had no answer when its worker ended.
    WorkerDied,
}

/// Asks whoever answers short questions. If that worker ends, the question is tried apart, for as long as short ones take:
/// it was its fault or it was not.
pub(super) async fn ask(team: &Arc<Team>, question: &Asking, until: Instant, waiting: &mut Waiting) -> Outcome {
    let outcome = attempt(team, Room::Together, question, until, waiting).await;
    if !matches!(outcome, Outcome::WorkerDied) {
        return outcome;
    }
    attempt(team, Room::Suspect, question, until, waiting).await
}

async fn attempt(team: &Arc<Team>, room: Room, question: &Asking, until: Instant, waiting: &mut Waiting) -> Outcome {
    let admission = tokio::select! {
        admission = admit(team, room, until) => admission,
        () = waiting.closed() => return Outcome::NobodyWaits,
    };
    let Some((worker, place)) = admission else { return Outcome::Failed(AskError::Unavailable) };
    let is_crowded = room == Room::Together && team.places.available_permits() == 0;
    let allowed = if is_crowded { SHORT_WHEN_CROWDED } else { SHORT };
    let (asked, replies) = worker.ask(question.within(allowed));
    let attempt =
        Attempt { question, worker: Arc::clone(&worker), asked, replies, allowed, shape: None, pieces: Vec::new() };
    let outcome = attempt.follow(team, until, waiting).await;
    drop(place);
    if matches!(outcome, Outcome::WorkerDied) {
        // The next one does not have to wait for its successor.
        team.put_aside(&worker);
    }
    outcome
}

/// What a question needs before it is sent: a place, and a worker that is ready.
async fn admit(team: &Arc<Team>, room: Room, until: Instant) -> Option<(Arc<Colleague>, impl Drop + use<>)> {
    let places = if room == Room::Together { &team.places } else { &team.suspects };
    let place = timeout_at(until, Arc::clone(places).acquire_owned()).await.ok()?.ok()?;
    Some((team.ready(room, until).await?, place))
}

struct Attempt<'a> {
    question: &'a Asking,
    worker: Arc<Colleague>,
    asked: Asked,
    replies: mpsc::UnboundedReceiver<Reply>,
    /// How long it may take.
    allowed: Duration,
    shape: Option<Shape>,
    pieces: Vec<Vec<u8>>,
}

impl Attempt<'_> {
    async fn follow(mut self, team: &Arc<Team>, until: Instant, waiting: &mut Waiting) -> Outcome {
        let mut has_begun = false;
        let mut last = until + GRACE;
        loop {
            let reply = tokio::select! {
                reply = self.replies.recv() => reply,
                () = sleep_until(last) => {
                    if has_begun {
                        self.stop(team).await;
                        return Outcome::IsLong;
                    }
                    return Outcome::Failed(self.unheard());
                }
                () = waiting.closed() => {
                    self.stop(team).await;
                    return Outcome::NobodyWaits;
                }
            };
            match reply {
                Some(Reply::Begun(_)) => {
                    has_begun = true;
                    last = Instant::now() + self.allowed + STOPPING;
                }
                Some(Reply::Head(_, shape)) => self.shape = Some(shape),
                Some(Reply::Piece(_, bytes)) => {
                    self.pieces.push(bytes);
                    if self.pieces.len() >= WINDOW as usize {
                        self.stop(team).await;
                        return Outcome::IsLong;
                    }
                }
                Some(Reply::End(_)) => return self.answer().map_or(Outcome::WorkerDied, Outcome::Answered),
                Some(Reply::Failed(_, fault)) => {
                    return match fault {
                        Fault::Malformed(text) => Outcome::Failed(AskError::Malformed(text)),
                        Fault::Refused(text) => Outcome::Failed(AskError::Refused(text)),
                        Fault::TooCostly | Fault::Cancelled => Outcome::IsLong,
                    };
                }
                // These belong to no conversation.
                Some(Reply::Ready | Reply::Born(_) | Reply::Following(_)) => {}
                None => return Outcome::WorkerDied,
            }
        }
    }

    /// The whole answer; nobody has to wait for its reader.
    fn answer(self) -> Option<Answer> {
        let media_type = media_type(self.question, self.shape?);
        let (reading, body) = mpsc::channel(self.pieces.len().max(1));
        for piece in self.pieces {
            // There is room for all.
            drop(reading.try_send(Ok(piece)));
        }
        Some(Answer { media_type, body })
    }

    /// Stops it; where it cannot be stopped, its worker gets no more questions, and ends once it has answered the others,
    /// which are short.
    async fn stop(&mut self, team: &Arc<Team>) {
        self.asked.cancel();
        let is_over = async {
            loop {
                match self.replies.recv().await {
                    Some(Reply::End(_) | Reply::Failed(..)) | None => return,
                    Some(_) => {}
                }
            }
        };
        if timeout(STOPPING, is_over).await.is_ok() {
            return;
        }
        team.put_aside(&self.worker);
        let worker = Arc::clone(&self.worker);
        tokio::spawn(async move {
            sleep(SHORT + 2 * STOPPING).await;
            worker.kill();
        });
    }

    /// The worker has not even begun, and there is no more time.
    fn unheard(&self) -> AskError {
        self.asked.cancel();
        if self.worker.silence() >= self.question.deadline() {
            tracing::warn!(process = self.worker.process(), "a query worker says nothing: it is killed");
            self.worker.kill();
            return AskError::TooCostly;
        }
        // It lives and has a long stream to follow first.
        AskError::Unavailable
    }
}
