//! Who has taken what a document says, or that it ended. It follows from how far each peer has come, and from what it
//! refused: nothing is kept for each document and peer.

use super::telling::{self, End};
use crate::access;
use crate::account::AccountError;
use crate::registry::Registry;
use journal::JournalError;
use journal::federation::{Arrival, Outgoing, Peer};
use model::{Caller, Iri, Seq};
use std::collections::BTreeSet;

impl Registry {
    /// Whether the caller runs the instance.
    pub fn may_run(&self, caller: &Caller) -> Result<(), AccountError> {
        access::runs(caller).map(drop)
    }

    /// A document of ours, whatever became of it, for whoever answers for it: its owner, or an administrator. Where it is
    /// closed to administrators, it is still theirs to ask who learnt it if it was once open to other sites.
    pub async fn answered_for(&self, caller: &Caller, iri: &Iri) -> Result<Outgoing, AccountError> {
        let current = self.journal.current(iri).await?;
        let told = match access::answers_for(caller, current.as_ref()) {
            Ok(()) => self.journal.outgoing_of(iri).await?,
            Err(AccountError::NotFound) if access::runs(caller).is_ok() => {
                self.journal.outgoing_of(iri).await?.filter(|told| told.was_for_network)
            }
            Err(refused) => return Err(refused),
        };
        told.ok_or(AccountError::NotFound)
    }

    /// What became of this entry at the peers that have come so far.
    pub async fn arrivals(&self, entry: Seq) -> Result<Vec<Arrival>, JournalError> {
        self.journal.arrivals(entry).await
    }

    /// What this peer, where these of ours are followed, is told of a document now: what it says, or that it ended; `None`:
    /// nothing. Of those that are no instances of ours, whoever is not followed may still say nothing of it.
    pub fn word_for(&self, peer: &Peer, followed: &BTreeSet<Iri>, told: &Outgoing) -> Option<Word> {
        if (peer.exact && !self.is_followed(followed, told)) || told.seq <= peer.begun {
            return None;
        }
        if telling::is_for(peer, told) { Some(Word::Says) } else { telling::end_of(peer, told).map(Word::Ended) }
    }
}

/// What somebody is told of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// What it says.
    Says,
    /// That it ended.
    Ended(End),
}
