//! Other people's formats ↔ records and documents. Pure, no network, one file per format.
//!
//! | module | says |
//! |---|---|
//! | [`source`] | what is known of a source before it is read, and where what it has stands here |
//! | `draft` | a document in the making: what every format has (name, place, contact, opening, themes) in the grammar's words |
//! | [`atom`] | feeds of changes, for readers of feeds |
//! | [`communecter`] | the public API of Communecter |
//! | [`mapping`] | what an operator says of a source: categories that are classes and themes, fields that are properties |
//! | [`json`] | the items of a JSON list, one after the other |
//! | `value` | what a value of JSON says, and whether it says anything |
//! | `additional` | what a source says and the grammar has no word for |
//! | `fields` | records that are fields with names: what a field is by the mapping, or by its name |
//! | [`csv`] | tables |
//! | [`geojson`] | GeoJSON, as uMap, OpenStreetMap and open data have it |
//! | [`gogocarto`] | the elements and the taxonomy of a GoGoCarto map, Transiscope's among them |
//! | [`ldes`] | event streams of linked data: ours, and others' |
//! | [`murmurations`] | profiles of Murmurations |
//! | [`pair`] | PAIR, the ontology of the Virtual Assembly, as SemApps has it |
//! | [`sheet`] | a document as others' formats ask for it, one language of several |
//! | [`concepts`] | concepts by name, by number and as a tree |
//! | [`rdf`] | RDF, under this instance's own addresses and others' |
//! | [`resilience_wiki`] | the page of the resilience wiki |
//! | [`write`](mod@write) | the way out in formats of files |

mod additional;
pub mod atom;
pub mod communecter;
pub mod concepts;
pub mod csv;
mod draft;
mod fields;
pub mod geojson;
pub mod gogocarto;
pub mod json;
pub mod ldes;
mod listing;
pub mod mapping;
pub mod murmurations;
pub mod pair;
pub mod rdf;
pub mod resilience_wiki;
#[cfg(test)]
mod rig;
pub mod sheet;
mod sorting;
pub mod source;
mod value;
pub mod write;
