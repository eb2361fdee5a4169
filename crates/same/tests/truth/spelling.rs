//! How one name is written by many.

use crate::chance::Chance;
use crate::organization::Organization;
use crate::words::{FORMS, TAGLINES};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const ARTICLES: &[&str] = &["La ", "Le ", "Les ", "L'"];

/// The name as somebody writes it.
pub(crate) fn name(organization: &Organization, chance: &mut Chance) -> String {
    let mut name = organization.name.clone();
    if let Some(former) = organization.former_name.as_ref().filter(|_| chance.says(0.25)) {
        name.clone_from(former);
    }
    if chance.says(0.2) {
        name = without_article(&name);
    }
    if chance.says(0.12) {
        name = misspelt(&name, chance);
    }
    if chance.says(0.12) {
        name = shortened(&name);
    }
    if chance.says(0.03) {
        name = in_another_order(&name, chance);
    }
    if chance.says(0.13) && !name.contains(&organization.town.name) {
        let town = &organization.town.name;
        name = match chance.below(3) {
            0 => format!("{name} ({town})"),
            1 => format!("{name} - {town}"),
            _ => format!("{name} {town}"),
        };
    } else if chance.says(0.06) {
        name = name.replace(&format!(" de {}", organization.town.name), "");
    }
    if chance.says(0.06) {
        name = format!("{name} {} {}", chance.one(&["-", "–", ":", "|"]), chance.one(TAGLINES));
    }
    if let Some(form) = organization.form.and_then(|form| FORMS.get(form)).filter(|_| chance.says(0.3)) {
        let form = chance.one(form);
        name = match chance.below(4) {
            0 => format!("{name} ({form})"),
            1 => format!("{name} {form}"),
            2 => format!("{name}, {form}"),
            _ => format!("{form} {name}"),
        };
    }
    in_other_letters(&name, chance)
}

pub(crate) fn without_accents(text: &str) -> String {
    text.nfd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().replace('œ', "oe")
}

fn without_article(name: &str) -> String {
    ARTICLES.iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name).to_owned()
}

/// A letter too many, too few, another, or two the other way round; rarely twice.
fn misspelt(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    for _ in 0..if chance.says(0.2) { 2 } else { 1 } {
        let place = chance.below(letters.len() - 1);
        let letter = char::from(b'a' + u8::try_from(chance.below(26)).unwrap());
        match chance.below(4) {
            0 => letters.insert(place, letter),
            1 if letters.len() > 4 => drop(letters.remove(place)),
            2 => letters[place] = letter,
            _ => letters.swap(place, place + 1),
        }
    }
    letters.into_iter().collect()
}

fn shortened(name: &str) -> String {
    name.replace("Saint-", "St ").replace("Sainte-", "Ste ").replace(" et ", " & ").replace("Compagnie", "Cie")
}

fn in_another_order(name: &str, chance: &mut Chance) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    chance.mix(&mut words);
    words.join(" ")
}

fn in_other_letters(name: &str, chance: &mut Chance) -> String {
    match chance.share(&[0.6, 0.1, 0.08, 0.1, 0.12]) {
        1 => name.to_uppercase(),
        2 => name.to_lowercase(),
        3 => without_accents(name),
        4 => name.replace('-', " ").replace('\'', "’"),
        _ => name.to_owned(),
    }
}
