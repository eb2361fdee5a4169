//! Other people's formats ↔ records and documents. Pure, no network, one file per format.
//!
//! | module | says |
//! |---|---|
//! | [`source`] | what is known of a source before it is read, and where what it has stands here |
//! | [`draft`] | a document in the making: what every format has (name, place, contact, opening, themes) in the grammar's words |
//! | [`communecter`] | the public API of Communecter |
//! | [`mapping`] | what an operator says of a source: categories that are classes and themes, fields that are properties |
//! | [`json`] | the items of a JSON list, one after the other |
//! | [`value`] | what a value of JSON says, and whether it says anything |
//! | [`additional`] | what a source says and the grammar has no word for |
//! | [`gogocarto`] | the elements and the taxonomy of a GoGoCarto map, Transiscope's among them |
//! | [`rdf`] | RDF under this instance's own addresses |
//! | [`resilience_wiki`] | the page of the resilience wiki |

pub mod additional;
pub mod communecter;
pub mod draft;
pub mod gogocarto;
pub mod json;
pub mod mapping;
pub mod rdf;
pub mod resilience_wiki;
pub mod source;
pub mod value;
