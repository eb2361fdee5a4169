//! What is understood of a map: invented ones, each passage a trap, and the samples, where they are at hand.

mod shape;
mod stream;

use super::taxonomy::Taxonomy;
use super::{ReadError, read, sync};
use crate::mapping::Mapping;
use crate::source::Source;
use model::vocab::{class, dct, owl, property, prov, skos};
use model::{Audience, Base, Iri, Passage, Reading, Refused, RefusedReason, Slug};
use oxrdf::{NamedNodeRef, TermRef};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const HOME: &str = "https://a.example/";
const FIRST: &str = "organizations/carte-1ab-3d856c7027";

fn source() -> Source {
    Source {
        base: Base::parse(HOME).unwrap(),
        name: Slug::from_text("carte").unwrap(),
        audience: Audience::Public,
        licence: Some(Iri::parse("https://licence.example/").unwrap()),
        page: Some(Iri::parse("https://carte.example/").unwrap()),
    }
}

fn fixture(name: &str) -> Vec<u8> {
    crate::rig::fixture(&format!("gogocarto/{name}"))
}

fn sample(name: &str) -> Option<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("CODESOCIAL_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let found = std::fs::read(shared.join("data/gogocarto").join(name)).ok();
    if found.is_none() {
        println!("skipped: no suites");
    }
    found
}

fn taxonomy() -> Taxonomy {
    Taxonomy::read(fixture("taxonomy.json").as_slice(), &source()).unwrap()
}

fn reading(bytes: &[u8], taxonomy: Option<&Taxonomy>) -> Reading {
    let mapping = Mapping::read(&String::from_utf8(fixture("mapping.toml")).unwrap()).unwrap();
    let mut reading = Reading::default();
    reading.extend(read(bytes, &source(), &mapping, taxonomy.cloned().map(Arc::new)).map(Result::unwrap));
    reading
}

fn error(text: &str) -> ReadError {
    let mut passages = read(text.as_bytes(), &source(), &Mapping::default(), None);
    let error = passages.find_map(Result::err).unwrap_or_else(|| panic!("{text}"));
    assert!(passages.next().is_none(), "after an error there is nothing more");
    error
}

fn shown(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(node) => node.as_str().trim_start_matches(HOME).to_owned(),
        TermRef::BlankNode(node) => node.to_string(),
        TermRef::Literal(literal) => literal.value().to_owned(),
    }
}

/// The values of a property of a document, or of one of its fragments.
fn values(reading: &Reading, path: &str, property: NamedNodeRef<'_>) -> Vec<String> {
    let iri = Iri::parse(&format!("{HOME}{path}")).unwrap();
    let record = reading.records.iter().find(|record| *record.document.iri() == iri.document());
    let names: Vec<_> = reading.records.iter().map(|record| record.document.iri().as_str()).collect();
    let record = record.unwrap_or_else(|| panic!("no {path} among {names:#?}"));
    record.document.objects(iri.as_named_node(), property).map(shown).collect()
}

fn additional(reading: &Reading, path: &str, field: &str) -> Vec<String> {
    values(reading, &format!("{path}#property-{field}"), model::vocab::schema::VALUE)
}

fn fixture_reading() -> Reading {
    reading(&fixture("elements.json"), Some(&taxonomy()))
}

fn everything(reading: &Reading) -> String {
    let documents: Vec<String> = reading.records.iter().map(|record| record.document.canonical().nquads).collect();
    format!("{}{:?}{:?}", documents.concat(), reading.refused, reading.unplaced)
}

