//! Which documents are likely of one organisation, and what somebody says of that.

use super::{address, explain};
use crate::text::{self, Language};
use registry::same::page::Asked;
use registry::same::summary::{DecisionSummary, LikelySummary};
use registry::{Registry, SameDecision, SameError};
use serde::{Deserialize, Serialize};

/// Decisions that are told with the pairs.
const DECISIONS: usize = 1_000;

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "same", rename_all = "kebab-case")]
pub enum SameOrder {
    /// Say which documents are likely of one organisation.
    List {
        /// The territory where one of both is.
        territory: Option<String>,
        /// How many pairs at most.
        limit: usize,
    },
    /// Decide on two documents.
    Decide {
        /// What.
        decision: Deciding,
        /// One.
        one: String,
        /// The other.
        other: String,
    },
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deciding {
    /// They are of one organisation.
    Confirm,
    /// They are not.
    Refuse,
    /// They are, and one takes up what the other says.
    Merge,
    /// What was decided is taken back.
    Undo,
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "same", content = "with", rename_all = "kebab-case")]
pub enum SameDone {
    /// The pairs, and what is decided.
    Listed(Box<SameReport>),
    /// What to say of it.
    Said(String),
}

/// Pairs that are likely one, and what is decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SameReport {
    /// The pairs.
    #[serde(flatten)]
    pub likely: LikelySummary,
    /// The decisions that stand.
    pub decisions: Vec<DecisionSummary>,
}

/// Does it with the operator's rights. `Err`: said in `language`.
pub async fn same(registry: &Registry, order: SameOrder, language: Language) -> Result<SameDone, String> {
    let operator = registry.operator();
    match order {
        SameOrder::List { territory, limit } => {
            let territory = territory.map(|territory| address(registry.base(), &territory, language)).transpose()?;
            let asked = Asked { territory, after: 0, limit };
            let refused = |error| explain(language, error);
            let likely = registry.likely_same(&operator, &asked).await.map_err(refused)?.into();
            let decided = registry.decided_pairs(&operator, DECISIONS).await.map_err(refused)?;
            let decisions = decided.iter().map(DecisionSummary::from).collect();
            Ok(SameDone::Listed(Box::new(SameReport { likely, decisions })))
        }
        SameOrder::Decide { decision, one, other } => {
            let (one, other) = (address(registry.base(), &one, language)?, address(registry.base(), &other, language)?);
            let (decision, key) = match decision {
                Deciding::Confirm => (Some(SameDecision::Confirmed), "same-confirmed"),
                Deciding::Refuse => (Some(SameDecision::Refused), "same-refused"),
                Deciding::Merge => (Some(SameDecision::Merged), "same-merged"),
                Deciding::Undo => (None, "same-undone"),
            };
            let reason = web::note_of(decision, language.tag());
            let decided = match decision {
                Some(decision) => registry.decide_same(&operator, [&one, &other], decision, reason).await,
                None => registry.undo_same(&operator, [&one, &other], reason).await,
            };
            let decided = decided.map_err(|error| explain_same(language, error))?;
            let said = text::say(language, key);
            Ok(SameDone::Said(match decided.written {
                Some(written) => {
                    format!("{said}\n{}", text::fill(language, "same-written", &[("iri", written.to_string())]))
                }
                None => said,
            }))
        }
    }
}

fn explain_same(language: Language, error: SameError) -> String {
    match error {
        SameError::OneDocument(iri) => text::fill(language, "same-one-document", &[("iri", iri.to_string())]),
        SameError::Decided => text::say(language, "same-decided"),
        SameError::NotDecided => text::say(language, "same-not-decided"),
        SameError::NoTaker => text::say(language, "same-no-taker"),
        SameError::ChangedSince { document, .. } => {
            text::fill(language, "same-changed-since", &[("iri", document.to_string())])
        }
        SameError::Refused(error) => explain(language, error),
    }
}
