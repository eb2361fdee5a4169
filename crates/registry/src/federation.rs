//! What federation asks of an instance: what may leave, what comes in, who follows whom.
//!
//! | module | says |
//! |---|---|
//! | `telling` | what a peer is told, and what it is not: the openness of documents, toward other instances |
//! | `concerns` | whom documents concern, here and elsewhere: they are told, though they follow nothing |
//! | `mail` | activities that came, and what became of them |
//! | `passing` | what documents pass on of others, and what is kept here because others do |
//! | `receipts` | who has taken what a document says, or that it ended |
//! | `replies` | what others answer to documents of ours |
//! | `relations` | who follows whom, peers, messages, blocks |
//! | `actors` | who of ours is an actor |
//!
//! Requests, signatures and activities are the crate `federation`'s.

mod actors;
mod concerns;
mod mail;
mod passing;
mod receipts;
mod relations;
mod replies;
mod telling;

pub use actors::NotAnActor;
pub(crate) use actors::SUBJECTS;
pub use concerns::Concerning;
pub use journal::federation::{
    Acquaintance, Arrival, Block, BlockKind, Blocks, Bounds, Crowd, Delivered, Effect, Errand, Fate, Fetching,
    FollowState, Follower, Following, Keep, KeptActor, KeptKey, Meeting, Message, NewFollower, NewFollowing,
    NewMessage, NewReceived, NewReply, Outgoing, Peer, Received, Relations, Reply, Sender, Setback, Settled, Stranger,
    Taken, Then, Told, host,
};
pub use journal::{Mirrored, MirroredContent};
pub use passing::{Passed, Passing};
pub use receipts::Word;
pub use relations::has;
pub(crate) use telling::RecentlyTold;
pub use telling::{End, Item, Portion, Telling};
