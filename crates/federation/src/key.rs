//! The keys of actors, on aws-lc-rs: RSA of 2048 to 8192 bits, Ed25519, and P-256 of those who sign with it.
//!
//! As text they are PEM (`publicKeyPem`: SPKI, or PKCS#1 as some write it; secrets as PKCS#8) and Multikey
//! (`publicKeyMultibase`, FEP-521a). Secret keys are made by the library from the system's own generator: RSA cannot
//! be made from bytes that a caller passes in. That is the one place of this crate that chance is not passed into.

mod multikey;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{self, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA512, RsaKeyPair, RsaParameters, UnparsedPublicKey,
};
use std::fmt;

/// A key of 8192 bits has 11 kB as text. What is longer is none.
const PEM_LIMIT: usize = 16 * 1024;
/// Below it, keys can be broken by those who have the means; above it, verifying becomes a way to keep us busy.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=8192;

/// How a signature is made and verified. The names are those of RFC 9421's registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `rsa-v1_5-sha256`, in draft-cavage `rsa-sha256`.
    RsaSha256,
    /// `rsa-pss-sha512`; only verified.
    RsaPssSha512,
    /// `ed25519`
    Ed25519,
    /// `ecdsa-p256-sha256`; only verified.
    EcdsaP256Sha256,
}

impl Algorithm {
    /// By its name in RFC 9421, section 6.2.2. `hmac-sha256` is none of ours: we share no secrets.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::RsaSha256, Self::RsaPssSha512, Self::Ed25519, Self::EcdsaP256Sha256]
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    /// Its name in RFC 9421.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaSha256 => "rsa-v1_5-sha256",
            Self::RsaPssSha512 => "rsa-pss-sha512",
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
        }
    }
}

/// A kind of key that we make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA of 2048 bits, which every peer knows.
    Rsa,
    /// Ed25519: shorter and faster.
    Ed25519,
}

/// Why a text is not a key that we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is neither PEM nor multibase of a key.
    #[error("not a key in PEM or multibase")]
    Malformed,
    /// It is a key of a kind that we do not know, or broken inside.
    #[error("neither RSA, nor Ed25519, nor P-256")]
    Unknown,
    /// It is an RSA key that is too short to be trusted, or so long that it costs too much.
    #[error("an RSA key of {0} bits: from 2048 to 8192 are taken")]
    Size(u32),
    /// The library could not make a key.
    #[error("no key could be made")]
    NotMade,
}

/// A public key: somebody else's, or ours as others see it.
#[derive(Clone)]
pub struct PublicKey {
    shape: Shape,
    key: ParsedPublicKey,
    /// SubjectPublicKeyInfo.
    spki: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Rsa,
    Ed25519,
    P256,
}

/// A secret key, with the public one that belongs to it.
pub struct SecretKey(Pair);

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl PublicKey {
    /// Reads `publicKeyPem`.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let pem = read_pem(text)?;
        match pem.tag() {
            "PUBLIC KEY" | "RSA PUBLIC KEY" => Self::from_der(pem.contents()),
            _ => Err(KeyError::Malformed),
        }
    }

    /// Reads SubjectPublicKeyInfo, or an `RSAPublicKey` of PKCS#1.
    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        if let Ok(key) = rsa::PublicKey::from_der(der) {
            let bits = RsaParameters::public_modulus_len(key.as_ref()).map_err(|_| KeyError::Unknown)?;
            if !RSA_BITS.contains(&bits) {
                return Err(KeyError::Size(bits));
            }
            return Self::of(Shape::Rsa, ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der));
        }
        Self::ed25519(der).or_else(|_| Self::p256(der))
    }

    fn ed25519(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::of(Shape::Ed25519, ParsedPublicKey::new(&ED25519, bytes))
    }

    fn p256(bytes: &[u8]) -> Result<Self, KeyError> {
        Self::of(Shape::P256, ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes))
    }

    fn of<E>(shape: Shape, key: Result<ParsedPublicKey, E>) -> Result<Self, KeyError> {
        let key = key.map_err(|_| KeyError::Unknown)?;
        let spki: PublicKeyX509Der<'_> = key.as_der().map_err(|_| KeyError::Unknown)?;
        let spki = spki.as_ref().to_vec();
        Ok(Self { shape, key, spki })
    }

    /// Writes `publicKeyPem`: SubjectPublicKeyInfo, lines of 64 letters, as every peer reads it.
    pub fn to_pem(&self) -> String {
        write_pem("PUBLIC KEY", self.spki.clone())
    }

    /// Whether it is one that every peer knows.
    pub fn is_rsa(&self) -> bool {
        self.shape == Shape::Rsa
    }

    /// The algorithm of a signature that does not name one.
    pub fn usual_algorithm(&self) -> Algorithm {
        match self.shape {
            Shape::Rsa => Algorithm::RsaSha256,
            Shape::Ed25519 => Algorithm::Ed25519,
            Shape::P256 => Algorithm::EcdsaP256Sha256,
        }
    }

    /// Whether the algorithm is one of this kind of key.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::RsaSha256 | Algorithm::RsaPssSha512 => self.shape == Shape::Rsa,
            Algorithm::Ed25519 => self.shape == Shape::Ed25519,
            Algorithm::EcdsaP256Sha256 => self.shape == Shape::P256,
        }
    }

    /// Whether the owner of this key signed this message so. False as well if the algorithm is not one of this key.
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if !self.fits(algorithm) {
            return false;
        }
        match algorithm {
            Algorithm::RsaPssSha512 => {
                UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA512, &self.spki).verify(message, signature).is_ok()
            }
            Algorithm::RsaSha256 | Algorithm::Ed25519 | Algorithm::EcdsaP256Sha256 => {
                self.key.verify_sig(message, signature).is_ok()
            }
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("shape", &self.shape).finish_non_exhaustive()
    }
}

