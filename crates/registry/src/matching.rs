//! Which offers meet which needs, as one caller's eyes see them.
//!
//! The crate `matching` compares; here it is brought the pages and the concepts of the journal, those from elsewhere among them,
//! and asked for those that the caller may read. Words are counted among what everybody may read, and concepts told by what is
//! closed are not taken up: no score tells of a page that its reader may not see.
//!
//! | module | does |
//! |---|---|
//! | `candidates` | what is held in memory, as the journal says it |
//! | `found` | what goes with one; what waits, with what goes best with it |

mod candidates;
mod found;

pub(crate) use candidates::Candidates;

pub use ::matching::{Apart, Condition, Meeting, Parts, Point, Reach, Reason, Relation, Score, Side};
pub use found::{MATCH_LIMIT, MatchError, Matches, Pairable, Pairing, Waiting, WaitingPage};
