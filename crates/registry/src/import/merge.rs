//! A record and what somebody wrote here since its source was last read, brought together.

use crate::proposal;
use model::merge::Place;
use oxrdf::Triple;
use shapes::Grammar;

/// A place of a document of which its source says something else than what was written here, which stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// What it is about: the document or a part of it, and the property; nothing of a part that one of both took out.
    pub place: Place,
    /// What stands here, as N-Triples.
    pub here: Vec<String>,
    /// What the source says, as N-Triples.
    pub there: Vec<String>,
}

impl Dispute {
    /// The property that it is about; nothing where one of both took the whole part out.
    pub fn property(&self) -> Option<&str> {
        match &self.place {
            Place::Part(_) => None,
            Place::Property { property, .. } => Some(property),
        }
    }
}

/// Brings together what changed here and what changed at the source since `base`, which both started from: what the
/// document says then, and where the source says otherwise.
pub(super) fn together(grammar: &Grammar, [base, here, there]: [&[Triple]; 3]) -> (Vec<Triple>, Vec<Dispute>) {
    let merged = proposal::merge(grammar, base, here, there);
    let disputes = merged
        .conflicts
        .iter()
        .map(|conflict| Dispute {
            place: conflict.place.clone(),
            here: lines(&conflict.ours),
            there: lines(&conflict.theirs),
        })
        .collect();
    let triples = merged.agreed.into_iter().chain(merged.conflicts.into_iter().flat_map(|conflict| conflict.ours));
    (triples.collect(), disputes)
}

fn lines(triples: &[Triple]) -> Vec<String> {
    triples.iter().map(Triple::to_string).collect()
}
