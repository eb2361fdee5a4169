//! `/{container}/`: an LDP Basic Container.

pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod post;
