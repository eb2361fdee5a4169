//! RocksDB is built once: whatever its build script uses has the same features for one crate as for the workspace.
//!
//! Cargo unites the features that the crates of one build ask for. Where `-p store` asks for fewer than `--workspace`
//! does, it builds RocksDB a second time, and that takes longer than everything else together. The build-dependencies of
//! `crates/store` hold these features in place; this is the check that they still do.

use super::Finding;
use crate::cargo;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

/// The crate that builds RocksDB.
const BUILDER: &str = "oxrocksdb-sys";

/// Where its features are held in place.
const HOLDER: &str = "crates/store/Cargo.toml";

/// Each crate, with its version and features, and those that it uses.
type Tree = BTreeMap<String, BTreeSet<String>>;

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    compared(workspace).unwrap_or_else(|error| vec![Finding::error(HOLDER, format!("{error:#}"))])
}

fn compared(workspace: &Workspace) -> Result<Vec<Finding>> {
    let alone = tree(workspace, &["--package", "store", "--edges", "normal,build"])?;
    let mut findings = Vec::new();
    // Built to be used, and built to be tested.
    for edges in ["normal,build", "normal,build,dev"] {
        let whole = tree(workspace, &["--workspace", "--edges", edges])?;
        findings.extend(differences(&needed(&alone), &needed(&whole)));
    }
    Ok(findings)
}

fn tree(workspace: &Workspace, of: &[&str]) -> Result<Tree> {
    let output = cargo::plain("tree")
        .args(["--locked", "--prefix", "depth", "--format", " {p} {f}"])
        .args(of)
        .current_dir(&workspace.root)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("cargo tree {} failed", of.join(" "));
    }
    read(&String::from_utf8(output.stdout).context("cargo tree")?)
}

/// Reads lines of a depth and a crate. A crate that has stood before is marked, and its own are not listed again.
fn read(text: &str) -> Result<Tree> {
    let mut tree = Tree::new();
    let mut above: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (depth, name) = line.split_once(' ').with_context(|| format!("cargo tree wrote {line:?}"))?;
        let depth: usize = depth.parse().with_context(|| format!("cargo tree wrote {line:?}"))?;
        let name = name.trim_end_matches("(*)").trim().to_owned();
        above.truncate(depth);
        if let Some(user) = above.last() {
            tree.entry(user.clone()).or_default().insert(name.clone());
        }
        above.push(name);
    }
    Ok(tree)
}

/// The crate that builds RocksDB, and all that it uses.
fn needed(tree: &Tree) -> BTreeSet<&str> {
    let is_builder = |name: &&String| name.split(' ').next() == Some(BUILDER);
    let mut waiting: Vec<&str> = tree.values().flatten().filter(is_builder).map(String::as_str).collect();
    let mut needed = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if needed.insert(name) {
            waiting.extend(tree.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    needed
}

fn differences(alone: &BTreeSet<&str>, whole: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if whole.is_empty() {
        findings.push(Finding::error(HOLDER, format!("nothing builds {BUILDER} any more")));
    }
    for name in whole.difference(alone) {
        let text = format!("the workspace builds RocksDB with {name}, `-p store` does not: hold it in place");
        findings.push(Finding::error(HOLDER, text));
    }
    for name in alone.difference(whole) {
        let text = format!("`-p store` builds RocksDB with {name}, the workspace does not: ask for less");
        findings.push(Finding::error(HOLDER, text));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: &str = "0 store v1 disk\n1 oxrocksdb-sys v1 \n2 cc v1 parallel\n3 libc v1 std\n2 regex v1 std\n\
                         3 memchr v1 alloc\n1 other v1 \n2 memchr v1 alloc (*)\n";

    fn check(whole: &str, expected: &[&str]) {
        let (alone, whole) = (read(ALONE).unwrap(), read(whole).unwrap());
        let found = differences(&needed(&alone), &needed(&whole));
        assert_eq!(found.iter().map(|finding| finding.text.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_builds_rocksdb_is_the_same_for_one_crate_and_for_all() {
        // Elsewhere in the tree, in another order, and marked as listed before: the same.
        let whole = "0 web v1 \n1 memchr v1 alloc\n1 libc v1 std\n\n0 store v1 disk\n1 oxrocksdb-sys v1 \n2 regex v1 std\n\
                     3 memchr v1 alloc (*)\n2 cc v1 parallel\n3 libc v1 std (*)\n";
        check(whole, &[]);
        check(
            &whole.replace("memchr v1 alloc", "memchr v1 alloc,std"),
            &[
                "the workspace builds RocksDB with memchr v1 alloc,std, `-p store` does not: hold it in place",
                "`-p store` builds RocksDB with memchr v1 alloc, the workspace does not: ask for less",
            ],
        );
    }

    #[test]
    fn a_tree_without_rocksdb_is_told() {
        let found = differences(&needed(&read(ALONE).unwrap()), &BTreeSet::new());
        assert_eq!(found.first().map(|finding| finding.text.as_str()), Some("nothing builds oxrocksdb-sys any more"));
        assert!(read("store v1").is_err());
    }
}
