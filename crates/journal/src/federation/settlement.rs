//! What an activity, or a person, changes: all of it in one transaction with what has to be said because of it, and with
//! the word that it was done. Whoever is killed in between finds it done or not done, never half.

use super::follower::{self, NewFollower};
use super::following::{self, NewFollowing};
use super::keep::{self, Fetching, Keep};
use super::message::{self, NewMessage};
use super::received::{self, Fate};
use super::reply::{self, NewReply};
use super::{FollowState, peer};
use crate::account;
use crate::elsewhere::{self, MirrorOutcome, Mirrored, PreparedMirror};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Iri, Seq};

/// What shall be done at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// In whose name.
    pub by: AccountId,
    /// The received activity that it is the effect of, and what is to be said of that one.
    pub received: Option<(u64, Fate)>,
    /// What is told of documents from elsewhere, in this order.
    pub told: Vec<Mirrored>,
    /// What else changes, in this order.
    pub effects: Vec<Effect>,
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Somebody follows something of ours, or waits for an answer.
    Admit(NewFollower),
    /// Somebody who waits is answered.
    Answer {
        /// Who.
        actor: Iri,
        /// What they asked to follow.
        object: Iri,
        /// How.
        state: FollowState,
    },
    /// Somebody follows this no longer; `None`: nothing of ours.
    Leave {
        /// Who.
        actor: Iri,
        /// What.
        object: Option<Iri>,
    },
    /// We ask to follow something.
    Follow(NewFollowing),
    /// Somebody answers our request to follow.
    Answered {
        /// Who.
        actor: Iri,
        /// The number of the message that asked.
        message: u64,
        /// How.
        state: FollowState,
    },
    /// We follow something no longer.
    Unfollow(Iri),
    /// Something is said.
    Say(NewMessage),
    /// An inbox to which something is said for the first time.
    Know {
        /// Its address.
        inbox: Iri,
        /// Whether it is of an instance of ours.
        exact: bool,
    },
    /// A peer has shown that it knows this dialect of signatures.
    Shown {
        /// Its inbox.
        inbox: Iri,
        /// The dialect.
        dialect: String,
    },
    /// Something else that waits, or is in quarantine, comes to this end.
    Settle(u64, Fate),
    /// What somebody answered is shown from now on, as they say it now.
    Show(NewReply),
    /// What this actor answered is not held any more; `None`: nothing of what they did.
    TakeBack {
        /// Who.
        actor: Iri,
        /// Which answer.
        reply: Option<Iri>,
    },
    /// What came from this actor may come again: nothing of it is held any more.
    ForgetMail(Iri),
    /// Somebody takes back what they did by this activity: if it comes later, it has no effect.
    Forestall {
        /// Its address.
        id: Iri,
        /// Its type.
        kind: String,
        /// Whose it is.
        actor: Iri,
    },
    /// A document from elsewhere is kept whether or not somebody follows it.
    Keep(Keep),
    /// A document from elsewhere is kept for this actor's sake no longer, who announced it.
    LetGo {
        /// Which.
        iri: Iri,
        /// Whose.
        sake: Iri,
        /// What becomes of it, if it is kept for nobody else's.
        then: Then,
    },
    /// Something is to be fetched from where it is, or was.
    Fetch(Iri, Fetching),
}

/// What becomes of a document from elsewhere that is kept for nobody's sake any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It goes.
    Forget,
    /// It is followed, and stays.
    Stay,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The last entry of the journal then.
    pub seq: Seq,
    /// For each effect, in order, whether it changed anything.
    pub changed: Vec<bool>,
    /// For each document from elsewhere, in order, what became of it.
    pub mirrored: Vec<MirrorOutcome>,
}

impl Journal {
    /// Does it, all or nothing; nothing if the received activity was settled before. Returns once it is on disk (fsync).
    pub async fn settle(&self, settlement: Settlement) -> Result<Option<Settled>, JournalError> {
        let Settlement { by, received, told, effects } = settlement;
        let base = &self.instance().base;
        let told = told.into_iter().map(|told| elsewhere::prepare(told, base)).collect::<Result<_, _>>()?;
        self.write(Settle { by, received, told, effects }).await
    }
}

/// A [`Settlement`] with everything slow done.
struct Settle {
    by: AccountId,
    received: Option<(u64, Fate)>,
    told: Vec<PreparedMirror>,
    effects: Vec<Effect>,
}

impl Work for Settle {
    type Done = Option<Settled>;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Option<Settled>, Stop<JournalError>> {
        account::require(desk.connection, self.by).await?;
        if let Some((number, fate)) = &self.received
            && !received::settle(desk, *number, fate).await?
        {
            return Ok(None);
        }
        let mut mirrored = Vec::with_capacity(self.told.len());
        for told in self.told {
            mirrored.push(elsewhere::keep(desk, self.by, told).await?);
        }
        let mut changed = Vec::with_capacity(self.effects.len());
        for effect in self.effects {
            changed.push(perform(desk, self.by, effect).await?);
        }
        Ok(Some(Settled { seq: desk.tail.seq, mirrored, changed }))
    }
}

async fn perform(desk: &mut Desk<'_>, by: AccountId, effect: Effect) -> Result<bool, JournalError> {
    match effect {
        Effect::Admit(new) => follower::admit(desk, &new).await.map(|()| true),
        Effect::Answer { actor, object, state } => follower::answer(desk, &actor, &object, state).await,
        Effect::Leave { actor, object } => follower::leave(desk, &actor, object.as_ref()).await,
        Effect::Follow(new) => following::ask(desk, &new).await.map(|_| true),
        Effect::Answered { actor, message, state } => following::answered(desk, &actor, message, state).await,
        Effect::Unfollow(object) => following::end(desk, &object).await,
        Effect::Say(new) => message::say(desk, &new).await.map(|_| true),
        Effect::Know { inbox, exact } => peer::ensure(desk, &inbox, exact).await.map(|()| true),
        Effect::Shown { inbox, dialect } => {
            peer::shown(desk.connection, &inbox, &dialect).await?;
            Ok(true)
        }
        Effect::Settle(number, fate) => received::settle(desk, number, &fate).await,
        Effect::Show(new) => reply::show(desk, by, &new).await,
        Effect::TakeBack { actor, reply } => reply::take_back(desk, &actor, reply.as_ref()).await,
        Effect::ForgetMail(actor) => received::forget(desk, &actor).await,
        Effect::Forestall { id, kind, actor } => received::forestall(desk, &id, &kind, &actor).await,
        Effect::Keep(new) => keep::keep(desk, &new).await.map(|()| true),
        Effect::LetGo { iri, sake, then } => {
            let is_free = keep::let_go(desk, &iri, &sake).await?;
            if is_free && then == Then::Forget {
                elsewhere::forget_one(desk, by, &iri).await?;
            }
            Ok(is_free)
        }
        Effect::Fetch(iri, fetching) => keep::fetch(desk, &iri, &fetching).await,
    }
}

#[cfg(test)]
mod tests;
