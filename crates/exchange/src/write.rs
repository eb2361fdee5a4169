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
#[cfg(test)]
mod kept;
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

    /// Whether nothing more is written, whatever comes.
    fn is_full(&self) -> bool {
        false
    }
}

/// Writes what is asked for, and nothing else.
pub struct Asked {
    writer: Box<dyn Writer>,
    question: Question,
    told: usize,
}

impl Asked {
    /// What this writer writes of what answers the question.
    pub fn new(writer: impl Writer + 'static, question: Question) -> Self {
        Self { writer: Box::new(writer), question, told: 0 }
    }
}

impl Writer for Asked {
    fn begin(&mut self) -> String {
        self.writer.begin()
    }

    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String {
        let is_asked_for = || self.question.asks_for(sheet.position(), &gogocarto::filed(sheet, concepts));
        if self.is_full() || !is_asked_for() {
            return String::new();
        }
        let written = self.writer.document(sheet, concepts);
        self.told += usize::from(!written.is_empty());
        written
    }

    fn end(&mut self) -> String {
        self.writer.end()
    }

    fn is_full(&self) -> bool {
        self.question.limit.is_some_and(|limit| self.told >= limit)
    }
}

/// The name of a class, without where it comes from.
pub(crate) fn local(class: NamedNodeRef<'_>) -> &str {
    let iri = class.as_str();
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

/// Everything in GoGoCarto's own format.
pub struct Map(gogocarto::Writer);

impl Map {
    /// A map of everything.
    pub fn new() -> Self {
        Self(gogocarto::Writer::new(gogocarto::Ontology::Full))
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
        self.0.document(sheet, concepts) + "\n"
    }

    fn end(&mut self) -> String {
        self.0.end() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::csv::Table;
    use super::rig::{document, written};
    use super::*;
    use crate::gogocarto::write::question::Bounds;

    #[test]
    fn what_is_asked_for_alone_is_written() {
        let at = |name: &str, latitude: u32| {
            let says = format!(
                "<> a cs:Place ; cs:name \"{name}\"@fr ; cs:keyword \"Pain\"@fr ; cs:latitude {latitude} ; cs:longitude 1 ."
            );
            document(&format!("places/{name}"), &says)
        };
        let documents = [at("a", 1), at("b", 2), at("c", 50), at("d", 2)];
        let told = |question: Question| -> Vec<String> {
            let text = written(Asked::new(Table, question), &documents, &[]);
            let name = |line: &str| line.split(',').next().and_then(|id| id.rsplit('/').next()).map(str::to_owned);
            text.lines().skip(1).filter_map(name).collect()
        };
        let bounds = Bounds::parse_several("0,0,2,3").unwrap();
        assert_eq!(told(Question::default()), ["a", "b", "c", "d"]);
        assert_eq!(told(Question { bounds: bounds.clone(), ..Question::default() }), ["a", "b", "d"]);
        assert_eq!(told(Question { bounds, limit: Some(2), ..Question::default() }), ["a", "b"]);
        assert_eq!(told(Question { categories: vec![1], ..Question::default() }), [""; 0]);
    }
}
