//! Federation: what instances tell each other, and how they know who is speaking.
//!
//! | module | says |
//! |---|---|
//! | [`activity`] | activities, actors and outboxes as they are written, and what counts because of where it comes from |
//! | [`object`] | what stands inside them: our documents as others understand them, and exactly |
//! | [`discovery`] | how an instance and its actors are found: WebFinger, NodeInfo, host-meta |
//! | [`key`] | the keys of actors: made, written and read as text, signing and verifying |
//! | [`signature`] | HTTP signatures, of draft-cavage-12 and of RFC 9421, in both directions |
//! | [`Language`] | the languages that posts are written in |
//!
//! All of these are pure: requests come and go as the types of the crate `http`, the time and what is drawn by lot are
//! passed in. On them stands what speaks and listens:
//!
//! | module | does |
//! |---|---|
//! | [`service`] | [`Federation`]: one instance among others, and its tasks |
//! | [`speaker`] | who of ours speaks, with which keys |
//! | [`hear`] | what comes to an inbox: believed step by step, then written down |
//! | [`keyring`] | the keys of others |
//! | [`block`] | whom we do not hear |
//! | `apply` | what came has its effect, in order; one file per activity |
//! | `deliver` | what peers follow is told to them, in order |
//! | `crew` | tasks at the same time, one for each peer or address |
//! | `errand` | what is asked elsewhere because of what is written here |
//! | [`follow`] | following something elsewhere, and ending that |
//! | [`report`] | telling others what is wrong with theirs, and what they say is wrong with ours |
//! | `taking` | what waits and concerns somebody here is kept |
//! | [`showing`] | what of ours is shown to those who ask |
//! | [`standing`] | who follows whom, and what has arrived |
//! | [`receipts`] | who has taken what one document says |
//! | [`quarantine`] | what waits for somebody here, and what becomes of it |
//! | [`claim`] | whether somebody writes at the site of a document that was imported, or reads mail there |
//! | [`webhook`] | whoever asked for it is told what changed, at an address of theirs |
//! | [`comments`] | what others answered, as it is shown |
//! | [`address`] | the addresses of what we say |
//! | [`step`] | the steps at which nothing is lost |
//!
//! What is remembered of all this is the journal's; what may leave and what is kept is decided by `registry`.

pub mod activity;
pub mod address;
mod apply;
pub mod block;
mod causes;
pub mod claim;
pub mod comments;
mod crew;
mod deliver;
pub mod discovery;
mod errand;
pub mod follow;
pub mod hear;
pub mod key;
pub mod keyring;
pub mod object;
pub mod quarantine;
pub mod receipts;
pub mod report;
pub mod service;
pub mod showing;
pub mod signature;
pub mod speaker;
pub mod standing;
pub mod step;
mod taking;
pub mod webhook;
mod words;

pub use registry::federation::Bounds;
pub use service::{Federation, Hearing, Policy, Settings};
pub use words::Language;
