//! What must hold of the JSON-LD context: it covers the ontology, reads as people mean it, and loses nothing on the way
//! there and back.

use crate::{OWL, PROPERTY_CLASSES, is_a, local, named_subjects, objects, ontology, range, root, shared};
use model::Iri;
use model::canon::{self, Canonical};
use model::syntax::{self, Format};
use model::vocab::{self, NAMESPACE, class, individual, property, rdf, xsd};
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

/// The context that stands beside the one of ActivityStreams.
fn beside() -> Value {
    let text = fs::read_to_string(root().join("ontology/context-activitystreams.jsonld")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn beside_activitystreams_only_prefixes_are_ours() {
    let context = beside();
    let terms = context["@context"].as_object().unwrap();
    assert_eq!(terms["cs"], NAMESPACE);
    for (key, value) in terms.iter().filter(|(key, _)| !key.starts_with('@')) {
        assert!(value.as_str().is_some_and(|iri| iri.ends_with(['#', '/'])), "{key} is more than a prefix");
    }
    // Whatever the plain context gives a key of its own can be written here with a prefix.
    let plain = self::context();
    for (key, definition) in plain["@context"].as_object().unwrap() {
        let iri = definition.get("@id").unwrap_or(definition).as_str().unwrap_or_default();
        if key.starts_with('@') || iri.starts_with('@') || iri.contains("://") {
            continue;
        }
        let prefix = iri.split(':').next().unwrap_or_default();
        assert_eq!(terms.get(prefix), plain["@context"].get(prefix), "{iri} cannot be written");
    }
}

const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";

/// Decision 0004: the plain context is used alone. The other one changes nothing of what ActivityStreams says.
#[test]
fn no_word_of_activitystreams_is_redefined() {
    let ours = vocab::CONTEXT;
    for contexts in [[ACTIVITY_STREAMS, ours], [ours, ACTIVITY_STREAMS]] {
        let document = json!({ "@context": contexts, "id": "/notes/1", "name": "a note" }).to_string();
        let read = syntax::parse(document.as_bytes(), Format::JsonLd, &base(), STATEMENT_LIMIT);
        assert!(read.is_err(), "{contexts:?} are read together: {read:?}");
    }
    let Some(shared) = shared() else { return };
    let text = fs::read_to_string(shared.join("suites/contexts/activitystreams.jsonld")).unwrap();
    let theirs: Value = serde_json::from_str(&text).unwrap();
    let theirs = theirs["@context"].as_object().unwrap();
    let otherwise = |context: &Value| -> Vec<String> {
        let terms = context["@context"].as_object().unwrap().iter().filter(|(key, _)| !key.starts_with('@'));
        let differs = |(key, value): &(&String, &Value)| theirs.get(*key).is_some_and(|their| their != *value);
        terms.filter(differs).map(|(key, _)| key.clone()).collect()
    };
    assert!(theirs.contains_key("xsd") && theirs.contains_key("actor"), "is this their context?");
    assert_eq!(otherwise(&beside()), Vec::<String>::new());
    let both = otherwise(&context());
    assert_eq!(both.len(), 22, "decision 0004 says how many keys mean something else beside theirs: {both:?}");
}

/// How the ontology says on which classes a property is used.
const USED_ON: [NamedNodeRef<'static>; 2] = [
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#domain"),
    NamedNodeRef::new_unchecked("https://schema.org/domainIncludes"),
];
const EXAMPLE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#example");

/// Most statements of a file here.
const STATEMENT_LIMIT: usize = 20_000;

/// Every file of ours that is in a readable format.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = ["fixtures", "ontology", "shapes"].map(|folder| root().join(folder)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if format_of(&path).is_some_and(Format::is_readable) {
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

fn format_of(path: &Path) -> Option<Format> {
    Format::from_extension(path.extension()?.to_str()?)
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
    let written: Value = serde_json::from_slice(&written).unwrap();
    let context = written.get("@context");
    assert!(context.is_none_or(|context| context == vocab::CONTEXT), "{name}: {context:?}");
    written
}

/// Fixtures that are there for not being readable, or for blank nodes that nobody can tell apart.
const UNREADABLE: [&str; 7] = [
    "fixtures/check/CS0001.ttl",
    "fixtures/check/CS0002.ttl",
    "fixtures/check/CS0003.ttl",
    "fixtures/check/CS0004.ttl",
    "fixtures/check/CS0006.jsonld",
    "fixtures/check/CS0010.ttl",
    // Its context is an address that nobody asks for.
    "fixtures/import/pair/semapps.jsonld",
];

/// What the intention states leave out, to be read as the tables that they are.
const PREFIXES: &str =
    "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

#[test]
fn every_fixture_goes_there_and_back() {
    let fixtures = files();
    let mut unreadable = Vec::new();
    for path in &fixtures {
        let mut text = fs::read(path).unwrap();
        if path.parent().is_some_and(|folder| folder.ends_with("intention-states")) {
            text.splice(..0, PREFIXES.bytes());
        }
        match syntax::parse(&text, format_of(path).unwrap(), &base(), STATEMENT_LIMIT) {
            Ok(quads) if canon::canonicalize(quads.iter().cloned()).is_ok() => {
                check_round_trip(&path.display().to_string(), &quads);
            }
            Ok(_) | Err(_) => unreadable.push(path.strip_prefix(root()).unwrap().display().to_string()),
        }
    }
    assert_eq!(unreadable, UNREADABLE);
    for (folder, least) in [("fixtures/demo", 5), ("fixtures/shapes", 400), ("fixtures/check", 100), ("ontology", 30)] {
        let found = fixtures.iter().filter(|path| path.starts_with(root().join(folder))).count();
        assert!(found >= least, "{folder}: {found}");
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
