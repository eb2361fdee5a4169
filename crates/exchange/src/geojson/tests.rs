//! What is understood of GeoJSON, and what is refused.

use super::*;
use crate::rig::{self, told as text};
use crate::source::sample;
use model::Reading;
use std::io::Read;

fn fixture(name: &str) -> Vec<u8> {
    rig::fixture(&format!("geojson/{name}"))
}

fn with(bytes: &[u8], mapping: &str) -> Reading {
    let mut reading = Reading::default();
    reading.extend(read(bytes, &sample(), &Mapping::read(mapping).unwrap()).map(Result::unwrap));
    reading
}

fn error(source: impl BufRead) -> String {
    rig::error(read(source, &sample(), &Mapping::default()))
}

#[test]
fn a_map_of_umap() {
    let reading = with(&fixture("umap.geojson"), "class = \"Place\"");
    let text = text(&reading);
    for part in [
        "/places/carte-a1b2c> <https://w3id.org/codesocial#name> \"Jardin partagé\"@fr",
        "carte-a1b2c> <https://w3id.org/codesocial#latitude> \"45.5436\"",
        "<https://jardin.example>",
        "carte-d3e4f> <https://w3id.org/codesocial#longitude> \"3.25\"",
        "carte-d3e4f> <http://www.opengis.net/ont/geosparql#hasGeometry>",
        "#geometry> <http://www.opengis.net/ont/geosparql#asGeoJSON> \"{\\\"type\\\":\\\"LineString\\\",\\\"coordinates\\\":[[3.24,45.54],",
        "\"4.5\"^^",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Green") && text.matches("hasGeometry").count() == 1, "{text}");
    let refused: Vec<_> =
        reading.refused.iter().map(|one| (one.name.as_str(), one.place, one.reason.clone())).collect();
    assert_eq!(refused, [("Sans identifiant", Some(Place::Item(3)), RefusedReason::WithoutKey)]);
    let unplaced: Vec<_> =
        reading.unplaced.iter().map(|one| (one.place, one.text.starts_with("geometry: {"))).collect();
    assert_eq!(unplaced, [(Place::Item(4), true)]);
}

#[test]
fn a_building_of_openstreetmap() {
    let reading = with(&fixture("overpass.geojson"), "");
    let text = text(&reading);
    for part in [
        "identifier> \"way/4242\"",
        "wasDerivedFrom> <https://www.openstreetmap.org/way/4242>",
        "#street> \"7 Rue du Pont\"@fr",
        "#latitude> \"45.545\"",
        "schema.org/openingHours> \"We,Sa 10:00-18:00\"",
        "\"+33 4 73 00 00 02\"",
        "\"second_hand\"",
        "<https://recyclerie.example/>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!((reading.records.len(), reading.unplaced.len(), reading.refused.len()), (2, 0, 0));
}

#[test]
fn what_will_be_done_is_told_and_done() {
    let bytes = fixture("overpass.geojson");
    let told = told(bytes.as_slice(), &Mapping::default()).unwrap();
    assert!(told.contains("\"addr:city\" = \"cs:locality\"") && told.contains("# \"shop\" = "), "{told}");
    assert!(!told.contains("key = "), "{told}");
    assert_eq!(text(&with(&bytes, &told)), text(&with(&bytes, "")));
}

#[test]
fn what_says_where_it_is_twice() {
    let bytes = br#"{"type": "Feature", "id": 1, "properties": {"nom": "A", "lat": 44, "lon": 2},
        "geometry": {"type": "Point", "coordinates": [3, 45]}}"#;
    let text = text(&with(bytes, ""));
    assert!(text.contains("#latitude> \"45\"") && text.contains("\"44, 2\""), "{text}");
    // A mapping may want the id of the feature beside a property.
    let keyed = with(bytes, "key = [\"id\", \"nom\"]");
    assert!(self::text(&keyed).contains("identifier> \"1|A\""));
}

#[test]
fn what_overpass_says_of_itself_may_be_said_of_a_feature() {
    let bytes = br#"{"type": "FeatureCollection", "timestamp": "2026-11-23", "features": [{"type": "Feature", "id": 1,
        "properties": {"nom": "A", "timestamp": "hier", "copyright": "IGN"}, "copyright": "Ensemble"}]}"#;
    let reading = with(bytes, "");
    let text = text(&reading);
    assert!(["hier", "IGN", "Ensemble"].iter().all(|said| text.contains(said)), "{text}");
    assert!(reading.unplaced.is_empty(), "{:?}", reading.unplaced);
}

#[test]
fn cut_anywhere_it_has_no_half_record() {
    let whole = fixture("umap.geojson");
    rig::no_half_record(&whole, &with(&whole, "").records, |part| read(part, &sample(), &Mapping::default()).collect());
}

#[test]
fn what_is_no_collection() {
    for (text, expected) in [
        ("", "after item 0 the text ends in the middle"),
        ("<html>", "after item 0 this is no JSON"),
        ("{\"error\": 1}", "no feature is there"),
        ("{\"type\": \"umap\", \"layers\": []}", "this is a backup of uMap: export the map as GeoJSON"),
        ("{\"features\": [{\"id\": 1, \"properties\": {\"nom\": \"A\"}}", "after item 1 the text ends in the middle"),
        (
            "{\"crs\": {\"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::2154\"}}, \"features\": []}",
            "urn:ogc:def:crs:EPSG::2154 is another coordinate system than WGS 84",
        ),
    ] {
        assert_eq!(error(text.as_bytes()), expected, "{text}");
    }
    let wgs84 = "{\"crs\": {\"properties\": {\"name\": \"urn:ogc:def:crs:OGC:1.3:CRS84\"}}, \"features\": [7, {\"properties\": 7}]}";
    let reasons: Vec<_> = with(wgs84.as_bytes(), "").refused.into_iter().map(|refused| refused.reason).collect();
    assert_eq!(reasons, ["JSON", "properties"].map(|what| RefusedReason::Malformed(what.to_owned())));
    assert_eq!(error(std::io::BufReader::new(std::io::repeat(b'x'))), "after item 0 this is no JSON");
    let open = std::io::Cursor::new(b"{\"x\": \"").chain(std::io::repeat(b'x').take(64 << 20));
    assert!(error(std::io::BufReader::new(open)).contains("ends in the middle"));
}
