//! What can go wrong, one enum per operation. `web::problem` gives each its status and its words.

use journal::{ChainError, JournalError};
use model::syntax::SyntaxError;
use model::{Container, DocumentError, Iri, Revision, Scope};
use shapes::{Failure, FormError, Report};
use store::ProjectionError;

pub use store::AskError;

use crate::folder::FolderError;

/// Why an instance cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// See [`FolderError`].
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder holds no instance yet.
    #[error("{} holds no instance yet", .0.display())]
    NoInstance(std::path::PathBuf),
    /// The folder holds an instance already.
    #[error("{} holds an instance already", .0.display())]
    AlreadyThere(std::path::PathBuf),
    /// The journal cannot be opened.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The projection cannot be opened; rebuilding helps.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// The shapes or the forms cannot be used.
    #[error(transparent)]
    Grammar(#[from] FormError),
}

/// Why a document or a container cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not there, or the caller may not know that it is (404).
    #[error("there is no such document")]
    NotFound,
    /// It was there (410).
    #[error("the document is gone")]
    Gone,
    /// The projection did not catch up in time (503).
    #[error("the projection is behind")]
    Behind,
    /// Storage failed (500).
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The projection failed (500).
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// What the journal holds is not readable (500).
    #[error(transparent)]
    Stored(#[from] StoredError),
}

/// Content of the journal that cannot be read back: the file was damaged.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// Not N-Quads.
    #[error("the journal's content of {iri} cannot be read")]
    Syntax {
        /// Of which document.
        iri: Iri,
        /// Why.
        source: SyntaxError,
    },
    /// Not a document.
    #[error("the journal's content of {iri} is no document")]
    Document {
        /// Of which document.
        iri: Iri,
        /// Why.
        source: DocumentError,
    },
}

/// Why a change was refused. Nothing of it happened.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Nobody is signed in (401).
    #[error("sign in to change something")]
    Unauthenticated,
    /// The credential in hand lacks this scope (403).
    #[error("the credential does not carry the scope {0:?}")]
    MissingScope(Scope),
    /// The caller may read but not change this (403).
    #[error("you may not change {0}")]
    Forbidden(Iri),
    /// There is no such document, or the caller may not know that it is there (404).
    #[error("there is no such document")]
    NotFound,
    /// It was deleted (410).
    #[error("{0} is gone")]
    Gone(Iri),
    /// The address is not one that this instance keeps documents under (404).
    #[error("{0} is not an address for a document here")]
    NotAnAddress(Iri),
    /// The body is not what its format says (400).
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A document breaks the subject rule or a limit (422).
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The type does not belong into this container (422).
    #[error("a document in {} needs one of its types", .container.segment())]
    WrongType {
        /// Which container.
        container: Container,
        /// The types that the document states.
        found: Vec<Iri>,
    },
    /// A graph of a bundle is not the address of a document here (422).
    #[error("{0} is not a document of this instance")]
    ForeignGraph(Iri),
    /// `cs:audience` or `cs:owner` has several values, or one that means nothing here (422).
    #[error("{0} does not have one usable value")]
    Unusable(Iri),
    /// Shapes refuse it (422); one report per document that was refused.
    #[error("the document does not follow the rules of its form")]
    Invalid(Vec<(Iri, Report)>),
    /// It could not be judged within the work that a validation may take: 422 where the document is too large for its
    /// form, 503 where the form asks too much of any document.
    #[error("{iri} could not be judged")]
    Unjudged {
        /// Which.
        iri: Iri,
        /// Why, and whose fault it is.
        source: Failure,
    },
    /// It exists and no precondition was given (428).
    #[error("{iri} exists: say which revision you mean to replace")]
    PreconditionRequired {
        /// Which.
        iri: Iri,
        /// What is there.
        current: Revision,
    },
    /// What is there is not what was expected (412).
    #[error("{iri} has changed meanwhile")]
    PreconditionFailed {
        /// Which.
        iri: Iri,
        /// What is there.
        current: Option<Revision>,
    },
    /// An import would undo what somebody changed here (409).
    #[error("{0} was changed here since: the import leaves it")]
    ChangedHere(Iri),
    /// The same document stands twice in one change (422).
    #[error("{0} stands twice in one change")]
    Repeated(Iri),
    /// No free address can be made of this name (409).
    #[error("no address could be made for {0:?}")]
    NoAddress(String),
    /// The body holds no document (422).
    #[error("the body holds no document")]
    NoDocument,
    /// Storage failed (500).
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// What the journal holds is not readable (500).
    #[error(transparent)]
    Stored(#[from] StoredError),
}

/// Why a rebuild stopped.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The journal does not verify: restore a backup.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The projection cannot be written.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// Applying a step panicked: a mistake of ours.
    #[error("a step of the journal cannot be applied")]
    Panicked(#[from] tokio::task::JoinError),
    /// The old projection cannot be removed.
    #[error("the old projection cannot be removed")]
    Folder(#[source] std::io::Error),
}
