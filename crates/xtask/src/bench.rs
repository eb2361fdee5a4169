//! `cargo xtask bench`: builds the program and the driver of measurements, then runs one against the other.
//! The driver is `tests/bench`: it may link what this crate must not.

use crate::cargo;
use crate::oracles::Oracles;
use anyhow::Result;
use std::process::{Command, ExitCode};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What is measured.
    #[arg(value_enum, default_value_t = What::Instance)]
    what: What,
    /// How long each line is measured.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// A running instance against the floor of this machine.
    Instance,
    /// Our SHACL engine against shacl-engine, rdf-validate-shacl and pySHACL, on one batch.
    Shapes,
}

/// The batch that others' figures speak of too.
const NODES: u32 = 10_000;
/// The best of so many runs is told: the machine is noisy.
const ROUNDS: u32 = 3;

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.what == What::Shapes {
        Oracles::install()?.race(NODES, ROUNDS)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut building = cargo::whole_workspace(&["build"]);
    cargo::succeed(building.args(["--bin", "codesocial", "--bin", "bench"]))?;
    let built = cargo::built()?;
    let mut driver = Command::new(built.join("bench"));
    cargo::succeed(driver.arg(built.join("codesocial")).arg(arguments.seconds.to_string()))?;
    Ok(ExitCode::SUCCESS)
}
