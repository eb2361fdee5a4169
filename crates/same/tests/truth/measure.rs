//! What was found, beside what is true.

use crate::truth::Truth;
use same::{Collection, THRESHOLD};
use std::fmt;
use std::time::{Duration, Instant};

pub(crate) struct Measured {
    seed: u64,
    are_towns_real: bool,
    pub(crate) sheets: usize,
    pairs: usize,
    pub(crate) comparisons: usize,
    candidates: usize,
    right: usize,
    time: Duration,
}

pub(crate) const HEADINGS: &str =
    "seed  towns      sheets  true pairs  comparisons  candidates  precision   recall  seconds";

impl Measured {
    pub(crate) fn of(seed: u64, count: usize) -> Self {
        let truth = Truth::of(seed, count);
        #[expect(clippy::disallowed_methods, reason = "a measurement")]
        let start = Instant::now();
        let collection = Collection::of(truth.sheets.clone());
        let compared = collection.compare_all();
        let candidates: Vec<_> = compared.candidates.iter().filter(|pair| pair.score.bits() >= THRESHOLD).collect();
        let time = start.elapsed();
        let right = candidates.iter().filter(|pair| truth.are_one(pair.one, pair.other)).count();
        Self {
            seed,
            are_towns_real: truth.are_towns_real,
            sheets: truth.sheets.len(),
            pairs: truth.pairs(),
            comparisons: compared.comparisons,
            candidates: candidates.len(),
            right,
            time,
        }
    }

    /// Of what was found, the part that is right.
    pub(crate) fn precision(&self) -> f64 {
        part(self.right, self.candidates)
    }

    /// Of what is true, the part that was found.
    pub(crate) fn recall(&self) -> f64 {
        part(self.right, self.pairs)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, sheets, pairs, comparisons, candidates, .. } = self;
        let towns = if self.are_towns_real { "of France" } else { "made up" };
        let (precision, recall, seconds) = (self.precision(), self.recall(), self.time.as_secs_f64());
        write!(
            out,
            "{seed:>4}  {towns:<9}  {sheets:>6}  {pairs:>10}  {comparisons:>11}  {candidates:>10}  {precision:>9.4}  {recall:>7.4}  {seconds:>7.1}"
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
fn part(of: usize, all: usize) -> f64 {
    of as f64 / all as f64
}
