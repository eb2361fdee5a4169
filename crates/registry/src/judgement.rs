//! What the grammar says of a document that somebody puts. A form that asks SPARQL has it answered by a query worker,
//! as its caller may see the store.

use crate::error::ChangeError;
use crate::registry::Registry;
use model::{Caller, Content, Document, DocumentChange, Iri};
use oxrdf::Triple;
use shapes::{Conforming, Grammar, Refusal, Stage};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::ChangeEvaluator;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

/// A change while it is judged: by the grammar that was in force when it began, from its first document to its last.
#[derive(Debug, Clone)]
pub(crate) struct Becoming {
    grammar: Arc<Grammar>,
    /// The groups that it makes, for audiences that name them.
    groups: BTreeSet<Iri>,
    /// Its documents as they would become, for the shapes that may look at all of it; those that go have no triples.
    /// Copied only where a form asks for it.
    documents: Option<Vec<(Iri, Vec<Triple>)>>,
}

impl Becoming {
    /// Whether it makes this group.
    pub(crate) fn makes(&self, group: &Iri) -> bool {
        self.groups.contains(group)
    }

    /// The grammar that was in force when it began.
    pub(crate) fn grammar(&self) -> Arc<Grammar> {
        Arc::clone(&self.grammar)
    }

    /// Whether judging this document asks SPARQL.
    pub(crate) fn asks(&self, document: &Document) -> bool {
        self.documents.is_some() && self.grammar.asks_sparql(document.triples())
    }
}

impl Registry {
    /// What these documents would become.
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
        let is_group =
            |part: &&DocumentChange| self.base().is_group(&part.iri) && matches!(part.content, Content::Put(_));
        let groups = documents.iter().filter(is_group).map(|part| part.iri.clone()).collect();
        let documents = asks.then(|| documents.iter().map(|part| (part.iri.clone(), triples(part))).collect());
        Becoming { grammar, groups, documents }
    }

    /// Judges a document that is saved, or released.
    pub(crate) async fn conforming(
        &self,
        caller: &Caller,
        document: Document,
        becoming: &Becoming,
        stage: Stage,
    ) -> Result<Conforming<Document>, ChangeError> {
        let iri = document.iri().clone();
        let Becoming { grammar, documents, .. } = becoming;
        let judged = match documents {
            Some(documents) if grammar.asks_sparql(document.triples()) => {
                let door = self.follower.door().await.map_err(|error| unavailable(&error))?.clone();
                let (handle, documents) = (Handle::current(), documents.clone());
                let evaluator = ChangeEvaluator::new(door, handle, caller.clone(), documents, self.head());
                let grammar = Arc::clone(grammar);
                spawn_blocking(move || grammar.validate_with(document, stage, &evaluator))
                    .await
                    .map_err(|error| unavailable(&error))?
            }
            Some(_) | None => {
                let (size, grammar) = (document.size(), Arc::clone(grammar));
                self.aside.run(size, move || grammar.validate(document, stage)).await?
            }
        };
        judged.map_err(|refusal| refused(iri, refusal))
    }
}

/// Judges a document that is saved, where no form asks SPARQL. It takes a while.
pub(crate) fn plainly(grammar: &Grammar, document: Document) -> Result<Conforming<Document>, ChangeError> {
    let iri = document.iri().clone();
    grammar.validate(document, Stage::Saving).map_err(|refusal| refused(iri, refusal))
}

fn refused(iri: Iri, refusal: Refusal) -> ChangeError {
    match refusal {
        Refusal::Report(report) => ChangeError::Invalid(vec![(iri, report)]),
        Refusal::Failure(source) => ChangeError::Unjudged { iri, source },
    }
}

/// The caller is told no more than that nobody can answer, so that here is the error's end.
fn unavailable(error: &(dyn std::error::Error + 'static)) -> ChangeError {
    tracing::error!(error, "nobody can answer what a form asks");
    ChangeError::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;
    use model::Expected;
    use model::syntax::{self, Format};
    use std::slice;

    const PREFIXES: &str = "@prefix cs: <https://w3id.org/codesocial#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        <> a cs:Form ; cs:name 'Vin'@fr , 'Wine'@en ; cs:extendsForm cs:SixModelsForm .";
    const STRICTER: &str = "<#s> a sh:NodeShape ; sh:targetClass cs:CodeSocial ; sh:property [ sh:path cs:summary ;
        sh:maxCount 0 ; sh:message 'Pas de résumé.'@fr , 'No summary.'@en ] .";

    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_is_judged_by_the_grammar_it_began_with() {
        let rig = Rig::new().await;
        rig.put_form("vin", PREFIXES, Expected::Absent).await;
        let document = description();
        let changes = DocumentChange::put(document.clone(), Expected::Absent);
        let begun = rig.registry.becoming(slice::from_ref(&changes));
        rig.put_form("vin", &format!("{PREFIXES}{STRICTER}"), Expected::Present).await;
        let later = rig.registry.becoming(slice::from_ref(&changes));
        let caller = rig.registry.operator();
        let judged = rig.registry.conforming(&caller, document.clone(), &begun, Stage::Saving).await;
        assert!(judged.is_ok(), "{judged:?}");
        let judged = rig.registry.conforming(&caller, document, &later, Stage::Saving).await;
        assert!(matches!(judged, Err(ChangeError::Invalid(_))), "{judged:?}");
    }

    fn description() -> Document {
        let iri = Iri::parse("https://a.example/codes/a").unwrap();
        let turtle = "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:CodeSocial ; cs:name 'A'@fr ;
            cs:describes </organizations/a> ; cs:form </forms/vin> ; cs:summary 'Un domaine.'@fr .";
        let quads = syntax::parse(turtle.as_bytes(), Format::Turtle, &iri, 99).unwrap();
        Document::admit(iri, quads.into_iter().map(Into::into).collect()).unwrap()
    }
}
