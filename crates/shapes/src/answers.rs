//! What an evaluator has answered: a graph of many focus nodes is asked about many at once.
//!
//! The nodes are gone through twice. The first time questions are only gathered, as if nothing were found; they are
//! sent together. The second time their answers are there. What only the answers call for is asked then.

use crate::query::Kind;
use model::constraint::{Bindings, ConstraintAnswer, ConstraintQuestion, EvaluatorError, Reach};
use model::ports::Evaluator;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Most sets of values in one question: it has one deadline, and its answers are held at once.
const TOGETHER: usize = 256;

/// Stands between a validation and its evaluator.
pub(crate) struct Answers<'e> {
    evaluator: &'e dyn Evaluator,
    is_gathering: Cell<bool>,
    gathered: RefCell<BTreeMap<Group, ConstraintQuestion>>,
    known: RefCell<HashMap<(Group, Bindings), ConstraintAnswer>>,
}

/// What is asked together: one query, of one reach. The queries live as long as the shapes, so their place names them.
type Group = (usize, bool);

impl<'e> Answers<'e> {
    pub(crate) fn of(evaluator: &'e dyn Evaluator) -> Self {
        Self { evaluator, is_gathering: Cell::new(false), gathered: RefCell::default(), known: RefCell::default() }
    }

    /// Gathers what `look` asks, and asks it.
    pub(crate) fn gather(&self, look: impl FnOnce()) {
        self.is_gathering.set(true);
        look();
        self.is_gathering.set(false);
        for (group, question) in self.gathered.take() {
            for bindings in question.bindings.chunks(TOGETHER) {
                let part = ConstraintQuestion { bindings: bindings.to_vec(), ..question.clone() };
                // One by itself is asked when it is needed. What fails together may be answered one by one.
                let Some(answers) = Some(&part).filter(|_| bindings.len() > 1).and_then(|part| self.send(part).ok())
                else {
                    break;
                };
                self.known.borrow_mut().extend(part.bindings.into_iter().map(|values| (group, values)).zip(answers));
            }
        }
    }

    /// One answer for each set of values.
    pub(crate) fn ask(
        &self,
        question: ConstraintQuestion,
        kind: Kind,
    ) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
        let group = (Arc::as_ptr(&question.query).addr(), question.reach == Reach::Seen);
        if self.is_gathering.get() {
            let nothing = match kind {
                Kind::Select => ConstraintAnswer::Solutions(Vec::new()),
                Kind::Ask => ConstraintAnswer::Boolean(true),
            };
            let answers = vec![nothing; question.bindings.len()];
            let mut gathered = self.gathered.borrow_mut();
            match gathered.get_mut(&group) {
                Some(together) => together.bindings.extend(question.bindings),
                None => drop(gathered.insert(group, question)),
            }
            return Ok(answers);
        }
        let known = self.known.borrow();
        let there: Option<Vec<_>> =
            question.bindings.iter().map(|values| known.get(&(group, values.clone())).cloned()).collect();
        drop(known);
        there.map_or_else(|| self.send(&question), Ok)
    }

    fn send(&self, question: &ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
        let answers = self.evaluator.evaluate(question)?;
        // An answer that is missing must not be taken for one that found nothing.
        if answers.len() == question.bindings.len() { Ok(answers) } else { Err(EvaluatorError::Unavailable) }
    }
}

#[cfg(test)]
mod tests {
    use crate::constraint::testing::{shapes, triples};
    use model::constraint::{ConstraintAnswer, ConstraintQuestion, EvaluatorError};
    use model::ports::Evaluator;
    use std::cell::RefCell;

    /// Finds fault with every focus node; answers so many sets of values at most.
    struct Counting {
        most: usize,
        asked: RefCell<Vec<usize>>,
    }

    impl Evaluator for Counting {
        fn evaluate(&self, question: &ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
            self.asked.borrow_mut().push(question.bindings.len());
            if question.bindings.len() > self.most {
                return Err(EvaluatorError::TooCostly);
            }
            Ok(question.bindings.iter().map(|row| ConstraintAnswer::Solutions(vec![row.clone()])).collect())
        }
    }

    fn check(most: usize, shape: &str, expected: &[usize]) {
        let shapes =
            shapes(&format!("ex:S sh:targetSubjectsOf ex:p ; {shape} . ex:c sh:select 'SELECT $this {{ }}' ."));
        let data = triples("ex:x ex:p 1 . ex:y ex:p 1 . ex:z ex:p 1 .");
        let evaluator = Counting { most, asked: RefCell::default() };
        let report = shapes.validate_with(&data, &evaluator).unwrap();
        assert_eq!(report.results.len(), 3, "{shape}");
        assert_eq!(*evaluator.asked.borrow(), expected, "{shape}");
    }

    #[test]
    fn many_nodes_are_asked_about_at_once() {
        check(9, "sh:sparql ex:c", &[3]);
        check(9, "sh:property [ sh:path ex:p ; sh:sparql ex:c ]", &[3]);
        check(9, "sh:node [ sh:sparql ex:c ]", &[3]);
        // Only where the first finds fault, the second is asked, one by one.
        check(9, "sh:or ( [ sh:sparql ex:c ] [ sh:sparql ex:c ] )", &[3, 1, 1, 1]);
        check(1, "sh:sparql ex:c", &[3, 1, 1, 1]);
    }
}
