//! One question, from the place it waits for to the last piece of its answer.
//!
//! It is asked together with others first: most take milliseconds. What does not end soon, or takes its worker's process
//! with it, is asked again in a process of its own, which harms nobody. No byte of an answer leaves before that is decided,
//! so whoever happened to be there when a worker ended is answered all the same.
//!
//! It runs in a task of its own, so that it is brought to its end even when nobody waits any more: a question that
//! cannot be stopped has to be watched until its worker is killed.

mod alone;
mod together;

use crate::asking::Asking;
use crate::evaluate::Shape;
use crate::question::{Answer, AskError};
use crate::team::Team;
use std::sync::Arc;
use together::Outcome;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Whoever waits for an answer to begin.
pub(crate) type Waiting = oneshot::Sender<Result<Answer, AskError>>;

/// Asks `team`.
pub(crate) async fn converse(team: Arc<Team>, question: Asking, mut waiting: Waiting) {
    let until = Instant::now() + question.deadline();
    let outline = question.outline();
    if !team.costs.is_long(outline, Instant::now()) {
        match together::ask(&team, &question, until, &mut waiting).await {
            Outcome::Answered(answer) => return drop(waiting.send(Ok(answer))),
            Outcome::Failed(error) => return tell(waiting, error),
            Outcome::NobodyWaits => return,
            // How long is seen when it is asked alone.
            Outcome::IsLong => {}
            Outcome::WorkerDied => {
                // Twice, the second time all by itself: a third time it would end no better.
                team.costs.note(outline, true, Instant::now());
                return tell(waiting, AskError::TooCostly);
            }
        }
    }
    let is_long = alone::ask(&team, &question, until, waiting).await;
    if let Some(is_long) = is_long {
        team.costs.note(outline, is_long, Instant::now());
    }
}

fn tell(waiting: Waiting, error: AskError) {
    // Nobody there: nobody to tell.
    drop(waiting.send(Err(error)));
}

/// The media type of an answer to this question.
fn media_type(question: &Asking, shape: Shape) -> &'static str {
    match (question, shape) {
        (Asking::Question(question), Shape::Bindings) => question.bindings.media_type(),
        (Asking::Question(question), Shape::Graph) => question.graph.media_type(),
        // Bytes of ours, for this process alone.
        (Asking::Inquiry(_) | Asking::Update(_), _) => "application/octet-stream",
    }
}
