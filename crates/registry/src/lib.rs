//! What the service means: reading, changing, importing, asking; and who may do what.
//!
//! **The one door** to journal and store. Every change, whichever way it came in, passes [`Registry`] in the same
//! order: access rule, subject rule, shapes, the one writer; the projection follows by itself. It knows nothing of
//! HTTP, of the command line, of pages.
//!
//! | module | does |
//! |---|---|
//! | [`folder`] | owns the data folder: one process at a time |
//! | `registry` | opens and closes the instance |
//! | `access` | the rules: who may read, who may change |
//! | `acl` | who may do what with a document, as Web Access Control says it |
//! | `admission` | what is decided of a document before it is written |
//! | `aside` | slow work, off the threads that answer everybody |
//! | `belonging` | what belongs to a description |
//! | `bundle` | a description with what belongs to it |
//! | [`account`] | accounts: signing in, one's own, everybody's, links |
//! | `intake` | a body becomes documents |
//! | `change` | `put`, `post`, `delete`: one way in |
//! | [`claim`] | imported documents taken over by whom they are about, by proof |
//! | `patch` | a change told by its difference, computed again where others were faster |
//! | `judgement` | what the grammar says of a change |
//! | `form` | forms of the territory: read, put, deleted |
//! | `forms_in_force` | the grammar as it stands here, and where each form of it comes from |
//! | `form_file` | files of forms in the data folder |
//! | [`import`] | sources read in runs: judged, brought together with what was written here, taken back |
//! | [`matching`] | which offers meet which needs |
//! | [`same`] | which documents are likely of one organisation, and what people decide |
//! | `release` | a description and what belongs to it, frozen and signed |
//! | `signing` | the instance's key |
//! | [`elsewhere`] | documents whose address is not ours: taken in, read, changed by nobody |
//! | `erasure` | documents erased for good, wherever this machine keeps them |
//! | [`doctor`] | what is wrong with an instance |
//! | `last_write` | changes without a precondition, where the operator allows them |
//! | `read` | documents, containers, names, links |
//! | `walk` | many documents, one after the other, as one caller may see them |
//! | `fork` | a copy of a description, and where it came from |
//! | `proposal` | a changed copy, offered back and brought together |
//! | `version` | what documents were before, and putting that back |
//! | `ask` | SPARQL |
//! | `update` | SPARQL Update, as a change of documents |
//! | `endpoint` | what the protocols of SPARQL speak to |
//! | [`federation`] | what may leave, what comes in, who follows whom |
//! | `feed` | what changed, as everybody may know it |
//! | [`webhook`] | addresses that are told what changed |
//! | `follower` | the projection and the workers follow the journal |
//! | `finding` | so does the index of words, places and facets; searching |
//! | `publication` | so does the Git repository of the public descriptions |
//!
//! To add an operation: a file here with one public method on [`Registry`], its error enum in `error`, the rule it
//! obeys in `access`; then an endpoint in `web` and a command in `cli` that call it.

mod access;
pub mod account;
mod acl;
mod admission;
mod aside;
mod ask;
mod belonging;
mod bundle;
mod change;
pub mod claim;
pub mod doctor;
pub mod elsewhere;
mod endpoint;
mod erasure;
mod error;
pub mod federation;
mod feed;
mod finding;
pub mod folder;
mod follower;
mod fork;
mod form;
mod form_file;
mod forms_in_force;
pub mod import;
mod intake;
mod judgement;
mod last_write;
pub mod matching;
mod patch;
mod proposal;
mod publication;
mod read;
mod registry;
mod release;
#[cfg(test)]
mod rig;
pub mod same;
mod signing;
mod update;
mod version;
mod walk;
pub mod webhook;

pub use ::search::text::Text as SearchText;
pub use ::search::{
    Area as SearchArea, Asked as SearchAsked, Bounds as SearchBounds, Circle as SearchCircle, Facet, FacetCounts,
    Order as SearchOrder, Point as SearchPoint, SearchError, Selected as SearchSelected, WINDOW as SEARCH_WINDOW,
};
pub use account::AccountError;
pub use acl::{Access, Acl, AclError, Control, Giving, Misfit, Mode, StatedRules, Unmappable};
pub use belonging::MEMBER_LIMIT;
pub use bundle::{Bundle, BundleExpected, BundleTag, Each, Kinds};
pub use change::Changed;
pub use claim::{ClaimError, KeptClaim};
pub use elsewhere::{Elsewhere, MirrorRefusal, Mirroring, Told, ToldContent};
pub use endpoint::{Endpoint, GraphStore, Promise};
pub use erasure::{CopyError, ERASURE_LIMIT, Erasure, Forgetting, Forgotten, KeepsCopies, Progress};
pub use error::{
    AskError, ChangeError, ErasureError, FindError, FormChangeError, FormFileError, KeyError, OpenError,
    PublicationError, ReadError, RebuildError, ReleaseError, StoredError, UpdateError,
};
pub use feed::{FEED_SPAN, FeedEvent, FeedKind, FeedPage};
pub use finding::{Findings, FoundDocument};
pub use fork::Fork;
pub use form::FormChanged;
pub use forms_in_force::{FormOrigin, FormsInForce};
pub use import::replica::{Heard, ReplicaOrder, Tellings};
pub use import::run::{ImportError, ImportMode, ImportOrder, Passages, SourceExtent};
pub use import::{
    Dispute, Fate, ImportReport, ImportedRecord, RunListener, UndoError, UndoReport, Undoing, UndoneRecord, Why,
};
pub use intake::Body;
pub use journal::import::{KeptRecord, KeptRun, KeptSource, RunCounts, SourceCard, Vanishing};
pub use journal::same::{Pair, SameDecision};
pub use journal::{
    EditLink, ErasedAccount, ErasedEntries, Fault, Handle, Identity, Invitation, JournalError, KeptAccount,
    KeptErasure, KeptSession, KeptToken, MirrorOutcome, Neighbours, Outcome, Receipt, Version, Written,
};
pub use patch::PatchBody;
pub use proposal::{Decision, Merging, NewProposal, Take};
pub use read::{Cursor, Listing, Resource};
pub use registry::{NewInstance, Parts, RebuildFolderError, Rebuilt, Registry, WorkerProgram};
pub use release::{Release, ReleaseOrder, Released};
pub use repository::{Pack, RepositoryError, Upload, upload::REQUEST_LIMIT as GIT_REQUEST_LIMIT};
pub use same::decision::{Decided, SameError};
pub use shapes::{Failure, Form, FormError, Grammar, Report, Severity, ShapeFile, Stage, ValidationResult, Wording};
pub use signing::PublishedKey;
pub use store::{Answer, BindingsFormat, BrokenOff, Link, Question, Replacing, Update};
pub use version::{Comparison, History, Past};
pub use walk::{Shown, Walk};
pub use webhook::WebhookError;
