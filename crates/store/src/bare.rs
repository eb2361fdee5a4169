//! A dataset of no instance: no rules, nobody to keep out, a default graph of its own, every graph to be written.
//!
//! The same evaluation as in query workers, on ground of its own and in this process: the published suites of SPARQL ask
//! it what an instance's dataset would contradict.

use crate::evaluate::{self, Failure, Reader, Shape};
use crate::ground::{DEFAULT_GRAPH, Ground};
use crate::index::Index;
use crate::limits::STACK;
use crate::question::{Answer, AskError, Question};
use crate::update::{self, Effect, Update};
use crate::watch::{Stopped, Watch};
use model::Iri;
use oxrdf::{NamedNode, Triple};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use tokio::sync::mpsc;

/// A dataset in memory that belongs to nobody.
#[derive(Default)]
pub struct BareDataset {
    index: Mutex<Index>,
}

/// What becomes of the triples that are in a graph when others are put into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacing {
    /// They go.
    All,
    /// They stay.
    Nothing,
}

impl BareDataset {
    /// Answers a question, in one go: whoever asks may wait.
    pub fn ask(&self, question: &Question) -> Result<Answer, AskError> {
        let index = self.index().clone();
        let collected = on_a_stack_of_its_own(|| {
            let mut collected = Collected::default();
            let watch = Arc::new(Watch::start(question.deadline));
            evaluate::answer_on(Ground::Apart, question, index, &watch, &mut collected).map(|()| collected)
        })?;
        let media_type = match collected.shape {
            Some(Shape::Graph) => question.graph.media_type(),
            Some(Shape::Bindings) | None => question.bindings.media_type(),
        };
        let (pieces, body) = mpsc::channel(collected.pieces.len().max(1));
        for piece in collected.pieces {
            // There is room for each of them.
            drop(pieces.try_send(Ok(piece)));
        }
        Ok(Answer { media_type, body })
    }

    /// Updates it, all or nothing.
    pub fn update(&self, update: &Update) -> Result<Effect, AskError> {
        let mut index = self.index();
        let before = index.clone();
        let (effect, after) = on_a_stack_of_its_own(|| {
            update::foresee(update, Ground::Apart, before, &Arc::new(Watch::start(update.deadline)))
        })?;
        if let Effect::Changes(_) = &effect {
            *index = after;
        }
        Ok(effect)
    }

    /// Whether there is such a graph; without a name it is the default graph, which always is.
    pub fn has_graph(&self, name: Option<&Iri>) -> bool {
        name.is_none_or(|name| self.index().graph_named(&NamedNode::from(name.clone())).is_some())
    }

    /// Puts triples into a graph; whether it was there before.
    pub fn put(&self, name: Option<&Iri>, triples: Vec<Triple>, replacing: Replacing) -> Result<bool, AskError> {
        let name = named(name);
        let mut index = self.index();
        let was_there = index.graph_named(&name).is_some() || name.as_ref() == DEFAULT_GRAPH;
        if replacing == Replacing::All {
            index.remove_graph(name.clone());
        }
        index.amend(&name, &[], triples).map_err(|_| AskError::TooCostly)?;
        Ok(was_there)
    }

    /// Takes a graph out; whether it was there.
    pub fn remove(&self, name: Option<&Iri>) -> bool {
        let name = named(name);
        let mut index = self.index();
        let was_there = index.graph_named(&name).is_some() || name.as_ref() == DEFAULT_GRAPH;
        index.remove_graph(name);
        was_there
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        // It is replaced whole, or one graph of it is.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn named(name: Option<&Iri>) -> NamedNode {
    name.map_or_else(|| DEFAULT_GRAPH.into_owned(), |name| name.clone().into())
}

/// As in a worker: the evaluator descends with its query.
fn on_a_stack_of_its_own<T: Send>(evaluate: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, AskError> {
    let evaluated = thread::scope(|scope| {
        let started = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, evaluate);
        let started = started.map_err(|_| AskError::Unavailable)?;
        started.join().map_err(|_| AskError::Unavailable)
    })?;
    evaluated.map_err(|failure| match failure {
        Failure::Malformed(text) => AskError::Malformed(text),
        Failure::Refused(text) => AskError::Refused(text),
        Failure::Stopped(Stopped::TooLong | Stopped::TooManyTerms | Stopped::Cancelled | Stopped::UnknownTerm(_))
        | Failure::Unread(_) => AskError::TooCostly,
    })
}

#[derive(Default)]
struct Collected {
    shape: Option<Shape>,
    pieces: Vec<Vec<u8>>,
}

impl Reader for Collected {
    fn head(&mut self, shape: Shape) -> io::Result<()> {
        self.shape = Some(shape);
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.pieces.push(bytes.to_vec());
        Ok(())
    }
}
