//! An offer and a need, compared: each part, and what it is because of.

use crate::condition;
use crate::kind;
use crate::place::{self, Apart};
use crate::rarity::Rarity;
use crate::score::{Parts, Reason};
use crate::sheet::{Sheet, Side};
use crate::thesaurus::{self, Around};
use crate::words::Word;
use jiff::civil::Date;
use model::Iri;
use std::cmp::Ordering;

/// Words that are told of what two texts have in common.
const TOLD: usize = 5;

/// What is asked with, and what stays the same whoever it is compared with.
pub(crate) struct Asked<'a> {
    pub(crate) sheet: &'a Sheet,
    pub(crate) told: &'a Told,
    pub(crate) around: Around,
    pub(crate) today: Date,
    /// What its words weigh together.
    length: f64,
}

/// What a page says, with what follows from it: its words with those of its concepts and kinds; its concepts with those that
/// its words name, which count less.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) words: Vec<Word>,
    /// Where the rarity of each of them is.
    pub(crate) places: Vec<usize>,
    pub(crate) concepts: Vec<(Iri, f64)>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(sheet: &'a Sheet, told: &'a Told, around: Around, today: Date, rarity: &Rarity) -> Self {
        Self { sheet, told, around, today, length: told.length(rarity) }
    }

    /// The first of the parts: whether both are about one thing. Nothing where they have nothing to do with each other.
    pub(crate) fn topic(&self, other: &Sheet, told: &Told, rarity: &Rarity) -> Option<Parts> {
        if other.side == self.sheet.side || self.is_of_one_party(other) {
            return None;
        }
        if self.is_answered(other) {
            // Whoever offers has read the need: no word says more.
            return Some(Parts { theme: Some(1.0), text: 1.0, ..Parts::default() });
        }
        let text = self.likeness(told, rarity);
        let concepts = thesaurus::likeness(&self.around, &told.concepts);
        if concepts.is_none() && text <= 0.0 {
            return None;
        }
        let tells_concepts = !self.sheet.concepts.is_empty() && !other.concepts.is_empty();
        let theme = concepts.map(|(likeness, ..)| likeness).or_else(|| tells_concepts.then_some(0.0));
        Some(Parts { theme, text, ..Parts::default() })
    }

    /// All of the parts.
    pub(crate) fn parts(&self, topic: Parts, other: &Sheet) -> Parts {
        let (offer, need) = self.sides(other);
        Parts {
            kind: kind::likeness(&self.sheet.kinds, &other.kinds).map(|(likeness, ..)| likeness),
            distance: self.distance(other).map(|(nearness, _)| nearness),
            time: offer.period.meets(need.period, self.today).0,
            terms: condition::likeness(&offer.conditions, &need.conditions).map(|(likeness, ..)| likeness),
            ..topic
        }
    }

    /// What the parts are because of.
    pub(crate) fn reasons(&self, other: &Sheet, told: &Told, rarity: &Rarity) -> Vec<Reason> {
        let (offer, need) = self.sides(other);
        let mut reasons = Vec::new();
        if self.is_answered(other) {
            reasons.push(Reason::Answers);
        }
        if let Some((_, own, other)) = kind::likeness(&self.sheet.kinds, &other.kinds) {
            reasons.push(Reason::Kinds { own: own.clone(), other: other.clone() });
        }
        if let Some((_, relation, own, other)) = thesaurus::likeness(&self.around, &told.concepts) {
            reasons.push(Reason::Concepts { relation, own: own.clone(), other: other.clone() });
        }
        let words = self.common_words(other, told, rarity);
        if !words.is_empty() {
            reasons.push(Reason::Words(words));
        }
        reasons.extend(self.distance(other).and_then(|(_, reason)| reason));
        reasons.push(Reason::Dates(offer.period.meets(need.period, self.today).1));
        if let Some((_, offered, wanted)) = condition::likeness(&offer.conditions, &need.conditions) {
            reasons.push(Reason::Terms { offered, wanted });
        }
        reasons
    }

    fn sides<'s>(&'s self, other: &'s Sheet) -> (&'s Sheet, &'s Sheet) {
        match self.sheet.side {
            Side::Offer => (self.sheet, other),
            Side::Need => (other, self.sheet),
        }
    }

    fn is_answered(&self, other: &Sheet) -> bool {
        let (offer, need) = self.sides(other);
        offer.answers.contains(&need.iri)
    }

    /// Nobody answers themselves.
    fn is_of_one_party(&self, other: &Sheet) -> bool {
        self.sheet.parties.iter().any(|party| other.parties.contains(party))
    }

    /// How near, and because of what, where that is told.
    fn distance(&self, other: &Sheet) -> Option<(f64, Option<Reason>)> {
        let own = self.sheet;
        let withins = [own.within, other.within];
        // Nobody says how far, and the thing itself travels by wire.
        let is_anywhere = withins.iter().any(Option::is_none)
            && kind::is_from_anywhere(&own.kinds)
            && kind::is_from_anywhere(&other.kinds);
        if let Some((one, two)) = own.point.zip(other.point) {
            let kilometres = one.kilometres_to(two);
            let (nearness, reach) = place::nearness(kilometres, withins);
            let nearness = if is_anywhere { nearness.max(FROM_ANYWHERE) } else { nearness };
            return Some((nearness, Some(Reason::Apart(Apart { kilometres, reach }))));
        }
        let mut shared: Vec<&Iri> = own.territories.iter().filter(|own| other.territories.contains(own)).collect();
        shared.sort();
        match shared.first() {
            Some(territory) => Some((1.0, Some(Reason::Territory((*territory).clone())))),
            None => is_anywhere.then_some((FROM_ANYWHERE, None)),
        }
    }

    /// What both texts have in common: the cosine of what their words weigh, each word the more the rarer it is.
    fn likeness(&self, told: &Told, rarity: &Rarity) -> f64 {
        let sum: f64 = self.common(told, rarity).map(|(product, _)| product).sum();
        if sum <= 0.0 {
            return 0.0;
        }
        let cosine = (sum / (self.length * told.length(rarity))).min(1.0);
        // Texts of a few words never have all in common: the first ones say most.
        1.0 - (1.0 - cosine).powi(2)
    }

    /// The words that both have written themselves, those that say most first; of a family, one.
    fn common_words(&self, other: &Sheet, told: &Told, rarity: &Rarity) -> Vec<String> {
        let wrote = |sheet: &Sheet, key: u64| sheet.words.binary_search_by_key(&key, |word| word.key).is_ok();
        let written = |word: &&Word| wrote(self.sheet, word.key) && wrote(other, word.key);
        let common = self.common(told, rarity).filter(|(_, word)| written(word));
        let mut common: Vec<(f64, &str)> = common.map(|(product, word)| (product, &*word.text)).collect();
        common.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
        let mut words: Vec<String> = Vec::new();
        for (_, word) in common {
            if words.len() < TOLD && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        words
    }

    /// What each common word weighs, in the order of their keys.
    fn common<'s>(&'s self, told: &'s Told, rarity: &Rarity) -> impl Iterator<Item = (f64, &'s Word)> {
        let (mut ones, mut twos) =
            (self.told.words.iter().zip(&self.told.places).peekable(), told.words.iter().peekable());
        std::iter::from_fn(move || {
            loop {
                let ((one, place), two) = (ones.peek()?, twos.peek()?);
                match one.key.cmp(&two.key) {
                    Ordering::Less => drop(ones.next()),
                    Ordering::Greater => drop(twos.next()),
                    Ordering::Equal => {
                        let rarity = rarity.at(**place);
                        let found = (one.weight * two.weight * rarity * rarity, *one);
                        ones.next();
                        twos.next();
                        return Some(found);
                    }
                }
            }
        })
    }
}

/// What is left of what can be done from anywhere, if it must be: people would rather meet.
const FROM_ANYWHERE: f64 = 0.85;

impl Told {
    fn length(&self, rarity: &Rarity) -> f64 {
        let weighed =
            self.words.iter().zip(&self.places).map(|(word, place)| (word.weight * rarity.at(*place)).powi(2));
        weighed.sum::<f64>().sqrt()
    }
}
