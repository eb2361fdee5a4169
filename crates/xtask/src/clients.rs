//! `cargo xtask clients`: the clients of others that tests run against a running instance, each at one version, into a
//! folder of their own under the target folder. Nothing of the program needs them, and tests do without.

use crate::{cargo, workspace};
use anyhow::{Result, bail};
use std::fs;
use std::process::{Command, ExitCode, Stdio};

/// What is installed is written down in these, with the hash of each package.
const LOCKED: [&str; 3] = ["package.json", "package-lock.json", "requirements.txt"];

pub(crate) fn run() -> Result<ExitCode> {
    if let Some(missing) = missing() {
        bail!("{missing} is not here: the clients need node, npm and python3");
    }
    install()?;
    Ok(ExitCode::SUCCESS)
}

/// Installs them where that can be done; a machine without their tools or without a network says so and goes on.
pub(crate) fn offer() {
    if let Some(missing) = missing() {
        println!("skipped: {missing} is not here, so no client of others is asked");
    } else if let Err(error) = install() {
        println!("skipped: the clients of others could not be installed: {error:#}");
    }
}

fn missing() -> Option<&'static str> {
    ["node", "npm", "python3"]
        .into_iter()
        .find(|tool| Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err())
}

fn install() -> Result<()> {
    let from = workspace::root().join("tests/clients");
    let folder = cargo::built()?.with_file_name("clients");
    fs::create_dir_all(&folder)?;
    let mut wanted = String::new();
    for name in LOCKED {
        wanted.push_str(&fs::read_to_string(from.join(name))?);
    }
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).ok().as_deref() == Some(wanted.as_str()) {
        return Ok(());
    }
    // Gone first: a run that breaks off must not look whole.
    if installed.exists() {
        fs::remove_file(&installed)?;
    }
    for name in LOCKED {
        fs::copy(from.join(name), folder.join(name))?;
    }
    println!("the clients of others are installed");
    // What react-admin asks of its neighbours is none of the data provider's.
    let npm = ["ci", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"];
    cargo::succeed(Command::new("npm").args(npm).current_dir(&folder))?;
    cargo::succeed(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"];
    let python = folder.join("venv/bin/python3");
    cargo::succeed(Command::new(python).args(pip).arg(folder.join("requirements.txt")))?;
    fs::write(installed, wanted)?;
    Ok(())
}
