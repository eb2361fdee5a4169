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
//! Nothing here sends or receives: requests come and go as the types of the crate `http`, the time and what is drawn
//! by lot are passed in. Whose key it is, whether that actor is blocked and what the body means is decided by whoever
//! calls.

pub mod activity;
pub mod discovery;
pub mod key;
pub mod object;
pub mod signature;
mod words;

pub use words::Language;
