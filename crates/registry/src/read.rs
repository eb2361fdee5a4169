//! Reading: documents and containers from the journal, names and links from the projection.

use crate::access;
use crate::error::{ReadError, StoredError};
use crate::registry::Registry;
use jiff::Timestamp;
use journal::Current;
use model::syntax::{self, Format};
use model::{AccountId, Audience, Caller, Container, ContentHash, Document, Iri, Revision, Seq, Slug, document};
use oxrdf::{Literal, TermRef};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::Link;

/// Most links shown of those that point at a document; SPARQL has them all.
const LINK_LIMIT: usize = 500;

/// Up to this many bytes are read where they are asked for: going aside would take longer than the tenth of a millisecond
/// that they take.
const SMALL: usize = 16 * 1024;

/// A document as a caller may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The document.
    pub document: Document,
    /// Its revision, for ETags.
    pub revision: Revision,
    /// Who may read it, narrowed by what it is bound to.
    pub audience: Audience,
    /// Whose it is.
    pub owner: AccountId,
    /// First written.
    pub created: Timestamp,
    /// Last written.
    pub modified: Timestamp,
}

/// Where a page of a container stands. A cursor is a slug and not a number: what comes or goes meanwhile moves nothing
/// that stays out of the pages that are still to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// At the beginning.
    First,
    /// After this one.
    After(Slug),
    /// Before this one.
    Before(Slug),
}

/// A page of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which.
    pub container: Container,
    /// Where the page was asked to stand.
    pub cursor: Cursor,
    /// Its members that the caller may see, by slug.
    pub members: Vec<Resource>,
    /// The slug that a page before this one ends before, if there is one.
    pub previous: Option<Slug>,
    /// The slug to continue after, if there is more.
    pub next: Option<Slug>,
    /// Of all members that the caller may see, on whatever page: equal hashes are of equal members.
    pub version: ContentHash,
}

impl Listing {
    /// Whether the container has more than this page.
    pub fn is_part(&self) -> bool {
        self.previous.is_some() || self.next.is_some()
    }

    /// The same with so many members that they say at most this many statements, and with one in any case.
    #[must_use]
    pub fn with_statements(mut self, limit: usize) -> Self {
        let sizes = self.members.iter().map(|member| member.document.triples().len());
        let fitting = |sizes: &mut dyn Iterator<Item = usize>| {
            let mut sum = 0;
            sizes
                .take_while(|size| {
                    sum += size;
                    sum <= limit
                })
                .count()
                .max(1)
        };
        match self.cursor {
            Cursor::First | Cursor::After(_) => {
                let kept = fitting(&mut sizes.into_iter());
                if kept < self.members.len() {
                    self.members.truncate(kept);
                    self.next = self.members.last().and_then(slug);
                }
            }
            Cursor::Before(_) => {
                let kept = fitting(&mut sizes.rev());
                if kept < self.members.len() {
                    self.members.drain(..self.members.len() - kept);
                    self.previous = self.members.first().and_then(slug);
                }
            }
        }
        self
    }
}

/// The last part of a member's address.
fn slug(member: &Resource) -> Option<Slug> {
    let last = member.document.iri().as_str().rsplit('/').next()?;
    Slug::from_text(last).ok()
}

/// Most hashes of listings that are kept: one for each container, for some hundred callers.
const KNOWN: usize = 4_096;

/// Hashes of listings, each at a head of the journal: nothing changes in between.
#[derive(Debug, Default)]
pub(crate) struct KnownListings(Mutex<HashMap<(Container, String), (Seq, ContentHash)>>);

impl KnownListings {
    fn find(&self, key: &(Container, String), head: Seq) -> Option<ContentHash> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|(at, _)| *at == head).map(|(_, hash)| *hash)
    }

    /// The next ones are made again.
    pub(crate) fn forget_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn keep(&self, key: (Container, String), head: Seq, hash: ContentHash) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(key, (head, hash));
    }
}

impl Registry {
    /// Reads a document.
    pub async fn read(&self, caller: &Caller, iri: &Iri) -> Result<Resource, ReadError> {
        let current = access::readable(caller, self.journal.current(&iri.document()).await?)?;
        Ok(self.resources(vec![current]).await?.remove(0))
    }

