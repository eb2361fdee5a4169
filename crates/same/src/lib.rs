//! Whether two sheets are of one organisation: one from Communecter, one from a GoGoCarto map, a document written here.
//!
//! Nothing is decided: pairs come with a score and its reasons, and a person says which are one. Pure: no clock, no network,
//! no journal; whoever asks brings the sheets that they may read.
//!
//! # How
//! [`Sheet`] is what is compared: names as words without accents, articles and legal forms; where it is; its *marks*, of
//! which one organisation has few and shares none with others: host, page, mailbox, telephone, SIREN and SIRET, addresses of
//! sheets. [`Collection`] counts in all of them what is rare, finds who shares anything (no sheet is compared with all), and
//! compares those.
//!
//! A [`Score`] is a sum of logarithms to base two, as Fellegi and Sunter have it: how much likelier something is of two sheets
//! of one organisation than of any two. It begins far below zero, as few pairs of all are one organisation's, and reaches
//! [`THRESHOLD`] where it is likelier than not (and a bit more: a wrong pair costs more than a missing one). Three things keep
//! what comes together from being weighed twice:
//! - *Rarity is counted.* A word tells what it is rare, and two that stand together what both are; to be near tells what there
//!   is about; a mark tells less the more places have it. Imagined sheets are counted beside, so that thirty sheets are
//!   judged as thirty thousand are.
//! - *Among those who share a mark* only what is news there counts: that two branches of a chain have the brand in their name
//!   tells nothing, that their towns' names differ tells much. What the group is told by is not one more reason.
//! - *A town's name in a name* tells where, not who.
//!
//! | module | knows |
//! |---|---|
//! | `sheet`, `document` | what is compared, and how it is read from a document |
//! | `name`, `place`, `mark`, `crowd` | names, places and marks as they can be compared; hosts that everybody has |
//! | `rarity`, `density`, `towns`, `group` | what is counted in all sheets: words, places, names of towns, who shares a mark |
//! | `blocking` | who is compared with whom |
//! | `likeness`, `comparison`, `score` | how like two names are; how all is weighed; the result |
//! | `collection` | all together |
//!
//! Weights stand as constants beside what they weigh. They were chosen on generated sheets of which the truth is known
//! (`cargo xtask bench same`, [why](../../../docs/decisions/0029-same-organisation.md)); to change one, look at the first seed
//! only.

mod blocking;
mod collection;
mod comparison;
mod crowd;
mod density;
mod document;
mod group;
mod likeness;
mod mark;
mod name;
mod place;
mod rarity;
mod score;
mod sheet;
mod towns;

pub use collection::{Candidate, Collection, Compared};
pub use crowd::is_crowd;
pub use density::Nearness;
pub use mark::{Mark, Sort};
pub use place::Point;
pub use score::{Reason, Score, THRESHOLD, Why};
pub use sheet::{Kind, Sheet};
