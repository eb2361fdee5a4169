//! What documents of ours pass on of others (`cs:rebroadcasts`), and what of others is kept here because somebody who is
//! followed passes it on.

use super::relations::has;
use super::telling::Portion;
use crate::access;
use crate::account::AccountError;
use crate::error::ReadError;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::federation::{Announcement, Effect, Errand, Fetching, FollowState, Keep, Peer, Settlement, Then};
use journal::{JournalError, Mirrored};
use model::{Caller, Container, Iri, Seq};
use std::collections::BTreeSet;

/// That a document of ours passes something on, or does so no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// The entry with which it is told.
    pub seq: Seq,
    /// Who passes it on.
    pub iri: Iri,
    /// Whether the followers of the instance, or of its container, are among those who are told.
    pub of_instance: bool,
    /// What.
    pub object: Iri,
    /// Since which entry, at which time.
    pub began: (Seq, Timestamp),
    /// What is told.
    pub passed: Passed,
}

/// What is told of something that is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// That it is.
    On,
    /// That it is still, and says something else now, since this entry, at this time.
    Again(Seq, Timestamp),
    /// That it is no more.
    Off,
}

impl Registry {
    /// What a peer is told, with this portion of what it follows, of what is passed on there.
    pub async fn passing(&self, peer: &Peer, after: Seq, portion: &Portion) -> Result<Vec<Passing>, ReadError> {
        let announcements = self.journal.announcements(after, portion.upto).await?;
        let objects = &portion.objects;
        let of_instance = |container: Container| {
            objects.contains(&self.instance_actor()) || objects.contains(&self.base().container(container))
        };
        let mut told: Vec<Passing> = Vec::new();
        for one in &announcements {
            let of_instance = of_instance(one.container);
            let Some((seq, passed)) = what(peer, after, portion.upto, one) else { continue };
            if !of_instance && !objects.contains(&one.iri) {
                continue;
            }
            let (iri, object, began) = (one.iri.clone(), one.object.clone(), (one.began, one.at));
            told.push(Passing { seq, iri, of_instance, object, began, passed });
        }
        // To instances of ours the instance speaks for all: it passes on what any of them does.
        let mut still = BTreeSet::new();
        for one in told.iter().filter(|one| peer.exact && one.passed == Passed::Off) {
            let public = announcements.iter().any(|other| other.object == one.object && other.public);
            for (iri, container) in self.journal.passing_on(&one.object).await? {
                let is_followed = objects.contains(&iri) || of_instance(container);
                if public && iri != one.iri && is_followed {
                    still.insert(one.object.clone());
                }
            }
        }
        told.retain(|one| one.passed != Passed::Off || !still.contains(&one.object));
        told.sort_by(|one, other| (one.seq, &one.iri, &one.object).cmp(&(other.seq, &other.iri, &other.object)));
        Ok(told)
    }

    /// What is to be fetched now, because somebody who is followed announces it.
    pub async fn errands(&self, limit: usize) -> Result<Vec<Errand>, JournalError> {
        self.journal.errands(self.now(), limit).await
    }

    /// Notes what was fetched, and what came of it. It goes again if it is kept for nobody's sake by then.
    pub async fn note_fetched(&self, iri: Iri, told: Option<Mirrored>, fetching: Fetching) -> Result<(), JournalError> {
        let by = self.operator_id();
        let effects = vec![Effect::Fetch(iri.clone(), fetching)];
        self.journal.settle(Settlement { by, received: None, told: told.into_iter().collect(), effects }).await?;
        if !self.journal.is_kept(&iri).await? {
            let then = self.without_announcement(&iri).await?;
            // Nobody has it as a sake: only what becomes of it is done.
            let effects = vec![Effect::LetGo { sake: iri.clone(), iri, then }];
            self.journal.settle(Settlement { by, received: None, told: Vec::new(), effects }).await?;
        }
        Ok(())
    }

    /// What this actor announces that is kept.
    pub async fn keeps_for(&self, sake: &Iri) -> Result<Vec<Keep>, JournalError> {
        self.journal.keeps_for(sake).await
    }

    /// What becomes of a document from elsewhere that nobody announces any more.
    pub async fn without_announcement(&self, iri: &Iri) -> Result<Then, JournalError> {
        let origin = self.journal.elsewhere(iri).await?.map(|held| held.origin);
        let relations = self.relations();
        let mut following = origin.iter().flat_map(|origin| relations.following_of(origin));
        let is_followed = following.any(|one| one.state == FollowState::Accepted && has(one, iri));
        Ok(if is_followed { Then::Stay } else { Then::Forget })
    }

    /// Lets go of all that this actor announced. How many documents nobody else keeps.
    pub async fn let_go_of_all(&self, caller: &Caller, sake: &Iri) -> Result<u64, AccountError> {
        let by = access::runs(caller)?;
        let mut effects = Vec::new();
        for keep in self.keeps_for(sake).await? {
            let then = self.without_announcement(&keep.iri).await?;
            effects.push(Effect::LetGo { iri: keep.iri, sake: sake.clone(), then });
        }
        let settled = self.journal.settle(Settlement { by, received: None, told: Vec::new(), effects }).await?;
        let changed = settled.map(|settled| settled.changed).unwrap_or_default();
        Ok(changed.into_iter().filter(|changed| *changed).count() as u64)
    }
}

/// What a peer is told of this after the one entry and up to the other, and with which entry.
fn what(peer: &Peer, after: Seq, upto: Seq, one: &Announcement) -> Option<(Seq, Passed)> {
    let is_due = |seq: Seq| after < seq && seq <= upto;
    let held = one.held.filter(|(seq, _)| is_due(*seq));
    match (one.ended, one.public) {
        (None, true) if is_due(one.announcer) && one.began > after => Some((one.announcer, Passed::On)),
        (None, true) => held.map(|(seq, at)| (seq, Passed::Again(seq, at))),
        // What was there when a peer began to follow, and is not any more, it was never told.
        (Some(ended), _) => (ended > after.max(peer.since)).then_some((one.announcer, Passed::Off)),
        (None, false) => held.filter(|(seq, _)| *seq > peer.since).map(|(seq, _)| (seq, Passed::Off)),
    }
    .filter(|(seq, _)| is_due(*seq))
}
