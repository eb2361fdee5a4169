//! What is understood of PAIR, and what is refused.

use super::*;
use crate::rig;
use crate::source::sample;
use model::{Audience, Reading, RefusedReason};

fn fixture(name: &str) -> Vec<u8> {
    rig::fixture(&format!("pair/{name}"))
}

fn reading(bytes: &[u8], format: Option<Format>) -> Reading {
    read(bytes, format, &sample()).unwrap().collect::<Result<_, _>>().unwrap()
}

/// What is said of the subject of this name there; its contact details too.
fn of(reading: &Reading, name: &str) -> (String, Vec<Audience>) {
    let identifier = format!("identifier> \"https://data.example/{name}\"");
    let texts: Vec<(String, Audience)> =
        reading.records.iter().map(|record| (record.document.canonical().nquads, record.audience.clone())).collect();
    let (own, audience) = texts.iter().find(|(text, _)| text.contains(&identifier)).unwrap_or_else(|| panic!("{name}"));
    let iri = own.split('>').next().unwrap().split('#').next().unwrap();
    let about = format!("annexOf> {iri}>");
    let annex = texts.iter().find(|(text, _)| text.contains(&about));
    let audiences = [Some(audience), annex.map(|(_, audience)| audience)].into_iter().flatten().cloned();
    (format!("{own}{}", annex.map_or("", |(text, _)| text)), audiences.collect())
}

/// Its address here.
fn address(reading: &Reading, name: &str) -> String {
    of(reading, name).0.split('>').next().unwrap().split('#').next().unwrap().trim_start_matches('<').to_owned()
}

fn check(reading: &Reading, name: &str, expected: &[&str]) {
    let (text, _) = of(reading, name);
    for part in expected {
        assert!(text.contains(part), "{part} of {name}: {text}");
    }
}

#[test]
fn an_ecosystem() {
    let reading = reading(&fixture("ecosystem.ttl"), None);
    let place = address(&reading, "places/friche");
    let topic = address(&reading, "topics/food");
    let moulin = address(&reading, "organizations/moulin");
    let garden = address(&reading, "organizations/jardin");
    assert!(
        moulin.starts_with("https://a.example/organizations/carte-") && garden.contains("/groups/"),
        "{moulin} {garden}"
    );
    check(
        &reading,
        "organizations/moulin",
        &[
            "codesocial#Organization> ",
            "#name> \"Le Moulin\"@fr",
            "#name> \"The Mill\"@en",
            "#alternateName> \"Moulin bis\"@fr",
            "#summary> \"Un tiers-lieu.\"@fr",
            "#description> \"A long story.\"@en",
            "#website> <https://moulin.example/>",
            "#email> \"bonjour@moulin.example\"",
            "#email> \"secret@moulin.example\"",
            "#telephone> \"+33 4 73 00 00 01\"",
            &format!("#theme> <{topic}>"),
            "#keyword> \"pain\"@fr",
            &format!("#kind> <{}>", address(&reading, "types/association")),
            &format!("#partnerOf> <{garden}>"),
            "#partnerOf> <https://other.example/orgs/1>",
            "#latitude> \"45.5436\"",
            "#longitude> \"3.2489\"",
            "#street> \"3 place de la République\"@fr",
            "#locality> \"Issoire\"@fr",
            "\"hasLocation/label\"",
            "\"La place du village\"",
            "Nourrir la ville",
            "\"hasInterest\"",
            "sameAs> <https://data.example/organizations/moulin>",
            "wasDerivedFrom> <https://data.example/organizations/moulin>",
            "created> \"2023-04-05T10:00:00.000Z\"^^",
        ],
    );
    let (text, audiences) = of(&reading, "organizations/moulin");
    assert_eq!(audiences, [Audience::Public, Audience::Members]);
    let own = text.split("annexOf").next().unwrap();
    for absent in ["inbox", "/people/", "users/ana", "\"Actor\""] {
        assert!(!own.contains(absent), "{absent}: {own}");
    }
    let open = reading.records.iter().find(|record| record.document.iri().as_str() == moulin).unwrap();
    assert!(!open.document.canonical().nquads.contains("moulin.example\""), "addresses stand apart");
    check(&reading, "organizations/jardin", &[&format!("#locatedIn> <{place}>")]);
    check(&reading, "organizations/boulangerie", &[&format!("#partOf> <{moulin}>")]);
    check(&reading, "places/friche", &["codesocial#Place>", "#latitude> \"45.55\"", "\"Sa 10:00-18:00\""]);
    check(&reading, "topics/food", &["prefLabel> \"Alimentation\"@fr", "core#broader> <https://a.example/themes/"]);
    check(&reading, "projects/four", &[&format!("#carriedBy> <{moulin}>"), "#start> \"2024-01-01\"^^", "#status> <"]);
    check(&reading, "tasks/bois", &["codesocial#Action>", &format!("#actor> <{moulin}>"), "#partOf> <"]);
    check(&reading, "resources/four", &["codesocial#Offer>", &format!("#offeredBy> <{moulin}>"), "AtomBasedResource"]);
}

