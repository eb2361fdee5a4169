//! How like two names are: the bits of the words that they share, and of those that only one has.

use crate::name;
use crate::rarity::{Numbered, Words};
use std::collections::BTreeSet;
use strsim::damerau_levenshtein;

/// What two names share, and what not.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Likeness {
    /// The bits of what both say.
    pub(crate) shared: f64,
    /// Of what one says where the other says something else.
    pub(crate) contrary: f64,
    /// Of what one says where the other is silent.
    pub(crate) surplus: f64,
    /// Whether both have the same words, but for those of the town.
    pub(crate) is_whole: bool,
    /// Whether one says that it is a part, and the other does not.
    pub(crate) is_part: bool,
}

/// Names tell no more than this.
const MOST: f64 = 18.0;
/// Who gives a name looks whether the town has it already.
const SAME_IN_TOWN: f64 = 3.0;
/// What it weighs that names say different things, what each bit of it weighs beside, and what that may come to.
const CONTRARY: f64 = 3.0;
const CONTRARY_BIT: f64 = 0.6;
const CONTRARY_MOST: f64 = 10.0;
/// Fewer bits are no contradiction but a detail.
const DETAIL: f64 = 2.0;
/// What a bit weighs that the other does not say: little beside shared words that are rare, more beside frequent ones, or
/// where there are more such bits than both say.
const SURPLUS_BESIDE_RARE: f64 = 0.15;
const SURPLUS_BIT: f64 = 0.5;
const SURPLUS_MOST: f64 = 6.0;
/// Shared words of so many bits are rare, of so few frequent.
const RARE: f64 = 13.0;
const FREQUENT: f64 = 9.0;
/// What it weighs that one says that it is a part, and the other does not.
const PART: f64 = 25.0;

impl Likeness {
    /// What it weighs for the two being one. `in_one_town`: both are near each other, and nothing else tells it.
    pub(crate) fn bits(self, in_one_town: bool) -> f64 {
        let contradicts = if self.contrary > DETAIL { CONTRARY } else { 0.0 };
        let contrary = (contradicts + CONTRARY_BIT * self.contrary).min(CONTRARY_MOST);
        let rarity = ((self.shared - FREQUENT) / (RARE - FREQUENT)).clamp(0.0, 1.0);
        let bit = SURPLUS_BIT + (SURPLUS_BESIDE_RARE - SURPLUS_BIT) * rarity;
        let beyond = (self.surplus - self.shared).max(0.0);
        let surplus = (bit * (self.surplus - beyond) + SURPLUS_BIT * beyond).min(SURPLUS_MOST);
        let part = if self.is_part { PART } else { 0.0 };
        let in_town = if self.is_whole && in_one_town { SAME_IN_TOWN } else { 0.0 };
        self.shared.min(MOST) + in_town - contrary - surplus - part
    }
}

/// Of words that both names have, the rarest counts whole, and the next as far as it is news beside it; each further one in
/// part.
const FURTHER: f64 = 0.5;
/// What is left of the bits of a word that is written otherwise.
const MISSPELT: f64 = 0.85;
/// What a word is worth that explains a name.
const EXPLAINS: f64 = 0.25;
/// What a town's name is worth in the name of what is there.
const OF_TOWN: f64 = 0.15;
/// What is alike as a whole but for so many of its letters, wherever its words begin and end.
const AS_A_WHOLE: f64 = 0.8;
/// Words that tell a part from the whole: the antenna of an association is another sheet than the association.
const PARTS: &[&str] =
    &["agence", "annexe", "antenne", "branche", "delegation", "groupe", "pole", "secteur", "section"];
/// Longest name that is shortened to its initials.
const INITIALS: std::ops::RangeInclusive<usize> = 3..=6;

/// Words of so many letters are known with others of so many glued to them.
const LONG: usize = 6;
const GLUED: usize = 3;

/// What a word tells, by its number.
pub(crate) struct Telling<'a> {
    pub(crate) words: &'a Words,
    /// The words of the towns about each, in order.
    pub(crate) towns: [&'a [u32]; 2],
    /// How rare a word is among those whom both are compared with.
    pub(crate) rarity: &'a dyn Fn(u32) -> f64,
}

