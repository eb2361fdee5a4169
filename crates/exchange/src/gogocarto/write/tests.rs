//! What was read goes out as it came in: the samples, the fixtures, and invented elements.

use super::notice::{Action, changed};
use super::question::Question;
use super::{CONTEXT, Ontology, Writer, single};
use crate::concepts::Concepts;
use crate::gogocarto::taxonomy::Taxonomy;
use crate::gogocarto::{read, sync};
use crate::mapping::Mapping;
use crate::sheet::{Sheet, Times};
use crate::source::sample as source;
use crate::write::{Asked, Writer as _};
use jiff::Timestamp;
use model::syntax::{self, Format};
use model::vocab::{class, property, rdf, skos};
use model::{Container, Document, Iri, Passage, Reading};
use oxrdf::{NamedNodeRef, Quad, Term};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `docs/formats/out.md` says that comes out as it came in.
const KEPT: [&str; 15] = [
    "name",
    "geo",
    "sourceKey",
    "address",
    "openHours",
    "openHoursMoreInfos",
    "createdAt",
    "updatedAt",
    "status",
    "categories",
    "abstract",
    "description",
    "website",
    "images",
    "files",
];

fn read_all(text: &str, taxonomy: Option<&Taxonomy>) -> Reading {
    let mut reading = Reading::default();
    let mapping = Mapping::read("[categories]\n\"Fêtes\" = { class = \"Event\" }").unwrap();
    reading.extend(read(text.as_bytes(), &source(), &mapping, taxonomy.cloned().map(Arc::new)).map(Result::unwrap));
    reading
}

fn times() -> Times {
    let at: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
    Times { created: at, modified: at, is_first: true }
}

fn concepts(taxonomy: Option<&Taxonomy>) -> Concepts {
    let passages = taxonomy.map(Taxonomy::passages).unwrap_or_default();
    let themes = passages.iter().filter_map(|passage| match passage {
        Passage::Record(record) => Some(&record.document),
        Passage::Refused(_) | Passage::Unplaced(_) => None,
    });
    Concepts::of(themes, &["fr", "en"])
}

/// The documents that are elements, each with its contact details, as everybody would see them if these were open.
fn elements(reading: &Reading) -> Vec<(&Document, Vec<Document>)> {
    let documents = || reading.records.iter().map(|record| &record.document);
    let is_contact = |document: &Document| document.own(rdf::TYPE).any(|term| term == class::CONTACT.into());
    let contact = |of: &Document| {
        let of = of.iri().as_named_node();
        documents().filter(|document| document.own(property::ANNEX_OF).any(|term| term == of.into())).cloned().collect()
    };
    documents().filter(|document| !is_contact(document)).map(|document| (document, contact(document))).collect()
}

fn told(reading: &Reading, taxonomy: Option<&Taxonomy>, ontology: Ontology, question: &Question) -> String {
    let concepts = concepts(taxonomy);
    let mut writer = Asked::new(Writer::new(ontology), question.clone());
    let mut text = writer.begin();
    for (document, contact) in elements(reading) {
        text.push_str(&writer.document(&Sheet::new(document, &contact, &["fr", "en"], times()), &concepts));
    }
    text + &writer.end()
}

fn full(reading: &Reading, taxonomy: Option<&Taxonomy>) -> Value {
    serde_json::from_str(&told(reading, taxonomy, Ontology::Full, &Question::default())).unwrap()
}

fn element<'a>(list: &'a Value, name: &str) -> &'a Value {
    let mut elements = list["data"].as_array().unwrap().iter();
    elements.find(|element| element["name"] == name).unwrap_or_else(|| panic!("{name}: {list:#}"))
}

fn file(path: &Path) -> Option<String> {
    let found = std::fs::read_to_string(path).ok();
    if found.is_none() {
        println!("skipped: no suites");
    }
    found
}

fn fixture(name: &str) -> String {
    file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/import/gogocarto").join(name)).unwrap()
}

