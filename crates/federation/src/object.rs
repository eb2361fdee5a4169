//! What stands inside an activity: our documents as ActivityStreams writes them, and what others write. No network, no clock, no registry.
//!
//! | module | says |
//! |---|---|
//! | [`exact`] | `cs:exact`: the document itself, for instances of ours |
//! | [`plain`](mod@plain) | what anybody's server understands of any document |
//! | [`note`] | one readable post per change, for microblogs |
//! | [`tombstone`] | what is left of a document that ended |
//! | [`foreign`] | what others tell of events, organisations, projects… |
//! | [`reply`] | somebody's answer to what is said here |
//! | [`clean`] | HTML of others, with nothing left in it that could act |
//! | [`texts`] | what a document says in which language |
//! | `html` | the HTML that we write: escaped text, and links |
//! | `hashtag` | themes and keywords as `Hashtag` |
//! | `moment` | times, to and from the wire |
//!
//! **Add a class:** a row in the table of `plain.rs`, and one in that of [`actor`](crate::activity::actor) if people
//! should follow it as something else than a service.

pub mod clean;
pub mod exact;
pub mod foreign;
mod hashtag;
mod html;
mod moment;
pub mod note;
pub mod plain;
pub mod reply;
pub mod texts;
pub mod tombstone;

pub(crate) use moment::{read as read_time, write as write_time};
