//! What is read in a format and written in it again says what it said, in each field that `docs/formats` lists as kept:
//! invented sources, and the fixtures. Entities of Communecter have a file of their own.

mod entities;

use super::csv::{Table, unescaped};
use super::geojson::GeoJson;
use super::murmurations::{OFFERS_WANTS, ORGANIZATIONS, PEOPLE, Profiles};
use super::rdf::Rdf;
use super::rig::exported;
use crate::mapping::Mapping;
use crate::rig::fixture;
use crate::source::sample;
use crate::{csv, geojson, murmurations, rdf};
use model::syntax::Format;
use model::{Base, Reading};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A field, and what stands in it.
type Fields = Vec<(&'static str, String)>;

const TEXT: &str = "[=+@-]?[a-zA-Zéè][a-zA-Zéèœ ',;:\"!.0-9-]{0,20}[a-z]";

/// A text without the signs that Communecter's have: tags of HTML and of Markdown are taken out there.
const PLAIN: &str = "[A-Z][a-zéè ]{0,15}[a-z]";

fn several(one: &'static str) -> impl Strategy<Value = String> {
    prop::collection::btree_set(one, 1..4).prop_map(|all| all.into_iter().collect::<Vec<_>>().join("; "))
}

fn degrees(limit: i32) -> impl Strategy<Value = String> {
    (1..limit * 10_000).prop_map(|number| (f64::from(number) / 10_000.0).to_string())
}

/// What tables and properties of features have in common.
fn record() -> impl Strategy<Value = Fields> {
    let class = select(vec!["Organization", "Project", "Event", "Place", "Offer", "Need", "Group"]);
    let days = "20[0-2][0-9]-0[1-9]-[12][0-8]";
    let texts = [
        ("alternateName", "[A-Z]{2,9}"),
        ("summary", TEXT),
        ("description", TEXT),
        ("street", TEXT),
        ("postalCode", "[0-9]{5}"),
        ("locality", TEXT),
        ("inseeCode", "[0-9]{5}"),
        ("country", "[A-Z]{2}"),
        ("openingHours", "Mo 0[0-9]:00-1[0-9]:00"),
        ("legalForm", TEXT),
        ("sirenNumber", "[0-9]{9}"),
        ("start", days),
        ("end", days),
        ("created", days),
        ("modified", days),
        ("licence", "https://[a-z]{3,8}\\.example/[a-z]{0,5}"),
        ("source", "[a-zA-Z][a-zA-Z ]{0,10}[a-z]"),
    ];
    let lists = [
        ("website", "https://[a-z]{3,8}\\.example/[a-z]{0,5}"),
        ("images", "https://[a-z]{3,8}\\.example/[a-z]{1,5}\\.png"),
        ("email", "[a-z]{1,5}@[a-z]{2,6}\\.example"),
        ("telephone", "\\+33 4 [0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}"),
        ("categories", "[A-Zé][a-zé]{2,10}"),
    ];
    let one =
        |(name, like): (&'static str, &'static str)| prop::option::of(like.prop_map(move |text| (name, text))).boxed();
    let list = |(name, like): (&'static str, &'static str)| {
        prop::option::of(several(like).prop_map(move |text| (name, text))).boxed()
    };
    let texts: Vec<_> = texts.into_iter().map(one).chain(lists.into_iter().map(list)).collect();
    (TEXT, class, degrees(90), degrees(180), texts).prop_map(|(name, class, latitude, longitude, texts)| {
        let mut fields =
            vec![("name", name), ("type", class.to_owned()), ("latitude", latitude), ("longitude", longitude)];
        fields.extend(texts.into_iter().flatten());
        fields
    })
}

/// The parts of a cell, in no order; without the sign that keeps spreadsheets from running it.
fn parts(text: &str) -> BTreeSet<String> {
    unescaped(text).split("; ").map(|part| part.trim().to_owned()).collect()
}

fn table(rows: &[Fields]) -> Vec<u8> {
    let columns: BTreeSet<&str> = rows.iter().flatten().map(|(name, _)| *name).collect();
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(std::iter::once("id").chain(columns.iter().copied())).unwrap();
    for (number, row) in rows.iter().enumerate() {
        let cell = |column: &str| row.iter().find(|(name, _)| *name == column).map_or("", |(_, text)| text);
        let key = format!("k{number}");
        writer.write_record(std::iter::once(key.as_str()).chain(columns.iter().map(|column| cell(column)))).unwrap();
    }
    writer.into_inner().unwrap()
}

fn read_table(bytes: &[u8]) -> Reading {
    csv::read(bytes, &sample(), &Mapping::default()).map(Result::unwrap).collect()
}

/// The rows of a table, each with its columns.
fn rows(text: &str) -> Vec<Map<String, Value>> {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let row = |cells: ::csv::StringRecord| {
        columns.iter().zip(&cells).map(|(name, cell)| (name.to_owned(), json!(cell))).collect()
    };
    reader.records().map(|cells| row(cells.unwrap())).collect()
}

fn text_of<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// That the fields of a record stand in what came of it.
fn assert_fields(before: &Fields, after: &Map<String, Value>) {
    for (name, text) in before {
        if ["latitude", "longitude"].contains(name) {
            continue;
        }
        assert_eq!(parts(text_of(after, name)), parts(text), "{name} of {after:?}");
    }
}

fn read_features(text: &str) -> Reading {
    geojson::read(text.as_bytes(), &sample(), &Mapping::default()).map(Result::unwrap).collect()
}

fn geometry() -> impl Strategy<Value = Value> {
    let line = prop::collection::vec((1..180_i32, 1..90_i32), 2..5);
    line.prop_map(|line| json!({"type": "LineString", "coordinates": line.into_iter().map(|(x, y)| json!([x, y])).collect::<Vec<_>>()}))
}

fn own() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i32>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|is| json!(is)),
        "[a-z]{1,9}".prop_map(|text| json!(text))
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables(records in prop::collection::vec(record(), 1..5)) {
        let found = rows(&exported(Table, &read_table(&table(&records))));
        prop_assert_eq!(found.len(), records.len());
        for (number, before) in records.iter().enumerate() {
            let key = format!("k{number}");
            let after = found.iter().find(|row| text_of(row, "identifier") == key).unwrap();
            assert_fields(before, after);
            for (name, text) in before.iter().filter(|(name, _)| ["latitude", "longitude"].contains(name)) {
                prop_assert_eq!(text_of(after, name).parse::<f64>(), text.parse::<f64>());
            }
        }
    }

    #[test]
    fn features(record in record(), line in prop::option::of(geometry()), own in own()) {
        let degree = |which: &str| record.iter().find(|(name, _)| *name == which).map(|(_, text)| text.parse::<f64>().unwrap());
        let point = json!({"type": "Point", "coordinates": [degree("longitude"), degree("latitude")]});
        let geometry = line.unwrap_or(point);
        let said = record.iter().filter(|(name, _)| !["latitude", "longitude"].contains(name));
        let mut properties: Map<String, Value> = said.map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
        properties.insert("surface".to_owned(), own.clone());
        let feature = json!({"type": "Feature", "id": "f1", "geometry": geometry, "properties": properties});
        let before = json!({"type": "FeatureCollection", "features": [feature]});
        let after: Value = serde_json::from_str(&exported(GeoJson::default(), &read_features(&before.to_string()))).unwrap();
        let after = &after["features"][0];
        prop_assert_eq!(&after["geometry"], &geometry);
        let mut found = after["properties"].as_object().unwrap().clone();
        prop_assert_eq!(&found["surface"], &own);
        // One picture is enough for most templates; where there are more, all stand beside it.
        if let Some(picture) = found.get("image").cloned() {
            found.entry("images").or_insert(picture);
        }
        prop_assert_eq!(text_of(&found, "identifier"), "f1");
        assert_fields(&record, &found);
    }

    #[test]
    fn graphs(texts in prop::collection::vec(("[a-z]{1,5}", "\\PC{0,12}", 0..4_u8, any::<bool>()), 1..12)) {
        let cs = "https://w3id.org/codesocial#";
        let mut turtle = String::new();
        for (number, (slug, text, kind, is_inside)) in texts.iter().enumerate() {
            let literal = oxrdf::Literal::new_simple_literal(text).to_string();
            let value = match kind {
                0 => literal,
                1 => format!("{literal}@fr-CA"),
                2 => format!("{number}"),
                _ => format!("[ <{cs}name> {literal} ; <{cs}order> ( {literal} 1.5 true ) ]"),
            };
            let part = if *is_inside { "#part" } else { "" };
            turtle.extend([format!("<https://a.example/organizations/{slug}{part}> <{cs}p{kind}> {value} .\n")]);
        }
        let base = Base::parse("https://a.example/").unwrap();
        let reading = |bytes: &[u8], format| rdf::read(bytes, format, &base).unwrap().map(Result::unwrap).collect::<Reading>();
        let told = |reading: &Reading| -> Vec<String> {
            reading.records.iter().map(|record| record.document.canonical().nquads).collect()
        };
        let before = reading(turtle.as_bytes(), Format::Turtle);
        prop_assert!(before.refused.is_empty());
        for format in Format::ALL.iter().copied().filter(|format| format.is_readable()) {
            let after = reading(exported(Rdf::new(format), &before).as_bytes(), format);
            prop_assert_eq!(told(&after), told(&before), "{:?}", format);
        }
    }
}

