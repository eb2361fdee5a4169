//! One way in for every change: access rule, subject rule, shapes, then the one writer.

use crate::access;
use crate::error::{ChangeError, StoredError};
use crate::intake::{self, Body};
use crate::read;
use crate::registry::Registry;
use journal::{Commit, CommitError, JournalError, Receipt, Write, WriteContent};
use model::iri::Location;
use model::vocab::property;
use model::{
    AccountId, Audience, Caller, Change, Container, Content, ContentHash, Document, DocumentChange, Expected, Iri,
    Reason, Revision, Slug,
};
use shapes::Report;
use std::collections::BTreeMap;

/// How often a name that was free is tried where others take it first, before giving up.
const SLUG_TRIES: usize = 20;

/// What a successful change did, with what the shapes advise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What happened; it is on disk.
    pub receipt: Receipt,
    /// Warnings and advice per document that has any.
    pub advice: Vec<(Iri, Report)>,
}

impl Registry {
    /// Puts one document under its address (`PUT`).
    pub async fn put(
        &self,
        caller: &Caller,
        iri: &Iri,
        body: Body<'_>,
        expected: Expected,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        access::writer(caller)?;
        let document = self.read_document(iri, body).await?;
        self.apply(caller, one(DocumentChange::put(document, expected), reason)).await
    }

    /// Creates a document in a container (`POST`), named after `hint` (the `Slug` header), else after its own name,
    /// else after its class. A name that is taken gets a number.
    pub async fn post(
        &self,
        caller: &Caller,
        container: Container,
        hint: Option<&str>,
        body: Body<'_>,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        access::writer(caller)?;
        let wanted = match hint.and_then(|hint| Slug::from_text(hint).ok()) {
            Some(slug) => slug,
            None => self.slug_from_body(container, body).await?,
        };
        self.mint(
            caller,
            container,
            &wanted,
            reason,
            |iri| async move { Ok(vec![self.read_document(&iri, body).await?]) },
        )
        .await
    }

    /// Creates a document, and what comes with it, under the first of `wanted`'s numbers that is free; `make` makes them
    /// for each address that is tried, the document itself first: relative addresses in a body mean the new document (LDP
    /// 1.0, section 5.2.3.7).
    pub(crate) async fn mint<F: Future<Output = Result<Vec<Document>, ChangeError>>>(
        &self,
        caller: &Caller,
        container: Container,
        wanted: &Slug,
        reason: Option<Reason>,
        make: impl Fn(Iri) -> F,
    ) -> Result<Changed, ChangeError> {
        // Before any name is looked up: a refusal tells of none that is taken.
        access::may_make_or_end(caller, &self.base().document(container, wanted))?;
        let mut taken = 0;
        for _ in 0..SLUG_TRIES {
            let number = self.free_number(container, wanted, taken).await?;
            taken = number;
            let documents = make(self.base().document(container, &numbered(wanted, number))).await?;
            let documents = documents.into_iter().map(|document| DocumentChange::put(document, Expected::Absent));
            let change = Change { documents: documents.collect(), reason: reason.clone() };
            match self.apply(caller, change).await {
                // Somebody was faster; `NotFound`: with something closed.
                Err(ChangeError::PreconditionFailed { .. } | ChangeError::Gone(_) | ChangeError::NotFound) => {}
                done => return done,
            }
        }
        Err(ChangeError::NoAddress(wanted.to_string()))
    }

    /// The first number after `taken` under which a name is free (`moulin`, `moulin-2`, `moulin-3`…). Names are taken one
    /// after the other and for ever, so that a few looks find it among thousands.
    async fn free_number(&self, container: Container, name: &Slug, taken: u32) -> Result<u32, ChangeError> {
        let is_taken = async |number| {
            let iri = self.base().document(container, &numbered(name, number));
            Ok::<_, ChangeError>(self.journal.current(&iri).await?.is_some())
        };
        let (mut taken, mut step) = (taken, 1);
        while is_taken(taken + step).await? {
            taken += step;
            step *= 2;
        }
        while step > 1 {
            step /= 2;
            if is_taken(taken + step).await? {
                taken += step;
            }
        }
        Ok(taken + 1)
    }

    /// Deletes a document: 410 from now on.
    pub async fn delete(
        &self,
        caller: &Caller,
        iri: &Iri,
        expected: Expected,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        let part = DocumentChange { iri: iri.clone(), expected, content: Content::Gone };
        self.apply(caller, one(part, reason)).await
    }

    /// Applies a change, all or nothing: the one way to the journal.
    pub async fn apply(&self, caller: &Caller, change: Change) -> Result<Changed, ChangeError> {
        self.apply_beside(caller, change, BTreeMap::new()).await
    }