impl Telling<'_> {
    /// Compares two names.
    pub(crate) fn likeness(&self, one: &Numbered, other: &Numbered) -> Likeness {
        let (mut left, mut right) = (set(&one.words), set(&other.words));
        let mut shared: Vec<(f64, Option<u32>)> = Vec::new();
        let both: Vec<u32> = left.intersection(&right).copied().collect();
        for word in both {
            left.remove(&word);
            right.remove(&word);
            shared.push((self.weight(word, (self.rarity)(word)), Some(word)));
        }
        self.misspelt(&mut left, &mut right, &mut shared);
        if !left.is_empty() && !right.is_empty() && self.is_rest_alike(&one.words, &left, &other.words, &right) {
            let rest = |words: &BTreeSet<u32>| words.iter().map(|word| self.rarest(*word)).sum::<f64>();
            shared.push((MISSPELT * rest(&left).min(rest(&right)), None));
            left.clear();
            right.clear();
        }
        let is_part = left.symmetric_difference(&right).any(|word| {
            let text = self.words.text(*word);
            PARTS.iter().any(|part| text == *part || is_misspelt(text, part))
        });
        let is_head = |word: &u32, name: &Numbered| name.words.iter().take(name.head).any(|other| other == word);
        let is_told = |word: &u32| !self.is_of_town(*word) && (is_head(word, one) || is_head(word, other));
        let is_whole = !shared.is_empty() && !left.union(&right).any(is_told);
        let rest = |words: &BTreeSet<u32>, name: &Numbered| {
            let weight = |word: &u32| {
                let bits = self.weight(*word, self.words.bits(*word));
                if is_head(word, name) { bits } else { EXPLAINS * bits }
            };
            words.iter().map(weight).sum::<f64>()
        };
        let (left, right) = (rest(&left, one), rest(&right, other));
        Likeness {
            is_whole,
            is_part,
            shared: self.together(shared),
            contrary: left.min(right),
            surplus: (left - right).abs(),
        }
    }

    /// The bits of shared words, together.
    fn together(&self, mut shared: Vec<(f64, Option<u32>)>) -> f64 {
        shared.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut shared = shared.into_iter();
        let Some((rarest, first)) = shared.next() else { return 0.0 };
        let next = shared.next().map_or(0.0, |(next, second)| match first.zip(second) {
            Some((first, second)) => next.min((self.words.bits_of_both(first, second) - rarest).max(0.0)),
            None => FURTHER * next,
        });
        rarest + next + shared.map(|(bits, _)| FURTHER * FURTHER * bits).sum::<f64>()
    }

    /// Takes out the words that are the same but for a letter or two.
    fn misspelt(&self, left: &mut BTreeSet<u32>, right: &mut BTreeSet<u32>, shared: &mut Vec<(f64, Option<u32>)>) {
        for word in left.clone() {
            let alike = right.iter().copied().find(|other| is_misspelt(self.words.text(word), self.words.text(*other)));
            if let Some(other) = alike {
                left.remove(&word);
                right.remove(&other);
                let bits = (self.rarity)(word).min((self.rarity)(other));
                shared.push((MISSPELT * self.weight(word, bits).min(self.weight(other, bits)), None));
            }
        }
    }

    /// Whether what is left of them is the same but for spaces and a few letters, or one is the other's initials.
    fn is_rest_alike(&self, one: &[u32], left: &BTreeSet<u32>, other: &[u32], right: &BTreeSet<u32>) -> bool {
        let rest = |words: &[u32], rest: &BTreeSet<u32>| {
            let rest = words.iter().filter(|word| rest.contains(word) && !self.is_of_town(**word));
            rest.map(|word| self.words.text(*word).to_owned()).collect::<Vec<_>>()
        };
        let (one, other) = (rest(one, left), rest(other, right));
        let (whole, other_whole) = (one.concat(), other.concat());
        let is_long = whole.len().min(other_whole.len()) >= LONG;
        is_long && strsim::normalized_damerau_levenshtein(&whole, &other_whole) >= AS_A_WHOLE
            || is_short_for(&one, &other)
            || is_short_for(&other, &one)
    }

    fn is_of_town(&self, word: u32) -> bool {
        self.towns.iter().any(|town| town.binary_search(&word).is_ok())
    }

    fn rarest(&self, word: u32) -> f64 {
        self.weight(word, (self.rarity)(word))
    }

    fn weight(&self, word: u32, bits: f64) -> f64 {
        if self.is_of_town(word) { OF_TOWN * bits } else { bits }
    }
}

