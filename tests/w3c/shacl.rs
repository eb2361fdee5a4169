//! The W3C test suite of SHACL, evaluated in this process. (Through the command: `it/validate.rs`.)

#![expect(clippy::expect_used, reason = "a test says what it meets by failing")]
#![expect(clippy::print_stdout, reason = "the counts are what one runs it for")]

use oxrdf::Triple;
use shapes::Shapes;
use std::time::Duration;
use store::GraphEvaluator;
use tests::shacl::{Blank, Case, Suite, TESTS};

/// Tests that do not pass, each with its reason.
const IGNORED: &[(&str, &str)] = &[];

/// In no manifest, though nothing is wrong with it.
const UNLISTED: &str = "sparql/component/nodeValidator-001.ttl";

/// The report, or none where shapes or validation fail.
fn report(suite: &mut Suite, case: &Case) -> Option<Vec<Triple>> {
    let (data, shapes) = (suite.file(&case.data).to_vec(), suite.file(&case.shapes).to_vec());
    let shapes = Shapes::from_triples("suite", &shapes).ok()?;
    let report = if shapes.asks_sparql() {
        let evaluator = GraphEvaluator::over(data.clone(), Duration::from_secs(30)).expect("a thread");
        shapes.validate_with(&data, &evaluator)
    } else {
        shapes.validate_graph(&data)
    };
    Some(report.ok()?.to_quads().into_iter().map(Triple::from).collect())
}

fn check(name: &str, mut suite: Suite) {
    let cases = std::mem::take(&mut suite.cases);
    let (mut passed, mut ignored, mut failed) = (0, 0, Vec::new());
    for case in &cases {
        let found = report(&mut suite, case);
        let (expected, found) = suite.compared(case, found.as_deref(), Blank::Named);
        match (expected == found, IGNORED.iter().find(|(name, _)| *name == case.name)) {
            (true, None) => passed += 1,
            (true, Some((name, _))) => failed.push(format!("{name} passes: take it off the list")),
            (false, Some((name, reason))) => {
                ignored += 1;
                println!("ignored {name}: {reason}");
            }
            (false, None) => failed.push(format!("{}: expected {expected:#?}, found {found:#?}", case.name)),
        }
    }
    println!("conformance: {name}: {passed} passed, {ignored} ignored, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_core_test_of_the_w3c_suite() {
    let Some(shared) = tests::shared() else { return };
    let mut suite = Suite::default();
    suite.add(&shared.join(TESTS).join("core/manifest.ttl"));
    assert_eq!(suite.cases.len(), 98, "the suite lists 98 core tests");
    check("SHACL core", suite);
}

#[test]
fn every_sparql_test_of_the_w3c_suite() {
    let Some(shared) = tests::shared() else { return };
    let mut suite = Suite::default();
    suite.add(&shared.join(TESTS).join("sparql/manifest.ttl"));
    assert_eq!(suite.cases.len(), 22, "the suite lists 22 SPARQL tests");
    suite.add(&shared.join(TESTS).join(UNLISTED));
    check("SHACL SPARQL", suite);
}
