//! Texts as words that can be compared: small, without accents, endings and what every sentence has.

use rust_stemmers::{Algorithm, Stemmer};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A language whose endings are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
}

impl Language {
    /// Of a language tag: `fr`, `fr-CA`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next().map(str::to_ascii_lowercase).as_deref() {
            Some("fr") => Some(Self::French),
            Some("en") => Some(Self::English),
            Some(_) | None => None,
        }
    }
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// What it has in common with its other forms.
    pub(crate) key: u64,
    /// How much it says here.
    pub(crate) weight: f64,
    /// As it was written first.
    pub(crate) text: Box<str>,
}

/// A word that stands in several texts of a sheet says no more than so much.
const MOST: f64 = 3.0;
/// Shorter ones are told by no ending: "de", "à", "of".
const SHORTEST: usize = 3;

/// With what French makes words of each other, after what a stemmer leaves: to deliver, who delivers, what is delivered.
const MAKING: [&str; 19] = [
    "aison", "ation", "ition", "ement", "euse", "eur", "age", "ag", "erie", "ier", "ieri", "iste", "er", "at", "ant",
    "abl", "eux", "if", "on",
];
/// A root that is shorter is in words that have nothing to do with each other.
const SHORTEST_ROOT: usize = 4;
/// What it says beside the word itself.
const OF_A_FAMILY: f64 = 0.5;

/// Words under way.
#[derive(Debug, Default)]
pub(crate) struct Words(BTreeMap<u64, Word>);

impl From<Vec<Word>> for Words {
    fn from(words: Vec<Word>) -> Self {
        Self(words.into_iter().map(|word| (word.key, word)).collect())
    }
}

impl Words {
    /// Adds the words of a text, each with this weight.
    pub(crate) fn add(&mut self, text: &str, language: Option<Language>, weight: f64) {
        let stemmer = language.map(|language| {
            Stemmer::create(match language {
                Language::French => Algorithm::French,
                Language::English => Algorithm::English,
            })
        });
        for written in text.split(|letter: char| !letter.is_alphanumeric()) {
            let small = written.to_lowercase();
            let plain = without_accents(&small);
            if plain.chars().count() < SHORTEST || is_in_every_sentence(&plain) {
                continue;
            }
            let stem = stemmer.as_ref().map_or(plain, |stemmer| without_accents(&stemmer.stem(&small)));
            let root = root(&stem).filter(|_| language == Some(Language::French));
            self.hear(&stem, &small, weight);
            if let Some(root) = root {
                self.hear(root, &small, weight * OF_A_FAMILY);
            }
        }
    }

    /// Adds the words of a text as they are, and not what they are made of.
    pub(crate) fn add_whole(&mut self, text: &str, language: Option<Language>) {
        let mut all = Self::default();
        all.add(text, language, 1.0);
        self.0.extend(all.0.into_iter().filter(|(_, word)| word.weight >= 1.0));
    }

    fn hear(&mut self, form: &str, written: &str, weight: f64) {
        let key = key(form);
        let word = self.0.entry(key).or_insert_with(|| Word { key, weight: 0.0, text: written.into() });
        word.weight = (word.weight + weight).min(MOST);
    }

    /// Their keys, in order.
    pub(crate) fn into_keys(self) -> Vec<u64> {
        self.0.into_keys().collect()
    }

    /// In the order of their keys.
    pub(crate) fn into_sorted(self) -> Vec<Word> {
        self.0.into_values().collect()
    }
}

/// What a word has in common with others that are made of it; nothing where it is all of it, or hardly a word.
fn root(stem: &str) -> Option<&str> {
    let roots = MAKING.iter().filter_map(|ending| stem.strip_suffix(ending));
    roots.filter(|root| root.chars().count() >= SHORTEST_ROOT).min_by_key(|root| root.len())
}

fn key(stem: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    stem.hash(&mut hasher);
    hasher.finish()
}

fn without_accents(word: &str) -> String {
    word.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(|letter| match letter {
            'œ' => ['o', 'e'].into_iter().take(2),
            'æ' => ['a', 'e'].into_iter().take(2),
            other => [other, other].into_iter().take(1),
        })
        .collect()
}

fn is_in_every_sentence(word: &str) -> bool {
    IN_EVERY_SENTENCE.contains(word)
}

/// Words of every sentence, and of every page of such a catalogue, in both languages, without accents: what asks, offers, and
/// counts.
static IN_EVERY_SENTENCE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("words/in-every-sentence.txt").split_whitespace().collect());

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, language: Language) -> Vec<u64> {
        let mut words = Words::default();
        words.add(text, Some(language), 1.0);
        words.into_keys()
    }

    #[test]
    fn words_of_a_family_have_a_root_in_common() {
        for (one, other) in [("livraison", "livrer"), ("broyeur", "broyage"), ("hébergement", "hébergeur")] {
            let (ones, others) = (texts(one, Language::French), texts(other, Language::French));
            assert!(ones.iter().any(|key| others.contains(key)), "{one} {other}");
        }
        assert!(texts("location", Language::French).iter().all(|key| !texts("local", Language::French).contains(key)));
    }

    #[test]
    fn forms_of_a_word_are_one_word() {
        for (one, other) in
            [("réunions", "REUNION"), ("réparer", "réparation"), ("l’atelier", "d'ateliers"), ("œufs", "oeufs")]
        {
            assert_eq!(texts(one, Language::French), texts(other, Language::French), "{one} {other}");
        }
        assert_eq!(texts("hosting", Language::English), texts("hosted", Language::English));
        assert_ne!(texts("pommes", Language::French), texts("pompes", Language::French));
    }

    #[test]
    fn what_every_sentence_has_tells_nothing() {
        assert!(IN_EVERY_SENTENCE.iter().all(|word| without_accents(word) == **word), "none would be found");
        assert_eq!(texts("Nous cherchons pour les plus", Language::French), [0_u64; 0]);
        assert_eq!(texts("We are looking for some of the", Language::English), [0_u64; 0]);
    }

    #[test]
    fn a_word_is_not_heard_ten_times() {
        let mut words = Words::default();
        words.add(&"pain ".repeat(10), Some(Language::French), 1.0);
        let words = words.into_sorted();
        assert_eq!(words.iter().map(|word| (word.weight, &*word.text)).collect::<Vec<_>>(), [(MOST, "pain")]);
    }
}