#[test]
fn people_say_for_themselves_what_they_take_part_in() {
    let reading = reading(&fixture("ecosystem.ttl"), None);
    let (text, audiences) = of(&reading, "users/ana");
    assert_eq!(audiences, [Audience::Members]);
    for name in ["organizations/moulin", "organizations/jardin"] {
        let member = format!("#memberOf> <{}>", address(&reading, name));
        assert!(text.contains(&member), "{member}: {text}");
    }
    for part in [
        "\"Ana Exemple\"@fr".to_owned(),
        format!("#skill> <{}>", address(&reading, "skills/pain")),
        format!("value> <{}>", address(&reading, "projects/four")),
        format!("value> <{}>", address(&reading, "roles/tresoriere")),
        "\"membershipRole\"".to_owned(),
    ] {
        assert!(text.contains(&part), "{part}: {text}");
    }
    let person = address(&reading, "users/ana");
    for record in reading.records.iter().filter(|record| record.document.iri().as_str() != person) {
        let text = record.document.canonical().nquads;
        assert!(!text.contains(&person) && !text.contains("users/ana"), "{text}");
    }
}

#[test]
fn what_is_refused_is_told_with_its_reason() {
    let reading = reading(&fixture("ecosystem.ttl"), None);
    let refused: Vec<_> =
        reading.refused.iter().map(|refused| (refused.name.as_str(), refused.reason.clone())).collect();
    assert_eq!(
        refused,
        [
            ("https://data.example/documents/1", RefusedReason::UnknownType("pair:Document".to_owned())),
            ("https://data.example/organizations/sans-nom", RefusedReason::Nameless),
        ]
    );
}

#[test]
fn the_same_in_every_syntax_and_spelling() {
    let turtle = fixture("ecosystem.ttl");
    let expected = reading(&turtle, None);
    let base = model::Iri::parse("https://data.example/").unwrap();
    let quads = model::syntax::parse(&turtle, Format::Turtle, &base, 10_000).unwrap();
    let texts = |reading: &Reading| {
        let mut texts: Vec<String> = reading.records.iter().map(|record| record.document.canonical().nquads).collect();
        texts.sort();
        texts
    };
    for format in [Format::NQuads, Format::TriG, Format::JsonLd] {
        let bytes = model::syntax::write(&quads, format);
        for format in [None, Some(format)] {
            let found = texts(&reading(&bytes, format));
            let other = found.iter().zip(texts(&expected)).find(|(one, other)| *one != other);
            assert_eq!(other, None, "{format:?}");
            assert_eq!(found.len(), expected.records.len());
        }
    }
    let slash = String::from_utf8(turtle).unwrap().replace("ontologies/pair#", "ontologies/pair/");
    assert!(texts(&reading(slash.as_bytes(), None)) == texts(&expected), "the other spelling");
}

