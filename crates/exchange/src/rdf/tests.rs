//! What becomes of RDF, in every syntax.

use super::*;
use model::Reading;
use model::document::TRIPLE_LIMIT;
use model::syntax::{self, SyntaxError};

fn base() -> Base {
    Base::parse("https://a.example/").unwrap()
}

fn reading(text: &[u8], format: Format) -> Result<Reading, ReadError> {
    read(text, format, &base())?.collect()
}

fn read_trig(text: &str) -> Reading {
    reading(text.as_bytes(), Format::TriG).unwrap()
}

fn names(reading: &Reading) -> Vec<String> {
    reading.records.iter().map(|record| record.document.iri().to_string()).collect()
}

fn told(reading: &Reading) -> Vec<String> {
    reading.records.iter().map(|record| record.document.canonical().nquads).collect()
}

#[test]
fn graphs_and_subjects_become_records() {
    let reading = read_trig(
        r#"@prefix cs: <https://w3id.org/codesocial#> .
           <organizations/a> { <organizations/a> cs:name "A"@fr }
           <organizations/b> cs:name "B"@fr ; cs:address [ cs:locality "Issoire"@fr ; cs:country [ cs:name "France"@fr ] ] .
           <organizations/b#c> cs:name "C"@fr ."#,
    );
    assert_eq!(names(&reading), ["https://a.example/organizations/a", "https://a.example/organizations/b"]);
    assert_eq!(reading.records[1].document.triples().len(), 6);
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
}

#[test]
fn what_is_no_document_is_refused_by_name() {
    let reading = read_trig(
        r#"<https://b.example/x#g> { <https://b.example/x> <p> "1" }
           <organizations/a> { <organizations/b> <p> "2" }
           _:g { <organizations/a> <p> "3" }
           <sparql> <p> "4" . [] <p> "5" ."#,
    );
    assert!(reading.records.is_empty());
    assert_eq!(reading.refused.len(), 5, "{:#?}", reading.refused);
}

#[test]
fn what_is_not_ours_keeps_its_address() {
    let reading = read_trig(
        r#"<https://b.example/g> { <https://b.example/x> <https://b.example/p> [ <https://b.example/q> "1" ] }
           <https://b.example/y#me> <https://b.example/p> "2" . <urn:z> <https://b.example/p> "3" ."#,
    );
    assert_eq!(names(&reading), ["https://b.example/g", "https://b.example/y", "urn:z"]);
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
}

/// Documents with parts in graphs, outside of them, nobody's, and others'.
fn many() -> Vec<String> {
    let name = "<https://w3id.org/codesocial#name>";
    let mut lines = Vec::new();
    for document in 0..40 {
        let iri = format!("<https://a.example/organizations/o{document}>");
        lines.push(format!("{iri} {name} \"O\\t{document}\"@fr {iri} .\n"));
        lines.push(format!("{iri} <https://w3id.org/codesocial#address> _:a{document} {iri} .\n"));
        lines.push(format!("_:a{document} {name} \"ici\"@fr {iri} .\n"));
    }
    lines.push(format!("<https://a.example/places/p> {name} \"P\"@fr .\n"));
    lines.push(format!("_:b {name} \"la rue\"@fr .\n"));
    lines.push("<https://a.example/places/p> <https://w3id.org/codesocial#address> _:b .\n".to_owned());
    // Through several nodes, and a circle that hangs from nothing.
    for number in 0..30 {
        lines.push(format!("_:c{number} <p:in> _:c{} .\n", number + 1));
        lines.push(format!("_:c{number} {name} \"{number}\" .\n"));
        lines.push(format!("_:r{number} <p:in> _:r{} .\n", (number + 1) % 30));
    }
    lines.push("<https://a.example/places/q#x> <p:in> _:c0 .\n".to_owned());
    lines.push(format!("_:nobodys {name} \"?\"@fr .\n"));
    lines.push(format!("<https://b.example/x> {name} \"X\"@fr <https://b.example/x> .\n"));
    lines.push(format!("<https://a.example/places/q> {name} \"Q\"@fr _:graph .\n"));
    lines
}

