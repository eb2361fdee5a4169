//! Pairs that are likely one and that nobody decided on, some at a time; and what was decided.

use super::decision::{Standing, link};
use super::likely::Likely;
use crate::access;
use crate::error::{ChangeError, ReadError};
use crate::read::Resource;
use crate::registry::Registry;
use ::same::Score;
use jiff::Timestamp;
use journal::same::{Pair, SameDecision};
use model::vocab::owl;
use model::{AccountId, Caller, Iri};
use oxrdf::TermRef;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Where one of both is.
    pub territory: Option<Iri>,
    /// How many pairs are passed over, of those that were likely when they were compared.
    pub after: usize,
    /// How many at most.
    pub limit: usize,
}

/// Pairs that are likely one, the likeliest first.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyPage {
    /// The pairs.
    pub pairs: Vec<LikelyPair>,
    /// After which the next ones come; `None`: there are no more.
    pub next: Option<usize>,
    /// How many documents were compared.
    pub compared: usize,
}

/// Two documents that are likely of one organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelyPair {
    /// Both; one that is written here comes first, of two alike the one that was here first.
    pub both: [Sheet; 2],
    /// How likely, and why.
    pub score: Score,
}

/// A document, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The document.
    pub resource: Resource,
    /// Where it is from.
    pub standing: Standing,
}

/// What was decided of two documents that the caller may know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Its number.
    pub number: u64,
    /// Both.
    pub pair: [Iri; 2],
    /// What was decided.
    pub decision: SameDecision,
    /// Which of both says so.
    pub written: Option<Iri>,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// Pairs whose documents are read at once.
const BATCH: usize = 50;
/// Decisions that are looked through for those that the caller may know of.
const LOOKED_THROUGH: usize = 1_000;

impl Registry {
    /// Pairs that are likely one and that nobody decided on, as far as the caller may read both.
    pub async fn likely_same(&self, caller: &Caller, asked: &Asked) -> Result<LikelyPage, ChangeError> {
        access::may_compare(caller)?;
        let likely = self.likely(caller).await?;
        let decided = Decided::of(self.journal.standing_decisions().await?, &likely);
        let mut page = LikelyPage { pairs: Vec::new(), next: None, compared: likely.sheets };
        let mut rest = (asked.after..likely.candidates.len()).filter(|rank| decided.is_open(&likely, *rank));
        loop {
            let ranks: Vec<usize> = rest.by_ref().filter(|rank| is_in(&likely, *rank, asked)).take(BATCH).collect();
            if ranks.is_empty() {
                return Ok(page);
            }
            for (rank, pair) in self.shown(caller, &likely, &ranks).await? {
                if page.pairs.len() == asked.limit {
                    page.next = Some(rank);
                    return Ok(page);
                }
                page.pairs.push(pair);
            }
        }
    }

    /// The decisions that stand, the latest first, of which the caller may know both documents; at most `limit`.
    pub async fn decided_pairs(&self, caller: &Caller, limit: usize) -> Result<Vec<Judged>, ChangeError> {
        access::may_compare(caller)?;
        let kept = self.journal.same_decisions(LOOKED_THROUGH).await?;
        let mut judged = Vec::new();
        for some in kept.chunks(BATCH) {
            let iris: Vec<Iri> = some.iter().flat_map(|kept| kept.pair.both()).cloned().collect();
            let currents = self.journal.currents(&iris).await?;
            let knows = |iri: &Iri| currents.get(iri).is_some_and(|current| access::admits(caller, current));
            for kept in some.iter().filter(|kept| kept.pair.both().into_iter().all(knows)) {
                judged.push(Judged {
                    number: kept.number,
                    pair: kept.pair.both().map(Clone::clone),
                    decision: kept.decision,
                    written: kept.written.clone(),
                    by: kept.by,
                    at: kept.at,
                });
            }
            if judged.len() >= limit {
                break;
            }
        }
        judged.truncate(limit);
        Ok(judged)
    }

    /// The documents of which it was decided that they are of the same organisation as this one, as far as the caller may
    /// read them.
    pub async fn also_known_as(&self, caller: &Caller, iri: &Iri) -> Result<Vec<Resource>, ReadError> {
        let others = self.journal.decided_same(&iri.document()).await?;
        if others.is_empty() {
            return Ok(Vec::new());
        }
        self.resources(self.journal.visible_among(caller, &others).await?).await
    }

