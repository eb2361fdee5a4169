//! What a peer is told: of each document that it follows, what that says now, as far as the document's audience lets it.
//! Whoever must not know of it any more is told that it ended; whoever never knew of it is told nothing.

use crate::error::ReadError;
use crate::read::{self, Resource};
use crate::registry::Registry;
use jiff::Timestamp;
use journal::federation::{Outgoing, Peer};
use model::{Audience, Caller, Container, Document, Iri, Seq};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// What a peer is told next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// In this order.
    pub items: Vec<Item>,
    /// Once these are told, everything up to this entry is.
    pub upto: Seq,
    /// What of ours is followed from there.
    pub objects: BTreeSet<Iri>,
}

/// What it is told of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The entry that it comes from.
    pub seq: Seq,
    /// When that was.
    pub at: Timestamp,
    /// Which.
    pub iri: Iri,
    /// Where it stands.
    pub container: Container,
    /// What.
    pub telling: Telling,
}

/// What is told of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Telling {
    /// What it says now.
    Says {
        /// The document.
        document: Arc<Document>,
        /// Public, or for the network.
        audience: Audience,
        /// Whether it could not be known before.
        is_new: bool,
        /// When it was first written.
        created: Timestamp,
        /// When it was last written.
        modified: Timestamp,
    },
    /// That it ended.
    Ended(End),
}

/// How a document ended for whoever is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// It was taken away.
    Gone,
    /// It is no longer for them.
    Closed,
    /// It was erased for good.
    Erased,
}

/// Documents that were told a short time ago, by the entries that they come from: many peers are told the same.
#[derive(Debug)]
pub(crate) struct RecentlyTold(moka::sync::Cache<Seq, Arc<Document>>);

impl RecentlyTold {
    /// Statements that are kept in all, a few hundred bytes each.
    const STATEMENTS: u64 = 50_000;
    /// What is erased is in memory no longer than this.
    const KEPT_FOR: Duration = Duration::from_mins(5);

    fn document(&self, told: &Outgoing) -> Result<Arc<Document>, ReadError> {
        if let Some(document) = self.0.get(&told.seq) {
            return Ok(document);
        }
        let document = Arc::new(read::document(&told.iri, told.canonical.as_deref().unwrap_or_default())?);
        self.0.insert(told.seq, Arc::clone(&document));
        Ok(document)
    }
}

impl Default for RecentlyTold {
    fn default() -> Self {
        let weight = |_: &Seq, document: &Arc<Document>| u32::try_from(document.triples().len()).unwrap_or(u32::MAX);
        let kept = moka::sync::Cache::builder().max_capacity(Self::STATEMENTS).weigher(weight);
        Self(kept.time_to_live(Self::KEPT_FOR).build())
    }
}

impl Registry {
    /// What comes next for this peer, after its cursor: at most so many documents are looked at. An instance of ours is
    /// told of those that are in what it follows; others of all, since whoever follows an organisation hears of what it
    /// offers, and which those are is to be seen in the documents.
    pub async fn portion(&self, peer: &Peer, after: Seq, limit: usize) -> Result<Portion, ReadError> {
        let head = self.head();
        let objects: BTreeSet<Iri> = self.journal.followed_from(&peer.inbox).await?.into_iter().collect();
        let outgoing = self.journal.outgoing(after, limit).await?;
        let upto = match outgoing.last() {
            Some(last) if outgoing.len() == limit => last.seq,
            Some(last) => head.max(last.seq),
            None => head.max(after),
        };
        let wanted = outgoing.into_iter().filter(|told| !peer.exact || self.is_followed(&objects, told));
        let told = wanted.filter_map(|told| {
            let end = end_of(peer, &told);
            let (seq, at, iri, container) = (told.seq, told.at, told.iri.clone(), told.container);
            let is_new = !knew(peer, &told) || told.seq <= peer.since;
            let telling = if is_for(peer, &told) { self.says(told, is_new) } else { Ok(Telling::Ended(end?)) };
            Some(telling.map(|telling| Item { seq, at, iri, container, telling }))
        });
        let items = told.collect::<Result<_, ReadError>>()?;
        Ok(Portion { items, upto, objects })
    }

