//! Where documents' words, and the addresses that people sign in with, are kept on this machine besides the journal's rows:
//! one list, in the order in which each is made to forget.
//!
//! # Adding a place
//! Whoever keeps such anywhere, in a file, in memory, in a queue, implements [`KeepsCopies`]: in this crate with a line in
//! [`Registry::places`], elsewhere with a call of [`Registry::keep_copies`] when it is made. Its name gets a line in
//! `docs/OPERATING.md` (a test looks), and `tests/it/erasure.rs` looks for the words in what it keeps.
//!
//! What is kept by number, hash or address alone is none of it. What others keep (backups, clones, browsers, peers) nobody
//! here can destroy: `docs/OPERATING.md` says what an operator does about it.

use crate::account::attempts::Attempts;
use crate::error::{FindError, PublicationError, ReadError, RebuildError};
use crate::finding::Finding;
use crate::follower::Follower;
use crate::matching::Candidates;
use crate::publication::Publication;
use crate::read::KnownListings;
use crate::registry::Registry;
use crate::same::KnownLikely;
use journal::{Journal, JournalError};
use model::{AccountId, Iri};
use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// What is to be forgotten. Nothing answers with it any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Documents that were erased.
    pub documents: Vec<Iri>,
    /// Accounts that were erased. By which address they were known nobody knows any more.
    pub accounts: Vec<AccountId>,
}

/// Somewhere words of documents are kept, or addresses of accounts.
pub trait KeepsCopies: Send + Sync {
    /// What it is called in `docs/OPERATING.md`.
    fn name(&self) -> &'static str;

    /// Forgets all that these documents ever said, and whose these accounts were. The journal does not hold it any more, so
    /// that nothing new comes. It may be asked again for what it has forgotten; when it returns, nothing is left.
    fn forget<'a>(&'a self, what: &'a Forgotten) -> Forgetting<'a>;
}

/// See [`KeepsCopies::forget`].
pub type Forgetting<'a> = Pin<Box<dyn Future<Output = Result<(), CopyError>> + Send + 'a>>;

/// Copies are left somewhere.
#[derive(Debug, thiserror::Error)]
#[error("what was erased is still kept in: {place}")]
pub struct CopyError {
    /// Where.
    pub place: &'static str,
    /// Why.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

impl CopyError {
    /// What went wrong in this place.
    pub fn of<E: Error + Send + Sync + 'static>(place: &'static str) -> impl Fn(E) -> Self {
        move |source| Self { place, source: Box::new(source) }
    }
}

/// The places that others of this process told of.
#[derive(Default)]
pub(crate) struct Copies {
    elsewhere: Mutex<Vec<Arc<dyn KeepsCopies>>>,
    /// Held while copies are destroyed.
    pub(crate) turn: tokio::sync::Mutex<()>,
}

impl Registry {
    /// From now on this place is made to forget, too, whatever is erased.
    pub fn keep_copies(&self, place: Arc<dyn KeepsCopies>) {
        self.copies.elsewhere.lock().unwrap_or_else(PoisonError::into_inner).push(place);
    }

    /// Every place, whoever is fed by another one after it. The journal's files are the most work, and what is waiting in
    /// them to be read is read by then; workers come after them, since new ones begin by reading the journal, whose files are
    /// not written anew meanwhile.
    pub(super) fn places(&self) -> Vec<Arc<dyn KeepsCopies + '_>> {
        let mut places: Vec<Arc<dyn KeepsCopies + '_>> = vec![
            Arc::new(InProjection { follower: &self.follower, journal: &self.journal }),
            Arc::new(InIndex { finding: &self.finding, journal: &self.journal }),
            Arc::new(InRepository(&self.publication)),
            Arc::new(InListings(&self.listings)),
            Arc::new(InLikely(&self.likely)),
            Arc::new(InCandidates(&self.candidates)),
            Arc::new(InAttempts(&self.attempts)),
        ];
        for place in self.copies.elsewhere.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            places.push(place.clone());
        }
        places.push(Arc::new(InJournal(&self.journal)));
        places.push(Arc::new(InWorkers { follower: &self.follower }));
        places
    }
}

/// `store/`: it follows the journal, and its files keep for ever what it once held, so that they are made anew. It knows
/// accounts by their numbers, and so do the workers.
struct InProjection<'r> {
    follower: &'r Follower,
    journal: &'r Journal,
}