    /// Reads a page of a container: at most `limit` members from where the cursor stands.
    pub async fn list(
        &self,
        caller: &Caller,
        container: Container,
        cursor: Cursor,
        limit: usize,
    ) -> Result<Listing, ReadError> {
        // First the hash: one that is older than the members it stands for only makes somebody read them again.
        let version = self.members_hash(caller, container).await?;
        let more = limit.saturating_add(1);
        let mut found = match &cursor {
            Cursor::First => self.journal.visible(caller, container, None, more).await?,
            Cursor::After(slug) => self.journal.visible(caller, container, Some(slug), more).await?,
            Cursor::Before(slug) => self.journal.visible_before(caller, container, slug, more).await?,
        };
        let more = found.len() > limit;
        if more && matches!(cursor, Cursor::Before(_)) {
            found.remove(0);
        }
        found.truncate(limit);
        let members = self.resources(found).await?;
        let (first, last) = (members.first().and_then(slug), members.last().and_then(slug));
        let (previous, next) = match &cursor {
            Cursor::First => (None, last.filter(|_| more)),
            Cursor::After(after) => {
                let begin = first.as_ref().unwrap_or(after);
                let before = self.journal.has_before(caller, container, begin).await?;
                (first.clone().filter(|_| before), last.filter(|_| more))
            }
            Cursor::Before(before) => {
                let end = last.as_ref().unwrap_or(before);
                let after = self.journal.has_after(caller, container, end).await?;
                (first.filter(|_| more), last.filter(|_| after))
            }
        };
        Ok(Listing { container, cursor, members, previous, next, version })
    }

    /// Whether the caller may make something new at this address, or of what is there: what a page offers to do.
    pub fn may_make(&self, caller: &Caller, iri: &Iri) -> bool {
        access::writer(caller).is_ok() && access::may_make_or_end(caller, iri).is_ok()
    }

    /// Whether the caller may change this document, where it may read it.
    pub async fn may_change(&self, caller: &Caller, iri: &Iri) -> Result<bool, ReadError> {
        let current = access::readable(caller, self.journal.current(&iri.document()).await?)?;
        Ok(access::writer(caller).is_ok() && access::may_change(caller, &current).is_ok())
    }

    /// See [`Listing::version`].
    pub async fn members_hash(&self, caller: &Caller, container: Container) -> Result<ContentHash, ReadError> {
        let (key, head) = ((container, format!("{caller:?}")), self.head());
        if let Some(known) = self.listings.find(&key, head) {
            return Ok(known);
        }
        let hash = self.journal.members_hash(caller, container).await?;
        self.listings.keep(key, head, hash);
        Ok(hash)
    }

    /// Stored documents, read back aside.
    pub(crate) async fn resources(&self, found: Vec<Current>) -> Result<Vec<Resource>, ReadError> {
        let bytes = found.iter().filter_map(|current| current.canonical.as_ref()).map(String::len).sum();
        if bytes < SMALL {
            return Ok(found.into_iter().map(resource).collect::<Result<_, _>>()?);
        }
        Ok(self.aside.run(bytes, move || found.into_iter().map(resource).collect::<Result<_, _>>()).await??)
    }

    /// How many documents of each container the caller may see.
    pub async fn counts(&self, caller: &Caller) -> Result<Vec<(Container, u64)>, ReadError> {
        Ok(self.journal.counts(caller).await?)
    }

    /// Who points at this document, as far as the caller may see.
    pub async fn links_to(&self, caller: &Caller, iri: &Iri) -> Result<Vec<Link>, ReadError> {
        let (caller, iri) = (caller.clone(), iri.clone());
        self.projected(move |projection| projection.links_to(&caller, &iri, LINK_LIMIT)).await
    }

    /// The names of these, in every language they have, as far as the caller may see.
    pub async fn names(&self, caller: &Caller, iris: &[Iri]) -> Result<Vec<(Iri, Literal)>, ReadError> {
        let (caller, iris) = (caller.clone(), iris.to_vec());
        self.projected(move |projection| projection.names(&caller, &iris)).await
    }
}

/// A stored document, read back. It was admitted when it was written, so nothing but damage can refuse it here.
pub(crate) fn resource(current: Current) -> Result<Resource, StoredError> {
    let document = document(&current.iri, current.canonical.as_deref().unwrap_or_default())?;
    Ok(Resource {
        document,
        revision: current.revision,
        audience: current.audience,
        owner: current.owner,
        created: current.created,
        modified: current.modified,
    })
}

/// The document that these canonical N-Quads of the journal are.
pub(crate) fn document(iri: &Iri, canonical: &str) -> Result<Document, StoredError> {
    let quads = syntax::parse(canonical.as_bytes(), Format::NQuads, iri, document::TRIPLE_LIMIT)
        .map_err(|source| StoredError::Syntax { iri: iri.clone(), source })?;
    // Whom it may speak of was asked before it was written.
    Document::of_graph(iri.clone(), quads.into_iter().map(Into::into).collect())
        .map_err(|source| StoredError::Document { iri: iri.clone(), source })
}

/// The IRI of a term that is one.
pub(crate) fn named(term: TermRef<'_>) -> Option<Iri> {
    match term {
        TermRef::NamedNode(node) => Some(Iri::from_named_node(node.into_owned())),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    }
}
