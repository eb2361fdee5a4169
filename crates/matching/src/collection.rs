//! All offers and needs, by what they may be found by: so that one is not compared with all.
//!
//! Two that share no word and no concept nearby have nothing to do with each other, whatever else they share
//! ([`Score`]): who shares one is found by lists, and only those are compared. Nothing is lost by it.

use crate::comparison::{Asked, Told};
use crate::rarity::{Counting, Rarity};
use crate::score::{Parts, Score, THRESHOLD};
use crate::sheet::{Sheet, Side};
use crate::thesaurus::{Concept, Thesaurus};
use crate::words::{Language, Word, Words};
use jiff::civil::Date;
use model::Iri;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// How much a word of a concept says that a page is sorted under, in any language: less than one that was written.
const OF_A_CONCEPT: f64 = 0.4;
/// How much a concept counts that no page is sorted under, but that its words name.
const NAMED: f64 = 0.6;

/// Who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Openness {
    /// Everybody: its words are counted.
    Everybody,
    /// Some.
    Some,
}

impl Openness {
    fn counting(self) -> Counting {
        match self {
            Self::Everybody => Counting::Counted,
            Self::Some => Counting::Only,
        }
    }
}

/// One that was found, with how well it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its address.
    pub iri: Iri,
    /// How well, and why.
    pub score: Score,
}

/// Offers and needs, with the concepts that they name.
#[derive(Debug, Default)]
pub struct Collection {
    thesaurus: Thesaurus,
    held: Vec<Option<Held>>,
    /// Places of `held` where nobody is any more.
    free: Vec<usize>,
    numbers: HashMap<Iri, usize>,
    by_word: HashMap<(Side, u64), Vec<usize>>,
    by_name: HashMap<(As, Iri), BTreeSet<usize>>,
    /// Labels of concepts by the first of their words, each with all of them.
    labels: HashMap<u64, BTreeSet<(Iri, Vec<u64>)>>,
    rarity: Rarity,
}

/// One that was compared.
struct Weighed<'a> {
    whole: f64,
    parts: Parts,
    held: &'a Held,
}

impl Weighed<'_> {
    /// Two that are equally good stand in the order of their addresses: the same question has the same answer.
    fn best_first(&self, other: &Self) -> Ordering {
        let addresses = || self.held.sheet.iri.as_str().cmp(other.held.sheet.iri.as_str());
        other.whole.total_cmp(&self.whole).then_with(addresses)
    }
}

/// As what a page names something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum As {
    /// What it is about.
    Concept,
    /// What it is.
    Kind,
    /// The need that it answers.
    Answered,
    /// What goes well with it.
    Complement,
}

#[derive(Debug)]
struct Held {
    sheet: Sheet,
    openness: Openness,
    told: Told,
}

impl Collection {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// What is known of one.
    #[must_use]
    pub fn get(&self, iri: &Iri) -> Option<&Sheet> {
        Some(&self.at(*self.numbers.get(iri)?)?.sheet)
    }

    /// The concepts.
    #[must_use]
    pub fn thesaurus(&self) -> &Thesaurus {
        &self.thesaurus
    }

    /// Takes up a page, or what it says now.
    pub fn put(&mut self, sheet: Sheet, openness: Openness) {
        self.remove(&sheet.iri);
        let mut told = self.told(&sheet);
        told.places = self.rarity.add(told.words.iter().map(|word| word.key), openness.counting());
        let number = self.free.pop().unwrap_or_else(|| {
            self.held.push(None);
            self.held.len() - 1
        });
        for word in &told.words {
            let list = self.by_word.entry((sheet.side, word.key)).or_default();
            let place = list.partition_point(|other| *other < number);
            list.insert(place, number);
        }
        for name in names(&sheet, &told) {
            self.by_name.entry(name).or_default().insert(number);
        }
        self.numbers.insert(sheet.iri.clone(), number);
        if let Some(place) = self.held.get_mut(number) {
            *place = Some(Held { sheet, openness, told });
        }
    }

    /// Forgets a page.
    pub fn remove(&mut self, iri: &Iri) {
        let Some(number) = self.numbers.remove(iri) else { return };
        let Some(held) = self.held.get_mut(number).and_then(Option::take) else { return };
        self.free.push(number);
        self.rarity.take(held.told.words.iter().map(|word| word.key), held.openness.counting());
        for word in &held.told.words {
            let key = (held.sheet.side, word.key);
            if let Some(list) = self.by_word.get_mut(&key) {
                list.retain(|other| *other != number);
                if list.is_empty() {
                    self.by_word.remove(&key);
                }
            }
        }
        for name in names(&held.sheet, &held.told) {
            if let Some(members) = self.by_name.get_mut(&name) {
                members.remove(&number);
                if members.is_empty() {
                    self.by_name.remove(&name);
                }
            }
        }
    }

