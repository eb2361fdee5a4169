//! The W3C test suite of SHACL-SPARQL, evaluated in this process. (Through the command: `it/validate.rs`.)

#![expect(clippy::expect_used, reason = "a test says what it meets by failing")]

use oxrdf::Triple;
use shapes::Shapes;
use std::fmt::Write;
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
    let evaluator = GraphEvaluator::over(data.clone(), Duration::from_secs(30)).expect("a thread");
    let report = shapes.validate_with(&data, &evaluator).ok()?;
    Some(report.to_quads().into_iter().map(Triple::from).collect())
}

#[test]
fn every_sparql_test_of_the_w3c_suite() {
    let Some(shared) = tests::shared() else { return };
    let mut suite = Suite::default();
    suite.add(&shared.join(TESTS).join("sparql/manifest.ttl"));
    assert_eq!(suite.cases.len(), 22, "the suite lists 22 SPARQL tests");
    suite.add(&shared.join(TESTS).join(UNLISTED));
    let (mut passed, mut ignored, mut failed) = (0, 0, String::new());
    for case in std::mem::take(&mut suite.cases) {
        let found = report(&mut suite, &case);
        let (expected, found) = suite.compared(&case, found.as_deref(), Blank::Named);
        match (expected == found, IGNORED.iter().find(|(name, _)| *name == case.name)) {
            (true, None) => passed += 1,
            (true, Some((name, _))) => writeln!(failed, "{name} passes: take it off the list").expect("a string"),
            (false, Some((name, reason))) => {
                ignored += 1;
                println!("ignored {name}: {reason}");
            }
            (false, None) => {
                writeln!(failed, "{}: expected {expected:#?}, found {found:#?}", case.name).expect("a string");
            }
        }
    }
    println!("conformance: SHACL SPARQL: {passed} passed, {ignored} ignored, {} failed", 23 - passed - ignored);
    assert!(failed.is_empty(), "{failed}");
}
