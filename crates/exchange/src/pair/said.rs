//! What subjects say, as lines on disk.

use oxrdf::Term;
use std::str::FromStr;

/// One thing that a subject says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    /// Who: its number and its name.
    pub(super) number: u32,
    pub(super) name: String,
    /// A word of PAIR, or the IRI of another.
    pub(super) word: String,
    /// What, as N-Triples write it.
    pub(super) term: String,
}

impl Said {
    pub(super) fn new(number: u32, name: &str, word: &str, term: &Term) -> Self {
        Self { number, name: name.to_owned(), word: word.to_owned(), term: term.to_string() }
    }

    /// That there is somebody, of whom nothing is said.
    pub(super) fn nothing(number: u32, name: &str) -> Self {
        Self { number, name: name.to_owned(), word: String::new(), term: String::new() }
    }

    /// The value, if something is said.
    pub(super) fn value(&self) -> Option<Term> {
        Term::from_str(&self.term).ok()
    }

    /// A line, ordered by who says it. Neither a name nor a word has a tabulator.
    pub(super) fn line(&self) -> String {
        let Self { number, name, word, term } = self;
        format!("{number:08x}\t{name}\t{word}\t{term}")
    }

    /// What such a line says.
    pub(super) fn of(line: &str) -> Option<Self> {
        let mut parts = line.splitn(4, '\t');
        let number = u32::from_str_radix(parts.next()?, 16).ok()?;
        let mut part = || parts.next().map(str::to_owned);
        Some(Self { number, name: part()?, word: part()?, term: part()? })
    }
}
