//! What speaks for two sheets being of one organisation, and what against, each with its weight.

use crate::density::Nearness;
use crate::mark::{Mark, Sort};

/// From which score on two sheets are shown to a person as one: it is likelier than not.
pub const THRESHOLD: f64 = 0.0;

/// Why two sheets are likely one organisation's, or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// Of all pairs of sheets few are one organisation's.
    Any,
    /// Both have this mark.
    Mark(Mark),
    /// Both have a mark of this kind, and another one.
    OtherMark(Sort),
    /// Their names say the same.
    Name,
    /// Their names say different things.
    OtherName,
    /// How near they are.
    Nearness(Nearness),
    /// One calls a place or a project what the other calls an organisation.
    Kind,
}

/// A reason, with what it weighs: the logarithm to base two of how much likelier it makes that they are one.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What it is.
    pub why: Why,
    /// What it weighs.
    pub bits: f64,
}

/// All reasons together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Score {
    reasons: Vec<Reason>,
}

impl Score {
    pub(crate) fn add(&mut self, why: Why, bits: f64) {
        self.reasons.push(Reason { why, bits });
    }

    /// The reasons, in the order in which they were looked at.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Their sum: with 0 it is as likely as not, with 10 a thousand times likelier.
    pub fn bits(&self) -> f64 {
        self.reasons.iter().map(|reason| reason.bits).sum()
    }

    /// How likely it is that they are one, from 0 to 1.
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.bits()).exp2())
    }
}
