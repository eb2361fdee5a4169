//! What may be asked, and what is found.

use crate::place::Area;
use crate::text::Text;
use model::{Iri, Seq};

/// Most hits that can be leafed through: beyond it nobody looks, and a narrower question helps more.
pub const WINDOW: usize = 10_000;

/// A question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// Words.
    pub text: Text,
    /// What it is to be filed under.
    pub selected: Selected,
    /// Where it is to be.
    pub area: Area,
    /// In which order; `None`: the one that fits.
    pub order: Option<Order>,
    /// Hits that come before those that are wanted.
    pub skip: usize,
    /// How many are wanted.
    pub take: usize,
}

/// What is asked for by address: of each facet one of these, with what is narrower.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selected {
    /// What it is.
    pub types: Vec<String>,
    /// What it is about.
    pub themes: Vec<String>,
    /// Where it is at home.
    pub territories: Vec<String>,
}

/// What hits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// What it is.
    Type,
    /// What it is about.
    Theme,
    /// Where it is at home.
    Territory,
}

impl Facet {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Type, Self::Theme, Self::Territory];
}

impl Selected {
    /// Of this facet.
    pub fn of(&self, facet: Facet) -> &[String] {
        match facet {
            Facet::Type => &self.types,
            Facet::Theme => &self.themes,
            Facet::Territory => &self.territories,
        }
    }
}

/// In which order hits are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// What fits best first.
    Relevance,
    /// What is nearest first.
    Distance,
    /// By name.
    Name,
    /// What changed last first.
    Newest,
}

impl Asked {
    /// In which order it is answered: there is no relevance without words, and no distance without a middle.
    pub fn ordered(&self) -> Order {
        let has_words = !self.text.is_open();
        match self.order {
            Some(Order::Name) => Order::Name,
            Some(Order::Newest) => Order::Newest,
            Some(Order::Distance) if self.area.circle.is_some() => Order::Distance,
            Some(Order::Relevance | Order::Distance) | None => match (has_words, self.area.circle.is_some()) {
                (true, _) => Order::Relevance,
                (false, true) => Order::Distance,
                (false, false) => Order::Newest,
            },
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Up to which entry everything is known.
    pub seq: Seq,
    /// How many there are, on whatever page.
    pub total: u64,
    /// Those that are wanted.
    pub hits: Vec<Hit>,
    /// What else there is.
    pub facets: FacetCounts,
    /// In which order.
    pub order: Order,
    /// Whether words that are written nearly like these were taken for them, since so little was found.
    pub is_widened: bool,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its address.
    pub iri: Iri,
    /// How well it fits, where that was asked: it means something beside others of the same answer alone.
    pub score: Option<f32>,
    /// How far it is, in kilometres, where that was asked.
    pub distance: Option<f64>,
}

/// Of each value how many documents would be found with it instead of what is selected of the same facet, the most first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetCounts {
    /// What it is.
    pub types: Vec<(String, u64)>,
    /// What it is about.
    pub themes: Vec<(String, u64)>,
    /// Where it is at home.
    pub territories: Vec<(String, u64)>,
}

impl FacetCounts {
    /// Of this facet.
    pub fn of(&self, facet: Facet) -> &[(String, u64)] {
        match facet {
            Facet::Type => &self.types,
            Facet::Theme => &self.themes,
            Facet::Territory => &self.territories,
        }
    }
}
