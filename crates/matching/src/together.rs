//! Several offers that answer a need together: of a tent and dishes one has the tent, another the dishes.

use crate::collection::{Collection, Match};
use crate::words::Word;
use model::Iri;
use std::collections::BTreeSet;

/// What a name's words weigh at least: the rest of a page only tells of them.
pub(crate) const OF_A_NAME: f64 = 2.0;
/// One that has so much of what is asked for needs nobody beside it.
const ENOUGH: f64 = 0.7;
/// Who is taken beside others has so much that they do not have.
const MORE: f64 = 0.2;
/// More than these would be a fair.
const MOST: usize = 3;

impl Collection {
    /// Which of those that were found answer together what none of them answers alone; none if there are no such.
    #[must_use]
    pub fn together<'a>(&self, asked: &Iri, found: &'a [Match]) -> Vec<&'a Iri> {
        let wanted: Vec<&Word> = self.held_words(asked).iter().filter(|word| word.weight >= OF_A_NAME).collect();
        let all: f64 = wanted.iter().map(|word| self.rarity().of(word.key)).sum();
        let of = |found: &Match| -> BTreeSet<u64> {
            let words = self.held_words(&found.iri);
            wanted.iter().map(|word| word.key).filter(|key| words.iter().any(|word| word.key == *key)).collect()
        };
        let weigh = |keys: &BTreeSet<u64>| keys.iter().map(|key| self.rarity().of(*key)).sum::<f64>() / all;
        let mut rest: Vec<(&Iri, BTreeSet<u64>)> =
            found.iter().map(|found| (&found.iri, of(found))).filter(|(_, keys)| !keys.is_empty()).collect();
        if rest.iter().any(|(_, keys)| weigh(keys) >= ENOUGH) {
            return Vec::new();
        }
        let (mut chosen, mut covered) = (Vec::new(), BTreeSet::new());
        while chosen.len() < MOST && !rest.is_empty() {
            let more = |keys: &BTreeSet<u64>| weigh(&keys.difference(&covered).copied().collect());
            // The first of the best: they come the best matches first.
            let best = rest.iter().enumerate().map(|(place, (_, keys))| (more(keys), place));
            let Some((gain, place)) = best.min_by(|one, other| other.0.total_cmp(&one.0)) else { break };
            if gain < MORE {
                break;
            }
            let (iri, keys) = rest.remove(place);
            chosen.push(iri);
            covered.extend(keys);
        }
        if chosen.len() > 1 { chosen } else { Vec::new() }
    }
}