#[test]
fn an_element_with_everything() {
    let reading = fixture_reading();
    let one = |property| values(&reading, FIRST, property);
    assert_eq!(one(property::NAME), ["Ressourcerie de l’Écluse"]);
    assert_eq!(one(property::SUMMARY), ["Atelier de réparation."]);
    assert_eq!(one(property::DESCRIPTION), ["Depuis dix ans."]);
    assert_eq!(one(property::LATITUDE), ["47.218371"]);
    assert_eq!(one(property::WEBSITE), ["https://ressourcerie.example/"]);
    assert_eq!(one(property::IMAGE), ["https://carte.example/x.jpg"]);
    assert_eq!(one(property::LICENCE), ["https://opendatacommons.org/licenses/odbl/summary/"]);
    assert_eq!(one(dct::IDENTIFIER), ["1aB"]);
    assert_eq!(one(dct::SOURCE), ["Réseau d’exemple"]);
    assert_eq!(one(dct::CREATED), ["2021-03-04T10:12:00+01:00"]);
    assert_eq!(one(dct::MODIFIED), ["2024-02-01T09:00:00+01:00"]);
    let page = ["https://carte.example/map#/fiche/_/1aB/"];
    assert_eq!(one(prov::WAS_DERIVED_FROM), page);
    assert_eq!(one(property::TRANSISCOPE_RECORD), page);
    assert_eq!(one(property::KEYWORD), ["Réparer", "Économie"]);
    assert_eq!(one(property::THEME), ["themes/carte-100", "themes/carte-120"]);
    let street = format!("{FIRST}#address");
    assert_eq!(values(&reading, &street, property::STREET), ["12 rue du Quai"]);
    assert_eq!(values(&reading, &street, property::POSTAL_CODE), ["44000"]);
    let hours = one(model::vocab::schema::OPENING_HOURS);
    assert_eq!(hours, ["Fr 09:00-11:30 & 5pm to 9pm", "Mo 09:00-12:00,14:00-18:00"]);
    assert_eq!(additional(&reading, FIRST, "website"), ["voir notre page"]);
    assert_eq!(additional(&reading, FIRST, "surface"), ["250"]);
    assert_eq!(additional(&reading, FIRST, "stamps"), ["3", "7"]);
    assert_eq!(additional(&reading, FIRST, "status"), ["3"]);
    assert_eq!(additional(&reading, FIRST, "urls"), ["{\"peertube\":\"https://tube.example/\"}"]);
    assert_eq!(additional(&reading, FIRST, "reparer"), ["Vélos seulement"]);
    let category = format!("{FIRST}#property-reparer");
    assert_eq!(values(&reading, &category, model::vocab::schema::PROPERTY_ID), ["120"]);
    // The address in one line says what its parts say.
    assert_eq!(additional(&reading, FIRST, "customformatedaddress"), Vec::<String>::new());
}

#[test]
fn an_element_of_an_older_map() {
    let reading = fixture_reading();
    let second = values_of(&reading, "Jardin des Lices");
    let one = |property| values(&reading, &second, property);
    assert_eq!(one(property::DESCRIPTION), ["Un jardin.\n\nOuvert à tous."]);
    assert_eq!(one(property::WEBSITE), ["https://jardin.example"]);
    assert_eq!((one(property::LATITUDE), one(property::LONGITUDE)), (vec!["45.5".into()], vec!["3.25".into()]));
    // A name of the taxonomy's, an id that the mapping knows, a word that is neither.
    assert_eq!(one(property::THEME), ["themes/carte-120", "themes/jardins"]);
    assert_eq!(one(property::KEYWORD), ["Chantiers", "Réparer"]);
    assert_eq!(additional(&reading, &second, "taxonomy"), ["999"]);
    assert_eq!(additional(&reading, &second, "createdat"), ["15/05/2012"]);
    assert_eq!(additional(&reading, &second, "openhours"), ["Tous les jours"]);
    assert_ne!(second, FIRST, "keys that differ in case are others");
}

