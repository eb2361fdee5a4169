//! How like two kinds of offers are: a lorry may be ticked as mobility, as equipment, or come with its driver as logistics.

use model::Iri;
use model::vocab::individual as kind;
use oxrdf::NamedNodeRef;

/// Kinds of which one is often meant where the other is said, or does as well.
const NEIGHBOURS: [(NamedNodeRef<'static>, NamedNodeRef<'static>, f64); 23] = [
    (kind::KNOW_HOW, kind::SERVICE, 0.8),
    (kind::KNOW_HOW, kind::KNOWLEDGE, 0.9),
    (kind::KNOW_HOW, kind::MENTORING, 0.8),
    (kind::KNOWLEDGE, kind::MENTORING, 0.7),
    (kind::KNOWLEDGE, kind::DATA, 0.7),
    (kind::KNOWLEDGE, kind::SERVICE, 0.6),
    (kind::KNOW_HOW, kind::DATA, 0.5),
    (kind::SERVICE, kind::MENTORING, 0.6),
    (kind::SERVICE, kind::LOGISTICS, 0.8),
    (kind::SERVICE, kind::MOBILITY, 0.7),
    (kind::MOBILITY, kind::LOGISTICS, 0.8),
    (kind::EQUIPMENT, kind::MOBILITY, 0.8),
    (kind::EQUIPMENT, kind::LOGISTICS, 0.6),
    (kind::EQUIPMENT, kind::PRODUCT, 0.5),
    (kind::KNOW_HOW, kind::SPACE, 0.4),
    (kind::KNOW_HOW, kind::EQUIPMENT, 0.4),
    (kind::KNOW_HOW, kind::PRODUCT, 0.3),
    (kind::EQUIPMENT, kind::SPACE, 0.6),
    (kind::EQUIPMENT, kind::SERVICE, 0.6),
    (kind::PRODUCT, kind::SERVICE, 0.4),
    (kind::SPACE, kind::LOGISTICS, 0.5),
    (kind::SPACE, kind::SERVICE, 0.4),
    (kind::MONEY, kind::MENTORING, 0.6),
];
/// What two kinds have in common that nothing is known of.
const STRANGERS: f64 = 0.2;
/// What can be had from anywhere, unless somebody says how far.
const FROM_ANYWHERE: [NamedNodeRef<'static>; 6] =
    [kind::SERVICE, kind::KNOW_HOW, kind::KNOWLEDGE, kind::DATA, kind::MONEY, kind::MENTORING];

/// How like two are.
fn between(one: &Iri, other: &Iri) -> f64 {
    if one == other {
        return 1.0;
    }
    let [one, other] = [one.as_named_node(), other.as_named_node()];
    let are = |a: NamedNodeRef<'_>, b: NamedNodeRef<'_>| (a, b) == (one, other) || (a, b) == (other, one);
    NEIGHBOURS.iter().find(|(a, b, _)| are(*a, *b)).map_or(STRANGERS, |(_, _, likeness)| *likeness)
}

/// How like the likest of these are, with them; nothing where one of both tells none.
pub(crate) fn likeness<'a>(ones: &'a [Iri], others: &'a [Iri]) -> Option<(f64, &'a Iri, &'a Iri)> {
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (between(one, other), one, other)));
    pairs.min_by(|one, other| other.0.total_cmp(&one.0).then_with(|| ordered(one).cmp(&ordered(other))))
}

/// Two addresses in an order that does not depend on which side they are of.
fn ordered<'a>((_, one, other): &(f64, &'a Iri, &'a Iri)) -> [&'a str; 2] {
    let mut both = [one.as_str(), other.as_str()];
    both.sort_unstable();
    both
}

/// Whether all of these can be had from anywhere.
pub(crate) fn is_from_anywhere(kinds: &[Iri]) -> bool {
    !kinds.is_empty() && kinds.iter().all(|kind| FROM_ANYWHERE.contains(&kind.as_named_node()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iri(kind: NamedNodeRef<'_>) -> Iri {
        Iri::from_named_node(kind.into_owned())
    }

    #[test]
    fn neighbours_are_between_the_same_and_strangers() {
        for (one, other, likeness) in NEIGHBOURS {
            assert!(likeness > STRANGERS && likeness < 1.0);
            assert!((between(&iri(one), &iri(other)) - between(&iri(other), &iri(one))).abs() < 1e-9);
        }
        let far = between(&iri(kind::MONEY), &iri(kind::SPACE));
        assert!((far - STRANGERS).abs() < 1e-9);
    }

    #[test]
    fn the_likest_pair_counts() {
        let (ones, others) = ([iri(kind::MONEY), iri(kind::SPACE)], [iri(kind::SPACE), iri(kind::DATA)]);
        assert_eq!(likeness(&ones, &others), Some((1.0, &ones[1], &others[0])));
        assert_eq!(likeness(&ones, &[]), None);
        assert!(is_from_anywhere(&[iri(kind::DATA)]) && !is_from_anywhere(&others) && !is_from_anywhere(&[]));
    }
}
