//! The pairs that are likely one, as one caller's eyes see them. To compare fifty thousand sheets takes seconds: what came of
//! it is kept, and made again when something changed, though never so often that it takes more than a small part of the time.

use super::sheets::Looked;
use crate::error::ReadError;
use crate::registry::Registry;
use ::same::{Candidate, Collection};
use jiff::{SignedDuration, Timestamp};
use model::caller::Reader;
use model::{Caller, Seq};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What is kept for so many callers; each list may take some megabytes.
const KEPT: usize = 8;
/// A list is not made again before so many times as long have passed as it took.
const REST: i32 = 20;
/// Bytes of a document, roughly, as far as it takes its turn among large ones.
const OF_A_SHEET: usize = 1_000;

/// Pairs that are likely one, the likeliest first.
#[derive(Debug)]
pub(super) struct Likely {
    head: Seq,
    made: Timestamp,
    took: SignedDuration,
    /// The documents that pairs are of.
    pub(super) looked: Vec<Looked>,
    /// The pairs, by places in `looked`.
    pub(super) candidates: Vec<Candidate>,
    /// How many sheets were compared.
    pub(super) sheets: usize,
}

impl Likely {
    fn of(sheets: Vec<(Looked, ::same::Sheet)>) -> (Vec<Looked>, Vec<Candidate>, usize) {
        let (looked, sheets): (Vec<Looked>, Vec<_>) = sheets.into_iter().unzip();
        let count = looked.len();
        let mut candidates = Collection::of(sheets).compare_all().candidates;
        candidates.sort_by(|one, other| other.score.bits().total_cmp(&one.score.bits()));
        let mut places: Vec<Option<usize>> = vec![None; count];
        for place in candidates.iter().flat_map(|candidate| [candidate.one, candidate.other]) {
            if let Some(place) = places.get_mut(place) {
                *place = Some(0);
            }
        }
        let mut kept = Vec::new();
        for (place, looked) in places.iter_mut().zip(looked) {
            if let Some(place) = place {
                *place = kept.len();
                kept.push(looked);
            }
        }
        let place = |old: usize| places.get(old).copied().flatten().unwrap_or_default();
        for candidate in &mut candidates {
            (candidate.one, candidate.other) = (place(candidate.one), place(candidate.other));
        }
        (kept, candidates, count)
    }

    fn is_fresh(&self, head: Seq, now: Timestamp) -> bool {
        let rest = self.took.checked_mul(REST).unwrap_or(SignedDuration::MAX);
        self.head == head || now.duration_since(self.made) < rest
    }
}

/// The lists that are kept, by whose eyes they were made with.
#[derive(Debug, Default)]
pub(crate) struct KnownLikely {
    lists: Mutex<HashMap<String, Arc<Likely>>>,
    /// One is made at a time.
    turn: tokio::sync::Mutex<()>,
}

impl KnownLikely {
    /// The next ones are made again. What is being made of what was read before is waited for, and forgotten, too.
    pub(crate) async fn forget_all(&self) {
        let _turn = self.turn.lock().await;
        self.lists.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn find(&self, eyes: &str, head: Seq, now: Timestamp) -> Option<Arc<Likely>> {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.get(eyes).filter(|list| list.is_fresh(head, now)).cloned()
    }

    fn keep(&self, eyes: String, list: &Arc<Likely>) {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.len() >= KEPT && !lists.contains_key(&eyes) {
            lists.clear();
        }
        lists.insert(eyes, Arc::clone(list));
    }
}

impl Registry {
    /// What is likely one of all that the caller may read.
    pub(super) async fn likely(&self, caller: &Caller) -> Result<Arc<Likely>, ReadError> {
        let eyes = eyes(caller);
        if let Some(list) = self.likely.find(&eyes, self.head(), self.clock.now()) {
            return Ok(list);
        }
        let _turn = self.likely.turn.lock().await;
        let (head, made) = (self.head(), self.clock.now());
        // Whoever had the turn before may have made it.
        if let Some(list) = self.likely.find(&eyes, head, made) {
            return Ok(list);
        }
        let sheets = self.sheets(caller).await?;
        let (looked, candidates, sheets) =
            self.aside.run(sheets.len() * OF_A_SHEET, move || Likely::of(sheets)).await?;
        let took = self.clock.now().duration_since(made);
        let list = Arc::new(Likely { head, made, took, looked, candidates, sheets });
        self.likely.keep(eyes, &list);
        Ok(list)
    }
}

/// Whose eyes these are: each account has its own, since it sees what it owns.
fn eyes(caller: &Caller) -> String {
    match caller.reader() {
        Reader::Stranger => String::new(),
        Reader::Operator(_) => "*".to_owned(),
        Reader::Account(account) => {
            let mut groups: Vec<&str> = account.groups.iter().map(model::Iri::as_str).collect();
            groups.sort_unstable();
            format!("{} {}", account.id.0, groups.join(" "))
        }
    }
}