    /// Takes up a concept, or what is told of it now.
    pub fn put_concept(&mut self, iri: &Iri, concept: Concept) {
        let mut touched = self.forget_concept(iri);
        for label in labels(&concept) {
            if let Some(first) = label.first().copied() {
                touched.insert(first);
                self.labels.entry(first).or_default().insert((iri.clone(), label));
            }
        }
        self.thesaurus.put(iri.clone(), concept);
        self.retell(iri, &touched);
    }

    /// Forgets a concept.
    pub fn remove_concept(&mut self, iri: &Iri) {
        let touched = self.forget_concept(iri);
        self.retell(iri, &touched);
    }

    /// Forgets it, and tells by which words it was known.
    fn forget_concept(&mut self, iri: &Iri) -> BTreeSet<u64> {
        let mut touched = BTreeSet::new();
        for label in self.thesaurus.get(iri).map(labels).unwrap_or_default() {
            let Some(first) = label.first().copied() else { continue };
            touched.insert(first);
            if let Some(known) = self.labels.get_mut(&first) {
                known.remove(&(iri.clone(), label));
                if known.is_empty() {
                    self.labels.remove(&first);
                }
            }
        }
        self.thesaurus.remove(iri);
        touched
    }

    /// What goes best with one of these, the best first, of those that may be told; at most so many.
    pub fn matches(&self, iri: &Iri, today: Date, limit: usize, may: impl Fn(&Sheet) -> bool) -> Vec<Match> {
        let Some(asked) = self.asked(iri, today) else { return Vec::new() };
        let side = asked.sheet.side.opposite();
        let mut is_found = vec![false; self.held.len()];
        let by_word = asked.told.words.iter().filter_map(|word| self.by_word.get(&(side, word.key))).flatten();
        let by_concept = asked.around.keys().flat_map(|concept| self.named(As::Concept, concept));
        let answers = self.named(As::Answered, iri);
        let answered = asked.sheet.answers.iter().filter_map(|need| self.numbers.get(need));
        for number in by_word.chain(by_concept).chain(answers).chain(answered) {
            if let Some(is_found) = is_found.get_mut(*number) {
                *is_found = true;
            }
        }
        let found = is_found.iter().zip(&self.held).filter_map(|(is_found, held)| held.as_ref().filter(|_| *is_found));
        self.best(&asked, found, limit, may)
    }

    /// The same by comparing it with all, and all of it: what [`Self::matches`] is held against.
    pub fn matches_of_all(&self, iri: &Iri, today: Date, limit: usize, may: impl Fn(&Sheet) -> bool) -> Vec<Match> {
        let Some(asked) = self.asked(iri, today) else { return Vec::new() };
        let mut all: Vec<Weighed<'_>> = Vec::new();
        for held in self.held.iter().flatten().filter(|held| held.sheet.is_open(today) && may(&held.sheet)) {
            let Some(topic) = asked.topic(&held.sheet, &held.told, &self.rarity) else { continue };
            let parts = asked.parts(topic, &held.sheet);
            all.extend(
                Some(Weighed { whole: parts.whole(), parts, held }).filter(|weighed| weighed.whole >= THRESHOLD),
            );
        }
        all.sort_by(Weighed::best_first);
        all.truncate(limit);
        self.explained(&asked, all)
    }

    /// What goes well with one, as one of both says.
    pub fn complements(&self, iri: &Iri) -> Vec<&Iri> {
        let own = self.get(iri).into_iter().flat_map(|sheet| &sheet.complements);
        let others = self.named(As::Complement, iri).filter_map(|number| Some(&self.at(*number)?.sheet.iri));
        let all: BTreeSet<&Iri> = own.chain(others).filter(|other| *other != iri).collect();
        all.into_iter().filter(|other| self.numbers.contains_key(*other)).collect()
    }

