//! Who has taken what one document says, or that it ended; for whoever answers for it.
//!
//! A confirmation is the 2xx with which a peer answered. It follows from how far the peer has come: nothing is kept for each
//! document and peer. Its time is that of the portion in which it was sent; of what lies far back, that of the first step that
//! is still known, which is no earlier.

use crate::deliver::microblog;
use crate::service::{Federation, Shared};
use jiff::Timestamp;
use model::{Caller, Iri};
use registry::federation::{Arrival, End, FollowState, Outgoing, Peer, Word};
use registry::{AccountError, JournalError, ReadError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who has taken what one document says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptsSummary {
    /// The document.
    pub document: String,
    /// Its last entry.
    pub entry: u64,
    /// When that was.
    pub at: Timestamp,
    /// `says`: it is there; `gone` or `erased`.
    pub now: String,
    /// Each peer that is told of it.
    pub peers: Vec<ReceiptSummary>,
    /// Inboxes behind which nobody follows any more: they are told nothing.
    pub left: Vec<String>,
}

/// What became of it at one peer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptSummary {
    /// The peer.
    pub inbox: String,
    /// What it is told: `says`, or that it ended: `closed`, `gone`, `erased`.
    pub told: String,
    /// `confirmed`, `refused`, `waiting`, or `blocked`: it is told nothing for now.
    pub state: String,
    /// When it was confirmed, at the latest, or refused.
    pub at: Option<Timestamp>,
    /// Why it was refused, or the last failure.
    pub why: Option<String>,
    /// When it is tried again.
    pub next: Option<Timestamp>,
    /// Since when the peer is only tried rarely.
    pub parked: Option<Timestamp>,
}

/// How many peers have taken something, and how many have not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// They confirmed it.
    pub confirmed: u64,
    /// They refused it.
    pub refused: u64,
    /// They have still to take it.
    pub waiting: u64,
}

/// Why there are no receipts.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptsError {
    /// The caller may not read them, or there is no such document.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// See [`ReadError`].
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<JournalError> for ReceiptsError {
    fn from(error: JournalError) -> Self {
        Self::Account(error.into())
    }
}

/// All to whom something may be told.
struct Everybody {
    peers: Vec<Peer>,
    /// What is followed from each inbox.
    followed: BTreeMap<Iri, BTreeSet<Iri>>,
    /// Inboxes behind which somebody follows who is not blocked.
    heard: BTreeSet<Iri>,
}

impl Everybody {
    async fn of(shared: &Shared) -> Result<Self, JournalError> {
        let registry = &shared.registry;
        let (peers, unheard) = (registry.peers().await?, shared.blocked());
        let mut followed: BTreeMap<Iri, BTreeSet<Iri>> = BTreeMap::new();
        let mut heard = BTreeSet::new();
        for follower in registry.followers().await? {
            if unheard.names(&follower.inbox).is_none() && unheard.names(&follower.actor).is_none() {
                heard.insert(follower.inbox.clone());
            }
            if follower.state == FollowState::Accepted {
                followed.entry(follower.inbox).or_default().insert(follower.object);
            }
        }
        Ok(Self { peers, followed, heard })
    }

    /// The peers that are told of this, each with what.
    async fn concerned(&self, shared: &Shared, told: &Outgoing) -> Result<Vec<(&Peer, Word)>, ReadError> {
        let mut concerned = Vec::new();
        let mut item = None;
        // Many follow the same.
        let mut heard: BTreeMap<&BTreeSet<Iri>, bool> = BTreeMap::new();
        for peer in &self.peers {
            let Some(objects) = self.followed.get(&peer.inbox) else { continue };
            let Some(word) = shared.registry.word_for(peer, objects, told) else { continue };
            if word == Word::Says && !peer.exact {
                if item.is_none() {
                    item = shared.registry.published_one(&told.iri).await?;
                }
                let Some(item) = &item else { continue };
                let is_heard = match heard.get(objects) {
                    Some(is_heard) => *is_heard,
                    None => microblog::is_heard(shared, objects, item).await?,
                };
                heard.insert(objects, is_heard);
                if !is_heard {
                    continue;
                }
            }
            concerned.push((peer, word));
        }
        Ok(concerned)
    }