    /// The same, unless one of those beside it has another revision by then. Nothing is written of these.
    pub(crate) async fn apply_beside(
        &self,
        caller: &Caller,
        change: Change,
        beside: BTreeMap<Iri, Revision>,
    ) -> Result<Changed, ChangeError> {
        let by = access::writer(caller)?;
        let queues = self.patching.queues(change.documents.iter().map(|part| &part.iri));
        let mut turns = Vec::with_capacity(queues.len());
        for queue in &queues {
            turns.push(queue.among_others().await);
        }
        let mut writes = Vec::with_capacity(change.documents.len());
        let mut advice = Vec::new();
        let mut refused = Vec::new();
        let becoming = self.becoming(&change.documents);
        for part in change.documents {
            let current = self.journal.current(&part.iri).await?;
            match self.prepare(caller, part, current.as_ref(), None, &becoming).await {
                Ok(prepared) => {
                    if let Some(report) = prepared.advice {
                        advice.push((prepared.write.iri.clone(), report));
                    }
                    writes.push(prepared.write);
                }
                Err(ChangeError::Invalid(mut reports)) => refused.append(&mut reports),
                Err(other) => return Err(other),
            }
        }
        if !refused.is_empty() {
            return Err(ChangeError::Invalid(refused));
        }
        for (iri, revision) in beside {
            let Some(Location::Document(container, _)) = self.base().locate(&iri) else { continue };
            let expected = Expected::OneOf(vec![revision]);
            writes.push(Write { iri, container, expected, content: WriteContent::AsItStands });
        }
        let commit = Commit { by, reason: change.reason.map(Into::into), writes };
        let receipt = self.journal.commit(commit).await.map_err(refusal)?;
        Ok(Changed { receipt, advice })
    }

    /// A body that is one document, read aside.
    async fn read_document(&self, iri: &Iri, body: Body<'_>) -> Result<Document, ChangeError> {
        let (iri, bytes, format) = (iri.clone(), body.bytes.to_vec(), body.format);
        self.aside.run(body.bytes.len(), move || intake::document(&iri, Body { bytes: &bytes, format })).await?
    }

    /// A slug for a body that came without one: its name, else the word of its class.
    async fn slug_from_body(&self, container: Container, body: Body<'_>) -> Result<Slug, ChangeError> {
        let usual = Slug::from_text(container.segment()).map_err(|error| ChangeError::NoAddress(error.0))?;
        let document = self.read_document(&self.base().document(container, &usual), body).await?;
        Ok(intake::name_of(&document).and_then(|name| Slug::from_text(&name).ok()).unwrap_or(usual))
    }

    /// Whether the caller may know of this group: as somebody who may read its document, or belongs to it. Whoever runs
    /// the instance may name one before it is there, as imports of several files do.
    pub(crate) async fn knows_group(&self, caller: &Caller, group: &Iri) -> Result<bool, ChangeError> {
        if !self.base().is_group(group) {
            return Ok(false);
        }
        if matches!(caller, Caller::Operator(_)) {
            return Ok(true);
        }
        let current = self.journal.current(group).await?.filter(|current| current.canonical.is_some());
        Ok(current.is_some_and(|current| access::admits(caller, &current) || access::belongs(caller, group)))
    }

    /// To write what a document says, or said, word for word: with whom it is for, and whose it is then.
    pub(crate) fn word_for_word(
        &self,
        iri: &Iri,
        canonical: String,
        audience: Audience,
        owner: AccountId,
    ) -> Result<WriteContent, StoredError> {
        let document = read::document(iri, &canonical)?;
        Ok(WriteContent::Put {
            hash: ContentHash::of(canonical.as_bytes()),
            canonical,
            audience,
            owner: Some(owner),
            bound_to: self.bounds(&document),
        })
    }

    /// The documents whose openness bounds this one's (architecture.md, section 2): what it annexes, and the
    /// descriptions whose intentions it realises.
    pub(crate) fn bounds(&self, document: &Document) -> Vec<Iri> {
        let mut bounds: Vec<Iri> = [property::ANNEX_OF, property::REALISES]
            .into_iter()
            .flat_map(|predicate| document.own(predicate).filter_map(read::named))
            .map(|iri| iri.document())
            .filter(|iri| self.base().owns(iri) && iri != document.iri())
            .collect();
        bounds.sort();
        bounds.dedup();
        bounds
    }
}

fn numbered(name: &Slug, number: u32) -> Slug {
    if number == 1 { name.clone() } else { name.numbered(number) }
}

