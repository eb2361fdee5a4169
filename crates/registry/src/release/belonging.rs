//! What belongs to a description (decision 0016): what hangs from it by the properties below, and from that in turn, as
//! far as every reader of the description may read it.

use crate::access;
use crate::error::{ChangeError, ReleaseError};
use crate::read;
use crate::registry::Registry;
use journal::Current;
use model::iri::Location;
use model::vocab::property;
use model::{Caller, Container, Document, Iri};
use oxrdf::{NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Most documents of a release: the largest description we know has some two hundred; beyond this it is a registry.
pub(crate) const MEMBER_LIMIT: usize = 1_000;

/// Most that point at one document and are looked at: a few for each member that there may be.
const LINK_LIMIT: usize = 10_000;

/// What a document holds together by pointing at it.
const OUTWARD: [NamedNodeRef<'static>; 8] = [
    property::DESCRIBES,
    property::CONVENTION,
    property::EVIDENCED_BY,
    property::KNOWLEDGE_SEED,
    property::WEALTH_MATRIX,
    property::FLOW,
    property::DECISION,
    property::DECIDES,
];

/// By what a document hangs from another.
const INWARD: [NamedNodeRef<'static>; 7] = [
    property::ANNEX_OF,
    property::REALISES,
    property::REVIEWS,
    property::CONCERNS,
    property::IN_MATRIX,
    property::DECIDES,
    property::REGISTERS,
];

/// A document that belongs to the description.
pub(super) struct Part {
    pub(super) container: Container,
    pub(super) current: Current,
    pub(super) document: Document,
}

/// What belongs to a description.
pub(super) struct Gathered {
    /// The description and what belongs to it, by address.
    pub(super) parts: BTreeMap<Iri, Part>,
    /// What the caller may read, but not everybody who may read the description.
    pub(super) left_out: Vec<Iri>,
}

/// How a document takes part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Belonging {
    /// With what hangs from it in turn.
    Whole,
    /// By itself: it has a life of its own, and others hang from it too.
    Alone,
}

/// Whether documents of a container belong to a description that they hang from.
fn belonging(container: Container) -> Option<Belonging> {
    match container {
        Container::Codes
        | Container::Annexes
        | Container::Actions
        | Container::Evidence
        | Container::Reviews
        | Container::Commitments
        | Container::Matrices
        | Container::Flows
        | Container::Seeds
        | Container::Controversies
        | Container::Proposals
        | Container::Decisions
        | Container::Draws => Some(Belonging::Whole),
        // Whom the description describes, and the act by which it entered the registry.
        Container::Organizations
        | Container::Projects
        | Container::Ideas
        | Container::Ecosystems
        | Container::Territories
        | Container::Places
        | Container::People
        | Container::Events
        | Container::Groups
        | Container::Conventions => Some(Belonging::Alone),
        // What others say in passing, offer, or do elsewhere.
        Container::Offers
        | Container::Needs
        | Container::Badges
        | Container::Memberships
        | Container::Entries
        | Container::Cooperations
        | Container::Annotations
        | Container::Themes => None,
    }
}

impl Registry {
    /// What belongs to a description, as the caller sees it now.
    pub(super) async fn gather(&self, caller: &Caller, description: Current) -> Result<Gathered, ReleaseError> {
        let whole = description.clone();
        let mut gathered = Gathered { parts: BTreeMap::new(), left_out: Vec::new() };
        let mut known = BTreeSet::from([whole.iri.clone()]);
        let mut waiting = VecDeque::from([description]);
        while let Some(current) = waiting.pop_front() {
            let iri = current.iri.clone();
            let Some(Location::Document(container, _)) = self.base().locate(&iri) else { continue };
            let document = read::resource(current.clone())?.document;
            let mut found = BTreeSet::new();
            if belonging(container) == Some(Belonging::Whole) {
                found.extend(self.pointed_at(&document));
                found.extend(self.pointing(caller, &iri).await?);
            }
            gathered.parts.insert(iri, Part { container, current, document });
            for candidate in found {
                if !known.insert(candidate.clone()) || !self.may_belong(&candidate) {
                    continue;
                }
                let current = self.journal.current(&candidate).await.map_err(ChangeError::from)?;
                // What the caller may not read, or what is gone, is not there.
                let Ok(current) = access::readable(caller, current) else { continue };
                if access::reaches_as_far(&current, &whole) {
                    waiting.push_back(current);
                } else {
                    gathered.left_out.push(candidate);
                }
            }
            if gathered.parts.len() + waiting.len() > MEMBER_LIMIT {
                return Err(ReleaseError::TooLarge { description: whole.iri, limit: MEMBER_LIMIT });
            }
        }
        Ok(gathered)
    }

    /// A release is of one description: others are not drawn into it.
    fn may_belong(&self, candidate: &Iri) -> bool {
        match self.base().locate(candidate) {
            Some(Location::Document(Container::Codes, _) | Location::Container(_)) | None => false,
            Some(Location::Document(container, _)) => belonging(container).is_some(),
        }
    }

    /// What a document, or a fragment of it, points at.
    fn pointed_at(&self, document: &Document) -> Vec<Iri> {
        let links = document.triples().iter().filter(|triple| OUTWARD.contains(&triple.predicate.as_ref()));
        links
            .filter_map(|triple| match &triple.object {
                Term::NamedNode(node) => Some(Iri::from_named_node(node.clone()).document()),
                Term::BlankNode(_) | Term::Literal(_) => None,
            })
            .filter(|iri| self.base().owns(iri))
            .collect()
    }

    /// What hangs from a document, or from a fragment of it.
    async fn pointing(&self, caller: &Caller, iri: &Iri) -> Result<Vec<Iri>, ReleaseError> {
        let (whom, target) = (caller.clone(), iri.clone());
        let links = self.projected(move |projection| projection.links_to(&whom, &target, LINK_LIMIT)).await?;
        if links.len() >= LINK_LIMIT {
            return Err(ReleaseError::TooLarge { description: iri.clone(), limit: MEMBER_LIMIT });
        }
        let hanging = links.into_iter().filter(|link| INWARD.contains(&link.predicate.as_named_node()));
        Ok(hanging.map(|link| link.from.document()).collect())
    }
}
