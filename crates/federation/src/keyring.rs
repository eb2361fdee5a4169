//! The keys of others: found where their addresses lead, kept as long as they hold, asked for seldom.
//!
//! A message names its key before anything of it is known to be true. So an address is asked only if it may be, not too
//! often, and not again soon after it failed; what is found counts only if the actor itself says that the key is its own;
//! and nothing is written before a signature was verified with it.

use crate::activity::actor::Actor;
use crate::activity::media_type::{ACCEPT, is_activity};
use crate::activity::origin::Origin;
use crate::activity::{ActivityError, wire};
use crate::key::PublicKey;
use crate::service::Shared;
use crate::signature::{Dialect, KeyId};
use crate::speaker::SpeakerError;
use jiff::{SignedDuration, Timestamp};
use model::Iri;
use outbound::{FetchError, FetchLimits, Restrained};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use url::Url;

/// Keys in hand, at most.
const IN_HAND: usize = 10_000;
/// Bytes of the documents that they are from, at most: of each the text and what was read of it are in memory, and whoever
/// names a key says how long they are.
const BYTES_IN_HAND: usize = 32 << 20;
/// How long one is in hand without being asked for again.
const HOLDS: SignedDuration = SignedDuration::from_hours(24);
/// A key that did not verify is asked for again, once it was in hand for so long: it may have been changed.
const AT_LEAST: SignedDuration = SignedDuration::from_mins(5);

/// A key, and whose it is.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) actor: Actor,
    pub(crate) key: PublicKey,
    /// The bytes of the actor's document, to be kept once a signature was verified; none where they are kept already.
    unkept: Mutex<Option<Vec<u8>>>,
    /// Bytes of that document.
    size: usize,
    fetched: Timestamp,
}

impl Known {
    /// What is still to be kept of its actor, now that a signature was verified with it: once.
    pub(crate) fn unkept(&self) -> Option<Vec<u8>> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Keys in hand, by address.
#[derive(Debug, Default)]
pub(crate) struct Keyring(Mutex<Hand>);

#[derive(Debug, Default)]
struct Hand {
    keys: HashMap<Iri, Arc<Known>>,
    bytes: usize,
}

impl Keyring {
    fn hand(&self) -> MutexGuard<'_, Hand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hand {
    /// Takes one more; where that is too much, all others are let go of, and looked up again when they are needed.
    fn take(&mut self, id: Iri, known: Arc<Known>) {
        if self.keys.len() >= IN_HAND || self.bytes.saturating_add(known.size) > BYTES_IN_HAND {
            *self = Self::default();
        }
        self.bytes = self.bytes.saturating_add(known.size);
        if let Some(before) = self.keys.insert(id, known) {
            self.bytes = self.bytes.saturating_sub(before.size);
        }
    }

