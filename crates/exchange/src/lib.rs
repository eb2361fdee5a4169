//! Other people's formats ↔ records and documents. Pure, no network, one file per format.

pub mod rdf;
pub mod resilience_wiki;