    pub(crate) fn asked(&self, iri: &Iri, today: Date) -> Option<Asked<'_>> {
        let held = self.at(*self.numbers.get(iri)?)?;
        let around = self.thesaurus.around(&held.told.concepts);
        Some(Asked::new(&held.sheet, &held.told, around, today, &self.rarity))
    }

    fn best<'a>(
        &'a self,
        asked: &Asked<'_>,
        found: impl Iterator<Item = &'a Held>,
        limit: usize,
        may: impl Fn(&Sheet) -> bool,
    ) -> Vec<Match> {
        let mut best: Vec<Weighed<'a>> = Vec::new();
        for held in found {
            // Who cannot be among the best is not looked at any closer.
            let least = best.last().filter(|_| best.len() >= limit).map_or(THRESHOLD, |last| last.whole);
            let Some(topic) = asked.topic(&held.sheet, &held.told, &self.rarity) else { continue };
            if topic.about() < least || !held.sheet.is_open(asked.today) {
                continue;
            }
            let parts = asked.parts(topic, &held.sheet);
            let weighed = Weighed { whole: parts.whole(), parts, held };
            if weighed.whole >= least && may(&held.sheet) {
                let place = best.partition_point(|other| other.best_first(&weighed).is_lt());
                best.insert(place, weighed);
                best.truncate(limit);
            }
        }
        self.explained(asked, best)
    }

    fn explained(&self, asked: &Asked<'_>, best: Vec<Weighed<'_>>) -> Vec<Match> {
        let explain = |Weighed { whole, parts, held }| {
            let reasons = asked.reasons(&held.sheet, &held.told, &self.rarity);
            Match { iri: held.sheet.iri.clone(), score: Score { whole, parts, reasons } }
        };
        best.into_iter().map(explain).collect()
    }

    pub(crate) fn held_words(&self, iri: &Iri) -> &[Word] {
        let held = self.numbers.get(iri).and_then(|number| self.at(*number));
        held.map_or(&[], |held| &held.told.words)
    }

    pub(crate) fn rarity(&self) -> &Rarity {
        &self.rarity
    }

    /// Who names this as that.
    fn named(&self, r#as: As, iri: &Iri) -> impl Iterator<Item = &usize> {
        self.by_name.get(&(r#as, iri.clone())).into_iter().flatten()
    }

    fn at(&self, number: usize) -> Option<&Held> {
        self.held.get(number)?.as_ref()
    }

    fn told(&self, sheet: &Sheet) -> Told {
        let mut words = Words::from(sheet.words.clone());
        let sorted_under = sheet.concepts.iter().chain(&sheet.kinds).filter_map(|concept| self.thesaurus.get(concept));
        for (language, label) in sorted_under.flat_map(|concept| &concept.labels) {
            words.add(label, *language, OF_A_CONCEPT);
        }
        let has = |key: &u64| sheet.words.binary_search_by_key(key, |word| word.key).is_ok();
        let named = sheet.words.iter().filter_map(|word| self.labels.get(&word.key)).flatten();
        let named = named.filter(|(concept, label)| !sheet.concepts.contains(concept) && label.iter().all(has));
        let named: BTreeSet<&Iri> = named.map(|(concept, _)| concept).collect();
        let own = sheet.concepts.iter().map(|concept| (concept.clone(), 1.0));
        let concepts = own.chain(named.into_iter().map(|concept| (concept.clone(), NAMED))).collect();
        Told { words: words.into_sorted(), places: Vec::new(), concepts }
    }

    /// The pages of a concept, and those that have one of these words, say something else now.
    fn retell(&mut self, concept: &Iri, words: &BTreeSet<u64>) {
        let with_words = words.iter().flat_map(|word| {
            let both = [Side::Offer, Side::Need].into_iter().filter_map(|side| self.by_word.get(&(side, *word)));
            both.flatten()
        });
        let kinds = self.named(As::Kind, concept);
        let numbers: BTreeSet<usize> =
            self.named(As::Concept, concept).chain(kinds).chain(with_words).copied().collect();
        for number in numbers {
            if let Some((sheet, openness)) = self.at(number).map(|held| (held.sheet.clone(), held.openness)) {
                self.put(sheet, openness);
            }
        }
    }
}

/// The labels of a concept as words, each in order.
fn labels(concept: &Concept) -> Vec<Vec<u64>> {
    let keys = |(language, label): &(Option<Language>, String)| {
        let mut words = Words::default();
        words.add_whole(label, *language);
        words.into_keys()
    };
    concept.labels.iter().map(keys).filter(|keys| !keys.is_empty()).collect()
}

fn names<'a>(sheet: &'a Sheet, told: &'a Told) -> impl Iterator<Item = (As, Iri)> + 'a {
    let all = [(As::Kind, &sheet.kinds), (As::Answered, &sheet.answers), (As::Complement, &sheet.complements)];
    let concepts = told.concepts.iter().map(|(concept, _)| (As::Concept, concept.clone()));
    concepts.chain(all.into_iter().flat_map(|(r#as, iris)| iris.iter().map(move |iri| (r#as, iri.clone()))))
}

#[cfg(test)]
mod tests;
