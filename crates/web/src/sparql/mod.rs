//! `/sparql`: the SPARQL 1.1 Protocol, queries only, and a page to write them.

pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod post;

mod answer;
mod description;
mod parameters;

pub(crate) use answer::{Shown, answer, collect};
pub(crate) use parameters::Parameters;
