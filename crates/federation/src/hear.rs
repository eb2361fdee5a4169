//! What comes to an inbox: believed in steps, each cheaper than the next, and written down only at the last.
//!
//! 1. [`Federation::hear`] reads the signature in the headers, finds the key and verifies: somebody who may speak to us
//!    signed method, target, host and date. Only then is a body worth reading.
//! 2. [`Federation::take`] compares the body with its digest, reads it as an activity, compares its actor with the owner of
//!    the key, and writes it down. Then, and not before, it is taken.

use crate::activity::origin::{Standing, standing};
use crate::activity::{Activity, ActivityError, Kind};
use crate::block::NotHeard;
use crate::keyring::{KeyringError, Known};
use crate::service::Federation;
use crate::signature::{Presented, Received, SignatureError, Signed};
use crate::step::reached;
use http::request::Parts;
use model::Iri;
use registry::JournalError;
pub use registry::federation::Crowd;
use registry::federation::{NewReceived, Sender, Taken};
use std::sync::Arc;

/// Bytes of an activity of somebody whom nobody here follows: a follow, a reply, a report. Mastodon takes as much.
const STRANGER: usize = 1 << 20;
/// Bytes of an activity of those whom we follow: the largest document, written as JSON, with what is said of it besides.
const FOLLOWED: usize = 24 << 20;

/// Why something is not heard. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum Unheard {
    /// Its signature is not one (401).
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The key is not to be found (401).
    #[error("the key is not to be had")]
    Key(#[source] KeyringError),
    /// The key cannot be asked for now (503).
    #[error("the key cannot be asked for now")]
    KeyLater(#[source] KeyringError),
    /// An operator does not want to hear it (403).
    #[error("{0} is not heard here")]
    Blocked(String),
    /// It speaks in the name of somebody else than the owner of the key (403).
    #[error("{actor} did not sign this, {signer} did")]
    OtherActor {
        /// In whose name.
        actor: Iri,
        /// Who signed.
        signer: Iri,
    },
    /// What it does is done to something of others (403).
    #[error("{actor} has no say in {object}")]
    NoSay {
        /// Who does it.
        actor: Iri,
        /// To what.
        object: Iri,
    },
    /// It is no activity that is understood (422).
    #[error(transparent)]
    Activity(#[from] ActivityError),
    /// So much waits already of strangers at its host (429), or of all (503).
    #[error("too much waits here")]
    Crowded(Crowd),
    /// The journal cannot answer (500).
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl From<NotHeard> for Unheard {
    fn from(NotHeard(subject): NotHeard) -> Self {
        Self::Blocked(subject)
    }
}

impl From<KeyringError> for Unheard {
    fn from(error: KeyringError) -> Self {
        if let KeyringError::Journal(error) = error {
            return Self::Journal(error);
        }
        if error.may_pass() { Self::KeyLater(error) } else { Self::Key(error) }
    }
}

/// Somebody who signed a request, the body of which is still to be read.
#[derive(Debug)]
pub struct Heard {
    known: Arc<Known>,
    signed: Signed,
    is_followed: bool,
}

impl Heard {
    /// Who.
    pub fn actor(&self) -> &Iri {
        &self.known.actor.id
    }

    /// How many bytes of theirs are read.
    pub fn limit(&self) -> usize {
        if self.is_followed { FOLLOWED } else { STRANGER }
    }
}

impl Federation {
    /// Who signed a request, from its headers, with the path as it was sent.
    pub async fn hear(&self, head: &Parts) -> Result<Heard, Unheard> {
        let shared = &self.shared;
        let received = Received::new(&head.method, &head.uri, &head.headers, &shared.site)?;
        let presented = Presented::read(&received, shared.now())?;
        let id = presented.key_id().clone();
        let blocked = shared.blocked();
        blocked.hears(id.iri())?;
        let known = shared.key(&id).await?;
        reached("hear.key-found");
        let (known, signed) = match presented.clone().verify(&known.key, shared.now()) {
            Ok(signed) => (known, signed),
            Err(error @ (SignatureError::WrongSignature | SignatureError::WrongKey)) => {
                // It may have changed its key.
                let Ok(known) = shared.key_after_failure(&id, &known).await else { return Err(error.into()) };
                let signed = presented.verify(&known.key, shared.now())?;
                (known, signed)
            }
            Err(error) => return Err(error.into()),
        };
        reached("hear.verified");
        // The key may stand with somebody else than its address says.
        blocked.hears(&known.actor.id)?;
        let is_followed = shared.registry.relations().is_followed(&known.actor.id);
        Ok(Heard { known, signed, is_followed })
    }

    /// Takes what they sent. Once this is answered it is on disk; it is applied later, in order.
    pub async fn take(&self, heard: Heard, body: Vec<u8>) -> Result<Taken, Unheard> {
        let Heard { known, signed, is_followed } = heard;
        let dialect = signed.dialect();
        let verified = signed.body(body)?;
        let activity = match Activity::read(verified.body()) {
            // Likes, views and the like are nobody's fault, and nothing to us.
            Err(ActivityError::UnknownKind(_)) => return Ok(Taken::Known),
            activity => activity?,
        };
        if activity.actor != known.actor.id {
            return Err(Unheard::OtherActor { actor: activity.actor, signer: known.actor.id.clone() });
        }
        let shared = &self.shared;
        let blocked = shared.blocked();
        for object in activity.objects.iter().filter_map(|object| object.id()) {
            // Whoever is blocked does not come back in the words of others.
            if activity.kind != Kind::Flag && !shared.registry.base().owns(object) {
                blocked.hears(object)?;
            }
        }
        for object in &activity.objects {
            if let Some(id) = object.id()
                && standing(&activity, object) == Standing::Refused
            {
                return Err(Unheard::NoSay { actor: activity.actor.clone(), object: id.clone() });
            }
        }
        reached("hear.read");
        let inboxes = [Some(&known.actor.inbox), known.actor.shared_inbox.as_ref()];
        let new = NewReceived {
            id: activity.id,
            kind: activity.kind.name(),
            actor: activity.actor,
            body: verified.into_body(),
            dialect: dialect.as_str(),
            inboxes: inboxes.into_iter().flatten().cloned().collect(),
            document: known.unkept(),
        };
        let sender = if is_followed { Sender::Followed } else { Sender::Stranger(shared.settings.bounds) };
        let taken = shared.registry.take(new, sender).await?;
        reached("hear.taken");
        match taken {
            Taken::New(number) => drop(shared.mail.send_replace(number)),
            Taken::Known => {}
            Taken::Crowded(crowd) => return Err(Unheard::Crowded(crowd)),
        }
        Ok(taken)
    }
}