fn one(part: DocumentChange, reason: Option<Reason>) -> Change {
    Change { documents: vec![part], reason }
}

/// The journal's refusal in the words of a change.
pub(crate) fn refusal(error: CommitError) -> ChangeError {
    match error {
        CommitError::PreconditionRequired { iri, current } => ChangeError::PreconditionRequired { iri, current },
        CommitError::PreconditionFailed { iri, current } => ChangeError::PreconditionFailed { iri, current },
        CommitError::Gone(iri) => ChangeError::Gone(iri),
        CommitError::Missing(_) => ChangeError::NotFound,
        CommitError::Journal(JournalError::Repeated(iri)) => ChangeError::Repeated(iri),
        CommitError::Journal(error) => ChangeError::Journal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::{as_seen, audience_that_stays};
    use journal::Current;
    use model::{AccountId, Audience, Revision};
    use oxrdf::{NamedNodeRef, Triple};

    #[test]
    fn nobody_replaces_what_the_access_rule_was_not_asked_about() {
        let iri = Iri::parse("https://a.example/organizations/a").unwrap();
        let revision: Revision = "3-070707070707".parse().unwrap();
        let gone = |expected| DocumentChange { iri: iri.clone(), expected, content: Content::Gone };
        let put = |expected| DocumentChange {
            content: Content::Put(Document::admit(iri.clone(), vec![name(&iri)]).unwrap()),
            ..gone(expected)
        };
        let there = current(&iri, revision);
        assert_eq!(as_seen(&put(Expected::Present), Some(&there)).unwrap(), Expected::OneOf(vec![revision]));
        assert_eq!(as_seen(&gone(Expected::Present), Some(&there)).unwrap(), Expected::OneOf(vec![revision]));
        for stated in [Expected::Present, Expected::OneOf(vec![revision])] {
            let refused = as_seen(&put(stated.clone()), None);
            assert!(matches!(refused, Err(ChangeError::PreconditionFailed { current: None, .. })), "{refused:?}");
            assert!(matches!(as_seen(&gone(stated), None), Err(ChangeError::NotFound)));
        }
        for stated in [Expected::Unstated, Expected::Absent] {
            assert_eq!(as_seen(&put(stated.clone()), None).unwrap(), stated);
            assert_eq!(as_seen(&put(stated.clone()), Some(&there)).unwrap(), stated);
        }
    }

    #[test]
    fn what_somebody_closed_stays_closed() {
        let iri = Iri::parse("https://a.example/organizations/a").unwrap();
        let subject: oxrdf::NamedNode = iri.clone().into();
        let document = |more: Option<(NamedNodeRef<'static>, NamedNodeRef<'static>)>| {
            let more = more.map(|(predicate, object)| Triple::new(subject.clone(), predicate, object));
            Document::admit(iri.clone(), [name(&iri)].into_iter().chain(more).collect()).unwrap()
        };
        let plain = document(None);
        let contact = document(Some((property::EMAIL, NamedNodeRef::new_unchecked("mailto:a@a.example"))));
        let stated = document(Some((property::AUDIENCE, model::vocab::individual::PRIVATE)));
        for (before, own, becoming, stays) in [
            (&plain, Audience::Public, &plain, Audience::Public),
            (&plain, Audience::Members, &plain, Audience::Members),
            (&plain, Audience::Private, &contact, Audience::Private),
            (&contact, Audience::Members, &plain, Audience::Public),
            (&contact, Audience::Private, &plain, Audience::Private),
            (&stated, Audience::Private, &plain, Audience::Public),
        ] {
            let standing = Current {
                own_audience: own,
                canonical: Some(before.canonical().nquads),
                ..current(&iri, "3-070707070707".parse().unwrap())
            };
            assert_eq!(audience_that_stays(Some(&standing), becoming).unwrap(), stays);
        }
        assert_eq!(audience_that_stays(None, &plain).unwrap(), Audience::Public);
    }

    fn name(iri: &Iri) -> Triple {
        let subject: oxrdf::NamedNode = iri.clone().into();
        Triple::new(subject, property::NAME, oxrdf::Literal::new_simple_literal("A"))
    }

    fn current(iri: &Iri, revision: Revision) -> Current {
        let at = jiff::Timestamp::UNIX_EPOCH;
        Current {
            iri: iri.clone(),
            seq: model::Seq(9),
            revision,
            own_audience: Audience::Public,
            audience: Audience::Public,
            owner: AccountId(1),
            reason: None,
            created: at,
            modified: at,
            canonical: Some(String::new()),
        }
    }
}
