//! What commands do about imported documents that somebody takes over.

use super::{address, explain};
use crate::text::{self, Language};
use federation::Federation;
use jiff::Timestamp;
use model::Iri;
use registry::claim::Claimed;
use registry::{ChangeError, ClaimError};
use serde::{Deserialize, Serialize};
use web::{ClaimStep, ClaimSummary};

/// Claims told at most.
const CLAIMS: usize = 10_000;

/// Something to do about a claim.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "kebab-case")]
pub enum ClaimOrder {
    /// Draw a challenge.
    Ask {
        /// The document: its address, or what stands after the instance's.
        document: String,
        /// For whom.
        account: String,
    },
    /// Look whether it is where it has to be.
    Check {
        /// The document.
        document: String,
        /// For whom.
        account: String,
    },
    /// Send a code to an address at its site.
    Mail {
        /// The document.
        document: String,
        /// For whom.
        account: String,
        /// Where to.
        to: String,
    },
    /// Enter the code that was sent.
    Enter {
        /// The document.
        document: String,
        /// For whom.
        account: String,
        /// As it was typed.
        code: String,
    },
    /// Hand a document over without a proof.
    Give {
        /// The document.
        document: String,
        /// To whom.
        account: String,
    },
    /// Take a document back.
    TakeBack {
        /// The document.
        document: String,
    },
    /// Say who took over what.
    List,
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "kebab-case")]
pub enum ClaimDone {
    /// A challenge.
    Asked(AskedSummary),
    /// A code will be sent.
    Mailed(MailedSummary),
    /// A document was handed over.
    HandedOver(HandedOver),
    /// A document was taken back.
    TakenBack {
        /// Which.
        document: String,
    },
    /// Who took over what.
    Listed {
        /// The latest first.
        claims: Vec<ClaimSummary>,
    },
}

/// A code on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailedSummary {
    /// The document.
    pub document: String,
    /// Where to.
    pub to: String,
    /// Until when it is tried to send it.
    pub until: Timestamp,
}

/// A challenge, and where it may be put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedSummary {
    /// The document.
    pub document: String,
    /// Its text.
    pub challenge: String,
    /// Until when it holds.
    pub expires: Timestamp,
    /// Each way to prove it.
    pub ways: Vec<ClaimStep>,
}

/// A document that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Which.
    pub document: String,
    /// By which way it was proven; nothing where it was given.
    pub way: Option<String>,
    /// Where the proof was seen.
    pub place: Option<String>,
    /// What went with it, itself first.
    pub together: Vec<String>,
}

impl From<Claimed> for HandedOver {
    fn from(claimed: Claimed) -> Self {
        Self {
            document: claimed.document.to_string(),
            way: claimed.way.map(|way| way.name().to_owned()),
            place: claimed.place,
            together: claimed.together.iter().map(Iri::to_string).collect(),
        }
    }
}

/// Does it with the operator's rights. `Err`: said in `language`.
pub async fn claim(federation: &Federation, order: ClaimOrder, language: Language) -> Result<ClaimDone, String> {
    let registry = federation.registry();
    let operator = registry.operator();
    let refused = |error| explain_claim(language, error);
    match order {
        ClaimOrder::Ask { document, account } => {
            let iri = address(registry.base(), &document, language)?;
            let asked = registry.ask_claim(&operator, &iri, Some(&account)).await.map_err(refused)?;
            let ways = web::claim_steps(language.tag(), &iri, &asked.site, &asked.challenge);
            let (document, challenge) = (iri.to_string(), asked.challenge);
            Ok(ClaimDone::Asked(AskedSummary { document, challenge, expires: asked.expires, ways }))
        }
        ClaimOrder::Check { document, account } => {
            let iri = address(registry.base(), &document, language)?;
            let claimed = federation.check_claim(&operator, &iri, Some(&account)).await;
            Ok(ClaimDone::HandedOver(claimed.map_err(refused)?.into()))
        }
        ClaimOrder::Mail { document, account, to } => {
            let iri = address(registry.base(), &document, language)?;
            let posted = federation.ask_claim_mail(&operator, &iri, &to, Some(&account)).await.map_err(refused)?;
            let document = iri.to_string();
            Ok(ClaimDone::Mailed(MailedSummary { document, to: posted.address, until: posted.until }))
        }
        ClaimOrder::Enter { document, account, code } => {
            let iri = address(registry.base(), &document, language)?;
            let claimed = registry.claim_by_code(&operator, &iri, &code, Some(&account)).await;
            Ok(ClaimDone::HandedOver(claimed.map_err(refused)?.into()))
        }
        ClaimOrder::Give { document, account } => {
            let iri = address(registry.base(), &document, language)?;
            let given = registry.give_document(&operator, &iri, &account).await;
            Ok(ClaimDone::HandedOver(given.map_err(refused)?.into()))
        }
        ClaimOrder::TakeBack { document } => {
            let iri = address(registry.base(), &document, language)?;
            registry.take_claim_back(&operator, &iri).await.map_err(refused)?;
            Ok(ClaimDone::TakenBack { document: iri.to_string() })
        }
        ClaimOrder::List => {
            let claims = registry.claims(&operator, CLAIMS).await.map_err(|error| explain(language, error))?;
            Ok(ClaimDone::Listed { claims: claims.into_iter().map(ClaimSummary::from).collect() })
        }
    }
}

/// As [`explain`] does.
#[expect(clippy::wildcard_enum_match_arm, reason = "web explains every refusal; what commands know better is apart")]
fn explain_claim(language: Language, error: ClaimError) -> String {
    match error {
        ClaimError::Refused(error @ (ChangeError::Journal(_) | ChangeError::Stored(_))) => explain(language, error),
        ClaimError::Unclaimed(iri) => text::fill(language, "claim-none-of", &[("document", iri.to_string())]),
        refused => web::explain_claim(refused, language.tag()),
    }
}
