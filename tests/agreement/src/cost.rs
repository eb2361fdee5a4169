//! The bench of batches: many nodes, seventeen property shapes, one process for each engine.

use anyhow::{Context, Result};
use oxttl::NTriplesParser;
use serde_json::json;
use shapes::Shapes;
use std::fmt::Write;
use std::fs::read_to_string;
use std::path::Path;

/// Seventeen property shapes of one class, as a catalogue of organisations would have them.
const SHAPES: &str = include_str!("../bench/organization.ttl");

/// One node in so many lacks something, so that reports are written, too.
const FAULTY: u32 = 20;

/// Shapes and data in N-Triples, which every engine reads.
pub(crate) fn write(folder: &Path, nodes: u32) -> Result<()> {
    let mut shapes = String::new();
    for triple in oxttl::TurtleParser::new().for_slice(SHAPES) {
        writeln!(shapes, "{} .", triple?)?;
    }
    std::fs::write(folder.join("many-shapes.nt"), shapes)?;
    let mut data = String::new();
    for number in 0..nodes {
        let faulty = number % FAULTY == 0;
        let mut say = |property: &str, object: &str| {
            writeln!(data, "<https://a.example/o{number}> <https://a.example/{property}> {object} .")
        };
        if !faulty {
            say("name", &format!("\"Organisation {number}\"@fr"))?;
        }
        say("name", &format!("\"Organization {number}\"@en"))?;
        say("summary", &format!("\"Ce que fait l’organisation {number}, en une phrase ou deux.\"@fr"))?;
        say("identifier", &format!("\"FR-{number:06}\""))?;
        say("website", &format!("<https://o{number}.example/>"))?;
        say("mail", &format!("<mailto:contact@o{number}.example>"))?;
        say("founded", &format!("\"{}-05-12\"^^<http://www.w3.org/2001/XMLSchema#date>", 1950 + number % 70))?;
        say("members", &format!("\"{}\"^^<http://www.w3.org/2001/XMLSchema#integer>", number % 300))?;
        say("latitude", &format!("\"45.{number:05}\"^^<http://www.w3.org/2001/XMLSchema#decimal>"))?;
        say("longitude", &format!("\"3.{number:05}\"^^<http://www.w3.org/2001/XMLSchema#decimal>"))?;
        say("postcode", &format!("\"{:05}\"", if faulty { number } else { 10_000 + number % 80_000 }))?;
        say("theme", &format!("<https://a.example/theme{}>", number % 12))?;
        say("theme", &format!("<https://a.example/theme{}>", (number + 5) % 12))?;
        say("status", if number % 3 == 0 { "\"open\"" } else { "\"closed\"" })?;
        say("language", "\"fr\"")?;
        say("partOf", &format!("<https://a.example/o{}>", number / 10))?;
        say("opened", "\"2020-01-01T10:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>")?;
        say("closed", "\"2021-01-01T10:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>")?;
        writeln!(
            data,
            "<https://a.example/o{number}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://a.example/Organization> ."
        )?;
    }
    Ok(std::fs::write(folder.join("many-data.nt"), data)?)
}

/// Reads and validates once, and says what each took, as the scripts of the other engines do.
pub(crate) fn measure(shapes: &Path, data: &Path) -> Result<()> {
    let (shapes, data) = (read_to_string(shapes)?, read_to_string(data)?);
    let begun = processor_seconds()?;
    let shapes = Shapes::compile(&[("shapes", &shapes)])?;
    let triples: Vec<_> = NTriplesParser::new().for_slice(&data).collect::<Result<_, _>>()?;
    drop(data);
    let read = processor_seconds()?;
    let report = shapes.validate_graph(&triples)?;
    let validated = processor_seconds()?;
    let (reading, validating) = (read - begun, validated - read);
    let results = report.results.len();
    let peak = peak_kilobytes()?;
    println!("{}", json!({ "reading": reading, "validating": validating, "results": results, "peak": peak }));
    Ok(())
}

/// Processor time of this process, which has one thread.
fn processor_seconds() -> Result<f64> {
    let text = read_to_string("/proc/self/schedstat")?;
    let nanoseconds: f64 = text.split_whitespace().next().context("schedstat is empty")?.parse()?;
    Ok(nanoseconds / 1e9)
}

fn peak_kilobytes() -> Result<u64> {
    let status = read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("status names no peak")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
