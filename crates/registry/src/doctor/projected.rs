//! The projection beside the journal: every document, whole.

use super::{Ailment, Area, Chart, Gravity, Look};
use journal::Standing;
use model::{Iri, Seq};
use std::collections::{BTreeMap, BTreeSet};
use store::Fingerprint;

/// Most documents told of those that differ: beyond, all of it has to be made again anyway.
const TOLD: usize = 20;

pub(super) fn examine(
    chart: &mut Chart,
    projection: Look,
    standing: &BTreeMap<Iri, Standing>,
    last: Seq,
    is_running: bool,
) {
    let (applied, held) = match projection {
        Look::Absent => return chart.note(Area::Projection, Gravity::Note, Ailment::ProjectionAbsent),
        Look::Unusable(error) => {
            return chart.note(Area::Projection, Gravity::Error, Ailment::ProjectionUnusable(error));
        }
        Look::Behind => {
            let ailment = Ailment::ProjectionElsewhere { applied: Seq(0), head: last };
            return chart.note(Area::Projection, Gravity::Error, ailment);
        }
        Look::Held(applied, held) => (applied, held),
    };
    let ailment = Ailment::ProjectionElsewhere { applied, head: last };
    if applied > last && !is_running {
        // The folder was put together from two times; the next start makes all of it again.
        return chart.note(Area::Projection, Gravity::Warning, ailment);
    }
    if applied < last && !is_running {
        // What a crash left: it goes on from there at the next start.
        chart.note(Area::Projection, Gravity::Note, ailment);
    }
    for iri in different(&held, standing, applied).into_iter().take(TOLD) {
        chart.note(Area::Projection, Gravity::Error, Ailment::ProjectionDiffers(iri));
    }
}

/// The documents that differ, but for those that changed after what was applied.
fn different(held: &BTreeMap<Iri, Fingerprint>, standing: &BTreeMap<Iri, Standing>, applied: Seq) -> BTreeSet<Iri> {
    let all: BTreeSet<&Iri> = held.keys().chain(standing.keys()).collect();
    let differs = |iri: &Iri| match (held.get(iri), standing.get(iri)) {
        (_, Some(standing)) if standing.seq > applied => false,
        (Some(held), Some(standing)) => {
            Some(held.hash) != standing.hash || held.audience != standing.audience || held.owner != standing.owner
        }
        (None, Some(standing)) => standing.hash.is_some(),
        (_, None) => true,
    };
    all.into_iter().filter(|iri| differs(iri)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{AccountId, Audience, ContentHash};

    #[test]
    fn each_difference_is_one() {
        let iri = |name: &str| Iri::parse(&format!("https://a.example/codes/{name}")).unwrap();
        let hash = |byte| ContentHash([byte; 32]);
        let held = |byte, audience, owner| Fingerprint { hash: hash(byte), audience, owner: AccountId(owner) };
        let standing = |seq, byte: Option<u8>| Standing {
            seq: Seq(seq),
            hash: byte.map(hash),
            audience: Audience::Public,
            owner: AccountId(1),
        };
        let held = BTreeMap::from([
            (iri("same"), held(1, Audience::Public, 1)),
            (iri("content"), held(2, Audience::Public, 1)),
            (iri("audience"), held(1, Audience::Members, 1)),
            (iri("owner"), held(1, Audience::Public, 2)),
            (iri("gone"), held(1, Audience::Public, 1)),
            (iri("never"), held(1, Audience::Public, 1)),
            (iri("later"), held(2, Audience::Public, 1)),
            (iri("gone-later"), held(2, Audience::Public, 1)),
        ]);
        let mut journal: BTreeMap<Iri, Standing> = ["same", "content", "audience", "owner", "missing"]
            .into_iter()
            .map(|name| (iri(name), standing(7, Some(1))))
            .collect();
        journal.insert(iri("gone"), standing(7, None));
        journal.insert(iri("later"), standing(8, Some(1)));
        journal.insert(iri("gone-later"), standing(8, None));
        let found: Vec<Iri> = different(&held, &journal, Seq(7)).into_iter().collect();
        let expected = ["audience", "content", "gone", "missing", "never", "owner"].map(iri);
        assert_eq!(found, expected);
    }
}
