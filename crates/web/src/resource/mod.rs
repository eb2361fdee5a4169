//! `/{container}/{slug}`: one document.

pub(crate) mod claim;
pub(crate) mod claim_mail;
pub(crate) mod comments;
pub(crate) mod delete;
pub(crate) mod diff;
pub(crate) mod forks;
pub(crate) mod get;
pub(crate) mod merge;
pub(crate) mod options;
pub(crate) mod patch;
pub(crate) mod proposals;
pub(crate) mod put;
pub(crate) mod receipts;
pub(crate) mod told;
pub(crate) mod versions;
pub(crate) mod with;

mod submitted;
mod version;

pub(crate) use merge::of_conflict;
pub(crate) use versions::author;
