//! What commands do about other instances.

use crate::failure::chain;
use crate::operation::{ClaimDone, ClaimOrder, WebhookDone, WebhookOrder, address, claim, explain, webhooks};
use crate::text::{self, Language};
use federation::Federation;
use federation::block::Done;
use federation::follow::{FollowError, Remains};
use federation::quarantine::{AcceptError, HeldSummary};
use federation::receipts::{ReceiptsError, ReceiptsSummary};
use federation::report::ReportError;
use federation::standing::PeersSummary;
use model::Iri;
use registry::{AccountError, ChangeError};
use serde::{Deserialize, Serialize};

/// Something to do about other instances.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "federation", rename_all = "kebab-case")]
pub enum FederationOrder {
    /// Follow what is found at this address.
    Follow {
        /// The address.
        address: String,
    },
    /// Follow it no longer.
    Unfollow {
        /// Its address.
        address: String,
        /// Whether what is held of it stays as it is.
        keep: bool,
    },
    /// Say who follows whom, and what has arrived.
    Peers,
    /// Say who has taken what one document says.
    Receipts {
        /// Its address, or what stands after the instance's.
        document: String,
    },
    /// Let something in quarantine be shown.
    Accept {
        /// Its number.
        number: u64,
    },
    /// Try again now what did not arrive.
    Retry {
        /// One inbox; `None`: all.
        inbox: Option<String>,
    },
    /// Say what is in quarantine.
    Quarantine {
        /// Of whoever is silenced, instead of the rest.
        #[serde(default)]
        silenced: bool,
    },
    /// Dismiss something in quarantine, or apply it again.
    Decide {
        /// Its number.
        number: u64,
        /// Whether to apply it again.
        again: bool,
    },
    /// Let somebody in who asked to follow, or not.
    Answer {
        /// Who.
        actor: String,
        /// Whether.
        accept: bool,
    },
    /// Hear a host or an actor no longer.
    Block {
        /// A host, or the address of an actor.
        subject: String,
        /// Why.
        why: String,
        /// Whether what is held of it is removed.
        #[serde(default)]
        remove: bool,
    },
    /// Hear it, and show what it says to those who are signed in here alone.
    Silence {
        /// A host, or the address of an actor.
        subject: String,
        /// Why.
        why: String,
    },
    /// Do something about an imported document that somebody takes over.
    Claim(ClaimOrder),
    /// Do something about an address that is told what changed.
    Webhook(WebhookOrder),
    /// Tell the instance that answers for something of it.
    Report {
        /// The address of a document, or an actor.
        address: String,
        /// Why.
        because: Option<String>,
    },
    /// Hear it again.
    Unblock {
        /// A host, or the address of an actor.
        subject: String,
    },
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "done", rename_all = "kebab-case")]
pub enum FederationDone {
    /// This, in the caller's language.
    Said {
        /// In words.
        text: String,
    },
    /// This is how things stand.
    Peers(PeersSummary),
    /// This is who has taken it.
    Receipts(ReceiptsSummary),
    /// This was done about an imported document that somebody takes over.
    Claim(ClaimDone),
    /// This was done about an address that is told what changed.
    Webhook(WebhookDone),
    /// This is in quarantine.
    Quarantine {
        /// The latest first.
        held: Vec<HeldSummary>,
    },
}

