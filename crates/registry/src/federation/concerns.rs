//! Whom documents of ours concern elsewhere, who are told though they follow nothing; and what from elsewhere concerns
//! somebody here.

use super::telling::{Item, Telling, end_of_known, is_for};
use crate::error::ReadError;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::JournalError;
use journal::federation::{Acquaintance, Meeting, Peer};
use model::{Document, Iri};
use std::collections::BTreeSet;

/// What is told next at an inbox because it concerns somebody there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerning {
    /// Which document.
    pub iri: Iri,
    /// Whom, each with how often something happened that they were not told of.
    pub actors: Vec<(Iri, u64)>,
    /// What they are told; `None`: nothing, it is none of their business yet, or no more, and they never knew.
    pub item: Option<Item>,
    /// Whether they know what it says, once this is told.
    pub knows: bool,
}

impl Registry {
    /// What comes next at this inbox of what concerns somebody there. What they follow besides they are told as followers.
    pub async fn concerning(&self, peer: &Peer, limit: usize) -> Result<Vec<Concerning>, ReadError> {
        let objects: BTreeSet<Iri> = self.journal.followed_from(&peer.inbox).await?.into_iter().collect();
        let mut concerning = Vec::new();
        for concern in self.journal.concerns_at(&peer.inbox, limit).await? {
            let told = self.journal.outgoing_of(&concern.iri).await?;
            let Some(told) = told else {
                concerning.push(Concerning { iri: concern.iri, actors: concern.actors, item: None, knows: false });
                continue;
            };
            let reaches = concern.stands && is_for(peer, &told);
            let (seq, at, iri, container) = (told.seq, told.at, told.iri.clone(), told.container);
            let telling = if peer.exact && self.is_followed(&objects, &told) {
                None
            } else if reaches {
                Some(self.says(told, !concern.knows)?)
            } else {
                concern.knows.then(|| Telling::Ended(end_of_known(&told)))
            };
            let item = telling.map(|telling| Item { seq, at, iri, container, telling });
            concerning.push(Concerning { iri: concern.iri, actors: concern.actors, item, knows: reaches });
        }
        Ok(concerning)
    }

    /// Those whom documents of ours concern, who were not found yet, and may be looked for now.
    pub async fn unmet(&self, limit: usize) -> Result<Vec<Acquaintance>, JournalError> {
        self.journal.unmet(self.now(), limit).await
    }

    /// Those who were looked for in vain.
    pub async fn missed(&self, limit: usize) -> Result<Vec<Acquaintance>, JournalError> {
        self.journal.missed(limit).await
    }

    /// Notes what came of looking for somebody.
    pub async fn meet(&self, meeting: Meeting) -> Result<(), JournalError> {
        self.journal.meet(meeting).await
    }

    /// Whom here a document from elsewhere concerns.
    pub async fn concerned_here(&self, document: &Document) -> Result<Option<Iri>, JournalError> {
        self.journal.concerned_here(document.iri(), &document.canonical().nquads).await
    }

    /// Who tells this document from elsewhere, if it is held here.
    pub async fn origin_of(&self, iri: &Iri) -> Result<Option<Iri>, JournalError> {
        Ok(self.journal.elsewhere(iri).await?.map(|held| held.origin))
    }

    /// Whether this document from elsewhere is kept though nobody may follow it.
    pub async fn is_kept(&self, iri: &Iri) -> Result<bool, JournalError> {
        self.journal.is_kept(iri).await
    }

    /// When somebody who has to wait may be tried again, or looked for.
    pub async fn next_attempt(&self) -> Result<Option<Timestamp>, JournalError> {
        self.journal.next_attempt(self.now()).await
    }
}
