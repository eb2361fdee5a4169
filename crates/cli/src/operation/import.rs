//! What an import does: reads a source in its format, has it written, and tells what became of each record.

mod reading;

use super::explain;
use crate::arguments::{AudienceName, ImportFormat};
use crate::text::{self, Language};
use model::record::RefusedReason;
use model::{Place, UnplacedReason};
use registry::{Fate, ImportMode, ImportReport, Outcome, Registry};
use serde::{Deserialize, Serialize};

/// One source to import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportOrder {
    /// What it is written in.
    pub format: ImportFormat,
    /// Its name, for the history.
    pub source: String,
    /// Whether to write nothing.
    pub dry_run: bool,
    /// What a source that is no RDF of ours has to be told with.
    pub telling: SourceTelling,
    /// In which language to explain refusals.
    pub language: Language,
}

/// What is said of a source, beside what it says itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceTelling {
    /// How it is called here: the beginning of its records' addresses. Its host or its file's name, where nothing is said.
    pub name: Option<String>,
    /// Who may read its records at first.
    pub audience: Option<AudienceName>,
    /// What its types, fields and categories are here (TOML).
    pub mapping: Option<String>,
}

/// What an import did: interface.md, `codesocial import --json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// How many documents are new.
    pub created: usize,
    /// How many have changed.
    pub updated: usize,
    /// How many were already like this, or were kept as others wrote them.
    pub unchanged: usize,
    /// How many were refused.
    pub refused: usize,
    /// Whether nothing was written on purpose.
    pub dry_run: bool,
    /// Each record, in the order of the source.
    pub records: Vec<RecordSummary>,
    /// What found no place.
    pub unplaced: Vec<UnplacedSummary>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSummary {
    /// Its document, or what it calls itself.
    pub iri: String,
    /// `created`, `updated`, `unchanged`, `kept` or `refused`.
    pub outcome: String,
    /// The lines of the source that speak of it, where people wrote them.
    pub lines: Vec<u64>,
    /// The items of the source that speak of it, where a program wrote them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<u64>,
    /// Why it was kept or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl RecordSummary {
    fn new(iri: String, outcome: &str, places: impl IntoIterator<Item = Place>, why: Option<String>) -> Self {
        let (mut lines, mut items) = (Vec::new(), Vec::new());
        for place in places {
            match place {
                Place::Line(line) => lines.push(line),
                Place::Item(item) => items.push(item),
            }
        }
        Self { iri, outcome: outcome.to_owned(), lines, items, why }
    }
}

/// A passage that found no place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnplacedSummary {
    /// Its line in the source, or its item.
    pub line: u64,
    /// The passage.
    pub text: String,
    /// Why, as a word for programs.
    pub reason: String,
    /// Why, for people.
    pub why: String,
}

/// Reads a source and writes what it says. `Err`: the source cannot be read, or the instance failed; said in the
/// order's language.
pub async fn import(registry: &Registry, order: &ImportOrder, bytes: &[u8]) -> Result<ImportSummary, String> {
    let language = order.language;
    let reading = reading::read(registry.base(), order, bytes)?;
    let mode = if order.dry_run { ImportMode::DryRun } else { ImportMode::Write };
    // Whoever exports a map names each file anew; what it is called here stays, and so do its records.
    let name = if order.format.has_keys() { reading::called(order)?.as_str().to_owned() } else { order.source.clone() };
    let source = format!("{} {name}", order.format.name());
    let report = registry.import(&registry.operator(), &source, reading, mode).await;
    Ok(summary(report.map_err(|error| explain(language, error))?, language))
}

fn summary(report: ImportReport, language: Language) -> ImportSummary {
    let mut summary = ImportSummary {
        created: report.count(Outcome::Created),
        updated: report.count(Outcome::Updated),
        unchanged: report.count(Outcome::Unchanged) + report.kept(),
        refused: report.refused(),
        dry_run: report.mode == ImportMode::DryRun,
        ..ImportSummary::default()
    };
    for record in report.records {
        let (outcome, why) = match record.fate {
            Fate::Written(outcome) => (outcome_word(outcome), None),
            Fate::Kept => ("kept", Some(text::say(language, "kept"))),
            Fate::Refused(error) => ("refused", Some(explain(language, error))),
        };
        let iri = record.iri.to_string();
        summary.records.push(RecordSummary::new(iri, outcome, record.places, why));
    }
    for refused in report.refused {
        let why = match refused.reason {
            RefusedReason::NotAnAddress(name) => text::fill(language, "not-an-address", &[("iri", name)]),
            RefusedReason::Document(error) => explain(language, error.into()),
            RefusedReason::WithoutKey => text::say(language, "refused-without-key"),
            RefusedReason::Nameless => text::say(language, "refused-nameless"),
            RefusedReason::Malformed(field) => text::fill(language, "refused-malformed", &[("field", field)]),
            RefusedReason::Unpublished => text::say(language, "refused-unpublished"),
            RefusedReason::NoConsent => text::say(language, "refused-no-consent"),
            RefusedReason::UnknownType(name) => text::fill(language, "refused-unknown-type", &[("name", name)]),
        };
        summary.records.push(RecordSummary::new(refused.name, "refused", refused.place, Some(why)));
    }
    for unplaced in report.unplaced {
        let reason = reason_word(unplaced.reason);
        summary.unplaced.push(UnplacedSummary {
            line: unplaced.place.number(),
            text: unplaced.text,
            reason: reason.to_owned(),
            why: text::say(language, &format!("unplaced-{reason}")),
        });
    }
    summary
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Updated => "updated",
        Outcome::Unchanged => "unchanged",
        Outcome::Deleted => "deleted",
    }
}

fn reason_word(reason: UnplacedReason) -> &'static str {
    match reason {
        UnplacedReason::UnknownField => "unknown-field",
        UnplacedReason::EmptyField => "empty-field",
        UnplacedReason::BrokenLine => "broken-line",
        UnplacedReason::OutsideSections => "outside-sections",
        UnplacedReason::FormInstruction => "form-instruction",
        UnplacedReason::Repeated => "repeated",
    }
}
