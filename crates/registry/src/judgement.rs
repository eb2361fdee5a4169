//! What the grammar says of a document that somebody puts. A form that asks SPARQL has it answered by a query worker,
//! as its caller may see the store.

use crate::error::ChangeError;
use crate::registry::Registry;
use model::{Caller, Content, Document, DocumentChange, Iri};
use oxrdf::Triple;
use shapes::{Conforming, Refusal, Stage};
use store::ChangeEvaluator;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

/// The documents of a change as they would become, for the shapes that may look at all of it; those that go have no
/// triples.
#[derive(Debug, Clone)]
pub(crate) struct Becoming(Option<Vec<(Iri, Vec<Triple>)>>);

impl Registry {
    /// What these documents would become. Copied only where a form asks for it.
    pub(crate) fn becoming(&self, documents: &[DocumentChange]) -> Becoming {
        let grammar = self.grammar();
        let asks = documents.iter().any(|part| match &part.content {
            Content::Put(document) => grammar.asks_sparql(document.triples()),
            Content::Gone => false,
        });
        let triples = |part: &DocumentChange| match &part.content {
            Content::Put(document) => document.triples().to_vec(),
            Content::Gone => Vec::new(),
        };
        Becoming(asks.then(|| documents.iter().map(|part| (part.iri.clone(), triples(part))).collect()))
    }

    /// Judges a document that is saved.
    pub(crate) async fn conforming(
        &self,
        caller: &Caller,
        document: Document,
        becoming: &Becoming,
    ) -> Result<Conforming<Document>, ChangeError> {
        let iri = document.iri().clone();
        let grammar = self.grammar();
        let judged = if grammar.asks_sparql(document.triples()) {
            let door = self.follower.door().await.map_err(|error| unavailable(&error))?.clone();
            // A form that came between the change and this document asks of this document alone.
            let documents = match &becoming.0 {
                Some(documents) => documents.clone(),
                None => vec![(iri.clone(), document.triples().to_vec())],
            };
            let evaluator = ChangeEvaluator::new(door, Handle::current(), caller.clone(), documents, self.head());
            spawn_blocking(move || grammar.validate_with(document, Stage::Saving, &evaluator))
                .await
                .map_err(|error| unavailable(&error))?
        } else {
            grammar.validate(document, Stage::Saving)
        };
        judged.map_err(|refusal| match refusal {
            Refusal::Report(report) => ChangeError::Invalid(vec![(iri, report)]),
            Refusal::Failure(source) => ChangeError::Unjudged { iri, source },
        })
    }
}

/// The caller is told no more than that nobody can answer, so that here is the error's end.
fn unavailable(error: &(dyn std::error::Error + 'static)) -> ChangeError {
    tracing::error!(error, "nobody can answer what a form asks");
    ChangeError::Unavailable
}