/// Whether the one is the initials of the other.
fn is_short_for(short: &[String], long: &[String]) -> bool {
    match short {
        [short] => INITIALS.contains(&short.chars().count()) && long.len() > 2 && name::initials(long) == *short,
        _ => false,
    }
}

fn set(words: &[u32]) -> BTreeSet<u32> {
    words.iter().copied().collect()
}

/// One letter in words of four and more, two in those of seven.
fn is_misspelt(one: &str, other: &str) -> bool {
    let (long, short) = (one.chars().count(), other.chars().count());
    let most = match long.min(short) {
        0..4 => return false,
        4..7 => 1,
        _ => 2,
    };
    // Numbers differ by a digit.
    let is_number = one.chars().any(char::is_numeric);
    let is_near = long.abs_diff(short) <= most && damerau_levenshtein(one, other) <= most;
    // What stands before or behind it without a space.
    let is_inside = |outer: &str, inner: &str| outer.starts_with(inner) || outer.ends_with(inner);
    let is_glued =
        long.min(short) >= LONG && long.abs_diff(short) <= GLUED && (is_inside(one, other) || is_inside(other, one));
    !is_number && (is_near || is_glued)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Kind, Sheet};
    use model::Iri;

    /// The likeness of two names, both in that town.
    fn likeness(one: &str, other: &str, town: &str) -> Likeness {
        let sheet = |name: &str| {
            let mut sheet = Sheet::new(Iri::parse("https://a.example/organizations/a").unwrap(), Kind::Organization);
            sheet.name(name);
            sheet.locality(town);
            sheet
        };
        let sheets = [sheet(one), sheet(other)];
        let words = Words::of(&sheets);
        let mut town = words.numbers(&sheets[0].town.name);
        town.sort_unstable();
        let telling = Telling { words: &words, towns: [&town, &[]], rarity: &|word| words.bits(word) };
        let [one, other] = sheets.map(|sheet| words.name(&sheet.names[0]));
        let likeness = telling.likeness(&one, &other);
        assert_eq!(likeness, telling.likeness(&other, &one), "either way");
        likeness
    }

    #[test]
    fn names_of_one() {
        for (one, other) in [
            ("Association La Ressourcerie du Mans", "ressourcerie le mans (asso)"),
            ("Récup'Vaudoret", "RecupVaudoret SARL"),
            ("Les Jardins du Levnt", "Jardins du Levant SCIC"),
            ("L'Étincelle", "Letincelle"),
            ("MJC", "Maison des jeunes et de la culture"),
            ("Ferme de Kermadec (Le Mans)", "La ferme de Kermadec"),
        ] {
            let likeness = likeness(one, other, "Le Mans");
            assert!(likeness.bits(false) > 6.0, "{one} / {other}: {likeness:?}");
        }
    }

    #[test]
    fn names_of_two() {
        for (one, other) in [
            ("Ferme de Kermadec", "Ferme de Vaudoret"),
            ("AMAP des Tilleuls", "AMAP des Fougères"),
            ("Collectif 72", "Collectif 73"),
            ("Théâtre du Pont", "Radio du Vent"),
        ] {
            let likeness = likeness(one, other, "Le Mans");
            assert!(likeness.bits(false) < 0.0, "{one} / {other}: {likeness:?}");
        }
    }

    #[test]
    fn what_is_added_is_no_contradiction() {
        let explained = likeness("Le Vaudoret", "Le Vaudoret – épicerie solidaire", "Tours");
        assert!(explained.contrary < 0.1 && explained.is_whole && explained.bits(false) > 6.0, "{explained:?}");
        let in_town = likeness("Le Vaudoret", "Le Vaudoret de Tours", "Tours");
        assert!(in_town.is_whole && in_town.bits(true) > in_town.bits(false), "{in_town:?}");
    }

    #[test]
    fn a_part_is_not_the_whole() {
        for part in ["Le Vaudoret – section théâtre", "Antenne jeunesse du Vaudoret", "Le Vaudoret, sectoin jardin"]
        {
            assert!(likeness("Le Vaudoret", part, "Tours").bits(true) < -5.0, "{part}");
        }
    }
}
