//! The entailed triples of a pattern, each once, and none that somebody stated.
//!
//! A triple may follow in several ways, from several documents. It is told by the lowest of the rules that lead to it
//! from a visible row, and by nobody if it stands in a visible document itself; so nothing has to be remembered.

use super::{Rules, TYPE};
use crate::dataset::GraphSet;
use crate::index::{Arrangement, Index, Numbers};
use crate::order::Rows;
use std::sync::Arc;

/// The entailed triples of one pattern.
pub(crate) struct Entailed {
    index: Arc<Index>,
    set: Arc<GraphSet>,
    wanted: [Option<u32>; 3],
    rows: Option<Premises>,
    /// Rules whose premises are still to be read.
    ahead: std::vec::IntoIter<u32>,
    found: Vec<Numbers>,
}

/// Rows from which something may follow.
struct Premises {
    rows: Rows,
    arrangement: Arrangement,
    /// By which rule; `None`: by every straight one.
    rule: Option<u32>,
    last: Option<Numbers>,
}

/// What one step of reading came to.
pub(crate) enum Step {
    Found(Numbers),
    Passed,
    Ended,
}

impl Entailed {
    /// The entailed triples of this pattern in these graphs; `None` if no rule leads there from anything in use.
    pub(crate) fn of(index: &Arc<Index>, set: &Arc<GraphSet>, wanted: [Option<u32>; 3]) -> Option<Self> {
        let rules = index.rules();
        let (rows, ahead) = plan(index, rules, wanted);
        let rows = rows.map(|(subject, predicate, object)| {
            let (rows, arrangement) = index.rows(subject, predicate, object);
            Premises { rows, arrangement, rule: None, last: None }
        });
        (rows.is_some() || !ahead.is_empty()).then(|| Self {
            index: Arc::clone(index),
            set: Arc::clone(set),
            wanted,
            rows,
            ahead: ahead.into_iter(),
            found: Vec::new(),
        })
    }

    /// Reads one row, or finds the next rows to read.
    pub(crate) fn step(&mut self) -> Step {
        if let Some(triple) = self.found.pop() {
            return Step::Found(triple);
        }
        let Some(premises) = &mut self.rows else { return self.next_rule() };
        let Some(row) = premises.rows.next() else {
            self.rows = None;
            return Step::Passed;
        };
        let [.., graph] = row;
        if !self.set.has(graph) {
            return Step::Passed;
        }
        let triple = premises.arrangement.triple(row);
        // The same triple of several graphs stands in neighbouring rows.
        if premises.last.replace(triple) == Some(triple) {
            return Step::Passed;
        }
        let rules = self.index.rules();
        match premises.rule {
            Some(rule) => self.found.extend(self.told(rules, rule, triple)),
            None => {
                for rule in rules.straight_from(triple) {
                    let told = self.told(rules, *rule, triple);
                    self.found.extend(told);
                }
            }
        }
        self.found.pop().map_or(Step::Passed, Step::Found)
    }

    fn next_rule(&mut self) -> Step {
        let Some(id) = self.ahead.next() else { return Step::Ended };
        let premises = self.index.rules().rule(id).and_then(|rule| rule.premises(self.wanted));
        self.rows = premises.map(|[subject, predicate, object]| {
            let (rows, arrangement) = self.index.rows(subject, predicate, object);
            Premises { rows, arrangement, rule: Some(id), last: None }
        });
        Step::Passed
    }

    /// What follows by this rule, if it is wanted and nobody else tells it.
    fn told(&self, rules: &Rules, id: u32, premise: Numbers) -> Option<Numbers> {
        let rule = rules.rule(id)?;
        let triple = rule.conclude(premise)?;
        let is_wanted = self.wanted.iter().zip(triple).all(|(wanted, term)| wanted.is_none_or(|wanted| wanted == term));
        let [subject, ..] = triple;
        if !is_wanted || (rule.turns() && self.index.is_literal(subject)) || self.is_told_elsewhere(rules, id, triple) {
            return None;
        }
        Some(triple)
    }

    /// Whether somebody stated the triple, or a rule before this one leads to it.
    fn is_told_elsewhere(&self, rules: &Rules, id: u32, triple: Numbers) -> bool {
        let [subject, predicate, object] = triple;
        let is_type = predicate == TYPE;
        if self.index.is_in_use(if is_type { object } else { predicate }) && self.is_stated(triple.map(Some)) {
            return true;
        }
        let holds_before = |before: &u32| {
            let rule = rules.rule(*before).filter(|rule| *before < id && self.index.is_in_use(rule.root()));
            rule.and_then(|rule| rule.premises(triple.map(Some))).is_some_and(|premise| self.is_stated(premise))
        };
        let straight_before = if is_type {
            // A class has many below it, a thing few classes.
            let (rows, arrangement) = self.index.rows(Some(subject), Some(TYPE), None);
            rows.filter(|[.., graph]| self.set.has(*graph)).any(|row| {
                let [_, _, class] = arrangement.triple(row);
                rules.between(class, object).is_some_and(|rule| rule < id)
            })
        } else {
            rules.straight_to(predicate, object).iter().any(holds_before)
        };
        straight_before || rules.others(Some(predicate)).iter().any(holds_before)
    }

    /// Whether such a triple stands in a visible document.
    fn is_stated(&self, [subject, predicate, object]: [Option<u32>; 3]) -> bool {
        let (mut rows, _) = self.index.rows(subject, predicate, object);
        rows.any(|[.., graph]| self.set.has(graph))
    }
}

type Pattern = (Option<u32>, Option<u32>, Option<u32>);

/// Which rows to read with every straight rule, and which other rules to follow back one by one. Together they reach
/// every rule that leads to what is wanted, once.
fn plan(index: &Index, rules: &Rules, wanted: [Option<u32>; 3]) -> (Option<Pattern>, Vec<u32>) {
    if rules.terms().is_empty() {
        return (None, Vec::new());
    }
    let useful = |ids: &[u32]| -> Vec<u32> {
        let leads = |id: &u32| {
            rules.rule(*id).is_some_and(|rule| index.is_in_use(rule.root()) && rule.premises(wanted).is_some())
        };
        ids.iter().copied().filter(leads).collect()
    };
    let both = |straight: &[u32], others: &[u32]| {
        let mut ids = useful(straight);
        ids.extend(useful(others));
        ids
    };
    match wanted {
        // Which class: back from it. A thing whose classes are asked has few rows.
        [None, Some(TYPE), Some(class)] => (None, both(rules.straight_to(TYPE, class), rules.others(Some(TYPE)))),
        [subject, Some(TYPE), _] => (Some((subject, Some(TYPE), None)), useful(rules.others(Some(TYPE)))),
        [_, Some(predicate), _] => (None, both(rules.straight_to(predicate, 0), rules.others(Some(predicate)))),
        // As a property's value, and as a class.
        [None, None, Some(object)] => {
            (Some((None, None, Some(object))), both(rules.straight_to(TYPE, object), rules.others(None)))
        }
        [subject, None, _] => (Some((subject, None, None)), useful(rules.others(None))),
    }
}
