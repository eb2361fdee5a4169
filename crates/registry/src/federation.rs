//! What federation asks of an instance: what may leave, what comes in, who follows whom.
//!
//! | module | says |
//! |---|---|
//! | `telling` | what a peer is told, and what it is not: the openness of documents, toward other instances |
//! | `mail` | activities that came, and what became of them |
//! | `receipts` | who has taken what a document says, or that it ended |
//! | `replies` | what others answer to documents of ours |
//! | `relations` | who follows whom, peers, messages, blocks |
//! | `actors` | who of ours is an actor |
//!
//! Requests, signatures and activities are the crate `federation`'s.

mod actors;
mod mail;
mod receipts;
mod relations;
mod replies;
mod telling;

pub use actors::NotAnActor;
pub use journal::federation::{
    Arrival, Block, BlockKind, Bounds, Crowd, Delivered, Effect, Fate, FollowState, Follower, Following, KeptActor,
    KeptKey, Message, NewFollower, NewFollowing, NewMessage, NewReceived, NewReply, Outgoing, Peer, Received, Reply,
    Sender, Setback, Settled, Stranger, Taken, host,
};
pub use journal::{Mirrored, MirroredContent};
pub use receipts::Word;
pub use relations::has;
pub use telling::{End, Item, Portion, Telling};
