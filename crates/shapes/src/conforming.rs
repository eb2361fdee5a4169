//! The proof that a value was validated.

use crate::form::Stage;
use crate::grammar::Grammar;
use crate::report::Report;
use model::Document;

/// A value that conforms; only [`Grammar::validate`] makes one.
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

impl Grammar {
    /// Validates a document by itself; violations depend on nothing else.
    pub fn validate(&self, document: Document, stage: Stage) -> Result<Conforming<Document>, Report> {
        let report = self.examine(document.triples(), stage);
        if report.accepts() { Ok(Conforming { value: document, advice: report }) } else { Err(report) }
    }
}
