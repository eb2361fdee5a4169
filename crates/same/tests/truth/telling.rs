//! What sources tell of an organisation: each has its own fields, leaves some out, errs in others.

use crate::chance::Chance;
use crate::organization::{Organization, slug};
use crate::spelling;
use crate::towns::moved;
use model::Iri;
use same::{Kind, Sheet};

/// How often a source has each field, where the organisation has it.
struct Source {
    host: &'static str,
    point: f64,
    town: f64,
    postal_code: f64,
    insee: f64,
    website: f64,
    email: f64,
    telephone: f64,
    siren: f64,
    siret: f64,
    /// Names another sheet of the same organisation.
    link: f64,
    place: f64,
}

const SOURCES: [Source; 5] = [
    Source {
        host: "communecter",
        point: 0.85,
        town: 0.8,
        postal_code: 0.8,
        insee: 0.7,
        website: 0.4,
        email: 0.45,
        telephone: 0.25,
        siren: 0.0,
        siret: 0.0,
        link: 0.05,
        place: 0.0,
    },
    Source {
        host: "gogocarto",
        point: 0.98,
        town: 0.85,
        postal_code: 0.85,
        insee: 0.0,
        website: 0.55,
        email: 0.3,
        telephone: 0.55,
        siren: 0.0,
        siret: 0.05,
        link: 0.06,
        place: 0.03,
    },
    Source {
        host: "here",
        point: 0.6,
        town: 0.9,
        postal_code: 0.7,
        insee: 0.3,
        website: 0.7,
        email: 0.6,
        telephone: 0.5,
        siren: 0.35,
        siret: 0.0,
        link: 0.1,
        place: 0.02,
    },
    Source {
        host: "csv",
        point: 0.3,
        town: 0.95,
        postal_code: 0.8,
        insee: 0.1,
        website: 0.4,
        email: 0.4,
        telephone: 0.45,
        siren: 0.05,
        siret: 0.15,
        link: 0.0,
        place: 0.0,
    },
    Source {
        host: "map",
        point: 0.97,
        town: 0.6,
        postal_code: 0.6,
        insee: 0.0,
        website: 0.6,
        email: 0.4,
        telephone: 0.5,
        siren: 0.0,
        siret: 0.0,
        link: 0.03,
        place: 0.1,
    },
];

/// Sheets of one organisation, each of another source. `number` makes their addresses.
pub(crate) fn of(organization: &Organization, number: usize, chance: &mut Chance) -> Vec<Sheet> {
    let count = 1 + chance.share(&[0.5, 0.3, 0.15, 0.05]);
    let mut sources: Vec<&Source> = SOURCES.iter().collect();
    chance.mix(&mut sources);
    let mut sheets: Vec<Sheet> = Vec::new();
    for source in sources.into_iter().take(count) {
        let mut sheet = one(organization, source, number, chance);
        if chance.says(source.link)
            && let Some(other) = sheets.first()
        {
            sheet.link(other.iri().as_str());
        }
        sheets.push(sheet);
    }
    sheets
}

fn one(organization: &Organization, source: &Source, number: usize, chance: &mut Chance) -> Sheet {
    let iri = Iri::parse(&format!("https://{}.example/organizations/{number}", source.host)).unwrap();
    let kind = if chance.says(source.place) { Kind::Place } else { Kind::Organization };
    let mut sheet = Sheet::new(iri, kind);
    sheet.name(&spelling::name(organization, chance));
    place(organization, source, &mut sheet, chance);
    contact(organization, source, &mut sheet, chance);
    if chance.says(source.siret) {
        sheet.code(&miscopied(&siret(organization), chance));
    } else if chance.says(source.siren) {
        sheet.code(&miscopied(&organization.siren, chance));
    }
    sheet
}

