//! `/update`: SPARQL 1.1 Protocol, section 2.2. An editor's update becomes a change of documents.

pub(crate) mod options;
pub(crate) mod post;
