//! `cargo xtask check`: everything that CI runs, what fails soonest first.

use crate::installation::Installation;
use crate::{cargo, clients, codegen, peers, setup, tidy, workspace};
use anyhow::{Result, bail};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// The test files that run published suites, as a glob; [`crate::conform`] shows them alone.
pub(crate) const CONFORMANCE: &str = "w3c*";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Leaves out the conformance suites and the documentation.
    #[arg(long)]
    quick: bool,
}

struct Step {
    name: &'static str,
    cost: Cost,
    run: Box<dyn Fn() -> Result<()>>,
}

/// What a failure before it means for a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cost {
    /// It runs in any case: seconds.
    Seconds,
    /// It runs only while all is well: minutes.
    Minutes,
}

struct Done {
    name: &'static str,
    took: Duration,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Failed(anyhow::Error),
    LeftOut,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let mut done: Vec<Done> = Vec::new();
    for step in steps(arguments.quick) {
        let failed = done.iter().any(|done| matches!(done.outcome, Outcome::Failed(_)));
        done.push(take(&step, failed));
    }
    summarise(&done)
}

fn steps(quick: bool) -> Vec<Step> {
    let mut steps = vec![
        step("format", Cost::Seconds, format_is_ours),
        step("tidy", Cost::Seconds, tidy_passes),
        step("generated", Cost::Seconds, || codegen::run(codegen::Mode::Check)),
        step("tools", Cost::Seconds, || setup::missing().map(drop)),
    ];
    if cargo::has("deny") {
        steps.push(step("licences", Cost::Seconds, || {
            // Advisories need a database from the network; these three need only what is here.
            cargo::succeed(cargo::plain("deny").args(["check", "bans", "licenses", "sources"]))
        }));
    } else {
        eprintln!("cargo-deny is not installed: licences and sources are not checked here.");
    }
    steps.push(step("lints", Cost::Minutes, || {
        cargo::succeed(cargo::whole_workspace(&["clippy"]).args(["--all-targets", "--", "--deny", "warnings"]))
    }));
    for (name, installations) in [("clients", &clients::ALL[..]), ("peers", &peers::ALL[..])] {
        steps.push(step(name, Cost::Minutes, move || {
            installations.iter().for_each(Installation::offer);
            Ok(())
        }));
    }
    steps.push(step("tests", Cost::Minutes, move || cargo::succeed(&mut tests(quick))));
    if !quick {
        steps.push(step("doctests", Cost::Minutes, || cargo::succeed(&mut cargo::whole_workspace(&["test", "--doc"]))));
        steps.push(step("documentation", Cost::Minutes, || {
            let mut command = cargo::whole_workspace(&["doc"]);
            cargo::succeed(command.arg("--no-deps").env("RUSTDOCFLAGS", "--deny warnings"))
        }));
    }
    steps
}

fn step(name: &'static str, cost: Cost, run: impl Fn() -> Result<()> + 'static) -> Step {
    Step { name, cost, run: Box::new(run) }
}

fn tests(quick: bool) -> Command {
    if cargo::has("nextest") {
        let mut command = cargo::whole_workspace(&["nextest", "run"]);
        command.args(["--profile", "ci"]);
        if quick {
            command.args(["--filterset", &format!("not binary({CONFORMANCE})")]);
        }
        return command;
    }
    eprintln!("cargo-nextest is not installed: all tests run under cargo test.");
    // No targets are named: only then are examples built as programs, and the query worker that tests of `store` start
    // is one. Doctests run here too, and again in their own step, which takes seconds.
    cargo::whole_workspace(&["test", "--no-fail-fast"])
}

fn format_is_ours() -> Result<()> {
    cargo::succeed(cargo::plain("fmt").args(["--all", "--check"]))?;
    for folder in workspace::APART {
        let manifest = workspace::root().join(folder).join("Cargo.toml");
        cargo::succeed(cargo::plain("fmt").arg("--check").arg("--manifest-path").arg(manifest))?;
    }
    Ok(())
}

fn tidy_passes() -> Result<()> {
    if tidy::run()? != ExitCode::SUCCESS {
        bail!("tidy found something");
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a person is told how long each step took; nothing depends on it")]
fn take(step: &Step, failed: bool) -> Done {
    if failed && step.cost == Cost::Minutes {
        return Done { name: step.name, took: Duration::ZERO, outcome: Outcome::LeftOut };
    }
    println!("── {} ──", step.name);
    let start = Instant::now();
    let outcome = match (step.run)() {
        Ok(()) => Outcome::Passed,
        Err(error) => Outcome::Failed(error),
    };
    Done { name: step.name, took: start.elapsed(), outcome }
}

fn summarise(done: &[Done]) -> ExitCode {
    println!("── check ──");
    for Done { name, took, outcome } in done {
        let seconds = took.as_secs_f64();
        match outcome {
            Outcome::Passed => println!("{name:<14} {seconds:>8.1} s  in order"),
            Outcome::Failed(error) => println!("{name:<14} {seconds:>8.1} s  FAILED: {error:#}"),
            Outcome::LeftOut => println!("{name:<14}           -  left out"),
        }
    }
    // Worded unlike the runner's own summary of tests, which stays the one that says how many passed.
    let failed = done.iter().filter(|done| matches!(done.outcome, Outcome::Failed(_)));
    let failed: Vec<_> = failed.map(|done| done.name).collect();
    if failed.is_empty() {
        println!("all {} steps are in order", done.len());
        ExitCode::SUCCESS
    } else {
        println!("not in order: {}", failed.join(", "));
        ExitCode::FAILURE
    }
}