#[test]
fn wherever_statements_stand_they_say_the_same() {
    let base = model::Iri::parse("https://data.example/").unwrap();
    let quads = model::syntax::parse(&fixture("ecosystem.ttl"), Format::Turtle, &base, 10_000).unwrap();
    let text = String::from_utf8(model::syntax::write(&quads, Format::NQuads)).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let told = |text: &str| {
        let reading = reading(text.as_bytes(), Some(Format::NQuads));
        let mut told: Vec<String> = reading.records.iter().map(|record| record.document.canonical().nquads).collect();
        told.extend(reading.refused.iter().map(|refused| format!("{}: {}", refused.name, refused.reason)));
        told.sort();
        told
    };
    let expected = told(&text);
    assert!(expected.len() > 10);
    for step in [7, 11, 13].into_iter().filter(|step| !lines.len().is_multiple_of(*step)) {
        let scattered: String = (0..lines.len()).map(|place| lines[place * step % lines.len()]).collect();
        assert!(told(&scattered) == expected, "{step}");
    }
}

#[test]
fn what_only_points_at_others_is_told_by_its_name() {
    let text = "@prefix pair: <http://virtual-assembly.org/ontologies/pair#> .
        <https://data.example/a> a pair:Organization ; pair:label \"A\" .
        <https://data.example/x> pair:hasPart <https://data.example/a> .";
    let reading = reading(text.as_bytes(), None);
    check(&reading, "a", &["#partOf> <https://data.example/x>"]);
    let refused: Vec<&str> = reading.refused.iter().map(|refused| refused.name.as_str()).collect();
    assert_eq!(refused, ["https://data.example/x"]);
}

#[test]
fn a_context_that_is_elsewhere() {
    let reading = reading(&fixture("semapps.jsonld"), None);
    let garden = address(&reading, "organizations/jardin");
    let partner = format!("#partnerOf> <{garden}>");
    check(&reading, "organizations/moulin", &["#name> \"Le Moulin\"@fr", "#latitude> \"45.5436\"", &partner]);
    check(&reading, "organizations/moulin", &["\"what nobody hears\""]);
    let told: Vec<&str> = reading.unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect();
    assert_eq!(told, ["@context: https://data.example/.well-known/context.jsonld"]);
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
}

#[test]
fn cut_anywhere_it_is_told() {
    for (name, format) in [("ecosystem.ttl", Format::Turtle), ("semapps.jsonld", Format::JsonLd)] {
        let whole = fixture(name);
        for end in (0..whole.trim_ascii_end().len()).step_by(7) {
            let read = read(&whole[..end], None, &sample());
            // Between two statements of Turtle nobody can tell.
            let is_between = format == Format::Turtle && whole[..end].trim_ascii_end().ends_with(b".");
            assert!(read.is_err() || is_between, "{name} at byte {end}");
        }
    }
}

