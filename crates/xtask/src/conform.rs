//! `cargo xtask conform`: the published suites alone, with a table of what passed.
//!
//! A conformance test prints one line per suite, which becomes a row here:
//! `conformance: SUITE: 64 passed, 1 ignored, 0 failed`.

use crate::oracles::Oracles;
use crate::{cargo, check, workspace};
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};

const MARK: &str = "conformance: ";

#[derive(Debug, PartialEq, Eq)]
struct Row {
    suite: String,
    passed: u32,
    ignored: u32,
    failed: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Instead of the suites: our SHACL engine beside pySHACL and shacl-engine, on generated shapes and data. Installs
    /// them under the target folder, with python3 and npm.
    #[arg(long)]
    oracles: bool,
    /// How many pairs of shapes and data.
    #[arg(long, default_value_t = 2_000, requires = "oracles")]
    pairs: u32,
    /// Keeps their first answers for the tests.
    #[arg(long, requires = "oracles")]
    record: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.oracles {
        let oracles = Oracles::install()?;
        oracles.agree(arguments.pairs)?;
        if arguments.record {
            oracles.record()?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if workspace::shared_folder().is_none() {
        println!("The suites are not here: set CODESOCIAL_SHARED to the folder that holds `suites`.");
    }
    let mut command = conformance_tests();
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| cargo::shown(&command))?;
    let mut rows = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            println!("{line}");
            rows.extend(row(&line));
        }
    }
    let status = child.wait()?;
    print(&rows);
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn conformance_tests() -> Command {
    // Not nextest: it would keep the output of what passes, or mix its own with it.
    let mut command = cargo::whole_workspace(&["test", "--quiet", "--no-fail-fast"]);
    command.args(["--test", check::CONFORMANCE, "--", "--nocapture", "--test-threads", "1"]);
    command
}

/// The row that a line of output tells; `None`: it tells something else.
fn row(line: &str) -> Option<Row> {
    // The runner may have begun the line with the test's name.
    let (_, told) = line.split_once(MARK)?;
    let (suite, counts) = told.rsplit_once(": ")?;
    let mut row = Row { suite: suite.to_owned(), passed: 0, ignored: 0, failed: 0 };
    for count in counts.split(", ") {
        let (number, what) = count.trim().split_once(' ')?;
        let number = number.parse().ok()?;
        match what {
            "passed" => row.passed = number,
            "ignored" => row.ignored = number,
            "failed" => row.failed = number,
            _ => return None,
        }
    }
    Some(row)
}

fn print(rows: &[Row]) {
    println!("\n{:<40} {:>7} {:>8} {:>7}", "suite", "passed", "ignored", "failed");
    for Row { suite, passed, ignored, failed } in rows {
        println!("{suite:<40} {passed:>7} {ignored:>8} {failed:>7}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_from_output() {
        let expected = Row { suite: "RDF 1.1: Turtle".into(), passed: 290, ignored: 2, failed: 0 };
        check("conformance: RDF 1.1: Turtle: 290 passed, 2 ignored, 0 failed", Some(&expected));
        let begun = Row { suite: "RDFC-1.0".into(), passed: 64, ignored: 0, failed: 0 };
        check("test rdf_canon ... conformance: RDFC-1.0: 64 passed", Some(&begun));
        check("conformance: RDFC-1.0: many passed", None);
        check("64 passed", None);
    }

    #[track_caller]
    fn check(line: &str, expected: Option<&Row>) {
        assert_eq!(row(line).as_ref(), expected, "{line}");
    }
}
