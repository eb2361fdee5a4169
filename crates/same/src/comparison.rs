//! Two sheets, compared: each reason is weighed beside those that are told already.

use crate::collection::{Collection, Known};
use crate::crowd;
use crate::density::Nearness;
use crate::group::Group;
use crate::likeness::Telling;
use crate::mark::{Mark, Sort};
use crate::rarity::population;
use crate::score::{Score, Why};
use std::collections::BTreeSet;

/// A wrong pair costs a person more than one that is not shown.
const CAUTION: f64 = 1.0;

/// What a shared mark weighs beyond that few pairs are one organisation's, where all who have it are at one place.
fn trust(sort: Sort) -> f64 {
    match sort {
        Sort::Link => 12.0,
        Sort::Siret => 8.0,
        Sort::Mailbox => 4.0,
        Sort::Page | Sort::Siren => 3.0,
        Sort::Host | Sort::Telephone => 2.0,
    }
}

/// What each further mark weighs: who shares a website shares the mailbox there.
const FURTHER_MARK: f64 = 1.5;

/// What it weighs that both have marks of a kind, and none of it in common.
fn other_mark(sort: Sort) -> f64 {
    match sort {
        // Who has another number is another.
        Sort::Siren => -20.0,
        // Who moves has another establishment.
        Sort::Siret | Sort::Host => -3.0,
        Sort::Page => -2.5,
        Sort::Telephone | Sort::Mailbox => -2.0,
        Sort::Link => 0.0,
    }
}

/// The same of two pages of one site, which has one for each branch.
const OTHER_PAGE: f64 = -3.5;

/// What it tells at most to be near each other, for those who share a mark of one place or two.
const NEAR_IN_GROUP: f64 = 1.0;
/// The same for those who share a chain's, which may have two branches in a town.
const NEAR_IN_CHAIN: f64 = -0.5;
/// A mark of more places is a chain's.
const CHAIN: f64 = 2.0;
/// What it tells them to be far from each other, beyond what it tells anyway: two of one name have pages and mailboxes of
/// one name.
const FAR_IN_GROUP: f64 = -5.0;

/// One calls a place or a project what the other calls an organisation.
const OTHER_KIND: f64 = -0.5;

impl Collection {
    /// Compares two of them, by their places; nothing where there are no such sheets.
    pub fn compare(&self, one: usize, other: usize) -> Option<Score> {
        let pair = Pair { of: self, one: self.known(one)?, other: self.known(other)? };
        let mut score = Score::default();
        score.add(Why::Any, -self.bits_of_any() - CAUTION);
        let strongest = pair.marks(&mut score);
        pair.other_marks(strongest, &mut score);
        let nearness = pair.nearness(strongest, &mut score);
        pair.names(strongest, nearness, &mut score);
        if pair.one.sheet.kind != pair.other.sheet.kind {
            score.add(Why::Kind, OTHER_KIND);
        }
        Some(score)
    }

    /// What it would tell to be the only two of all.
    fn bits_of_any(&self) -> f64 {
        population(self.sheets().len()).log2()
    }
}

/// The mark that tells most of those that two share.
#[derive(Clone, Copy)]
struct Strongest<'a> {
    sort: Sort,
    group: &'a Group,
}

#[derive(Clone, Copy)]
struct Pair<'a> {
    of: &'a Collection,
    one: Known<'a>,
    other: Known<'a>,
}

impl<'a> Pair<'a> {
    /// The marks that both have: the strongest whole, each further one a little.
    fn marks(self, score: &mut Score) -> Option<Strongest<'a>> {
        let shared = self.one.sheet.marks.intersection(&self.other.sheet.marks);
        let mut shared: Vec<(f64, &Mark, &Group)> = shared
            .filter(|mark| !crowd::has(mark))
            .filter_map(|mark| Some((mark, self.of.group(mark)?)))
            .filter(|(_, group)| !group.is_crowd())
            .map(|(mark, group)| (trust(mark.sort) - (group.spread() - 1.0).max(1.0).log2(), mark, group))
            .collect();
        shared.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        let mut shared = shared.into_iter();
        let (bits, mark, group) = shared.next()?;
        score.add(Why::Mark(mark.clone()), bits + self.of.bits_of_any());
        for (_, mark, _) in shared.filter(|(bits, ..)| *bits > 0.0) {
            score.add(Why::Mark(mark.clone()), FURTHER_MARK);
        }
        Some(Strongest { sort: mark.sort, group })
    }

    /// The kinds of which both have marks, and none in common.
    fn other_marks(self, strongest: Option<Strongest<'_>>, score: &mut Score) {
        for sort in [Sort::Siren, Sort::Siret, Sort::Host, Sort::Page, Sort::Mailbox, Sort::Telephone] {
            let [ours, theirs] = [self.one, self.other]
                .map(|known| known.sheet.marks_of(sort).filter(|mark| !crowd::has(mark)).collect::<BTreeSet<&Mark>>());
            if !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs) {
                let is_by_site = strongest.is_some_and(|strongest| strongest.sort == Sort::Host);
                let bits = if sort == Sort::Page && is_by_site { OTHER_PAGE } else { other_mark(sort) };
                score.add(Why::OtherMark(sort), bits);
            }
        }
    }

    /// How near they are. Those who share a mark are mostly near each other, whether they are one or not.
    fn nearness(self, strongest: Option<Strongest<'_>>, score: &mut Score) -> Option<Nearness> {
        let (nearness, bits) = self.of.density.nearness(self.one.whereabouts(), self.other.whereabouts())?;
        let bits = strongest.map_or(bits, |Strongest { group, .. }| {
            let spread = group.spread();
            if nearness == Nearness::Far {
                bits + FAR_IN_GROUP
            } else {
                bits.min(spread.log2() + if spread > CHAIN { NEAR_IN_CHAIN } else { NEAR_IN_GROUP })
            }
        });
        score.add(Why::Nearness(nearness), bits);
        Some(nearness)
    }

    /// The likest of their names, among those of all sheets, or of those who share their strongest mark.
    fn names(self, strongest: Option<Strongest<'_>>, nearness: Option<Nearness>, score: &mut Score) {
        let words = &self.of.words;
        let in_two_towns = self.one.sheet.town.is(&self.other.sheet.town) == Some(false);
        let towns = if in_two_towns { [&[][..]; 2] } else { [self.one.of_towns, self.other.of_towns] };
        let rarity = |word: u32| {
            let bits = words.bits(word);
            strongest.map_or(bits, |strongest| strongest.group.rarity(word, bits, self.one.number, self.other.number))
        };
        let telling = Telling { words, towns, rarity: &rarity };
        let is_near = nearness.is_some_and(|nearness| nearness <= Nearness::Town);
        let in_one_town = is_near && !in_two_towns && strongest.is_none();
        let pairs = self.one.names.iter().flat_map(|one| self.other.names.iter().map(move |other| (one, other)));
        let bits = pairs.map(|(one, other)| telling.likeness(one, other).bits(in_one_town)).max_by(f64::total_cmp);
        if let Some(bits) = bits {
            score.add(if bits >= 0.0 { Why::Name } else { Why::OtherName }, bits);
        }
    }
}