/// Does something about other instances in the operator's name; what was done, or why it was not, in `language`.
pub async fn federate(
    federation: &Federation,
    order: FederationOrder,
    language: Language,
) -> Result<FederationDone, String> {
    let registry = federation.registry();
    let operator = registry.operator();
    let said =
        |key: &str, values: &[(&'static str, String)]| FederationDone::Said { text: text::fill(language, key, values) };
    let of_account = |error: AccountError| of_account(language, error);
    match order {
        FederationOrder::Follow { address } => {
            let iri = parsed(&address, language)?;
            let followed = federation.follow(&operator, &iri).await.map_err(|error| told(language, error))?;
            Ok(said("follow-asked", &[("object", followed.object.to_string()), ("actor", followed.actor.to_string())]))
        }
        FederationOrder::Unfollow { address, keep } => {
            let iri = parsed(&address, language)?;
            let remains = if keep { Remains::Frozen } else { Remains::Removed };
            let ended = federation.unfollow(&operator, &iri, remains).await;
            let documents = ended.map_err(|error| told(language, error))?;
            let key = if keep { "unfollowed-kept" } else { "unfollowed-removed" };
            Ok(said(key, &[("object", address), ("documents", documents.to_string())]))
        }
        FederationOrder::Peers => Ok(FederationDone::Peers(federation.standing(&operator).await.map_err(of_account)?)),
        FederationOrder::Receipts { document } => {
            let iri = address(registry.base(), &document, language)?;
            let receipts = federation.receipts(&operator, &iri).await;
            Ok(FederationDone::Receipts(receipts.map_err(|error| match error {
                ReceiptsError::Account(error) => of_account(error),
                ReceiptsError::Read(error) => explain(language, error.into()),
            })?))
        }
        FederationOrder::Accept { number } => {
            let values = [("number", number.to_string())];
            match federation.accept(&operator, number).await {
                Ok(()) => Ok(said("quarantine-accepted", &values)),
                Err(AcceptError::Unknown(_)) => Err(text::fill(language, "quarantine-unknown", &values)),
                Err(AcceptError::NotShown(_)) => Err(text::fill(language, "quarantine-not-shown", &values)),
                Err(AcceptError::Unfit(_, cause)) => {
                    let [number] = values;
                    Err(text::fill(language, "quarantine-unfit", &[number, ("cause", cause)]))
                }
                Err(AcceptError::NoDocument(iri)) => {
                    Err(text::fill(language, "quarantine-no-document", &[("iri", iri.to_string())]))
                }
                Err(AcceptError::Account(error)) => Err(of_account(error)),
                Err(AcceptError::Read(error)) => Err(explain(language, error.into())),
            }
        }
        FederationOrder::Retry { inbox } => {
            let inbox = inbox.map(|inbox| parsed(&inbox, language)).transpose()?;
            registry.retry(&operator, inbox.as_ref()).await.map_err(of_account)?;
            Ok(said("peers-retried", &[]))
        }
        FederationOrder::Quarantine { silenced } => {
            let held = federation.held(&operator, silenced).await.map_err(of_account)?;
            Ok(FederationDone::Quarantine { held })
        }
        FederationOrder::Decide { number, again } => {
            let done = if again {
                federation.reconsider(&operator, number).await
            } else {
                registry.dismiss(&operator, number).await
            };
            let values = [("number", number.to_string())];
            match (done.map_err(of_account)?, again) {
                (false, _) => Err(text::fill(language, "quarantine-unknown", &values)),
                (true, true) => Ok(said("quarantine-again", &values)),
                (true, false) => Ok(said("quarantine-dismissed", &values)),
            }
        }
        FederationOrder::Answer { actor, accept } => {
            let iri = parsed(&actor, language)?;
            let answered = federation.answer(&operator, &iri, accept).await.map_err(|error| told(language, error))?;
            let key = match (answered, accept) {
                (false, _) => "follower-unknown",
                (true, true) => "follower-accepted",
                (true, false) => "follower-refused",
            };
            if answered {
                Ok(said(key, &[("actor", actor)]))
            } else {
                Err(text::fill(language, key, &[("actor", actor)]))
            }
        }
        FederationOrder::Block { subject, why, remove } => {
            let remains = if remove { Remains::Removed } else { Remains::Frozen };
            let Done { subject, documents } =
                federation.block(&operator, &subject, &why, remains).await.map_err(of_account)?;
            let key = if remove { "peer-blocked-removed" } else { "peer-blocked" };
            Ok(said(key, &[("subject", subject), ("documents", documents.to_string())]))
        }
        FederationOrder::Silence { subject, why } => {
            let subject = federation.silence(&operator, &subject, &why).await.map_err(of_account)?;
            Ok(said("peer-silenced", &[("subject", subject)]))
        }
        FederationOrder::Unblock { subject } => {
            let done = federation.unblock(&operator, &subject).await.map_err(of_account)?;
            Ok(said("peer-unblocked", &[("subject", done.subject)]))
        }
        FederationOrder::Claim(order) => Ok(FederationDone::Claim(claim(federation, order, language).await?)),
        FederationOrder::Webhook(order) => Ok(FederationDone::Webhook(webhooks(federation, order, language).await?)),
        FederationOrder::Report { address, because } => {
            let iri = parsed(&address, language)?;
            let because = because.unwrap_or_default();
            let told_to =
                federation.report(&operator, &iri, &because).await.map_err(|error| not_reported(language, error))?;
            Ok(said("report-sent", &[("iri", address), ("actor", told_to.to_string())]))
        }
    }
}

fn parsed(address: &str, language: Language) -> Result<Iri, String> {
    Iri::parse(address).map_err(|_| text::fill(language, "not-an-iri", &[("iri", address.to_owned())]))
}

fn of_account(language: Language, error: AccountError) -> String {
    if let AccountError::Journal(error) = error {
        return explain(language, ChangeError::Journal(error));
    }
    web::explain_account(error, language.tag())
}

fn not_reported(language: Language, error: ReportError) -> String {
    match error {
        ReportError::Nobody(error) => told(language, error),
        ReportError::TooLong(limit) => text::fill(language, "report-too-long", &[("limit", limit.to_string())]),
    }
}

fn told(language: Language, error: FollowError) -> String {
    match error {
        FollowError::Account(error) => of_account(language, error),
        FollowError::NotHeard(subject) => text::fill(language, "follow-not-heard", &[("subject", subject)]),
        FollowError::Own(iri) => text::fill(language, "follow-own", &[("iri", iri.to_string())]),
        FollowError::NotFollowed(iri) => text::fill(language, "follow-not-followed", &[("iri", iri.to_string())]),
        FollowError::Nobody(iri) => text::fill(language, "follow-nobody", &[("iri", iri.to_string())]),
        FollowError::NotFound(iri, cause) => {
            text::fill(language, "follow-not-found", &[("iri", iri.to_string()), ("cause", chain(&cause))])
        }
    }
}
