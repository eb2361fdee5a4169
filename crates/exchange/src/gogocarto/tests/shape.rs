//! What stands around the elements, and what only looks like it.

use super::*;

fn names(text: &str) -> Vec<String> {
    let passages = read(text.as_bytes(), &source(), &Mapping::default(), None);
    passages
        .filter_map(|passage| match passage.unwrap() {
            Passage::Record(record) => record.document.own(property::NAME).map(shown).next(),
            Passage::Refused(refused) => Some(format!("refused: {}", refused.name)),
            Passage::Unplaced(unplaced) => Some(format!("unplaced: {}", unplaced.text)),
        })
        .collect()
}

#[test]
fn elements_stand_in_a_list_alone_or_one_by_one() {
    let element = r#"{"id": "a", "name": "A"}"#;
    for text in [
        element.to_owned(),
        format!("[{element}]"),
        format!(r#"{{"data": {element}}}"#),
        format!(r#"{{"ontology": "gogofull", "data": [{element}]}}"#),
        format!(r#"{{"@context": "https://x.example/", "@graph": [{element}]}}"#),
    ] {
        assert_eq!(names(&text), ["A"], "{text}");
    }
    assert_eq!(names("[]"), Vec::<String>::new());
    assert_eq!(names(r#"{"data": []}"#), Vec::<String>::new());
}

#[test]
fn a_licence_that_comes_too_late_is_told() {
    let text = r#"{"data": [{"id": "a", "name": "A"}], "licence": "https://late.example/"}"#;
    assert_eq!(names(text), ["A", "unplaced: licence: \"https://late.example/\""]);
}

#[test]
fn answers_that_are_no_list() {
    for (text, expected) in [
        (r#"{"error": "Element does not exists"}"#, "the map answers: Element does not exists"),
        (r#"{"ontology": "gogocompact", "data": []}"#, "this is gogocompact: ask the map for gogofull"),
        (r#"{"ontology": "gogosync", "data": []}"#, "this is gogosync: ask the map for gogofull"),
        (r#"{"licence": null}"#, "no element is there"),
        ("<html>", "after item 0 this is no JSON"),
        (r#"{"data": [{"id": "a", "name": "A"}, {"id""#, "after item 1 the text ends in the middle"),
    ] {
        assert_eq!(error(text).to_string(), expected, "{text}");
    }
}

#[test]
fn the_page_of_an_element() {
    let page = |at: &str| {
        let source = Source { page: Some(Iri::parse(at).unwrap()), ..source() };
        let mut reading = Reading::default();
        let element = br#"{"id": "a", "name": "A"}"#.as_slice();
        reading.extend(read(element, &source, &Mapping::default(), None).map(Result::unwrap));
        values(&reading, "organizations/carte-a", property::TRANSISCOPE_RECORD).concat()
    };
    assert_eq!(page("https://carte.example"), "https://carte.example/map#/fiche/_/a/");
    assert_eq!(page("https://carte.example/map#/carte/@47,1"), "https://carte.example/map#/fiche/_/a/");
    assert_eq!(page("https://reseau.example/nos-lieux"), "https://reseau.example/nos-lieux#/fiche/_/a/");
}

#[test]
fn the_samples() {
    for name in ["constructed/elements.gogofull.json", "constructed/elements.jsonld"] {
        let Some(bytes) = sample(name) else { return };
        let reading = reading(&bytes, None);
        assert_eq!((reading.records.len(), reading.refused.len(), reading.unplaced.len()), (2, 0, 0), "{name}");
        assert!(!everything(&reading).contains("abonne@"), "{name}");
    }
    for name in ["constructed/elements.single.gogofull.json", "jmvanel-rdf-convert/GoGoCarto/gogo.json"] {
        let reading = reading(&sample(name).unwrap(), None);
        assert_eq!((reading.records.len(), reading.refused.len()), (2, 0), "{name}");
    }
    let compact = String::from_utf8(sample("constructed/elements.gogocompact.json").unwrap()).unwrap();
    assert!(matches!(error(&compact), ReadError::Ontology(_)));
    assert_eq!(sync(sample("constructed/elements.gogosync.json").unwrap().as_slice()).map(Result::unwrap).count(), 1);
}

/// Published as JavaScript: what stands before the first bracket is its name there.
#[test]
fn a_real_map() {
    let Some(bytes) = sample("gogocartojs-web-data/elements.js") else { return };
    let from = bytes.iter().position(|byte| *byte == b'{').unwrap();
    let taxonomy = sample("gogocartojs-web-data/taxonomy-simple.js").unwrap();
    let tree = taxonomy.iter().position(|byte| *byte == b'{').unwrap();
    let taxonomy = Taxonomy::read(&taxonomy[tree..], &source()).unwrap();
    assert_eq!(taxonomy.passages().len(), 8);
    let reading = reading(&bytes[from..], Some(&taxonomy));
    assert_eq!((reading.refused.len(), reading.unplaced.len()), (0, 0), "{:?}", reading.unplaced);
    let open: Vec<_> = reading.records.iter().filter(|record| record.audience == Audience::Public).collect();
    assert_eq!((open.len(), reading.records.len()), (12, 23), "all but one have a telephone");
    let first = values_of(&reading, "La Ruche de Chenay");
    assert_eq!(values(&reading, &first, property::KEYWORD), ["Agriculture & Alimentation"]);
    assert_eq!(additional(&reading, &first, "taxonomy"), ["10429"]);
    assert_eq!(additional(&reading, &first, "openhoursmoreinfos"), ["Distribution chaque jeudi de 18h à 19h"]);
}