    /// Those of these pairs of which the caller may read both still, and that do not say that they are one already.
    async fn shown(
        &self,
        caller: &Caller,
        likely: &Likely,
        ranks: &[usize],
    ) -> Result<Vec<(usize, LikelyPair)>, ChangeError> {
        let candidates = ranks.iter().filter_map(|rank| Some((*rank, likely.candidates.get(*rank)?)));
        let candidates: Vec<_> = candidates
            .filter_map(|(rank, found)| {
                Some((rank, [likely.looked.get(found.one)?, likely.looked.get(found.other)?], &found.score))
            })
            .collect();
        let asked: HashSet<&Iri> = candidates
            .iter()
            .flat_map(|(_, both, _)| both.iter().flat_map(|looked| std::iter::once(&looked.iri).chain(&looked.contact)))
            .collect();
        let asked: Vec<Iri> = asked.into_iter().cloned().collect();
        let found = self.resources(self.journal.visible_among(caller, &asked).await?).await?;
        let found: BTreeMap<Iri, Resource> =
            found.into_iter().map(|resource| (resource.document.iri().clone(), resource)).collect();
        let mut shown = Vec::new();
        for (rank, both, score) in candidates {
            // What they have in common may be told by an annex.
            if both.iter().filter_map(|looked| looked.contact.as_ref()).any(|contact| !found.contains_key(contact)) {
                continue;
            }
            let [Some(one), Some(other)] = both.map(|looked| found.get(&looked.iri)) else { continue };
            let mut both = [self.sheet(one).await?, self.sheet(other).await?];
            // Who was first here comes first among equals.
            let is_older = both[1].resource.created < both[0].resource.created;
            let [first, second] = [both[0].standing.rank(), both[1].standing.rank()];
            if second < first || (second == first && is_older) {
                both.swap(0, 1);
            }
            if !is_linked(&both) {
                shown.push((rank, LikelyPair { both, score: score.clone() }));
            }
        }
        Ok(shown)
    }

    async fn sheet(&self, resource: &Resource) -> Result<Sheet, ChangeError> {
        Ok(Sheet { resource: resource.clone(), standing: self.standing_of(resource).await? })
    }
}

/// What people decided, as far as it is about the documents of a list.
struct Decided {
    pairs: HashSet<Pair>,
    /// Documents that were said to be one, directly or by others between them, lead to one of them.
    leads: Vec<usize>,
}

impl Decided {
    fn of(decisions: Vec<(Pair, SameDecision)>, likely: &Likely) -> Self {
        let places: HashMap<&Iri, usize> =
            likely.looked.iter().enumerate().map(|(place, looked)| (&looked.iri, place)).collect();
        let mut decided = Self { pairs: HashSet::new(), leads: (0..likely.looked.len()).collect() };
        for (pair, decision) in decisions {
            if let [Some(one), Some(other)] = pair.both().map(|iri| places.get(iri).copied())
                && decision.is_same()
            {
                let (one, other) = (decided.end(one), decided.end(other));
                if let Some(leads) = decided.leads.get_mut(other) {
                    *leads = one;
                }
            }
            decided.pairs.insert(pair);
        }
        decided
    }

    /// Where it leads, in the end.
    fn end(&self, mut place: usize) -> usize {
        while let Some(next) = self.leads.get(place).copied().filter(|next| *next != place) {
            place = next;
        }
        place
    }

    fn is_open(&self, likely: &Likely, rank: usize) -> bool {
        let Some(candidate) = likely.candidates.get(rank) else { return false };
        if self.end(candidate.one) == self.end(candidate.other) {
            return false;
        }
        let both = [candidate.one, candidate.other].map(|place| likely.looked.get(place));
        let [Some(one), Some(other)] = both else { return false };
        Pair::of(one.iri.clone(), other.iri.clone()).is_some_and(|pair| !self.pairs.contains(&pair))
    }
}

fn is_in(likely: &Likely, rank: usize, asked: &Asked) -> bool {
    let (Some(candidate), Some(territory)) = (likely.candidates.get(rank), &asked.territory) else { return true };
    let both = [candidate.one, candidate.other].into_iter().filter_map(|place| likely.looked.get(place));
    both.flat_map(|looked| &looked.territories).any(|found| found == territory)
}

/// Whether one of both says by itself what a confirmation would write.
fn is_linked(both: &[Sheet; 2]) -> bool {
    let [taker, other] = both;
    let names = |one: &Sheet, other: &Sheet| {
        let address = TermRef::NamedNode(other.resource.document.iri().as_named_node());
        one.resource.document.own(owl::SAME_AS).any(|same| same == address)
    };
    link(&other.resource.document, &other.standing).is_in(&taker.resource.document)
        || names(taker, other)
        || names(other, taker)
}
