//! What belongs to a release (decision 0016): what belongs to its description, and is read by everybody who may read that.
//! Unlike a bundle's, its members hang together without what is left out.

use crate::access;
use crate::belonging::{Belonging, INWARD, MEMBER_LIMIT, OUTWARD, belonging};
use crate::error::{ChangeError, ReleaseError};
use crate::read;
use crate::registry::Registry;
use journal::Current;
use model::iri::Location;
use model::{Caller, Container, Document, Iri};
use oxrdf::Term;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Most that point at one document and are looked at: a few for each member that there may be.
const LINK_LIMIT: usize = 10_000;

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

/// How documents of a container take part in a release: as they do in the whole, but for what is offered and needed, which
/// comes and goes.
fn in_release(container: Container) -> Belonging {
    if matches!(container, Container::Offers | Container::Needs) { Belonging::No } else { belonging(container) }
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
            if container == Container::Codes || in_release(container) == Belonging::Whole {
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
            Some(Location::Document(container, _)) => in_release(container) != Belonging::No,
            Some(Location::Container(_)) | None => false,
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
        let found =
            self.projected(move |projection| projection.pointing_at(&whom, &target, &INWARD, LINK_LIMIT)).await?;
        if found.len() >= LINK_LIMIT {
            return Err(ReleaseError::TooLarge { description: iri.clone(), limit: MEMBER_LIMIT });
        }
        Ok(found.into_iter().collect())
    }
}
