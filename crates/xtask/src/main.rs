//! The commands of whoever works on codesocial: `cargo xtask COMMAND`. One file per command.
//!
//! It links nothing of the program itself, so that it is built in seconds and can prepare the machine
//! on which the program is then built.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a developer's command speaks to its terminal")]

mod bench;
mod cargo;
mod check;
mod clients;
mod codegen;
mod conform;
mod demo;
mod installation;
mod oracles;
mod peers;
mod setup;
mod tidy;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The commands of whoever works on codesocial.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Everything that CI runs: format, tidy, lints, tests, documentation.
    Check(check::Arguments),
    /// Installs the clients of others that tests run: node, npm and python3 must be here.
    Clients,
    /// Installs the servers of others that tests federate with: npm, python3, apt-get and dpkg must be here. One is built,
    /// which takes a minute.
    Peers,
    /// Serves a new folder with example data on loopback.
    Demo(demo::Arguments),
    /// Writes what is generated from the ontology and the table of diagnostics.
    Codegen {
        /// Changes nothing, and fails when something is stale.
        #[arg(long)]
        check: bool,
    },
    /// Runs the conformance suites and prints what passed.
    Conform(conform::Arguments),
    /// Measures a running instance against the floor of this machine, or our SHACL engine against others.
    Bench(bench::Arguments),
    /// Installs what is missing from Debian's packages.
    Setup(setup::Arguments),
    /// Checks what the compiler does not: the edges between crates, names, lengths, documents.
    Tidy,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Check(arguments) => Ok(check::run(&arguments)),
        Command::Clients => Ok(installation::all(&clients::ALL)),
        Command::Peers => Ok(installation::all(&peers::ALL)),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Codegen { check } => {
            codegen::run(if check { codegen::Mode::Check } else { codegen::Mode::Write })?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Conform(arguments) => conform::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Setup(arguments) => setup::run(&arguments),
        Command::Tidy => tidy::run(),
    }
}
