//! What commands do about other instances.

use crate::failure::chain;
use crate::operation::explain;
use crate::text::{self, Language};
use federation::Federation;
use federation::follow::{FollowError, Remains};
use jiff::Timestamp;
use model::Iri;
use registry::federation::FollowState;
use registry::{AccountError, ChangeError, JournalError};
use serde::{Deserialize, Serialize};

/// Activities in quarantine that are told, the latest.
const HELD: usize = 200;
/// Refusals told of one peer.
const REFUSALS: usize = 20;

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
    /// Try again now what did not arrive.
    Retry {
        /// One inbox; `None`: all.
        inbox: Option<String>,
    },
    /// Say what is in quarantine.
    Quarantine,
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
    /// This is in quarantine.
    Quarantine {
        /// The latest first.
        held: Vec<HeldSummary>,
    },
}

/// Who follows whom, and what has arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeersSummary {
    /// What this instance follows.
    pub following: Vec<FollowingSummary>,
    /// Who follows what of it.
    pub followers: Vec<FollowerSummary>,
    /// Where what is said goes, and how far it has come.
    pub peers: Vec<PeerSummary>,
    /// How many activities came, by what became of them.
    pub received: Vec<(String, u64)>,
    /// Whom nobody hears here.
    pub blocked: Vec<String>,
}

/// Something in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSummary {
    /// Its number.
    pub number: u64,
    /// Its address.
    pub id: String,
    /// Who says it.
    pub actor: String,
    /// When it came.
    pub at: Timestamp,
    /// Why it is there.
    pub why: String,
}

/// Something that is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowingSummary {
    /// What.
    pub object: String,
    /// Who answers for it.
    pub actor: String,
    /// `waiting`, `accepted` or `refused`.
    pub state: String,
    /// How many documents are held from there.
    pub documents: u64,
}

/// Somebody who follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowerSummary {
    /// Who.
    pub actor: String,
    /// What.
    pub object: String,
    /// `waiting`, `accepted` or `refused`.
    pub state: String,
}

/// A peer, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerSummary {
    /// Its inbox.
    pub inbox: String,
    /// Whether all that there is to say has arrived, or was refused.
    pub arrived: bool,
    /// The entry of the journal up to which it was told.
    pub told: u64,
    /// The last entry.
    pub last: u64,
    /// Messages that wait for it.
    pub waiting: u64,
    /// What it refused for good.
    pub refused: u64,
    /// The last refusals: what, and why.
    pub refusals: Vec<(String, String)>,
    /// Failures since the last success.
    pub attempts: u32,
    /// The last failure, in words.
    pub failure: Option<String>,
    /// When it is tried again.
    pub next: Option<Timestamp>,
    /// When it was reached last.
    pub reached: Option<Timestamp>,
    /// Since when it is only tried rarely.
    pub parked: Option<Timestamp>,
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
    let of_journal = |error: JournalError| explain(language, ChangeError::Journal(error));
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
        FederationOrder::Peers => Ok(FederationDone::Peers(summary(federation).await.map_err(of_journal)?)),
        FederationOrder::Retry { inbox } => {
            let inbox = inbox.map(|inbox| parsed(&inbox, language)).transpose()?;
            registry.retry(&operator, inbox.as_ref()).await.map_err(of_account)?;
            Ok(said("peers-retried", &[]))
        }
        FederationOrder::Quarantine => {
            let held = registry.quarantined(HELD).await.map_err(of_journal)?.into_iter().map(|one| HeldSummary {
                number: one.number,
                id: one.id.to_string(),
                actor: one.actor.to_string(),
                at: one.at,
                why: one.why.unwrap_or_default(),
            });
            Ok(FederationDone::Quarantine { held: held.collect() })
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
        FederationOrder::Block { subject, why } => {
            let subject = federation.block(&operator, &subject, &why).await.map_err(of_account)?;
            Ok(said("peer-blocked", &[("subject", subject)]))
        }
        FederationOrder::Unblock { subject } => {
            let subject = federation.unblock(&operator, &subject).await.map_err(of_account)?;
            Ok(said("peer-unblocked", &[("subject", subject)]))
        }
    }
}

async fn summary(federation: &Federation) -> Result<PeersSummary, JournalError> {
    let registry = federation.registry();
    let held = registry.count_elsewhere().await?;
    let following = registry.following().await?.into_iter().map(|one| FollowingSummary {
        documents: held.iter().find(|(origin, _)| *origin == one.actor).map_or(0, |(_, count)| *count),
        object: one.object.to_string(),
        actor: one.actor.to_string(),
        state: one.state.as_str().to_owned(),
    });
    let followers = registry.followers().await?.into_iter().map(|one| FollowerSummary {
        actor: one.actor.to_string(),
        object: one.object.to_string(),
        state: one.state.as_str().to_owned(),
    });
    let last = registry.head();
    let mut peers = Vec::new();
    for peer in registry.peers().await? {
        let refusals = registry.refusals(&peer.inbox, REFUSALS).await?;
        peers.push(PeerSummary {
            inbox: peer.inbox.to_string(),
            arrived: peer.waiting == 0 && (!peer.follows || peer.cursor >= last),
            told: peer.cursor.0,
            last: last.0,
            waiting: peer.waiting,
            refused: peer.refused,
            refusals: refusals.into_iter().map(|(_, iri, _, why)| (iri.to_string(), why)).collect(),
            attempts: peer.attempts,
            failure: peer.failure,
            next: peer.next,
            reached: peer.reached,
            parked: peer.parked,
        });
    }
    Ok(PeersSummary {
        following: following.collect(),
        followers: followers.collect(),
        peers,
        received: registry.count_received().await?,
        blocked: registry.blocks().await?.into_iter().map(|block| block.subject).collect(),
    })
}

/// Whether somebody waits for an answer.
pub fn waits(follower: &FollowerSummary) -> bool {
    follower.state == FollowState::Waiting.as_str()
}

fn parsed(address: &str, language: Language) -> Result<Iri, String> {
    Iri::parse(address).map_err(|_| text::fill(language, "not-an-address", &[("iri", address.to_owned())]))
}

fn of_account(language: Language, error: AccountError) -> String {
    if let AccountError::Journal(error) = error {
        return explain(language, ChangeError::Journal(error));
    }
    web::explain_account(error, language.tag())
}

fn told(language: Language, error: FollowError) -> String {
    match error {
        FollowError::Account(error) => of_account(language, error),
        FollowError::Own(iri) => text::fill(language, "follow-own", &[("iri", iri.to_string())]),
        FollowError::NotFollowed(iri) => text::fill(language, "follow-not-followed", &[("iri", iri.to_string())]),
        FollowError::Nobody(iri) => text::fill(language, "follow-nobody", &[("iri", iri.to_string())]),
        FollowError::NotFound(iri, cause) => {
            text::fill(language, "follow-not-found", &[("iri", iri.to_string()), ("cause", chain(&cause))])
        }
    }
}
