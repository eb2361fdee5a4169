//! Organisations as they are, before anybody tells of them.

use crate::chance::Chance;
use crate::towns::{Town, Towns};
use crate::words::{
    ACTIVITIES, BRANDS, FAMILIES, FANCIES, FORMS, HAMLETS, HOSTINGS, MAILBOXES, OF_WHAT, PLATFORMS, QUARTERS, SECTIONS,
    THINGS,
};
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) name: String,
    pub(crate) former_name: Option<String>,
    /// A place in [`FORMS`]; none for a collective without one.
    pub(crate) form: Option<usize>,
    pub(crate) town: Town,
    pub(crate) point: (f64, f64),
    /// Where it was before, for those who did not hear of it.
    pub(crate) before: Option<(Town, (f64, f64))>,
    pub(crate) website: Option<String>,
    /// Its page on somebody else's site, beside its own.
    pub(crate) other_page: Option<String>,
    pub(crate) emails: Vec<String>,
    pub(crate) telephones: Vec<String>,
    pub(crate) siren: String,
    pub(crate) establishment: String,
}

/// What branches of one brand have in common.
struct Brand {
    name: &'static str,
    host: String,
    siren: String,
    telephone: String,
    has_pages: bool,
}

/// Organisations, in no order, with everything that makes them alike: at least so many.
pub(crate) fn all(count: usize, towns: &Towns, chance: &mut Chance) -> Vec<Organization> {
    let mut all = Vec::new();
    // Branches are a twelfth of all.
    let brands = branches(count / 12, towns, chance);
    all.extend(brands);
    let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
    while all.len() < count {
        let town = towns.one(chance).clone();
        let name = name(&town, chance);
        // Who gives a name looks whether the town has it; not always.
        if !taken.insert((town.insee.clone(), slug(&name, ""))) && !chance.says(0.1) {
            continue;
        }
        let mut organization = one(name, &town, chance);
        if chance.says(0.2) {
            organization.before = before(&town, towns, chance);
        }
        // Under one roof with another: its point, perhaps its telephone.
        if chance.says(0.06)
            && let Some(other) = all.last()
        {
            let other: &Organization = other;
            organization.town = other.town.clone();
            organization.point = other.point;
            if chance.says(0.2) {
                organization.telephones.clone_from(&other.telephones);
            }
        }
        if chance.says(0.012) {
            let section = format!("{} - {}", organization.name, chance.one(SECTIONS));
            let part = Organization { name: section, former_name: None, ..organization.clone() };
            all.push(part);
        }
        all.push(organization);
    }
    all
}

fn branches(count: usize, towns: &Towns, chance: &mut Chance) -> Vec<Organization> {
    let brands: Vec<Brand> = BRANDS.iter().map(|name| brand(name, chance)).collect();
    let mut all: Vec<Organization> = Vec::new();
    while all.len() < count {
        // The first brands have most of the branches.
        let share = chance.between(0.0, 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a short list"
        )]
        let brand = &brands[(share * share * brands.len() as f64) as usize];
        // Where a city has several, they are told apart.
        let has_another = chance.says(0.12);
        let other = all.iter().rev().find(|other| {
            has_another
                && other.name.starts_with(brand.name)
                && other.town.is_city()
                && !other.name.ends_with(&other.town.name)
        });
        let town = other.map_or_else(|| towns.one(chance).clone(), |other| other.town.clone());
        let name = match (other, chance.share(&[0.55, 0.2, 0.25])) {
            (Some(_), _) | (None, 1) => format!("{} {}", brand.name, chance.one(QUARTERS)),
            (None, 0) => format!("{} {}", brand.name, town.name),
            (None, _) => brand.name.to_owned(),
        };
        if all.iter().any(|other| other.name == name && other.town.insee == town.insee) {
            continue;
        }
        let mut branch = one(name, &town, chance);
        branch.former_name = None;
        branch.other_page = None;
        let page =
            if brand.has_pages { slug(&format!("{} {}", town.name, chance.below(3)), "-") } else { String::new() };
        branch.website = Some(format!("https://www.{}/{page}", brand.host));
        branch.emails = vec![match chance.share(&[0.5, 0.3, 0.2]) {
            0 => format!("{}{}@{}", slug(&town.name, ""), chance.below(4), brand.host),
            1 => format!("contact@{}", brand.host),
            _ => mailbox(&branch.name, chance),
        }];
        if chance.says(0.4) {
            branch.siren.clone_from(&brand.siren);
        }
        if chance.says(0.2) {
            branch.telephones = vec![brand.telephone.clone()];
        }
        all.push(branch);
    }
    all
}

