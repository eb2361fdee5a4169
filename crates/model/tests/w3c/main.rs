//! The W3C suites that `model` must pass: canonicalisation and the syntaxes.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a runner is a test as a whole")]
#![expect(clippy::print_stdout, reason = "the counts are what one runs it for")]

mod manifest;
mod rdf_canon;
mod syntax;
