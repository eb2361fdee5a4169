//! `cargo xtask bench`: builds the program and the driver of measurements, then runs one against the other.
//! The driver is `tests/bench`: it may link what this crate must not.

use crate::cargo;
use anyhow::Result;
use std::process::{Command, ExitCode};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long each line is measured.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut building = cargo::whole_workspace(&["build"]);
    cargo::succeed(building.args(["--bin", "codesocial", "--bin", "bench"]))?;
    let built = cargo::built()?;
    let mut driver = Command::new(built.join("bench"));
    cargo::succeed(driver.arg(built.join("codesocial")).arg(arguments.seconds.to_string()))?;
    Ok(ExitCode::SUCCESS)
}
