//! What must hold of `ontology/`: both languages everywhere, a context that covers it, an alignment that exists.

use crate::{OWL, is_a, local, named_subjects, objects, ontology, root, turtle};
use model::vocab::{NAMESPACE, class, individual, property, rdf, rdfs, skos, xsd};
use oxjsonld::JsonLdParser;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Quad, Term, Triple};
use oxttl::NQuadsParser;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn has_both_languages(triples: &[Triple], subject: &NamedNode, predicates: [NamedNodeRef<'_>; 2]) {
    for predicate in predicates {
        let mut languages: Vec<_> = objects(triples, subject, predicate)
            .into_iter()
            .filter_map(|term| match term {
                Term::Literal(literal) if !literal.value().trim().is_empty() => literal.language(),
                Term::Literal(_) | Term::NamedNode(_) | Term::BlankNode(_) => None,
            })
            .collect();
        languages.sort_unstable();
        assert_eq!(languages, ["en", "fr"], "{subject} {predicate}");
    }
}

#[test]
fn every_term_speaks_french_and_english() {
    let triples = ontology();
    let mut counted = 0;
    for subject in named_subjects(&triples) {
        let term = ["Class", "ObjectProperty", "DatatypeProperty"]
            .iter()
            .any(|kind| is_a(&triples, &subject, &format!("{OWL}{kind}")));
        if term {
            has_both_languages(&triples, &subject, [rdfs::LABEL, rdfs::COMMENT]);
            counted += 1;
        } else if local(&subject).is_some() || is_a(&triples, &subject, skos::CONCEPT.as_str()) {
            let definition = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition");
            has_both_languages(&triples, &subject, [skos::PREF_LABEL, definition]);
            counted += 1;
        }
    }
    assert!(counted > 300, "{counted}");
}

#[test]
fn the_ontology_names_only_what_it_defines() {
    let triples = ontology();
    let subjects = named_subjects(&triples);
    let alignment = turtle(&root().join("ontology/alignment.ttl"));
    for node in triples.iter().chain(&alignment).flat_map(|t| {
        let object = match &t.object {
            Term::NamedNode(node) => Some(node.clone()),
            Term::BlankNode(_) | Term::Literal(_) => None,
        };
        object.into_iter().chain(named_subjects(std::slice::from_ref(t)))
    }) {
        assert!(local(&node).is_none() || subjects.contains(&node), "{node} is used but not defined");
    }
}

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
    match objects(triples, property, NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#range"))
        .as_slice()
    {
        [Term::NamedNode(range)] if range == &rdf::LANG_STRING => vec![json!("@language")],
        [Term::NamedNode(range)] if range == &xsd::STRING => vec![Value::Null],
        [Term::NamedNode(range)] => vec![short(range)],
        [Term::BlankNode(_)] => vec![json!("xsd:date"), json!("xsd:gYearMonth")],
        other => panic!("{property} has the ranges {other:?}"),
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
        if is_a(&triples, &subject, &format!("{OWL}ObjectProperty"))
            || is_a(&triples, &subject, &format!("{OWL}DatatypeProperty"))
        {
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
        "locality": "Issoire",
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
        says(property::LOCALITY, Literal::new_simple_literal("Issoire").into()),
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

/// Where the vendored copy of each vocabulary is, and those of which we know the names from their documentation alone.
const VENDORED: &[(&str, &str)] = &[
    ("http://virtual-assembly.org/ontologies/pair#", "pair.ttl"),
    ("http://www.w3.org/ns/org#", "org.nq"),
    ("http://xmlns.com/foaf/0.1/", "foaf.nq"),
    ("https://schema.org/", "schemaorg-current-https.ttl"),
    ("https://www.w3.org/ns/activitystreams#", "as.nq"),
    ("https://w3id.org/valueflows/ont/vf#", "valueflows.ttl"),
    ("http://www.w3.org/ns/prov#", "prov.nq"),
    ("http://www.w3.org/2004/02/skos/core#", "skos.nq"),
    ("http://purl.org/dc/terms/", "dcterms.nq"),
    ("http://www.w3.org/ns/dcat#", "dcat.nq"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "wgs.nq"),
    ("http://www.opengis.net/ont/geosparql#", "geo.nq"),
    ("http://rdf.insee.fr/def/geo#", "insee/insee-geo.ttl"),
    ("http://www.w3.org/ns/oa#", "oa.nq"),
    ("http://www.w3.org/2006/vcard/ns#", "vcard.nq"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs.nq"),
];
const UNVENDORED: &[&str] = &[
    "https://vocab.methodandstructure.com/ibis#",
    "https://mutual-aid.app/ns/core#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
];

#[test]
fn what_we_align_with_exists() {
    let shared = std::env::var_os("CODESOCIAL_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = shared.join("suites/ontologies");
    if !folder.is_dir() {
        println!("skipped: no suites");
        return;
    }
    let theirs: BTreeSet<NamedNode> = turtle(&root().join("ontology/alignment.ttl"))
        .into_iter()
        .filter_map(|t| match t.object {
            Term::NamedNode(node) => Some(node),
            Term::BlankNode(_) | Term::Literal(_) => None,
        })
        .collect();
    let mut checked = 0;
    for (namespace, file) in VENDORED {
        let path = folder.join(file);
        let defined: BTreeSet<NamedNode> = if path.extension().is_some_and(|extension| extension == "ttl") {
            named_subjects(&turtle(&path))
        } else {
            let text = fs::read(&path).unwrap();
            let quads = NQuadsParser::new().for_slice(&text).map(|quad: Result<Quad, _>| Triple::from(quad.unwrap()));
            named_subjects(&quads.collect::<Vec<_>>())
        };
        for node in theirs.iter().filter(|node| node.as_str().starts_with(namespace)) {
            assert!(defined.contains(node), "{node} is not in {file}");
            checked += 1;
        }
    }
    let unvendored =
        theirs.iter().filter(|node| UNVENDORED.iter().any(|namespace| node.as_str().starts_with(namespace)));
    assert_eq!(checked + unvendored.count(), theirs.len(), "a namespace of the alignment is in neither list");
}
