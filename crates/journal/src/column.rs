//! Our words as SQLite's values, and back. What cannot be read back was not written by us.

use crate::error::JournalError;
use jiff::Timestamp;
use model::{Audience, Container, ContentHash, Iri, Role, Scope, Seq};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::sync::Arc;
use zstd::bulk::{Compressor, Decompressor};

/// zstd's own default: a third of the size of N-Quads for some 10 µs a page; higher levels cost more than they save.
const COMPRESSION_LEVEL: i32 = 3;

/// What happened to a document in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It has this content from here on.
    Put,
    /// It is gone from here on.
    Gone,
    /// Only its audience changed, because something it is bound to did.
    Reach,
    /// It is gone from here on, and what its entries before this one said is destroyed.
    Erased,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Gone => "gone",
            Self::Reach => "reach",
            Self::Erased => "erased",
        }
    }
}

pub(crate) fn kind(text: &str) -> Result<Kind, JournalError> {
    [Kind::Put, Kind::Gone, Kind::Reach, Kind::Erased]
        .into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or(JournalError::Corrupt("a kind of entry"))
}

pub(crate) fn time(microseconds: i64) -> Result<Timestamp, JournalError> {
    Timestamp::from_microsecond(microseconds).map_err(|_| JournalError::Corrupt("a time"))
}

pub(crate) fn iri(text: &str) -> Result<Iri, JournalError> {
    Iri::parse(text).map_err(|_| JournalError::Corrupt("an IRI"))
}

pub(crate) fn container(segment: &str) -> Result<Container, JournalError> {
    Container::from_segment(segment).ok_or(JournalError::Corrupt("a container"))
}

pub(crate) fn audience(term: &str) -> Result<Audience, JournalError> {
    Ok(Audience::from_term(iri(term)?.as_named_node()))
}

/// SQLite's integers are signed; ours of this kind never reach the sign.
pub(crate) fn unsigned(number: i64) -> Result<u64, JournalError> {
    u64::try_from(number).map_err(|_| JournalError::Corrupt("a number below zero"))
}

pub(crate) fn signed(number: u64) -> Result<i64, JournalError> {
    i64::try_from(number).map_err(|_| JournalError::Corrupt("a number beyond SQLite's"))
}

pub(crate) fn seq(number: i64) -> Result<Seq, JournalError> {
    unsigned(number).map(Seq)
}

/// At most this many rows; more than SQLite can count is as good as no limit.
pub(crate) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

pub(crate) fn digest(bytes: &[u8]) -> Result<[u8; 32], JournalError> {
    bytes.try_into().map_err(|_| JournalError::Corrupt("a hash that is not 32 bytes"))
}

/// The hash in an entry; an erased one has none any more and reads as zeros.
pub(crate) fn content_hash(bytes: Option<&[u8]>) -> Result<ContentHash, JournalError> {
    bytes.map_or(Ok([0; 32]), digest).map(ContentHash)
}

/// SHA-256, as everywhere in the journal.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The hash that stands for "nothing there": that of the empty text.
pub(crate) fn nothing() -> ContentHash {
    ContentHash(sha256(b""))
}

/// Addresses as one value, for `json_each`.
pub(crate) fn listed<'i>(iris: impl IntoIterator<Item = &'i Iri>) -> String {
    serde_json::Value::from(iris.into_iter().map(Iri::as_str).collect::<Vec<_>>()).to_string()
}

pub(crate) fn pack(iri: &Iri, canonical: &str) -> Result<Vec<u8>, JournalError> {
    pack_bytes(iri, canonical.as_bytes())
}

/// `iri` is told where it fails.
pub(crate) fn pack_bytes(iri: &Iri, bytes: &[u8]) -> Result<Vec<u8>, JournalError> {
    let packed = PACKING.with_borrow_mut(|packing| match packing {
        Some(packing) => packing.compress(bytes),
        None => zstd::bulk::compress(bytes, COMPRESSION_LEVEL),
    });
    packed.map_err(|error| JournalError::Incompressible { iri: iri.clone(), source: Arc::new(error) })
}

pub(crate) fn unpack(seq: Seq, packed: &[u8]) -> Result<String, JournalError> {
    let bytes = unpack_bytes(packed).map_err(|error| JournalError::Unreadable { seq, source: Arc::new(error) })?;
    String::from_utf8(bytes).map_err(|error| {
        let source = std::io::Error::new(std::io::ErrorKind::InvalidData, error);
        JournalError::Unreadable { seq, source: Arc::new(source) }
    })
}

pub(crate) fn unpack_bytes(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    // Its size stands at its beginning, if it was packed in one go.
    match zstd::zstd_safe::get_frame_content_size(packed) {
        Ok(Some(size)) if size <= PLAUSIBLE => UNPACKING.with_borrow_mut(|unpacking| match unpacking {
            Some(unpacking) => unpacking.decompress(packed, usize::try_from(size).unwrap_or(usize::MAX)),
            None => zstd::decode_all(packed),
        }),
        Ok(_) | Err(_) => zstd::decode_all(packed),
    }
}

/// Bytes that a document may well have; what says that it is larger is unpacked piece by piece.
const PLAUSIBLE: u64 = 64 << 20;

thread_local! {
    /// To make what packs takes as long as to pack a document with it.
    static PACKING: RefCell<Option<Compressor<'static>>> = RefCell::new(Compressor::new(COMPRESSION_LEVEL).ok());
    /// The same of what unpacks.
    static UNPACKING: RefCell<Option<Decompressor<'static>>> = RefCell::new(Decompressor::new().ok());
}

pub(crate) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Reader => "reader",
        Role::Contributor => "contributor",
        Role::Editor => "editor",
        Role::Administrator => "administrator",
    }
}

pub(crate) fn role(text: &str) -> Result<Role, JournalError> {
    match text {
        "reader" => Ok(Role::Reader),
        "contributor" => Ok(Role::Contributor),
        "editor" => Ok(Role::Editor),
        "administrator" => Ok(Role::Administrator),
        _ => Err(JournalError::Corrupt("a role")),
    }
}

pub(crate) fn scopes_text(scopes: &[Scope]) -> String {
    let mut sorted = scopes.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let words: Vec<_> = sorted
        .into_iter()
        .map(|scope| match scope {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Admin => "admin",
        })
        .collect();
    words.join(" ")
}

pub(crate) fn scopes(text: &str) -> Result<Vec<Scope>, JournalError> {
    text.split_whitespace()
        .map(|word| match word {
            "read" => Ok(Scope::Read),
            "write" => Ok(Scope::Write),
            "admin" => Ok(Scope::Admin),
            _ => Err(JournalError::Corrupt("a scope")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for role_ in [Role::Reader, Role::Contributor, Role::Editor, Role::Administrator] {
            assert_eq!(role(role_text(role_)).unwrap(), role_);
        }
        let given = [Scope::Admin, Scope::Read, Scope::Write, Scope::Read];
        assert_eq!(scopes(&scopes_text(&given)).unwrap(), [Scope::Read, Scope::Write, Scope::Admin]);
        assert!(role("king").is_err() && scopes("read everything").is_err());
        let document = iri("https://a.example/codes/a").unwrap();
        assert_eq!(unpack(Seq(1), &pack(&document, "é").unwrap()).unwrap(), "é");
        assert!(unpack(Seq(1), b"not zstd").is_err());
    }
}
