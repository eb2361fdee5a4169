//! How an instance and its actors are found: documents that are written from given values, and the one that is read.
//!
//! | module | says |
//! |---|---|
//! | [`webfinger`] | which actor answers to a name: RFC 7033, and of a server FEP-d556 |
//! | [`nodeinfo`] | which software an instance runs, and how many are there |
//! | [`host_meta`] | where WebFinger is asked, for those who look there first |

pub mod host_meta;
pub mod nodeinfo;
pub mod webfinger;
