//! Real clients of others, end to end against an instance that listens: list, create, read, update with a conflict, delete.
//!
//! `cargo xtask clients` installs them beside what is built, each at one version (`tests/clients`); without them the tests
//! say so and pass.

use std::path::{Path, PathBuf};
use std::process::Command;
use tests::Instance;

/// Serves a new instance while a client talks to it.
fn meets(options: &[&str], client: impl FnOnce(&str) -> Command) {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start_with(options);
    let told = client(instance.base()).arg(instance.token()).output().unwrap();
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.status.success(), "{said}{}", String::from_utf8_lossy(&told.stderr));
    assert_eq!(said.trim(), "all of it");
    instance.stop();
}

/// Where the clients are installed, if they are.
pub(super) fn installed() -> Option<PathBuf> {
    tests::installed(super::PROGRAM, "clients")
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(name)
}

pub(super) fn node(folder: &Path, name: &str, base: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(script(name)).arg(folder).arg(base);
    command
}

#[test]
fn solid_client_of_inrupt() {
    let Some(folder) = installed() else { return };
    meets(&[], |base| node(&folder, "inrupt.mjs", base));
}

#[test]
fn rdflib() {
    let Some(folder) = installed() else { return };
    meets(&[], |base| {
        let mut command = Command::new(folder.join("venv/bin/python3"));
        command.arg(script("rdflib_client.py")).arg(base);
        command
    });
}

#[test]
fn sparqlwrapper() {
    let Some(folder) = installed() else { return };
    meets(&[], |base| {
        let mut command = Command::new(folder.join("venv/bin/python3"));
        command.arg(script("sparqlwrapper_client.py")).arg(base);
        command
    });
}

#[test]
fn comunica() {
    let Some(folder) = installed() else { return };
    meets(&[], |base| node(&folder, "comunica.mjs", base));
}

/// What the description promises, asked with values that nobody means: nothing of it may be a failure of ours.
#[test]
#[ignore = "fifteen thousand requests take two and a half minutes: `cargo nextest run --run-ignored only schemathesis`"]
fn schemathesis() {
    let Some(folder) = tests::installed(super::PROGRAM, "clients/schemathesis") else { return };
    meets(&["--last-write-wins"], |base| {
        let mut command = Command::new(folder.join("venv/bin/python3"));
        command.arg(script("schemathesis_client.py")).arg(folder).arg(base);
        command
    });
}

#[test]
fn data_provider_of_semapps() {
    let Some(folder) = installed() else { return };
    for (options, rule) in [(&[][..], "strict"), (&["--last-write-wins"], "last")] {
        meets(options, |base| {
            let mut command = node(&folder, "semapps.mjs", base);
            command.arg(rule);
            command
        });
    }
}
