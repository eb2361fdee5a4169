//! An offer and a need, compared: each part, and what it is because of.

use crate::condition;
use crate::kind;
use crate::place::{self, Apart};
use crate::rarity::Rarity;
use crate::score::{Parts, Reason, Score};
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
}

/// What a page says, with what follows from it: its words with those of its concepts and kinds; its concepts with those that
/// its words name, which count less.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) words: Vec<Word>,
    pub(crate) concepts: Vec<(Iri, f64)>,
}

/// What both have in common, from the words of both in the order of their keys.
struct Common<'a> {
    likeness: f64,
    words: Vec<(f64, &'a str)>,
}

impl Asked<'_> {
    /// How well another one goes with it; nothing where they have nothing to do with each other.
    pub(crate) fn compare(&self, other: &Sheet, told: &Told, rarity: &Rarity) -> Option<Score> {
        if other.side == self.sheet.side || self.is_of_one_party(other) {
            return None;
        }
        let (offer, need) = match self.sheet.side {
            Side::Offer => (self.sheet, other),
            Side::Need => (other, self.sheet),
        };
        let answers = offer.answers.contains(&need.iri);
        let common = common(&self.told.words, &told.words, rarity);
        let concepts = thesaurus::likeness(&self.around, &told.concepts);
        if concepts.is_none() && common.words.is_empty() && !answers {
            return None;
        }
        let mut reasons = Vec::new();
        let tells_concepts = !self.sheet.concepts.is_empty() && !other.concepts.is_empty();
        let mut parts = Parts {
            theme: concepts.map(|(likeness, ..)| likeness).or_else(|| tells_concepts.then_some(0.0)),
            text: common.likeness,
            ..Parts::default()
        };
        if answers {
            // Whoever offers has read the need: no word says more.
            (parts.theme, parts.text) = (Some(1.0), 1.0);
            reasons.push(Reason::Answers);
        }
        if let Some((likeness, own, other)) = kind::likeness(&self.sheet.kinds, &other.kinds) {
            parts.kind = Some(likeness);
            reasons.push(Reason::Kinds { own: own.clone(), other: other.clone() });
        }
        if let Some((_, relation, own, other)) = concepts {
            reasons.push(Reason::Concepts { relation, own: own.clone(), other: other.clone() });
        }
        if !common.words.is_empty() {
            reasons.push(Reason::Words(common.most_telling()));
        }
        self.place(other, &mut parts, &mut reasons);
        let (time, meeting) = offer.period.meets(need.period, self.today);
        parts.time = time;
        reasons.push(Reason::Dates(meeting));
        if let Some((likeness, offered, wanted)) = condition::likeness(&offer.conditions, &need.conditions) {
            parts.terms = Some(likeness);
            reasons.push(Reason::Terms { offered, wanted });
        }
        let whole = parts.whole();
        (whole > 0.0).then_some(Score { whole, parts, reasons })
    }

    /// Nobody answers themselves.
    fn is_of_one_party(&self, other: &Sheet) -> bool {
        self.sheet.parties.iter().any(|party| other.parties.contains(party))
    }

    fn place(&self, other: &Sheet, parts: &mut Parts, reasons: &mut Vec<Reason>) {
        let own = self.sheet;
        let withins = [own.within, other.within];
        // Nobody says how far, and the thing itself travels by wire.
        let is_anywhere = kind::is_from_anywhere(&own.kinds) && kind::is_from_anywhere(&other.kinds);
        let is_untold = withins.iter().any(Option::is_none);
        if let Some((one, two)) = own.point.zip(other.point) {
            let kilometres = one.kilometres_to(two);
            let (nearness, reach) = place::nearness(kilometres, withins);
            let nearness = if is_anywhere && is_untold { nearness.max(FROM_ANYWHERE) } else { nearness };
            parts.distance = Some(nearness);
            reasons.push(Reason::Apart(Apart { kilometres, reach }));
        } else if let Some(territory) = own.territories.iter().find(|territory| other.territories.contains(territory)) {
            parts.distance = Some(1.0);
            reasons.push(Reason::Territory(territory.clone()));
        } else if is_anywhere && is_untold {
            parts.distance = Some(FROM_ANYWHERE);
        }
    }
}

/// What is left of what can be done from anywhere, if it must be: people would rather meet.
const FROM_ANYWHERE: f64 = 0.85;

impl Common<'_> {
    fn most_telling(mut self) -> Vec<String> {
        self.words.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
        self.words.into_iter().take(TOLD).map(|(_, word)| word.to_owned()).collect()
    }
}

/// What both have in common: the cosine of what their words weigh, each word the more the rarer it is.
fn common<'a>(own: &'a [Word], others: &[Word], rarity: &Rarity) -> Common<'a> {
    let weigh = |word: &Word| word.weight * rarity.of(word.key);
    let length = |words: &[Word]| words.iter().map(|word| weigh(word).powi(2)).sum::<f64>().sqrt();
    let mut common = Common { likeness: 0.0, words: Vec::new() };
    let (mut ones, mut twos) = (own.iter().peekable(), others.iter().peekable());
    let mut sum = 0.0;
    while let (Some(one), Some(two)) = (ones.peek(), twos.peek()) {
        match one.key.cmp(&two.key) {
            Ordering::Less => drop(ones.next()),
            Ordering::Greater => drop(twos.next()),
            Ordering::Equal => {
                let product = weigh(one) * weigh(two);
                sum += product;
                common.words.push((product, &*one.text));
                (ones.next(), twos.next());
            }
        }
    }
    if sum > 0.0 {
        let cosine = (sum / (length(own) * length(others))).min(1.0);
        // Texts of a few words never have all in common: the first ones say most.
        common.likeness = 1.0 - (1.0 - cosine).powi(2);
    }
    common
}
