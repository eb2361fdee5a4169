//! `/matching`: which offers meet which needs, and why, for people and for programs.

pub(crate) mod facts;
pub(crate) mod get;
pub(crate) mod words;
