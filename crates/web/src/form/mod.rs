//! `/forms/…`: what descriptions are asked, ours and the territory's.

pub(crate) mod address;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod options;
pub(crate) mod put;