#[test]
fn what_is_closed_stands_apart_and_what_nobody_agreed_to_nowhere() {
    let reading = fixture_reading();
    assert!(!everything(&reading).contains("abonne@"), "subscribers");
    for subscriber in ["b@personne", "c@personne"] {
        assert!(!everything(&reading).contains(subscriber), "subscribers inside others: {subscriber}");
    }
    assert!(!everything(&reading).contains("\"private\""));
    let contact = |about: &str| {
        let annex = &values(&reading, about, property::CONTACT)[0];
        let iri = format!("{HOME}{annex}");
        let record = reading.records.iter().find(|record| record.document.iri().as_str() == iri).unwrap();
        assert_eq!(record.audience, Audience::Members);
        [property::EMAIL, property::TELEPHONE].map(|property| values(&reading, annex, property).join("; "))
    };
    assert_eq!(contact(FIRST), ["presse@ressourcerie.example", "02 40 00 00 00"]);
    let second = values_of(&reading, "Jardin des Lices");
    assert_eq!(contact(&second), ["bonjour@jardin.example", "04 00 00 00 00; 06 00 00 00 00"]);
    assert_eq!(contact("events/carte-42"), ["ana@personne.example", "0400000000"]);
    let open = reading.records.iter().filter(|record| record.audience == Audience::Public);
    let open: String = open.map(|record| record.document.canonical().nquads).collect();
    for closed in ["presse@", "bonjour@", "ana@", "0400000000", "02 40"] {
        assert!(!open.contains(closed), "{closed}: {open}");
    }
}

#[test]
fn what_a_mapping_says_goes_first() {
    let reading = fixture_reading();
    let event = "events/carte-42";
    assert_eq!(values(&reading, event, model::vocab::rdf::TYPE), [class::EVENT.as_str()]);
    assert_eq!(values(&reading, event, property::START), ["2026-05-17"]);
    assert!(!everything(&reading).contains("à relancer"), "left out by the mapping");
    assert_eq!(values(&reading, &format!("{event}#address"), property::STREET), ["Place du Four"]);
}

#[test]
fn records_that_were_merged() {
    let reading = fixture_reading();
    let event = "events/carte-42";
    assert_eq!(values(&reading, event, owl::SAME_AS), ["https://ailleurs.example/fiche/x1"]);
    let merged = format!("{event}#aggregated-1");
    assert_eq!(values(&reading, &merged, dct::IDENTIFIER), ["x1"]);
    assert_eq!(values(&reading, &merged, dct::SOURCE), ["Ailleurs"]);
    assert_eq!(values(&reading, &format!("{event}#aggregated-2"), dct::IDENTIFIER), ["y2"]);
    let derived = values(&reading, event, prov::WAS_DERIVED_FROM);
    let own = "https://carte.example/map#/fiche/_/42/".to_owned();
    assert_eq!(derived, [merged, format!("{event}#aggregated-2"), own]);
}

#[test]
fn what_is_refused_and_what_finds_no_place() {
    let reading = fixture_reading();
    let refused: Vec<_> = reading.refused.iter().map(shown_refusal).collect();
    assert_eq!(
        refused,
        [
            "4 En attente: its source does not publish it",
            "5 Signalée: its source does not publish it",
            "6 Étrange: status cannot be read",
            "7 w4: it has no name",
            "8 Sans clé: it has no identifier",
            "9 : JSON cannot be read"
        ]
    );
    let unplaced: Vec<_> =
        reading.unplaced.iter().map(|unplaced| format!("{} {}", unplaced.place.number(), unplaced.text)).collect();
    assert_eq!(
        unplaced,
        [
            "3 geo: {\"latitude\":0,\"longitude\":0}",
            "3 telephone: \"voir le site\"",
            "3 modifiedElement: {\"name\":\"Fête du Four\"}",
            "9 nextPage: \"https://carte.example/api/elements.json?page=2\""
        ]
    );
}

