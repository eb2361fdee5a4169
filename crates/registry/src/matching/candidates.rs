//! Offers, needs and concepts in memory, as the journal says them. Nobody follows it while nobody asks: whoever asks reads on
//! from where the last one stopped, the first one all there is.

use crate::aside::Aside;
use crate::error::ReadError;
use crate::read;
use ::matching::{Collection, Concept, Openness, Sheet};
use journal::{Entry, Journal, Present};
use model::vocab::{class, skos};
use model::{AccountId, Audience, Caller, Document, Iri, Seq};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// Entries, or documents of a beginning, read at a time.
const PAGE: usize = 500;

/// What may be found, and how far the journal was read for it.
#[derive(Default)]
pub(crate) struct Candidates {
    known: Arc<RwLock<Known>>,
    /// One reads on at a time.
    turn: Mutex<Option<Seq>>,
}

/// What is in memory.
#[derive(Default)]
pub(super) struct Known {
    pub(super) collection: Collection,
    pub(super) pages: HashMap<Iri, Page>,
    /// The concepts of each document.
    concepts: HashMap<Iri, Vec<Iri>>,
}

/// Whose a page is, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// The entry that told it last.
    pub(super) seq: Seq,
    audience: Audience,
    owner: AccountId,
    /// Who tells it, if it is from elsewhere.
    pub(super) origin: Option<Iri>,
}

/// What the journal says of a document, read.
struct Told {
    iri: Iri,
    page: Page,
    sheet: Option<Sheet>,
    concepts: Vec<(Iri, Concept)>,
}

impl Page {
    pub(super) fn admits(&self, iri: &Iri, caller: &Caller) -> bool {
        self.audience.admits(caller, self.owner) || caller.is_guest_of(iri)
    }
}

impl Candidates {
    /// Forgets all of it: whoever asks next begins anew. What is being read is waited for.
    pub(crate) async fn forget_all(&self) {
        let mut reached = self.turn.lock().await;
        *reached = None;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Known::default();
    }

    /// What there is, once all that was written until now is read.
    pub(super) async fn caught_up(&self, journal: &Journal, aside: &Aside) -> Result<Arc<RwLock<Known>>, ReadError> {
        let head = *journal.head().borrow();
        let mut reached = self.turn.lock().await;
        let mut at = match *reached {
            Some(at) => at,
            None => self.begin(journal, aside).await?,
        };
        *reached = Some(at);
        while at < head {
            let entries = journal.entries(at, PAGE).await?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { break };
            let told = entries.into_iter().map(|entry| {
                let Entry { seq, iri, audience, owner, origin, canonical, .. } = entry;
                (iri, Page { seq, audience, owner, origin }, canonical)
            });
            self.take_up(told.collect(), aside).await?;
            at = last;
            *reached = Some(at);
        }
        Ok(Arc::clone(&self.known))
    }

    async fn begin(&self, journal: &Journal, aside: &Aside) -> Result<Seq, ReadError> {
        {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            *known = Known::default();
            for (iri, concept) in Concept::ours() {
                known.collection.put_concept(&iri, concept);
            }
        }
        let mut moment = journal.moment().await?;
        let seq = moment.seq();
        loop {
            let documents = moment.next(PAGE).await?;
            if documents.is_empty() {
                return Ok(seq);
            }
            let told = documents.into_iter().map(|present| {
                let Present { iri, audience, owner, origin, canonical } = present;
                (iri, Page { seq, audience, owner, origin }, Some(canonical))
            });
            self.take_up(told.collect(), aside).await?;
        }
    }

    async fn take_up(&self, told: Vec<(Iri, Page, Option<String>)>, aside: &Aside) -> Result<(), ReadError> {
        let known = Arc::clone(&self.known);
        // It never waits for its turn among large texts: it is small pages, and whoever asks waits for all of them.
        let read = aside.run(0, move || {
            let told: Vec<Told> =
                told.into_iter().map(|(iri, page, canonical)| Told::of(iri, page, canonical)).collect();
            let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
            for told in told {
                known.take_up(told);
            }
        });
        Ok(read.await?)
    }
}

impl Told {
    /// What cannot be read back is not found here; who reads it itself is told why.
    fn of(iri: Iri, page: Page, canonical: Option<String>) -> Self {
        let tells = |canonical: &String| {
            [class::OFFER, class::NEED, class::THEME, skos::CONCEPT]
                .iter()
                .any(|class| canonical.contains(class.as_str()))
        };
        let document = canonical.filter(tells).and_then(|canonical| read::document(&iri, &canonical).ok());
        let sheet = document.as_ref().and_then(Sheet::of);
        let is_open = page.audience == Audience::Public;
        let concepts = document.as_ref().filter(|_| is_open).map(concepts).unwrap_or_default();
        Self { iri, page, sheet, concepts }
    }
}

impl Known {
    fn take_up(&mut self, told: Told) {
        let Told { iri, page, sheet, concepts } = told;
        for gone in self.concepts.remove(&iri).unwrap_or_default() {
            self.collection.remove_concept(&gone);
        }
        if !concepts.is_empty() {
            self.concepts.insert(iri.clone(), concepts.iter().map(|(iri, _)| iri.clone()).collect());
        }
        for (concept, told) in concepts {
            self.collection.put_concept(&concept, told);
        }
        let Some(sheet) = sheet else {
            self.collection.remove(&iri);
            self.pages.remove(&iri);
            return;
        };
        let openness = if page.audience == Audience::Public { Openness::Everybody } else { Openness::Some };
        self.collection.put(sheet, openness);
        self.pages.insert(iri, page);
    }
}

/// The concepts that a document tells of itself and of its parts: what it says of others is theirs to say.
fn concepts(document: &Document) -> Vec<(Iri, Concept)> {
    let mut concepts = Concept::all(document);
    concepts.retain(|(concept, _)| document.iri().holds(concept.as_named_node()));
    concepts
}