#[test]
fn what_goes_out_in_a_table_comes_back() {
    let once = exported(Table, &read_table(&fixture("csv/structures.csv")));
    let again = exported(Table, &read_table(once.as_bytes()));
    let plain = |text: &str| -> BTreeSet<String> {
        let own = |row: Map<String, Value>| {
            row.into_iter().filter(|(name, _)| !["id", "identifier"].contains(&name.as_str()))
        };
        rows(text).into_iter().map(|row| Value::Object(own(row).collect()).to_string()).collect()
    };
    assert!(rows(&once).len() > 2);
    assert_eq!(plain(&again), plain(&once));
}

#[test]
fn what_goes_out_on_a_map_comes_back() {
    for name in ["umap", "overpass"] {
        let text = String::from_utf8(fixture(&format!("geojson/{name}.geojson"))).unwrap();
        let once = exported(GeoJson::default(), &read_features(&text));
        let again = exported(GeoJson::default(), &read_features(&once));
        let plain = |text: &str| -> BTreeSet<String> {
            let mut list: Value = serde_json::from_str(text).unwrap();
            for feature in list["features"].as_array_mut().unwrap() {
                feature.as_object_mut().unwrap().remove("id");
                for ours in ["identifier", "page"] {
                    feature["properties"].as_object_mut().unwrap().remove(ours);
                }
            }
            list["features"].as_array().unwrap().iter().map(Value::to_string).collect()
        };
        assert!(!plain(&once).is_empty(), "{name}");
        assert_eq!(plain(&again), plain(&once), "{name}");
    }
}

