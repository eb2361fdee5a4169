//! `cargo xtask setup`: installs from Debian's packages what the build needs and this machine lacks.

use crate::cargo::{shown, succeed};
use anyhow::{Context, Result, bail};
use std::process::{Command, ExitCode, Stdio};

/// Each package with what it is for.
const PACKAGES: [(&str, &str); 5] = [
    ("g++", "compiles RocksDB and SQLite"),
    ("libclang-dev", "reads RocksDB's headers for its bindings"),
    ("make", "runs the two commands of the README"),
    ("ca-certificates", "verifies the https peers that outgoing requests ask"),
    ("curl", "tries out what the demonstration prints"),
];

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only says what is missing; exit 1 if anything is.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let missing = missing_packages()?;
    if missing.is_empty() {
        println!("setup: everything needed from Debian's packages is here.");
    } else if arguments.check {
        println!("setup: missing: {}", missing.join(" "));
        return Ok(ExitCode::FAILURE);
    } else {
        install(&missing)?;
    }
    if !crate::cargo::has("nextest") {
        println!(
            "setup: cargo-nextest is not here; tests run under cargo test. To have it: cargo install --locked cargo-nextest"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// An error that names what is missing; on a machine without Debian's packages nothing can be said.
pub(crate) fn missing() -> Result<()> {
    let missing = missing_packages()?;
    if !missing.is_empty() {
        bail!("missing from Debian's packages: {}; run `cargo xtask setup`", missing.join(" "));
    }
    Ok(())
}

fn missing_packages() -> Result<Vec<&'static str>> {
    if !exists("dpkg-query") {
        println!("setup: this is not Debian. What the build needs, by Debian's names:");
        for (package, purpose) in PACKAGES {
            println!("  {package}: {purpose}");
        }
        return Ok(Vec::new());
    }
    let mut missing = Vec::new();
    for (package, purpose) in PACKAGES {
        if !installed(package)? {
            println!("setup: {package} is missing: {purpose}");
            missing.push(package);
        }
    }
    Ok(missing)
}

fn installed(package: &str) -> Result<bool> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output()
        .context("dpkg-query")?;
    Ok(output.status.success() && output.stdout == b"installed")
}

fn install(packages: &[&str]) -> Result<()> {
    let mut update = apt_get()?;
    update.args(["update", "--quiet"]);
    println!("setup: {}", shown(&update));
    if let Err(error) = succeed(&mut update) {
        // The lists already here may do.
        println!("setup: {error:#}; going on with the lists that are here");
    }
    let mut install = apt_get()?;
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    println!("setup: {}", shown(&install));
    succeed(&mut install).context("install these packages by hand, then try again")
}

fn apt_get() -> Result<Command> {
    if is_root()? {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        return Ok(command);
    }
    if !exists("sudo") {
        bail!("installing needs root: run `cargo xtask setup` as root, or install sudo");
    }
    let mut command = Command::new("sudo");
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(command)
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("--user").output().context("id")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

/// Whether this program can be run here.
pub(crate) fn exists(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
