//! What others made and tests run: each at one version, in a folder of its own under the target folder. Nothing of the
//! program needs it, and tests do without.

use crate::{cargo, setup, workspace};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// One folder of such things.
pub(crate) struct Installation {
    /// As a person is told.
    pub(crate) name: &'static str,
    /// Where it goes, below the target folder.
    pub(crate) folder: &'static str,
    /// What is installed is written down in these files of the repository, with its versions.
    pub(crate) locks: &'static [&'static str],
    /// The programs that install it.
    pub(crate) tools: &'static [&'static str],
    /// Installs into this folder, in which the files of `locks` are.
    pub(crate) fill: fn(&Path) -> Result<()>,
}

impl Installation {
    /// Installs it, unless it is there as it is written down.
    pub(crate) fn install(&self) -> Result<()> {
        if let Some(missing) = self.missing() {
            bail!("{missing} is not here: {} need {}", self.name, self.tools.join(", "));
        }
        let folder = self.folder()?;
        fs::create_dir_all(&folder)?;
        let mut wanted = String::new();
        for lock in self.locks {
            wanted.push_str(&fs::read_to_string(workspace::root().join(lock))?);
        }
        let installed = folder.join("installed");
        if fs::read_to_string(&installed).ok().as_deref() == Some(wanted.as_str()) {
            return Ok(());
        }
        // Gone first: a run that breaks off must not look whole.
        if installed.exists() {
            fs::remove_file(&installed)?;
        }
        for lock in self.locks {
            let name = Path::new(lock).file_name().unwrap_or_default();
            fs::copy(workspace::root().join(lock), folder.join(name))?;
        }
        println!("installing {}", self.name);
        (self.fill)(&folder)?;
        fs::write(installed, wanted)?;
        Ok(())
    }

    /// Installs it where that can be done; a machine without its tools or without a network says so and goes on.
    pub(crate) fn offer(&self) {
        if let Err(error) = self.install() {
            println!("skipped: {} are not installed, and no test runs them: {error:#}", self.name);
        }
    }

    fn folder(&self) -> Result<PathBuf> {
        Ok(cargo::built()?.with_file_name(self.folder))
    }

    fn missing(&self) -> Option<&'static str> {
        self.tools.iter().copied().find(|tool| !setup::exists(tool))
    }
}

/// Installs each; what fails does not keep the others from being tried.
pub(crate) fn all(installations: &[Installation]) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for installation in installations {
        if let Err(error) = installation.install() {
            eprintln!("error: {}: {error:#}", installation.name);
            code = ExitCode::FAILURE;
        }
    }
    code
}

/// The packages of `package-lock.json`, each with the hash that stands there.
pub(crate) fn from_npm(folder: &Path, more: &[&str]) -> Result<()> {
    let npm = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    cargo::succeed(Command::new("npm").args(npm).args(more).current_dir(folder))
}

/// The program of the package in this folder, at the versions of its `Cargo.lock`, as `server`.
pub(crate) fn from_cargo(folder: &Path, program: &str) -> Result<()> {
    let build = folder.join("build");
    let mut command = cargo::plain("build");
    command.args(["--release", "--locked", "--quiet", "--target-dir"]).arg(&build).current_dir(folder);
    cargo::succeed(&mut command)?;
    fs::rename(build.join("release").join(program), folder.join("server"))?;
    // What it was built of is some four hundred megabytes, and of no further use.
    fs::remove_dir_all(build)?;
    Ok(())
}

/// The packages of `requirements.txt`, each with the hash that stands there, in an environment of their own.
pub(crate) fn from_pip(folder: &Path) -> Result<()> {
    cargo::succeed(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"];
    let python = folder.join("venv/bin/python3");
    cargo::succeed(Command::new(python).args(pip).arg(folder.join("requirements.txt")))
}
