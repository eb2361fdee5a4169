//! Our answers beside those that pySHACL 0.40.1 and shacl-engine 1.1.2 gave to the first cases
//! (`cargo xtask conform --oracles --record` writes them anew).

#![expect(clippy::unwrap_used, reason = "a test says what it meets by failing")]

use agreement::difference::Oracle;
use agreement::judgement::{Judgement, lengthen};
use serde_json::Value;
use std::path::Path;

/// How many cases are kept.
const CASES: usize = 400;

fn answers(oracle: Oracle) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("recorded/{}.jsonl", oracle.name()));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(&lengthen(line)).unwrap()).collect()
}

#[test]
fn every_difference_is_explained() {
    for oracle in Oracle::ALL {
        let mut judgement = Judgement::of(oracle);
        for answer in answers(oracle) {
            judgement.take(&answer).unwrap();
        }
        println!("{judgement}");
        assert_eq!((judgement.cases, judgement.unexplained.len()), (CASES, 0), "{judgement}");
        assert!(judgement.results > CASES, "the cases say something");
    }
}

/// The table must not explain everything: of answers from which one result is taken away, most are noticed. The others
/// are results that the engine may also leave out on its own.
#[test]
fn a_wrong_answer_is_noticed() {
    for (oracle, fewest) in [(Oracle::PyShacl, 75), (Oracle::ShaclEngine, 50)] {
        let (mut noticed, mut all) = (0, 0);
        for (number, answer) in answers(oracle).into_iter().enumerate() {
            let mut wrong = answer;
            let Some(results) = wrong.get_mut("results").and_then(Value::as_array_mut) else { continue };
            if results.is_empty() {
                continue;
            }
            let position = number % results.len();
            results.remove(position);
            let mut judgement = Judgement::of(oracle);
            judgement.take(&wrong).unwrap();
            all += 1;
            noticed += usize::from(!judgement.unexplained.is_empty());
        }
        println!("{}: {noticed} of {all} wrong answers are noticed", oracle.name());
        assert!(noticed * 100 >= all * fewest, "{}: only {noticed} of {all} are noticed", oracle.name());
    }
}
