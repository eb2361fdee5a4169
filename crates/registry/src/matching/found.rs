//! What goes with an offer or a need; and what waits, with what goes best with it.

use super::candidates::Known;
use crate::error::ReadError;
use crate::read::Resource;
use crate::registry::Registry;
use ::matching::{Match, Score, Side};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Caller, Iri, Seq};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

/// Most that are told to go with one.
pub const MATCH_LIMIT: usize = 50;
/// Those that are looked through for what answers together.
const TOGETHER: usize = 20;

/// What goes with one.
#[derive(Debug, Clone, PartialEq)]
pub struct Matches {
    /// What was asked with.
    pub asked: Pairable,
    /// Whether it still waits: not over, not withdrawn, nothing chosen. What does not is still told what would go with it.
    pub is_open: bool,
    /// What goes with it, the best first.
    pub found: Vec<Pairing>,
    /// Which of them answer it together, if none does alone; else none.
    pub together: Vec<Iri>,
}

/// An offer or a need, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairable {
    /// The document.
    pub resource: Resource,
    /// Its side.
    pub side: Side,
    /// Who tells it, if it is from elsewhere.
    pub origin: Option<Iri>,
}

/// What goes with another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// It.
    pub page: Pairable,
    /// How well, and why.
    pub score: Score,
    /// What goes with it in turn, as one of both says: the flour and its delivery.
    pub complements: Vec<Resource>,
}

/// One that waits, with what goes best with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// It.
    pub page: Pairable,
    /// What goes best with it, if anything does.
    pub best: Option<(Pairable, Score)>,
}

/// Some of what waits, the latest first.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingPage {
    /// These.
    pub waiting: Vec<Waiting>,
    /// How many wait altogether.
    pub all: usize,
}

/// Why nothing is told of what goes with a document.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It is neither an offer nor a need (400).
    #[error("{0} is neither an offer nor a need")]
    NoSide(Iri),
}

impl Registry {
    /// What goes with an offer or a need, of what the caller may read; at most `limit`.
    pub async fn matches(&self, caller: &Caller, iri: &Iri, limit: usize) -> Result<Matches, MatchError> {
        let asked = self.read(caller, iri).await?;
        let iri = asked.document.iri().clone();
        let known = self.candidates.caught_up(&self.journal, &self.aside).await?;
        let (eyes, today, own) = (caller.clone(), self.today(), iri.clone());
        let work = move || {
            let known = known.read().unwrap_or_else(PoisonError::into_inner);
            let sheet = known.collection.get(&own)?;
            let (side, is_open) = (sheet.side, sheet.is_open(today));
            let mut found = known.find(&own, &eyes, today, limit.clamp(TOGETHER, MATCH_LIMIT));
            let best = found.get(..TOGETHER.min(found.len())).unwrap_or_default();
            let together: Vec<Iri> = match side {
                Side::Need => known.collection.together(&own, best).into_iter().cloned().collect(),
                Side::Offer => Vec::new(),
            };
            found.truncate(limit);
            let complements: Vec<Vec<Iri>> = found
                .iter()
                .map(|found| known.collection.complements(&found.iri).into_iter().cloned().collect())
                .collect();
            Some((side, is_open, found, complements, together))
        };
        let Some((side, is_open, found, complements, mut together)) =
            self.aside.run(0, work).await.map_err(ReadError::from)?
        else {
            return Err(MatchError::NoSide(iri));
        };
        let wanted = found.iter().map(|found| &found.iri).chain(complements.iter().flatten()).chain([&iri]);
        let pages = self.pairable(caller, wanted).await?;
        let origin = pages.get(&iri).and_then(|page| page.origin.clone());
        let pairing = |(found, complements): (Match, Vec<Iri>)| {
            let page = pages.get(&found.iri)?.clone();
            let complements = complements.iter().filter_map(|iri| Some(pages.get(iri)?.resource.clone())).collect();
            Some(Pairing { page, score: found.score, complements })
        };
        let found: Vec<Pairing> = found.into_iter().zip(complements).filter_map(pairing).collect();
        together.retain(|one| found.iter().any(|found| found.page.resource.document.iri() == one));
        if together.len() < 2 {
            together.clear();
        }
        Ok(Matches { asked: Pairable { resource: asked, side, origin }, is_open, found, together })
    }

