//! The port `Evaluator`, twice: in query workers for what an instance is asked to keep, and in this process for who
//! owns it.

use crate::asking::Inquiry;
use crate::door::Door;
use crate::evaluate::Failure;
use crate::judge;
use crate::limits::{CONSTRAINT_DEADLINE, GRACE, STACK, VALIDATION_BUDGET};
use crate::prebinding::{self, Prepared};
use crate::question::AskError;
use crate::terms::TooManyTerms;
use crate::watch::{Stopped, Watch};
use crate::world::World;
use model::constraint::{ConstraintAnswer, ConstraintQuery, ConstraintQuestion, EvaluatorError};
use model::ports::Evaluator;
use model::{Caller, Iri, Seq};
use oxrdf::Triple;
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::Instant;

/// Evaluates the constraints of one Change in query workers, as one caller may see the store. Make one for each
/// validation: all its questions together have one budget of time.
pub struct ChangeEvaluator {
    door: Door,
    runtime: Handle,
    caller: Caller,
    documents: Arc<[(Iri, Vec<Triple>)]>,
    at_least: Seq,
    left: Mutex<Duration>,
}

impl ChangeEvaluator {
    /// For these documents as they would become (without triples: gone); answers know everything up to `at_least`.
    /// Ask it where blocking is allowed, on a thread of `runtime` that may wait.
    pub fn new(door: Door, runtime: Handle, caller: Caller, documents: Vec<(Iri, Vec<Triple>)>, at_least: Seq) -> Self {
        Self { door, runtime, caller, documents: documents.into(), at_least, left: Mutex::new(VALIDATION_BUDGET) }
    }

    /// From now on for these documents; the time that is left stays what it is.
    pub fn turn_to(&mut self, documents: Vec<(Iri, Vec<Triple>)>) {
        self.documents = documents.into();
    }
}

impl Evaluator for ChangeEvaluator {
    fn evaluate(&self, question: &ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
        // A duration that is replaced whole: a thread that panicked has broken nothing.
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.is_zero() {
            return Err(EvaluatorError::TooCostly);
        }
        let inquiry = Inquiry {
            question: question.clone(),
            caller: self.caller.clone(),
            documents: Arc::clone(&self.documents),
            at_least: self.at_least,
            deadline: CONSTRAINT_DEADLINE.min(*left),
        };
        let begun = Instant::now();
        let answers = self.runtime.block_on(self.door.inquire(inquiry));
        *left = left.saturating_sub(begun.elapsed());
        answers.map_err(|error| match error {
            AskError::Malformed(text) => EvaluatorError::Malformed(text),
            AskError::Refused(text) => EvaluatorError::Refused(text),
            AskError::TooCostly => EvaluatorError::TooCostly,
            // What the instance asks itself costs nobody anything.
            AskError::Spent { .. } | AskError::Unavailable => EvaluatorError::Unavailable,
        })
    }
}

/// Evaluates constraints over one graph, in this process: for whoever owns the process, since a query that cannot be
/// stopped goes on until the process ends. The graph is indexed once.
pub struct GraphEvaluator {
    questions: SyncSender<(ConstraintQuestion, SyncSender<Answers>)>,
    deadline: Duration,
}

type Answers = Result<Vec<ConstraintAnswer>, EvaluatorError>;

impl GraphEvaluator {
    /// Over these triples; each question may take so long.
    pub fn over(triples: Vec<Triple>, deadline: Duration) -> Result<Self, EvaluatorError> {
        let (questions, asked) = sync_channel::<(ConstraintQuestion, SyncSender<Answers>)>(1);
        let answering = move || answer_all(&triples, deadline, &asked);
        let started = thread::Builder::new().name("constraints".to_owned()).stack_size(STACK).spawn(answering);
        started.map(|_| Self { questions, deadline }).map_err(|_| EvaluatorError::Unavailable)
    }
}

impl Evaluator for GraphEvaluator {
    fn evaluate(&self, question: &ConstraintQuestion) -> Answers {
        let (answers, waiting) = sync_channel(1);
        // An error means that an earlier question has brought the thread down.
        self.questions.try_send((question.clone(), answers)).map_err(|_| EvaluatorError::TooCostly)?;
        waiting.recv_timeout(self.deadline + GRACE).unwrap_or(Err(EvaluatorError::TooCostly))
    }
}

fn answer_all(triples: &[Triple], deadline: Duration, asked: &Receiver<(ConstraintQuestion, SyncSender<Answers>)>) {
    let mut worlds = Worlds { triples, plain: None, with_shapes: None };
    let mut prepared: HashMap<Arc<ConstraintQuery>, Prepared> = HashMap::new();
    while let Ok((question, answers)) = asked.recv() {
        let answered = answer(&question, &mut worlds, &mut prepared, deadline).map_err(|failure| match failure {
            Failure::Malformed(text) => EvaluatorError::Malformed(text),
            Failure::Refused(text) => EvaluatorError::Refused(text),
            Failure::Stopped(_) | Failure::Unread(_) => EvaluatorError::TooCostly,
        });
        // Whoever asked has given up: the next question may still be answered.
        drop(answers.send(answered));
    }
}

fn answer(
    question: &ConstraintQuestion,
    worlds: &mut Worlds<'_>,
    prepared: &mut HashMap<Arc<ConstraintQuery>, Prepared>,
    deadline: Duration,
) -> Result<Vec<ConstraintAnswer>, Failure> {
    let world = worlds
        .for_question(question.shapes_graph.as_ref())
        .map_err(|TooManyTerms| Failure::Stopped(Stopped::TooManyTerms))?;
    let query = match prepared.get(&question.query) {
        Some(query) => query,
        None => prepared.entry(Arc::clone(&question.query)).or_insert(prebinding::prepare(&question.query)?),
    };
    judge::judge(question, query, &world, &Arc::new(Watch::start(deadline)))
}

/// The graph, indexed at the first question: alone, and beside the shapes graph.
struct Worlds<'t> {
    triples: &'t [Triple],
    plain: Option<World>,
    with_shapes: Option<(Arc<[Triple]>, World)>,
}

impl Worlds<'_> {
    fn for_question(&mut self, shapes: Option<&Arc<[Triple]>>) -> Result<World, TooManyTerms> {
        let Some(shapes) = shapes else {
            let world = match self.plain.take() {
                Some(world) => world,
                None => World::of_graph(self.triples.to_vec(), None)?,
            };
            return Ok(self.plain.insert(world).clone());
        };
        match &self.with_shapes {
            Some((known, world)) if Arc::ptr_eq(known, shapes) => Ok(world.clone()),
            Some(_) | None => {
                let world = World::of_graph(self.triples.to_vec(), Some(shapes.as_ref()))?;
                self.with_shapes = Some((Arc::clone(shapes), world.clone()));
                Ok(world)
            }
        }
    }
}