fn place(organization: &Organization, source: &Source, sheet: &mut Sheet, chance: &mut Chance) {
    // Of those that moved, a third of the sheets do not know.
    let before = organization.before.as_ref().filter(|_| chance.says(0.33));
    let (town, point) = before.map_or((&organization.town, organization.point), |(town, point)| (town, *point));
    if chance.says(source.point) {
        let point = match chance.share(&[0.55, 0.25, 0.15, 0.05]) {
            0 => moved(point, chance.between(0.0, 0.02), chance),
            1 => moved(point, chance.between(0.02, 0.25), chance),
            // Only the town was found.
            2 => (town.latitude, town.longitude),
            _ => moved(point, chance.between(0.5, 4.0), chance),
        };
        sheet.point(point.0, point.1);
    }
    if chance.says(source.town) {
        let name = &town.name;
        sheet.locality(&match chance.share(&[0.8, 0.1, 0.05, 0.05]) {
            1 => name.to_uppercase(),
            2 => format!("{name} Cedex"),
            3 => name.replace('-', " "),
            _ => name.clone(),
        });
    }
    if chance.says(source.postal_code) {
        sheet.postal_code(&town.postal_code);
    }
    if chance.says(source.insee) {
        sheet.insee(&town.insee);
    }
}

fn contact(organization: &Organization, source: &Source, sheet: &mut Sheet, chance: &mut Chance) {
    if chance.says(source.website) {
        match (&organization.website, &organization.other_page) {
            (Some(website), Some(other)) if chance.says(0.85) => {
                sheet.website(&written(website, chance));
                if chance.says(0.2) {
                    sheet.website(other);
                }
            }
            (_, Some(page)) | (Some(page), None) => sheet.website(&written(page, chance)),
            (None, None) => {}
        }
        if chance.says(0.03) {
            // One that it had once.
            sheet.website(&format!(
                "http://{}{}.free.example/",
                slug(&organization.name, ""),
                &organization.siren[..4]
            ));
        }
    }
    if chance.says(source.email) && !organization.emails.is_empty() {
        sheet.email(one_or_another(&organization.emails, chance));
    }
    if chance.says(source.telephone) && !organization.telephones.is_empty() {
        let number = one_or_another(&organization.telephones, chance).to_owned();
        sheet.telephone(&match chance.below(3) {
            0 => number,
            1 => format!("+33{}", &number[1..]),
            _ => {
                number.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect::<Vec<_>>().join(" ")
            }
        });
    }
}

/// The first three times of four.
fn one_or_another<'a>(of: &'a [String], chance: &mut Chance) -> &'a str {
    if chance.says(0.75) { &of[0] } else { &of[chance.below(of.len())] }
}

/// An address of the web as people write it.
fn written(address: &str, chance: &mut Chance) -> String {
    match chance.share(&[0.5, 0.15, 0.1, 0.1, 0.15]) {
        1 => address.replace("https://", "http://"),
        2 => address.replace("www.", ""),
        3 => address.trim_end_matches('/').replace("https://", ""),
        4 if address.ends_with('/') => {
            format!("{address}{}", chance.one(&["contact", "accueil", "index.php", "qui-sommes-nous"]))
        }
        _ => address.to_owned(),
    }
}

/// The establishment's number, with the digit at its end that makes its sum right.
fn siret(organization: &Organization) -> String {
    let thirteen = format!("{}{}", organization.siren, organization.establishment);
    let is_right = |text: &String| {
        let sum: u32 = text
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(digit - b'0') * if place % 2 == 1 { 2 } else { 1 };
                if digit > 9 { digit - 9 } else { digit }
            })
            .sum();
        sum.is_multiple_of(10)
    };
    (0..10).map(|last| format!("{thirteen}{last}")).find(is_right).unwrap()
}

/// Sometimes with a wrong digit.
fn miscopied(code: &str, chance: &mut Chance) -> String {
    if !chance.says(0.02) {
        return code.to_owned();
    }
    let mut code = code.to_owned();
    let place = chance.below(code.len());
    code.replace_range(place..=place, &chance.digits(1));
    code
}
