//! Activities that came: taken in, applied one after the other.

use crate::access;
use crate::account::AccountError;
use crate::registry::Registry;
use journal::federation::{Bounds, Effect, Fate, NewReceived, Received, Sender, Settled, Settlement, Stranger, Taken};
use journal::{JournalError, Mirrored};
use model::{Caller, Iri};

impl Registry {
    /// Takes an activity in. Once this is answered it is on disk.
    pub async fn take(&self, new: NewReceived, sender: Sender) -> Result<Taken, JournalError> {
        self.journal.take(new, sender).await
    }

    /// Lets go of what strangers left beyond its time or its bound.
    pub async fn tidy_strangers(&self, bounds: Bounds) -> Result<(), JournalError> {
        self.journal.tidy_strangers(bounds).await
    }

    /// The activities after this one that wait to be applied.
    pub async fn waiting(&self, after: u64, limit: usize) -> Result<Vec<Received>, JournalError> {
        self.journal.waiting(after, limit).await
    }

    /// The activities in quarantine, the latest first, without those of whoever is silenced.
    pub async fn quarantined(&self, limit: usize) -> Result<Vec<Received>, JournalError> {
        self.journal.quarantined(limit).await
    }

    /// Those of whoever is silenced.
    pub async fn quarantined_in_silence(&self, limit: usize) -> Result<Vec<Received>, JournalError> {
        self.journal.quarantined_in_silence(limit).await
    }

    /// One of them.
    pub async fn held(&self, number: u64) -> Result<Option<Received>, JournalError> {
        self.journal.held(number).await
    }

    /// Those of one actor, the latest first.
    pub async fn held_of(&self, actor: &Iri, limit: usize) -> Result<Vec<Received>, JournalError> {
        self.journal.held_of(actor, limit).await
    }

    /// Lets an activity in quarantine have its effect, by the word of somebody who runs the instance. Whether it was there.
    pub async fn accept(
        &self,
        caller: &Caller,
        number: u64,
        told: Vec<Mirrored>,
        effects: Vec<Effect>,
    ) -> Result<bool, AccountError> {
        let by = access::runs(caller)?;
        let settlement = Settlement { by, received: Some((number, Fate::Applied)), told, effects };
        Ok(self.journal.settle(settlement).await?.is_some())
    }

    /// Dismisses an activity in quarantine: it has no effect, and its bytes go. Whether it was there.
    pub async fn dismiss(&self, caller: &Caller, number: u64) -> Result<bool, AccountError> {
        let by = access::runs(caller)?;
        let received = Some((number, Fate::Dismissed));
        let settlement = Settlement { by, received, told: Vec::new(), effects: Vec::new() };
        Ok(self.journal.settle(settlement).await?.is_some())
    }

    /// Lets an activity in quarantine be applied again, what stood against it being mended. Whether it was there.
    pub async fn reconsider(&self, caller: &Caller, number: u64) -> Result<bool, AccountError> {
        access::runs(caller)?;
        Ok(self.journal.reconsider(number).await?)
    }

    /// How many activities are here by what became of them.
    pub async fn count_received(&self) -> Result<Vec<(String, u64)>, JournalError> {
        self.journal.count_received().await
    }

    /// Lets an activity have its effect, and notes that it has; nothing if it had before.
    pub async fn settle(
        &self,
        number: u64,
        fate: Fate,
        told: Vec<Mirrored>,
        effects: Vec<Effect>,
    ) -> Result<Option<Settled>, JournalError> {
        let received = Some((number, fate));
        self.journal.settle(Settlement { by: self.operator_id(), received, told, effects }).await
    }

    /// Notes that these have no effect, each because of this.
    pub async fn ignore(&self, ignored: Vec<(u64, String)>) -> Result<(), JournalError> {
        self.journal.ignore(ignored).await
    }

    /// What is known of an actor of others.
    pub async fn stranger(&self, actor: &Iri) -> Result<Option<Stranger>, JournalError> {
        self.journal.stranger(actor).await
    }

    /// Keeps what an actor's document says now; `None`: it is gone.
    pub async fn keep_stranger(&self, actor: &Iri, document: Option<&[u8]>) -> Result<(), JournalError> {
        self.journal.keep_stranger(actor, document).await
    }
}
