//! A copy of a description that goes its own way, and says from which version it started.

use crate::access;
use crate::belonging::MEMBER_LIMIT;
use crate::change::Changed;
use crate::error::ChangeError;
use crate::read::{Resource, named};
use crate::registry::Registry;
use model::iri::Location;
use model::vocab::{class, dct, individual, property, prov, rdf};
use model::{Audience, Caller, Container, Document, Iri, Reason, Slug};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeSet;
use std::future::ready;

/// What a description says of itself and not of what it describes: whose it is, where it came from, how far it got. A
/// copy has its own, and offers none of it back.
pub(crate) const OF_ITSELF: [NamedNodeRef<'static>; 9] = [
    property::OWNER,
    property::AUDIENCE,
    property::STATUS,
    property::CONVENTION,
    property::FORK_OF,
    prov::WAS_DERIVED_FROM,
    prov::WAS_REVISION_OF,
    dct::CREATED,
    dct::MODIFIED,
];

/// What shall be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// The description.
    pub source: Iri,
    /// Which version of it; the newest if that is not said.
    pub version: Option<u64>,
    /// The name that the copy's address is made of; the source's own if there is none.
    pub hint: Option<String>,
    /// What else is copied, of what belongs to it: annexes, actions.
    pub with: BTreeSet<Container>,
    /// Why.
    pub reason: Option<Reason>,
}

