//! `/account`: one's own password, tokens, sessions and groups.

pub(crate) mod get;
pub(crate) mod groups;
pub(crate) mod identities;
pub(crate) mod members;
pub(crate) mod password;
pub(crate) mod sessions;
pub(crate) mod tokens;
