//! The W3C test suites of SPARQL 1.1, over HTTP: against a bare dataset behind the handlers of an instance, and, as far as
//! its rules do not contradict a test, against an instance's own.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what it meets by failing"
)]
#![expect(clippy::print_stdout, reason = "the counts are what one runs it for")]

mod bare;
mod public;
mod query;
mod requests;
mod results;
mod speaker;
mod suite;
mod update;

use bare::Listening;
use public::Public;
use suite::{Case, Suites};

/// The command under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_codesocial-under-test");

/// Where the manifests are.
const SPARQL: &str = "sparql/sparql11/";

/// Tests that do not pass, each with its reason.
type Known = &'static [(&'static str, &'static str)];

/// Tries each case: what it says went wrong must be on the list, and nothing else may be.
fn check(suite: &str, cases: &[Case], known: &[(&str, &str)], mut attempt: impl FnMut(&Case) -> Result<(), String>) {
    let (mut passed, mut ignored, mut failed) = (0, 0, Vec::new());
    for case in cases {
        match (attempt(case), known.iter().find(|(name, _)| *name == case.name)) {
            (Ok(()), None) => passed += 1,
            (Ok(()), Some((name, _))) => failed.push(format!("{name} passes: take it off the list")),
            (Err(_), Some((name, reason))) => {
                ignored += 1;
                println!("ignored {name}: {reason}");
            }
            (Err(why), None) => failed.push(format!("{} ({}): {why}", case.name, case.kind)),
        }
    }
    for (name, _) in known {
        if !cases.iter().any(|case| case.name == *name) {
            failed.push(format!("{name} is listed, and no test"));
        }
    }
    println!("conformance: {suite}: {passed} passed, {ignored} ignored, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_query_test() {
    let Some(suites) = Suites::find() else { return };
    let cases = suites.cases(&format!("{SPARQL}manifest-sparql11-query.ttl"));
    assert_eq!(cases.len(), 328, "the suite lists 328");
    let listening = Listening::start();
    check("SPARQL 1.1 query, bare dataset", &cases, query::KNOWN, |case| query::passes(case, &suites, &listening));
}

#[test]
fn every_query_test_that_an_instance_does_not_contradict() {
    let Some(suites) = Suites::find() else { return };
    let cases = suites.cases(&format!("{SPARQL}manifest-sparql11-query.ttl"));
    let public = Public::with_data_of(&cases, &suites);
    let known = [query::KNOWN, public::CONTRADICTIONS].concat();
    check("SPARQL 1.1 query, public dataset", &cases, &known, |case| public.passes(case, &suites));
}

#[test]
fn every_test_of_result_formats() {
    let Some(suites) = Suites::find() else { return };
    let cases = suites.cases(&format!("{SPARQL}manifest-sparql11-results.ttl"));
    assert_eq!(cases.len(), 10, "the suite lists 10");
    let listening = Listening::start();
    check("SPARQL 1.1 results, bare dataset", &cases, &[], |case| query::passes(case, &suites, &listening));
}

#[test]
fn every_update_test() {
    let Some(suites) = Suites::find() else { return };
    let cases = suites.cases(&format!("{SPARQL}manifest-sparql11-update.ttl"));
    assert_eq!(cases.len(), 157, "the suite lists 157");
    let listening = Listening::start();
    check("SPARQL 1.1 update, bare dataset", &cases, update::KNOWN, |case| update::passes(case, &suites, &listening));
}

#[test]
fn every_protocol_test() {
    let Some(suites) = Suites::find() else { return };
    let cases = suites.cases(&format!("{SPARQL}protocol/manifest.ttl"));
    assert_eq!(cases.len(), 34, "the suite lists 34");
    let listening = Listening::start();
    check("SPARQL 1.1 protocol, bare dataset", &cases, &[], |case| {
        listening.bare.clear();
        for number in 1..=3 {
            let file = format!("https://w3c.github.io/rdf-tests/{SPARQL}protocol/data{number}.nt");
            let graph = format!("http://kasei.us/2009/09/sparql/data/data{number}.rdf");
            listening.put_graph(Some(&graph), &suites.triples(&file));
        }
        listening.put_graph(Some("http://kasei.us/2009/09/sparql/data/data0.rdf"), &[]);
        requests::pass(case, &listening)
    });
}

#[test]
fn every_graph_store_test() {
    let Some(suites) = Suites::find() else { return };
    let cases = suites.cases(&format!("{SPARQL}graph-store-protocol/manifest.ttl"));
    assert_eq!(cases.len(), 13, "the suite lists 13");
    let listening = Listening::start();
    check("SPARQL 1.1 graph store, bare dataset", &cases, &[], |case| {
        listening.bare.clear();
        requests::pass(case, &listening)
    });
}
