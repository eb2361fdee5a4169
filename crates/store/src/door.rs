//! The door to the query workers: who is asked, and after which step.

use crate::asking::{Asking, Inquiry};
use crate::beginning::Beginning;
use crate::conversation::converse;
use crate::frame;
use crate::limits::{LAST_ANSWERS, LONGEST_DEADLINE};
use crate::projection::ProjectionError;
use crate::question::{Answer, AskError, Question};
use crate::step::Step;
use crate::team::{Team, Trust};
use crate::update::{Effect, Update};
use model::constraint::ConstraintAnswer;
use model::{Reader, Seq};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

/// How a worker process is started: the program and the arguments that make it call [`crate::keeper::main`].
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    /// The executable.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// The door to the query workers: starts them, feeds them, asks them, ends and replaces them.
///
/// Some answer strangers and hold public documents only; others answer whoever is signed in, hold everything, and are
/// started by the first such question. When the last clone of the door is dropped they end.
#[derive(Clone)]
pub struct Door {
    strangers: Arc<Team>,
    signed_in: Arc<Team>,
    published: Arc<watch::Sender<Seq>>,
}

impl Door {
    /// Starts the workers and tells them their beginning, at which everything up to `published` is there. Questions may
    /// come at once: they wait, within their deadline, until a worker has everything.
    #[expect(clippy::unused_async, reason = "it starts tasks: whoever calls it has to be on a runtime")]
    pub async fn open(
        program: WorkerProgram,
        beginning: Arc<dyn Beginning>,
        published: Seq,
    ) -> Result<Self, ProjectionError> {
        let published = Arc::new(watch::channel(published).0);
        let strangers = Team::new(Trust::Strangers, program.clone(), Arc::clone(&beginning));
        let signed_in = Team::new(Trust::SignedIn, program, beginning);
        strangers.begin()?;
        Ok(Self { strangers, signed_in, published })
    }

    /// Tells every worker the next steps, after the projection applied them.
    pub fn publish(&self, steps: &[Step]) {
        self.strangers.publish(steps);
        self.signed_in.publish(steps);
        if let Some(last) = steps.iter().map(|step| step.seq).max() {
            // After the workers' queues: a question that was let through stands behind the steps it needs.
            self.published.send_if_modified(|published| {
                let is_news = last > *published;
                *published = last.max(*published);
                is_news
            });
        }
    }

    /// Puts new workers in the place of those that are there, and waits until these have ended with all that they hold in
    /// memory. Questions that they have are answered first, for a while.
    pub async fn renew(&self) -> Result<(), ProjectionError> {
        let retired = [self.strangers.renew()?, self.signed_in.renew()?];
        for retired in retired.into_iter().flatten() {
            retired.retire(LAST_ANSWERS).await;
        }
        Ok(())
    }

    /// Asks.
    pub async fn ask(&self, mut question: Question) -> Result<Answer, AskError> {
        question.deadline = question.deadline.min(LONGEST_DEADLINE);
        self.begin(Asking::Question(question)).await
    }

    /// Asks what a constraint asks.
    pub(crate) async fn inquire(&self, inquiry: Inquiry) -> Result<Vec<ConstraintAnswer>, AskError> {
        let asked = inquiry.question.bindings.len();
        match frame::answers_from_bytes(&self.whole(Asking::Inquiry(inquiry)).await?) {
            Ok(answers) if answers.len() == asked => Ok(answers),
            Ok(_) | Err(_) => Err(AskError::Unavailable),
        }
    }

    /// Asks what an update would change. Nothing is changed by asking.
    pub async fn foresee(&self, mut update: Update) -> Result<Effect, AskError> {
        update.deadline = update.deadline.min(LONGEST_DEADLINE);
        frame::effect_from_bytes(&self.whole(Asking::Update(update)).await?).map_err(|_| AskError::Unavailable)
    }

    /// All of an answer of ours: half of it is as good as nothing.
    async fn whole(&self, asking: Asking) -> Result<Vec<u8>, AskError> {
        let mut answer = self.begin(asking).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = answer.body.recv().await {
            bytes.extend(piece.map_err(|_| AskError::TooCostly)?);
        }
        Ok(bytes)
    }

    async fn begin(&self, asking: Asking) -> Result<Answer, AskError> {
        let mut published = self.published.subscribe();
        match timeout(asking.deadline(), published.wait_for(|published| *published >= asking.at_least())).await {
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => return Err(AskError::Unavailable),
        }
        let team = match asking.caller().reader() {
            Reader::Stranger => &self.strangers,
            Reader::Account(_) | Reader::Operator(_) => &self.signed_in,
        };
        let (waiting, answer) = oneshot::channel();
        tokio::spawn(converse(Arc::clone(team), asking, waiting));
        answer.await.unwrap_or(Err(AskError::Unavailable))
    }

    /// The process ids of the workers alive, for operators and tests: those that answer strangers, then the others; each
    /// time first of whoever answers short questions.
    pub fn workers(&self) -> Vec<u32> {
        [&self.strangers, &self.signed_in].into_iter().flat_map(|team| team.processes()).collect()
    }
}
