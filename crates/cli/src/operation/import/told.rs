//! What an import tells of each record while it goes on, and what it did once it is over.

use super::why_in_words;
use crate::text::{self, Language};
use model::{Unplaced, UnplacedReason};
use registry::import::summary::RecordSummary;
use registry::{ImportReport, ImportedRecord, RunListener, Why};
use serde::{Deserialize, Serialize};

/// What an import did, as `codesocial import --json` tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// The number of its run; nothing where nothing was written on purpose.
    pub run: Option<u64>,
    /// How many documents are new.
    pub created: u64,
    /// How many have changed.
    pub updated: u64,
    /// How many were already like this, or were kept as others wrote them.
    pub unchanged: u64,
    /// How many were refused.
    pub refused: u64,
    /// How many of these somebody may want to mend: the others their source, or whom they are about, does not want known.
    pub faults: u64,
    /// How many the source no longer has. They stay.
    pub vanished: u64,
    /// How many ended at the source, and are gone here, too.
    #[serde(default)]
    pub removed: u64,
    /// Whether nothing was written on purpose.
    pub dry_run: bool,
    /// Why it ended before its source did. What was read until then is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Each record, in the order of the source. Who hears of them one by one ([`ImportTold`]) finds none here.
    pub records: Vec<RecordSummary>,
    /// What found no place; the same.
    pub unplaced: Vec<UnplacedSummary>,
    /// Of a dry run, what its fields were taken for: a mapping to save and correct, where a format has no fields of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
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

/// What is told while an import goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportTold {
    /// What became of a record.
    Record(RecordSummary),
    /// What found no place.
    Unplaced(UnplacedSummary),
    /// It is over, and did this.
    Done(ImportSummary),
    /// It was not done, and why, in the caller's language.
    Failed(String),
}

/// Whoever hears of each record.
pub type Ear<'e> = &'e (dyn Fn(ImportTold) + Send + Sync);

/// Puts what a run says into words, and passes it on.
pub(super) struct Teller<'e> {
    pub(super) language: Language,
    pub(super) ear: Ear<'e>,
}

impl RunListener for Teller<'_> {
    fn words(&self, why: Why) -> String {
        why_in_words(self.language, why)
    }

    fn record(&self, record: ImportedRecord) {
        (self.ear)(ImportTold::Record(record.into()));
    }

    fn unplaced(&self, unplaced: Unplaced) {
        let reason = reason_word(unplaced.reason);
        let why = text::say(self.language, &format!("unplaced-{reason}"));
        let (line, text) = (unplaced.place.number(), unplaced.text);
        (self.ear)(ImportTold::Unplaced(UnplacedSummary { line, text, reason: reason.to_owned(), why }));
    }
}

impl ImportSummary {
    pub(super) fn of(report: ImportReport, dry_run: bool) -> Self {
        let ImportReport { run, counts, faults, failure } = report;
        Self {
            run,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged + counts.kept,
            refused: counts.refused,
            faults,
            vanished: counts.vanished,
            removed: counts.removed,
            dry_run,
            failure,
            ..Self::default()
        }
    }

    /// Takes in what another run did after this one.
    pub fn add(&mut self, part: Self) {
        self.run = part.run.or(self.run);
        self.created += part.created;
        self.updated += part.updated;
        self.unchanged += part.unchanged;
        self.refused += part.refused;
        self.faults += part.faults;
        self.vanished += part.vanished;
        self.removed += part.removed;
        self.failure = part.failure;
        self.mapping = part.mapping.or(self.mapping.take());
        self.records.extend(part.records);
        self.unplaced.extend(part.unplaced);
    }

    /// Takes in what is told while a run goes on; what it did, once it is over.
    pub fn hear(&mut self, told: ImportTold) -> Result<(), String> {
        match told {
            ImportTold::Record(record) => self.records.push(record),
            ImportTold::Unplaced(unplaced) => self.unplaced.push(unplaced),
            ImportTold::Done(summary) => self.add(summary),
            ImportTold::Failed(text) => return Err(text),
        }
        Ok(())
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
