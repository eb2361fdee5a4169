//! Sources and runs as programs are told of them: the command line's `--json`, and pages asked for as JSON.

use super::merge::Dispute;
use super::report::ImportedRecord;
use jiff::Timestamp;
pub use journal::import::run::CUT_OFF;
use journal::import::{KeptRecord, KeptRun, KeptSource};
use model::Place;
use serde::{Deserialize, Serialize};

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSummary {
    /// How it is called here.
    pub name: String,
    /// What it is written in.
    pub format: String,
    /// Where it was read from last.
    pub address: String,
    /// Seconds from one run to the next; nothing: by hand only.
    pub every: Option<u64>,
    /// When it is due; nothing: by hand only.
    pub next: Option<Timestamp>,
    /// How many of its records it no longer has.
    pub vanished: u64,
    /// Its last run.
    pub last: Option<RunSummary>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Its number.
    pub run: u64,
    /// Of which source.
    pub source: String,
    /// When it began.
    pub began: Timestamp,
    /// When it ended; nothing: it goes on.
    pub ended: Option<Timestamp>,
    /// Why it ended before its source did, in the words of whoever asked for it; [`CUT_OFF`] where its process ended.
    pub failure: Option<String>,
    /// How many documents were new.
    pub created: u64,
    /// How many changed.
    pub updated: u64,
    /// How many were told as before, or kept as somebody here wrote them.
    pub unchanged: u64,
    /// How many were refused.
    pub refused: u64,
    /// How many the source no longer had.
    pub vanished: u64,
    /// How many ended at the source, and are gone here, too.
    #[serde(default)]
    pub removed: u64,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
}

/// A run with its records; what did not change is only counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// The run.
    #[serde(flatten)]
    pub run: RunSummary,
    /// Its records.
    pub records: Vec<RecordSummary>,
    /// After which record the next ones are to be asked for; nothing: these were the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSummary {
    /// Its document, or what it calls itself.
    pub iri: String,
    /// `created`, `updated`, `unchanged`, `kept`, `refused`, `vanished` or `removed`.
    pub outcome: String,
    /// The lines of the source that speak of it, where people wrote them.
    pub lines: Vec<u64>,
    /// The items of the source that speak of it, where a program wrote them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<u64>,
    /// Why it was kept or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What the source says otherwise than what was written here, which stays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeSummary>,
}

/// A field of which the source says something else than what was written here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeSummary {
    /// The document, or a part of it.
    pub subject: String,
    /// The property; nothing where one of both took the whole part out.
    pub property: Option<String>,
    /// What stands here, as N-Triples.
    pub here: Vec<String>,
    /// What the source says, as N-Triples.
    pub source: Vec<String>,
}

impl From<KeptSource> for SourceSummary {
    fn from(source: KeptSource) -> Self {
        Self {
            name: source.card.name.to_string(),
            format: source.card.format,
            address: source.card.address,
            every: source.every.map(|every| every.as_secs()),
            next: source.next,
            vanished: source.vanished,
            last: source.last.map(RunSummary::from),
        }
    }
}

impl From<KeptRun> for RunSummary {
    fn from(run: KeptRun) -> Self {
        let counts = run.counts;
        Self {
            run: run.number,
            source: run.source.to_string(),
            began: run.began,
            ended: run.ended,
            failure: run.failure,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged + counts.kept,
            refused: counts.refused,
            vanished: counts.vanished,
            removed: counts.removed,
            undone: run.undone,
        }
    }
}

impl From<ImportedRecord> for RecordSummary {
    fn from(record: ImportedRecord) -> Self {
        let (lines, items) = lines_and_items(&record.places);
        let disputes = record.disputes.into_iter().map(DisputeSummary::from).collect();
        let outcome = record.fate.word().to_owned();
        Self { iri: record.name, outcome, lines, items, why: record.why, disputes }
    }
}

impl From<KeptRecord> for RecordSummary {
    fn from(record: KeptRecord) -> Self {
        let (lines, items) = lines_and_items(&record.places);
        // This program wrote it: what it cannot read it has nothing to say of.
        let disputes = record.disputes.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self { iri: record.name, outcome: record.fate.word().to_owned(), lines, items, why: record.why, disputes }
    }
}

impl From<Dispute> for DisputeSummary {
    fn from(dispute: Dispute) -> Self {
        let subject = dispute.place.subject().to_owned();
        let property = dispute.property().map(str::to_owned);
        Self { subject, property, here: dispute.here, source: dispute.there }
    }
}

fn lines_and_items(places: &[Place]) -> (Vec<u64>, Vec<u64>) {
    let (mut lines, mut items) = (Vec::new(), Vec::new());
    for place in places {
        match place {
            Place::Line(line) => lines.push(*line),
            Place::Item(item) => items.push(*item),
        }
    }
    (lines, items)
}
