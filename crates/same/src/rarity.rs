//! How rare a word is, in bits: a word that one sheet in eight has tells three.
//!
//! Sheets that are there are counted beside imagined ones: among thirty sheets a word that one has is not rare because of
//! that, and `ressourcerie` is frequent even where there is only one.

use crate::name::Name;
use crate::sheet::Sheet;
use std::collections::{BTreeSet, HashMap};

/// So many sheets are imagined beside those that are there.
pub(crate) const IMAGINED: f64 = 20_000.0;

/// Words of many names in France, with the part of the imagined sheets that have each in thousandths.
const FREQUENT: &[(&str, f64)] = &[
    ("ami", 12.0),
    ("amap", 12.0),
    ("atelier", 20.0),
    ("auberge", 4.0),
    ("bio", 12.0),
    ("boulangerie", 5.0),
    ("brasserie", 5.0),
    ("cafe", 15.0),
    ("centre", 12.0),
    ("cinema", 3.0),
    ("club", 6.0),
    ("coeur", 4.0),
    ("collectif", 12.0),
    ("comite", 5.0),
    ("compagnie", 8.0),
    ("coop", 4.0),
    ("coworking", 4.0),
    ("creche", 3.0),
    ("culture", 8.0),
    ("ecole", 12.0),
    ("energie", 5.0),
    ("epicerie", 10.0),
    ("espace", 8.0),
    ("fabrique", 5.0),
    ("federation", 4.0),
    ("ferme", 25.0),
    ("festival", 5.0),
    ("foyer", 5.0),
    ("grain", 3.0),
    ("graine", 5.0),
    ("grand", 4.0),
    ("groupement", 3.0),
    ("habitat", 5.0),
    ("jardin", 25.0),
    ("jeune", 5.0),
    ("librairie", 4.0),
    ("local", 5.0),
    ("locale", 4.0),
    ("maison", 25.0),
    ("marche", 5.0),
    ("monnaie", 3.0),
    ("moulin", 4.0),
    ("nature", 8.0),
    ("partage", 6.0),
    ("participatif", 4.0),
    ("participative", 3.0),
    ("panier", 5.0),
    ("pays", 6.0),
    ("petit", 4.0),
    ("point", 3.0),
    ("potager", 3.0),
    ("quartier", 5.0),
    ("radio", 3.0),
    ("recyclerie", 5.0),
    ("repair", 8.0),
    ("reseau", 6.0),
    ("ressourcerie", 8.0),
    ("rue", 3.0),
    ("ruche", 6.0),
    ("saint", 20.0),
    ("sel", 5.0),
    ("social", 6.0),
    ("solidaire", 10.0),
    ("terre", 10.0),
    ("theatre", 6.0),
    ("tiers", 5.0),
    ("lieu", 8.0),
    ("transition", 6.0),
    ("vallee", 4.0),
    ("velo", 8.0),
    ("verger", 4.0),
    ("vie", 6.0),
    ("ville", 5.0),
];

/// The words of all names, by number.
#[derive(Debug)]
pub(crate) struct Words {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
    sheets_with: Vec<f64>,
    sheets_with_both: HashMap<(u32, u32), f64>,
    all: f64,
}

/// A name as the numbers of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numbered {
    pub(crate) words: Vec<u32>,
    /// How many stand before what explains it.
    pub(crate) head: usize,
}

impl Words {
    /// Those of all names.
    pub(crate) fn of(sheets: &[Sheet]) -> Self {
        let mut words = Self {
            numbers: HashMap::new(),
            texts: Vec::new(),
            sheets_with: Vec::new(),
            sheets_with_both: HashMap::new(),
            all: population(sheets.len()),
        };
        for sheet in sheets {
            for word in &sheet.town.name {
                words.number(word);
            }
            let said: BTreeSet<u32> =
                sheet.names.iter().flat_map(|name| &name.words).map(|word| words.number(word)).collect();
            for (place, word) in said.iter().enumerate() {
                if let Some(count) = words.sheets_with.get_mut(*word as usize) {
                    *count += 1.0;
                }
                for further in said.iter().skip(place + 1) {
                    *words.sheets_with_both.entry((*word, *further)).or_default() += 1.0;
                }
            }
        }
        words
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.to_owned(), number);
        self.texts.push(word.to_owned());
        self.sheets_with.push(imagined(word));
        number
    }

    /// The numbers of words that are among them.
    pub(crate) fn numbers(&self, words: &[String]) -> Vec<u32> {
        words.iter().filter_map(|word| self.numbers.get(word).copied()).collect()
    }

    /// A name, as numbers.
    pub(crate) fn name(&self, name: &Name) -> Numbered {
        Numbered { words: self.numbers(&name.words), head: name.head }
    }

    /// The word.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }

    /// How rare it is in sheets beside two that have it.
    pub(crate) fn bits(&self, number: u32) -> f64 {
        let count = self.sheets_with.get(number as usize).copied().unwrap_or(1.0);
        (self.all / (count - 2.0).max(1.0)).log2()
    }

    /// How rare it is that both stand in one name: words go together, as `jardin` does with `cocagne`.
    pub(crate) fn bits_of_both(&self, one: u32, other: u32) -> f64 {
        let count = self.sheets_with_both.get(&(one.min(other), one.max(other))).copied().unwrap_or_default();
        (self.all / (count - 2.0).max(0.5)).log2()
    }
}

/// How many sheets there are, with the imagined ones.
pub(crate) fn population(sheets: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of sheets")]
    let sheets = sheets as f64;
    sheets + IMAGINED
}

/// How many of the imagined sheets have it.
fn imagined(word: &str) -> f64 {
    FREQUENT.iter().find(|(frequent, _)| *frequent == word).map_or(1.0, |(_, share)| share / 1000.0 * IMAGINED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Kind;
    use model::Iri;

    #[test]
    fn a_word_is_as_rare_as_it_is_here_and_elsewhere() {
        let sheet = |name: &str| {
            let mut sheet = Sheet::new(Iri::parse("https://a.example/organizations/a").unwrap(), Kind::Organization);
            sheet.name(name);
            sheet
        };
        let names =
            ["Ressourcerie Kermadec", "Ferme de Kermadec", "Radio Kermadec", "AMAP de Kermadec", "Ferme de Vaudoret"];
        let words = Words::of(&names.map(sheet));
        let bits = |word: &str| words.bits(words.numbers(&[word.to_owned()])[0]);
        assert!(bits("vaudoret") > bits("kermadec") && bits("kermadec") > bits("ressourcerie") + 4.0);
        assert!(bits("ferme") < bits("ressourcerie"));
        let both = |one: &str, other: &str| {
            let numbers = words.numbers(&[one.to_owned(), other.to_owned()]);
            words.bits_of_both(numbers[0], numbers[1])
        };
        assert!(both("ferme", "kermadec") > bits("kermadec"), "together they are rarer");
        assert_eq!(words.numbers(&["tours".to_owned()]), [0_u32; 0]);
    }
}
