//! SPARQL Update: what an update would change becomes a Change of documents.
//!
//! A query worker foresees it, from what the caller may see and nothing else; here it becomes documents, each compared
//! with the revision that the worker saw. Where somebody was faster the whole update is foreseen again, so that of
//! concurrent updates none is lost.

use crate::access;
use crate::change::Changed;
use crate::error::{ChangeError, UpdateError};
use crate::registry::Registry;
use model::iri::Location;
use model::{Caller, Change, Content, Document, DocumentChange, DocumentError, Expected, Reason, Seq};
use oxrdf::{NamedOrBlankNode, Triple};
use std::collections::HashSet;
use store::{Delta, Effect, GraphDelta, Update};

/// How often an update is foreseen because somebody was faster. From the second time on no other update goes on beside
/// it, so that only other ways of writing can be.
const TRIES: usize = 8;

/// Most documents of one update: as many as an editor may mean, and as can be judged while somebody waits.
const DOCUMENTS: usize = 1_000;

impl Registry {
    /// Updates documents, all or nothing; `None`: there was nothing to change. The graph's name is the document; a graph
    /// that is emptied is a document deleted.
    pub async fn update(&self, update: Update, reason: Option<Reason>) -> Result<Option<Changed>, UpdateError> {
        access::writer(&update.caller)?;
        for attempt in 0..TRIES {
            let (_beside, _alone) = match attempt {
                0 => (Some(self.updating.read().await), None),
                _ => (None, Some(self.updating.write().await)),
            };
            if let Attempt::Done(changed) = self.update_once(&update, reason.clone()).await? {
                return Ok(changed);
            }
        }
        Err(ChangeError::Unavailable.into())
    }

    async fn update_once(&self, update: &Update, reason: Option<Reason>) -> Result<Attempt, UpdateError> {
        let door = self.follower.door().await.map_err(|error| {
            // The caller is told nothing of it, so that here is its end.
            tracing::error!(error = &error as &dyn std::error::Error, "no query worker can be started");
            ChangeError::Unavailable
        })?;
        let at_least = update.at_least.max(self.head());
        let Delta { seen, graphs } = match door.foresee(Update { at_least, ..update.clone() }).await? {
            Effect::Changes(delta) => delta,
            Effect::NoSuchGraph(name) => return Err(UpdateError::NoSuchGraph(name)),
            Effect::GraphExists(name) => return Err(UpdateError::GraphExists(name)),
        };
        if graphs.is_empty() {
            return Ok(Attempt::Done(None));
        }
        if graphs.len() > DOCUMENTS {
            return Err(UpdateError::TooManyDocuments { limit: DOCUMENTS });
        }
        let mut documents = Vec::with_capacity(graphs.len());
        for graph in graphs {
            match self.as_document(&update.caller, seen, graph).await? {
                Some(document) => documents.push(document),
                None => return Ok(Attempt::Overtaken),
            }
        }
        match self.apply(&update.caller, Change { documents, reason }).await {
            Ok(changed) => Ok(Attempt::Done(Some(changed))),
            Err(ChangeError::PreconditionFailed { .. }) => Ok(Attempt::Overtaken),
            Err(error) => Err(error.into()),
        }
    }

    /// What becomes of the document that this graph is; `None`: it is not any more what the worker saw.
    async fn as_document(
        &self,
        caller: &Caller,
        seen: Seq,
        graph: GraphDelta,
    ) -> Result<Option<DocumentChange>, ChangeError> {
        let GraphDelta { name, was_there, taken, put } = graph;
        let Some(iri) = name else { return Err(detached(&put)) };
        if iri.fragment().is_some() || !matches!(self.base().locate(&iri), Some(Location::Document(..))) {
            return Err(ChangeError::ForeignGraph(iri));
        }
        let current = self.seen(caller, &iri).await?;
        let stands = current.as_ref().is_some_and(|current| current.canonical.is_some());
        if stands != was_there || current.as_ref().is_some_and(|current| current.seq > seen) {
            return Ok(None);
        }
        let current = current.filter(|_| stands);
        let expected = current.as_ref().map_or(Expected::Absent, |current| Expected::OneOf(vec![current.revision]));
        let before = self.resources(current.into_iter().collect()).await.map_err(ChangeError::from)?;
        let before = before.into_iter().flat_map(|resource| resource.document.triples().to_vec());
        let taken: HashSet<Triple> = taken.into_iter().collect();
        let mut after: Vec<Triple> = before.filter(|triple| !taken.contains(triple)).collect();
        after.extend(put);
        if after.is_empty() {
            return Ok(Some(DocumentChange { iri, expected, content: Content::Gone }));
        }
        let size = after.len() * (2 * iri.as_str().len() + 64);
        let document = self.aside.run(size, move || Document::admit(iri, after)).await??;
        Ok(Some(DocumentChange::put(document, expected)))
    }
}

/// What came of one attempt.
enum Attempt {
    Done(Option<Changed>),
    /// Somebody was faster.
    Overtaken,
}

/// Triples of the default graph that no document can have.
fn detached(put: &[Triple]) -> ChangeError {
    let nameless = put.iter().find_map(|triple| match &triple.subject {
        NamedOrBlankNode::BlankNode(node) => Some(node.to_string()),
        NamedOrBlankNode::NamedNode(_) => None,
    });
    DocumentError::Detached(nameless.unwrap_or_default()).into()
}
