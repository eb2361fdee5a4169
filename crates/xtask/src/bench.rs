//! `cargo xtask bench`: builds the program and the driver of measurements, then runs one against the other.
//! The driver is `tests/bench`: it may link what this crate must not. Organisations that are known again are a test of the
//! crate `same`, which links none of it.

use crate::cargo;
use crate::installation::Installation;
use crate::oracles::Oracles;
use crate::peers;
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
    /// An instance among others: inbox, delivery and crowd.
    Federation,
    /// Its inbox beside Fedify's.
    Inbox,
    /// What it delivers beside what can be signed.
    Delivery,
    /// Whether one peer of twenty that does not answer holds up the others.
    Crowd,
    /// A map of 50,000 elements read by a running instance, and read again.
    Import,
    /// 50,000 documents searched by 16 clients while others write.
    Search,
    /// How well organisations are known again, of sheets whose truth is known.
    Same,
    /// Our SHACL engine against shacl-engine, rdf-validate-shacl and pySHACL, on one batch.
    Shapes,
}

/// The batch that others' figures speak of too.
const NODES: u32 = 10_000;
/// The best of so many runs is told: the machine is noisy.
const ROUNDS: u32 = 3;

impl What {
    /// What the driver is told, one after the other.
    fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Instance => &["instance"],
            Self::Federation => &["inbox", "delivery", "crowd"],
            Self::Inbox => &["inbox"],
            Self::Delivery => &["delivery"],
            Self::Crowd => &["crowd"],
            Self::Import => &["import"],
            Self::Search => &["search"],
            Self::Same | Self::Shapes => &[],
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.what == What::Shapes {
        Oracles::install()?.race(NODES, ROUNDS)?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.what == What::Same {
        let mut test = cargo::plain("test");
        test.args(["--quiet", "--release", "--package", "same", "--test", "truth", "--"]);
        cargo::succeed(test.args(["--ignored", "--nocapture"]))?;
        return Ok(ExitCode::SUCCESS);
    }
    if matches!(arguments.what, What::Federation | What::Inbox) {
        peers::ALL.iter().for_each(Installation::offer);
    }
    let mut building = cargo::whole_workspace(&["build"]);
    cargo::succeed(building.args(["--bin", "codesocial", "--bin", "bench"]))?;
    let built = cargo::built()?;
    for part in arguments.what.parts() {
        let mut driver = Command::new(built.join("bench"));
        driver.arg(built.join("codesocial")).arg(part).arg(arguments.seconds.to_string());
        cargo::succeed(&mut driver)?;
    }
    Ok(ExitCode::SUCCESS)
}
