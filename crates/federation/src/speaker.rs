//! Who of ours speaks: their actors' documents, and the keys that they sign with, made when they are first needed.

use crate::activity::actor::{Actor, INSTANCE};
use crate::discovery::webfinger::Handle;
use crate::key::{KeyError, KeyKind, SecretKey};
use crate::service::{Federation, Policy, Shared};
use crate::signature::{Dialect, KeyId, Nonce, Signer};
use crate::words::Language;
use http::Request;
use jiff::Timestamp;
use model::Iri;
use model::ports::Chance;
use outbound::{SignRequest, Unsigned};
use registry::federation::host;
use registry::federation::{KeptActor, KeptKey, NotAnActor};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// The fragments of keys' addresses.
const RSA: &str = "main-key";
const ED25519: &str = "ed25519-key";

/// Keys in hand are of so many of ours at most; the others are read again from the journal.
const IN_HAND: usize = 1_000;

/// Why an actor of ours cannot speak.
#[derive(Debug, thiserror::Error)]
pub enum SpeakerError {
    /// It is none.
    #[error(transparent)]
    NotAnActor(#[from] NotAnActor),
    /// Its key is not one.
    #[error("the key of {actor} cannot be used")]
    Key {
        /// Whose.
        actor: Iri,
        /// Why.
        source: KeyError,
    },
    /// The journal cannot answer.
    #[error(transparent)]
    Journal(#[from] registry::JournalError),
}

/// Signers in hand.
#[derive(Debug, Default)]
pub(crate) struct Speakers(Mutex<HashMap<Iri, Arc<Signer>>>);

impl Shared {
    /// Signs in the name of this actor of ours.
    pub(crate) async fn signer(&self, actor: &Iri) -> Result<Arc<Signer>, SpeakerError> {
        let known = self.speakers.0.lock().unwrap_or_else(PoisonError::into_inner).get(actor).cloned();
        if let Some(signer) = known {
            return Ok(signer);
        }
        let kept = self.kept(actor).await?;
        let key = key_named(&kept, RSA)?;
        let signer = Arc::new(Signer::new(key, actor.with_fragment(RSA)));
        let mut signers = self.speakers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if signers.len() >= IN_HAND {
            signers.clear();
        }
        Ok(Arc::clone(signers.entry(actor.clone()).or_insert(signer)))
    }

    /// The actor of ours, made now if it was needed never before.
    async fn kept(&self, actor: &Iri) -> Result<KeptActor, SpeakerError> {
        if let Some(kept) = self.registry.actor(actor).await? {
            return Ok(kept);
        }
        let handle = if *actor == self.registry.instance_actor() {
            self.host()
        } else {
            self.registry.speaker(actor).await?;
            actor.as_str().rsplit('/').next().unwrap_or_default().to_owned()
        };
        let made = tokio::task::spawn_blocking(|| {
            let kinds = [(RSA, KeyKind::Rsa), (ED25519, KeyKind::Ed25519)];
            let keys = kinds.map(|(name, kind)| {
                let secret = SecretKey::generate(kind)?.to_pem()?;
                Ok(KeptKey { name: name.to_owned(), secret })
            });
            keys.into_iter().collect::<Result<Vec<_>, KeyError>>()
        });
        let unusable = |source| SpeakerError::Key { actor: actor.clone(), source };
        let keys = made.await.map_err(|_| unusable(KeyError::NotMade))?.map_err(unusable)?;
        Ok(self.registry.make_actor(actor.clone(), handle, keys).await?)
    }

    /// The host of the instance, which is its own handle: `registry.example@registry.example` (FEP-d556).
    fn host(&self) -> String {
        host(&self.registry.base().home()).unwrap_or_default()
    }

    /// Host, and port where it is not the usual one: what stands behind the @.
    fn authority(&self) -> String {
        let url = Url::parse(self.registry.base().as_str());
        url.map(|url| url.authority().to_owned()).unwrap_or_default()
    }

    /// Puts a signature of this actor on requests, in this dialect.
    pub(crate) async fn signing(&self, actor: &Iri, dialect: Dialect) -> Result<Signing<'_>, SpeakerError> {
        Ok(Signing { signer: self.signer(actor).await?, dialect, shared: self })
    }
}

fn key_named(kept: &KeptActor, name: &str) -> Result<SecretKey, SpeakerError> {
    let unusable = |source| SpeakerError::Key { actor: kept.iri.clone(), source };
    let key = kept.keys.iter().find(|key| key.name == name).ok_or_else(|| unusable(KeyError::NotMade))?;
    SecretKey::from_pem(&key.secret).map_err(unusable)
}

/// Signs requests just before they leave.
pub(crate) struct Signing<'s> {
    signer: Arc<Signer>,
    dialect: Dialect,
    shared: &'s Shared,
}

impl Signing<'_> {
    fn now(&self) -> Timestamp {
        self.shared.now()
    }

    fn chance(&self) -> &dyn Chance {
        self.shared.chance.as_ref()
    }
}

impl SignRequest for Signing<'_> {
    fn sign(&self, request: &mut Request<Vec<u8>>) -> Result<(), Unsigned> {
        let nonce = Nonce::draw(self.chance());
        Ok(self.signer.sign(request, self.dialect, self.now(), Some(&nonce))?)
    }
}

impl Federation {
    /// The document of an actor of ours; it becomes one now if it may be one and was needed never before.
    pub async fn actor(&self, iri: &Iri) -> Result<Actor, SpeakerError> {
        self.shared.actor(iri).await
    }
}

impl Shared {
    /// See [`Federation::actor`].
    pub(crate) async fn actor(&self, iri: &Iri) -> Result<Actor, SpeakerError> {
        let (registry, base) = (&self.registry, self.registry.base());
        let kept = self.kept(iri).await?;
        let is_instance = *iri == registry.instance_actor();
        let language = Language::default();
        let inbox = base.of_speaker(iri, "inbox");
        let actor = if is_instance {
            Actor {
                name: Some(registry.name().to_owned()),
                url: Some(base.home()),
                is_instance: true,
                ..Actor::new(iri.clone(), INSTANCE, inbox)
            }
        } else {
            Actor {
                attributed_to: Some(registry.instance_actor()),
                ..Actor::of_document(&registry.speaker(iri).await?.document, inbox, language)
            }
        };
        let mut keys = Vec::new();
        for name in [RSA, ED25519] {
            let public = key_named(&kept, name)?.public();
            let public = public.map_err(|source| SpeakerError::Key { actor: iri.clone(), source })?;
            keys.extend(KeyId::parse(iri.with_fragment(name).as_str()).ok().map(|id| (id, public)));
        }
        Ok(Actor {
            username: Some(kept.handle.clone()),
            handle: Handle::parse(&format!("{}@{}", kept.handle, self.authority())).ok(),
            published: Some(kept.created),
            shared_inbox: Some(base.service("inbox")),
            outbox: Some(base.of_speaker(iri, "outbox")),
            followers: Some(base.of_speaker(iri, "followers")),
            following: Some(base.of_speaker(iri, "following")),
            approves_followers: self.settings.policy != Policy::Open,
            discoverable: Some(true),
            indexable: Some(true),
            implements: Actor::capabilities(),
            keys,
            ..actor
        })
    }
}
