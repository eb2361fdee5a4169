//! What one source tells of an organisation, as far as it is compared.

use crate::mark::{Mark, Sort};
use crate::name::{self, Name};
use crate::place::{Point, Town};
use model::Iri;
use std::collections::BTreeSet;

/// What of. Sheets of others, people before all, are not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An organisation.
    Organization,
    /// A place: what one map calls the organisation, another calls its place.
    Place,
    /// A project.
    Project,
}

/// A sheet. It begins with its address, and learns what is told.
#[derive(Debug, Clone)]
pub struct Sheet {
    iri: Iri,
    pub(crate) kind: Kind,
    /// Its names, as words.
    pub(crate) names: Vec<Name>,
    pub(crate) point: Option<Point>,
    pub(crate) town: Town,
    pub(crate) marks: BTreeSet<Mark>,
}

/// More names than this say the same again.
const NAMES: usize = 4;
/// More marks than this are a directory's.
const MARKS: usize = 40;

impl Sheet {
    /// One that stands there.
    pub fn new(iri: Iri, kind: Kind) -> Self {
        let mut sheet =
            Self { iri, kind, names: Vec::new(), point: None, town: Town::default(), marks: BTreeSet::new() };
        sheet.link(sheet.iri.clone().as_str());
        sheet
    }

    /// Where it stands.
    pub fn iri(&self) -> &Iri {
        &self.iri
    }

    /// A name of it.
    pub fn name(&mut self, name: &str) {
        let name = Name::of(name).filter(|name| !self.names.contains(name));
        self.names.extend(name.filter(|_| self.names.len() < NAMES));
    }

    /// Where it is, in degrees.
    pub fn point(&mut self, latitude: f64, longitude: f64) {
        self.point = Point::new(latitude, longitude);
    }

    /// The town's name.
    pub fn locality(&mut self, name: &str) {
        self.town.name = name::town(name);
    }

    /// The post's code of the town.
    pub fn postal_code(&mut self, code: &str) {
        self.town.postal_code = five(code);
    }

    /// The state's code of the town.
    pub fn insee(&mut self, code: &str) {
        self.town.insee = five(code);
    }

    /// A page of it on the web.
    pub fn website(&mut self, address: &str) {
        self.mark(Mark::website(address));
    }

    /// How to write to it.
    pub fn email(&mut self, address: &str) {
        self.mark(Mark::email(address));
    }

    /// How to call it.
    pub fn telephone(&mut self, number: &str) {
        self.mark(Mark::telephone(number));
    }

    /// Its number: SIREN or SIRET.
    pub fn code(&mut self, number: &str) {
        self.mark(Mark::code(number));
    }

    /// Where the same stands elsewhere.
    pub fn link(&mut self, address: &str) {
        self.mark([Mark::link(address)]);
    }

    fn mark(&mut self, marks: impl IntoIterator<Item = Mark>) {
        for mark in marks {
            if self.marks.len() < MARKS {
                self.marks.insert(mark);
            }
        }
    }

    /// Its marks of one kind.
    pub(crate) fn marks_of(&self, sort: Sort) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.sort == sort)
    }
}

/// A code of five letters or digits; others are no town's.
fn five(code: &str) -> Option<String> {
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    (code.len() == 5 && code.is_ascii()).then(|| code.to_ascii_uppercase())
}
