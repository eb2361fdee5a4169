//! What is read of pages: invented ones that have the traps, and the samples where they are at hand.

use super::{BYTE_LIMIT, Kind, Page, ReadError, read};
use crate::source::Source;
use model::{Audience, Base, Iri, Passage, RefusedReason, Slug, UnplacedReason};
use oxrdf::{NamedNodeRef, Term};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const HOME: &str = "https://a.example/";

fn source() -> Source {
    Source {
        base: Base::parse(HOME).unwrap(),
        name: Slug::from_text("co").unwrap(),
        audience: Audience::Public,
        licence: Some(Iri::parse("https://opendatacommons.org/licenses/odbl/1.0/").unwrap()),
        page: None,
    }
}

fn fixture(name: &str) -> Vec<u8> {
    crate::rig::fixture(&format!("communecter/{name}"))
}

fn page(name: &str, hint: Option<Kind>) -> Page {
    read(&fixture(name), hint, &source()).unwrap()
}

/// The samples of this name, where they are at hand.
pub(crate) fn samples(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("CODESOCIAL_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(shared.join("data/communecter").join(folder)) else {
        println!("skipped: no suites");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn short(term: &Term) -> String {
    let text = match term {
        Term::NamedNode(node) => node.as_str(),
        Term::BlankNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
    };
    text.replace(HOME, "").replace("https://w3id.org/codesocial#", "cs:")
}

fn local(name: NamedNodeRef<'_>) -> &str {
    name.as_str().rsplit(['#', '/']).next().unwrap()
}

/// What is said of the document at this path, one statement a line; of a part of it the part is named.
fn said(page: &Page, path: &str) -> Vec<String> {
    let iri = format!("{HOME}{path}");
    let records = page.passages.iter().filter_map(|passage| match passage {
        Passage::Record(record) => Some(&record.document),
        Passage::Refused(_) | Passage::Unplaced(_) => None,
    });
    let document = records.into_iter().find(|document| document.iri().as_str().starts_with(&iri));
    let document = document.unwrap_or_else(|| panic!("no {iri}: {page:#?}"));
    let mut said: Vec<String> = document
        .triples()
        .iter()
        .map(|triple| {
            let subject = triple.subject.to_string();
            let part =
                subject.trim_end_matches('>').split_once('#').map_or(String::new(), |(_, part)| format!("{part} "));
            format!("{part}{} {}", local(triple.predicate.as_ref()), short(&triple.object))
        })
        .filter(|said| !["identifier ", "licence ", "contact "].iter().any(|usual| said.starts_with(usual)))
        .collect();
    said.sort();
    said
}

fn documents(page: &Page) -> Vec<String> {
    let path = |passage: &Passage| match passage {
        Passage::Record(record) => Some(record.document.iri().as_str().replace(HOME, "")),
        Passage::Refused(_) | Passage::Unplaced(_) => None,
    };
    page.passages.iter().filter_map(path).collect()
}

fn refusals(page: &Page) -> Vec<(u64, String, RefusedReason)> {
    let refused = |passage: &Passage| match passage {
        Passage::Refused(refused) => Some((refused.place?.number(), refused.name.clone(), refused.reason.clone())),
        Passage::Record(_) | Passage::Unplaced(_) => None,
    };
    page.passages.iter().filter_map(refused).collect()
}

fn unplaced(page: &Page) -> Vec<String> {
    let unplaced = |passage: &Passage| match passage {
        Passage::Unplaced(unplaced) => {
            let mark = if unplaced.reason == UnplacedReason::UnknownField { "?" } else { "!" };
            Some(format!("{} {mark} {}", unplaced.place.number(), unplaced.text))
        }
        Passage::Record(_) | Passage::Refused(_) => None,
    };
    page.passages.iter().filter_map(unplaced).collect()
}

fn check(page: &Page, path: &str, expected: &[&str]) {
    let mut expected: Vec<&str> = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(said(page, path), expected, "{path}");
}

#[test]
fn an_organisation_with_all_the_traps() {
    let page = page("organizations.json", Some(Kind::Organization));
    check(
        &page,
        "organizations/co-57186ed894ef47210d7b2401",
        &[
            "type cs:Organization",
            "name L'atelier du Four",
            "summary Un four pour tous",
            "description On y cuit le pain.\n\nVenez\u{a0}!",
            "keyword pain",
            "keyword four & partage",
            "legalForm Association",
            "communecterRecord https://www.communecter.org/#page.type.organizations.id.57186ed894ef47210d7b2401",
            "communecterRecord https://www.communecter.org/#@latelierDuFour",
            "wasDerivedFrom https://www.communecter.org/#page.type.organizations.id.57186ed894ef47210d7b2401",
            "website https://four.example/accueil",
            "website https://github.com/four",
            "image https://www.communecter.org/upload/communecter/organizations/57186ed894ef47210d7b2401/un%20four.jpg",
            "source https://fours.example/12",
            "memberOf organizations/co-57186ed894ef47210d7b2402",
            "created 2016-04-07T03:33:20Z",
            "modified 2017-07-14T02:40:00Z",
            "latitude 46.2051",
            "longitude 5.2255",
            "address organizations/co-57186ed894ef47210d7b2401#address",
            "address street 1 place du Four",
            "address postalCode 01500",
            "address locality BOURG",
            "address inseeCode 01053",
            "address country FR",
            "openingHours Mo 09:00-12:00",
        ],
    );
    check(
        &page,
        "annexes/co-organizations-57186ed894ef47210d7b2401-",
        &[
            "type cs:Contact",
            "name L'atelier du Four",
            "annexOf organizations/co-57186ed894ef47210d7b2401",
            "audience cs:Members",
            "email bonjour@four.example",
            "email person1@example.org",
            "telephone 04 74 00 00 01",
            "telephone 04.74.00.00.02",
            "telephone +33 6 00 00 00 03",
            "telephone 0600000005",
        ],
    );
    assert_eq!(
        unplaced(&page),
        [
            "1 ! socialNetwork.telegram: four",
            "1 ? links.godparents: [{\"name\":\"Dominique\"}]",
            "1 ? address.digicode: 12A4",
            "1 ? phone.fax: [\"0474000004\"]",
            "1 ! openingHours: {\"dayOfWeek\":\"Xx\"}",
            "1 ? badges: [{\"name\":\"opendata\",\"date\":1500000000}]",
            "1 ? warmth: 240",
        ]
    );
}

#[test]
fn one_broken_entity_does_not_stop_the_others() {
    let page = page("organizations.json", Some(Kind::Organization));
    check(
        &page,
        "organizations/co-57186ed894ef47210d7b2402",
        &[
            "type cs:Organization",
            "name La fédération",
            "legalForm Coopérative",
            "communecterRecord https://www.communecter.org/#page.type.organizations.id.57186ed894ef47210d7b2402",
            "wasDerivedFrom https://www.communecter.org/#page.type.organizations.id.57186ed894ef47210d7b2402",
            "memberOf organizations/co-57186ed894ef47210d7b2403",
            "partOf organizations/co-57186ed894ef47210d7b2404",
            "modified 2017-07-14T02:40:01Z",
        ],
    );
    assert_eq!(
        refusals(&page),
        [
            (3, "57186ed894ef47210d7b2403".to_owned(), RefusedReason::Malformed("JSON".to_owned())),
            (4, "57186ed894ef47210d7b2404".to_owned(), RefusedReason::Nameless),
            (5, "Sans numéro".to_owned(), RefusedReason::WithoutKey),
            (6, "Voie lactée".to_owned(), RefusedReason::UnknownType("Galaxy".to_owned())),
            (7, "Fermée".to_owned(), RefusedReason::Unpublished),
        ]
    );
    assert_eq!(page.count, 7);
    let next = "https://www.communecter.org/api/organization/get/limit/7/index/7";
    assert_eq!(page.next.as_deref(), Some(next));
}

#[test]
fn events_in_a_list_and_their_dates() {
    let page = page("events.json", None);
    let dated = |path: &str| -> Vec<String> {
        let usual = ["communecterRecord", "wasDerivedFrom", "name", "type"];
        said(&page, path).into_iter().filter(|said| !usual.iter().any(|usual| said.starts_with(usual))).collect()
    };
    assert_eq!(
        dated("events/co-5534fd9da1aa14201b004101"),
        [
            "carriedBy organizations/co-57186ed894ef47210d7b2401",
            "end 2024-06-01T18:00:00+04:00",
            "keyword Festival",
            "start 2024-06-01T09:00:00+04:00",
        ]
    );
    assert_eq!(
        dated("events/co-5534fd9da1aa14201b004102"),
        [
            "end 2024-06-01T19:59:00Z",
            "keyword Atelier",
            "kind cs:Workshop",
            "partOf events/co-5534fd9da1aa14201b004101",
            "start 2024-05-31T20:00:00Z",
        ]
    );
    assert_eq!(dated("events/co-5534fd9da1aa14201b004103"), ["start 2024-06-02T09:00:00"]);
    assert_eq!(dated("events/co-5534fd9da1aa14201b004104"), Vec::<String>::new());
    assert_eq!(
        unplaced(&page),
        ["2 ! timeZone: Etc/Nowhere", "3 ! endDate: 2024-06-01 09:00", "3 ? type: sieste", "4 ! startDate: demain",]
    );
    assert_eq!(page.next, None, "a page that is not full is the last one");
}

#[test]
fn only_people_who_agreed_and_only_what_they_show() {
    let page = page("people.json", Some(Kind::Person));
    check(
        &page,
        "people/co-54fed0eca1aa141118004101",
        &[
            "type cs:Person",
            "name Camille Ouverte",
            "communecterRecord https://www.communecter.org/#page.type.citoyens.id.54fed0eca1aa141118004101",
            "wasDerivedFrom https://www.communecter.org/#page.type.citoyens.id.54fed0eca1aa141118004101",
            "memberOf organizations/co-57186ed894ef47210d7b2401",
        ],
    );
    assert_eq!(unplaced(&page), ["1 ? pwd"], "the field is named, its value is nobody's business");
    let no_consent = |number, id: &str| (number, id.to_owned(), RefusedReason::NoConsent);
    let expected = [no_consent(2, "54fed0eca1aa141118004102"), no_consent(3, "54fed0eca1aa141118004103")];
    assert_eq!(refusals(&page), expected);
    let all = format!("{page:?}");
    for secret in ["Dominique", "Alix", "uette", "secret", "person", "Cachée", "1980", "46.2"] {
        assert!(!all.replace("Person", "").contains(secret), "{secret}: {all}");
    }
}

#[test]
fn points_of_interest_that_are_places() {
    let page = page("poi.json", Some(Kind::Poi));
    check(
        &page,
        "places/co-58186ed894ef47210d7b2401",
        &[
            "type cs:Place",
            "name Le compost de la gare",
            "keyword Point de compostage",
            "communecterRecord https://www.communecter.org/#page.type.poi.id.58186ed894ef47210d7b2401",
            "wasDerivedFrom https://www.communecter.org/#page.type.poi.id.58186ed894ef47210d7b2401",
            "carriedBy organizations/co-57186ed894ef47210d7b2401",
            "website https://compost.example/",
            "latitude -21.25",
            "longitude 55.5",
        ],
    );
    let paths = ["places/co-58186ed894ef47210d7b2401", "places/co-58186ed894ef47210d7b2403"];
    assert_eq!(documents(&page), paths);
    assert_eq!(unplaced(&page), ["1 ? medias: [{\"content\":{\"type\":\"video\"}}]"]);
    let unknown =
        |number, name: &str, what: &str| (number, name.to_owned(), RefusedReason::UnknownType(what.to_owned()));
    let expected = [unknown(2, "Un film", "poi/video"), unknown(4, "Nulle part", "poi/other")];
    assert_eq!(refusals(&page), expected);
}

#[test]
fn projects_and_needs() {
    let projects = page("projects.json", None);
    check(
        &projects,
        "projects/co-5534fd9da1aa14201b004111",
        &[
            "type cs:Project",
            "name Un four mobile",
            "description Pourquoi\n\nCuire partout, voir le site (https://four.example/).",
            "developmentLevel cs:ProofOfConcept",
            "start 2024-06-01",
            "communecterRecord https://www.communecter.org/#page.type.projects.id.5534fd9da1aa14201b004111",
            "wasDerivedFrom https://www.communecter.org/#page.type.projects.id.5534fd9da1aa14201b004111",
            "carriedBy organizations/co-57186ed894ef47210d7b2401",
            "contributor organizations/co-57186ed894ef47210d7b2402",
        ],
    );
    assert!(projects.next.is_some(), "a full page may have another after it");
    let needs = page("needs.json", None);
    check(
        &needs,
        "needs/co-59186ed894ef47210d7b2401",
        &[
            "type cs:Need",
            "name De la farine",
            "conditionText du pain",
            "availableUntil 2024-07-01",
            "communecterRecord https://www.communecter.org/#page.type.needs.id.59186ed894ef47210d7b2401",
            "wasDerivedFrom https://www.communecter.org/#page.type.needs.id.59186ed894ef47210d7b2401",
            "neededBy organizations/co-57186ed894ef47210d7b2401",
        ],
    );
    assert_eq!(unplaced(&needs), ["1 ? quantity: 20"]);
}

#[test]
fn small_ads_offer_or_need() {
    let page = page("classifieds.json", Some(Kind::Classified));
    check(
        &page,
        "offers/co-5ab0ee7c40bb4e5508b90001",
        &[
            "type cs:Offer",
            "name Triporteur",
            "keyword car",
            "keyword forrent",
            "kind cs:Mobility",
            "condition cs:Rental",
            "conditionText 5 Ğ1",
            "created 2018-03-20T11:21:44Z",
            "communecterRecord https://www.communecter.org/#page.type.classifieds.id.5ab0ee7c40bb4e5508b90001",
            "wasDerivedFrom https://www.communecter.org/#page.type.classifieds.id.5ab0ee7c40bb4e5508b90001",
            "offeredBy organizations/co-57186ed894ef47210d7b2401",
        ],
    );
    check(
        &page,
        "annexes/co-offers-5ab0ee7c40bb4e5508b90001-",
        &[
            "type cs:Contact",
            "name Triporteur",
            "annexOf offers/co-5ab0ee7c40bb4e5508b90001",
            "audience cs:Members",
            "email person3@example.org",
            "telephone 06 26 90 60 47",
        ],
    );
    check(
        &page,
        "needs/co-5ab0ee7c40bb4e5508b90002",
        &[
            "type cs:Need",
            "name Cherche boulanger",
            "kind cs:KnowHow",
            "communecterRecord https://www.communecter.org/#page.type.classifieds.id.5ab0ee7c40bb4e5508b90002",
            "wasDerivedFrom https://www.communecter.org/#page.type.classifieds.id.5ab0ee7c40bb4e5508b90002",
        ],
    );
    assert_eq!(unplaced(&page), ["2 ! contactInfo: demandez au four"]);
    let refusals = refusals(&page);
    let [(3, troc, RefusedReason::UnknownType(_)), (4, cut, RefusedReason::Malformed(_))] = refusals.as_slice() else {
        panic!("{refusals:?}")
    };
    assert_eq!((troc.as_str(), cut.as_str(), page.count), ("Troc", "", 4));
}

#[test]
fn pages_of_nothing_and_what_is_no_page() {
    assert_eq!(page("empty.json", Some(Kind::Organization)), Page::default());
    for (text, expected) in [
        ("", ReadError::NotSuchAPage),
        ("[1]", ReadError::NotSuchAPage),
        (r#"{"result":false,"msg":"Something went wrong!"}"#, ReadError::NotSuchAPage),
        (r#"{"entities":7}"#, ReadError::NotSuchAPage),
        (r#"{"entities":{}} {}"#, ReadError::NotSuchAPage),
        ("{\"entities\":\n{", ReadError::NotJson { line: 2, column: 1 }),
    ] {
        assert_eq!(read(text.as_bytes(), None, &source()), Err(expected), "{text}");
    }
    let deep = format!("{{\"entities\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
    assert!(matches!(read(deep.as_bytes(), None, &source()), Err(ReadError::NotJson { .. })));
    let large = vec![b' '; BYTE_LIMIT + 1];
    assert_eq!(read(&large, None, &source()), Err(ReadError::TooLarge(BYTE_LIMIT + 1)));
}

const FIXTURES: [&str; 8] = [
    "organizations.json",
    "events.json",
    "people.json",
    "poi.json",
    "projects.json",
    "needs.json",
    "classifieds.json",
    "empty.json",
];

#[test]
fn a_page_that_is_cut_off_is_refused() {
    for name in FIXTURES {
        let bytes = fixture(name);
        let whole = read(&bytes, Some(Kind::Poi), &source()).unwrap();
        for length in 0..bytes.trim_ascii_end().len() {
            let cut = read(&bytes[..length], Some(Kind::Poi), &source());
            if name == "classifieds.json" {
                assert!(cut.is_err() || cut.unwrap().count <= whole.count, "{name} {length}");
            } else {
                assert!(cut.is_err(), "{name} {length}");
            }
        }
    }
}

#[test]
fn any_field_may_be_anything() {
    let odd = [json!(null), json!([]), json!({}), json!([[{"é": 1}]]), json!(-1e300), json!("é"), json!(true)];
    for name in FIXTURES.into_iter().filter(|name| !["classifieds.json", "empty.json"].contains(name)) {
        let page: Value = serde_json::from_slice(&fixture(name)).unwrap();
        let count = read(&fixture(name), None, &source()).unwrap().count;
        let mut paths = Vec::new();
        walk(&page["entities"], "/entities", &mut paths);
        assert!(paths.len() > 5, "{name}");
        for path in paths.iter().filter(|path| path.as_str() != "/entities") {
            for odd in &odd {
                let mut page = page.clone();
                *page.pointer_mut(path).unwrap() = odd.clone();
                let read = read(page.to_string().as_bytes(), Some(Kind::Event), &source()).unwrap();
                assert_eq!(read.count, count, "{name} {path} {odd}");
                let answered: std::collections::BTreeSet<u64> = read.passages.iter().filter_map(number).collect();
                assert_eq!(answered.len() as u64, count, "each is read or refused: {name} {path} {odd}");
            }
        }
    }
}

fn number(passage: &Passage) -> Option<u64> {
    match passage {
        Passage::Record(record) => record.places.first().map(|place| place.number()),
        Passage::Refused(refused) => refused.place.map(model::Place::number),
        Passage::Unplaced(_) => None,
    }
}

fn walk(value: &Value, path: &str, paths: &mut Vec<String>) {
    paths.push(path.to_owned());
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.replace('/', "~1"), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(number, item)| (number.to_string(), item)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (name, value) in parts {
        walk(value, &format!("{path}/{name}"), paths);
    }
}

#[test]
fn the_samples() {
    for (path, bytes) in samples("constructed") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let kind = Kind::of_word(name.split('.').next().unwrap());
        let page = read(&bytes, kind, &source());
        if name.contains("geojson") || name.contains("gogocarto") {
            assert_eq!(page, Err(ReadError::NotSuchAPage), "{name}");
            continue;
        }
        let page = page.unwrap();
        assert_eq!((page.count, refusals(&page), page.next.clone()), (1, Vec::new(), None), "{name}");
        assert_eq!(unplaced(&page), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_ads_of_a_real_export() {
    for (path, bytes) in samples("").into_iter().filter(|(path, _)| path.ends_with("classifieds.json")) {
        let page = read(&bytes, Some(Kind::Classified), &source()).unwrap();
        assert_eq!((page.count, refusals(&page)), (68, Vec::new()), "{}", path.display());
        let of = |container: &str| documents(&page).iter().filter(|path| path.starts_with(container)).count();
        assert_eq!((of("offers/"), of("needs/")), (58, 10));
        let unknown = unplaced(&page).into_iter().filter(|gap| gap.contains(" ? ") && !gap.contains(" ? addresses: "));
        assert_eq!(unknown.collect::<Vec<String>>(), Vec::<String>::new());
    }
}
