//! Which documents are likely of one organisation, and what people decide of them.
//!
//! The crate `same` compares; here it is brought the sheets that the caller may read, and nothing else: what it says of a
//! pair, down to how rare a word is, tells of no document that the caller may not see. Nothing is decided but by people.
//!
//! A decision is written down in the transaction that writes what follows from it. What follows is an ordinary change of
//! *one* of both documents, the one that [takes it up](decision): that the other is the same, and if they are merged what the
//! other alone says. It never says more of the other than all its own readers may read.
//!
//! | module | does |
//! |---|---|
//! | `sheets` | the sheets that a caller may read |
//! | `likely` | the pairs of them that are likely one, kept for a while |
//! | [`page`] | of these the ones that nobody decided on, some at a time |
//! | `link` | how one document says that another is of the same |
//! | `taking` | what one document takes up of another, and how that is taken back |
//! | [`decision`] | confirm, refuse, merge, and back |
//! | [`summary`] | the same as programs are told |

pub mod decision;
mod likely;
mod link;
pub mod page;
mod sheets;
pub mod summary;
mod taking;

pub(crate) use likely::KnownLikely;
