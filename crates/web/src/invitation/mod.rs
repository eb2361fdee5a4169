//! `/invitations`: handed out by administrators and editors, accepted by whoever holds the link.

pub(crate) mod accept;
pub(crate) mod list;