#[test]
fn one_broken_element_and_the_others_go_on() {
    let reading = reading(&fixture("broken.json"), None);
    let refused: Vec<_> = reading.refused.iter().map(shown_refusal).collect();
    assert_eq!(refused, ["2 Le \"Cassé\": JSON cannot be read"]);
    let names = ["organizations/carte-a", "organizations/carte-c"].map(|path| values(&reading, path, property::NAME));
    assert_eq!(names, [["Avant"], ["Après, avec ] et } et \\"]]);
    let licence = values(&reading, "organizations/carte-a", property::LICENCE);
    assert_eq!(licence, ["https://creativecommons.org/licenses/by-sa/4.0/"]);
}

#[test]
fn concepts_of_a_tree_and_of_a_list() {
    let taxonomy = taxonomy();
    let mut tree = Reading::default();
    tree.extend(taxonomy.passages().iter().cloned());
    assert_eq!(tree.records.len(), 6);
    assert_eq!(values(&tree, "themes/carte-120", skos::BROADER), ["themes/carte-100"]);
    assert_eq!(values(&tree, "themes/carte-201", skos::BROADER), ["themes/carte-200"]);
    assert_eq!(values(&tree, "themes/carte-100", skos::BROADER), Vec::<String>::new());
    assert_eq!(values(&tree, "themes/carte-100", skos::PREF_LABEL), ["Économie"]);
    assert_eq!(values(&tree, "themes/carte-100", property::ALTERNATE_NAME), ["Éco"]);
    assert_eq!(values(&tree, "themes/carte-100", skos::NOTATION), ["100"]);
    assert_eq!(additional(&tree, "themes/carte-100", "color"), ["#98A100"]);
    assert_eq!(additional(&tree, "themes/carte-120", "category"), ["Type"]);
    assert_eq!(taxonomy.by_name("Éco"), taxonomy.by_id("100"));
    assert_eq!(taxonomy.by_name("Autre"), None, "two have the name");
    assert_eq!(taxonomy.by_id("Fêtes").unwrap().name, "Fêtes");
    for (elements, beside) in [
        ("https://a.example/api/elements.json?bounds=1,2,3,4", Some("https://a.example/api/taxonomy.json")),
        ("https://a.example/carte/api/elements.json", Some("https://a.example/carte/api/taxonomy.json")),
        ("https://a.example/elements.json", None),
        ("https://a.example/api/elements", None),
    ] {
        assert_eq!(super::taxonomy::beside(elements).as_deref(), beside, "{elements}");
    }
    let elements = Taxonomy::read(fixture("elements.json").as_slice(), &source());
    assert!(matches!(elements, Err(ReadError::NoElements)), "elements are no concepts");
    let flat = Taxonomy::read(fixture("taxonomy-flat.json").as_slice(), &source()).unwrap();
    assert_eq!(flat.by_id("100").unwrap().name, "Économie");
    let mut list = Reading::default();
    list.extend(flat.passages().iter().cloned());
    assert_eq!(values(&list, "themes/carte-120", skos::BROADER), ["themes/carte-100"]);
    assert!(matches!(Taxonomy::read(b"{}".as_slice(), &source()), Err(ReadError::NoElements)));
    assert!(matches!(Taxonomy::read(b"{".as_slice(), &source()), Err(ReadError::Json(_))));
}

#[test]
fn what_changed() {
    let found: Vec<String> = sync(fixture("sync.json").as_slice())
        .map(|item| match item {
            Ok((key, Some(time))) => format!("{key} {time}"),
            Ok((key, None)) => key,
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(found, ["1aB 2024-02-01T08:00:00Z", "42", "item 3 has no id"]);
}

fn values_of(reading: &Reading, name: &str) -> String {
    let has_name = |record: &&model::Record| record.document.own(property::NAME).any(|term| shown(term) == name);
    shown(reading.records.iter().find(has_name).unwrap().document.iri().as_named_node().into())
}

fn shown_refusal(refused: &Refused) -> String {
    assert_ne!(refused.reason, RefusedReason::NoConsent);
    format!("{} {}: {}", refused.place.unwrap().number(), refused.name, refused.reason)
}