fn sample(name: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("CODESOCIAL_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    file(&shared.join("data/gogocarto").join(name))
}

/// Nothing, and one alone for a list of one; lists in whatever order: RDF has none.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.len() == 1 => plain(&items[0]),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(plain).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::String(text) => json!(text.trim()),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !crate::value::is_empty(value))
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// Each field that the page lists, and every further one of a map.
fn assert_kept(before: &Value, after: &Value) {
    for (name, value) in before.as_object().unwrap().iter().filter(|(_, value)| !crate::value::is_empty(value)) {
        let is_map_s_own = KEPT.contains(&name.as_str());
        let mut found = after[name].clone();
        if name == "address"
            && let (Value::Object(before), Value::Object(after)) = (value, &mut found)
        {
            // One that nobody wrote is written anew.
            after.retain(|part, _| before.contains_key(part) || part != "customFormatedAddress");
        }
        assert!(!is_map_s_own || plain(&found) == plain(value), "{name}: {found} was {value}");
    }
}

#[test]
fn a_sample_comes_out_as_it_came_in() {
    let Some(text) = sample("constructed/elements.gogofull.json") else { return };
    let before: Value = serde_json::from_str(&text).unwrap();
    let reading = read_all(&text, None);
    let after = full(&reading, None);
    let (before, after) = (&before["data"][0], &after["data"][0]);
    assert_kept(before, after);
    assert_eq!(after["address"], before["address"]);
    for name in ["telephone", "stamps"] {
        assert_eq!(plain(&after[name]), plain(&before[name]), "{name}");
    }
    assert_eq!(after["stamps"], json!([3]), "a list stays one");
    assert_eq!(after["oldId"], "1aB");
    assert_eq!(after["licence"], "https://opendatacommons.org/licenses/odbl/summary/");
    let filed = |element: &Value| -> Vec<(Value, Value)> {
        let full = element["categoriesFull"].as_array().unwrap().iter();
        let mut filed: Vec<_> = full.map(|one| (one["name"].clone(), one["description"].clone())).collect();
        filed.sort_by_key(|(name, _)| name.to_string());
        filed
    };
    assert_eq!(filed(after), filed(before));
    assert!(after["categoriesFull"].as_array().unwrap().iter().all(|one| one["id"].is_u64() && one["index"].is_u64()));
    for nobody in ["subscriberEmails", "refreshNeeded", "email"] {
        assert_eq!(after[nobody], Value::Null, "{nobody}");
    }
}

#[test]
fn elements_of_an_older_map() {
    let Some(text) = sample("gogocartojs-web-data/elements.js") else { return };
    let text = text.split_once('=').unwrap().1.trim().trim_end_matches(';').to_owned();
    let Ok(before) = serde_json::from_str::<Value>(&text) else { return println!("skipped: no JSON") };
    let reading = read_all(&text, None);
    let after = full(&reading, None);
    let elements = before["data"].as_array().unwrap();
    assert!(elements.len() > 5 && reading.refused.is_empty());
    for before in elements {
        let after = element(&after, before["name"].as_str().unwrap().trim());
        // Two descriptions are one here.
        let mut before = before.clone();
        if !crate::value::is_empty(&before["descriptionMore"]) {
            before["description"] = json!(format!(
                "{}\n\n{}",
                before["description"].as_str().unwrap().trim(),
                before["descriptionMore"].as_str().unwrap().trim()
            ));
        }
        before["images"] = before["image"].clone();
        assert_kept(&before, after);
        let numbers = |value: &Value| -> Vec<String> {
            let all = value["taxonomy"].as_array().unwrap().iter();
            let mut all: Vec<String> =
                all.map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect();
            all.sort();
            all
        };
        assert_eq!(numbers(after), numbers(&before));
    }
}

#[test]
fn the_fixture_and_its_taxonomy() {
    let taxonomy = Taxonomy::read(fixture("taxonomy.json").as_bytes(), &source()).unwrap();
    let before: Value = serde_json::from_str(&fixture("elements.json")).unwrap();
    let reading = read_all(&fixture("elements.json"), Some(&taxonomy));
    let after = full(&reading, Some(&taxonomy));
    assert_eq!(after["data"].as_array().unwrap().len(), 3, "what is not published there is not told here");
    let first = element(&after, "Ressourcerie de l’Écluse");
    let mut sent = before["data"][0].clone();
    sent["images"] = json!(["https://carte.example/x.jpg"]);
    sent["openHours"].as_object_mut().unwrap().remove("Sa");
    assert_kept(&sent, first);
    assert_eq!((&first["surface"], &first["urls"]["peertube"]), (&json!(250), &json!("https://tube.example/")));
    let numbers: Vec<&Value> = first["categoriesFull"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(numbers, [&json!(100), &json!(120)], "a map's own numbers");
    let second = element(&after, "Jardin des Lices");
    assert_eq!((&second["createdAt"], &second["openHoursMoreInfos"]), (&json!("15/05/2012"), &json!("Tous les jours")));
    assert_eq!(second["website"], "https://jardin.example");
    let event = element(&after, "Fête du Pain");
    assert_eq!(event["id"], "events-carte-42");
    assert_eq!(event["geo"], json!({"latitude": 0.0, "longitude": 0.0}));
    let merged = event["aggregatedElements"].as_array().unwrap();
    assert_eq!(
        (merged[0]["id"].clone(), merged[0]["link"].clone()),
        (json!("x1"), json!("https://ailleurs.example/fiche/x1"))
    );
    assert_eq!(merged[1..], [json!("y2")], "{merged:?}");
    for nobody in ["abonne@", "b@personne", "c@personne", "private"] {
        assert!(!after.to_string().contains(nobody), "{nobody}");
    }
}

#[test]
fn what_goes_out_comes_back() {
    let reading = read_all(&fixture("elements.json"), None);
    let once = full(&reading, None);
    let again = full(&read_all(&once.to_string(), None), None);
    for sent in once["data"].as_array().unwrap() {
        let name = sent["name"].as_str().unwrap();
        let found = element(&again, name);
        for (field, value) in sent.as_object().unwrap() {
            // What is ours to give: the key, the number of a category that no taxonomy knows.
            if !["id", "oldId", "link", "sourceUrl", "categoriesFull", "sourceKey", "aggregatedElements"]
                .contains(&field.as_str())
            {
                assert_eq!(plain(&found[field]), plain(value), "{name}: {field}");
            }
        }
    }
}

#[test]
fn what_changed_here_says_so() {
    let reading = read_all(r#"[{"id": "a", "name": "A", "updatedAt": "2024-02-01T09:00:00+01:00"}]"#, None);
    let (document, _) = elements(&reading)[0].clone();
    let updated = |is_first| {
        let sheet = Sheet::new(document, &[], &["fr"], Times { is_first, ..times() });
        let told: Value = serde_json::from_str(&single(&sheet, &Concepts::default(), Ontology::Full)).unwrap();
        told["data"]["updatedAt"].clone()
    };
    assert_eq!(updated(true), "2024-02-01T09:00:00+01:00");
    assert_eq!(updated(false), "2026-01-02T03:04:05+00:00");
}

#[test]
fn what_a_map_is_told_is_what_it_would_read() {
    let reading = read_all(&fixture("elements.json"), None);
    for (document, contact) in elements(&reading) {
        let sheet = Sheet::new(document, &contact, &["fr"], times());
        let read: Value = serde_json::from_str(&single(&sheet, &Concepts::default(), Ontology::Full)).unwrap();
        for (action, word) in [(Action::Add, "add"), (Action::Edit, "edit")] {
            let told = changed(action, &sheet, &Concepts::default(), "Val", "text");
            assert_eq!(told["data"], read["data"]);
            let others = json!({ "action": word, "user": "Val", "link": document.iri().as_str(), "text": "text" });
            for (field, value) in others.as_object().unwrap() {
                assert_eq!(told[field], *value);
            }
        }
    }
}

#[test]
fn lists_that_are_asked_for() {
    let reading = read_all(&fixture("elements.json"), None);
    let none = Question::default();
    let compact: Value = serde_json::from_str(&told(&reading, None, Ontology::Compact, &none)).unwrap();
    let sample: Option<Value> =
        sample("constructed/elements.gogocompact.json").map(|text| serde_json::from_str(&text).unwrap());
    if let Some(sample) = sample {
        assert_eq!((&compact["mapping"], &compact["ontology"]), (&sample["mapping"], &sample["ontology"]));
    }
    let first =
        compact["data"].as_array().unwrap().iter().find(|one| one[1] == json!(["Ressourcerie de l’Écluse"])).unwrap();
    assert_eq!((&first[2], &first[3], first[4].as_array().unwrap().len()), (&json!(47.218_371), &json!(-1.553_621), 2));
    let keys: Vec<_> = sync(told(&reading, None, Ontology::Sync, &none).as_bytes()).map(Result::unwrap).collect();
    assert_eq!(keys.len(), 3);
    assert_eq!(
        keys.iter().find(|(key, _)| key == first[0].as_str().unwrap()).unwrap().1,
        Some("2024-02-01T08:00:00Z".parse().unwrap())
    );
    let two = Question { limit: Some(2), ..Question::default() };
    let two: Value = serde_json::from_str(&told(&reading, None, Ontology::Full, &two)).unwrap();
    assert_eq!(two["data"].as_array().unwrap().len(), 2);
    let repair = first[4][1].as_u64().unwrap();
    let filed = Question { categories: vec![repair], ..Question::default() };
    let filed: Value = serde_json::from_str(&told(&reading, None, Ontology::Full, &filed)).unwrap();
    assert_eq!(filed["data"].as_array().unwrap().len(), 1);
}

#[test]
fn json_ld_says_what_it_is_and_how_it_is_called() {
    let taxonomy = Taxonomy::read(fixture("taxonomy.json").as_bytes(), &source()).unwrap();
    let reading = read_all(&fixture("elements.json"), Some(&taxonomy));
    let list = told(&reading, Some(&taxonomy), Ontology::Linked, &Question::default());
    assert!(serde_json::from_str::<Value>(CONTEXT).is_ok());
    let iri = Iri::parse("https://a.example/organizations/carte-1ab-3d856c7027").unwrap();
    let (document, contact) = elements(&reading).into_iter().find(|(document, _)| *document.iri() == iri).unwrap();
    let alone = single(&Sheet::new(document, &contact, &["fr"], times()), &concepts(Some(&taxonomy)), Ontology::Linked);
    for text in [list, alone] {
        let quads = quads(&text);
        let says = |predicate: &str, object: &str| {
            let found: Vec<String> = quads
                .iter()
                .filter(|quad| quad.subject.to_string() == iri.as_named_node().to_string())
                .filter(|quad| quad.predicate.as_str() == predicate)
                .map(|quad| quad.object.to_string())
                .collect();
            assert!(found.iter().any(|found| found == object), "{predicate} {object}: {found:?}");
        };
        says(rdf::TYPE.as_str(), "<https://schema.org/Organization>");
        says(rdf::TYPE.as_str(), "<https://w3id.org/codesocial#Organization>");
        says("https://schema.org/name", "\"Ressourcerie de l’Écluse\"");
        says("https://schema.org/url", "<https://ressourcerie.example/>");
        says("https://schema.org/keywords", "\"Réparer\"");
        says("https://schema.org/about", "<https://a.example/themes/carte-120>");
        says("https://schema.org/openingHours", "\"Mo 09:00-12:00,14:00-18:00\"");
        says("https://schema.org/license", "<https://opendatacommons.org/licenses/odbl/summary/>");
        says(
            "http://purl.org/dc/terms/modified",
            "\"2024-02-01T09:00:00+01:00\"^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        );
        let latitude = quads.iter().find(|quad| quad.predicate.as_str() == "https://schema.org/latitude").unwrap();
        assert!(matches!(&latitude.object, Term::Literal(literal) if literal.value().parse::<f64>().is_ok()));
        let kinds: Vec<String> =
            quads.iter().filter(|quad| quad.predicate == rdf::TYPE).map(|quad| quad.object.to_string()).collect();
        assert!(kinds.contains(&"<https://schema.org/GeoCoordinates>".to_owned()), "{kinds:?}");
    }
}

fn quads(text: &str) -> Vec<Quad> {
    syntax::parse(text.as_bytes(), Format::JsonLd, &Iri::parse("https://a.example/").unwrap(), usize::MAX).unwrap()
}

#[test]
fn a_tree_comes_back_as_a_tree() {
    let taxonomy = Taxonomy::read(fixture("taxonomy.json").as_bytes(), &source()).unwrap();
    let reading = read_all(&fixture("elements.json"), Some(&taxonomy));
    let concepts = concepts(Some(&taxonomy));
    let used: Vec<_> = elements(&reading)
        .iter()
        .flat_map(|(document, _)| super::filed(&Sheet::new(document, &[], &["fr"], times()), &concepts))
        .collect();
    let tree = super::taxonomy::write("Thèmes", &concepts, &used);
    let again = Taxonomy::read(tree.to_string().as_bytes(), &source()).unwrap();
    for id in ["100", "120", "201"] {
        assert_eq!(again.by_id(id), taxonomy.by_id(id), "{id}: {tree:#}");
    }
    let broader = |taxonomy: &Taxonomy, id: &str| -> Vec<String> {
        let iri = source().address(Container::Themes, id).unwrap();
        let document = taxonomy.passages().iter().find_map(|passage| match passage {
            Passage::Record(record) if *record.document.iri() == iri => Some(&record.document),
            Passage::Record(_) | Passage::Refused(_) | Passage::Unplaced(_) => None,
        });
        let above: NamedNodeRef<'_> = skos::BROADER;
        document.unwrap().own(above).map(|term| term.to_string()).collect()
    };
    assert_eq!(broader(&again, "120"), broader(&taxonomy, "120"));
    assert!(!broader(&again, "120").is_empty());
    assert!(again.by_name("Chantiers").is_some(), "what elements are filed under besides: {tree:#}");
    let numbers: Vec<&Value> = tree[0]["options"].as_array().unwrap().iter().map(|option| &option["id"]).collect();
    assert!(numbers.iter().all(|number| number.is_u64()), "{numbers:?}");
}

proptest! {
    /// Whatever stands in fields comes out of them.
    #[test]
    fn invented_elements(
        name in "[a-zA-Zé\"\\\\<&]{1,12}( [a-z’{}]{1,8})?",
        latitude in -899_999_999i32..899_999_999, longitude in -1_799_999_999i32..1_799_999_999,
        number in proptest::option::of("[1-9][0-9]{0,2}"), street in "[a-z]{1,10}( [A-Z][a-z]{1,9})?",
        postal in "[0-9]{5}", locality in "[A-Z][a-zé-]{1,12}",
        hours in proptest::collection::btree_map("Mo|Tu|We|Th|Fr|Sa|Su", "[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}", 0..4),
        categories in proptest::collection::btree_set("[A-Z][a-z é&]{0,10}[a-z]", 0..4),
        description in "[a-zé]([a-z\n ,;]{0,30}[a-z])?",
        further in proptest::option::of(any::<i32>()),
    ) {
        let (latitude, longitude) = (f64::from(latitude) / 1e7, f64::from(longitude) / 1e7);
        prop_assume!(latitude != 0.0 || longitude != 0.0);
        prop_assume!(number.as_ref().is_none_or(|number| !street.starts_with(number.as_str())));
        let mut address = json!({"streetAddress": street, "addressLocality": locality, "postalCode": postal, "addressCountry": "FR"});
        if let Some(number) = number {
            address["streetNumber"] = json!(number);
        }
        let mut sent = json!({
            "id": "k", "name": name, "geo": {"latitude": latitude, "longitude": longitude}, "address": address,
            "openHours": hours, "categories": categories, "description": description, "status": 7,
            "createdAt": "2021-03-04T10:12:00+01:00", "updatedAt": "2024-02-01T09:00:00+01:00", "sourceKey": name,
        });
        if let Some(further) = further {
            sent["places"] = json!(further);
        }
        let list = json!({"licence": "https://licence.example/", "ontology": "gogofull", "data": [sent]});
        let told = full(&read_all(&list.to_string(), None), None);
        assert_kept(&sent, &told["data"][0]);
        prop_assert_eq!(&told["data"][0]["places"], &sent["places"]);
    }
}

/// Themes below each other, each named as its place and called so that addresses are in the order of `slug`.
fn chain(count: usize, slug: impl Fn(usize) -> usize) -> Concepts {
    let address = |place: usize| Iri::parse(&format!("https://a.example/themes/t{:05}", slug(place))).unwrap();
    let theme = |place: usize| {
        let about = address(place).as_named_node().into_owned();
        let name = oxrdf::Literal::new_language_tagged_literal_unchecked(format!("T{place}"), "fr");
        let mut said = vec![oxrdf::Triple::new(about.clone(), skos::PREF_LABEL, name)];
        if place > 0 {
            said.push(oxrdf::Triple::new(about, skos::BROADER, address(place - 1).as_named_node()));
        }
        Document::admit(address(place), said).unwrap()
    };
    let themes: Vec<Document> = (0..count).map(theme).collect();
    Concepts::of(&themes, &["fr"])
}

#[test]
fn ten_thousand_themes_below_each_other() {
    const COUNT: usize = 10_000;
    for concepts in
        [chain(COUNT, |place| place), chain(COUNT, |place| COUNT - place), chain(COUNT, |place| place * 7 % COUNT)]
    {
        let text = super::taxonomy::write("Thèmes", &concepts, []).to_string();
        // Each is told once, and no reader of JSON gives up.
        assert_eq!(text.matches("\"uri\":").count(), COUNT);
        assert!(serde_json::from_str::<Value>(&text).is_ok());
    }
}
