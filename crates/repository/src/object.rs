//! Blobs, trees, commits, tags: their bytes, and the ids that follow from these.

use crate::repository::RepositoryError;
use gix_actor::Signature;
use gix_hash::ObjectId;
use gix_object::bstr::BString;
use gix_object::tree::{Entry, EntryKind};
use gix_object::{Commit, Kind, Tag, Tree, WriteTo, compute_hash};

/// Every client reads SHA-1; repositories of SHA-256 are refused by most.
pub(crate) const HASH: gix_hash::Kind = gix_hash::Kind::Sha1;

/// An object: its id, its kind, its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) id: ObjectId,
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
}

impl Object {
    pub(crate) fn blob(bytes: Vec<u8>) -> Result<Self, RepositoryError> {
        Self::of(Kind::Blob, bytes)
    }

    /// `entries` as [`file`] and [`folder`] make them, in whatever order.
    pub(crate) fn tree(mut entries: Vec<Entry>) -> Result<Self, RepositoryError> {
        entries.sort();
        Self::written(&Tree { entries })
    }

    pub(crate) fn commit(
        tree: ObjectId,
        parent: Option<ObjectId>,
        by: &Signature,
        message: String,
    ) -> Result<Self, RepositoryError> {
        Self::written(&Commit {
            tree,
            parents: parent.into_iter().collect(),
            author: by.clone(),
            committer: by.clone(),
            encoding: None,
            message: message.into(),
            extra_headers: Vec::new(),
        })
    }

    /// An annotated tag on a commit.
    pub(crate) fn tag(name: &str, target: ObjectId, by: Signature, message: String) -> Result<Self, RepositoryError> {
        Self::written(&Tag {
            target,
            target_kind: Kind::Commit,
            name: name.into(),
            tagger: Some(by),
            message: message.into(),
            signature: None,
        })
    }

    fn written(object: &dyn WriteTo) -> Result<Self, RepositoryError> {
        let mut bytes = Vec::new();
        object.write_to(&mut bytes).map_err(RepositoryError::Object)?;
        Self::of(object.kind(), bytes)
    }

    fn of(kind: Kind, bytes: Vec<u8>) -> Result<Self, RepositoryError> {
        let id = compute_hash(HASH, kind, &bytes).map_err(|_| RepositoryError::Collision)?;
        Ok(Self { id, kind, bytes })
    }
}

pub(crate) fn file(name: &str, id: ObjectId) -> Entry {
    Entry { mode: EntryKind::Blob.into(), filename: BString::from(name), oid: id }
}

pub(crate) fn folder(name: &str, id: ObjectId) -> Entry {
    Entry { mode: EntryKind::Tree.into(), filename: BString::from(name), oid: id }
}

/// What was said, then where to read on. `said` comes from people: whatever is no text, or would look like the lines
/// after it, is taken out.
pub(crate) fn message(said: &str, trailers: &[(&str, &str)]) -> String {
    let said: String = said
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c })
        .collect();
    let trailers: Vec<String> = trailers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    format!("{}\n\n{}", said.trim(), trailers.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_git() {
        let blob = Object::blob(b"hello".to_vec()).unwrap();
        // `printf hello | git hash-object --stdin`
        assert_eq!(blob.id.to_string(), "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");
        let empty = Object::tree(Vec::new()).unwrap();
        assert_eq!(empty.id.to_string(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    }

    #[test]
    fn what_people_say_stays_text() {
        let trailers = [("Document", "https://a.example/codes/a")];
        assert_eq!(
            message(" Un mot\r\nde plus\u{0}\u{1b}[31m ", &trailers),
            "Un mot\nde plus  [31m\n\nDocument: https://a.example/codes/a\n"
        );
    }
}
