//! What the history is made of.

use jiff::Timestamp;
use model::{AccountId, Document, Iri, Seq, Slug};

/// A version of a description, or a release: one step of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Becomes a commit.
    Version(Version),
    /// Becomes a tag.
    Release(Release),
}

/// One version of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its place in the journal. It is never served: gaps would tell of what is closed.
    pub seq: Seq,
    /// The description's address.
    pub iri: Iri,
    /// The last part of it, which names the file.
    pub slug: Slug,
    /// Its number in the description's own history.
    pub number: u64,
    /// What it says; `None`: it is gone from here on.
    pub document: Option<Document>,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Why, as its author said.
    pub note: Option<String>,
}

/// One release of a description: files that stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Where in the journal its files come from. It is never served.
    pub shows: Vec<Seq>,
    /// The description's slug.
    pub slug: Slug,
    /// What tells it from the description's other releases: its number, or a name.
    pub name: Slug,
    /// The address of the release.
    pub iri: Iri,
    /// Its files.
    pub files: Vec<ReleasedFile>,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// What is said of it.
    pub note: Option<String>,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedFile {
    /// The container it stands in, which is the folder; `None`: beside the folders, as a manifest does.
    pub folder: Option<&'static str>,
    /// Its name, without a slash.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// By what an [`Item`] is known again, without its content. Versions are in the order of the history.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Where in the journal; of a release, the last of what it shows.
    pub seq: Seq,
    /// What.
    pub kind: Kind,
    /// Of which description.
    pub slug: Slug,
}

/// What an [`Item`] is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A version with content.
    Put,
    /// The end of a description.
    Gone,
    /// A release.
    Release {
        /// Its name.
        name: Slug,
        /// Where in the journal its files come from: less than it froze, where something of it was closed since.
        shows: Vec<Seq>,
    },
}

impl Mark {
    /// That of a release.
    pub fn of_release(slug: &Slug, name: &Slug, shows: Vec<Seq>) -> Self {
        let seq = shows.iter().max().copied().unwrap_or_default();
        Self { seq, kind: Kind::Release { name: name.clone(), shows }, slug: slug.clone() }
    }

    /// Whether it is a release's.
    pub fn is_release(&self) -> bool {
        matches!(self.kind, Kind::Release { .. })
    }
}

impl Item {
    /// By what it is known again.
    pub fn mark(&self) -> Mark {
        match self {
            Self::Version(Version { seq, slug, document, .. }) => {
                let kind = if document.is_some() { Kind::Put } else { Kind::Gone };
                Mark { seq: *seq, kind, slug: slug.clone() }
            }
            Self::Release(Release { slug, name, shows, .. }) => Mark::of_release(slug, name, shows.clone()),
        }
    }
}
