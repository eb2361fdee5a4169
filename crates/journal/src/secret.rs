//! Secrets that are handed out once and kept as hashes: tokens, cookies, codes in links.
//!
//! Each is 32 random bytes in base64url. Only its SHA-256 is kept: a hash is enough where the secret is random and long,
//! and nothing is compared byte by byte, since the hash is what is looked up; how long the look-up takes tells about the
//! hash of a guess, from which no better guess follows.

use crate::column;
use crate::error::JournalError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::ports::Chance;
use std::fmt;

/// A name for a row that is kept under a hash: the first bytes of it, in hexadecimal. Nothing can be opened with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle(String);

/// Bytes of a hash that name it: among the secrets of one instance no two share them.
const NAMING: usize = 8;

impl Handle {
    /// Reads what was shown.
    pub fn parse(text: &str) -> Option<Self> {
        let named = text.len() == 2 * NAMING && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        named.then(|| Self(text.to_owned()))
    }

    pub(crate) fn of(hash: &[u8]) -> Result<Self, JournalError> {
        let named = column::digest(hash)?;
        Ok(Self(hex::encode(named.get(..NAMING).unwrap_or_default())))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A new secret: its text, and what is kept of it.
pub(crate) fn draw(chance: &dyn Chance, prefix: &str) -> (String, [u8; 32]) {
    let mut secret = [0; 32];
    chance.fill(&mut secret);
    let text = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(secret));
    let hash = hash(&text);
    (text, hash)
}

/// What is kept of a secret.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    column::sha256(text.as_bytes())
}

/// `hex(substr(hash, 1, 8))` in lower case: the [`Handle`] of a row, for a query.
macro_rules! handle {
    ($hash:literal) => {
        concat!("lower(hex(substr(", $hash, ", 1, 8)))")
    };
}
pub(crate) use handle;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::CountedChance;

    #[test]
    fn a_secret_is_long_new_and_named_by_its_hash() {
        let chance = CountedChance::default();
        let ((first, hashed), (second, _)) = (draw(&chance, "cs_"), draw(&chance, "cs_"));
        assert_ne!(first, second);
        assert_eq!((first.len(), hash(&first)), (3 + 43, hashed));
        let handle = Handle::of(&hashed).unwrap();
        assert_eq!(Handle::parse(handle.as_str()), Some(handle));
        for wrong in ["", "0123", "0123456789abcdeg", "0123456789ABCDEF", "0123456789abcdef0"] {
            assert_eq!(Handle::parse(wrong), None, "{wrong}");
        }
    }
}
