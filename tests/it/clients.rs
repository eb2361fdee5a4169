//! Real clients of others, end to end against an instance that listens: list, create, read, update with a conflict, delete.
//!
//! `cargo xtask clients` installs them beside what is built, each at one version (`tests/clients`); without them the tests
//! say so and pass.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::Process;
use tests::process;

/// An instance at an address of its own, and the token of its administrator.
struct Listening {
    folder: tempfile::TempDir,
    address: String,
    token: String,
}

impl Listening {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Its documents are named after the address, which is fixed when it is made: a port that is free now.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let base = format!("http://{address}/");
        let data = folder.path().join("data");
        let data = data.to_str().unwrap();
        let made = process::run(
            super::PROGRAM,
            &["init", "--data", data, "--base", &base, "--name", "Moulin", "--admin", "a@a.example"],
        );
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = String::from_utf8(made.stdout).unwrap();
        let token = said.split_whitespace().rfind(|word| word.starts_with("cs_")).unwrap().to_owned();
        Self { folder, address, token }
    }

    /// Serves it while a client talks to it.
    fn meets(&self, options: &[&str], client: impl FnOnce(&str) -> Command) {
        let options = [&["--listen", self.address.as_str()], options].concat();
        let process = Process::serve_with(super::PROGRAM, &self.folder.path().join("data"), &options);
        let told = client(&format!("{}/", process.address())).arg(&self.token).output().unwrap();
        let said = String::from_utf8_lossy(&told.stdout).into_owned();
        assert!(told.status.success(), "{said}{}", String::from_utf8_lossy(&told.stderr));
        assert_eq!(said.trim(), "all of it");
        assert_eq!(process.terminate(), Some(0));
    }
}

/// Where the clients are installed, if they are.
pub(super) fn installed() -> Option<PathBuf> {
    let folder = Path::new(super::PROGRAM).parent()?.with_file_name("clients");
    if folder.join("installed").is_file() {
        return Some(folder);
    }
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("skipped: no clients (`cargo xtask clients` installs them)");
    }
    None
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
    Listening::new().meets(&[], |base| node(&folder, "inrupt.mjs", base));
}

#[test]
fn rdflib() {
    let Some(folder) = installed() else { return };
    Listening::new().meets(&[], |base| {
        let mut command = Command::new(folder.join("venv/bin/python3"));
        command.arg(script("rdflib_client.py")).arg(base);
        command
    });
}

#[test]
fn data_provider_of_semapps() {
    let Some(folder) = installed() else { return };
    for (options, rule) in [(&[][..], "strict"), (&["--last-write-wins"], "last")] {
        Listening::new().meets(options, |base| {
            let mut command = node(&folder, "semapps.mjs", base);
            command.arg(rule);
            command
        });
    }
}
