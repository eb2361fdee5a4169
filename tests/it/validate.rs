//! `codesocial validate`: the W3C suite through the command, and what it says when it cannot.

use model::Iri;
use model::syntax::{Format, parse_keeping_labels};
use oxrdf::Triple;
use std::path::Path;
use std::process::Output;
use tests::process;
use tests::shacl::{Blank, Expected, Suite, TESTS};

fn validate(shapes: &Path, data: &Path) -> Output {
    let arguments = ["validate", "--shapes", shapes.to_str().unwrap(), "--data", data.to_str().unwrap()];
    process::run(super::PROGRAM, &[&arguments[..], &["--lang", "en"]].concat())
}

fn triples(turtle: &[u8]) -> Vec<Triple> {
    let base = Iri::parse("https://a.example/").unwrap();
    let quads = parse_keeping_labels(turtle, Format::Turtle, &base, 1_000_000);
    quads.unwrap_or_else(|error| panic!("{error}")).into_iter().map(Triple::from).collect()
}

#[test]
fn the_w3c_suite_through_the_command() {
    let Some(shared) = tests::shared() else { return };
    let mut suite = Suite::default();
    suite.add(&shared.join(TESTS).join("manifest.ttl"));
    assert_eq!(suite.cases.len(), 120, "98 of the core, 22 of SPARQL");
    suite.add(&shared.join(TESTS).join("sparql/component/nodeValidator-001.ttl"));
    let mut failed = Vec::new();
    for case in std::mem::take(&mut suite.cases) {
        let output = validate(&case.shapes, &case.data);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code();
        let report = (code != Some(2)).then(|| triples(&output.stdout));
        let (expected, found) = suite.compared(&case, report.as_deref(), Blank::Any);
        let expected_code = match &expected {
            Expected::Failure => 2,
            Expected::Report(lines) => i32::from(lines.iter().any(|line| line.contains("conforms \"false\""))),
        };
        let speaks =
            said.is_empty() != (expected == Expected::Failure) && (code == Some(2)) == output.stdout.is_empty();
        if expected != found || code != Some(expected_code) || !speaks {
            failed.push(format!("{}: {code:?}, {said}\n{expected:#?}\n{found:#?}", case.name));
        }
    }
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n"));
}

const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://a.example/> .\n";

/// Writes both files and validates.
fn check(shapes: &str, data: &str, expected: i32) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let (shapes_file, data_file) = (folder.path().join("shapes.ttl"), folder.path().join("data.ttl"));
    std::fs::write(&shapes_file, format!("{PREFIXES}{shapes}")).unwrap();
    std::fs::write(&data_file, format!("{PREFIXES}{data}")).unwrap();
    let output = validate(&shapes_file, &data_file);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(expected), "{shapes}: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

#[test]
fn blank_nodes_keep_their_names_and_files_their_address() {
    let (report, _) = check(
        "ex:S sh:targetSubjectsOf ex:p ; sh:sparql [ sh:select 'SELECT $this ?value { $this ex:p ?value }' ; sh:prefixes ex: ] .
         ex: sh:declare [ sh:prefix 'ex' ; sh:namespace 'https://a.example/' ] .",
        "_:here ex:p _:there , <#relative> .",
        1,
    );
    assert!(report.contains("_:here") && report.contains("_:there"), "{report}");
    assert!(report.contains("/data.ttl#relative>") && report.contains("<file:///"), "{report}");
}

#[test]
fn what_cannot_be_used_is_said_and_no_report_is_written() {
    let select = |query: &str| format!("ex:S sh:targetNode ex:x ; sh:sparql [ sh:select \"\"\"{query}\"\"\" ] .");
    for (shapes, data, expected) in [
        ("ex:S a", "", "shapes.ttl cannot be read: Line 2"),
        ("", "ex:x a", "data.ttl cannot be read: Line 2"),
        ("ex:S sh:targetNode ex:x ; sh:minCount 1 .", "", "sh:minCount needs a sh:path"),
        ("ex:S sh:targetNode ex:x ; sh:js [] .", "", "sh:js is not among"),
        (select("SELECT $this { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").as_str(), "", "SERVICE is refused"),
        (select("SELECT $this { FILTER(<https://a.example/unknown>($this)) }").as_str(), "", "has no answer about"),
        (select("SELECT $this (true AS ?failure) { }").as_str(), "", "says that it failed"),
    ] {
        let (report, said) = check(shapes, data, 2);
        assert!(report.is_empty(), "{shapes}: {report}");
        assert!(said.contains(expected), "{shapes}: {said}");
    }
    let output = process::run(super::PROGRAM, &["validate", "--shapes", "a.docx", "--data", "b.ttl"]);
    assert_eq!(output.status.code(), Some(2));
    let output = process::run(super::PROGRAM, &["validate", "--data", "b.ttl"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn shapes_that_judge_nothing_are_told_and_conform() {
    for shapes in ["", "ex:x ex:p 1 .", "ex:S a sh:NodeShape ; sh:nodeKind sh:Literal ."] {
        let (report, said) = check(shapes, "ex:x ex:p 1 .", 0);
        assert!(report.contains("true") && said.contains("no shape has a target"), "{shapes}: {said}");
    }
    let (_, said) = check("ex:S sh:targetNode ex:x ; sh:nodeKind sh:IRI .", "", 0);
    assert!(said.is_empty(), "{said}");
}

#[test]
fn several_files_are_one_graph_and_labels_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{PREFIXES}{text}")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let files = [
        write("a.ttl", "ex:S sh:targetSubjectsOf ex:p ; sh:property _:a . _:a sh:path ex:q ; sh:minCount 1 ."),
        write("b.ttl", "ex:S sh:property _:a . _:a sh:path ex:r ; sh:minCount 1 ."),
        write("c.ttl", "_:a ex:p 1 ; ex:q 1 ."),
        write("d.ttl", "_:a ex:p 1 ; ex:r 1 ."),
    ];
    let [a, b, c, d] = files.each_ref().map(String::as_str);
    let output = process::run(super::PROGRAM, &["validate", "--shapes", a, b, "--data", c, d]);
    assert_eq!(output.status.code(), Some(1));
    let report = triples(&output.stdout);
    assert_eq!(report.iter().filter(|triple| triple.predicate.as_str().ends_with("#result")).count(), 2);
}
