//! Who follows whom, where what is sent goes, whom we do not hear.

use crate::access;
use crate::account::AccountError;
use crate::error::ReadError;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::JournalError;
use journal::federation::{
    Block, BlockKind, Delivered, Effect, Follower, Following, Message, Peer, Relations, Setback, Settlement,
};
use model::{AccountId, Caller, Iri, Seq};
use std::sync::Arc;
use tokio::sync::watch;

/// Documents from elsewhere that are looked at at a time.
const PAGE: usize = 200;

/// Whether something that is followed, an instance, a container or a document, has this document in it.
pub fn has(followed: &Following, document: &Iri) -> bool {
    let object = &followed.object;
    *object == followed.actor
        || object == document
        || (object.as_str().ends_with('/') && document.as_str().starts_with(object.as_str()))
}

impl Registry {
    /// Counts what is written, of whatever kind: whoever has something to send looks again after each.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.journal.transactions()
    }

    /// Every inbox that something is sent to.
    pub async fn peers(&self) -> Result<Vec<Peer>, JournalError> {
        self.journal.peers().await
    }

    /// One of them.
    pub async fn peer(&self, inbox: &Iri) -> Result<Option<Peer>, JournalError> {
        self.journal.peer(inbox).await
    }

    /// Those for whom there is something to send now.
    pub async fn due_peers(&self) -> Result<Vec<Iri>, JournalError> {
        self.journal.due_peers(self.now(), self.head()).await
    }

    /// Notes what a peer took.
    pub async fn delivered(&self, delivered: Delivered) -> Result<(), JournalError> {
        self.journal.delivered(delivered).await
    }

    /// Notes that a peer was not reached.
    pub async fn set_back(&self, setback: Setback) -> Result<(), JournalError> {
        self.journal.set_back(setback).await
    }

    /// Tries a peer again now, or all of them.
    pub async fn retry(&self, caller: &Caller, inbox: Option<&Iri>) -> Result<(), AccountError> {
        access::runs(caller)?;
        Ok(self.journal.retry(inbox).await?)
    }

    /// What a peer refused for good: entry, document, when, why.
    pub async fn refusals(
        &self,
        inbox: &Iri,
        limit: usize,
    ) -> Result<Vec<(Seq, Iri, Timestamp, String)>, JournalError> {
        self.journal.refusals(inbox, limit).await
    }

    /// The messages that wait for an inbox.
    pub async fn messages(&self, inbox: &Iri, limit: usize) -> Result<Vec<Message>, JournalError> {
        self.journal.messages(inbox, limit).await
    }

    /// A message by its number.
    pub async fn message(&self, number: u64) -> Result<Option<Message>, JournalError> {
        self.journal.message(number).await
    }

    /// Everybody who follows something here, or asked to.
    pub async fn followers(&self) -> Result<Vec<Follower>, JournalError> {
        self.journal.followers().await
    }

    /// The followers of something, a page of them, and how many there are.
    pub async fn followers_of(
        &self,
        object: &Iri,
        after: Option<&Iri>,
        limit: usize,
    ) -> Result<(Vec<Iri>, u64), JournalError> {
        Ok((self.journal.followers_of(object, after, limit).await?, self.journal.count_followers(object).await?))
    }

    /// Whom this instance follows, and whom it does not hear, as it is now.
    pub fn relations(&self) -> Arc<Relations> {
        self.journal.relations()
    }

    /// Changes who follows whom by the word of somebody who runs the instance; for each, whether it changed anything.
    pub async fn arrange(&self, caller: &Caller, effects: Vec<Effect>) -> Result<Vec<bool>, AccountError> {
        let by = access::runs(caller)?;
        let settled = self.journal.settle(Settlement { by, received: None, told: Vec::new(), effects }).await?;
        Ok(settled.map(|settled| settled.changed).unwrap_or_default())
    }

    /// Lets go of what is held of something that was followed, as far as none of `others` has it too: frozen, it stays as
    /// it is; else it goes. How many documents.
    pub async fn cut_off(
        &self,
        caller: &Caller,
        followed: &Following,
        others: &[&Following],
        frozen: bool,
    ) -> Result<u64, AccountError> {
        let by = access::runs(caller)?;
        let origin = &followed.actor;
        if others.is_empty() && frozen {
            return Ok(self.journal.freeze(origin).await?);
        }
        if others.is_empty() {
            self.let_go_of_all(caller, origin).await?;
        }
        let mail = vec![Effect::ForgetMail(origin.clone())];
        let forgotten = if others.is_empty() {
            self.journal.forget(by, origin, None).await?
        } else if frozen {
            0
        } else {
            self.forget_alone(by, followed, others).await?
        };
        self.journal.settle(Settlement { by, received: None, told: Vec::new(), effects: mail }).await?;
        Ok(forgotten)
    }

    /// Removes the documents that only `followed` has.
    async fn forget_alone(
        &self,
        by: AccountId,
        followed: &Following,
        others: &[&Following],
    ) -> Result<u64, AccountError> {
        let (mut forgotten, mut after) = (0, None);
        loop {
            let page = self.journal.elsewhere_of(&followed.actor, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(forgotten) };
            after = Some(last.current.iri.clone());
            for held in page {
                let iri = held.current.iri;
                if has(followed, &iri) && !others.iter().any(|other| has(other, &iri)) {
                    forgotten += self.journal.forget(by, &followed.actor, Some(&iri)).await?;
                }
            }
        }
    }

    /// How many documents are held from each origin.
    pub async fn count_elsewhere(&self) -> Result<Vec<(Iri, u64)>, JournalError> {
        self.journal.count_elsewhere().await
    }

    /// Keeps what this origin tells again, after it was cut off.
    pub async fn thaw(&self, caller: &Caller, origin: &Iri) -> Result<u64, AccountError> {
        access::runs(caller)?;
        Ok(self.journal.thaw(origin).await?)
    }

    /// Blocks or silences a host or an actor.
    pub async fn block(&self, caller: &Caller, subject: &str, kind: BlockKind, why: &str) -> Result<(), AccountError> {
        let by = access::runs(caller)?;
        Ok(self.journal.block(by, subject, kind, why).await?)
    }

    /// Hears somebody again.
    pub async fn unblock(&self, caller: &Caller, subject: &str) -> Result<(), AccountError> {
        let by = access::runs(caller)?;
        Ok(self.journal.unblock(by, subject).await?)
    }

    /// The origins of documents held here that a host, or the address of an actor, means.
    async fn origins_meant(&self, block: &Block) -> Result<Vec<Iri>, JournalError> {
        let origins = self.journal.origins().await?;
        Ok(origins.into_iter().filter(|origin| block.means(origin)).collect())
    }

    /// Keeps what is held of them as it is from now on.
    pub async fn freeze_blocked(&self, caller: &Caller, block: &Block) -> Result<u64, AccountError> {
        access::runs(caller)?;
        let mut frozen = 0;
        for origin in self.origins_meant(block).await? {
            frozen += self.journal.freeze(&origin).await?;
        }
        Ok(frozen)
    }

    /// Removes what is held of them, also what came and is not applied. How many documents.
    pub async fn remove_blocked(&self, caller: &Caller, block: &Block) -> Result<u64, AccountError> {
        let by = access::runs(caller)?;
        let mut removed = 0;
        for origin in self.origins_meant(block).await? {
            removed += self.journal.forget(by, &origin, None).await?;
            let effects = vec![Effect::ForgetMail(origin)];
            self.journal.settle(Settlement { by, received: None, told: Vec::new(), effects }).await?;
        }
        Ok(removed)
    }

    /// Keeps what they tell again, of those that are followed still.
    pub async fn thaw_blocked(&self, caller: &Caller, block: &Block) -> Result<u64, AccountError> {
        access::runs(caller)?;
        let mut thawed = 0;
        for origin in self.origins_meant(block).await? {
            if self.journal.relations().is_followed(&origin) {
                thawed += self.journal.thaw(&origin).await?;
            }
        }
        Ok(thawed)
    }

    /// Whether a document of ours may be followed by anybody: it is public, and there.
    pub async fn is_followable(&self, iri: &Iri) -> Result<bool, ReadError> {
        match self.read(&Caller::Anonymous, iri).await {
            Ok(_) => Ok(true),
            Err(ReadError::NotFound | ReadError::Gone) => Ok(false),
            Err(other) => Err(other),
        }
    }
}
