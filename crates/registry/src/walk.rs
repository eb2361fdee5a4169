//! Documents one after the other, as one caller may see them: for whoever tells many of them and holds few.

use crate::access;
use crate::error::ReadError;
use crate::read::Resource;
use crate::registry::Registry;
use jiff::Timestamp;
use model::vocab::{property, rdf};
use model::{Caller, Container, ContentHash, Document, Iri, Slug};
use oxrdf::{NamedNode, TermRef};
use std::collections::{BTreeSet, VecDeque};

/// Documents that are read at once: enough that each page costs little besides them, few enough to hold.
const PAGE: usize = 200;

/// Pages that are read at once: anybody may ask for all there is, as often as they like, and others want to be served too.
pub(crate) const WALKING: usize = 2;

/// A document, with the contact details that the same caller may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The document.
    pub resource: Resource,
    /// Documents that it names as how to reach whom it is about.
    pub contact: Vec<Resource>,
}

impl Shown {
    /// When it changed last, its contact details included.
    pub fn modified(&self) -> Timestamp {
        self.contact.iter().map(|contact| contact.modified).fold(self.resource.modified, Timestamp::max)
    }

    /// Whether all of it is as it was written first.
    pub fn is_first(&self) -> bool {
        self.resource.revision.number == 1 && self.contact.iter().all(|contact| contact.revision.number == 1)
    }
}

/// Which documents are asked for, and how far they were read.
#[derive(Debug, Clone)]
pub struct Walk {
    caller: Caller,
    containers: VecDeque<Container>,
    class: Option<NamedNode>,
    since: Option<Timestamp>,
    after: Option<Slug>,
}

impl Walk {
    /// Those of these containers that the caller may read, container by container, by slug.
    pub fn new(caller: Caller, containers: impl IntoIterator<Item = Container>) -> Self {
        Self { caller, containers: containers.into_iter().collect(), class: None, since: None, after: None }
    }

    /// Of them those that are this.
    #[must_use]
    pub fn of_class(self, class: Option<NamedNode>) -> Self {
        Self { class, ..self }
    }

    /// Of them those that changed since then.
    #[must_use]
    pub fn since(self, since: Option<Timestamp>) -> Self {
        Self { since, ..self }
    }
}

impl Registry {
    /// Reads on: some more documents, which may be none for once; nothing at the end.
    pub async fn read_on(&self, walk: &mut Walk) -> Result<Option<Vec<Shown>>, ReadError> {
        let Some(container) = walk.containers.front().copied() else { return Ok(None) };
        // It is never closed. Whoever waits longest is next.
        let _turn = self.walking.acquire().await;
        let after = walk.after.as_ref();
        let found = match walk.since {
            Some(since) => self.journal.visible_since(&walk.caller, container, since, after, PAGE).await?,
            None => self.journal.visible(&walk.caller, container, after, PAGE).await?,
        };
        let last = found.last().filter(|_| found.len() == PAGE).and_then(|last| last.iri.as_str().rsplit('/').next());
        walk.after = last.and_then(|last| Slug::from_text(last).ok());
        if walk.after.is_none() {
            walk.containers.pop_front();
        }
        let mut resources = self.resources(found).await?;
        if let Some(class) = &walk.class {
            let class = TermRef::NamedNode(class.as_ref());
            resources.retain(|resource| resource.document.own(rdf::TYPE).any(|term| term == class));
        }
        self.with_contact(&walk.caller, resources).await.map(Some)
    }

    /// All documents of a container that the caller may read: of few, which are wanted together.
    pub async fn walked(&self, caller: &Caller, container: Container) -> Result<Vec<Document>, ReadError> {
        let mut walk = Walk::new(caller.clone(), [container]);
        let mut documents = Vec::new();
        while let Some(page) = self.read_on(&mut walk).await? {
            documents.extend(page.into_iter().map(|shown| shown.resource.document));
        }
        Ok(documents)
    }

    /// One document as a walk shows it.
    pub async fn show(&self, caller: &Caller, iri: &Iri) -> Result<Shown, ReadError> {
        let current = access::readable(caller, self.journal.current(&iri.document()).await?)?;
        let resources = self.resources(vec![current]).await?;
        Ok(self.with_contact(caller, resources).await?.remove(0))
    }

    /// Those of these documents that are there and that the caller may read, by address, as a walk shows them.
    pub(crate) async fn show_all(&self, caller: &Caller, iris: &[Iri]) -> Result<Vec<Shown>, ReadError> {
        let resources = self.resources(self.journal.visible_among(caller, iris).await?).await?;
        self.with_contact(caller, resources).await
    }

    /// A hash of everything that the caller may read in these containers: two that are equal are of the same.
    pub async fn walked_hash(
        &self,
        caller: &Caller,
        containers: impl IntoIterator<Item = Container>,
    ) -> Result<ContentHash, ReadError> {
        let mut hashes = Vec::new();
        for container in containers {
            hashes.extend(self.members_hash(caller, container).await?.0);
        }
        Ok(ContentHash::of(&hashes))
    }

    async fn with_contact(&self, caller: &Caller, resources: Vec<Resource>) -> Result<Vec<Shown>, ReadError> {
        let named: BTreeSet<Iri> = resources.iter().flat_map(contact).collect();
        if named.is_empty() {
            return Ok(resources.into_iter().map(|resource| Shown { resource, contact: Vec::new() }).collect());
        }
        let named: Vec<Iri> = named.into_iter().collect();
        let found = self.resources(self.journal.visible_among(caller, &named).await?).await?;
        let shown = resources.into_iter().map(|resource| {
            let own: BTreeSet<Iri> = contact(&resource).collect();
            let about = TermRef::NamedNode(resource.document.iri().as_named_node());
            // An annex says itself whose it is: nobody lends somebody else's contact details by pointing at them.
            let is_own = |annex: &&Resource| {
                own.contains(annex.document.iri()) && annex.document.own(property::ANNEX_OF).any(|of| of == about)
            };
            let contact = found.iter().filter(is_own).cloned().collect();
            Shown { resource, contact }
        });
        Ok(shown.collect())
    }
}

fn contact(resource: &Resource) -> impl Iterator<Item = Iri> + '_ {
    resource.document.own(property::CONTACT).filter_map(crate::read::named).map(|iri| iri.document())
}
