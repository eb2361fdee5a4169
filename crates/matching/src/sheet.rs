//! What is compared of an offer or a need.

use crate::condition::Condition;
use crate::period::Period;
use crate::place::Point;
use crate::words::{Language, Word, Words};
use jiff::civil::Date;
use model::Iri;

/// On which side of the catalogue it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Somebody proposes it.
    Offer,
    /// Somebody looks for it.
    Need,
}

impl Side {
    /// The side that answers.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Offer => Self::Need,
            Self::Need => Self::Offer,
        }
    }
}

/// What is compared of one offer or need.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its address.
    pub iri: Iri,
    /// Its side.
    pub side: Side,
    /// What it is: a product, a space…
    pub kinds: Vec<Iri>,
    /// On which terms.
    pub conditions: Vec<Condition>,
    /// Its themes and skills.
    pub concepts: Vec<Iri>,
    /// Its texts, as words.
    pub words: Vec<Word>,
    /// Where.
    pub point: Option<Point>,
    /// How far about it, in kilometres.
    pub within: Option<f64>,
    /// The territories that it names.
    pub territories: Vec<Iri>,
    /// When.
    pub period: Period,
    /// What it names as going well with it.
    pub complements: Vec<Iri>,
    /// The needs that it says to answer.
    pub answers: Vec<Iri>,
    /// Who offers, or needs.
    pub parties: Vec<Iri>,
    /// The offers that its owner took up: nothing is looked for any more.
    pub chosen: Vec<Iri>,
    /// Since when its consent is withdrawn.
    pub withdrawn: Option<Date>,
}

impl Sheet {
    /// One that says nothing yet.
    #[must_use]
    pub fn new(iri: Iri, side: Side) -> Self {
        Self {
            iri,
            side,
            kinds: Vec::new(),
            conditions: Vec::new(),
            concepts: Vec::new(),
            words: Vec::new(),
            point: None,
            within: None,
            territories: Vec::new(),
            period: Period::default(),
            complements: Vec::new(),
            answers: Vec::new(),
            parties: Vec::new(),
            chosen: Vec::new(),
            withdrawn: None,
        }
    }

    /// Adds words of a text, each of which weighs so much.
    pub fn tell(&mut self, text: &str, language: Option<Language>, weight: f64) {
        let mut words = Words::from(std::mem::take(&mut self.words));
        words.add(text, language, weight);
        self.words = words.into_sorted();
    }

    /// Whether anybody still waits: not over, not withdrawn, nothing chosen.
    #[must_use]
    pub fn is_open(&self, today: Date) -> bool {
        self.chosen.is_empty()
            && !self.period.is_over(today)
            && self.withdrawn.is_none_or(|withdrawn| withdrawn > today)
    }
}
