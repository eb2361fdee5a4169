//! HTTP signatures, in the two dialects that peers speak.
//!
//! | module | says |
//! |---|---|
//! | [`request`] | what of a request can be signed, as it arrived here |
//! | [`presented`] | the two steps of verifying: what is presented, what is signed, what is verified |
//! | [`sign`] | signing our own requests, in either dialect |
//! | `cavage` | draft-cavage-http-signatures-12: `Signature` and `Digest` |
//! | `rfc9421` | RFC 9421: `Signature-Input`, `Signature`, and `Content-Digest` of RFC 9530 |
//! | `digest` | the digest of a body, in both spellings |
//! | `window` | how long a signature holds |
//!
//! A request is believed in two steps, each of which is a type that only the step before can make:
//!
//! 1. [`Presented::read`]: the header is parsed, within bounds, and whatever can be refused without a key is refused
//!    here: a stranger must not make us fetch keys for nothing. The caller then finds the key of
//!    [`Presented::key_id`].
//! 2. [`Presented::verify`] with this key makes a [`Signed`]: somebody who has the key signed method, target, host and
//!    date. It still says nothing of the body; [`Signed::body`] compares the digest that was signed with the bytes that
//!    came, and only then makes a [`Verified`].
//!
//! What has to be covered is what Mastodon asks, and a little more: the host as well as the target of every request,
//! and the digest of every body. That the key belongs to the actor in whose name the body speaks is the caller's to
//! compare ([`Verified::key_id`]); Linked Data Signatures, inside the body, are never looked at.

mod cavage;
mod digest;
pub mod presented;
pub mod request;
mod rfc9421;
pub mod sign;
mod window;

pub use presented::{KeyId, Presented, Signed, Verified};
pub use request::{Received, Site};
pub use sign::{Nonce, Signer, SigningError};

use http::HeaderMap;

/// Which specification a signature follows.
///
/// Toward a peer that we know nothing of, draft-cavage: some answer 202 before they look at the signature, so that one
/// that they cannot read would be lost without a word. RFC 9421 once the peer has shown it
/// (docs/decisions/0022-http-signatures.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Dialect {
    /// draft-cavage-http-signatures-12.
    #[default]
    Cavage,
    /// RFC 9421.
    Rfc9421,
}

impl Dialect {
    /// Which one these headers speak, if they carry a signature at all.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        // Both have a header `Signature`; only RFC 9421 has the other.
        match (headers.contains_key(rfc9421::SIGNATURE_INPUT), headers.contains_key(SIGNATURE)) {
            (true, _) => Some(Self::Rfc9421),
            (false, true) => Some(Self::Cavage),
            (false, false) => None,
        }
    }

    /// What to speak to a peer of whom this was known, after it has shown that. Who once spoke RFC 9421 may still begin
    /// with the other, toward us, for the reason that we do.
    #[must_use]
    pub fn after(self, shown: Self) -> Self {
        self.max(shown)
    }

    /// As it is kept: `cavage` or `rfc9421`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cavage => "cavage",
            Self::Rfc9421 => "rfc9421",
        }
    }

    /// From how it was kept.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Cavage, Self::Rfc9421].into_iter().find(|dialect| dialect.as_str() == name)
    }
}

/// The header of both dialects.
const SIGNATURE: &str = "signature";
/// A header longer than this is not read. That of RSA 8192 with ten components has less than 3 kB.
const HEADER_LIMIT: usize = 8 * 1024;
/// A signature may cover so many components. Those of peers cover three to ten.
const COVERED_LIMIT: usize = 32;
/// A message may carry so many signatures: that of the sender, and those of proxies on the way.
const SIGNATURES_LIMIT: usize = 4;

/// Why a request is not believed. All of it is told with 401, in these words: they name what the sender can mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no signature.
    #[error("the request is not signed")]
    Missing,
    /// A header stands there twice, so that two readers could take two different ones (Misskey CVE-2026-28432).
    #[error("the header {0} stands there more than once")]
    Repeated(&'static str),
    /// More than is read.
    #[error("the signature is larger than is read: {0}")]
    TooLarge(&'static str),
    /// It cannot be parsed.
    #[error("{0} cannot be read")]
    Malformed(&'static str),
    /// The key is not named by an http(s) address.
    #[error("keyId is not an https address")]
    KeyId,
    /// The algorithm is none that is taken.
    #[error("the algorithm {0} is not taken: rsa-sha256 (rsa-v1_5-sha256), rsa-pss-sha512, ed25519, ecdsa-p256-sha256")]
    Algorithm(String),
    /// Something that must be signed is not.
    #[error("the signature does not cover {0}")]
    NotCovered(Needed),
    /// What is said to be signed is not in the request, or is nothing that a request has.
    #[error("the signature covers {0}, which this request does not have")]
    NotThere(String),
    /// The request is addressed to another host.
    #[error("Host is not this instance's")]
    WrongHost,
    /// It is made in the future.
    #[error("the signature is dated in the future: compare the clocks")]
    TooEarly,
    /// It is no longer valid.
    #[error("the signature is out of date: compare the clocks, and sign again")]
    TooLate,
    /// The key is not one of the algorithm that the signature names.
    #[error("the key is not one of this algorithm")]
    WrongKey,
    /// The signature is not that of this request by this key.
    #[error("the signature does not fit the request and the key")]
    WrongSignature,
    /// The body is not the one that was signed.
    #[error("the digest is not that of the body")]
    WrongDigest,
}

/// What a signature has to cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// The method.
    Method,
    /// Path and query.
    Target,
    /// The host.
    Host,
    /// When it was made.
    Date,
    /// The digest of the body.
    Digest,
}

impl std::fmt::Display for Needed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Method => "the method",
            Self::Target => "the path and query",
            Self::Host => "the host",
            Self::Date => "the date, or when it was created",
            Self::Digest => "the digest of the body",
        })
    }
}

#[cfg(test)]
mod tests;
