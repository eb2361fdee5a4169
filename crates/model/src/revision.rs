//! Which version of a document, and where in the journal.

use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Position of an entry in the journal: 1, 2, 3… without a gap over the whole instance. 0 is "before the first".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seq(pub u64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// SHA-256 of a document's canonical N-Quads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// Of any bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Lower-case hexadecimal, 64 characters.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// A version of one document: its number (1 for the first) and the beginning of its content's hash.
///
/// The text form, `3-5f2a9c01d4e7`, is the part of an `ETag` that all representations share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Revision {
    /// 1, 2, 3… in the document's own history.
    pub number: u64,
    /// First six bytes of the [`ContentHash`].
    pub fingerprint: [u8; 6],
}

impl Revision {
    /// The revision numbered `number` whose content hashes to `hash`.
    pub fn new(number: u64, hash: ContentHash) -> Self {
        let mut fingerprint = [0; 6];
        fingerprint.iter_mut().zip(hash.0).for_each(|(kept, byte)| *kept = byte);
        Self { number, fingerprint }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.number, hex::encode(self.fingerprint))
    }
}

/// The text is not `NUMBER-12 HEX DIGITS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a revision")]
pub struct NotARevision;

impl FromStr for Revision {
    type Err = NotARevision;

    fn from_str(text: &str) -> Result<Self, NotARevision> {
        let (number, fingerprint) = text.split_once('-').ok_or(NotARevision)?;
        let mut bytes = [0; 6];
        hex::decode_to_slice(fingerprint, &mut bytes).map_err(|_| NotARevision)?;
        Ok(Self { number: number.parse().map_err(|_| NotARevision)?, fingerprint: bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let revision = Revision::new(3, ContentHash([7; 32]));
        assert_eq!(revision.to_string(), "3-070707070707");
        assert_eq!(revision.to_string().parse(), Ok(revision));
        assert_eq!("3-07".parse::<Revision>(), Err(NotARevision));
    }
}
