//! Entities of Communecter: of each kind, each field that the page lists.

use super::{PLAIN, degrees, holds};
use crate::communecter::write::{Page, Question, containers};
use crate::communecter::{self, Kind, samples};
use crate::concepts::Concepts;
use crate::rig::fixture;
use crate::sheet::Sheet;
use crate::source::{Source, sample};
use crate::write::rig::{sheets, times};
use model::{Base, Container, Reading, Slug};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The fields that come out as they came in; those of an address and of links by themselves.
pub(super) const KEPT: [&str; 26] = [
    "@type",
    "name",
    "shortDescription",
    "description",
    "tags",
    "typeCommunecter",
    "maturity",
    "url.website",
    "image",
    "address",
    "streetAddress",
    "postalCode",
    "addressLocality",
    "codeInsee",
    "addressCountry",
    "geo",
    "geoPosition",
    "email",
    "phone",
    "startDate",
    "endDate",
    "created",
    "modified",
    "links.memberOf",
    "links.contributors",
    "links.organizer",
];

/// The kinds that are told.
const KINDS: [(Kind, &str); 6] = [
    (Kind::Organization, "Organization"),
    (Kind::Project, "Project"),
    (Kind::Event, "Event"),
    (Kind::Person, "Person"),
    (Kind::Poi, "Poi"),
    (Kind::Need, "Need"),
];

fn read(page: &Value, kind: Kind, at: &Source) -> Reading {
    communecter::read(page.to_string().as_bytes(), Some(kind), at).unwrap().passages.into_iter().collect()
}

/// The page of what was read that is of this kind.
fn told(reading: &Reading, kind: Kind) -> Value {
    let base = Base::parse("https://a.example/").unwrap();
    let question = Question::default();
    let mut page = Page::new(&base, kind, &question);
    let is_of = |container: Option<Container>| container.is_some_and(|found| containers(kind).contains(&found));
    for (document, contact) in sheets(reading) {
        let sheet = Sheet::new(document, &contact, &["fr", "en"], times());
        if is_of(sheet.class().and_then(Container::of_class)) {
            page.add(&sheet, &Concepts::default());
        }
    }
    page.finish()
}

/// A field as the page names it.
fn field<'a>(entity: &'a Value, name: &str) -> &'a Value {
    name.split('.').fold(entity, |value, part| &value[part])
}

const OTHER: &str = "57186ed894ef47210d7b2401";

/// A link to an entity of this kind, as Communecter writes it.
fn link(label: &str) -> Value {
    let word = label.to_lowercase();
    json!({"type": label, "name": "Une autre", "url": {"api": format!("https://www.communecter.org/api/{word}/get/id/{OTHER}")}})
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_each_kind(
        texts in [PLAIN, PLAIN, PLAIN, PLAIN, PLAIN],
        website in "https://[a-z]{3,8}\\.example/[a-z]{1,5}",
        tags in prop::collection::btree_set("[A-Z][a-z]{2,10}", 1..4),
        (kind, label) in select(KINDS.to_vec()),
        degrees in (degrees(90), degrees(180)),
        position in select(vec!["geo", "geoPosition", "both"]),
        other in select(vec![("Organization", Container::Organizations), ("Project", Container::Projects), ("Event", Container::Events), ("Poi", Container::Places)]),
    ) {
        let [name, summary, description, street, locality] = texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let point = [&degrees.1, &degrees.0].map(|text| text.parse::<f64>().unwrap());
        let mut before = json!({
            "@type": label, "name": name, "shortDescription": summary, "description": description, "tags": tags, "email": "a@b.example",
            "address": {"@type": "PostalAddress", "streetAddress": street, "postalCode": "97411", "addressLocality": locality, "codeInsee": "97415", "addressCountry": "RE"},
            "geo": {"@type": "GeoCoordinates", "latitude": degrees.0, "longitude": degrees.1}, "phone": {"fixe": ["0262000000"]},
            "geoPosition": {"@type": "Point", "coordinates": point}, "url": {"website": website},
            "image": format!("{website}.png"), "created": "2020-01-02T03:04:05Z", "modified": "2021-01-02T03:04:05Z",
        });
        match kind {
            Kind::Organization => before["typeCommunecter"] = json!("NGO"),
            Kind::Project => before["maturity"] = json!("testing"),
            Kind::Event | Kind::Need => {
                before["startDate"] = json!("2024-05-01T10:00:00Z");
                before["endDate"] = json!("2024-05-02T10:00:00Z");
            }
            Kind::Person | Kind::Poi | Kind::Classified => {}
        }
        let mut sent = before.clone();
        if position != "both" {
            let left_out = if position == "geo" { "geoPosition" } else { "geo" };
            sent.as_object_mut().unwrap().remove(left_out);
        }
        sent["links"] = json!({"memberOf": [link("Organization")], "contributors": [link(other.0), link("Person")]});
        let has_organizer = [Kind::Project, Kind::Event, Kind::Poi].contains(&kind);
        if has_organizer {
            sent["links"]["organizer"] = json!([link("Organization"), link("Person")]);
        }
        if kind == Kind::Person {
            sent["preferences"] = json!({"isOpenData": true, "publicFields": ["locality"]});
        }
        let page = told(&read(&json!({"meta": {"limit": 1}, "entities": {"55e042ffe41d754428848363": sent}}), kind, &sample()), kind);
        let after = page["entities"].as_object().unwrap().values().next().unwrap();
        for name in KEPT {
            let value = field(&before, name);
            prop_assert!(value.is_null() || holds(field(after, name), value), "{} of {}: {} was {}", name, label, field(after, name), value);
        }
        let mut links = vec![("memberOf", "Organization", Container::Organizations), ("contributors", other.0, other.1)];
        links.extend(has_organizer.then_some(("organizer", "Organization", Container::Organizations)));
        prop_assert_eq!(after["links"].as_object().unwrap().len(), links.len());
        for (name, label, container) in links {
            let others = after["links"][name].as_array().unwrap();
            prop_assert_eq!(others.len(), 1, "people are not pointed at: {:?}", others);
            prop_assert_eq!(&others[0]["type"], label);
            let here = sample().address(container, OTHER).unwrap();
            prop_assert_eq!(&others[0]["url"]["communecter"], here.as_str());
        }
    }
}