fn brand(name: &'static str, chance: &mut Chance) -> Brand {
    Brand {
        name,
        host: format!("{}.example", slug(name, "")),
        siren: siren(chance),
        telephone: telephone("09", chance),
        has_pages: chance.says(0.4),
    }
}

fn one(name: String, town: &Town, chance: &mut Chance) -> Organization {
    let form = match chance.share(&[0.6, 0.1, 0.06, 0.07, 0.05, 0.12]) {
        place if place < FORMS.len() => Some(place),
        _ => None,
    };
    let host = host(&name, chance);
    let page =
        format!("https://{}{}", chance.one_of_the_first(PLATFORMS), slug(&format!("{name} {}", chance.below(30)), "."));
    let website = chance.says(0.62).then(|| match chance.share(&[0.62, 0.12, 0.26]) {
        0 => format!("https://www.{host}/"),
        1 => format!("https://{}.{}/", slug(&format!("{name}{}", chance.below(20)), ""), chance.one(HOSTINGS)),
        _ => page.clone(),
    });
    let mut emails = Vec::new();
    if chance.says(0.85) {
        let has_host = website.as_ref().is_some_and(|website| website.contains(&host));
        let own = has_host && chance.says(0.6);
        emails.push(if own {
            format!("{}@{host}", chance.one(&["contact", "bonjour", "info", "accueil"]))
        } else {
            mailbox(&name, chance)
        });
        if chance.says(0.3) {
            emails.push(mailbox(&name, chance));
        }
    }
    let mut telephones = Vec::new();
    if chance.says(0.8) {
        telephones.push(telephone(chance.one(&["02", "03", "04", "05", "06", "07", "01"]), chance));
        if chance.says(0.3) {
            telephones.push(telephone(chance.one(&["06", "07"]), chance));
        }
    }
    let former_name = chance.says(0.03).then(|| self::name(town, chance));
    let other_page = (chance.says(0.25) && website.as_ref() != Some(&page)).then_some(page);
    let point = town.somewhere(chance);
    Organization {
        name,
        former_name,
        form,
        town: town.clone(),
        point,
        before: None,
        website,
        other_page,
        emails,
        telephones,
        siren: siren(chance),
        establishment: chance.digits(4),
    }
}

/// In the same town three times of four.
fn before(town: &Town, towns: &Towns, chance: &mut Chance) -> Option<(Town, (f64, f64))> {
    let town = if chance.says(0.75) { town } else { towns.near(town, chance)? };
    Some((town.clone(), town.somewhere(chance)))
}

fn name(town: &Town, chance: &mut Chance) -> String {
    let activity = chance.one_of_the_first(ACTIVITIES);
    match chance.share(&[0.2, 0.14, 0.2, 0.18, 0.06, 0.06, 0.16]) {
        0 => format!("{activity} {}", of_town(&town.name)),
        1 => chance.one_of_the_first(FANCIES).to_owned(),
        2 => format!("{} {}", chance.one(THINGS), chance.one(OF_WHAT)),
        3 => format!("{activity} {}", chance.one(FANCIES)),
        4 => format!("Les Amis {}", of_town(&town.name)),
        5 => activity.to_owned(),
        _ => {
            let (beginnings, ends) = if chance.says(0.5) { HAMLETS } else { FAMILIES };
            format!("{activity} {}{}", chance.one(beginnings), chance.one(ends))
        }
    }
}

/// `Le Mans`: du Mans.
fn of_town(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("Le ") {
        format!("du {rest}")
    } else if let Some(rest) = name.strip_prefix("Les ") {
        format!("des {rest}")
    } else if name.starts_with(['A', 'E', 'I', 'O', 'U', 'É', 'Y']) {
        format!("d'{name}")
    } else {
        format!("de {name}")
    }
}

/// A host of its own. Nobody has the one of somebody else of the same name.
fn host(name: &str, chance: &mut Chance) -> String {
    let between = chance.one(&["", "-"]);
    let number = if chance.says(0.7) { String::new() } else { chance.below(99).to_string() };
    format!("{}{number}-{}.{}", slug(name, between), chance.digits(3), chance.one(&["fr", "org", "com", "coop", "net"]))
}

fn mailbox(name: &str, chance: &mut Chance) -> String {
    let number = chance.digits(2);
    format!("{}{number}@{}", slug(name, chance.one(&["", ".", "-"])), chance.one_of_the_first(MAILBOXES))
}

fn telephone(beginning: &str, chance: &mut Chance) -> String {
    format!("{beginning}{}", chance.digits(8))
}

/// Eight digits and the one that Luhn's sum asks for.
fn siren(chance: &mut Chance) -> String {
    let digits = chance.digits(8);
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

pub(crate) fn slug(text: &str, between: &str) -> String {
    let plain = crate::spelling::without_accents(text).to_lowercase();
    plain
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(between)
}
