//! Cargo, called with the one profile of this workspace.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A call of cargo that builds nothing, or names its profile itself.
pub(crate) fn plain(subcommand: &str) -> Command {
    let mut command = Command::new(program());
    command.arg(subcommand);
    command
}

/// A call of cargo in the release profile, over the whole workspace: a build of one crate alone may settle on
/// other features of shared dependencies and build them a second time.
pub(crate) fn whole_workspace(subcommand: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(subcommand).args(["--release", "--workspace"]);
    command
}

/// Whether `cargo SUBCOMMAND` exists here.
pub(crate) fn has(subcommand: &str) -> bool {
    let mut command = plain(subcommand);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Where the programs are once they are built.
pub(crate) fn built() -> Result<PathBuf> {
    Ok(target_folder()?.join("release"))
}

/// Runs a command to its end; anything but success is an error.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} cannot be started", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// A command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}

fn program() -> String {
    // Cargo tells those whom it starts where it is.
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn target_folder() -> Result<PathBuf> {
    let output = plain("metadata").args(["--no-deps", "--format-version", "1"]).stderr(Stdio::inherit()).output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    Ok(folder.context("cargo metadata names no target folder")?.into())
}
