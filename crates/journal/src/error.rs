//! Why the journal cannot answer.

use model::{AccountId, Container, Iri, Seq};
use std::path::PathBuf;
use std::sync::Arc;

/// The journal cannot answer. Sources are shared, since one failed transaction is told to everyone who waited for it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum JournalError {
    /// There is no file to open.
    #[error("there is no journal at {}", .0.display())]
    Absent(PathBuf),
    /// A new journal must not replace anything.
    #[error("{} exists already: a new instance needs an empty folder", .0.display())]
    Exists(PathBuf),
    /// The file is something else, or damaged in its first bytes.
    #[error("{} is not the journal of a codesocial instance", .0.display())]
    NotAJournal(PathBuf),
    /// A later version of this program wrote the file.
    #[error("{} was written by a later version of codesocial (schema {found}, this one knows {known}): update the program", .file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its schema version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// An earlier version wrote the file, and only looking at it does not lead it on.
    #[error("{} was written by an earlier version of codesocial (schema {found}, this one writes {known})", .file.display())]
    Older {
        /// The file.
        file: PathBuf,
        /// Its schema version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The file system refuses.
    #[error("the file {} cannot be used", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// SQLite failed: disk full, disk broken, file locked by somebody else.
    #[error("the journal's storage failed")]
    Storage(#[source] Arc<sqlx::Error>),
    /// A value in the file is none that we write.
    #[error("the journal holds a value it never wrote: {0}")]
    Corrupt(&'static str),
    /// The compressed content of an entry cannot be read.
    #[error("the content of entry {seq} cannot be read")]
    Unreadable {
        /// Which entry.
        seq: Seq,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// Content could not be compressed.
    #[error("the content of {iri} cannot be compressed")]
    Incompressible {
        /// Of which document.
        iri: Iri,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// Somebody kept reading while the log was to be emptied.
    #[error("the journal's log could not be emptied: somebody keeps reading it")]
    Unemptied,
    /// The journal was closed meanwhile.
    #[error("the journal is closed")]
    Closed,
    /// No such account.
    #[error("there is no account number {}", .0.0)]
    UnknownAccount(AccountId),
    /// The text cannot be what an account signs in with.
    #[error("not an address to sign in with: {0:?}")]
    NotAnAddress(String),
    /// A commit names one document twice.
    #[error("{0} appears twice in one change")]
    Repeated(Iri),
    /// The IRI is no address of a document in that container of this instance.
    #[error("{iri} is not a document of the container {}", .container.segment())]
    Misplaced {
        /// The IRI.
        iri: Iri,
        /// The container.
        container: Container,
    },
    /// The IRI is ours, or that of a part of a document: no document from elsewhere has it.
    #[error("{0} is not the address of a document from elsewhere")]
    NotElsewhere(Iri),
    /// The hash that came with the content is not the content's.
    #[error("the hash given for {0} is not its content's")]
    WrongHash(Iri),
}

impl From<sqlx::Error> for JournalError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(Arc::new(error))
    }
}
