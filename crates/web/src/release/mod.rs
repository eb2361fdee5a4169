//! `/releases/{container}/{slug}/…`: what was frozen and signed.

pub(crate) mod address;
pub(crate) mod file;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod options;
pub(crate) mod order;
pub(crate) mod post;
