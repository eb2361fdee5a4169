//! RDF under others' addresses: kept as documents from elsewhere, or made ours.

use serde_json::Value;
use std::path::Path;
use std::process::Output;
use tests::{Instance, process};

const FIRST: &str = r#"
@prefix cs: <https://w3id.org/codesocial#> . @prefix s: <https://schema.org/> .
<https://b.example/g> { <https://b.example/x> s:name "Xavière" ; s:address [ s:addressLocality "Issoire" ] . }
<https://b.example/y/> a cs:Organization ; cs:name "Ygrec"@fr ; cs:partnerOf <https://b.example/y/z#it> .
<https://b.example/y/z#it> s:name "Zed" ; s:worksFor <https://b.example/y/> ."#;

fn run(instance: &Instance, arguments: &[&str]) -> Output {
    let data = instance.data();
    process::run(super::PROGRAM, &[arguments, &["--data", data.to_str().unwrap()]].concat())
}

fn import(instance: &Instance, file: &Path, more: &[&str]) -> Value {
    let arguments = [&["import", "trig", file.to_str().unwrap(), "--source-name", "leurs", "--json"], more].concat();
    let output = run(instance, &arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

fn numbers(report: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "refused", "vanished"].map(|name| report[name].as_u64().unwrap())
}

/// The documents of theirs that are held.
const GRAPHS: &str = "GRAPH ?o { ?s ?p ?any } FILTER(STRSTARTS(STR(?o), \"https://b.example/\"))";

/// The values of the only variable, a line each.
fn ask(instance: &Instance, pattern: &str) -> Vec<String> {
    let query = format!(
        "PREFIX cs: <https://w3id.org/codesocial#> PREFIX s: <https://schema.org/> \
         PREFIX prov: <http://www.w3.org/ns/prov#> SELECT DISTINCT ?o {{ {pattern} }} ORDER BY ?o"
    );
    let output = run(instance, &["query", &query, "--csv"]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn what_is_not_ours_keeps_its_address_and_its_source() {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leurs.trig");
    std::fs::write(&file, FIRST).unwrap();
    assert_eq!(numbers(&import(&instance, &file, &["--dry-run"])), [3, 0, 0, 0, 0]);
    let first = import(&instance, &file, &[]);
    assert_eq!(numbers(&first), [3, 0, 0, 0, 0], "{first}");
    assert_eq!(ask(&instance, "GRAPH <https://b.example/g> { ?x s:address/s:addressLocality ?o }"), ["Issoire"]);
    assert_eq!(ask(&instance, "<https://b.example/x> s:name ?o"), ["Xavière"], "the union has it");
    assert_eq!(ask(&instance, "?who s:worksFor/cs:name ?o"), ["Ygrec"]);
    let source = format!("{}admin/sources#leurs", instance.base());
    assert_eq!(ask(&instance, "<https://b.example/g> <http://purl.org/dc/terms/source> ?o"), [source]);
    let again = import(&instance, &file, &[]);
    assert_eq!(numbers(&again), [0, 0, 3, 0, 0], "{again}");
    // One changed, one is not there any more, one breaks a rule of its class, one would speak of ours.
    let ours = format!("{}organizations/moulin", instance.base());
    let second = FIRST
        .replace("Xavière", "Xavier")
        .replace(r#"s:name "Zed" ; "#, "")
        .replace("<https://b.example/y/z#it> s:worksFor <https://b.example/y/> .", "")
        + &format!(
            "<https://b.example/nameless> a cs:Organization . <https://b.example/evil> {{ <{ours}> cs:name \"Volé\"@fr }}"
        );
    std::fs::write(&file, second).unwrap();
    let changed = import(&instance, &file, &[]);
    assert_eq!(numbers(&changed), [0, 1, 1, 2, 1], "{changed}");
    let evil = changed["records"].as_array().unwrap().iter().find(|record| record["iri"] == "https://b.example/evil");
    let why = evil.unwrap()["why"].as_str().unwrap();
    assert!(why.contains(&ours), "it says of whom it may not speak: {why}");
    assert_eq!(ask(&instance, "<https://b.example/x> s:name ?o"), ["Xavier"]);
    assert_eq!(ask(&instance, "<https://b.example/y/z#it> s:name ?o"), ["Zed"], "it is marked, and stays");
    assert_eq!(ask(&instance, &format!("<{ours}> cs:name ?o")), [""; 0]);
    // The first run is taken back: what it brought goes, what was changed since stays; the next one brings it again.
    let undone = run(&instance, &["import", "undo", &first["run"].to_string(), "--json"]);
    let undone: Value = serde_json::from_slice(&undone.stdout).unwrap();
    assert_eq!(undone["ended"].as_u64(), Some(2), "{undone}");
    assert_eq!(ask(&instance, GRAPHS), ["https://b.example/g"]);
    std::fs::write(&file, FIRST).unwrap();
    let back = import(&instance, &file, &[]);
    assert_eq!(numbers(&back), [2, 1, 0, 0, 0], "{back}");
}

#[test]
fn what_is_made_ours_gets_addresses_here() {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leurs.trig");
    let text = FIRST.replace(
        r#"<https://b.example/g> { <https://b.example/x> s:name "Xavière" ; s:address [ s:addressLocality "Issoire" ] . }"#,
        r#"<https://b.example/g> { <https://b.example/g> a cs:Organization ; cs:name "Gé"@fr }"#,
    );
    std::fs::write(&file, text.replace(r#"s:name "Zed""#, r#"s:name "Zed" . <https://b.example/y/z> a cs:Organization ; cs:name "Zed"@fr . <https://b.example/y/z#it> s:name "Zed""#)).unwrap();
    let first = import(&instance, &file, &["--mint", "organizations"]);
    assert_eq!(numbers(&first), [3, 0, 0, 0, 0], "{first}");
    let here = format!("{}organizations/", instance.base());
    let minted = ask(&instance, "?o prov:wasDerivedFrom ?from FILTER(STRSTARTS(STR(?from), \"https://b.example/\"))");
    assert!(minted.len() == 3 && minted.iter().all(|iri| iri.starts_with(&here)), "{minted:?}");
    assert_eq!(ask(&instance, "?who s:worksFor/cs:name ?o"), ["Ygrec"], "they point at each other here");
    assert_eq!(ask(&instance, GRAPHS), [""; 0]);
    let again = import(&instance, &file, &["--mint", "organizations"]);
    assert_eq!(numbers(&again), [0, 0, 3, 0, 0], "{again}");
    for (format, container) in [("trig", "nowhere"), ("csv", "organizations")] {
        let refused = run(&instance, &["import", format, file.to_str().unwrap(), "--mint", container]);
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    }
}
