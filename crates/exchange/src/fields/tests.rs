//! What is understood of records that are fields.

use super::*;
use crate::source::sample;
use model::vocab::class;
use serde_json::json;

fn read(fields: &mut Fields, record: &[(&str, Value)], own_key: Option<&str>) -> Vec<Passage> {
    match fields.begin(record, Own { key: own_key, position: None }, Place::Line(2)) {
        Ok(sheet) => sheet.finish(None),
        Err(refused) => vec![refused],
    }
}

fn with(mapping: &str, record: &[(&str, Value)]) -> (String, Vec<Unplaced>) {
    let mut fields = Fields::new(&sample(), &Mapping::read(mapping).unwrap());
    let mut reading = model::Reading::default();
    reading.extend(read(&mut fields, record, None));
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    let text: String = reading.records.iter().map(|record| record.document.canonical().nquads).collect();
    (text, reading.unplaced)
}

fn check(mapping: &str, record: &[(&str, Value)], expected: &[&str]) -> String {
    let (text, unplaced) = with(mapping, record);
    for part in expected {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(unplaced, []);
    text
}

#[test]
fn what_names_say() {
    let text = check(
        "",
        &[
            ("ID", json!("m1")),
            ("Nom", json!("Le Moulin")),
            ("addr:housenumber", json!("12")),
            ("addr:street", json!("rue du Pont")),
            ("Code postal", json!("63500")),
            ("Ville", json!("Issoire")),
            ("Code INSEE", json!(1004)),
            ("lat", json!("45,54")),
            ("lon", json!("3,25")),
            ("Thèmes", json!("Jardin; Cuisine ;Jardin")),
            ("tags", json!("a, b")),
            ("SIRET", json!("123 456 782 00012")),
            ("Budget", json!(1200)),
            ("Courriel", json!("a@moulin.example; b@moulin.example")),
        ],
        &[
            "identifier> \"m1\"",
            "#street> \"12 rue du Pont\"@fr",
            "#postalCode> \"63500\"",
            "#inseeCode> \"01004\"",
            "#latitude> \"45.54\"^^",
            "#longitude> \"3.25\"^^",
            "#keyword> \"Cuisine\"@fr",
            "#keyword> \"b\"@fr",
            "#sirenNumber> \"123456782\"",
            "schema.org/value> \"123 456 782 00012\"",
            "schema.org/value> \"1200\"^^",
            "#email> \"b@moulin.example\"",
        ],
    );
    assert_eq!(text.matches("\"Jardin\"@fr").count(), 1, "{text}");
    assert!(!text.contains("property-id"), "how it is called is said once: {text}");
}

#[test]
fn a_mapping_goes_before_names() {
    let mapping = "class = \"Project\"\nkey = [\"Nom\", \"Année\"]\nseparator = \" - \"\nlanguage = \"en\"\n\
        [categories]\n\"Fête, bal\" = { class = \"Event\", theme = \"https://a.example/themes/fete\" }\n\
        [fields]\nGenre = \"category\"\nVille = \"leave out\"\n\"Début\" = \"cs:start\"\nSites = \"cs:website\"\n\"Où\" = \"position\"\n";
    let text = check(
        mapping,
        &[
            ("Nom", json!("Bal|trad")),
            ("Année", json!("2024")),
            ("Genre", json!("Fête, bal")),
            ("Ville", json!("Issoire")),
            ("Début", json!("15/05/2024")),
            ("Sites", json!("a.example - b.example/x")),
            ("Où", json!("45.5, 3.2")),
        ],
        &[
            "/events/",
            "identifier> \"Bal\\\\|trad|2024\"",
            "\"Bal|trad\"@en",
            "\"2024-05-15\"^^",
            "<https://a.example/themes/fete>",
            "<https://b.example/x>",
            "#latitude> \"45.5\"",
        ],
    );
    assert!(!text.contains("Issoire") && text.contains(class::EVENT.as_str()), "{text}");
}

#[test]
fn what_does_not_fit_is_kept_or_told() {
    let record = [
        ("id", json!("1")),
        ("nom", json!("A")),
        ("site", json!("voir la page")),
        ("tel", json!("au bureau")),
        ("lat", json!("nord")),
        ("lon", json!("3")),
        ("date de début", json!("au printemps")),
        ("date-debut", json!("2024-01-02")),
        ("start", json!("2025-01-02")),
        ("siren", json!("12")),
    ];
    let (text, unplaced) = with("class = \"Event\"", &record);
    for part in ["\"voir la page\"", "\"au printemps\"", "start> \"2024-01-02\"^^", "\"2025-01-02\" .", "\"12\" ."] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let told: Vec<&str> = unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect();
    assert_eq!(told, ["tel: au bureau", "lat, lon: nord, 3"]);
}

#[test]
fn each_is_called_by_one_key() {
    let mut fields = Fields::new(&sample(), &Mapping::default());
    let named = |id: Value| [("id", id), ("nom", json!("A"))];
    let reason = |passages: Vec<Passage>| match passages.as_slice() {
        [Passage::Refused(refused)] => Some(refused.reason.clone()),
        _ => None,
    };
    assert_eq!(reason(read(&mut fields, &named(json!(" ")), None)), Some(RefusedReason::WithoutKey));
    assert_eq!(reason(read(&mut fields, &named(json!("é—")), None)), None);
    assert_eq!(reason(read(&mut fields, &named(json!("7")), None)), None);
    assert_eq!(reason(read(&mut fields, &named(json!("7")), None)), Some(RefusedReason::Repeated(2)));
    assert_eq!(reason(read(&mut fields, &named(json!("7")), Some("node/7"))), None);
    assert_eq!(reason(read(&mut fields, &[("id", json!("8"))], None)), Some(RefusedReason::Nameless));
}

#[test]
fn people_are_for_the_members_first() {
    for (audience, expected) in [
        (Audience::Public, Audience::Members),
        (Audience::Network, Audience::Members),
        (Audience::Private, Audience::Private),
    ] {
        let at = Source { audience: audience.clone(), ..sample() };
        let mapping = Mapping::read("class = \"Person\"").unwrap();
        let passages = read(&mut Fields::new(&at, &mapping), &[("id", json!("1")), ("nom", json!("Ana"))], None);
        let [Passage::Record(record)] = passages.as_slice() else { panic!("{passages:?}") };
        assert_eq!(record.audience, expected);
    }
}

#[test]
fn nothing_opens_a_person() {
    let saved = guess::told(["id", "nom", "type", "thèmes"], &Mapping::default());
    assert!(saved.contains("\"type\" = \"category\""), "{saved}");
    let jardin = "[categories]\nJardin = { class = \"Place\" }";
    for (mapping, kind, expected) in [
        ("", "Person", class::PERSON),
        (saved.as_str(), "Person", class::PERSON),
        (saved.as_str(), "Event", class::EVENT),
        ("class = \"Organization\"", "Person", class::PERSON),
        ("class = \"Person\"", "Organization", class::PERSON),
        (jardin, "Person", class::PERSON),
        (jardin, "Event", class::PLACE),
        ("class = \"Project\"", "Event", class::EVENT),
        // What the operator says of a word goes before what it is in the grammar.
        ("[categories]\nPerson = { class = \"Group\" }", "Person", class::GROUP),
        ("class = \"Person\"\n[categories]\nJardin = { class = \"Place\" }", "Organization", class::PLACE),
        ("[fields]\ntype = \"leave out\"", "Person", class::ORGANIZATION),
    ] {
        let mapping = Mapping::read(mapping).unwrap();
        let record = [("id", json!("1")), ("nom", json!("Ana")), ("type", json!(kind)), ("thèmes", json!("Jardin"))];
        let passages = read(&mut Fields::new(&sample(), &mapping), &record, None);
        let [Passage::Record(record)] = passages.as_slice() else { panic!("{passages:?}") };
        let is_a = record.document.own(rdf::TYPE).map(|term| term.to_string()).collect::<Vec<_>>();
        assert_eq!(is_a, [expected.to_string()], "{kind} with {mapping:?}");
        let audience = if expected == class::PERSON { Audience::Members } else { Audience::Public };
        assert_eq!(record.audience, audience, "{kind} with {mapping:?}");
    }
}