#[test]
fn scattered_statements_are_read_as_the_whole() {
    let lines = many();
    let whole = reading(lines.concat().as_bytes(), Format::NQuads).unwrap();
    assert_eq!((whole.records.len(), whole.refused.len()), (43, 32), "{:?}", whole.refused);
    let chain = whole.records.iter().find(|record| record.document.iri().as_str().ends_with("/places/q")).unwrap();
    assert_eq!(chain.document.triples().len(), 61);
    // Eleven is no divisor of their number: the lines of one graph lie far from each other.
    let far: Vec<_> = (0..lines.len()).map(|place| lines[place * 11 % lines.len()].as_str()).collect();
    let scattered = reading(far.concat().as_bytes(), Format::NQuads).unwrap();
    assert_eq!(told(&scattered), told(&whole));
    assert_eq!(names(&scattered), names(&whole));
    assert_eq!(scattered.refused.len(), whole.refused.len());
}

#[test]
fn every_syntax_says_the_same() {
    let text = many().concat();
    let quads = syntax::parse_keeping_labels(text.as_bytes(), Format::NQuads, &base().home(), 10_000).unwrap();
    let expected = reading(text.as_bytes(), Format::NQuads).unwrap();
    for format in [Format::JsonLd, Format::TriG] {
        let found = reading(&syntax::write(&quads, format), format).unwrap();
        assert_eq!(told(&found), told(&expected), "{format:?}");
        assert_eq!(found.refused.len(), expected.refused.len(), "{format:?}");
    }
    // Without graphs everything is said by its subjects.
    let texts: Vec<Reading> = [Format::Turtle, Format::NTriples]
        .map(|format| reading(&syntax::write(&quads, format), format).unwrap())
        .into();
    assert_eq!(told(&texts[0]), told(&texts[1]));
    assert_eq!(texts[0].records.len(), expected.records.len());
}

#[test]
fn what_is_broken_is_told_before_anything_is_given() {
    for (format, text) in [
        (Format::NQuads, "<https://a.example/places/p> <p:q> \"1\" .\n\n<broken\n"),
        (Format::Turtle, "<places/p> <p:q> \"1\" .\n\n<broken\n"),
        (Format::TriG, "<places/p> <p:q> \"1\" .\n\n} <broken\n"),
        (Format::JsonLd, "{\"@id\": \"https://a.example/places/p\",\n\n1"),
    ] {
        let error = reading(text.as_bytes(), format).unwrap_err();
        assert!(matches!(error, ReadError::Syntax(SyntaxError::Malformed { line: 3, .. })), "{format:?}: {error}");
    }
}

#[test]
fn what_is_said_again_is_said_once() {
    let name = "<https://w3id.org/codesocial#name>";
    let iri = "<https://a.example/organizations/o>";
    let again = format!("{iri} {name} \"O\"@fr {iri} .\n").repeat(TRIPLE_LIMIT + 1);
    let reading = reading(format!("{again}{iri} {name} \"P\"@fr {iri} .\n").as_bytes(), Format::NQuads).unwrap();
    assert_eq!(reading.refused, []);
    assert_eq!(reading.records[0].document.triples().len(), 2);
    for (count, is_refused) in [(TRIPLE_LIMIT, false), (TRIPLE_LIMIT + 1, true)] {
        let many: String = (0..count).map(|number| format!("{iri} {name} \"{number}\" {iri} .\n").repeat(2)).collect();
        let reading = read(many.as_bytes(), Format::NQuads, &base()).unwrap().collect::<Result<Reading, _>>().unwrap();
        assert_eq!(reading.refused.len(), usize::from(is_refused), "{count}");
    }
}
