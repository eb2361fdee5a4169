use crate::rig::{Rig, said, sheet};
use search::Sheet;

fn named(name: &str, text: &str, language: &str) -> Sheet {
    Sheet { names: vec![said(text, Some(language).filter(|tag| !tag.is_empty()))], ..sheet(name) }
}

fn telling(name: &str, called: &str, text: &str, language: &str) -> Sheet {
    Sheet { texts: vec![said(text, Some(language).filter(|tag| !tag.is_empty()))], ..named(name, called, language) }
}

fn library() -> Rig {
    let mut rig = Rig::new();
    rig.put([
        named("ecole", "L’École buissonnière", "fr"),
        named("boulangerie", "Boulangerie des Halles", "fr"),
        telling(
            "cantine",
            "La Cantine",
            "Le pain vient de plusieurs boulangeries de la vallée, chaque jour d’hiver.",
            "fr",
        ),
        telling("grange", "La Grange", "Rénovation énergétique de bâtiments agricoles", "fr"),
        named("maison", "La Maison de la Terre", "fr"),
        telling("terre", "Les Amis", "Une maison en terre crue, et la terre de la maison", "fr"),
        telling("garden", "Shared Gardens", "We are gardening together in the communities of the valley", "en"),
        telling("mill", "The Mill", "A garden behind the mill", "en"),
        named("untagged", "Jardins et gardens", ""),
        named("oeuvre", "Au cœur de l'œuvre", "fr"),
        named("occitan", "Los òrts de la val", "oc"),
    ]);
    rig
}

fn check(rig: &Rig, typed: &str, found: &[&str], not: &[&str]) {
    let names = rig.typed(typed);
    for name in found {
        assert!(names.iter().any(|known| known == name), "{typed}: {name} is not in {names:?}");
    }
    for name in not {
        assert!(names.iter().all(|known| known != name), "{typed}: {name} is in {names:?}");
    }
}

#[test]
fn french() {
    let rig = library();
    check(&rig, "ecole", &["ecole"], &["maison"]);
    check(&rig, "ÉCOLES", &["ecole"], &[]);
    check(&rig, "l'école", &["ecole"], &["maison"]);
    check(&rig, "boulangeries", &["boulangerie", "cantine"], &["grange"]);
    check(&rig, "renovations energetiques", &["grange"], &["cantine"]);
    check(&rig, "rénover bâtiment", &["grange"], &["cantine"]);
    check(&rig, "coeur", &["oeuvre"], &["cantine"]);
    check(&rig, "oeuvres", &["oeuvre"], &[]);
    check(&rig, "hiver", &["cantine"], &["grange"]);
    check(&rig, "pain à la vallée", &["cantine"], &["maison"]);
    check(&rig, "pain vigne", &[], &["cantine"]);
    check(&rig, "orts", &["occitan"], &["ecole"]);
}

#[test]
fn english() {
    let rig = library();
    check(&rig, "gardens", &["garden", "mill", "untagged"], &["grange"]);
    check(&rig, "community gardening", &["garden"], &["mill"]);
    check(&rig, "the mill", &["mill"], &["maison"]);
    check(&rig, "sharing", &["garden"], &["mill"]);
    check(&rig, "jardin", &["untagged"], &[]);
}

#[test]
fn names_weigh_more_than_texts() {
    let rig = library();
    assert_eq!(rig.typed("boulangerie ")[..2], ["boulangerie", "cantine"]);
    assert_eq!(rig.typed("maison de la terre "), ["maison", "terre"]);
    assert!(!rig.typed("garden ")[..2].contains(&"mill".to_owned()));
}

#[test]
fn phrases_stand_together_and_what_is_excluded_is_not_there() {
    let rig = library();
    check(&rig, "\"maison de la terre\"", &["maison"], &["terre"]);
    check(&rig, "\"Terre de la maison\"", &["terre"], &["maison"]);
    check(&rig, "maison -crue", &["maison"], &["terre"]);
    check(&rig, "maison -\"terre crue\"", &["maison"], &["terre"]);
    check(&rig, "-maison", &["ecole", "garden"], &["maison", "terre"]);
    check(&rig, "jardin -gardens", &[], &["untagged"]);
}

#[test]
fn one_finds_while_one_types() {
    let rig = library();
    for typed in ["bo", "boul", "boulan", "boulanger", "boulangeri"] {
        check(&rig, typed, &["boulangerie", "cantine"], &["grange"]);
    }
    assert_eq!(rig.typed("boulanger")[0], "boulangerie");
    check(&rig, "maison de la ter", &["maison"], &["grange"]);
    // What is ended by a space is no beginning.
    check(&rig, "boulan ", &[], &["boulangerie"]);
    // One letter begins too much.
    check(&rig, "b", &[], &["boulangerie"]);
}

#[test]
fn small_slips_are_forgiven_and_come_last() {
    let mut rig = library();
    check(&rig, "boulangrie ", &["boulangerie"], &["grange"]);
    check(&rig, "bolangeire ", &["boulangerie"], &["grange"]);
    check(&rig, "jradins ", &["untagged"], &["grange"]);
    check(&rig, "ecloe ", &["ecole"], &["grange"]);
    // Three letters may be anything, and numbers are what they are.
    check(&rig, "poin ", &["cantine"], &[]);
    check(&rig, "pan ", &[], &["cantine"]);
    // Four letters forgive one slip, not two.
    check(&rig, "tarde ", &[], &["maison"]);
    rig.put([named("moulin", "Le Moulin", "fr"), named("moulon", "Moulon", "fr"), named("2024", "Fête 2024", "fr")]);
    assert_eq!(rig.typed("moulin "), ["moulin", "moulon"]);
    assert_eq!(rig.typed("moulon "), ["moulon", "moulin"]);
    check(&rig, "2025 ", &[], &["2024"]);
}

#[test]
fn there_is_no_wrong_way_to_ask() {
    let rig = library();
    for typed in
        ["\"", "-", "--", "name:x AND (", "*", "[a TO z]", "a~9", "\\", "\u{0}", "🌻", "-\"", "\" \"", "+", "^", "''"]
    {
        let _ = rig.typed(typed);
    }
    check(&rig, "(école OR", &[], &["maison"]);
    assert_eq!(rig.typed("").len(), 11);
    assert_eq!(rig.typed(" - \" ").len(), 11);
}
