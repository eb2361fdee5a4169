//! `/shapes/…`: what is asked of every document, by class.

pub(crate) mod get;
pub(crate) mod list;
