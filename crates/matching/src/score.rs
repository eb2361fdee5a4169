//! How well an offer and a need go together: a number, its parts, and what they are because of.

use crate::condition::Condition;
use crate::period::Meeting;
use crate::place::Apart;
use crate::thesaurus::Relation;
use model::Iri;

/// Each part from 0 to 1; nothing where one of both does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// How like the kinds are.
    pub kind: Option<f64>,
    /// How near the themes and skills are.
    pub theme: Option<f64>,
    /// How much the texts have in common.
    pub text: f64,
    /// How near the places are.
    pub distance: Option<f64>,
    /// How the dates meet.
    pub time: f64,
    /// How the terms go together.
    pub terms: Option<f64>,
}

/// What one part is because of.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// The offer says that it answers this need.
    Answers,
    /// The kinds that are likest.
    Kinds {
        /// The kind that is asked with.
        own: Iri,
        /// The kind of what was found.
        other: Iri,
    },
    /// The concepts that are nearest.
    Concepts {
        /// How the one that was found stands to the one asked with.
        relation: Relation,
        /// The one that is asked with.
        own: Iri,
        /// The one that was found.
        other: Iri,
    },
    /// Words that both have, those that say most first.
    Words(Vec<String>),
    /// How far apart they are.
    Apart(Apart),
    /// In one territory, which both name.
    Territory(Iri),
    /// How the dates meet.
    Dates(Meeting),
    /// The terms that go together best.
    Terms {
        /// Those of the offer.
        offered: Condition,
        /// Those of the need.
        wanted: Condition,
    },
}

/// How well two go together, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The whole, from 0 to 1.
    pub whole: f64,
    /// What it is made of.
    pub parts: Parts,
    /// What that is because of, in this order: what it is about, then where, when, on which terms.
    pub reasons: Vec<Reason>,
}

/// From here on two are worth telling of.
pub const THRESHOLD: f64 = 0.08;

/// How much the same theme alone says that they are about one thing.
const THEME: f64 = 0.65;
/// How much the same words alone do, where themes go together.
const WORDS: f64 = 0.85;
/// Where nothing is known of themes.
const WORDS_ALONE: f64 = 0.7;
/// Where themes have nothing to do with each other: a word with two meanings.
const WORDS_OF_OTHERS: f64 = 0.3;
/// What is left of it where each of the others is worst: a kind, terms.
const OTHER_KIND: f64 = 0.35;
const OTHER_TERMS: f64 = 0.5;
/// What is taken where it is not told: neither good nor bad.
const KIND_UNTOLD: f64 = 0.7;
const PLACE_UNTOLD: f64 = 0.7;
const TERMS_UNTOLD: f64 = 0.8;

impl Parts {
    /// All together: what it is about, and how much of that kind, place, dates and terms leave. It grows with each part.
    #[must_use]
    pub fn whole(&self) -> f64 {
        let share = |least: f64, part: f64| least + (1.0 - least) * part;
        let about = self.about();
        about
            * share(OTHER_KIND, self.kind.unwrap_or(KIND_UNTOLD))
            * share(OTHER_TERMS, self.terms.unwrap_or(TERMS_UNTOLD))
            * self.distance.unwrap_or(PLACE_UNTOLD)
            * self.time
    }

    /// Whether they are about one thing: the whole is never more.
    pub(crate) fn about(&self) -> f64 {
        let (theme, words) = match self.theme {
            None => (0.0, WORDS_ALONE),
            Some(theme) => (theme * THEME, WORDS_OF_OTHERS + (WORDS - WORDS_OF_OTHERS) * theme),
        };
        1.0 - (1.0 - theme) * (1.0 - words * self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part() -> impl Strategy<Value = Option<f64>> {
        proptest::option::of(0.0..=1.0_f64)
    }

    prop_compose! {
        fn parts()(kind in part(), theme in part(), text in 0.0..=1.0_f64, distance in part(), time in 0.0..=1.0_f64, terms in part())
            -> Parts
        {
            Parts { kind, theme, text, distance, time, terms }
        }
    }

    proptest! {
        #[test]
        fn it_stays_within_bounds(parts in parts()) {
            prop_assert!((0.0..=1.0_f64).contains(&parts.whole()), "{parts:?}");
        }

        #[test]
        fn a_part_that_gets_better_never_lowers_the_whole(parts in parts(), which in 0..6, by in 0.0..=1.0_f64) {
            let mut better = parts;
            let more = |part: f64| f64::min(part + by, 1.0);
            match which {
                0 => better.kind = parts.kind.map(more),
                1 => better.theme = parts.theme.map(more),
                2 => better.text = more(parts.text),
                3 => better.distance = parts.distance.map(more),
                4 => better.time = more(parts.time),
                _ => better.terms = parts.terms.map(more),
            }
            prop_assert!(better.whole() >= parts.whole() - 1e-12, "{parts:?} {better:?}");
        }
    }

    #[test]
    fn what_is_about_nothing_common_is_nothing() {
        let else_perfect =
            Parts { kind: Some(1.0), theme: Some(0.0), text: 0.0, distance: Some(1.0), time: 1.0, terms: Some(1.0) };
        assert!(else_perfect.whole().abs() < 1e-12);
        let perfect = Parts { theme: Some(1.0), text: 1.0, ..else_perfect };
        assert!(perfect.whole() > 0.9);
        assert!(Parts { time: 0.0, ..perfect }.whole().abs() < 1e-12);
    }
}
