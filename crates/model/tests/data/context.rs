//! What must hold of the JSON-LD context: it covers the ontology, reads as people mean it, and loses nothing on the way
//! there and back.

use crate::{OWL, PROPERTY_CLASSES, is_a, local, named_subjects, objects, ontology, range, root};
use model::Iri;
use model::canon::{self, Canonical};
use model::syntax::{self, Format};
use model::vocab::{NAMESPACE, class, individual, property, rdf, xsd};
use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term, Triple};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn context() -> Value {
    let text = fs::read_to_string(root().join("ontology/context.jsonld")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What the context must say of a property with this range.
fn coercion(triples: &[Triple], property: &NamedNode) -> Vec<Value> {
    if is_a(triples, property, &format!("{OWL}ObjectProperty")) {
        return vec![json!("@id"), json!("@vocab")];
    }
    let short = |iri: &NamedNode| json!(iri.as_str().replace("http://www.w3.org/2001/XMLSchema#", "xsd:"));
    // A text alone is the first of a union. Where texts without language are among them, it is one of these: a language
    // map takes them, too (JSON-LD 1.1, section 4.6.2), and a datatype would not.
    match range(triples, property).as_slice() {
        [first, ..] if first == &rdf::LANG_STRING => vec![json!("@language")],
        range if range.contains(&xsd::STRING.into_owned()) => vec![Value::Null],
        [first, ..] => vec![short(first)],
        [] => panic!("{property} has no range"),
    }
}

#[test]
fn the_context_covers_every_term_with_its_own_iri() {
    let triples = ontology();
    let context = context();
    let terms = &context["@context"];
    for subject in named_subjects(&triples) {
        let Some(local) = local(&subject) else { continue };
        let entry = &terms[local];
        let iri = entry.get("@id").unwrap_or(entry);
        assert_eq!(iri, &json!(format!("cs:{local}")), "the context's {local}");
        if PROPERTY_CLASSES.iter().any(|kind| is_a(&triples, &subject, &format!("{OWL}{kind}"))) {
            let container = entry.get("@container").filter(|container| *container == "@language");
            let found = container.or_else(|| entry.get("@type")).unwrap_or(&Value::Null);
            let wanted = coercion(&triples, &subject);
            assert!(wanted.contains(found), "the context reads {local} as {found}, the ontology as {wanted:?}");
        }
    }
}

#[test]
fn a_document_in_the_context_reads_as_meant() {
    let mut document = json!({
        "id": "/organizations/moulin",
        "type": "Organization",
        "name": { "fr": "Le Moulin", "en": "The Mill" },
        "audience": "Members",
        "latitude": "45.5",
        "start": "2026-01-02",
        "due": { "@type": "xsd:gYearMonth", "@value": "2026-06" },
        "progress": "62.5",
        "street": "4 place du Four",
        "locality": { "fr": "Issoire", "oc": "Issoire" },
        "theme": ["/themes/eau"],
        "unknown": "dropped"
    });
    document["@context"] = context()["@context"].take();
    let text = document.to_string();
    let read: BTreeSet<String> = JsonLdParser::new()
        .with_base_iri("https://a.example/")
        .unwrap()
        .for_slice(text.as_bytes())
        .map(|quad| Triple::from(quad.unwrap()).to_string())
        .collect();
    let subject = NamedNode::new("https://a.example/organizations/moulin").unwrap();
    let says = |predicate: NamedNodeRef<'_>, object: Term| {
        Triple::new(subject.clone(), predicate.into_owned(), object).to_string()
    };
    let wanted: BTreeSet<String> = [
        says(rdf::TYPE, class::ORGANIZATION.into_owned().into()),
        says(property::NAME, Literal::new_language_tagged_literal("Le Moulin", "fr").unwrap().into()),
        says(property::NAME, Literal::new_language_tagged_literal("The Mill", "en").unwrap().into()),
        says(property::AUDIENCE, individual::MEMBERS.into_owned().into()),
        says(property::LATITUDE, Literal::new_typed_literal("45.5", xsd::DECIMAL).into()),
        says(property::START, Literal::new_typed_literal("2026-01-02", xsd::DATE).into()),
        says(property::DUE, Literal::new_typed_literal("2026-06", xsd::G_YEAR_MONTH).into()),
        says(property::PROGRESS, Literal::new_typed_literal("62.5", xsd::DECIMAL).into()),
        says(property::STREET, Literal::new_simple_literal("4 place du Four").into()),
        says(property::LOCALITY, Literal::new_language_tagged_literal("Issoire", "fr").unwrap().into()),
        says(property::LOCALITY, Literal::new_language_tagged_literal("Issoire", "oc").unwrap().into()),
        says(property::THEME, NamedNode::new("https://a.example/themes/eau").unwrap().into()),
    ]
    .into();
    assert_eq!(read, wanted);
}

#[test]
fn beside_activitystreams_only_prefixes_are_ours() {
    let text = fs::read_to_string(root().join("ontology/context-activitystreams.jsonld")).unwrap();
    let context: Value = serde_json::from_str(&text).unwrap();
    let terms = context["@context"].as_object().unwrap();
    assert_eq!(terms["cs"], NAMESPACE);
    for (key, value) in terms.iter().filter(|(key, _)| !key.starts_with('@')) {
        assert!(value.as_str().is_some_and(|iri| iri.ends_with('#')), "{key} is more than a prefix");
    }
}

/// How the ontology says on which classes a property is used.
const USED_ON: [NamedNodeRef<'static>; 2] = [
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#domain"),
    NamedNodeRef::new_unchecked("https://schema.org/domainIncludes"),
];
const EXAMPLE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#example");

/// Most statements of a file here.
const STATEMENT_LIMIT: usize = 20_000;

/// Every file below a folder, of this kind and whose name begins so.
fn files(folder: &str, beginning: &str, kind: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == kind)
                && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(beginning))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn base() -> Iri {
    Iri::parse("http://127.0.0.1:8080/").unwrap()
}

