//! The proof that a value was validated.

use crate::report::Report;
use crate::shape::Shapes;
use model::Document;

/// A value that conforms; only [`Shapes::validate`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conforming<T> {
    value: T,
    advice: Report,
}

impl<T> Conforming<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// The value, given up.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Warnings and advice: nothing that refuses.
    pub fn advice(&self) -> &Report {
        &self.advice
    }
}

impl Shapes {
    /// Validates a document by itself; violations depend on nothing else.
    pub fn validate(&self, document: Document) -> Result<Conforming<Document>, Report> {
        let report = self.validate_graph(document.triples());
        if report.accepts() { Ok(Conforming { value: document, advice: report }) } else { Err(report) }
    }
}
