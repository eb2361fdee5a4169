//! Which offers meet which needs, how well, and why.
//!
//! Nothing is decided and nobody is told: what is found comes with a score, its parts and the reasons, as data, and people make
//! of it what they like. Pure: no clock, no network, no journal; whoever asks brings the pages, what day it is, and says which
//! of them may be told.
//!
//! # How
//! [`Sheet`] is what is compared of an offer or a need, [`Concept`] what is known of a theme or a skill. [`Collection`] holds
//! all of them and finds, for one, those of the other side that share a word or a concept nearby; it compares these.
//!
//! A [`Score`] has six [`Parts`]. Theme and text say whether both are *about* one thing: one alone can, together they say more,
//! and where themes have nothing to do with each other a word in common is likely one with two meanings. What kind it is,
//! where, when and on which terms says how much of that is left. The order of who asks does not matter: what a need finds in an
//! offer is what the offer finds in the need.
//!
//! | module | knows |
//! |---|---|
//! | `sheet`, `document` | what is compared, and how it is read from a document |
//! | `words`, `rarity` | texts as words without endings and accents; how rare each is |
//! | `thesaurus` | how near two concepts are |
//! | `kind`, `condition`, `period`, `place` | how like kinds, terms, dates and places are |
//! | `comparison`, `score` | two sheets, compared; the result |
//! | `collection` | all together, and who is compared with whom |
//! | `together` | several offers that answer a need together |
//!
//! Weights stand as constants beside what they weigh. They were chosen on the twenty queries of `fixtures/matching/tuning`
//! ([why](../../../docs/decisions/0039-matching.md)); to change one, do not look at the ten that are kept.

mod collection;
mod comparison;
mod condition;
mod document;
mod kind;
mod period;
mod place;
mod rarity;
mod score;
mod sheet;
mod thesaurus;
mod together;
mod words;

pub use collection::{Collection, Match, Openness};
pub use condition::Condition;
pub use period::{Meeting, Period};
pub use place::{Apart, Point, Reach};
pub use score::{Parts, Reason, Score, THRESHOLD};
pub use sheet::{Sheet, Side};
pub use thesaurus::{Concept, Relation, Thesaurus};
pub use words::{Language, Word};
