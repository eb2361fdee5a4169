//! `/{container}/{slug}`: one document.

pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod patch;
pub(crate) mod put;
pub(crate) mod with;