impl SecretKey {
    /// Makes a new key.
    pub fn generate(kind: KeyKind) -> Result<Self, KeyError> {
        let pair = match kind {
            KeyKind::Rsa => RsaKeyPair::generate(KeySize::Rsa2048).map(|pair| Pair::Rsa(Box::new(pair))),
            KeyKind::Ed25519 => Ed25519KeyPair::generate().map(|pair| Pair::Ed25519(Box::new(pair))),
        };
        pair.map(Self).map_err(|_| KeyError::NotMade)
    }

    /// Reads PKCS#8 as [`to_pem`](Self::to_pem) and OpenSSL write it.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let pem = read_pem(text)?;
        if pem.tag() != "PRIVATE KEY" {
            return Err(KeyError::Malformed);
        }
        let rsa = || RsaKeyPair::from_pkcs8(pem.contents()).map(|pair| Pair::Rsa(Box::new(pair)));
        Ed25519KeyPair::from_pkcs8(pem.contents())
            .map(|pair| Pair::Ed25519(Box::new(pair)))
            .or_else(|_| rsa())
            .map(Self)
            .map_err(|_| KeyError::Unknown)
    }

    /// Writes PKCS#8, to be kept where nobody else reads.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let der: Result<Pkcs8V1Der<'static>, _> = match &self.0 {
            Pair::Rsa(pair) => pair.as_der(),
            Pair::Ed25519(pair) => pair.as_der(),
        };
        let der = der.map_err(|_| KeyError::Unknown)?;
        Ok(write_pem("PRIVATE KEY", der.as_ref().to_vec()))
    }

    /// Which kind it is.
    pub fn kind(&self) -> KeyKind {
        match &self.0 {
            Pair::Rsa(_) => KeyKind::Rsa,
            Pair::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// The algorithm that it signs with.
    pub fn algorithm(&self) -> Algorithm {
        match self.kind() {
            KeyKind::Rsa => Algorithm::RsaSha256,
            KeyKind::Ed25519 => Algorithm::Ed25519,
        }
    }

    /// The public key.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        match &self.0 {
            Pair::Rsa(pair) => PublicKey::from_der(pair.public_key().as_ref()),
            Pair::Ed25519(pair) => PublicKey::ed25519(pair.public_key().as_ref()),
        }
    }

    /// Signs; nothing if the library cannot. The same message has the same signature each time, of either kind.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match &self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
                Some(signature)
            }
            Pair::Ed25519(pair) => Some(pair.try_sign(message).ok()?.as_ref().to_vec()),
        }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

fn read_pem(text: &str) -> Result<pem::Pem, KeyError> {
    if text.len() > PEM_LIMIT {
        return Err(KeyError::Malformed);
    }
    pem::parse(text).map_err(|_| KeyError::Malformed)
}

fn write_pem(tag: &str, der: Vec<u8>) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(tag, der), config)
}

#[cfg(test)]
mod tests;
