//! Other people's formats ↔ records and documents. Pure, no network, one file per format.
//!
//! | module | says |
//! |---|---|
//! | [`source`] | what is known of a source before it is read, and where what it has stands here |
//! | [`draft`] | a document in the making: what every format has (name, place, contact, opening, themes) in the grammar's words |
//! | [`communecter`] | the public API of Communecter |
//! | [`rdf`] | RDF under this instance's own addresses |
//! | [`resilience_wiki`] | the page of the resilience wiki |

pub mod communecter;
pub mod draft;
pub mod rdf;
pub mod resilience_wiki;
pub mod source;