    fn let_go(&mut self, actor: &Iri) {
        self.keys.retain(|_, known| known.actor.id != *actor);
        self.bytes = self.keys.values().map(|known| known.size).sum();
    }
}

/// Why a key, or an actor, was not found.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// It was asked for too often, or failed a short time ago.
    #[error(transparent)]
    Restrained(#[from] Restrained),
    /// There is no answer, or not a good one.
    #[error("{0} cannot be fetched")]
    Fetch(Iri, #[source] FetchError),
    /// It is gone.
    #[error("{0} is gone")]
    Gone(Iri),
    /// What was found is not of a type that an actor has.
    #[error("what is found at {0} is not called an activity")]
    NotAnActivity(Iri),
    /// What was found cannot be read as an actor.
    #[error("what is found at {0} is not an actor")]
    NotAnActor(Iri, #[source] ActivityError),
    /// The actor says of no key of this address that it is its own.
    #[error("{0} is not a key of the actor that it leads to")]
    NotItsKey(KeyId),
    /// We cannot sign the question.
    #[error(transparent)]
    Speaker(#[from] SpeakerError),
    /// The journal cannot answer.
    #[error(transparent)]
    Journal(#[from] registry::JournalError),
}

impl KeyringError {
    /// Whether it may be otherwise in a while: nobody answered, or nobody may be asked now.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Restrained(_) | Self::Speaker(_) | Self::Journal(_) => true,
            Self::Fetch(_, error) => match error {
                FetchError::TooSlow(_) | FetchError::Http(_) | FetchError::Client(_) | FetchError::Unkept(_) => true,
                FetchError::Status { status, .. } => *status >= 500 || *status == 429,
                FetchError::Refused(_)
                | FetchError::LeadsInside { .. }
                | FetchError::TooManyRedirects
                | FetchError::RedirectNowhere
                | FetchError::MediaType(_)
                | FetchError::Unsigned(_)
                | FetchError::Altered
                | FetchError::TooLong(_) => false,
            },
            Self::Gone(_) | Self::NotAnActivity(_) | Self::NotAnActor(..) | Self::NotItsKey(_) => false,
        }
    }
}

impl Shared {
    /// The key of this address: in hand, kept, or fetched.
    pub(crate) async fn key(&self, id: &KeyId) -> Result<Arc<Known>, KeyringError> {
        let now = self.now();
        if let Some(known) = self.in_hand(id)
            && now.duration_since(known.fetched) < HOLDS
        {
            return Ok(known);
        }
        let Some(kept) = self.registry.stranger(&id.document()).await? else { return self.key_anew(id).await };
        let Some(document) = kept.document else { return Err(KeyringError::Gone(kept.actor)) };
        let known = Actor::read(&document, &kept.actor).ok().and_then(|actor| {
            let key = actor.key(id).cloned()?;
            Some(Known { actor, key, unkept: Mutex::default(), size: document.len(), fetched: kept.fetched })
        });
        match known {
            Some(known) if now.duration_since(known.fetched) < HOLDS => Ok(self.take_in_hand(id, known)),
            Some(known) => match self.key_anew(id).await {
                // It is still good where its owner cannot be asked: they may be away for a while.
                Err(error) if error.may_pass() => Ok(Arc::new(known)),
                anew => anew,
            },
            None => self.key_anew(id).await,
        }
    }

    /// The same, asked for again if it was in hand for a while: whoever changed a key does not tell.
    pub(crate) async fn key_after_failure(&self, id: &KeyId, known: &Known) -> Result<Arc<Known>, KeyringError> {
        let now = self.now();
        if now.duration_since(known.fetched) < AT_LEAST {
            return Err(KeyringError::NotItsKey(id.clone()));
        }
        self.key_anew(id).await
    }

    async fn key_anew(&self, id: &KeyId) -> Result<Arc<Known>, KeyringError> {
        let (actor, document) = self.owner(id).await?;
        // A key may have an address of its own: whoever is gone does not come back under another one.
        if self.registry.stranger(&actor.id).await?.is_some_and(|kept| kept.document.is_none()) {
            return Err(KeyringError::Gone(actor.id));
        }
        let key = actor.key(id).cloned().ok_or_else(|| KeyringError::NotItsKey(id.clone()))?;
        let size = document.len();
        let known = Known { actor, key, unkept: Mutex::new(Some(document)), size, fetched: self.now() };
        Ok(self.take_in_hand(id, known))
    }

    /// The actor whose key this is. Most keys stand in its document; some in one of their own, that names it.
    async fn owner(&self, id: &KeyId) -> Result<(Actor, Vec<u8>), KeyringError> {
        let address = id.document();
        let (found_at, body) = self.fetch(&address).await?;
        match Actor::read(&body, &found_at) {
            Ok(actor) => Ok((actor, body)),
            Err(error) => {
                let named = wire::object(&body).ok().and_then(|value| {
                    let named = ["owner", "controller", "id"].iter().filter_map(|name| value.get(*name));
                    named.filter_map(wire::address).find(|named| *named != found_at)
                });
                match named {
                    Some(actor) if Origin::is_shared(&actor, id.iri()) => self.stranger(&actor).await,
                    Some(_) | None => {
                        // Nobody else can have made it so: it is not asked for again at once.
                        if let Ok(url) = Url::parse(address.as_str()) {
                            self.restraint.failed(&url, self.now());
                        }
                        Err(KeyringError::NotAnActor(address, error))
                    }
                }
            }
        }
    }

    /// An actor of others, asked for now, with the bytes of its document.
    pub(crate) async fn stranger(&self, address: &Iri) -> Result<(Actor, Vec<u8>), KeyringError> {
        let (found_at, body) = self.fetch(address).await?;
        let actor = Actor::read(&body, &found_at).map_err(|error| KeyringError::NotAnActor(address.clone(), error))?;
        Ok((actor, body))
    }

    /// What is found at this address, which whoever speaks to us has named: held back where it was asked too often.
    async fn fetch(&self, address: &Iri) -> Result<(Iri, Vec<u8>), KeyringError> {
        let url = Url::parse(address.as_str());
        let url = url.map_err(|error| KeyringError::Fetch(address.clone(), FetchError::Refused(error.into())))?;
        self.restraint.may_ask(&url, self.now())?;
        let fetched = self.ask(address).await;
        if let Err(error) = &fetched {
            // Whoever is known and away for a moment is not to be unheard for long.
            let is_known = error.may_pass() && self.registry.stranger(address).await?.is_some();
            if !is_known {
                self.restraint.failed(&url, self.now());
            }
        }
        fetched
    }

    /// The same for what an operator asks for: the final address, and the body.
    pub(crate) async fn ask(&self, address: &Iri) -> Result<(Iri, Vec<u8>), KeyringError> {
        self.ask_within(address, FetchLimits::ACTOR).await
    }

    /// The same for an object, within limits.
    pub(crate) async fn ask_within(&self, address: &Iri, limits: FetchLimits) -> Result<(Iri, Vec<u8>), KeyringError> {
        let signing = self.signing(&self.registry.instance_actor(), Dialect::Cavage).await?;
        let fetched = self.outbound.get(address.as_str(), ACCEPT, Some(&signing), limits).await;
        let fetched = match fetched {
            Ok(fetched) => fetched,
            Err(FetchError::Status { status: 404 | 410, .. }) => return Err(KeyringError::Gone(address.clone())),
            Err(error) => return Err(KeyringError::Fetch(address.clone(), error)),
        };
        if !fetched.content_type.as_deref().is_some_and(is_activity) {
            return Err(KeyringError::NotAnActivity(address.clone()));
        }
        let malformed = |_| KeyringError::NotAnActivity(address.clone());
        Ok((Iri::parse(fetched.url.as_str()).map_err(malformed)?, fetched.body))
    }

    fn in_hand(&self, id: &KeyId) -> Option<Arc<Known>> {
        self.keyring.hand().keys.get(id.iri()).cloned()
    }

    fn take_in_hand(&self, id: &KeyId, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        self.keyring.hand().take(id.iri().clone(), Arc::clone(&known));
        known
    }

    /// Lets go of the keys of an actor that is gone.
    pub(crate) fn let_go(&self, actor: &Iri) {
        self.keyring.hand().let_go(actor);
    }
}

/// What an object names as its owner, for what is no actor: `attributedTo`.
pub(crate) fn attributed_to(body: &[u8]) -> Option<Iri> {
    let value = wire::object(body).ok()?;
    wire::several(value.get("attributedTo").unwrap_or(&Value::Null)).iter().find_map(wire::address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{KeyKind, SecretKey};

    #[test]
    fn what_is_in_hand_is_bounded_by_what_it_takes() {
        let iri = |text: &str| Iri::parse(text).unwrap();
        let key = SecretKey::generate(KeyKind::Ed25519).unwrap().public().unwrap();
        let known = |actor: &str, size: usize| {
            let actor = Actor::new(iri(actor), "Person", iri("https://b.example/inbox"));
            Arc::new(Known { actor, key: key.clone(), unkept: Mutex::default(), size, fetched: Timestamp::UNIX_EPOCH })
        };
        let mut hand = Hand::default();
        let large = FetchLimits::ACTOR.bytes;
        for number in 0..IN_HAND {
            hand.take(iri(&format!("https://b.example/{number}")), known("https://b.example/actor", large));
            assert!(hand.bytes <= BYTES_IN_HAND && hand.bytes == hand.keys.len() * large);
        }
        hand.take(iri("https://b.example/0"), known("https://b.example/other", 1));
        hand.take(iri("https://b.example/0"), known("https://b.example/other", 2));
        hand.let_go(&iri("https://b.example/actor"));
        assert_eq!((hand.keys.len(), hand.bytes), (1, 2));
        for number in 0..=IN_HAND {
            hand.take(iri(&format!("https://c.example/{number}")), known("https://c.example/actor", 0));
        }
        assert!(hand.keys.len() <= IN_HAND);
    }
}