impl KeepsCopies for InProjection<'_> {
    fn name(&self) -> &'static str {
        "projection"
    }

    fn forget<'a>(&'a self, what: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            if what.documents.is_empty() {
                return Ok(());
            }
            let head = *self.journal.head().borrow();
            self.follower.caught_up(head).await.map_err(CopyError::of::<ReadError>(self.name()))?;
            self.follower.renew_projection().await.map_err(CopyError::of::<RebuildError>(self.name()))
        })
    }
}

/// `index/`: it follows the journal, and segments of it that hold what is gone are written anew.
struct InIndex<'r> {
    finding: &'r Finding,
    journal: &'r Journal,
}

impl KeepsCopies for InIndex<'_> {
    fn name(&self) -> &'static str {
        "index"
    }

    fn forget<'a>(&'a self, what: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            if what.documents.is_empty() {
                return Ok(());
            }
            let head = *self.journal.head().borrow();
            self.finding.scrub(head).await.map_err(CopyError::of::<FindError>(self.name()))
        })
    }
}

/// The memory of the query workers, which goes with their processes.
struct InWorkers<'r> {
    follower: &'r Follower,
}

impl KeepsCopies for InWorkers<'_> {
    fn name(&self) -> &'static str {
        "workers"
    }

    fn forget<'a>(&'a self, what: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            if what.documents.is_empty() {
                return Ok(());
            }
            self.follower.renew_workers().await.map_err(CopyError::of(self.name()))
        })
    }
}

/// `registry.git/`: it follows what the journal has erased by itself.
struct InRepository<'r>(&'r Publication);

impl KeepsCopies for InRepository<'_> {
    fn name(&self) -> &'static str {
        "repository"
    }

    fn forget<'a>(&'a self, _: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(
            async move { self.0.reached().await.map(|_| ()).map_err(CopyError::of::<PublicationError>(self.name())) },
        )
    }
}

/// Hashes of listings, and in whose name they were asked for.
struct InListings<'r>(&'r KnownListings);

impl KeepsCopies for InListings<'_> {
    fn name(&self) -> &'static str {
        "listings"
    }

    fn forget<'a>(&'a self, _: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            self.0.forget_all();
            Ok(())
        })
    }
}

/// Pairs of documents that are likely of one organisation, with marks that both have.
struct InLikely<'r>(&'r KnownLikely);

impl KeepsCopies for InLikely<'_> {
    fn name(&self) -> &'static str {
        "likely pairs"
    }

    fn forget<'a>(&'a self, _: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            self.0.forget_all().await;
            Ok(())
        })
    }
}

/// Offers and needs, as words that can be compared.
struct InCandidates<'r>(&'r Candidates);

impl KeepsCopies for InCandidates<'_> {
    fn name(&self) -> &'static str {
        "candidates"
    }

    fn forget<'a>(&'a self, _: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            self.0.forget_all().await;
            Ok(())
        })
    }
}

/// What was typed where people sign in, counted. Only administrators erase accounts: nobody gets more tries by it.
struct InAttempts<'r>(&'r Attempts);

impl KeepsCopies for InAttempts<'_> {
    fn name(&self) -> &'static str {
        "attempts"
    }

    fn forget<'a>(&'a self, what: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            if !what.accounts.is_empty() {
                self.0.forget_accounts();
            }
            Ok(())
        })
    }
}

/// The journal's files: free pages, moved rows, the log.
struct InJournal<'r>(&'r Journal);

impl KeepsCopies for InJournal<'_> {
    fn name(&self) -> &'static str {
        "journal"
    }

    fn forget<'a>(&'a self, _: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move { self.0.scrub().await.map_err(CopyError::of::<JournalError>(self.name())) })
    }
}

#[cfg(test)]
mod tests {
    use crate::rig::Rig;

    #[tokio::test]
    async fn every_place_is_in_the_documentation() {
        let rig = Rig::new().await;
        let documentation =
            std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/OPERATING.md"))
                .unwrap();
        let names: Vec<_> = rig.registry.places().iter().map(|place| place.name()).collect();
        assert_eq!((names.first(), names.last_chunk()), (Some(&"projection"), Some(&["journal", "workers"])));
        for name in names {
            assert_eq!(documentation.matches(&format!("| `{name}` |")).count(), 2, "{name}, once in each language");
        }
    }
}