    /// What waits on one side or both, of what the caller may read, each with what goes best with it.
    pub async fn who_waits(
        &self,
        caller: &Caller,
        side: Option<Side>,
        after: usize,
        limit: usize,
    ) -> Result<WaitingPage, ReadError> {
        let known = self.candidates.caught_up(&self.journal, &self.aside).await?;
        let (eyes, today) = (caller.clone(), self.today());
        let work = move || {
            let known = known.read().unwrap_or_else(PoisonError::into_inner);
            let waiting = known.waiting(&eyes, side, today);
            let some = waiting.iter().skip(after).take(limit);
            let best = some.map(|iri| ((*iri).clone(), known.find(iri, &eyes, today, 1).pop())).collect();
            (waiting.len(), best)
        };
        let (all, some): (usize, Vec<(Iri, Option<Match>)>) = self.aside.run(0, work).await?;
        let best = some.iter().filter_map(|(_, best)| best.as_ref().map(|best| &best.iri));
        let pages = self.pairable(caller, some.iter().map(|(iri, _)| iri).chain(best)).await?;
        let waiting = some.into_iter().filter_map(|(iri, best)| {
            let best = best.and_then(|best| Some((pages.get(&best.iri)?.clone(), best.score)));
            Some(Waiting { page: pages.get(&iri)?.clone(), best })
        });
        Ok(WaitingPage { waiting: waiting.collect(), all })
    }

    /// The day that it is, by the clock of the world: an offer is not over before it is anywhere.
    fn today(&self) -> Date {
        self.clock.now().to_zoned(TimeZone::UTC).date()
    }

    /// Of these what the caller may read, by the rule that every reader obeys.
    async fn pairable<'a>(
        &self,
        caller: &Caller,
        iris: impl Iterator<Item = &'a Iri>,
    ) -> Result<BTreeMap<Iri, Pairable>, ReadError> {
        let iris: Vec<Iri> = iris.cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let found = self.resources(self.journal.visible_among(caller, &iris).await?).await?;
        let known = self.candidates.caught_up(&self.journal, &self.aside).await?;
        let known = known.read().unwrap_or_else(PoisonError::into_inner);
        let pages = found.into_iter().filter_map(|resource| {
            let iri = resource.document.iri().clone();
            let side = known.collection.get(&iri)?.side;
            let origin = known.pages.get(&iri).and_then(|page| page.origin.clone());
            Some((iri, Pairable { resource, side, origin }))
        });
        Ok(pages.collect())
    }
}

impl Known {
    fn find(&self, iri: &Iri, caller: &Caller, today: Date, limit: usize) -> Vec<Match> {
        let may = |iri: &Iri| self.pages.get(iri).is_some_and(|page| page.admits(iri, caller));
        self.collection.matches(iri, today, limit, |sheet| may(&sheet.iri))
    }

    /// What waits, the latest first.
    fn waiting(&self, caller: &Caller, side: Option<Side>, today: Date) -> Vec<&Iri> {
        let admitted = self.pages.iter().filter(|(iri, page)| page.admits(iri, caller));
        let mut waiting: Vec<(Seq, &Iri)> = admitted
            .filter(|(iri, _)| {
                let sheet = self.collection.get(iri);
                sheet.is_some_and(|sheet| sheet.is_open(today) && side.is_none_or(|side| side == sheet.side))
            })
            .map(|(iri, page)| (page.seq, iri))
            .collect();
        waiting.sort_by(|(one, first), (other, second)| other.cmp(one).then(first.cmp(second)));
        waiting.into_iter().map(|(_, iri)| iri).collect()
    }
}

#[cfg(test)]
mod tests;
