//! What belongs to a description: the one place that decides it, for bundles, releases and whatever else takes a
//! description whole.
//!
//! A document belongs when it hangs from the description, or from what belongs to it, by one of the properties below. It
//! is found in the projection, along what the caller may see and nothing else; no document is loaded for it.
//!
//! What is described has a life of its own, and so has whoever signs: they belong by themselves, and only what is offered
//! and needed in the name of the described is looked for behind them. Other descriptions never belong, nor does what
//! others say in passing.

use model::iri::Location;
use model::vocab::property;
use model::{Base, Caller, Container, Iri};
use oxrdf::NamedNodeRef;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use store::{Projection, ProjectionError};

/// Most documents that belong to a description, itself included: the largest we know has some two hundred; beyond this it
/// is a registry.
pub const MEMBER_LIMIT: usize = 1_000;

/// What a document holds together by pointing at it.
pub(crate) const OUTWARD: [NamedNodeRef<'static>; 8] = [
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
pub(crate) const INWARD: [NamedNodeRef<'static>; 7] = [
    property::ANNEX_OF,
    property::REALISES,
    property::REVIEWS,
    property::CONCERNS,
    property::IN_MATRIX,
    property::DECIDES,
    property::REGISTERS,
];

/// By what a document hangs from the described: contact data, and what is offered and needed in its name.
const OF_THE_DESCRIBED: [NamedNodeRef<'static>; 3] = [property::ANNEX_OF, property::OFFERED_BY, property::NEEDED_BY];

/// How the documents of a container take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Belonging {
    /// With what hangs from them in turn.
    Whole,
    /// By themselves: others hang from them, too.
    Alone,
    /// Not at all.
    No,
}

/// How the documents of this container take part.
pub(crate) fn belonging(container: Container) -> Belonging {
    match container {
        Container::Annexes
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
        | Container::Draws => Belonging::Whole,
        Container::Organizations
        | Container::Projects
        | Container::Ideas
        | Container::Ecosystems
        | Container::Territories
        | Container::Places
        | Container::People
        | Container::Events
        | Container::Groups
        | Container::Conventions
        | Container::Offers
        | Container::Needs => Belonging::Alone,
        Container::Codes
        | Container::Badges
        | Container::Memberships
        | Container::Entries
        | Container::Cooperations
        | Container::Annotations
        | Container::Themes => Belonging::No,
    }
}

/// The containers whose documents may belong to a description.
pub(crate) fn kinds() -> impl Iterator<Item = Container> {
    Container::ALL.iter().copied().filter(|container| belonging(*container) != Belonging::No)
}

/// The documents that belong to a description besides itself, as far as `caller` may see. One more than
/// [`MEMBER_LIMIT`] says: there are too many.
pub(crate) fn members(
    projection: &Projection,
    base: &Base,
    caller: &Caller,
    description: &Iri,
) -> Result<BTreeMap<Iri, Container>, ProjectionError> {
    let mut members = BTreeMap::new();
    let mut waiting = VecDeque::from([(description.clone(), Belonging::Whole)]);
    let described = projection.pointed_at(caller, description, &[property::DESCRIBES])?;
    while let Some((document, takes)) = waiting.pop_front() {
        let mut found = BTreeSet::new();
        if takes == Belonging::Whole {
            found.extend(projection.pointed_at(caller, &document, &OUTWARD)?);
            found.extend(projection.pointing_at(caller, &document, &INWARD, MEMBER_LIMIT)?);
        } else if described.contains(&document) {
            found.extend(projection.pointing_at(caller, &document, &OF_THE_DESCRIBED, MEMBER_LIMIT)?);
        }
        for candidate in found {
            let Some(Location::Document(container, _)) = base.locate(&candidate) else { continue };
            let takes = belonging(container);
            if takes == Belonging::No || candidate == *description || members.contains_key(&candidate) {
                continue;
            }
            members.insert(candidate.clone(), container);
            waiting.push_back((candidate, takes));
            if members.len() > MEMBER_LIMIT {
                return Ok(members);
            }
        }
    }
    Ok(members)
}
