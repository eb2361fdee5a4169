//! The append-only log and everything relational: the truth of an instance, in SQLite. The only crate that speaks SQL.
//!
//! It knows nothing of RDF beyond canonical N-Quads as text, nothing of access rules beyond comparing audiences,
//! nothing of the projection. Time and chance are passed in.
//!
//! | module | says |
//! |---|---|
//! | [`journal`] | the handle: make, open, close, the last sequence number |
//! | [`instance`] | what is fixed when an instance is made |
//! | [`commit`] | document writes, what they expect, what became of them |
//! | [`read`] | documents as they stand, entries in order |
//! | [`moment`] | all documents at one moment, for whoever begins to follow |
//! | [`visible`] | the same as one caller sees it |
//! | [`told`] | the past as one caller may know it |
//! | [`version`] | what each document was before: who, when, why |
//! | [`chain`] | how entries are committed to, and the check of all of them |
//! | [`elsewhere`] | documents whose address is not ours, as their origin last told them |
//! | [`erase`] | documents erased: what they said is destroyed, the chain stays |
//! | [`inspection`] | all that can be found wrong with the file, for `codesocial doctor` |
//! | [`account`], [`erasure`] | who may sign in, until when |
//! | [`token`], [`session`], [`identity`] | what they sign in with |
//! | [`group`] | who belongs to a group |
//! | [`invitation`], [`edit_link`] | links that are handed out |
//! | [`secret`] | names for what is kept as a hash |
//! | [`form`] | the forms of the territory, as text |
//! | [`release`] | releases as they were signed, and the keys that signed |
//! | [`claim`] | who took over a document that was imported, by what proof |
//! | [`import`] | where documents come from, in which runs they were read, what each run did |
//! | [`same`] | what people decided of two documents that may be of one organisation |
//! | [`federation`] | who follows whom, what has to be said to them, what came in |
//! | [`feed`] | what changed, as everybody may know it |
//! | [`webhook`] | addresses that are told of it, how far each has come, what became of what was sent |
//! | [`error`] | why the journal cannot answer |
//!
//! Inside: `writer` is the one task that writes and shares an fsync among all who wait; `apply` is what it does for a
//! commit; `reach` works out whom a document reaches; `place` says where it
//! stands; `named` keeps what documents of common life name; `column` turns our words into SQLite's values and back; `schema`
//! and `schema.sql` are the tables, `schema-2.sql` and so on what was added to them.
//!
//! # Recipes
//! - *Another thing to remember*: a file `schema-N.sql` that leads from the version before, its line in `schema`, a `Work` beside the words it
//!   belongs to (see [`account`]), and a method that hands it to the writer. Never write on a reading connection.
//! - *Another field of an entry*: it must enter the commitment, hence a new tag in [`chain`] and a way to verify the old.

pub mod account;
pub mod chain;
pub mod claim;
pub mod commit;
pub mod edit_link;
pub mod elsewhere;
pub mod erase;
pub mod erasure;
pub mod error;
pub mod federation;
pub mod feed;
pub mod form;
pub mod group;
pub mod identity;
pub mod import;
pub mod inspection;
pub mod instance;
pub mod invitation;
pub mod journal;
pub mod moment;
pub mod read;
pub mod release;
pub mod same;
pub mod secret;
pub mod session;
pub mod token;
pub mod told;
pub mod version;
pub mod visible;
pub mod webhook;

mod apply;
mod column;
mod named;
mod place;
mod reach;
mod schema;
mod writer;

#[cfg(test)]
mod rig;

pub use account::{AccountChangeError, Credentials, KeptAccount};
pub use chain::{ChainError, ChainHead, Fault};
pub use commit::{Commit, CommitError, Outcome, Receipt, Write, WriteContent, Written};
pub use edit_link::{EditLink, NewEditLink};
pub use elsewhere::{Elsewhere, MirrorOutcome, Mirrored, MirroredContent};
pub use erase::{EraseRefusal, EraseWrite, Erased, ErasedDocument, KeptErasure};
pub use erasure::ErasedAccount;
pub use error::JournalError;
pub use feed::{Happening, HappeningKind};
pub use form::{FormWrite, KeptForm};
pub use identity::Identity;
pub use inspection::{ErasedEntries, Examination, Inspection, Standing};
pub use instance::Instance;
pub use invitation::{Acceptance, Invitation, LinkError, NewInvitation};
pub use journal::Journal;
pub use moment::{Moment, Present};
pub use read::{Current, Entry};
pub use release::{Frozen, KeptMember, KeptRelease, ReleaseHead, ReleaseRefusal, ReleaseWrite};
pub use secret::Handle;
pub use session::{Due, KeptSession, NewSession, Session, SessionSpan};
pub use token::{KeptToken, NewToken};
pub use told::{Extent, Telling, Told, ToldRelease};
pub use version::{KeptVersion, Neighbours, Version};
