//! The way out in formats of files: each document is written when it is its turn, and forgotten.
//!
//! | module | writes |
//! |---|---|
//! | [`rdf`] | Turtle, TriG, N-Quads, JSON-LD |
//! | [`geojson`] | what has a place, as uMap reads it |
//! | [`csv`] | a table for people's spreadsheets |
//! | [`ical`] | events (RFC 5545) |
//! | [`murmurations`] | profiles for the index of Murmurations |
//! | [`dcat`] | the catalogue of what is here, as data.gouv.fr harvests it |
//!
//! GoGoCarto's, which is also an address of every instance, is in [`crate::gogocarto::write`].

pub mod csv;
pub mod dcat;
pub mod geojson;
pub mod ical;
pub mod murmurations;
pub mod rdf;
#[cfg(test)]
pub(crate) mod rig;

use crate::concepts::Concepts;
use crate::gogocarto::write as gogocarto;
use crate::gogocarto::write::question::Question;
use crate::sheet::Sheet;
use oxrdf::NamedNodeRef;

/// Writes documents, one after the other. What all of it is written as is one text.
pub trait Writer: Send {
    /// What stands before the first.
    fn begin(&mut self) -> String;

    /// A document; nothing where the format has no room for such a one.
    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String;

    /// What stands behind the last.
    fn end(&mut self) -> String;
}

/// The name of a class, without where it comes from.
pub(crate) fn local(class: NamedNodeRef<'_>) -> &str {
    let iri = class.as_str();
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

/// Everything in GoGoCarto's own format.
pub struct Map(gogocarto::Writer<'static>);

impl Map {
    /// A map of everything.
    pub fn new() -> Self {
        const EVERYTHING: &Question = &Question { bounds: Vec::new(), categories: Vec::new(), limit: None };
        Self(gogocarto::Writer::new(gogocarto::Ontology::Full, EVERYTHING))
    }
}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer for Map {
    fn begin(&mut self) -> String {
        self.0.begin()
    }

    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String {
        self.0.element(sheet, concepts).map(|element| element + "\n").unwrap_or_default()
    }

    fn end(&mut self) -> String {
        self.0.end().to_owned() + "\n"
    }
}
