//! `/registry.git`: the public descriptions, with their history, for Git (gitprotocol-http(5)). Read-only.

pub(crate) mod get;
pub(crate) mod references;
pub(crate) mod upload_pack;
