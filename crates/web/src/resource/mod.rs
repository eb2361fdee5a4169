//! `/{container}/{slug}`: a document.

pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod put;
