//! What a document says to the letter, where oxigraph tells the same value in other letters.

use super::books::{self, TOLD, WRITTEN};
use super::{ProjectionError, graph_of};
use model::Iri;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::store::{StorageError, Transaction};
use oxrdf::vocab::xsd;
use oxrdf::{GraphNameRef, Literal, NamedNodeRef, NamedOrBlankNodeRef, Term, Triple};
use std::collections::HashSet;

/// Notes in the books what of `document`, which has just been written, comes back otherwise than it is.
pub(super) fn keep(
    transaction: &mut Transaction<'_>,
    document: NamedNodeRef<'_>,
    is: &HashSet<Triple>,
) -> Result<(), ProjectionError> {
    // Text comes back as it is, and most documents are nothing but text: those need not be read again.
    let is_text = |literal: &Literal| literal.language().is_some() || literal.datatype() == xsd::STRING;
    let is_value = |triple: &Triple| matches!(&triple.object, Term::Literal(literal) if !is_text(literal));
    let (mut written, mut told_instead) = (None, None);
    if is.iter().any(is_value) {
        let told = told(transaction, GraphNameRef::NamedNode(document))?;
        written = lines(is.difference(&told));
        told_instead = lines(told.difference(is));
    }
    books::keep(transaction, document, WRITTEN, written.as_ref())?;
    books::keep(transaction, document, TOLD, told_instead.as_ref())
}

fn lines<'a>(triples: impl Iterator<Item = &'a Triple>) -> Option<Term> {
    let lines = triples.map(|triple| format!("{triple} .\n")).collect::<Vec<_>>().concat();
    (!lines.is_empty()).then(|| Literal::new_simple_literal(lines).into())
}

/// What the document says, as it was written.
pub(super) fn triples(moment: &Transaction<'_>, document: &Iri) -> Result<Vec<Triple>, ProjectionError> {
    let mut triples = told(moment, graph_of(document))?;
    for triple in kept(moment, document, TOLD)? {
        triples.remove(&triple);
    }
    triples.extend(kept(moment, document, WRITTEN)?);
    Ok(triples.into_iter().collect())
}

fn told(moment: &Transaction<'_>, graph: GraphNameRef<'_>) -> Result<HashSet<Triple>, StorageError> {
    moment.quads_for_pattern(None, None, None, Some(graph)).map(|quad| quad.map(Triple::from)).collect()
}

fn kept(moment: &Transaction<'_>, document: &Iri, predicate: NamedNodeRef<'_>) -> Result<Vec<Triple>, ProjectionError> {
    let subject = NamedOrBlankNodeRef::from(document.as_named_node());
    let books = Some(GraphNameRef::DefaultGraph);
    let mut triples = Vec::new();
    for quad in moment.quads_for_pattern(Some(subject), Some(predicate), None, books) {
        let Term::Literal(lines) = quad?.object else { continue };
        for quad in RdfParser::from_format(RdfFormat::NTriples).for_slice(lines.value().as_bytes()) {
            let quad = quad.map_err(|error| ProjectionError::Books(format!("{document}: {error}")))?;
            triples.push(Triple::from(quad));
        }
    }
    Ok(triples)
}
