//! Text becomes words: small letters without accents, elisions taken off (`l'eau` is `eau`), and stems, so that a plural
//! finds a singular. No word is left out: a name may be made of small ones.

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is kept, in bytes: beyond it nobody types one.
const LONGEST: usize = 80;

/// What stands before an apostrophe and is no word of its own.
const ELIDED: [&str; 14] =
    ["l", "d", "j", "m", "n", "s", "t", "c", "qu", "lorsqu", "puisqu", "jusqu", "quoiqu", "presqu"];

/// Words that say little: where others are asked for too, these need not be there.
const SMALL: [&str; 75] = [
    "a", "ai", "an", "and", "are", "as", "at", "au", "aux", "avec", "by", "ce", "ces", "cet", "cette", "chez", "dans",
    "de", "des", "du", "elle", "en", "est", "et", "eux", "for", "from", "il", "ils", "in", "is", "it", "its", "je",
    "la", "le", "les", "leur", "leurs", "ma", "mes", "mon", "ne", "nos", "notre", "nous", "of", "on", "or", "ou",
    "our", "par", "pas", "pour", "que", "qui", "sa", "se", "ses", "son", "sont", "sur", "ta", "that", "the", "their",
    "this", "to", "un", "une", "vers", "vos", "votre", "vous", "with",
];

/// A language whose words have stems here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::French, Self::English];

    /// Those that a text of this language tag may be in: none for other languages, both where nothing is said.
    pub fn of_tag(tag: Option<&str>) -> &'static [Self] {
        let primary = tag.map(|tag| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase());
        match primary.as_deref() {
            None => &Self::ALL,
            Some("fr") => &[Self::French],
            Some("en") => &[Self::English],
            Some(_) => &[],
        }
    }

    fn algorithm(self) -> Algorithm {
        match self {
            Self::French => Algorithm::French,
            Self::English => Algorithm::English,
        }
    }
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it stands there, in small letters.
    pub written: String,
    /// The same without accents.
    pub plain: String,
}

impl Word {
    /// Whether it says little.
    pub fn is_small(&self) -> bool {
        SMALL.contains(&self.plain.as_str())
    }
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut word = String::new();
    // Composed, so that a letter and its accent are one.
    for character in text.nfc() {
        if character.is_alphanumeric() || is_combining_mark(character) {
            word.extend(character.to_lowercase());
        } else {
            let is_elided = matches!(character, '\'' | '\u{2019}' | '\u{2bc}') && ELIDED.contains(&word.as_str());
            if is_elided {
                word.clear();
            }
            end(&mut word, &mut found);
        }
    }
    end(&mut word, &mut found);
    found
}

fn end(word: &mut String, found: &mut Vec<Word>) {
    if !word.is_empty() && word.len() <= LONGEST {
        let written = std::mem::take(word);
        let plain = plain(&written);
        if !plain.is_empty() {
            found.push(Word { written, plain });
        }
    }
    word.clear();
}

/// Small letters without accents.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.nfkd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase) {
        match character {
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            'ß' => plain.push_str("ss"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            other => plain.push(other),
        }
    }
    plain
}

/// Stems of words of one language.
pub struct Stems(Stemmer);

impl Stems {
    /// Of this language.
    pub fn new(language: Language) -> Self {
        Self(Stemmer::new(language.algorithm()))
    }

    /// The stems of a word: that of what is written, and that of what people write who leave the accents out.
    pub fn of(&self, word: &Word) -> Vec<String> {
        let written = plain(&self.0.stem(&word.written));
        if word.written == word.plain {
            return vec![written];
        }
        let without = plain(&self.0.stem(&word.plain));
        if without == written { vec![written] } else { vec![written, without] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_words(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.plain).collect()
    }

    #[test]
    fn words_are_taken_as_people_say_them() {
        for (text, expected) in [
            ("L'École de l’Eau", "ecole de eau"),
            ("aujourd'hui, qu'il d'abord", "aujourd hui il abord"),
            ("Cœur, ŒUVRE & Ærø", "coeur oeuvre aero"),
            ("e\u{301}cole ÉCOLE", "ecole ecole"),
            ("La Maison-de-la-Terre (63)", "la maison de la terre 63"),
            ("Straße l", "strasse l"),
            ("…'’- ", ""),
        ] {
            assert_eq!(plain_words(text).join(" "), expected, "{text}");
        }
        assert_eq!(plain_words(&"x".repeat(LONGEST + 1)), Vec::<String>::new());
    }

    #[test]
    fn a_plural_finds_a_singular() {
        let shared = |language, a: &str, b: &str| {
            let stems = Stems::new(language);
            let of = |text: &str| -> Vec<String> { words(text).iter().flat_map(|word| stems.of(word)).collect() };
            of(a).iter().any(|stem| of(b).contains(stem))
        };
        for (a, b) in [
            ("boulangeries", "boulangerie"),
            ("écologiques", "ecologique"),
            ("rénover", "rénovation"),
            ("journaux", "journal"),
            ("habitants", "habitante"),
            ("solidaires", "solidaire"),
        ] {
            assert!(shared(Language::French, a, b), "{a} {b}");
        }
        for (a, b) in [("gardens", "garden"), ("sharing", "shared"), ("communities", "community")] {
            assert!(shared(Language::English, a, b), "{a} {b}");
        }
        for (a, b) in [("pain", "main"), ("terre", "terrain"), ("port", "portail")] {
            assert!(!shared(Language::French, a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_is_told_in_no_language_may_be_in_any() {
        assert_eq!(Language::of_tag(None), Language::ALL);
        assert_eq!(Language::of_tag(Some("fr-CA")), [Language::French]);
        assert_eq!(Language::of_tag(Some("EN")), [Language::English]);
        assert_eq!(Language::of_tag(Some("oc")), []);
    }
}