/// The fields of a profile that come out as they came in, by schema.
const OF_PROFILES: [(&str, &[&str]); 3] = [
    (
        ORGANIZATIONS,
        &[
            "linked_schemas",
            "name",
            "nickname",
            "primary_url",
            "tags",
            "urls",
            "description",
            "mission",
            "full_address",
            "country_iso_3166",
            "geolocation",
            "image",
            "images",
            "relationships",
            "starts_at",
            "ends_at",
            "contact_details",
            "telephone",
        ],
    ),
    (
        PEOPLE,
        &[
            "linked_schemas",
            "name",
            "nickname",
            "primary_url",
            "tags",
            "urls",
            "description",
            "image",
            "images",
            "contact_details",
            "telephone",
            "street_address",
            "locality",
            "postal_code",
            "country_iso_3166",
            "geolocation",
            "relationships",
        ],
    ),
    (
        OFFERS_WANTS,
        &[
            "linked_schemas",
            "exchange_type",
            "item_type",
            "transaction_type",
            "tags",
            "title",
            "description",
            "image",
            "details_url",
            "geolocation",
            "geographic_scope",
            "contact_details",
            "expires_at",
        ],
    ),
];

/// A profile with any of the fields that are kept.
fn profile() -> impl Strategy<Value = Value> {
    let link = "https://[a-z]{3,8}\\.example/[a-z]{1,5}";
    let words = prop::collection::btree_set("[A-Z][a-z]{2,10}", 1..4);
    let exchange = (
        select(vec!["offer", "want"]),
        select(vec!["good", "service"]),
        select(vec!["borrow-lend", "buy-sell"]),
        select(vec!["local", "national"]),
    );
    let texts = [TEXT, "[a-z]{2,9}", TEXT, TEXT, TEXT, TEXT].map(|like| like.prop_map(|text| json!(text.trim())));
    let links = prop::collection::vec(link, 6);
    let times = (0..2_000_000_000_i64, 0..2_000_000_000_i64);
    (select(vec![0_usize, 1, 2]), texts, links, words, times, exchange, degrees(90), degrees(180), prop::collection::vec(any::<bool>(), 32)).prop_map(
        |(which, texts, links, words, times, exchange, latitude, longitude, has)| {
            let (schema, kept) = OF_PROFILES[which];
            let [name, nickname, description, mission, street, locality] = texts;
            let all = json!({
                "linked_schemas": [schema], "name": name, "title": name, "nickname": nickname, "primary_url": links[0],
                "details_url": links[0], "tags": words, "urls": [{"name": "Autre", "url": links[1]}], "description": description,
                "mission": mission, "full_address": street, "street_address": street, "locality": locality, "postal_code": "63500",
                "country_iso_3166": "FR", "geolocation": {"lat": latitude.parse::<f64>().unwrap(), "lon": longitude.parse::<f64>().unwrap()},
                "image": links[2], "images": [{"url": links[3]}], "telephone": "+33 4 65 71 00 12",
                "relationships": [{"predicate_url": "https://schema.org/knows", "object_url": links[4]}],
                "starts_at": times.0, "ends_at": times.1, "expires_at": times.1, "contact_details": {"email": "a@b.example"},
                "exchange_type": exchange.0, "item_type": exchange.1, "transaction_type": [exchange.2], "geographic_scope": exchange.3,
            });
            let demanded = ["linked_schemas", "name", "title", "primary_url", "details_url", "tags", "description", "exchange_type",
                "transaction_type", "geographic_scope", "contact_details"];
            let mut has = has.into_iter();
            let fields = all.as_object().unwrap().iter().filter(|(name, _)| {
                kept.contains(&name.as_str()) && (has.next().unwrap_or_default() || demanded.contains(&name.as_str()))
            });
            Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
        },
    )
}

