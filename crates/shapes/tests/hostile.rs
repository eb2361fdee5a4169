//! Shapes and data that are made to hurt: each ends in a judgement, in a refusal when the shapes are compiled, or in a
//! failure, within the time and the memory below. One test for each, so that each has a process of its own.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test says what it meets")]

use oxrdf::Triple;
use oxttl::TurtleParser;
use shapes::{Failure, Shapes};
use std::fmt::Write;
use std::time::Duration;

/// Longest time for compiling and validating: many times what it takes on an idle machine.
const TIME: Duration = Duration::from_secs(20);

/// Most memory that the whole test may ever have held.
const MEMORY_MEGABYTES: u64 = 700;

const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://a.example/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

/// How a hostile case ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// With so many results.
    Judged(usize),
    /// The shapes are refused; the words that say why.
    Refused(&'static str),
    CostlyShape,
    CostlyDocument,
}
use End::{CostlyDocument, CostlyShape, Judged, Refused};

#[expect(clippy::disallowed_methods, reason = "a bound on time needs a clock")]
fn check(shapes: &str, data: &str, expected: &End) {
    let data: Vec<Triple> =
        TurtleParser::new().for_slice(&format!("{PREFIXES}{data}")).collect::<Result<_, _>>().unwrap();
    let begin = std::time::Instant::now();
    let end = match Shapes::compile(&[("hostile.ttl", &format!("{PREFIXES}{shapes}"))]) {
        Err(error) => match expected {
            Refused(words) if error.message.contains(words) => Refused(words),
            Judged(_) | Refused(_) | CostlyShape | CostlyDocument => panic!("refused: {error}"),
        },
        Ok(shapes) => match shapes.validate_graph(&data) {
            Ok(report) => Judged(report.results.len()),
            Err(Failure::CostlyShape { .. }) => CostlyShape,
            Err(Failure::CostlyDocument { .. }) => CostlyDocument,
            Err(Failure::Unanswered(unanswered)) => panic!("asked in SPARQL: {unanswered}"),
        },
    };
    let took = begin.elapsed();
    println!("{took:?}, {} MB at most", peak_megabytes());
    assert_eq!(&end, expected);
    assert!(took < TIME, "{took:?}");
    assert!(peak_megabytes() < MEMORY_MEGABYTES, "{} MB", peak_megabytes());
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Every node leads to every node.
fn dense(nodes: u32) -> String {
    let all: Vec<String> = (0..nodes).map(|node| format!("ex:n{node}")).collect();
    all.iter().fold(String::new(), |mut data, node| {
        writeln!(data, "{node} ex:p {} .", all.join(" , ")).unwrap();
        data
    })
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn many(count: u32, one: impl Fn(u32) -> String) -> String {
    (0..count).map(one).collect()
}

#[test]
fn shapes_that_double_at_each_level() {
    for parameter in ["and", "or", "xone"] {
        let levels = many(60, |level| {
            let next = level + 1;
            format!("ex:S{level} a sh:NodeShape ; sh:{parameter} ( ex:S{next} ex:S{next} ) .\n")
        });
        let results = usize::from(parameter != "or");
        let shapes = format!("ex:S0 sh:targetNode ex:x . {levels} ex:S60 sh:nodeKind sh:Literal .");
        check(&shapes, "", &Judged(results.max(1)));
    }
}

#[test]
fn shapes_within_shapes_over_a_dense_graph() {
    let inner = nested("sh:node [ sh:property [ sh:path ex:p ; ", "sh:minCount 1", " ] ]", 25);
    check(&format!("ex:S a sh:NodeShape ; sh:targetNode ex:n0 ; {inner} ."), &dense(60), &Judged(0));
    let inner = nested(
        "sh:not [ sh:property [ sh:path ex:p ; ",
        "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:C ]",
        " ] ]",
        25,
    );
    check(&format!("ex:S a sh:NodeShape ; sh:targetNode ex:n0 ; {inner} ."), &dense(60), &CostlyDocument);
}

#[test]
fn properties_of_properties_over_a_dense_graph() {
    let inner = nested("sh:property [ sh:path ex:p ; ", "sh:maxCount 1", " ]", 30);
    let shapes = format!("ex:S a sh:NodeShape ; sh:targetNode ex:n0 ; {inner} .");
    check(&shapes, &dense(30), &CostlyShape);
    check(&shapes, &dense(100), &CostlyDocument);
}

#[test]
fn closures_within_closures() {
    for operator in ["zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"] {
        let path = nested(&format!("[ sh:{operator} "), "ex:p", " ]", 30);
        let shapes = format!(
            "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path {path} ; sh:maxCount 60 ] ."
        );
        check(&shapes, &dense(60), &Judged(0));
    }
    let path = nested("[ sh:zeroOrMorePath ( ex:p ", "ex:p", " ) ]", 12);
    let shapes = format!("ex:S a sh:PropertyShape ; sh:targetNode ex:n0 ; sh:path {path} ; sh:maxCount 1 .");
    check(&shapes, &many(3_000, |node| format!("ex:n{node} ex:p ex:n{} .", node + 1)), &Judged(1));
}

#[test]
fn long_sequences_and_many_ways() {
    let steps = "[ sh:alternativePath ( ex:p [ sh:inversePath ex:p ] ) ] ".repeat(200);
    let shapes = format!("ex:S a sh:PropertyShape ; sh:targetSubjectsOf ex:p ; sh:path ( {steps} ) ; sh:maxCount 1 .");
    check(&shapes, &dense(60), &CostlyDocument);
    check(&shapes, &dense(30), &CostlyShape);
}

#[test]
fn a_path_that_is_short_to_write() {
    let doubled = many(31, |level| format!("_:b{level} sh:alternativePath ( _:b{0} _:b{0} ) .\n", level + 1));
    let shapes = format!("{doubled} _:b31 sh:inversePath ex:p . ex:S a sh:PropertyShape ; sh:path _:b0 .");
    check(&shapes, "", &Refused("more than 1000 parts"));
}

#[test]
fn regular_expressions() {
    let text = "a".repeat(300_000);
    let data = format!("ex:x ex:p \"{text}!\" .");
    let shape = |pattern: &str| {
        format!("ex:S a sh:PropertyShape ; sh:targetNode ex:x ; sh:path ex:p ; sh:pattern '{pattern}' .")
    };
    check(&shape("^(a+)+$"), &data, &Judged(1));
    check(&shape("^(a|aa)+$"), &data, &Judged(1));
    check(&shape("((a{500}){500}){500}"), &data, &Refused("bytes once compiled"));
    check(&shape("(a)\\\\1"), &data, &Refused("back-reference"));
    // As many sets of positions as there are characters.
    let noise: String =
        (0_u32..300_000).map(|n| if n.wrapping_mul(2_654_435_761) >> 31 == 0 { 'a' } else { 'c' }).collect();
    check(&shape("^(.|é)*a.{2000}b$"), &format!("ex:x ex:p \"{noise}\" ."), &CostlyShape);
    let patterns =
        many(2_000, |number| format!("ex:S{number} a sh:NodeShape ; sh:pattern '^\\\\w{{1,40}}{number}$' .\n"));
    check(&patterns, "", &Refused("parts together"));
}

#[test]
fn many_values_against_many() {
    let dates = |property: &str, year: u32| {
        let values: Vec<String> = (0..20_000)
            .map(|n| format!("\"{}-01-01T00:00:{:02}.{:04}Z\"^^xsd:dateTime", year, n / 1000, n % 1000))
            .collect();
        format!("ex:x ex:{property} {} .\n", values.join(" , "))
    };
    let numbers = |property: &str, from: u32| {
        let values: Vec<String> = (from..from + 20_000).map(|n| n.to_string()).collect();
        format!("ex:x ex:{property} {} .\n", values.join(" , "))
    };
    let shape = |parameter: &str| {
        format!("ex:S a sh:PropertyShape ; sh:targetNode ex:x ; sh:path ex:p ; sh:{parameter} ex:q .")
    };
    check(&shape("lessThan"), &(numbers("p", 0) + &numbers("q", 50_000)), &Judged(0));
    check(&shape("lessThan"), &(numbers("p", 50_000) + &numbers("q", 0)), &Judged(1_000));
    // In order, but of a kind whose order has gaps: each pair is looked at.
    check(&shape("lessThanOrEquals"), &(dates("p", 2020) + &dates("q", 2021)), &CostlyDocument);
    check(&shape("equals"), &(numbers("p", 0) + &numbers("q", 10_000)), &Judged(1_000));
    check(&shape("disjoint"), &(numbers("p", 0) + &numbers("q", 10_000)), &Judged(1_000));
}

#[test]
fn long_lists() {
    let members = many(50_000, |number| format!("{number} "));
    let values = many(20_000, |number| format!("ex:x ex:p {number} .\n"));
    let shape =
        |list: &str| format!("ex:S a sh:PropertyShape ; sh:targetNode ex:x ; sh:path ex:p ; sh:in ( {list} ) .");
    check(&shape(&members), &values, &Judged(0));
    // One list, named by many shapes.
    let list = many(2_000, |number| format!("{number} "));
    let shapes = many(1_000, |number| format!("ex:S{number} a sh:NodeShape ; sh:in _:list .\n"));
    let shapes = format!("{shapes} _:list rdf:first 1 ; rdf:rest ( {list} ) .");
    check(&shapes, "", &Refused("parts together"));
}

#[test]
fn many_siblings() {
    let siblings = many(1_500, |number| {
        format!(
            "sh:property [ sh:path ex:p ; sh:qualifiedValueShape ex:Q{number} ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ] ; "
        )
    });
    check(&format!("ex:S a sh:NodeShape ; {siblings} sh:targetNode ex:x ."), "", &Refused("parts together"));
}

#[test]
fn many_languages_and_many_values() {
    let values = many(50_000, |number| format!("ex:x ex:p \"{number}\"@fr-x-a{} .\n", number / 2));
    let shapes = "ex:S a sh:PropertyShape ; sh:targetNode ex:x ; sh:path ex:p ; sh:uniqueLang true .";
    check(shapes, &values, &Judged(1_000));
}

#[test]
fn a_million_findings() {
    let shapes = many(500, |number| {
        format!(
            "ex:S{number} a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p{number} ; sh:minCount 1 ] .\n"
        )
    });
    check(&shapes, &many(2_000, |node| format!("ex:n{node} a ex:C .\n")), &CostlyDocument);
    check(&shapes, &many(900, |node| format!("ex:n{node} a ex:C .\n")), &CostlyShape);
}

#[test]
fn long_chains_of_classes() {
    let chain =
        many(20_000, |class| format!("ex:C{class} rdfs:subClassOf ex:C{} . ex:n{class} a ex:C{class} .\n", class + 1));
    let shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:C20000 ; sh:class ex:C20000 .";
    check(shapes, &chain, &CostlyDocument);
    // One class, however many instances.
    let chain =
        many(20_000, |class| format!("ex:C{class} rdfs:subClassOf ex:C{} . ex:n{class} a ex:C0 .\n", class + 1));
    check(shapes, &chain, &Judged(0));
}

#[test]
fn many_shapes_with_many_targets() {
    let shapes = many(3_000, |number| {
        format!(
            "ex:S{number} a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:targetObjectsOf ex:p ; sh:nodeKind sh:IRI .\n"
        )
    });
    check(&shapes, &many(3_000, |node| format!("ex:n{node} ex:p ex:m{node} .\n")), &CostlyDocument);
}
