//! The workspace as tidy sees it: its files, and what cargo says of its crates.

use crate::cargo;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folders of packages that are no members: what they need is no part of the program.
pub(crate) const APART: [&str; 1] = ["tests/peers/activitypub_federation"];

/// The repository under check.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// What belongs to the repository, relative to the root, with `/`, sorted.
    pub(crate) files: Vec<String>,
    pub(crate) metadata: Metadata,
}

/// The part of `cargo metadata` that tidy reads.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) workspace_members: Vec<String>,
    pub(crate) resolve: Resolve,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `None`: a normal one; else `dev` or `build`.
    pub(crate) kind: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Resolve {
    pub(crate) nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) features: Vec<String>,
}

impl Workspace {
    pub(crate) fn read() -> Result<Self> {
        let root = root();
        // `--locked`: a lock file that does not fit the manifests is found here, before anything is built.
        let output = cargo::plain("metadata")
            .args(["--locked", "--format-version", "1"])
            .current_dir(&root)
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            bail!("cargo metadata --locked failed: does Cargo.lock fit the manifests?");
        }
        let metadata = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
        Ok(Self { files: files(&root)?, root, metadata })
    }

    /// The workspace's own crates.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        let members = &self.metadata.workspace_members;
        self.metadata.packages.iter().filter(|package| members.contains(&package.id))
    }

    /// Its files whose names end with `.end`.
    pub(crate) fn ending(&self, end: &str) -> impl Iterator<Item = &String> {
        self.files.iter().filter(move |file| Path::new(file).extension().is_some_and(|found| found == end))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// A file's text; `None`: it is not there, or is no text.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.root.join(path)).ok()
    }
}

/// The folder of the workspace's manifest.
pub(crate) fn root() -> PathBuf {
    // `cargo run` says where the crate is now; a target folder that clones share may hold another clone's build.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = PathBuf::from(here);
    here.ancestors().nth(2).map_or(here.clone(), Path::to_owned)
}

/// The shared folder with seeds and suites, which stands beside the project and is no part of it; `None`: not here.
pub(crate) fn shared_folder() -> Option<PathBuf> {
    let named = std::env::var_os("CODESOCIAL_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared"));
    folder.is_dir().then_some(folder)
}

fn files(root: &Path) -> Result<Vec<String>> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .stderr(Stdio::null())
        .output();
    let mut files = match listed {
        Ok(output) if output.status.success() => {
            // What was deleted but not yet committed is still listed.
            let listed = String::from_utf8(output.stdout).context("git ls-files")?;
            listed.lines().filter(|path| root.join(path).exists()).map(str::to_owned).collect()
        }
        // A tree without its history, from an archive.
        _ => {
            let mut found = Vec::new();
            walk(root, "", &mut found)?;
            found
        }
    };
    files.sort();
    Ok(files)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if matches!(path.as_str(), ".git" | "target" | "data") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
