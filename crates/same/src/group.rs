//! Those that share a mark, by where they are: a website that sheets of forty towns have is a chain's, one that four sheets of
//! one place have is one organisation's, told four times.

use crate::place::Point;
use crate::rarity::Numbered;
use std::collections::{BTreeSet, HashMap};

/// Those who share a mark.
#[derive(Debug, Default)]
pub(crate) struct Group {
    members: usize,
    places: Vec<Around>,
    /// In which place each is.
    place_of: HashMap<usize, usize>,
    /// In how many places each word is told.
    places_with: HashMap<u32, u32>,
}

/// One place, with the words that are told there.
#[derive(Debug)]
struct Around {
    point: Point,
    words: BTreeSet<u32>,
}

/// What is so near is told of one place, in kilometres: as far as the middle of a town may be.
const NEAR: f64 = 2.5;
/// In more places than this it is no group: a host of mailboxes, a network.
const PLACES: usize = 500;
/// Weight of what is known of a word without the group.
const ELSEWHERE: f64 = 1.5;

/// A member: its number, where it is if that is known, its names.
pub(crate) struct Member<'a> {
    pub(crate) number: usize,
    pub(crate) point: Option<Point>,
    pub(crate) names: &'a [Numbered],
}

impl Group {
    /// Of these.
    pub(crate) fn of<'a>(members: impl Iterator<Item = Member<'a>>) -> Self {
        let mut group = Self::default();
        for member in members {
            group.members += 1;
            if group.places.len() < PLACES {
                group.add(&member);
            }
        }
        for around in &group.places {
            for word in &around.words {
                *group.places_with.entry(*word).or_default() += 1;
            }
        }
        group
    }

    fn add(&mut self, member: &Member<'_>) {
        let Some(point) = member.point else { return };
        let place = self.places.iter().position(|around| around.point.kilometres_to(point) < NEAR);
        let place = place.unwrap_or_else(|| {
            self.places.push(Around { point, words: BTreeSet::new() });
            self.places.len() - 1
        });
        if let Some(around) = self.places.get_mut(place) {
            around.words.extend(member.names.iter().flat_map(|name| &name.words));
        }
        self.place_of.insert(member.number, place);
    }

    /// In how many places they are.
    #[expect(clippy::cast_precision_loss, reason = "a count of sheets")]
    pub(crate) fn spread(&self) -> f64 {
        if self.is_crowd() { self.members as f64 } else { self.places.len().max(1) as f64 }
    }

    /// How rare a word is in other places than these two members' own, where it is so many bits rare elsewhere.
    pub(crate) fn rarity(&self, word: u32, bits: f64, one: usize, other: usize) -> f64 {
        if self.is_crowd() {
            return bits;
        }
        let own: BTreeSet<usize> =
            [one, other].iter().filter_map(|member| self.place_of.get(member).copied()).collect();
        let own_with =
            own.iter().filter_map(|place| self.places.get(*place)).filter(|around| around.words.contains(&word));
        let with = f64::from(self.places_with.get(&word).copied().unwrap_or_default());
        #[expect(clippy::cast_precision_loss, reason = "two at most, of a few hundred")]
        let (with, others) = (with - own_with.count() as f64, (self.places.len() - own.len()) as f64);
        -((with + ELSEWHERE * (-bits).exp2()) / (others + ELSEWHERE)).log2()
    }

    /// Whether they are so many that they have nothing to do with each other.
    pub(crate) fn is_crowd(&self) -> bool {
        self.places.len() >= PLACES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRAND: u32 = 0;

    /// Each with the brand and a word of its own, a degree apart or at one place.
    fn group(members: u32, apart: f64) -> Group {
        let names: Vec<[Numbered; 1]> =
            (0..members).map(|number| [Numbered { words: vec![BRAND, number + 1], head: 2 }]).collect();
        Group::of(names.iter().enumerate().map(|(number, names)| Member {
            number,
            point: Point::new(-80.0 + f64::from(names[0].words[1]) * apart, 2.0),
            names,
        }))
    }

    #[test]
    fn a_brand_tells_nothing_among_its_branches() {
        let group = group(40, 1.0);
        assert!((group.spread() - 40.0).abs() < 1e-9);
        assert!(group.rarity(BRAND, 12.0, 3, 4) < 0.1);
        assert!(group.rarity(4, 12.0, 3, 4) > 4.0);
    }

    #[test]
    fn one_organisation_told_many_times_is_no_chain() {
        let group = group(5, 0.0);
        assert!((group.spread() - 1.0).abs() < 1e-9);
        assert!((group.rarity(BRAND, 12.0, 3, 4) - 12.0).abs() < 1e-9);
    }

    #[test]
    fn what_everybody_has_is_no_group() {
        let names = [Numbered { words: vec![BRAND], head: 1 }];
        let points = (0..900).map(|number| Point::new(f64::from(number / 30) + 1.0, f64::from(number % 30) + 1.0));
        let group = Group::of(points.enumerate().map(|(number, point)| Member { number, point, names: &names }));
        assert!((group.spread() - 900.0).abs() < 1e-9);
        assert!((group.rarity(BRAND, 12.0, 3, 4) - 12.0).abs() < 1e-9);
    }
}
