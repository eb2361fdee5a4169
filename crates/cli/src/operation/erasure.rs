//! Erasing documents with the operator's rights.

use super::{address, explain};
use crate::failure::chain;
use crate::text::{self, Language};
use model::Iri;
use registry::{Erasure, ErasureError, Progress, ReadError, Registry};
use serde::{Deserialize, Serialize};

/// What to erase.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EraseOrder {
    /// Addresses, or what stands after the instance's.
    pub documents: Vec<String>,
    /// Whether to say only what would be done.
    pub dry_run: bool,
    /// In which language to explain refusals.
    pub language: Language,
}

/// What was erased, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EraseSummary {
    /// Each document.
    pub documents: Vec<ErasedSummary>,
    /// Releases that go whole.
    pub releases: Vec<String>,
    /// Releases that stay, without these.
    pub frozen_in: Vec<String>,
    /// Other documents that name these.
    pub named_in: Vec<String>,
    /// `planned`, `begun` or `finished`.
    pub progress: String,
}

/// One document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedSummary {
    /// Its address.
    pub id: String,
    /// How many entries of the journal are destroyed.
    pub entries: u64,
}

/// Erases documents, or says what that would do. `Err`: said in the order's language.
pub async fn erase(registry: &Registry, order: EraseOrder) -> Result<EraseSummary, String> {
    let EraseOrder { documents, dry_run, language } = order;
    let documents: Vec<Iri> =
        documents.iter().map(|text| address(registry.base(), text, language)).collect::<Result<_, _>>()?;
    let operator = registry.operator();
    let erasure = if dry_run {
        registry.plan_erasure(&operator, &documents).await
    } else {
        registry.erase(&operator, &documents).await
    };
    erasure.map(|erasure| summary(&erasure)).map_err(|error| explain_erasure(language, error))
}

fn summary(erasure: &Erasure) -> EraseSummary {
    let list = |iris: &[Iri]| iris.iter().map(Iri::to_string).collect();
    let documents = erasure.documents.iter();
    EraseSummary {
        documents: documents.map(|(iri, entries)| ErasedSummary { id: iri.to_string(), entries: *entries }).collect(),
        releases: list(&erasure.releases),
        frozen_in: list(&erasure.frozen_in),
        named_in: list(&erasure.named_in),
        progress: match erasure.progress {
            Progress::Planned => "planned",
            Progress::Begun => "begun",
            Progress::Finished => "finished",
        }
        .to_owned(),
    }
}

/// As [`explain`] does.
#[expect(clippy::wildcard_enum_match_arm, reason = "web explains every refusal; only failures of ours are apart")]
fn explain_erasure(language: Language, error: ErasureError) -> String {
    match error {
        ErasureError::Change(error) => explain(language, error),
        ErasureError::Read(error @ (ReadError::Projection(_) | ReadError::Journal(_) | ReadError::Stored(_))) => {
            text::fill(language, "journal-unusable", &[("cause", chain(&error))])
        }
        refused => web::explain_erasure(refused, language.tag()),
    }
}