#[test]
fn what_is_no_pair() {
    for (bytes, expected) in [
        (&b"<!DOCTYPE html><html></html>"[..], "this is neither JSON-LD nor Turtle, TriG or N-Quads"),
        (b"<?xml version=\"1.0\"?><rdf:RDF/>", "this is neither JSON-LD nor Turtle, TriG or N-Quads"),
        (b"\x00\x01", "this is neither JSON-LD nor Turtle, TriG or N-Quads"),
        (b"", "nothing of PAIR is there"),
        (b"{\"error\": 1}", "nothing of PAIR is there"),
        (b"<https://a.example/x> <http://xmlns.com/foaf/0.1/name> \"X\" .", "nothing of PAIR is there"),
        (b"{\"@id\": \"a\", \"pair:label\"", "line 1, column"),
        (b"@prefix pair: <http://virtual-assembly.org/ontologies/pair#> .\n<a> a pair:Org", "line 2, column"),
        (b"<a> a <b> . \xff\n", "line 1: the text is not UTF-8"),
    ] {
        let error = read(bytes, None, &sample()).err().unwrap().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn endless_garbage_ends() {
    for byte in [b'x', b' ', 0] {
        for format in [Some(Format::Turtle), Some(Format::JsonLd)] {
            let error = read(std::io::repeat(byte), format, &sample()).err().unwrap();
            assert!(matches!(error, ReadError::Syntax(_) | ReadError::Source(_) | ReadError::NotRdf), "{error}");
        }
    }
}

#[test]
fn circles_come_to_an_end() {
    let text = "@prefix pair: <http://virtual-assembly.org/ontologies/pair#> .
        <https://data.example/a> a pair:Organization ; pair:label \"A\" ; pair:partOf <https://data.example/a> ;
            pair:hasLocation _:x ; pair:aims _:x .
        _:x pair:hasLocation _:y ; pair:label \"X\" . _:y pair:hasLocation _:x .";
    assert_eq!(reading(text.as_bytes(), None).records.len(), 1);
}

#[test]
fn what_reaches_somebody_is_open_to_nobody() {
    let text = r#"@prefix pair: <http://virtual-assembly.org/ontologies/pair#> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix schema: <http://schema.org/> .
        <https://data.example/a> a pair:Organization ; pair:label "A" ;
            pair:phone "sonner chez Ana, bâtiment B", <tel:+33473000001>, [ pair:label "appeler Bea" ; pair:phone "04 73 00 00 05", _:x ] ;
            pair:e-mail "ana arobase moulin", <mailto:a@moulin.example> ;
            foaf:phone "demander Cléo" ; foaf:mbox <mailto:b@moulin.example> ; schema:telephone "04 73 00 00 02" ;
            pair:hasLocation [ a pair:Place ; pair:label "Ici" ; pair:phone "04 73 00 00 03", "chez Dan" ] ;
            pair:aims [ pair:label "Nourrir" ; pair:phone "04 73 00 00 04", "chez Eva" ; schema:email "fred point moulin" ] .
        <https://data.example/p> a pair:Person ; pair:label "P" ; pair:phone "chez Gus" .
        _:x pair:phone _:x ."#;
    let reading = reading(text.as_bytes(), None);
    let open = reading.records.iter().filter(|record| record.audience == Audience::Public);
    let open: String = open.map(|record| record.document.canonical().nquads).collect();
    assert!(open.contains("Nourrir") && open.contains("\"Ici\""), "{open}");
    for hidden in ["Ana", "Bea", "arobase", "Cléo", "Dan", "Eva", "fred", "04 73", "+33", "tel:", "moulin"] {
        assert!(!open.contains(hidden), "{hidden}: {open}");
    }
    let readable = [
        "+33473000001",
        "a@moulin.example",
        "b@moulin.example",
        "04 73 00 00 02",
        "04 73 00 00 03",
        "04 73 00 00 04",
        "04 73 00 00 05",
    ];
    check(&reading, "a", &readable.map(|text| format!("\"{text}\"")).each_ref().map(String::as_str));
    let mut told: Vec<&str> = reading.unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect();
    told.sort_unstable();
    let ana = "phone: sonner chez Ana, bâtiment B";
    let expected = [
        "aims/http://schema.org/email: fred point moulin",
        "aims/phone: chez Eva",
        "e-mail: ana arobase moulin",
        "hasLocation/phone: chez Dan",
        "http://xmlns.com/foaf/0.1/phone: demander Cléo",
        "phone",
        ana,
        "phone: {\"label\":\"appeler Bea\"}",
    ];
    assert_eq!(told, expected, "of a person nothing is repeated");
}

#[test]
fn an_end_that_is_no_address_is_kept() {
    let text = r#"@prefix pair: <http://virtual-assembly.org/ontologies/pair#> .
        <https://data.example/p> a pair:Person ; pair:label "P" .
        <https://data.example/o> a pair:Organization ; pair:label "O" .
        <https://data.example/m> a pair:MembershipAssociation ; pair:membershipActor <https://data.example/p> ;
            pair:membershipOrganization <https://data.example/o>, "voir https://x.example/le jardin", "Le Four" ."#;
    let reading = reading(text.as_bytes(), None);
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    let member = format!("#memberOf> <{}>", address(&reading, "o"));
    check(&reading, "p", &[&member, "value> \"voir https://x.example/le jardin\"", "value> \"Le Four\""]);
}

#[test]
fn what_hinders_the_second_reading_is_told() {
    let first = || SyntaxError::NotUtf8 { line: 1 };
    for (second, expected) in [
        (ReadError::TooLarge, "these are more than 2000000 subjects: split it"),
        (ReadError::Source(std::io::Error::other("no room left")), "the source cannot be read: no room left"),
        (ReadError::Syntax(SyntaxError::NotUtf8 { line: 2 }), "line 1: the text is not UTF-8"),
    ] {
        assert_eq!(of_two(first(), second).to_string(), expected);
    }
}
