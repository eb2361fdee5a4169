//! Ed25519 keys and signatures, and their text: Multikey and multibase (W3C Recommendation "Controlled Identifiers v1.0",
//! sections 2.2.2 and 2.4).

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;

/// "ed25519-pub" in the table of multicodec, as the varint that stands before the key.
const PUBLIC: [u8; 2] = [0xed, 0x01];
/// "ed25519-priv".
const SECRET: [u8; 2] = [0x80, 0x26];
/// Multibase's letter for base58, the alphabet of Bitcoin.
const BASE58: char = 'z';

/// A public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// A secret key, and the public one that belongs to it.
#[derive(Clone)]
pub struct SecretKey {
    seed: [u8; 32],
    public: PublicKey,
}

/// A signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 64]);

/// The text is not a key, or not a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 {0} in multibase")]
pub struct NotAKey(&'static str);

impl PublicKey {
    /// Reads `z6Mk…`.
    pub fn from_multibase(text: &str) -> Result<Self, NotAKey> {
        decoded(text, PUBLIC).map(Self).ok_or(NotAKey("public key"))
    }

    /// `z6Mk…`
    pub fn to_multibase(self) -> String {
        encoded(&[PUBLIC.as_slice(), &self.0].concat())
    }

    /// Whether the owner of this key signed this message so.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, &signature.0).is_ok()
    }
}

impl SecretKey {
    /// The key of these 32 random bytes; nothing if the library refuses them, which no seed is known to cause.
    pub fn from_seed(seed: [u8; 32]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
        let public = PublicKey(pair.public_key().as_ref().try_into().ok()?);
        Some(Self { seed, public })
    }

    /// Reads `z3u2…`.
    pub fn from_multibase(text: &str) -> Result<Self, NotAKey> {
        decoded(text, SECRET).and_then(Self::from_seed).ok_or(NotAKey("secret key"))
    }

    /// `z3u2…`, to be kept where nobody else reads.
    pub fn to_multibase(&self) -> String {
        encoded(&[SECRET.as_slice(), &self.seed].concat())
    }

    /// The public key.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// Signs. The same message has the same signature each time (RFC 8032, section 5.1.6).
    pub fn sign(&self, message: &[u8]) -> Signature {
        let signed = Ed25519KeyPair::from_seed_unchecked(&self.seed)
            .ok()
            .and_then(|pair| pair.sign(message).as_ref().try_into().ok());
        // The seed was accepted when this key was made. Zeros verify nowhere.
        Signature(signed.unwrap_or([0; 64]))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl Signature {
    /// Reads `z…`.
    pub fn from_multibase(text: &str) -> Result<Self, NotAKey> {
        // Decoding base58 takes the square of its length; 64 bytes take 88 letters at most.
        let text = text.strip_prefix(BASE58).filter(|text| text.len() <= 96);
        let bytes = text.and_then(|text| bs58::decode(text).into_vec().ok());
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NotAKey("signature"))
    }

    /// `z…`
    pub fn to_multibase(&self) -> String {
        encoded(&self.0)
    }
}

fn encoded(bytes: &[u8]) -> String {
    format!("{BASE58}{}", bs58::encode(bytes).into_string())
}

fn decoded(text: &str, codec: [u8; 2]) -> Option<[u8; 32]> {
    let text = text.strip_prefix(BASE58)?;
    // Decoding base58 takes the square of its length.
    if text.len() > 64 {
        return None;
    }
    bs58::decode(text).into_vec().ok()?.strip_prefix(codec.as_slice())?.try_into().ok()
}
