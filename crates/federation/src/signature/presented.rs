//! The two steps of verifying, as types: [`Presented`] has been read, [`Signed`] has been verified with a key,
//! [`Verified`] is a body that belongs to it.

use super::digest::Digests;
use super::window::Window;
use super::{Dialect, Needed, Received, SignatureError, cavage, rfc9421};
use crate::key::{Algorithm, PublicKey};
use jiff::Timestamp;
use model::Iri;
use url::Url;

/// The address of a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(Iri);

/// No address of a key is longer.
const KEY_ID_LIMIT: usize = 2048;

impl KeyId {
    /// Reads an address: http or https, with a host, and without what could make one host look like another. Which of
    /// them may be asked is for `outbound` to say. A name (`acct:…`) is refused: who answers for it is a question of
    /// its own.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        if text.len() > KEY_ID_LIMIT {
            return Err(SignatureError::TooLarge("keyId"));
        }
        let url = Url::parse(text).map_err(|_| SignatureError::KeyId)?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.has_host();
        if !matches!(url.scheme(), "http" | "https") || !is_plain {
            return Err(SignatureError::KeyId);
        }
        Iri::parse(text).map(Self).map_err(|_| SignatureError::KeyId)
    }

    /// As it was written.
    pub fn iri(&self) -> &Iri {
        &self.0
    }

    /// What has to be fetched to find it: often the actor.
    pub fn document(&self) -> Iri {
        self.0.document()
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A signature that has been read and could be refused for nothing that is seen without the key.
///
/// It holds what is signed as it stood in the request, so that no other request can be put in its place later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    pub(super) dialect: Dialect,
    pub(super) label: Option<String>,
    pub(super) key_id: KeyId,
    pub(super) algorithm: Option<Algorithm>,
    pub(super) covered: Vec<String>,
    pub(super) window: Window,
    pub(super) digests: Option<Digests>,
    /// What may have been signed: one text, or of draft-cavage two.
    pub(super) bases: Vec<String>,
    pub(super) signature: Vec<u8>,
}

impl Presented {
    /// Reads the signature of a request: of several, the first that covers what it must. It needs no body, and no
    /// network.
    pub fn read(received: &Received<'_>, now: Timestamp) -> Result<Self, SignatureError> {
        Self::all(received, now)?.into_iter().next().ok_or(SignatureError::Missing)
    }

    /// Reads all signatures of a request that cover what they must, to choose one by [`label`](Self::label) or
    /// [`key_id`](Self::key_id). Proxies on the way may add their own (RFC 9421, section 4.3). If there is none, why
    /// the first is refused.
    pub fn all(received: &Received<'_>, now: Timestamp) -> Result<Vec<Self>, SignatureError> {
        let read = match Dialect::of(received.headers).ok_or(SignatureError::Missing)? {
            Dialect::Cavage => vec![cavage::read(received)],
            Dialect::Rfc9421 => rfc9421::read(received)?,
        };
        let mut accepted = Vec::new();
        let mut refusal = SignatureError::Missing;
        for presented in read.into_iter().rev() {
            match presented.and_then(|presented| presented.window.contains(now).map(|()| presented)) {
                Ok(presented) => accepted.insert(0, presented),
                Err(error) => refusal = error,
            }
        }
        if accepted.is_empty() { Err(refusal) } else { Ok(accepted) }
    }

    /// Which specification it follows. A peer whose signature verifies has shown that it knows it.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Its label, in RFC 9421.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// Whose key is to be found. Until then anybody may have written it.
    pub fn key_id(&self) -> &KeyId {
        &self.key_id
    }

    /// What it covers, as the dialect names it.
    pub fn covered(&self) -> &[String] {
        &self.covered
    }

    /// Verifies with the key of [`key_id`](Self::key_id), the time being asked again: finding the key may have taken
    /// some.
    pub fn verify(self, key: &PublicKey, now: Timestamp) -> Result<Signed, SignatureError> {
        self.window.contains(now)?;
        // RFC 9421, section 3.2: "If the algorithm is specified in more than one location, […] the resolved algorithms
        // MUST be the same." The draft says the same of keyId and algorithm.
        let algorithm = self.algorithm.unwrap_or(key.usual_algorithm());
        if !key.fits(algorithm) {
            return Err(SignatureError::WrongKey);
        }
        if !self.bases.iter().any(|base| key.verifies(algorithm, base.as_bytes(), &self.signature)) {
            return Err(SignatureError::WrongSignature);
        }
        Ok(Signed { dialect: self.dialect, key_id: self.key_id, window: self.window, digests: self.digests })
    }
}

/// A request whose method, target, host and date were signed with the key of [`key_id`](Self::key_id). For one that
/// only asks, this is all there is to know; of a body it says nothing yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    dialect: Dialect,
    key_id: KeyId,
    window: Window,
    digests: Option<Digests>,
}

impl Signed {
    /// Whose key signed.
    pub fn key_id(&self) -> &KeyId {
        &self.key_id
    }

    /// Which dialect the peer has shown that it speaks.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Until when the same request would be taken again: so long has to be remembered what came.
    pub fn until(&self) -> Timestamp {
        self.window.end()
    }

    /// Compares the body's raw bytes with the digest that was signed.
    pub fn body<B: AsRef<[u8]>>(self, body: B) -> Result<Verified<B>, SignatureError> {
        let digests = self.digests.ok_or(SignatureError::NotCovered(Needed::Digest))?;
        if digests.are_of(body.as_ref()) {
            Ok(Verified { key_id: self.key_id, dialect: self.dialect, body })
        } else {
            Err(SignatureError::WrongDigest)
        }
    }
}

/// A body as the owner of the key sent it to this place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<B> {
    key_id: KeyId,
    dialect: Dialect,
    body: B,
}

impl<B> Verified<B> {
    /// Whose key signed. That it is the key of the actor in whose name the body speaks is still to be compared.
    pub fn key_id(&self) -> &KeyId {
        &self.key_id
    }

    /// Which dialect the peer has shown that it speaks.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The body.
    pub fn body(&self) -> &B {
        &self.body
    }

    /// The body, to be kept.
    pub fn into_body(self) -> B {
        self.body
    }
}
