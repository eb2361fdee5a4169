//! Reading: documents and containers from the journal, names and links from the projection.

use crate::access;
use crate::error::{ReadError, StoredError};
use crate::registry::Registry;
use jiff::Timestamp;
use journal::Current;
use model::syntax::{self, Format};
use model::{Audience, Caller, Container, Document, Iri, Revision, Seq, Slug, document};
use oxrdf::{Literal, TermRef};
use store::Link;

/// Most links shown of those that point at a document; SPARQL has them all.
const LINK_LIMIT: usize = 500;

/// A document as a caller may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The document.
    pub document: Document,
    /// Its revision, for ETags.
    pub revision: Revision,
    /// Who may read it, narrowed by what it is bound to.
    pub audience: Audience,
    /// First written.
    pub created: Timestamp,
    /// Last written.
    pub modified: Timestamp,
}

/// A page of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which.
    pub container: Container,
    /// Its members that the caller may see, by slug.
    pub members: Vec<Resource>,
    /// The slug to continue after, if there is more.
    pub next: Option<Slug>,
    /// The journal's head when the page was read: equal heads have equal pages.
    pub version: Seq,
}

impl Registry {
    /// Reads a document.
    pub async fn read(&self, caller: &Caller, iri: &Iri) -> Result<Resource, ReadError> {
        let current = access::readable(caller, self.journal.current(&iri.document()).await?)?;
        Ok(resource(current)?)
    }

    /// Reads a page of a container: members after `after`, at most `limit`.
    pub async fn list(
        &self,
        caller: &Caller,
        container: Container,
        after: Option<&Slug>,
        limit: usize,
    ) -> Result<Listing, ReadError> {
        let version = self.head();
        let mut found = self.journal.visible(caller, container, after, limit.saturating_add(1)).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        let members = found.into_iter().map(resource).collect::<Result<Vec<_>, _>>()?;
        let next = members.last().filter(|_| more).and_then(|last| match self.base().locate(last.document.iri()) {
            Some(model::iri::Location::Document(_, slug)) => Some(slug),
            Some(model::iri::Location::Container(_)) | None => None,
        });
        Ok(Listing { container, members, next, version })
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
    let iri = current.iri;
    let text = current.canonical.unwrap_or_default();
    let quads = syntax::parse(text.as_bytes(), Format::NQuads, &iri, document::TRIPLE_LIMIT)
        .map_err(|source| StoredError::Syntax { iri: iri.clone(), source })?;
    let document = Document::admit(iri.clone(), quads.into_iter().map(Into::into).collect())
        .map_err(|source| StoredError::Document { iri, source })?;
    Ok(Resource {
        document,
        revision: current.revision,
        audience: current.audience,
        created: current.created,
        modified: current.modified,
    })
}

/// The IRI of a term that is one.
pub(crate) fn named(term: TermRef<'_>) -> Option<Iri> {
    match term {
        TermRef::NamedNode(node) => Some(Iri::from_named_node(node.into_owned())),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    }
}
