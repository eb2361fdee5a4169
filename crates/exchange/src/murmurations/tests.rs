//! What is understood of profiles, and what is refused.

use super::*;
use crate::rig;
use crate::source::sample;
use model::{Audience, Reading};

fn fixture(name: &str) -> Vec<u8> {
    rig::fixture(&format!("murmurations/{name}"))
}

fn reading(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    reading.extend(read(bytes, &sample()).map(Result::unwrap));
    reading
}

/// What is said of what stands at this item, and who reads it.
fn at(reading: &Reading, number: u64) -> (String, Vec<Audience>) {
    let records: Vec<_> = reading.records.iter().filter(|record| record.places == [Place::Item(number)]).collect();
    let text = records.iter().map(|record| record.document.canonical().nquads).collect();
    (text, records.iter().map(|record| record.audience.clone()).collect())
}

fn check(reading: &Reading, number: u64, expected: &[&str]) {
    let (text, _) = at(reading, number);
    for part in expected {
        assert!(text.contains(part), "{part}: {text}");
    }
}

fn error(source: impl BufRead) -> String {
    let mut passages = read(source, &sample());
    let error = passages.find_map(Result::err).map(|error| error.to_string());
    assert!(passages.next().is_none(), "after an error there is nothing more");
    error.unwrap_or_default()
}

#[test]
fn one_profile() {
    let reading = reading(&fixture("organization.json"));
    check(
        &reading,
        1,
        &[
            "/organizations/carte-mill-1>",
            "#name> \"The Mill\"@en",
            "#alternateName> \"Mill\"@en",
            "#website> <https://mill.example/>",
            "#keyword> \"bread\"@en",
            "#description> \"A shared workshop.\"@en",
            "#street> \"3 Square, 63500 Issoire\"@en",
            "#country> \"FR\"",
            "#latitude> \"45.5436\"",
            "#image> <https://mill.example/oven.jpg>",
            "#start> \"2022-05-06T14:47:57Z\"^^",
            "#email> \"hello@mill.example\"",
            "#telephone> \"+33 4 73 00 00 03\"",
            "\"https://mill.example/contact\"",
            "\"Bread for all\"",
            "\"Culture and Education\"",
            "\\\"object_url\\\":\\\"https://garden.example/\\\"",
            "\\\"name\\\":\\\"Blog\\\"",
            "wasDerivedFrom> <https://mill.example/>",
        ],
    );
    let (text, audiences) = at(&reading, 1);
    assert!(!text.contains("1999999999") && !text.contains("schema-v"), "{text}");
    assert_eq!(audiences, [Audience::Public, Audience::Members]);
    assert!(!reading.records[0].document.canonical().nquads.contains("hello@"), "addresses stand apart");
}

#[test]
fn what_an_index_answers() {
    let reading = reading(&fixture("profiles.json"));
    check(&reading, 1, &["/people/", "\"Ana Example\"@en", "#locality> \"Issoire\"@en", "\"ana@ana.example\""]);
    assert_eq!(at(&reading, 1).1, [Audience::Members, Audience::Members]);
    let told: Vec<_> = reading.unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect();
    assert_eq!(told, ["telephone: ask me"]);
    check(
        &reading,
        2,
        &[
            "codesocial#Offer>",
            "#name> \"An oven on Saturdays\"@en",
            "#condition> <https://w3id.org/codesocial#Gift>",
            "#condition> <https://w3id.org/codesocial#Loan>",
            "#kind> <https://w3id.org/codesocial#Service>",
            "#availableUntil> \"2030-01-01T00:00:00Z\"^^",
        ],
    );
    check(&reading, 3, &["codesocial#Need>", "\"Flour\"@en", "#condition> <https://w3id.org/codesocial#Sale>"]);
    check(&reading, 4, &["\"Wood\"@en"]);
    check(
        &reading,
        11,
        &["/organizations/", "#latitude> \"51.3\"", "#keyword> \"Initiative\"@en", "\"laden@laden.example\""],
    );
    let malformed = |what: &str| RefusedReason::Malformed(what.to_owned());
    let refused: Vec<_> = reading.refused.iter().map(|one| (one.place.unwrap().number(), one.reason.clone())).collect();
    assert_eq!(
        refused,
        [
            (5, RefusedReason::UnknownType("media_schema-v0.1.0".to_owned())),
            (6, malformed("linked_schemas")),
            (7, malformed("exchange_type")),
            (8, RefusedReason::WithoutKey),
            (9, RefusedReason::Nameless),
            (10, RefusedReason::Unpublished),
        ]
    );
}

#[test]
fn how_to_reach_somebody_is_never_for_everybody() {
    let profile = |more: &str| {
        let schemas = r#""linked_schemas": ["organizations_schema-v1.0.0"]"#;
        format!(r#"{{{schemas}, "name": "A", "primary_url": "https://a.example/", {more}}}"#)
    };
    for (more, is_told) in [
        (r#""telephone": ["+33 4 75 00 00 00", "+33 4 75 00 00 01"]"#, false),
        (r#""phone": "+33 4 75 00 00 00""#, false),
        (r#""email": "contact (at) a.example""#, true),
        (r#""telephone": {"fixe": "+33 4 75 00 00 00"}"#, true),
        (r#""contact_details": "+33 4 75 00 00 00""#, true),
    ] {
        let reading = reading(profile(more).as_bytes());
        let public = reading.records.iter().find(|record| record.audience == Audience::Public).unwrap();
        let said = public.document.canonical().nquads;
        assert!(!said.contains("75 00") && !said.contains("(at)"), "{more}: {said}");
        assert_eq!((reading.records.len(), reading.unplaced.len()), if is_told { (1, 1) } else { (2, 0) }, "{more}");
    }
}

#[test]
fn cut_anywhere_it_has_no_half_record() {
    let whole = fixture("profiles.json");
    rig::no_half_record(&whole, &reading(&whole).records, |part| read(part, &sample()).collect());
}

#[test]
fn what_is_no_profile() {
    for (text, expected) in [
        ("", "after item 0 the text ends in the middle"),
        ("<html>", "after item 0 this is no JSON"),
        ("{\"errors\": []}", "no profile is there: a profile has linked_schemas"),
        ("[{\"linked_schemas\": [\"a\"]}, {", "after item 1 the text ends in the middle"),
    ] {
        assert_eq!(error(text.as_bytes()), expected, "{text}");
    }
    let broken = reading(b"[7, {\"name\": \"A\", x}]");
    let reasons: Vec<_> = broken.refused.into_iter().map(|refused| refused.reason).collect();
    assert_eq!(reasons, ["JSON", "JSON"].map(|what| RefusedReason::Malformed(what.to_owned())));
    assert_eq!(error(std::io::BufReader::new(std::io::repeat(0))), "after item 0 this is no JSON");
}