    fn receipt(&self, (peer, word): (&Peer, Word), arrival: Option<&Arrival>) -> ReceiptSummary {
        let refusal = arrival.and_then(|arrival| arrival.refusal.clone());
        let waits = |state: &str| (state.to_owned(), None, peer.failure.clone(), peer.next, peer.parked);
        let (state, at, why, next, parked) = match (refusal, arrival) {
            (Some((at, why)), _) => ("refused".to_owned(), Some(at), Some(why), None, None),
            (None, Some(arrival)) => ("confirmed".to_owned(), arrival.at, None, None, None),
            (None, None) if !self.heard.contains(&peer.inbox) => waits("blocked"),
            (None, None) => waits("waiting"),
        };
        let told = word_of(word).to_owned();
        ReceiptSummary { inbox: peer.inbox.to_string(), told, state, at, why, next, parked }
    }
}

impl Federation {
    /// Who has taken what this document says now, or that it ended: for its owner, and for administrators.
    pub async fn receipts(&self, caller: &Caller, iri: &Iri) -> Result<ReceiptsSummary, ReceiptsError> {
        let shared = &self.shared;
        let told = shared.registry.answered_for(caller, &iri.document()).await?;
        let everybody = Everybody::of(shared).await?;
        let arrivals = shared.registry.arrivals(told.seq).await?;
        let concerned = everybody.concerned(shared, &told).await?;
        let receipts = concerned.into_iter().map(|(peer, word)| {
            let arrival = arrivals.iter().find(|arrival| arrival.inbox == peer.inbox);
            everybody.receipt((peer, word), arrival)
        });
        let left = everybody.peers.iter().filter(|peer| peer.round > 0 && !peer.follows);
        Ok(ReceiptsSummary {
            document: told.iri.to_string(),
            entry: told.seq.0,
            at: told.at,
            now: match (&told.canonical, told.erased) {
                (Some(_), _) => "says",
                (None, true) => word_of(Word::Ended(End::Erased)),
                (None, false) => word_of(Word::Ended(End::Gone)),
            }
            .to_owned(),
            peers: receipts.collect(),
            left: left.map(|peer| peer.inbox.to_string()).collect(),
        })
    }

    /// The same of several documents, in numbers, in their order; none of those that are not ours.
    pub async fn tallies(&self, caller: &Caller, documents: &[Iri]) -> Result<Vec<Option<Tally>>, ReceiptsError> {
        let shared = &self.shared;
        let everybody = Everybody::of(shared).await?;
        let mut tallies = Vec::with_capacity(documents.len());
        for iri in documents {
            let told = match shared.registry.answered_for(caller, iri).await {
                Ok(told) => told,
                Err(AccountError::NotFound) => {
                    tallies.push(None);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let arrivals = shared.registry.arrivals(told.seq).await?;
            let mut tally = Tally { confirmed: 0, refused: 0, waiting: 0 };
            for (peer, _) in everybody.concerned(shared, &told).await? {
                match arrivals.iter().find(|arrival| arrival.inbox == peer.inbox) {
                    Some(Arrival { refusal: Some(_), .. }) => tally.refused += 1,
                    Some(_) => tally.confirmed += 1,
                    None => tally.waiting += 1,
                }
            }
            tallies.push(Some(tally));
        }
        Ok(tallies)
    }
}

fn word_of(word: Word) -> &'static str {
    match word {
        Word::Says => "says",
        Word::Ended(End::Gone) => "gone",
        Word::Ended(End::Closed) => "closed",
        Word::Ended(End::Erased) => "erased",
    }
}