fn read(path: &Path) -> Vec<Quad> {
    let format = path.extension().and_then(|extension| Format::from_extension(&extension.to_string_lossy())).unwrap();
    syntax::parse(&fs::read(path).unwrap(), format, &base(), STATEMENT_LIMIT)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn canonical(name: &str, quads: &[Quad]) -> Canonical {
    canon::canonicalize(quads.iter().cloned()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// RDF → JSON-LD → RDF → JSON-LD → RDF: the same graph each time. Gives what was written.
#[track_caller]
fn check_round_trip(name: &str, quads: &[Quad]) -> Value {
    let meant = canonical(name, quads).hash();
    let mut written = syntax::write(quads, Format::JsonLd);
    for way in ["once", "twice"] {
        let again = syntax::parse(&written, Format::JsonLd, &base(), STATEMENT_LIMIT)
            .unwrap_or_else(|error| panic!("{name}, {way}: {error}"));
        assert!(canonical(name, &again).hash() == meant, "{name} is not the same, there and back {way}");
        written = syntax::write(&again, Format::JsonLd);
    }
    serde_json::from_slice(&written).unwrap()
}

#[test]
fn every_fixture_goes_there_and_back() {
    let mut fixtures = files("fixtures/demo", "", "trig");
    fixtures.extend(files("fixtures/shapes", "valid-", "ttl"));
    fixtures.extend(files("ontology", "", "ttl"));
    fixtures.extend(files("shapes", "", "ttl"));
    assert!(fixtures.len() > 80, "{}", fixtures.len());
    for path in fixtures {
        check_round_trip(&path.display().to_string(), &read(&path));
    }
}

/// The examples as somebody would write them down: a resource of each class, with all that is said of that class.
fn examples() -> Vec<(NamedNode, Vec<Quad>)> {
    let triples = ontology();
    let subject = NamedNode::new_unchecked("https://vallee.example/examples/one");
    let say = |predicate: NamedNodeRef<'_>, object: &Term| {
        Quad::new(subject.clone(), predicate, object.clone(), GraphName::DefaultGraph)
    };
    let mut shown: BTreeMap<NamedNode, Vec<Quad>> = BTreeMap::new();
    for term in named_subjects(&triples) {
        let values = objects(&triples, &term, EXAMPLE);
        if is_a(&triples, &term, &format!("{OWL}Class")) {
            let quads = shown.entry(term.clone()).or_default();
            quads.push(say(rdf::TYPE, &term.clone().into()));
            quads.extend(values.iter().map(|name| say(property::ALTERNATE_NAME, name)));
        }
        for class in USED_ON.iter().flat_map(|used| objects(&triples, &term, *used)) {
            let Term::NamedNode(class) = class else { continue };
            shown.entry(class.clone()).or_default().extend(values.iter().map(|value| say(term.as_ref(), value)));
        }
    }
    shown.into_iter().collect()
}

#[test]
fn the_examples_read_like_plain_json() {
    let plain_enough = |key: &str| ["@context", "id", "type"].contains(&key) || !key.contains(':');
    for (class, quads) in examples() {
        let written = check_round_trip(class.as_str(), &quads);
        let node = written.as_object().unwrap();
        for (key, value) in node {
            // An instant where the context expects a day keeps its own datatype, and so the prefix.
            let exception = key == "cs:end" && value["type"] == "xsd:dateTime";
            assert!(plain_enough(key) || exception, "{class}: {key}: {value}");
        }
        assert_eq!(node["type"].as_str(), local(&class), "{class}");
        if let Some(horizon) = node.get("horizon") {
            assert_eq!(horizon, "MediumTerm", "{class}");
        }
        let name = &node["alternateName"];
        assert!(!name["fr"].is_null() && !name["en"].is_null(), "{class}: {name}");
    }
}
