//! What can go wrong, one enum per operation. `web::problem` gives each its status and its words.

use journal::{ChainError, CommitError, JournalError};
use model::integrity::IntegrityError;
use model::merge::Conflict;
use model::patch::PatchError;
use model::release::ManifestError;
use model::syntax::SyntaxError;
use model::{Container, DocumentError, Iri, Revision, Scope};
use repository::RepositoryError;
use search::SearchError;
use shapes::{Failure, FormError, Report};
use std::path::PathBuf;
use store::ProjectionError;

pub use store::AskError;

use crate::aside::Busy;
use crate::folder::FolderError;

/// Why an instance cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// See [`FolderError`].
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder holds no instance yet.
    #[error("{} holds no instance yet", .0.display())]
    NoInstance(PathBuf),
    /// The folder holds an instance already.
    #[error("{} holds an instance already", .0.display())]
    AlreadyThere(PathBuf),
    /// The journal cannot be opened.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The projection cannot be opened; rebuilding helps.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// The shapes or the forms cannot be used.
    #[error(transparent)]
    Grammar(#[from] FormError),
    /// A file of a form cannot be read.
    #[error(transparent)]
    FormFile(#[from] FormFileError),
}

/// Why a file of a form in the data folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FormFileError {
    /// The system refuses.
    #[error("{} cannot be read", .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Its name is no end of an address: lower-case letters, digits and single hyphens.
    #[error("{}: the name of a form is made of lower-case letters, digits and single hyphens", .0.display())]
    Misnamed(PathBuf),
    /// A form of the grammar has this name, and nobody replaces those.
    #[error("{}: a form of the grammar has this name", .0.display())]
    OfTheGrammar(PathBuf),
    /// It is too large.
    #[error("{} is larger than {limit} bytes", .path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// It is not UTF-8.
    #[error("{}: line {line} is not UTF-8", .path.display())]
    NotUtf8 {
        /// Which.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
}

/// Why a form was not put or deleted. What stood there stays.
#[derive(Debug, thiserror::Error)]
pub enum FormChangeError {
    /// Nobody is signed in (401).
    #[error("sign in to change a form")]
    Unauthenticated,
    /// The account is no administrator's (403).
    #[error("the role of this account does not allow it")]
    NotAllowed,
    /// The credential in hand lacks this scope (403).
    #[error("the credential does not carry the scope {0:?}")]
    MissingScope(Scope),
    /// The body is not what its format says (400).
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The body names a graph that is not the form's (422).
    #[error("{0} is not the graph of the form")]
    ForeignGraph(String),
    /// Too many large bodies are being read (503).
    #[error("nobody can answer now")]
    Unavailable,
    /// The form is part of the grammar (409).
    #[error("{0} is part of the grammar")]
    OfTheGrammar(Iri),
    /// The form stands in a file, which the operator changes (409).
    #[error("{form} stands in the file {file}")]
    InFile {
        /// Which.
        form: Iri,
        /// The file, from the data folder.
        file: String,
    },
    /// It cannot be used (422), or another one extends it (409).
    #[error("{form} is refused")]
    Refused {
        /// Which.
        form: Iri,
        /// Why.
        source: FormError,
    },
    /// There is nothing to delete (404).
    #[error("there is no such form")]
    NotFound,
    /// It exists and no precondition was given (428).
    #[error("{form} exists: say which revision you mean to replace")]
    PreconditionRequired {
        /// Which.
        form: Iri,
        /// What is there.
        current: Revision,
    },
    /// What is there is not what was expected (412).
    #[error("{form} has changed meanwhile")]
    PreconditionFailed {
        /// Which.
        form: Iri,
        /// What is there.
        current: Option<Revision>,
    },
    /// Storage failed (500).
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl From<CommitError> for FormChangeError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::PreconditionRequired { iri: form, current } => Self::PreconditionRequired { form, current },
            CommitError::PreconditionFailed { iri: form, current } => Self::PreconditionFailed { form, current },
            CommitError::Gone(_) | CommitError::Missing(_) => Self::NotFound,
            CommitError::Journal(error) => Self::Journal(error),
        }
    }
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
    /// The projection did not catch up in time, or too much is being read (503).
    #[error("the projection is behind")]
    Behind,
    /// More belongs to it than one answer holds: ask for less (400).
    #[error("more than {limit} belong to it")]
    TooMuch {
        /// How many documents, or statements.
        limit: usize,
    },
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
    /// Not a manifest.
    #[error("release {number} of {description} cannot be read")]
    Release {
        /// Of which description.
        description: Iri,
        /// Which.
        number: u64,
        /// Why.
        source: ManifestError,
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

/// Why an update was refused. Nothing of it happened.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// It cannot be read, is refused, or nobody can say what it would change.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// What it would change is refused.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// It clears, drops or moves a graph that is not there, without `SILENT` (409).
    #[error("there is no graph {0}")]
    NoSuchGraph(Iri),
    /// It creates a graph that is there, without `SILENT` (409).
    #[error("the graph {0} is there already")]
    GraphExists(Iri),
    /// It changes more documents than one update may (422).
    #[error("more than {limit} documents are changed")]
    TooManyDocuments {
        /// How many.
        limit: usize,
    },
}

