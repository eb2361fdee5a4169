//! The books: what the projection notes about itself and each document, in the default graph.

use super::ProjectionError;
use crate::step::Held;
use model::{AccountId, Audience, Iri, Seq};
use oxigraph::store::{StorageError, Transaction};
use oxrdf::{GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad, QuadRef, Term};

pub(super) const BOOKS: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:projection");
/// A projection whose books were kept in another way has another word for it: to us it has applied nothing, and is told
/// everything again.
pub(super) const APPLIED: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:projection#applied-2");
pub(super) const AUDIENCE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:projection#audience");
pub(super) const OWNER: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:projection#owner");
/// Where a document from elsewhere is from.
pub(super) const SOURCE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:projection#source");
/// What a document says and oxigraph would tell otherwise, as it was written.
pub(super) const WRITTEN: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:projection#written");
/// The same, as oxigraph tells it.
pub(super) const TOLD: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:projection#told");

/// What the books say of one document.
pub(super) struct Page<'a, 't> {
    pub(super) transaction: &'a mut Transaction<'t>,
    pub(super) document: NamedNodeRef<'a>,
    /// Whether they say nothing of it yet.
    pub(super) is_new: bool,
}

impl Page<'_, '_> {
    /// Writes one value, in the place of the one before.
    pub(super) fn keep(&mut self, predicate: NamedNodeRef<'_>, value: Option<&Term>) -> Result<(), ProjectionError> {
        if !self.is_new {
            return keep(self.transaction, self.document, predicate, value);
        }
        if let Some(value) = value {
            self.transaction.insert(QuadRef::new(self.document, predicate, value, GraphNameRef::DefaultGraph));
        }
        Ok(())
    }
}

/// What the books say of a document: its audience, its owner, where it is from.
pub(super) fn page(held: Option<&Held>) -> [Option<Term>; 3] {
    [
        held.map(|held| held.audience.to_term().into()),
        held.map(|held| Literal::from(held.owner.0).into()),
        held.and_then(|held| held.source.clone()).map(|source| NamedNode::from(source).into()),
    ]
}

/// Writes one value into the books, in the place of the one before.
pub(super) fn keep(
    transaction: &mut Transaction<'_>,
    subject: NamedNodeRef<'_>,
    predicate: NamedNodeRef<'_>,
    value: Option<&Term>,
) -> Result<(), ProjectionError> {
    let books = GraphNameRef::DefaultGraph;
    let old = transaction.quads_for_pattern(Some(subject.into()), Some(predicate), None, Some(books));
    let old = old.collect::<Result<Vec<Quad>, _>>()?;
    for quad in old.iter().filter(|quad| Some(&quad.object) != value) {
        transaction.remove(quad);
    }
    if let Some(value) = value {
        transaction.insert(QuadRef::new(subject, predicate, value, books));
    }
    Ok(())
}

/// The step that the books' entry names; none yet: zero.
pub(super) fn seq_of(mut quads: impl Iterator<Item = Result<Quad, StorageError>>) -> Result<Seq, ProjectionError> {
    match quads.next().transpose()? {
        None => Ok(Seq(0)),
        Some(quad) => number(&quad.object).map(Seq),
    }
}

fn number<N: std::str::FromStr>(term: &Term) -> Result<N, ProjectionError> {
    let number = match term {
        Term::Literal(literal) => literal.value().parse().ok(),
        Term::NamedNode(_) | Term::BlankNode(_) => None,
    };
    number.ok_or_else(|| ProjectionError::Books(format!("{term} is not a number")))
}

/// Who may see the document, and whose it is, of its two entries.
pub(super) fn visibility(
    document: &Iri,
    audience: Option<Quad>,
    owner: Option<Quad>,
) -> Result<(Audience, AccountId), ProjectionError> {
    match (audience.map(|quad| quad.object), owner.map(|quad| quad.object)) {
        (Some(Term::NamedNode(audience)), Some(owner)) => {
            Ok((Audience::from_term(audience.as_ref()), AccountId(number(&owner)?)))
        }
        _ => Err(ProjectionError::Books(format!("{document} has no audience or no owner"))),
    }
}

/// Where the document is from, of its entry.
pub(super) fn source(document: &Iri, source: Option<Quad>) -> Result<Option<Iri>, ProjectionError> {
    match source.map(|quad| quad.object) {
        None => Ok(None),
        Some(Term::NamedNode(source)) => Ok(Some(Iri::from_named_node(source))),
        Some(other) => Err(ProjectionError::Books(format!("{document} is from {other}"))),
    }
}