/// What may be copied with a description, and the property that binds it. What others said of it stays where it is.
const BOUND: [(Container, NamedNodeRef<'static>); 2] =
    [(Container::Annexes, property::ANNEX_OF), (Container::Actions, property::REALISES)];

impl Registry {
    /// Copies a description: its parts get the copy's address, its owner is who copies. It is at least as closed as what
    /// it was copied from.
    pub async fn fork(&self, caller: &Caller, fork: Fork) -> Result<Changed, ChangeError> {
        access::writer(caller)?;
        let Fork { source, version, hint, with, reason } = fork;
        let unread = ChangeError::unread(&source);
        let number = match version {
            Some(number) => number,
            None => self.read(caller, &source).await.map_err(&unread)?.revision.number,
        };
        let past = self.version(caller, &source, number).await.map_err(&unread)?;
        let found: Vec<Iri> = past.resource.document.own(rdf::TYPE).filter_map(named).collect();
        if !found.iter().any(|found| found.as_named_node() == class::CODE_SOCIAL) {
            return Err(ChangeError::WrongType { container: Container::Codes, found });
        }
        let bound = self.bound(caller, &source, &with).await?;
        let wanted = match (hint.as_deref().and_then(|hint| Slug::from_text(hint).ok()), self.base().locate(&source)) {
            (Some(slug), _) | (None, Some(Location::Document(_, slug))) => slug,
            (None, Some(Location::Container(_)) | None) => return Err(ChangeError::NotAnAddress(source.clone())),
        };
        let make = |copy: &Iri| -> Result<Vec<Document>, ChangeError> {
            let mut documents = vec![copied(&past.resource, number, copy)?];
            for (container, slug, resource) in &bound {
                // Beside the copy, under its name and the original's.
                let slug = Slug::from_text(&[last(copy), slug.as_str()].join("-"))
                    .map_err(|error| ChangeError::NoAddress(error.0))?;
                documents.push(belonging(resource, &source, copy, &self.base().document(*container, &slug))?);
            }
            Ok(documents)
        };
        self.mint(caller, Container::Codes, &wanted, reason, |copy| ready(make(&copy))).await
    }

    /// What belongs to a description in these containers, as far as the caller may see it.
    async fn bound(
        &self,
        caller: &Caller,
        source: &Iri,
        with: &BTreeSet<Container>,
    ) -> Result<Vec<(Container, Slug, Resource)>, ChangeError> {
        if with.is_empty() {
            return Ok(Vec::new());
        }
        let unread = ChangeError::unread(source);
        let mut bound: Vec<(Iri, Container, Slug)> = Vec::new();
        for (kind, by) in BOUND.into_iter().filter(|(kind, _)| with.contains(kind)) {
            let (whom, whole) = (caller.clone(), source.clone());
            let found = self.projected(move |projection| projection.pointing_at(&whom, &whole, &[by], MEMBER_LIMIT));
            let found = found.await.map_err(&unread)?;
            if found.len() >= MEMBER_LIMIT {
                return Err(ChangeError::TooMuch { limit: MEMBER_LIMIT });
            }
            bound.extend(found.into_iter().filter_map(|iri| match self.base().locate(&iri) {
                Some(Location::Document(container, slug)) if container == kind => Some((iri, container, slug)),
                Some(Location::Document(..) | Location::Container(_)) | None => None,
            }));
        }
        let mut resources = Vec::new();
        for (iri, container, slug) in bound {
            match self.read(caller, &iri).await.map_err(&unread) {
                Ok(resource) => resources.push((container, slug, resource)),
                // Deleted or closed since the projection knew it.
                Err(ChangeError::NotFound | ChangeError::Gone(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(resources)
    }
}

/// The copy of a description.
fn copied(source: &Resource, number: u64, copy: &Iri) -> Result<Document, ChangeError> {
    let subject: NamedNode = copy.clone().into();
    let mut triples = source.document.retold(copy);
    triples.retain(|triple| !is_of_itself(triple, copy));
    let original = source.document.iri();
    triples.push(Triple::new(subject.clone(), property::FORK_OF, original.as_named_node()));
    triples.push(Triple::new(subject.clone(), prov::WAS_DERIVED_FROM, NamedNode::from(original.version(number))));
    triples.push(Triple::new(subject, property::STATUS, individual::DRAFT));
    triples.extend(closed(copy, &source.audience));
    Ok(Document::admit(copy.clone(), triples)?)
}

/// The copy of what belongs to a description: bound to the copy instead, and to nothing else that it was bound to.
fn belonging(bound: &Resource, source: &Iri, copy: &Iri, own: &Iri) -> Result<Document, ChangeError> {
    let mut triples = bound.document.retold(own);
    let binds = |triple: &Triple| BOUND.iter().any(|(_, by)| triple.predicate.as_ref() == *by);
    triples.retain(|triple| match &triple.object {
        Term::NamedNode(object) if binds(triple) => source.holds(object.as_ref()),
        Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => {
            !is_of_itself(triple, own) || triple.predicate.as_ref() == property::STATUS
        }
    });
    for triple in &mut triples {
        if let Term::NamedNode(object) = &triple.object
            && source.holds(object.as_ref())
        {
            let fragment = Iri::from_named_node(object.clone());
            let moved = fragment.fragment().map_or_else(|| copy.clone(), |fragment| copy.with_fragment(fragment));
            triple.object = NamedNode::from(moved).into();
        }
    }
    triples.extend(closed(own, &bound.audience));
    Ok(Document::admit(own.clone(), triples)?)
}

/// Whether it says something of the document itself, which a copy has of its own.
pub(crate) fn is_of_itself(triple: &Triple, document: &Iri) -> bool {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(subject) => subject.as_ref() == document.as_named_node(),
        NamedOrBlankNode::BlankNode(_) => false,
    };
    subject && OF_ITSELF.contains(&triple.predicate.as_ref())
}

/// The audience that a document is to have, said of it where it is not everybody.
pub(crate) fn closed(document: &Iri, audience: &Audience) -> Option<Triple> {
    let subject: NamedNode = document.clone().into();
    (*audience != Audience::Public).then(|| Triple::new(subject, property::AUDIENCE, audience.to_term()))
}

/// The last part of an address.
fn last(iri: &Iri) -> &str {
    iri.as_str().rsplit('/').next().unwrap_or_default()
}
