//! The proof that a value was validated.

use crate::form::Stage;
use crate::grammar::Grammar;
use crate::report::Report;
use crate::work::Failure;
use model::Document;
use model::ports::Evaluator;

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

/// Why a value is not [`Conforming`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It was judged, and something in it refuses.
    #[error("it does not follow the rules of its shapes")]
    Report(Report),
    /// It could not be judged.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Grammar {
    /// Validates a document by itself; violations depend on nothing else.
    pub fn validate(&self, document: Document, stage: Stage) -> Result<Conforming<Document>, Refusal> {
        let report = self.examine(document.triples(), stage)?;
        if report.accepts() { Ok(Conforming { value: document, advice: report }) } else { Err(Refusal::Report(report)) }
    }

    /// The same, asking `evaluator` what the shapes ask in SPARQL: violations of nothing but what is being changed.
    pub fn validate_with(
        &self,
        document: Document,
        stage: Stage,
        evaluator: &dyn Evaluator,
    ) -> Result<Conforming<Document>, Refusal> {
        let report = self.examine_with(document.triples(), stage, evaluator)?;
        if report.accepts() { Ok(Conforming { value: document, advice: report }) } else { Err(Refusal::Report(report)) }
    }
}