    /// What everybody may know, the latest first, before this entry: at most so much.
    pub async fn published(&self, before: Seq, limit: usize) -> Result<Vec<Item>, ReadError> {
        let outgoing = self.journal.published(before, limit).await?;
        let told = outgoing.into_iter().map(|told| {
            let (seq, at, iri, container) = (told.seq, told.at, told.iri.clone(), told.container);
            let is_new = !told.was_public;
            Ok(Item { seq, at, iri, container, telling: self.says(told, is_new)? })
        });
        told.collect()
    }

    /// What everybody may know of one document; nothing of one that is not public.
    pub async fn published_one(&self, iri: &Iri) -> Result<Option<Item>, ReadError> {
        let Some(current) = self.journal.current(iri).await? else { return Ok(None) };
        let around = self.published(Seq(current.seq.0.saturating_add(1)), 1).await?;
        Ok(around.into_iter().find(|item| item.iri == *iri))
    }

    /// What the change that began with this entry, at this time, told everybody, as far as everybody may still read it:
    /// the documents as they are now, each with whether it was new then. Of at most `limit` documents.
    pub async fn told_at(&self, began: Seq, at: Timestamp, limit: usize) -> Result<Vec<(Resource, bool)>, ReadError> {
        let mut told = Vec::new();
        for (iri, is_new) in self.journal.told_in(began, at, limit).await? {
            match self.read(&Caller::Anonymous, &iri).await {
                Ok(resource) if resource.audience == Audience::Public => told.push((resource, is_new)),
                Ok(_) | Err(ReadError::NotFound | ReadError::Gone) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(told)
    }

    /// The first entry of the change that this one is part of.
    pub async fn change_began(&self, entry: Seq) -> Result<Seq, ReadError> {
        Ok(self.journal.change_began(entry).await?)
    }

    /// When this document said something to everybody: the entries, and their times, the latest first.
    pub async fn said_publicly(&self, iri: &Iri, limit: usize) -> Result<Vec<(Seq, Timestamp)>, ReadError> {
        Ok(self.journal.said_publicly(iri, limit).await?)
    }

    /// How much that is.
    pub async fn count_published(&self) -> Result<u64, ReadError> {
        Ok(self.journal.count_published().await?)
    }

    pub(super) fn says(&self, told: Outgoing, is_new: bool) -> Result<Telling, ReadError> {
        let document = self.recently_told.document(&told)?;
        let (audience, created, modified) = (told.audience, told.created, told.modified);
        Ok(Telling::Says { document, audience, is_new, created, modified })
    }

    /// Whether one of these, that somebody follows, has the document in it.
    pub(super) fn is_followed(&self, objects: &BTreeSet<Iri>, told: &Outgoing) -> bool {
        objects.contains(&self.instance_actor())
            || objects.contains(&self.base().container(told.container))
            || objects.contains(&told.iri)
    }
}

/// Whether the peer may know what it says now.
pub(super) fn is_for(peer: &Peer, told: &Outgoing) -> bool {
    let open = match told.audience {
        Audience::Public => true,
        Audience::Network => peer.exact,
        Audience::Members | Audience::Group(_) | Audience::Private => false,
    };
    open && told.canonical.is_some()
}

fn knew(peer: &Peer, told: &Outgoing) -> bool {
    if peer.exact { told.was_for_network } else { told.was_public }
}

/// How it ended for a peer that may know nothing of it now; `None`: it never knew of it.
pub(super) fn end_of(peer: &Peer, told: &Outgoing) -> Option<End> {
    // What was there when a peer began to follow, and is told no longer, it was never told.
    if !knew(peer, told) || told.seq <= peer.since {
        return None;
    }
    Some(end_of_known(told))
}

/// How it ended for whoever knew of it.
pub(super) fn end_of_known(told: &Outgoing) -> End {
    match (&told.canonical, told.erased) {
        (Some(_), _) => End::Closed,
        (None, true) => End::Erased,
        (None, false) => End::Gone,
    }
}
