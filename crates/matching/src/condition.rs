//! On which terms something changes hands.

use model::vocab::individual;
use oxrdf::NamedNodeRef;

/// On which terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Condition {
    /// Nothing is expected in return.
    Gift,
    /// For something else.
    Exchange,
    /// To be given back.
    Loan,
    /// To be given back, for payment.
    Rental,
    /// For payment.
    Sale,
    /// With the duty to contribute in turn.
    Reciprocity,
}

/// All of them, in the order of the vocabulary.
const ALL: [(NamedNodeRef<'static>, Condition); 6] = [
    (individual::GIFT, Condition::Gift),
    (individual::EXCHANGE, Condition::Exchange),
    (individual::LOAN, Condition::Loan),
    (individual::RENTAL, Condition::Rental),
    (individual::SALE, Condition::Sale),
    (individual::RECIPROCITY, Condition::Reciprocity),
];

impl Condition {
    /// Of a term of the vocabulary.
    #[must_use]
    pub fn from_term(term: NamedNodeRef<'_>) -> Option<Self> {
        ALL.iter().find(|(known, _)| *known == term).map(|(_, condition)| *condition)
    }

    /// Its term.
    #[must_use]
    pub fn to_term(self) -> NamedNodeRef<'static> {
        match self {
            Self::Gift => individual::GIFT,
            Self::Exchange => individual::EXCHANGE,
            Self::Loan => individual::LOAN,
            Self::Rental => individual::RENTAL,
            Self::Sale => individual::SALE,
            Self::Reciprocity => individual::RECIPROCITY,
        }
    }

    /// How well who would take it on these terms is served by who gives it on those. Never nothing: terms are what people
    /// talk about when they meet.
    fn serves(self, wanted: Self) -> f64 {
        use Condition::{Exchange, Gift, Loan, Reciprocity, Rental, Sale};
        match self {
            Gift => match wanted {
                Gift | Exchange | Reciprocity | Sale => 1.0,
                Loan | Rental => 0.9,
            },
            Exchange => match wanted {
                Exchange => 1.0,
                Reciprocity => 0.9,
                Sale | Gift | Loan | Rental => 0.6,
            },
            Loan => match wanted {
                Loan | Rental => 1.0,
                Reciprocity => 0.9,
                Gift | Exchange => 0.75,
                Sale => 0.6,
            },
            Rental => match wanted {
                Rental => 1.0,
                Sale => 0.6,
                Loan => 0.45,
                Gift | Exchange | Reciprocity => 0.35,
            },
            Sale => match wanted {
                Sale => 1.0,
                Rental | Exchange => 0.45,
                Gift | Loan | Reciprocity => 0.25,
            },
            Reciprocity => match wanted {
                Reciprocity => 1.0,
                Exchange | Loan => 0.9,
                Gift | Rental | Sale => 0.75,
            },
        }
    }
}

/// How well the terms of an offer serve a need, with the pair that does best; nothing where one of both tells none.
pub(crate) fn likeness(offered: &[Condition], wanted: &[Condition]) -> Option<(f64, Condition, Condition)> {
    let pairs = offered.iter().flat_map(|offered| wanted.iter().map(|wanted| (*offered, *wanted)));
    let weighed = pairs.map(|(offered, wanted)| (offered.serves(wanted), offered, wanted));
    // The first of the best, in the order of the vocabulary: the order of statements tells nothing.
    weighed.min_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gift_serves_everybody_and_a_sale_those_who_pay() {
        for (_, wanted) in ALL {
            assert!(Condition::Gift.serves(wanted) >= 0.9, "{wanted:?}");
            assert!(Condition::Sale.serves(wanted) <= Condition::Gift.serves(wanted), "{wanted:?}");
            assert!((wanted.serves(wanted) - 1.0).abs() < 1e-9, "{wanted:?}");
        }
    }

    #[test]
    fn the_best_pair_counts_in_whatever_order() {
        let offered = [Condition::Sale, Condition::Reciprocity];
        let best = likeness(&offered, &[Condition::Gift, Condition::Reciprocity]);
        assert_eq!(best, Some((1.0, Condition::Reciprocity, Condition::Reciprocity)));
        assert_eq!(
            likeness(&[Condition::Reciprocity, Condition::Sale], &[Condition::Reciprocity, Condition::Gift]),
            best
        );
        assert_eq!(likeness(&offered, &[]), None);
    }

    #[test]
    fn terms_are_read_and_written() {
        for (term, condition) in ALL {
            assert_eq!((Condition::from_term(term), condition.to_term()), (Some(condition), term));
        }
        assert_eq!(Condition::from_term(individual::SPACE), None);
    }
}
