//! What a validation costs. Run by hand, on an idle machine: `cargo nextest run --release -p shapes --run-ignored all cost`.

use model::{Document, Iri};
use oxttl::TurtleParser;
use shapes::{Grammar, Stage};

const ROUNDS: u32 = 2_000;

#[test]
#[ignore = "a measurement, not a check: it prints microseconds"]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the machine's own clock")]
fn one_warm_document() {
    let grammar = Grammar::ours().unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/shapes/resource/valid-full.ttl");
    let parser = TurtleParser::new().with_base_iri("https://territory.example/").unwrap();
    let triples: Vec<_> = parser.for_slice(&std::fs::read(path).unwrap()).collect::<Result<_, _>>().unwrap();
    let mut document =
        Document::admit(Iri::parse("https://territory.example/organizations/moulin").unwrap(), triples).unwrap();
    let size = document.triples().len();
    let begin = std::time::Instant::now();
    for _ in 0..ROUNDS {
        document = grammar.validate(document, Stage::Saving).unwrap().into_inner();
    }
    println!("{size} triples: {:?} a validation", begin.elapsed() / ROUNDS);
}
