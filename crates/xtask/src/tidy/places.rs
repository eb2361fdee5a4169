//! What stands at the root, and what no tracked file says: places of one machine, hosts of package registries.

use super::Finding;
use crate::workspace::{APART, Workspace};

/// Whatever may stand at the root. A new entry is a decision: add it here with the change that needs it.
const ROOT: [&str; 22] = [
    ".cargo",
    ".ci",
    ".config",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "Makefile",
    "README.md",
    "clippy.toml",
    "crates",
    "deny.toml",
    "deploy",
    "docs",
    "fixtures",
    "ontology",
    "rustfmt.toml",
    "shapes",
    "tests",
];

/// Folders that one machine has and another has not. Written in pieces, so that this file does not find itself.
const MACHINE_FOLDERS: [&str; 5] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("C:", "\\")];

const REGISTRY_HOSTS: [&str; 6] = [
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("registry.", "npmjs.org"),
    concat!("py", "pi.org"),
    concat!("files.", "pythonhosted.org"),
    concat!("deb.", "debian.org"),
];

/// The only source that a lock file may name.
const LOCKED_SOURCE: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = root_entries(&workspace.files);
    for lock in ["Cargo.lock".to_owned()].into_iter().chain(APART.map(|folder| format!("{folder}/Cargo.lock"))) {
        findings.extend(locked_sources(&lock, &workspace.text(&lock).unwrap_or_default()));
    }
    // What others wrote, kept as it came, may say anything.
    for file in workspace.files.iter().filter(|file| !file.starts_with("fixtures/")) {
        if let Some(text) = workspace.text(file) {
            findings.extend(places_of_a_machine(file, &text));
        }
    }
    findings
}

fn root_entries(files: &[String]) -> Vec<Finding> {
    let mut entries: Vec<_> = files.iter().filter_map(|file| file.split('/').next()).collect();
    entries.dedup();
    let unknown = entries.into_iter().filter(|entry| !ROOT.contains(entry));
    unknown.map(|entry| Finding::error(entry, "does not belong at the root (or tidy's list lacks it)")).collect()
}

fn locked_sources(file: &str, lock: &str) -> Vec<Finding> {
    let sources = lock.lines().enumerate().filter_map(|(number, line)| Some((number, line.strip_prefix("source = ")?)));
    sources
        .filter(|(_, source)| source.trim_matches('"') != LOCKED_SOURCE)
        .map(|(number, source)| {
            Finding::error(format!("{file}:{}", number + 1), format!("{source}: a source of one machine"))
        })
        .collect()
}

fn places_of_a_machine(file: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let folder = MACHINE_FOLDERS.iter().find(|folder| begins_a_path(line, folder));
        let host = REGISTRY_HOSTS.iter().find(|host| line.contains(**host));
        if let Some(named) = folder.or(host) {
            findings.push(Finding::error(
                format!("{file}:{}", number + 1),
                format!("names a place of one machine: {named}"),
            ));
        }
    }
    findings
}

/// Whether the folder stands at the beginning of a path, not within an address or another path.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| {
            !before.is_alphanumeric() && !matches!(before, '.' | '/' | '-' | '_' | '~' | '}' | '*' | '>')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_entries_stand_at_the_root() {
        let files = ["README.md", "crates/model/src/lib.rs", "output.ttl", "scratch/a"].map(str::to_owned);
        let found: Vec<_> = root_entries(&files).into_iter().map(|finding| finding.place).collect();
        assert_eq!(found, ["output.ttl", "scratch"]);
    }

    #[test]
    fn the_lock_file_names_the_public_index() {
        let lock = format!("source = \"{LOCKED_SOURCE}\"\nsource = \"registry+https://mirror.example/index\"\n");
        let found = locked_sources("a/Cargo.lock", &lock).into_iter().map(|finding| finding.place);
        assert_eq!(found.collect::<Vec<_>>(), ["a/Cargo.lock:2"]);
    }

    #[test]
    fn places_of_a_machine_are_found() {
        check(concat!("see `/wo", "rk/main`"), true);
        check(concat!("cd /ro", "ot/x"), true);
        check(concat!("<https://example.org/wo", "rk/1>"), false);
        check(concat!("crates/wo", "rk/x"), false);
        check(concat!("https://py", "pi.org/simple"), true);
        check("a line of prose", false);
    }

    #[track_caller]
    fn check(line: &str, found: bool) {
        assert_eq!(!places_of_a_machine("a.md", line).is_empty(), found, "{line}");
    }
}
