//! What an engine says of a case, in one form for all engines, so that answers can be compared as texts.

use crate::generate::Case;
use anyhow::{Context, Result};
use oxrdf::{Term, Triple};
use oxttl::NTriplesParser;
use serde_json::Value;
use shapes::{Shapes, ValidationResult};
use std::collections::BTreeMap;

/// One result. Terms are in N-Triples, paths as SPARQL writes them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Found {
    /// `sh:focusNode`.
    pub focus: String,
    /// `sh:resultPath`; empty: none.
    pub path: String,
    /// `sh:value`; empty: none.
    pub value: String,
    /// `sh:sourceConstraintComponent`, its local name without `ConstraintComponent`.
    pub component: String,
    /// `sh:resultSeverity`, its local name.
    pub severity: String,
    /// `sh:sourceShape`.
    pub shape: String,
}

/// What an engine says of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Its results, each with how often it is told.
    Results(BTreeMap<Found, usize>),
    /// It could not say: its own words.
    Failed(String),
}

impl Answer {
    /// Ours.
    pub fn ours(case: &Case) -> Result<Self> {
        let shapes = Shapes::from_triples("shapes", &triples(&case.shapes)?)?;
        let report = shapes.validate_graph(&triples(&case.data)?)?;
        Ok(Self::counted(report.results.iter().map(ours)))
    }

    /// Of a line that an oracle wrote: `{"results": [[focus, path, value, component, severity, shape], …]}` or
    /// `{"error": "…"}`.
    pub fn read(line: &Value) -> Result<Self> {
        if let Some(error) = line.get("error").and_then(Value::as_str) {
            return Ok(Self::Failed(error.to_owned()));
        }
        let results =
            line.get("results").and_then(Value::as_array).context("an answer has neither results nor error")?;
        let results: Result<Vec<Found>> = results.iter().map(found).collect();
        Ok(Self::counted(results?.into_iter()))
    }

    fn counted(results: impl Iterator<Item = Found>) -> Self {
        let mut counts = BTreeMap::new();
        for result in results {
            *counts.entry(result).or_default() += 1;
        }
        Self::Results(counts)
    }
}

/// The triples of a text in N-Triples.
pub fn triples(text: &str) -> Result<Vec<Triple>> {
    Ok(NTriplesParser::new().for_slice(text).collect::<Result<_, _>>()?)
}

fn ours(result: &ValidationResult) -> Found {
    let local = |iri: &str| iri.rsplit('#').next().unwrap_or(iri).replace("ConstraintComponent", "");
    Found {
        focus: result.focus.to_string(),
        path: result.full_path.as_ref().map(ToString::to_string).unwrap_or_default(),
        value: result.value.as_ref().map(Term::to_string).unwrap_or_default(),
        component: local(result.component.as_str()),
        severity: local(result.severity.to_term().as_str()),
        shape: result.shape.to_string(),
    }
}

fn found(value: &Value) -> Result<Found> {
    let part = |position: usize| {
        let text = value.get(position).and_then(Value::as_str);
        text.map(str::to_owned).with_context(|| format!("part {position} of a result is missing: {value}"))
    };
    Ok(Found {
        focus: part(0)?,
        path: part(1)?,
        value: part(2)?,
        component: part(3)?,
        severity: part(4)?,
        shape: part(5)?,
    })
}
