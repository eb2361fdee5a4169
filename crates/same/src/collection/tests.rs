use super::*;
use crate::mark::Sort;
use crate::score::Why;
use crate::sheet::Kind;
use model::Iri;

/// Le Mans, Tours, and a village.
const MANS: (&str, &str, f64, f64) = ("Le Mans", "72000", 48.006, 0.199);
const TOURS: (&str, &str, f64, f64) = ("Tours", "37000", 47.394, 0.685);
const VAUDORET: (&str, &str, f64, f64) = ("Vaudoret", "36100", 46.948, 1.992);

fn sheet(name: &str, town: (&str, &str, f64, f64), marks: &[&str]) -> Sheet {
    let mut sheet = without_place(name, marks);
    sheet.locality(town.0);
    sheet.postal_code(town.1);
    sheet.point(town.2, town.3);
    sheet
}

/// A mark is told by how it is written.
fn without_place(name: &str, marks: &[&str]) -> Sheet {
    let mut sheet = Sheet::new(Iri::parse("https://a.example/organizations/x").unwrap(), Kind::Organization);
    // Each stands elsewhere, or all were one.
    sheet.marks.clear();
    sheet.name(name);
    for mark in marks {
        if mark.contains('@') {
            sheet.email(mark);
        } else if mark.starts_with("https://") {
            sheet.website(mark);
        } else if mark.starts_with('0') {
            sheet.telephone(mark);
        } else {
            sheet.code(mark);
        }
    }
    sheet
}

/// Whether two are one, among these and sheets of a whole country.
#[track_caller]
fn check(one: Sheet, other: Sheet, further: &[Sheet], are_one: bool) {
    let about = format!("{:?} / {:?}", one.names, other.names);
    let mut sheets = vec![one, other];
    sheets.extend_from_slice(further);
    let collection = Collection::of(sheets);
    let candidates = collection.compare_all().candidates;
    let score = collection.compare(0, 1).unwrap();
    let found = candidates.iter().any(|candidate| candidate.other == 1);
    assert_eq!(found, are_one, "{about}: {} {:?}", score.bits(), score.reasons());
    assert_eq!(collection.compare(1, 0).unwrap().bits().to_bits(), score.bits().to_bits(), "either way: {about}");
    let all = collection.compare_all();
    assert_eq!(all.candidates.iter().any(|candidate| (candidate.one, candidate.other) == (0, 1)), are_one);
    assert_eq!(score.probability() >= 0.5, score.bits() >= 0.0);
}

#[test]
fn one_organisation_written_in_many_ways() {
    for (one, other) in [
        ("Association La Ressourcerie du Mans", "ressourcerie le mans (asso)"),
        ("La Ressourcerie du Mans", "LA RESSOURCERIE"),
        ("SARL Les Compagnons du Levant", "Les Compagnons du Levant"),
        ("SCOP L'Étincelle", "L'etincelle, S.C.O.P."),
        ("SCIC SAS Mobicoopé", "Mobicoopé"),
        ("Épicerie Kermadec", "Epicerie Kermdaec"),
        ("La Ruche – café culturel", "La Ruche"),
        ("MJC", "Maison des Jeunes et de la Culture"),
    ] {
        check(sheet(one, MANS, &[]), sheet(other, MANS, &[]), &[], true);
    }
}

#[test]
fn others_of_the_same_town() {
    for (one, other) in [
        ("La Ressourcerie du Mans", "La Friperie du Mans"),
        ("AMAP des Tilleuls", "AMAP des Fougères"),
        ("Ferme de Kermadec", "Ferme de Vaudoret"),
        ("Foyer rural", "Foyer rural – section théâtre"),
    ] {
        check(sheet(one, MANS, &[]), sheet(other, MANS, &[]), &[], false);
    }
}

#[test]
fn those_of_one_name_in_two_towns_are_two() {
    for name in ["La Ressourcerie", "Le Trait d'Union", "Les Colibris", "Repair Café"] {
        check(sheet(name, MANS, &[]), sheet(name, TOURS, &[]), &[], false);
    }
    let [mans, tours] = [("02 43 00 00 12", MANS), ("02 47 00 00 12", TOURS)]
        .map(|(number, town)| sheet("Le Trait d'Union", town, &[number, "letraitdunion@gmail.com.example"]));
    // One mailbox: it has moved, or is in both.
    check(mans, tours, &[], true);
}

#[test]
fn who_moved_is_known_by_what_went_along() {
    let marks = ["https://kermadec.example/", "bonjour@kermadec.example"];
    check(sheet("Épicerie Kermadec", MANS, &marks), sheet("Kermadec, épicerie", VAUDORET, &marks[..1]), &[], true);
    check(sheet("Épicerie Kermadec", MANS, &marks[1..]), without_place("Épicerie Kermadec", &marks[..1]), &[], true);
}

#[test]
fn branches_of_a_chain_are_many() {
    let branch = |town: (&str, &str, f64, f64)| {
        sheet(&format!("Verdecoop {}", town.0), town, &["https://verdecoop.example/", "contact@verdecoop.example"])
    };
    let others: Vec<Sheet> = (0..30)
        .map(|number| branch((&format!("Ville{number}"), "30000", 43.5 + f64::from(number) * 0.15, 4.0)))
        .collect();
    check(branch(MANS), branch(TOURS), &others, false);
    let (bare, near) = (without_place("Verdecoop", &["https://verdecoop.example/"]), sheet("Verdecoop", MANS, &[]));
    check(branch(MANS), bare, &others, false);
    check(branch(MANS), near, &others, true);
}

#[test]
fn what_everybody_has_tells_nothing() {
    for mark in ["https://www.facebook.com/", "x@orange.fr"] {
        let [one, other] = ["Ferme de Kermadec", "Radio du Vent"].map(|name| sheet(name, MANS, &[mark]));
        let collection = Collection::of(vec![one, other]);
        let score = collection.compare(0, 1).unwrap();
        let is_told = |why: &Why| matches!(why, Why::Mark(mark) if mark.sort == Sort::Host);
        assert!(!score.reasons().iter().any(|reason| is_told(&reason.why)), "{mark}");
    }
}

#[test]
fn numbers_of_the_state_decide() {
    let [one, same, branch, other] = ["12345678200010", "12345678200010", "123456782", "732829320"]
        .map(|code| sheet("Épicerie Kermadec", MANS, &[code]));
    check(one.clone(), same, &[], true);
    check(one.clone(), branch, &[], true);
    check(one, other, &[], false);
}

#[test]
fn a_link_is_believed_unless_all_speaks_against_it() {
    let mut one = sheet("La Forge", MANS, &[]);
    one.link("https://carte.example/map#/fiche/_/1a/");
    let mut other = without_place("Atelier de la Forge", &[]);
    other.link("http://carte.example/map#/fiche/_/1a/");
    check(one, other, &[], true);
}

#[test]
fn an_empty_collection_has_no_candidates() {
    let collection = Collection::of(Vec::new());
    let compared = collection.compare_all();
    assert_eq!((compared.comparisons, compared.candidates), (0, Vec::new()));
    assert_eq!(collection.compare(0, 1), None);
}