fn read_profiles(text: &str) -> Reading {
    murmurations::read(text.as_bytes(), &sample()).map(Result::unwrap).collect()
}

/// Lists in no order, and what of them was there before.
fn holds(after: &Value, before: &Value) -> bool {
    match (after, before) {
        (Value::Array(after), Value::Array(before)) => before.iter().all(|item| after.contains(item)),
        _ => after == before,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn profiles(before in profile()) {
        let after: Value = serde_json::from_str(&exported(Profiles::default(), &read_profiles(&before.to_string()))).unwrap();
        prop_assert_eq!(after.as_array().unwrap().len(), 1);
        let pictures = |profile: &Value| -> BTreeSet<String> {
            let more = profile["images"].as_array().into_iter().flatten().map(|image| image["url"].to_string());
            more.chain(profile.get("image").map(Value::to_string)).collect()
        };
        prop_assert_eq!(pictures(&after[0]), pictures(&before));
        for (name, value) in before.as_object().unwrap().iter().filter(|(name, _)| !["image", "images"].contains(&name.as_str())) {
            prop_assert!(holds(&after[0][name], value), "{}: {} was {}", name, after[0][name], value);
        }
    }
}

#[test]
fn profiles_of_the_fixture_come_back() {
    let once = exported(
        Profiles::default(),
        &read_profiles(&String::from_utf8(fixture("murmurations/profiles.json")).unwrap()),
    );
    let again = exported(Profiles::default(), &read_profiles(&once));
    let list = |text: &str| -> Vec<Value> { serde_json::from_str(text).unwrap() };
    let (once, again) = (list(&once), list(&again));
    assert!(!once.is_empty() && again.len() == once.len());
    for before in &once {
        let called = |profile: &Value| profile.get("name").or_else(|| profile.get("title")).cloned();
        let after = again.iter().find(|after| called(after) == called(before)).unwrap();
        for (name, value) in before.as_object().unwrap().iter().filter(|(name, _)| *name != "unique_id") {
            assert!(holds(&after[name], value), "{name}: {} was {value}", after[name]);
        }
    }
}

/// The fields that the page lists as kept behind this heading: what stands between backticks in the first column of its
/// table, but for what is in parentheses.
fn kept_by_the_page(heading: &str) -> BTreeSet<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats/out.md");
    let page = std::fs::read_to_string(path).unwrap();
    let section = page.split("\n## ").find_map(|section| section.strip_prefix(heading)?.strip_prefix('\n')).unwrap();
    let rows = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let cells = rows.take_while(|line| line.starts_with('|')).filter_map(|line| line.split('|').nth(1));
    let outside = |cell: &str| -> String {
        cell.split('(').map(|part| part.split_once(')').map_or(part, |(_, rest)| rest)).collect()
    };
    let names =
        |cell: &str| -> Vec<String> { outside(cell).split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    cells.flat_map(names).collect()
}

#[test]
fn the_lists_are_those_of_the_page() {
    let set = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    // The first column is the address here.
    assert_eq!(set(super::csv::COLUMNS[1..].to_vec()), kept_by_the_page("Tables"));
    let of_profiles = OF_PROFILES.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
    assert_eq!(set(of_profiles), kept_by_the_page("Murmurations"));
    assert_eq!(set(entities::KEPT.to_vec()), kept_by_the_page("Communecter"));
}
