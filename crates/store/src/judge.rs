//! From a constraint's question to its answers.

use crate::asking::Inquiry;
use crate::evaluate::{self, Failure, Reader, Shape};
use crate::frame;
use crate::index::Index;
use crate::limits::ANSWER_BYTES;
use crate::prebinding::{self, Prepared};
use crate::terms::TooManyTerms;
use crate::watch::{Stopped, Watch};
use crate::world::World;
use model::constraint::{Bindings, ConstraintAnswer, ConstraintQuestion, Reach};
use spareval::{QueryEvaluator, QueryResults};
use std::sync::Arc;

/// Answers `inquiry`, in one piece.
pub(crate) fn answer(
    inquiry: &Inquiry,
    index: Index,
    watch: &Arc<Watch>,
    reader: &mut dyn Reader,
) -> Result<(), Failure> {
    let question = &inquiry.question;
    let prepared = prebinding::prepare(&question.query)?;
    let shapes = question.shapes_graph.as_deref();
    let world = match question.reach {
        Reach::Change => World::of_change(&inquiry.documents, shapes),
        Reach::Seen => World::seen(index, &inquiry.caller, &inquiry.documents, shapes),
    };
    let world = world.map_err(|TooManyTerms| Failure::Stopped(Stopped::TooManyTerms))?;
    let answers = judge(question, &prepared, &world, watch)?;
    reader.head(Shape::Bindings).map_err(Failure::Unread)?;
    reader.piece(&frame::answers_to_bytes(&answers)).map_err(Failure::Unread)
}

/// The answer for each set of values.
pub(crate) fn judge(
    question: &ConstraintQuestion,
    prepared: &Prepared,
    world: &World,
    watch: &Arc<Watch>,
) -> Result<Vec<ConstraintAnswer>, Failure> {
    let evaluator = QueryEvaluator::new();
    let mut left = ANSWER_BYTES;
    let mut answers = Vec::with_capacity(question.bindings.len());
    for values in &question.bindings {
        let query = prepared.bind(values);
        let results = evaluator.prepare(&query).execute(world.dataset(Arc::clone(watch))).map_err(evaluate::failure)?;
        answers.push(match results {
            QueryResults::Boolean(value) => ConstraintAnswer::Boolean(value),
            QueryResults::Solutions(solutions) => {
                let mut rows = Vec::new();
                for solution in solutions.take(question.most) {
                    let solution = solution.map_err(evaluate::failure)?;
                    let row: Bindings =
                        solution.iter().map(|(name, term)| (name.as_str().to_owned(), term.clone())).collect();
                    let size: usize = row.iter().map(|(_, term)| term.to_string().len()).sum();
                    left = left.checked_sub(size).ok_or(Failure::Stopped(Stopped::TooManyTerms))?;
                    rows.push(row);
                }
                ConstraintAnswer::Solutions(rows)
            }
            QueryResults::Graph(_) => {
                return Err(Failure::Refused("a constraint asks SELECT or ASK".to_owned()));
            }
        });
        // A scan that was cut short may have been taken for one without more rows.
        if watch.has_stopped() {
            watch.look()?;
        }
        watch.look()?;
    }
    Ok(answers)
}
