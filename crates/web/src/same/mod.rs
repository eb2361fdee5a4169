//! Which documents are likely of one organisation, and what editors decide.

pub(crate) mod decide;
pub(crate) mod list;
