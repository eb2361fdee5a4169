//! What a validation costs. Run by hand, on an idle machine:
//! `cargo nextest run --release -p shapes --run-ignored all --no-capture -E 'binary(cost)'`.
//!
//! Validation is given one document and nothing else, so the store can only be felt through the memory that it fills
//! and the processor's caches that its use empties: here other documents lie in the same process and are walked
//! through between two validations, ten thousand quads of them, then a million.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement says what it meets by failing")]

use model::{Document, Iri};
use oxrdf::{Literal, NamedNode, Triple};
use oxttl::TurtleParser;
use shapes::{Grammar, Stage};
use std::time::Duration;

const ROUNDS: u32 = 2_000;

/// How many of the neighbours' triples are read between two validations.
const WALKED: usize = 200;

#[test]
#[ignore = "a measurement, not a check: it prints microseconds"]
fn one_changed_document_in_a_small_and_a_large_store() {
    let grammar = Grammar::ours().unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/shapes/resource/valid-full.ttl");
    let parser = TurtleParser::new().with_base_iri("https://territory.example/").unwrap();
    let triples: Vec<_> = parser.for_slice(&std::fs::read(path).unwrap()).collect::<Result<_, _>>().unwrap();
    let document =
        Document::admit(Iri::parse("https://territory.example/organizations/moulin").unwrap(), triples).unwrap();
    let size = document.triples().len();
    let mut figures = Vec::new();
    // The first is for warming up.
    for quads in [10_000, 10_000, 1_000_000] {
        let neighbours = neighbours(quads);
        let median = median(&grammar, &document, &neighbours);
        println!("{size} triples beside {quads} quads: {median:?} a validation");
        figures.push(median.as_secs_f64());
    }
    println!("ratio: {:.2}", figures[2] / figures[1]);
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the machine's own clock")]
fn median(grammar: &Grammar, document: &Document, neighbours: &[Triple]) -> Duration {
    let mut position = 0;
    let mut walked = 0;
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            for _ in 0..WALKED {
                // A stride that comes everywhere.
                position = (position + 7_919) % neighbours.len();
                walked += neighbours[position].object.to_string().len();
            }
            let begin = std::time::Instant::now();
            let conforming = grammar.validate(document.clone(), Stage::Saving).unwrap();
            let took = begin.elapsed();
            assert!(conforming.get().triples().len() == document.triples().len());
            took
        })
        .collect();
    assert!(walked > 0);
    times.sort();
    times[times.len() / 2]
}

fn neighbours(count: usize) -> Vec<Triple> {
    let node = |name: &str, number: usize| {
        NamedNode::new_unchecked(format!("https://territory.example/organizations/{name}-{number}"))
    };
    (0..count)
        .map(|number| {
            let text = Literal::new_simple_literal(format!("what is said of it in its {number}th quad"));
            Triple::new(node("neighbour", number / 20), node("property", number % 20), text)
        })
        .collect()
}