/// Why a change was refused. Nothing of it happened.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Nobody is signed in (401).
    #[error("sign in to change something")]
    Unauthenticated,
    /// The account's role does not allow it (403).
    #[error("the role of this account does not allow it")]
    NotAllowed,
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
    /// A patch cannot be read (400), cannot be done (422), or does not fit what is there (409).
    #[error(transparent)]
    Patch(#[from] PatchError),
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
    /// A form asks SPARQL and nobody can answer now, or too many large bodies are being read (503).
    #[error("nobody can answer now")]
    Unavailable,
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
    /// More belongs to the description than can be compared at once: write fewer of its documents (400).
    #[error("more than {limit} belong to it")]
    TooMuch {
        /// How many documents, or statements.
        limit: usize,
    },
    /// It is no copy, or no proposal of one, that could be brought together with what it started from (422).
    #[error("{0} does not say from which version it started")]
    NoCopy(Iri),
    /// The proposal was accepted, declined or withdrawn before (409).
    #[error("{0} is decided already")]
    Decided(Iri),
    /// Both changed the same places, and nobody said whose word counts (409).
    #[error("{document} and what is offered to it changed the same places")]
    Conflicts {
        /// The document that the proposal is offered to.
        document: Iri,
        /// What to decide.
        conflicts: Vec<Conflict>,
    },
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

/// Why a description was not released. Nothing of it happened.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// The caller may not, the description is not there, or its form misses something (as for a change).
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// What points at it cannot be looked up (as for reading).
    #[error(transparent)]
    Read(#[from] ReadError),
    /// More documents belong to it than a release may have (422).
    #[error("more than {limit} documents belong to {description}")]
    TooLarge {
        /// To which.
        description: Iri,
        /// How many there may be.
        limit: usize,
    },
    /// The convention is not one of this description that all of its readers may read (422).
    #[error("{0} is no convention of this description")]
    Convention(Iri),
    /// A text came with something that is no language (422).
    #[error("{0:?} is no language")]
    Language(String),
    /// It changed each time while it was being released (409).
    #[error("{0} keeps changing: try again")]
    Restless(Iri),
    /// The key cannot be used (500).
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It could not be signed (500).
    #[error("the release cannot be signed")]
    Unsigned(#[from] IntegrityError),
}

impl From<StoredError> for ReleaseError {
    fn from(error: StoredError) -> Self {
        Self::Change(error.into())
    }
}

/// Why documents were not erased. None of them was.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// The caller may not, or a document is not there (as for a change).
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// What points at them cannot be looked up (as for reading).
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Words of it are part of what was signed, and only an administrator takes that back (403).
    #[error("words of {document} are signed in a release")]
    Signed {
        /// Which document.
        document: Iri,
        /// In which release, if the caller may read it.
        release: Option<Iri>,
    },
    /// More documents than can be erased at once (422).
    #[error("more than {limit} documents")]
    TooMany {
        /// How many there may be.
        limit: usize,
    },
    /// Something changed each time while it was looked at (409).
    #[error("they keep changing: try again")]
    Restless,
}

/// Why the instance's key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("{} cannot be used", .path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It holds no key.
    #[error("{} holds no key", .0.display())]
    NotAKey(PathBuf),
    /// The public key cannot be published.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl From<Busy> for ReadError {
    fn from(_: Busy) -> Self {
        Self::Behind
    }
}

impl From<Busy> for ChangeError {
    fn from(_: Busy) -> Self {
        Self::Unavailable
    }
}

impl From<ReadError> for ChangeError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound | ReadError::Gone => Self::NotFound,
            ReadError::Behind => Self::Unavailable,
            ReadError::TooMuch { limit } => Self::TooMuch { limit },
            ReadError::Journal(error) => Self::Journal(error),
            ReadError::Projection(error) => Self::Projection(error),
            ReadError::Stored(error) => Self::Stored(error),
        }
    }
}

impl ChangeError {
    /// A document that a change stands on cannot be read.
    pub(crate) fn unread(iri: &Iri) -> impl Fn(ReadError) -> Self {
        move |error| if matches!(error, ReadError::Gone) { Self::Gone(iri.clone()) } else { error.into() }
    }
}

/// Why the public history cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// It did not catch up in time (503).
    #[error("the public history is behind")]
    Behind,
    /// The request is not what Git's protocol says (400).
    #[error("not a request of Git's protocol")]
    Malformed,
    /// The journal changed while it was read: it is read again.
    #[error("the journal changed meanwhile")]
    Changed,
    /// Its folder cannot be read or written (500).
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The journal cannot be read (500).
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// What the journal holds is not readable (500).
    #[error(transparent)]
    Stored(#[from] StoredError),
    /// A release cannot be read (500).
    #[error("a release cannot be read")]
    Release(#[source] ReadError),
    /// A mistake of ours (500).
    #[error("the public history cannot be made")]
    Panicked(#[source] tokio::task::JoinError),
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
    /// The index cannot be written.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// Applying a step panicked: a mistake of ours.
    #[error("a step of the journal cannot be applied")]
    Panicked(#[from] tokio::task::JoinError),
    /// The old projection, or the old public history, cannot be removed.
    #[error("what is to be made again cannot be removed")]
    Folder(#[source] std::io::Error),
}

/// Why nothing can be found.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// The index has not caught up with what was committed in time (503).
    #[error("the index has not caught up")]
    Behind,
    /// The index failed (500).
    #[error("the index failed")]
    Index(#[source] RebuildError),
    /// What was found cannot be read (as for reading).
    #[error(transparent)]
    Read(ReadError),
}
