//! `/{container}/{slug}.acl` and `/{container}/.acl`: who may do what, as Web Access Control says it.

pub(crate) mod address;
pub(crate) mod allow;
pub(crate) mod container;
pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod patch;
pub(crate) mod post;
pub(crate) mod put;
