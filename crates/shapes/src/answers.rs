//! What an evaluator has answered: a graph of many focus nodes is asked about many at once.
//!
//! The nodes are gone through twice. The first time questions are only gathered, as if nothing were found; they are
//! sent together. The second time their answers are there. What only the answers call for is asked then.

use crate::query::Kind;
use model::constraint::{Bindings, ConstraintAnswer, ConstraintQuestion, EvaluatorError, Reach};
use model::ports::Evaluator;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Most sets of values in one question: it has one deadline, and its answers are held at once.
const TOGETHER: usize = 256;

/// Stands between a validation and its evaluator.
pub(crate) struct Answers<'e> {
    evaluator: &'e dyn Evaluator,
    /// What is done where advice has no answer.
    silence: Silence,
    is_gathering: Cell<bool>,
    gathered: RefCell<Gathered>,
    known: RefCell<HashMap<Group, HashMap<Bindings, ConstraintAnswer>>>,
}

/// What a query without an answer means where it only advises; what can refuse always fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// A failure, as SHACL has it (section 5.3.2).
    Fails,
    /// Advice that could not be given: what looks around must not refuse.
    IsTold,
}

/// Questions, in the order in which they came up.
#[derive(Default)]
struct Gathered {
    places: HashMap<Group, usize>,
    questions: Vec<(Group, ConstraintQuestion, HashSet<Bindings>)>,
}

/// What is asked together: one query, of one reach. The queries live as long as the shapes, so their place names them.
type Group = (usize, bool);

impl<'e> Answers<'e> {
    pub(crate) fn of(evaluator: &'e dyn Evaluator, silence: Silence) -> Self {
        let (gathered, known) = (RefCell::default(), RefCell::default());
        Self { evaluator, silence, is_gathering: Cell::new(false), gathered, known }
    }

    /// Whether a query of this reach may be without an answer.
    pub(crate) fn may_be_silent(&self, reach: Reach) -> bool {
        self.silence == Silence::IsTold && reach == Reach::Seen
    }

    /// Gathers what `look` asks, and asks it if `look` says that it is worth it.
    pub(crate) fn gather(&self, look: impl FnOnce() -> bool) {
        self.is_gathering.set(true);
        let is_worth_it = look();
        self.is_gathering.set(false);
        let gathered = self.gathered.take().questions;
        for (group, question, _) in gathered.into_iter().filter(|_| is_worth_it) {
            for bindings in question.bindings.chunks(TOGETHER) {
                let part = ConstraintQuestion { bindings: bindings.to_vec(), ..question.clone() };
                // One by itself is asked when it is needed. What fails together may be answered one by one.
                let Some(answers) = Some(&part).filter(|_| bindings.len() > 1).and_then(|part| self.send(part).ok())
                else {
                    break;
                };
                self.remember(group, part.bindings, &answers);
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
            self.gathered.borrow_mut().add(group, question);
            return Ok(answers);
        }
        let known = |values: &Bindings| self.known.borrow().get(&group)?.get(values).cloned();
        if let Some(there) = question.bindings.iter().map(known).collect() {
            return Ok(there);
        }
        let answers = self.send(&question)?;
        self.remember(group, question.bindings, &answers);
        Ok(answers)
    }

    fn remember(&self, group: Group, bindings: Vec<Bindings>, answers: &[ConstraintAnswer]) {
        let mut known = self.known.borrow_mut();
        known.entry(group).or_default().extend(bindings.into_iter().zip(answers.iter().cloned()));
    }

    fn send(&self, question: &ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
        let answers = self.evaluator.evaluate(question)?;
        // An answer that is missing must not be taken for one that found nothing.
        if answers.len() == question.bindings.len() { Ok(answers) } else { Err(EvaluatorError::Unavailable) }
    }
}

impl Gathered {
    /// Takes in what was not asked before.
    fn add(&mut self, group: Group, mut question: ConstraintQuestion) {
        let bindings = std::mem::take(&mut question.bindings);
        let place = *self.places.entry(group).or_insert(self.questions.len());
        if place == self.questions.len() {
            self.questions.push((group, question, HashSet::new()));
        }
        if let Some((_, together, seen)) = self.questions.get_mut(place) {
            together.bindings.extend(bindings.into_iter().filter(|values| seen.insert(values.clone())));
        }
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
        // What is asked of several nodes about one value is asked once.
        check(9, "sh:node [ sh:path ex:p ; sh:node [ sh:sparql ex:c ] ]", &[1]);
        // Only where the first finds fault, the second is asked, one by one.
        check(9, "sh:or ( [ sh:sparql ex:c ] [ sh:sparql ex:c ] )", &[3, 1, 1, 1]);
        check(1, "sh:sparql ex:c", &[3, 1, 1, 1]);
    }
}
