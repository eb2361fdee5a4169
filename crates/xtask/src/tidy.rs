//! `cargo xtask tidy`: what the compiler does not check. One module per kind of rule; each rule is a function
//! from what it looks at to its findings, so that its tests need no repository.

mod data;
mod documents;
mod edges;
mod guides;
mod lengths;
mod manifest;
mod names;
mod places;
mod rocksdb;
mod routes;

use crate::workspace::Workspace;
use anyhow::Result;
use std::fmt;
use std::process::ExitCode;

/// One thing that is not as the house rules want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    weight: Weight,
    /// A file, with its line where there is one, or a crate.
    place: String,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Look at it.
    Warning,
    /// The check fails.
    Error,
}

impl Finding {
    fn error(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { weight: Weight::Error, place: place.into(), text: text.into() }
    }

    fn warning(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { weight: Weight::Warning, place: place.into(), text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Warning => "warning",
            Weight::Error => "error",
        };
        write!(out, "{weight}: {}: {}", self.place, self.text)
    }
}

pub(crate) fn run() -> Result<ExitCode> {
    let findings = findings(&Workspace::read()?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    let errors = findings.iter().filter(|finding| finding.weight == Weight::Error).count();
    println!("tidy: {errors} errors, {} warnings", findings.len() - errors);
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn findings(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(edges::findings(workspace));
    findings.extend(manifest::findings(workspace));
    findings.extend(rocksdb::findings(workspace));
    findings.extend(places::findings(workspace));
    findings.extend(names::findings(workspace));
    findings.extend(lengths::findings(workspace));
    findings.extend(documents::findings(workspace));
    findings.extend(guides::findings(workspace));
    findings.extend(data::findings(workspace));
    findings.extend(routes::findings(workspace));
    findings
}
