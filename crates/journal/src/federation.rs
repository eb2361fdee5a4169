//! What federation has to remember.
//!
//! | module | says |
//! |---|---|
//! | [`actor`] | who of ours is an actor, under which handle, with which keys |
//! | [`stranger`] | actors of others, as they were when they were asked |
//! | [`peer`] | inboxes to which something is sent, and how far each has come |
//! | [`follower`], [`following`] | who follows whom |
//! | [`relations`] | whom we follow and do not hear, in memory |
//! | [`concern`] | whom documents of ours concern elsewhere: they are told, though they follow nothing |
//! | [`keep`] | what from elsewhere is kept, though nobody here follows it |
//! | [`message`] | what is said and follows from no entry |
//! | [`outgoing`] | what the documents are now, by their last entries: what a follower is told |
//! | [`received`] | what came in, each activity once |
//! | [`arrival`] | who has taken an entry, and when |
//! | [`reply`] | what others answer to documents of ours, once it is let be shown |
//! | [`quota`] | how much of that is kept of those whom nobody here follows |
//! | [`settlement`] | what an activity, or a person, changes of all this: at once or not at all |
//! | [`announcement`] | what documents of ours pass on to everybody |
//! | [`block`] | whom we do not hear |
//! | [`silence`] | whom documents reach whose origin is silenced |

pub mod actor;
pub mod announcement;
pub mod arrival;
pub mod block;
pub mod concern;
pub mod follower;
pub mod following;
pub mod keep;
pub mod message;
pub mod outgoing;
pub mod peer;
pub mod quota;
pub mod received;
pub mod relations;
pub mod reply;
pub mod settlement;
pub mod silence;
pub mod stranger;

pub use actor::{KeptActor, KeptKey, NewActor};
pub use announcement::Announcement;
pub use arrival::Arrival;
pub use block::{Block, BlockKind, Blocks, host};
pub use concern::{Acquaintance, Concern, Meeting, Told};
pub use follower::{Follower, NewFollower};
pub use following::{Following, NewFollowing};
pub use keep::{Errand, Fetching, Keep};
pub use message::{Message, NewMessage};
pub use outgoing::Outgoing;
pub use peer::{Delivered, Peer, Setback};
pub use quota::{Bounds, Crowd};
pub use received::{Fate, NewReceived, Received, Sender, Taken};
pub use relations::Relations;
pub use reply::{NewReply, Reply};
pub use settlement::{Effect, Settled, Settlement, Then};
pub use stranger::Stranger;

use crate::error::JournalError;

/// How far a request to follow has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowState {
    /// It is not answered yet.
    Waiting,
    /// It holds.
    Accepted,
    /// It was refused.
    Refused,
}

impl FollowState {
    /// As it is kept, and told in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }

    pub(crate) fn read(text: &str) -> Result<Self, JournalError> {
        [Self::Waiting, Self::Accepted, Self::Refused]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(JournalError::Corrupt("the state of a following"))
    }
}
