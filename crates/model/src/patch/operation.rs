//! One step of a patch: where it holds, what goes, what comes.

use super::matching::{self, Spent, Wanted, Work, too_costly};
use super::statement::Statement;
use super::{Conditions, MATCH_LIMIT, PatchError, Rule};
use crate::constraint::{Bindings, EvaluatorError};
use crate::document::{Document, DocumentError, TRIPLE_LIMIT};
use crate::iri::Iri;
use oxrdf::Triple;
use std::collections::{HashMap, HashSet};

/// Steps that the admission of one statement counts for: it is written out, compared and sorted.
const ADMISSION: usize = 10;

/// One step of a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operation {
    pub(super) condition: Condition,
    pub(super) deletes: Vec<Statement>,
    pub(super) inserts: Vec<Statement>,
}

/// Where a step applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// Wherever these statements hold, and somewhere they must. None at all hold once.
    Everywhere(Vec<Statement>),
    /// Where these statements hold, for exactly one choice of values.
    Once(Vec<Statement>),
    /// For every solution of this `SELECT`, and one it must have.
    Query(String),
}

impl Operation {
    /// Whether it adds something, whatever is there.
    pub(super) fn only_inserts(&self) -> bool {
        let always = match &self.condition {
            Condition::Everywhere(statements) | Condition::Once(statements) => statements.is_empty(),
            Condition::Query(_) => false,
        };
        always && self.deletes.is_empty()
    }

    /// Whether it must be asked elsewhere where it applies.
    pub(super) fn asks(&self) -> bool {
        matches!(self.condition, Condition::Query(_))
    }
}

/// Applies the steps, each to what the one before left.
pub(super) fn apply(
    operations: &[Operation],
    document: &Iri,
    before: Option<&Document>,
    conditions: &mut dyn Conditions,
) -> Result<Document, PatchError> {
    let mut statements: HashSet<Triple> =
        before.map(|before| before.triples().iter().cloned().collect()).unwrap_or_default();
    let mut work = Work::new();
    for (number, operation) in (1..).zip(operations) {
        let solutions = solutions(&operation.condition, number, &statements, conditions, &mut work)?;
        let (gone, new) = difference(operation, number, &solutions, &statements, &mut work)?;
        // SPARQL 1.1 Update, section 3.1.3: "deletion of the triples happens before the insertion".
        #[expect(clippy::iter_over_hash_type, reason = "nobody sees in which order they go")]
        for statement in &gone {
            statements.remove(statement);
        }
        let has_blank_nodes =
            new.iter().any(|statement| statement.subject.is_blank_node() || statement.object.is_blank_node());
        statements.extend(new);
        if statements.len() > TRIPLE_LIMIT {
            return Err(DocumentError::TooLarge(statements.len()).into());
        }
        if has_blank_nodes {
            // The steps after it find fragments, as they would in a patch of their own.
            work.spend(ADMISSION * statements.len()).map_err(|Spent| too_costly(number))?;
            let admitted = Document::admit(document.clone(), statements.into_iter().collect())?;
            statements = admitted.triples().iter().cloned().collect();
        }
    }
    Ok(Document::admit(document.clone(), statements.into_iter().collect())?)
}

fn solutions(
    condition: &Condition,
    operation: usize,
    statements: &HashSet<Triple>,
    conditions: &mut dyn Conditions,
    work: &mut Work,
) -> Result<Vec<Bindings>, PatchError> {
    let mut found = |condition: &[Statement], wanted| {
        matching::solutions(condition, statements, wanted, work).map_err(|Spent| too_costly(operation))
    };
    let most = MATCH_LIMIT + 1;
    let solutions = match condition {
        Condition::Everywhere(condition) => found(condition, Wanted::Solutions(most))?,
        // Solid Protocol, section 5.3.1: "If no such mapping exists, or if multiple mappings exist, the server MUST
        // respond with a 409 status code."
        Condition::Once(condition) => match found(condition, Wanted::Mappings(2))? {
            mappings if mappings.len() > 1 => return Err(PatchError::SeveralMatches),
            mappings => mappings,
        },
        Condition::Query(query) => {
            let statements: Vec<Triple> = statements.iter().cloned().collect();
            conditions.solutions(query, &statements, most).map_err(|error| match error {
                EvaluatorError::Malformed(text) | EvaluatorError::Refused(text) => {
                    PatchError::unusable(Rule::Question, text, operation)
                }
                EvaluatorError::TooCostly | EvaluatorError::Unavailable => PatchError::Unanswered(error),
            })?
        }
    };
    match solutions.len() {
        0 => Err(PatchError::NoMatch { operation }),
        found if found > MATCH_LIMIT => {
            Err(PatchError::unusable(Rule::ManyMatches, MATCH_LIMIT.to_string(), operation))
        }
        _ => Ok(solutions),
    }
}

/// What goes, which must be there, and what comes.
fn difference(
    operation: &Operation,
    number: usize,
    solutions: &[Bindings],
    statements: &HashSet<Triple>,
    work: &mut Work,
) -> Result<(HashSet<Triple>, HashSet<Triple>), PatchError> {
    let (mut gone, mut new) = (HashSet::new(), HashSet::new());
    for solution in solutions {
        work.spend(operation.deletes.len() + operation.inserts.len()).map_err(|Spent| too_costly(number))?;
        // SPARQL 1.1 Update, section 3.1.3.1: blank nodes in what is inserted are made anew "for each solution".
        let mut fresh = HashMap::new();
        for statement in operation.deletes.iter().filter_map(|statement| statement.filled(solution, &mut fresh)) {
            if !statements.contains(&statement) {
                return Err(PatchError::Absent { statement: Box::new(statement), operation: number });
            }
            gone.insert(statement);
        }
        new.extend(operation.inserts.iter().filter_map(|statement| statement.filled(solution, &mut fresh)));
        if new.len() > TRIPLE_LIMIT {
            return Err(DocumentError::TooLarge(new.len()).into());
        }
    }
    Ok((gone, new))
}
