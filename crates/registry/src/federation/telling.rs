//! What a peer is told: of each document that it follows, what that says now, as far as the document's audience lets it.
//! Whoever must not know of it any more is told that it ended; whoever never knew of it is told nothing.

use crate::error::ReadError;
use crate::read;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::federation::{Outgoing, Peer};
use model::{Audience, Document, Iri, Seq};
use std::collections::BTreeSet;

/// What a peer is told next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    /// In this order.
    pub items: Vec<Item>,
    /// Once these are told, everything up to this entry is.
    pub upto: Seq,
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
    /// What.
    pub telling: Telling,
}

/// What is told of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Telling {
    /// What it says now.
    Says {
        /// The document.
        document: Box<Document>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was taken away.
    Gone,
    /// It is no longer for them.
    Closed,
    /// It was erased for good.
    Erased,
}

impl Registry {
    /// What comes next for this peer, after its cursor: at most so many documents are looked at.
    pub async fn portion(&self, peer: &Peer, after: Seq, limit: usize) -> Result<Portion, ReadError> {
        let head = self.head();
        let objects: BTreeSet<Iri> = self.journal.followed_from(&peer.inbox).await?.into_iter().collect();
        let outgoing = self.journal.outgoing(after, limit).await?;
        let upto = match outgoing.last() {
            Some(last) if outgoing.len() == limit => last.seq,
            Some(last) => head.max(last.seq),
            None => head.max(after),
        };
        let told = outgoing.into_iter().filter(|told| self.is_followed(&objects, told)).filter_map(|told| {
            let end = end_of(peer, &told);
            let (seq, at, iri) = (told.seq, told.at, told.iri.clone());
            let telling = if is_for(peer, &told) { says(peer, told) } else { Ok(Telling::Ended(end?)) };
            Some(telling.map(|telling| Item { seq, at, iri, telling }))
        });
        let items = told.collect::<Result<_, ReadError>>()?;
        Ok(Portion { items, upto })
    }

    /// Whether one of these, that somebody follows, has the document in it.
    fn is_followed(&self, objects: &BTreeSet<Iri>, told: &Outgoing) -> bool {
        objects.contains(&self.instance_actor())
            || objects.contains(&self.base().container(told.container))
            || objects.contains(&told.iri)
    }
}

/// Whether the peer may know what it says now.
fn is_for(peer: &Peer, told: &Outgoing) -> bool {
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
fn end_of(peer: &Peer, told: &Outgoing) -> Option<End> {
    // What was there when a peer began to follow, and is told no longer, it was never told.
    if !knew(peer, told) || told.seq <= peer.since {
        return None;
    }
    Some(match (&told.canonical, told.erased) {
        (Some(_), _) => End::Closed,
        (None, true) => End::Erased,
        (None, false) => End::Gone,
    })
}

fn says(peer: &Peer, told: Outgoing) -> Result<Telling, ReadError> {
    let is_new = !knew(peer, &told) || told.seq <= peer.since;
    let document = read::document(&told.iri, told.canonical.as_deref().unwrap_or_default())?;
    let (audience, created, modified) = (told.audience, told.created, told.modified);
    Ok(Telling::Says { document: Box::new(document), audience, is_new, created, modified })
}
