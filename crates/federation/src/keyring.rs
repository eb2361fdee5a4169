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
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// Keys in hand, at most.
const IN_HAND: usize = 10_000;
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
    pub(crate) unkept: Option<Vec<u8>>,
    fetched: Timestamp,
}

/// Keys in hand, by address.
#[derive(Debug, Default)]
pub(crate) struct Keyring(Mutex<HashMap<Iri, Arc<Known>>>);

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
                FetchError::TooSlow(_) | FetchError::Http(_) | FetchError::Client(_) => true,
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
            Some(Known { actor, key, unkept: None, fetched: kept.fetched })
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
        let key = actor.key(id).cloned().ok_or_else(|| KeyringError::NotItsKey(id.clone()))?;
        let known = Known { actor, key, unkept: Some(document), fetched: self.now() };
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
                    Some(_) | None => Err(KeyringError::NotAnActor(address, error)),
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
        let signing = self.signing(&self.registry.instance_actor(), Dialect::Cavage).await?;
        let fetched = self.outbound.get(address.as_str(), ACCEPT, Some(&signing), FetchLimits::ACTOR).await;
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
        self.keyring.0.lock().unwrap_or_else(PoisonError::into_inner).get(id.iri()).cloned()
    }

    fn take_in_hand(&self, id: &KeyId, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        let mut keys = self.keyring.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= IN_HAND {
            keys.clear();
        }
        keys.insert(id.iri().clone(), Arc::clone(&known));
        known
    }

    /// Lets go of the keys of an actor that is gone.
    pub(crate) fn let_go(&self, actor: &Iri) {
        self.keyring.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, known| known.actor.id != *actor);
    }
}

/// What an object names as its owner, for what is no actor: `attributedTo`.
pub(crate) fn attributed_to(body: &[u8]) -> Option<Iri> {
    let value = wire::object(body).ok()?;
    wire::several(value.get("attributedTo").unwrap_or(&Value::Null)).iter().find_map(wire::address)
}
