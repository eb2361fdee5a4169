//! The words of codesocial: what a document, a change, a caller and an audience are.
//!
//! No input or output, no clock, no randomness, no async: what needs those receives
//! them through the traits of [`ports`]. Everything above speaks in these types.
//!
//! | module | says |
//! |---|---|
//! | [`iri`] | addresses: the instance's base, containers, slugs; the only maker of IRIs |
//! | [`document`] | the unit of reading and writing; the subject rule; blank nodes become fragments |
//! | [`change`] | what somebody wants changed, all or nothing |
//! | [`patch`] | what somebody wants changed in one document, as SPARQL, N3 or JSON |
//! | [`diff`] | what changed between two versions |
//! | [`merge`] | two changes of one text brought together |
//! | [`naming`] | whom documents of common life name, so that they are told
//! | [`reason`] | why something was changed, in a person's words |
//! | [`revision`] | which version of a document; sequence numbers of the journal |
//! | [`audience`] | who may read |
//! | [`caller`] | who asks |
//! | [`record`] | what an importer read, with its place in the source |
//! | [`syntax`] | bytes ↔ RDF, JSON-LD included |
//! | [`coherence`] | from words to deeds: the state of an intention |
//! | [`canon`] | canonical N-Quads (RDFC-1.0) and their hash |
//! | [`integrity`] | signatures over what is said: Data Integrity proofs, Multikeys |
//! | [`release`] | what was frozen and signed, written, read and verified offline |
//! | [`ontology`] | the files of the ontology |
//! | [`vocab`] | the terms of the ontology, generated |
//! | [`sparql`] | how large a query may be before it is parsed |
//! | [`constraint`] | what a SHACL-SPARQL constraint asks and is answered |
//! | [`ports`] | what is passed in: clock, chance, the evaluator of SPARQL |

pub mod audience;
pub mod caller;
pub mod canon;
pub mod change;
pub mod coherence;
pub mod constraint;
pub mod diff;
pub mod document;
pub mod integrity;
pub mod iri;
pub mod merge;
pub mod naming;
pub mod ontology;
pub mod patch;
pub mod ports;
pub mod reason;
pub mod record;
pub mod release;
pub mod revision;
pub mod sparql;
pub mod syntax;
pub mod vocab;

pub use audience::Audience;
pub use caller::{Account, AccountId, Caller, Guest, Reader, Role, Scope};
pub use change::{Change, Content, DocumentChange, Expected};
pub use diff::Diff;
pub use document::{Document, DocumentError};
pub use iri::{Base, Container, Iri, Slug};
pub use reason::{NotAReason, Reason};
pub use record::{Passage, Place, Reading, Record, Refused, RefusedReason, Standing, Unplaced, UnplacedReason};
pub use revision::{ContentHash, Revision, Seq};
