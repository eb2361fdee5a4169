//! `/{container}/{slug}/versions/`: what a document was before, and putting that back.

pub(crate) mod get;
pub(crate) mod post;

mod link_format;
mod provenance;

pub(crate) use provenance::author;
