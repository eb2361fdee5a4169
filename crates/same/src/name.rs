//! Names as words that can be compared: without accents, case, articles, legal forms, plural endings.
//!
//! `Association La Ressourcerie du Mans` and `RESSOURCERIE LE MANS (asso)` are `ressourcerie mans`. A name that is nothing
//! but articles and forms (`L'Association`) stays as it is.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Articles and the little words between others.
const LITTLE: &[&str] = &[
    "a", "au", "aux", "chez", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "par", "pour",
    "sous", "sur", "un", "une", "and", "of", "the",
];

/// Legal forms and how people shorten them. `sel` is none: here it is a local exchange, not a company of lawyers.
const FORMS: &[&str] = &[
    "ass",
    "asbl",
    "asso",
    "assoc",
    "association",
    "earl",
    "ei",
    "eirl",
    "eurl",
    "gaec",
    "gie",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "sca",
    "sci",
    "scic",
    "scop",
    "scp",
    "snc",
    "cooperative",
    "loi",
    "1901",
];

/// What people write short, and what it is short for.
const SHORT: &[(&str, &str)] =
    &[("st", "saint"), ("ste", "sainte"), ("sts", "saint"), ("stes", "sainte"), ("cie", "compagnie")];

/// More than this is a description, not a name.
const WORDS: usize = 24;

/// A name as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The words, in order.
    pub(crate) words: Vec<String>,
    /// How many of them stand before a dash, a colon, a bracket: what comes behind explains.
    pub(crate) head: usize,
}

/// What stands between a name and what explains it.
const BEFORE_MORE: &[&str] = &[" - ", " – ", " — ", " : ", " | ", " / ", "(", ", "];

impl Name {
    /// Of a text; nothing where it has no word.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let end = BEFORE_MORE.iter().filter_map(|before| text.find(before)).min();
        let words = words(text);
        let head =
            end.and_then(|end| text.get(..end)).map_or(words.len(), |head| self::words(head).len().min(words.len()));
        // What begins with a bracket is not explained.
        let head = if head == 0 { words.len() } else { head };
        (!words.is_empty()).then_some(Self { words, head })
    }
}

/// The words of a name, in order.
pub(crate) fn words(name: &str) -> Vec<String> {
    let all: Vec<String> = split(name).into_iter().take(WORDS).collect();
    let is_said = |word: &&String| !LITTLE.contains(&word.as_str()) && !FORMS.contains(&word.as_str());
    let said: Vec<String> = all.iter().filter(is_said).map(|word| singular(word)).collect();
    if said.is_empty() { all } else { said }
}

/// The words of a town's name: `LE MANS CEDEX 2`, `Paris 11e Arrondissement`.
pub(crate) fn town(name: &str) -> Vec<String> {
    let is_part = |word: &String| {
        !word.starts_with(|letter: char| letter.is_ascii_digit())
            && !["cedex", "cede", "arrondissement"].contains(&word.as_str())
    };
    words(name).into_iter().filter(is_part).collect()
}

/// The first letters of a name's words, as it is shortened: `Maison des jeunes et de la culture`: mjc.
pub(crate) fn initials(words: &[String]) -> String {
    words.iter().filter_map(|word| word.chars().next()).collect()
}

fn split(name: &str) -> Vec<String> {
    let plain: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect();
    let plain = plain.replace('œ', "oe").replace('æ', "ae").replace(['&', '+'], " et ");
    let plain = without_points(&plain);
    let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long).to_owned()).collect()
}

/// `s.c.o.p.`: scop. A point that does not stand behind a single letter divides words.
fn without_points(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = 0;
    for letter in text.chars() {
        match letter {
            '.' if letters == 1 => letters = 0,
            '.' => {
                letters = 0;
                out.push(' ');
            }
            _ => {
                letters = if letter.is_alphanumeric() { letters + 1 } else { 0 };
                out.push(letter);
            }
        }
    }
    out
}

/// Without the letter that may be a plural's. It need not be a word: both sides lose the same.
fn singular(word: &str) -> String {
    let is_long = word.chars().count() > 3;
    word.strip_suffix(['s', 'x']).filter(|_| is_long).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_organisation_is_written_in_many_ways() {
        for (name, expected) in [
            ("Association La Ressourcerie du Mans", "ressourcerie man"),
            ("ressourcerie le mans (asso)", "ressourcerie man"),
            ("RESSOURCERIE DU MANS, association loi 1901", "ressourcerie man"),
            ("S.C.O.P. L'Étincelle", "etincelle"),
            ("l’etincelle SCOP SARL", "etincelle"),
            ("SCIC SAS Énergies & Cie", "energie compagnie"),
            ("Énergies et compagnie", "energie compagnie"),
            ("AMAP de St-Aubin", "amap saint aubin"),
            ("A.M.A.P. Saint Aubin", "amap saint aubin"),
            ("Le Cœur à l'ouvrage", "coeur ouvrage"),
            ("Les Jardins de Cocagne", "jardin cocagne"),
            ("SEL des Coteaux", "sel coteau"),
            ("Café n° 7", "cafe n 7"),
            ("Mobilités.Douces", "mobilite douce"),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn what_explains_a_name_stands_behind() {
        for (name, head) in [
            ("La Ruche – café culturel", 1),
            ("La Ruche : café culturel", 1),
            ("La Ruche (Le Mans)", 1),
            ("Ressourcerie La Ruche, association", 2),
            ("Vélo-école du Mans", 3),
            ("(La Ruche) café", 2),
        ] {
            assert_eq!(Name::of(name).unwrap().head, head, "{name}");
        }
    }

    #[test]
    fn what_is_left_of_nothing() {
        assert_eq!(words("L'Association").join(" "), "l association");
        assert_eq!(words("…"), [""; 0]);
    }

    #[test]
    fn towns_are_written_in_many_ways_too() {
        for name in ["Le Mans", "LE MANS CEDEX 2", "le mans"] {
            assert_eq!(town(name), ["man"], "{name}");
        }
        assert_eq!(town("Paris 11e Arrondissement"), ["pari"]);
        assert_eq!(town("St Aubin"), town("SAINT-AUBIN"));
    }

    #[test]
    fn initials_of_words() {
        assert_eq!(initials(&words("Maison des jeunes et de la culture")), "mjc");
    }
}
