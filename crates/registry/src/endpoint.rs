//! What the protocols of SPARQL speak to: this instance, or whatever else answers and updates.

use crate::change::Changed;
use crate::error::{AskError, UpdateError};
use crate::registry::Registry;
use model::{Iri, Reason};
use oxrdf::Triple;
use std::pin::Pin;
use store::{Answer, Question, Replacing, Update};

/// What somebody waits for.
pub type Promise<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Whoever answers questions and takes updates (SPARQL 1.1 Protocol).
pub trait Endpoint: Send + Sync {
    /// Asks a question.
    fn ask(&self, question: Question) -> Promise<'_, Result<Answer, AskError>>;

    /// Updates, all or nothing; what was changed of documents, where it has any.
    fn update(&self, update: Update, reason: Option<Reason>) -> Promise<'_, Result<Option<Changed>, UpdateError>>;

    /// Where graphs are written as such. `None`: they are documents, and written there.
    fn graph_store(&self) -> Option<&dyn GraphStore>;
}

/// Graphs that can be written each under its name; without one, the default graph (SPARQL 1.1 Graph Store HTTP Protocol).
pub trait GraphStore: Send + Sync {
    /// Puts triples into a graph; whether it was there before.
    fn put(&self, name: Option<&Iri>, triples: Vec<Triple>, replacing: Replacing) -> Result<bool, AskError>;

    /// Takes a graph out; whether it was there.
    fn remove(&self, name: Option<&Iri>) -> bool;
}

impl Endpoint for Registry {
    fn ask(&self, question: Question) -> Promise<'_, Result<Answer, AskError>> {
        Box::pin(Self::ask(self, question))
    }

    fn update(&self, update: Update, reason: Option<Reason>) -> Promise<'_, Result<Option<Changed>, UpdateError>> {
        Box::pin(Self::update(self, update, reason))
    }

    fn graph_store(&self) -> Option<&dyn GraphStore> {
        None
    }
}