/// The entities of these pages, each by its name; links say whom they lead to by name, where one of them is it.
fn by_name(pages: &[Value]) -> BTreeMap<String, Value> {
    let entities = || pages.iter().filter_map(|page| page["entities"].as_object()).flatten();
    let names: BTreeMap<&str, &Value> =
        entities().map(|(_, entity)| (entity["url"]["communecter"].as_str().unwrap(), &entity["name"])).collect();
    let mut found = BTreeMap::new();
    for (_, entity) in entities() {
        let mut entity = entity.clone();
        for link in
            entity["links"].as_object_mut().into_iter().flatten().flat_map(|(_, links)| links.as_array_mut().unwrap())
        {
            let name = link["url"]["communecter"].as_str().and_then(|address| names.get(address).copied());
            *link = json!([link["type"], name]);
        }
        found.insert(entity["name"].as_str().unwrap().to_owned(), entity);
    }
    found
}

/// The fields that are kept, of what goes out of a reading and comes back.
fn come_back(first: &Reading) -> usize {
    let again = Source { name: Slug::from_text("encore").unwrap(), ..sample() };
    let once: Vec<Value> = KINDS.iter().map(|(kind, _)| told(first, *kind)).collect();
    let mut second = Reading::default();
    for (page, (kind, _)) in once.iter().zip(KINDS) {
        let mut page = page.clone();
        for entity in page["entities"].as_object_mut().into_iter().flatten().map(|(_, entity)| entity) {
            // Who agreed is not for others to say; that they did is another test's.
            if kind == Kind::Person {
                entity["preferences"] = json!({"isOpenData": true, "publicFields": ["locality"]});
            }
        }
        let reading = read(&page, kind, &again);
        assert!(reading.refused.is_empty(), "{:?}", reading.refused);
        second.extend(reading.records.into_iter().map(|record| model::Passage::Record(Box::new(record))));
    }
    let twice: Vec<Value> = KINDS.iter().map(|(kind, _)| told(&second, *kind)).collect();
    let (before, after) = (by_name(&once), by_name(&twice));
    assert_eq!(after.len(), before.len());
    for (name, before) in &before {
        for kept in KEPT {
            let (after, before) = (field(&after[name], kept), field(before, kept));
            assert!(holds(after, before), "{kept} of {name}: {after} was {before}");
        }
    }
    before.len()
}

#[test]
fn samples_come_back() {
    let mut invented = Reading::default();
    for (name, kind) in [
        ("organizations", Kind::Organization),
        ("projects", Kind::Project),
        ("events", Kind::Event),
        ("people", Kind::Person),
        ("poi", Kind::Poi),
        ("needs", Kind::Need),
    ] {
        let bytes = fixture(&format!("communecter/{name}.json"));
        let found =
            told(&communecter::read(&bytes, Some(kind), &sample()).unwrap().passages.into_iter().collect(), kind);
        assert!(found["entities"].as_object().is_some_and(|entities| !entities.is_empty()), "{name}");
        invented.extend(communecter::read(&bytes, Some(kind), &sample()).unwrap().passages);
    }
    assert_eq!(come_back(&invented), 11);
    let of_links = by_name(&[told(&invented, Kind::Project)]);
    assert_eq!(of_links["Un four mobile"]["links"]["contributors"].as_array().unwrap().len(), 1);
    for (path, bytes) in samples("constructed") {
        let kind = path.file_name().and_then(|name| Kind::of_word(name.to_str()?.split('.').next()?)).unwrap();
        let Ok(page) = communecter::read(&bytes, Some(kind), &sample()) else { continue };
        assert_eq!(come_back(&page.passages.into_iter().collect()), 1, "{}", path.display());
    }
}
