//! RDF: Turtle, TriG, N-Quads, N-Triples, JSON-LD.
//!
//! One record per named graph; outside named graphs one per document that is spoken of, with the blank nodes that
//! hang from it. Relative addresses mean this instance; what stands under others' addresses keeps them. Wherever the
//! statements of a document stand, they are sorted, on disk where there are many, so that no more of them is in memory than
//! one document says.

mod documents;
mod hanging;

pub use model::syntax::StreamError as ReadError;

use crate::sorting::Sorter;
use documents::{Documents, keyed};
use hanging::Hanging;
use model::iri::Location;
use model::syntax::{Format, Stream};
use model::vocab::property;
use model::{Audience, Base, Document, Iri, Passage, Record, Refused, RefusedReason, Standing};
use oxrdf::{GraphName, NamedOrBlankNode, TermRef, Triple};
use std::io::Read;

/// Reads all of it, then gives a record for each document, by address. Where it cannot be read, nothing is given.
pub fn read<R: Read>(
    source: R,
    format: Format,
    base: &Base,
) -> Result<impl Iterator<Item = Result<Passage, ReadError>> + use<R>, ReadError> {
    let mut lines = Sorter::new();
    let mut hanging = Hanging::new()?;
    for quad in Stream::new(source, format, &base.home())? {
        let quad = quad?;
        let is_inside = quad.graph_name != GraphName::DefaultGraph;
        if is_inside || !(quad.subject.is_blank_node() || quad.object.is_blank_node()) {
            let name = if is_inside { name_of(&quad.graph_name) } else { owner_of(&quad.subject) };
            lines.push(keyed(&name, quad.as_ref().into()))?;
        } else {
            hanging.push(&quad.into(), &mut lines)?;
        }
    }
    hanging.settle(&mut lines)?;
    Ok(Documents::of(lines, base)?)
}

/// What is said under a name: a document of ours, or one from elsewhere, whose graph may speak of anybody.
fn passage(base: &Base, name: &str, triples: Vec<Triple>) -> Passage {
    let refuse = |reason| Passage::Refused(Refused { name: name.to_owned(), place: None, reason });
    let Some(iri) = Iri::parse(name).ok().filter(|iri| iri.fragment().is_none()) else {
        return refuse(RefusedReason::NotAnAddress(name.to_owned()));
    };
    let admitted = match base.locate(&iri) {
        Some(Location::Document(..)) => Document::admit(iri, triples),
        None if !base.owns(&iri) => Document::of_graph(iri, triples),
        Some(Location::Container(_)) | None => return refuse(RefusedReason::NotAnAddress(name.to_owned())),
    };
    match admitted {
        Ok(document) => {
            let audience = stated_audience(&document).unwrap_or(Audience::Public);
            let (standing, places) = (Standing::Told, Vec::new());
            Passage::Record(Box::new(Record { document, audience, standing, places }))
        }
        Err(reason) => refuse(RefusedReason::Document(reason)),
    }
}

fn stated_audience(document: &Document) -> Option<Audience> {
    document.own(property::AUDIENCE).find_map(|term| match term {
        TermRef::NamedNode(node) => Some(Audience::from_term(node)),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    })
}

/// The document that a subject outside named graphs belongs to; of a blank node, its own name.
fn owner_of(subject: &NamedOrBlankNode) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(node) => Iri::from_named_node(node.clone()).document().to_string(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn name_of(graph: &GraphName) -> String {
    match graph {
        GraphName::NamedNode(name) => name.as_str().to_owned(),
        GraphName::BlankNode(_) | GraphName::DefaultGraph => graph.to_string(),
    }
}

#[cfg(test)]
mod tests;
