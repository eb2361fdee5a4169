//! What a document says to the letter, where oxigraph tells the same value in other letters.

use super::books::{Page, TOLD, WRITTEN};
use super::{ProjectionError, graph_of};
use model::Iri;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::store::{StorageError, Transaction};
use oxrdf::vocab::xsd;
use oxrdf::{GraphNameRef, Literal, NamedNodeRef, NamedOrBlankNodeRef, Term, Triple};
use oxsdatatypes::{Date, DateTime, Decimal, Integer};
use std::collections::HashSet;

/// Notes in the books what of `document`, which has just been written, comes back otherwise than it is.
pub(super) fn keep(page: &mut Page<'_, '_>, is: &HashSet<Triple>) -> Result<(), ProjectionError> {
    // Most documents come back as they are: those need not be read again.
    let (mut written, mut told_instead) = (None, None);
    if !is.iter().all(comes_back) {
        let told = told(page.transaction, GraphNameRef::NamedNode(page.document))?;
        written = lines(is.difference(&told));
        told_instead = lines(told.difference(is));
    }
    page.keep(WRITTEN, written.as_ref())?;
    page.keep(TOLD, told_instead.as_ref())
}

/// Whether it is certain that oxigraph tells it as it was written: text, and values in the letters that it would choose
/// itself. Of other datatypes it is seen what comes back.
pub(super) fn comes_back(triple: &Triple) -> bool {
    let Term::Literal(literal) = &triple.object else { return true };
    let (value, datatype) = (literal.value(), literal.datatype());
    let is_as_told = |told: Option<String>| told.as_deref() == Some(value);
    literal.language().is_some()
        || datatype == xsd::STRING
        || (datatype == xsd::DECIMAL && is_as_told(value.parse::<Decimal>().ok().map(|value| value.to_string())))
        || (datatype == xsd::INTEGER && is_as_told(value.parse::<Integer>().ok().map(|value| value.to_string())))
        || (datatype == xsd::DATE && is_as_told(value.parse::<Date>().ok().map(|value| value.to_string())))
        || (datatype == xsd::DATE_TIME && is_as_told(value.parse::<DateTime>().ok().map(|value| value.to_string())))
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
