//! Who follows whom, and what has arrived: said once, for pages, for programs and for the command line.

use crate::service::Federation;
use jiff::Timestamp;
use model::Caller;
use registry::AccountError;
use registry::federation::{BlockKind, FollowState};
use serde::{Deserialize, Serialize};

/// Refusals told of one peer.
const REFUSALS: usize = 20;
/// Those who are not found that are told, at most.
const MISSED: usize = 200;

/// Who follows whom, and what has arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeersSummary {
    /// What this instance follows.
    pub following: Vec<FollowingSummary>,
    /// Who follows what of it.
    pub followers: Vec<FollowerSummary>,
    /// Where what is said goes, and how far it has come.
    pub peers: Vec<PeerSummary>,
    /// Whom documents concern elsewhere, and who are not found there: their addresses, and why.
    #[serde(default)]
    pub missed: Vec<(String, String)>,
    /// How many activities came, by what became of them.
    pub received: Vec<(String, u64)>,
    /// Whom nobody hears here.
    pub blocked: Vec<String>,
    /// Who is heard, and not shown to everybody.
    #[serde(default)]
    pub silenced: Vec<String>,
    /// Whom nobody hears here, and who is not shown, each with the reason.
    pub blocks: Vec<BlockSummary>,
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
    /// When it was asked for.
    pub asked: Timestamp,
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
    /// When they asked.
    pub asked: Timestamp,
}

impl FollowerSummary {
    /// Whether somebody waits for an answer.
    pub fn waits(&self) -> bool {
        self.state == FollowState::Waiting.as_str()
    }
}

/// A peer, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerSummary {
    /// Its inbox.
    pub inbox: String,
    /// Whether somebody there follows something here.
    pub follows: bool,
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
    /// Since when it fails.
    pub failing: Option<Timestamp>,
    /// When it is tried again.
    pub next: Option<Timestamp>,
    /// When it was reached last.
    pub reached: Option<Timestamp>,
    /// Since when it is only tried rarely.
    pub parked: Option<Timestamp>,
}

/// Somebody who is not heard, or not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockSummary {
    /// A host, or the address of an actor.
    pub subject: String,
    /// `blocked` or `silenced`.
    pub kind: String,
    /// Why.
    pub why: String,
    /// Since when.
    pub at: Timestamp,
}

impl Federation {
    /// How things stand, for whoever runs the instance.
    pub async fn standing(&self, caller: &Caller) -> Result<PeersSummary, AccountError> {
        let registry = self.registry();
        registry.may_run(caller)?;
        let held = registry.count_elsewhere().await?;
        let relations = registry.relations();
        let following = relations.following().iter().map(|one| FollowingSummary {
            documents: held.iter().find(|(origin, _)| *origin == one.actor).map_or(0, |(_, count)| *count),
            object: one.object.to_string(),
            actor: one.actor.to_string(),
            state: one.state.as_str().to_owned(),
            asked: one.asked,
        });
        let followers = registry.followers().await?.into_iter().map(|one| FollowerSummary {
            actor: one.actor.to_string(),
            object: one.object.to_string(),
            state: one.state.as_str().to_owned(),
            asked: one.asked,
        });
        let last = registry.head();
        let mut peers = Vec::new();
        for peer in registry.peers().await? {
            let refusals = if peer.refused > 0 { registry.refusals(&peer.inbox, REFUSALS).await? } else { Vec::new() };
            peers.push(PeerSummary {
                inbox: peer.inbox.to_string(),
                follows: peer.follows,
                arrived: peer.waiting == 0 && peer.concerns == 0 && (!peer.follows || peer.cursor >= last),
                told: peer.cursor.0,
                last: last.0,
                waiting: peer.waiting,
                refused: peer.refused,
                refusals: refusals.into_iter().map(|(_, iri, _, why)| (iri.to_string(), why)).collect(),
                attempts: peer.attempts,
                failure: peer.failure,
                failing: peer.failing,
                next: peer.next,
                reached: peer.reached,
                parked: peer.parked,
            });
        }
        let missed = registry.missed(MISSED).await?.into_iter();
        let blocks = relations.blocks();
        let named = |kind: BlockKind| {
            blocks.iter().filter(|block| block.kind == kind).map(|block| block.subject.clone()).collect()
        };
        Ok(PeersSummary {
            following: following.collect(),
            followers: followers.collect(),
            peers,
            missed: missed.map(|one| (one.actor.to_string(), one.failure.unwrap_or_default())).collect(),
            received: registry.count_received().await?,
            blocked: named(BlockKind::Blocked),
            silenced: named(BlockKind::Silenced),
            blocks: blocks
                .iter()
                .map(|block| BlockSummary {
                    subject: block.subject.clone(),
                    kind: block.kind.as_str().to_owned(),
                    why: block.why.clone(),
                    at: block.at,
                })
                .collect(),
        })
    }
}

/// What kept something from arriving, as far as it can be said in any language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It was answered with this status.
    Answered(u16),
    /// There was no answer in time.
    Slow,
    /// Its name leads nowhere, or where nothing is sent.
    NoAddress,
    /// There was no connection, or it broke.
    Unreached,
    /// Something else.
    Other,
}

impl Trouble {
    /// Of a failure or a refusal, as the journal has it.
    pub fn of(words: &str) -> Self {
        let digits = words.split(':').next().unwrap_or_default();
        match digits.parse() {
            Ok(status) => Self::Answered(status),
            Err(_) if words.contains("has no address") || words.contains(" leads to ") => Self::NoAddress,
            Err(_) if words.starts_with("no complete answer within") => Self::Slow,
            Err(_) if words.starts_with("the request failed") => Self::Unreached,
            Err(_) => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::told;
    use outbound::FetchError;
    use std::time::Duration;

    #[test]
    fn troubles_are_told_apart() {
        let inside = FetchError::LeadsInside { name: "a.example".to_owned(), address: "10.0.0.1".parse().unwrap() };
        for (words, expected) in [
            ("503".to_owned(), Trouble::Answered(503)),
            ("403: not heard here".to_owned(), Trouble::Answered(403)),
            (told(&FetchError::TooSlow(Duration::from_secs(30))), Trouble::Slow),
            (told(&inside), Trouble::NoAddress),
            ("the request failed: a.example has no address".to_owned(), Trouble::NoAddress),
            ("the request failed: error sending request: Connection refused".to_owned(), Trouble::Unreached),
            (told(&FetchError::TooManyRedirects), Trouble::Other),
            ("the signer has no key".to_owned(), Trouble::Other),
        ] {
            assert_eq!(Trouble::of(&words), expected, "{words}");
        }
    }
}
