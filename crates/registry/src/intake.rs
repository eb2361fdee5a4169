//! A body becomes documents: parsed, its graphs told apart, admitted under the subject rule.

use crate::error::ChangeError;
use model::syntax::{self, Format, SyntaxError};
use model::vocab::{property, skos};
use model::{Base, Document, Iri, document};
use oxrdf::{BlankNode, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::{BTreeMap, HashSet};

/// What a caller sends to be stored.
#[derive(Debug, Clone, Copy)]
pub struct Body<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Their format.
    pub format: Format,
}

/// Reads a body that is one document: the default graph, or the graph of its name.
pub(crate) fn document(iri: &Iri, body: Body<'_>) -> Result<Document, ChangeError> {
    let quads = parse(iri, body)?;
    let own: GraphName = GraphName::NamedNode(iri.clone().into());
    if let Some(foreign) =
        quads.iter().find(|quad| quad.graph_name != GraphName::DefaultGraph && quad.graph_name != own)
    {
        return Err(foreign_graph(&foreign.graph_name));
    }
    admit(iri, quads.into_iter().map(Triple::from).collect())
}

/// Reads a body that is several documents, one per named graph; what stands outside belongs to `iri`.
pub(crate) fn documents(base: &Base, iri: &Iri, body: Body<'_>) -> Result<Vec<Document>, ChangeError> {
    let mut graphs: BTreeMap<Iri, Vec<Triple>> = BTreeMap::new();
    for quad in parse(iri, body)? {
        let name = match &quad.graph_name {
            GraphName::DefaultGraph => iri.clone(),
            GraphName::NamedNode(name) if base.owns(&Iri::from_named_node(name.clone())) => {
                Iri::from_named_node(name.clone())
            }
            foreign @ (GraphName::NamedNode(_) | GraphName::BlankNode(_)) => return Err(foreign_graph(foreign)),
        };
        graphs.entry(name).or_default().push(quad.into());
    }
    if graphs.is_empty() {
        return Err(ChangeError::NoDocument);
    }
    graphs.into_iter().map(|(name, triples)| admit(&name, triples)).collect()
}

/// The name a document gives itself, to make an address of: `cs:name`, else `skos:prefLabel`.
pub(crate) fn name_of(document: &Document) -> Option<String> {
    [property::NAME, skos::PREF_LABEL].into_iter().find_map(|predicate: NamedNodeRef<'_>| {
        document.own(predicate).find_map(|term| match term {
            oxrdf::TermRef::Literal(literal) => Some(literal.value().to_owned()),
            oxrdf::TermRef::NamedNode(_) | oxrdf::TermRef::BlankNode(_) => None,
        })
    })
}

pub(crate) fn parse(iri: &Iri, body: Body<'_>) -> Result<Vec<Quad>, SyntaxError> {
    syntax::parse(body.bytes, body.format, iri, document::TRIPLE_LIMIT)
}

fn admit(iri: &Iri, triples: Vec<Triple>) -> Result<Document, ChangeError> {
    if triples.is_empty() {
        return Err(ChangeError::NoDocument);
    }
    Ok(Document::admit(iri.clone(), about(iri, triples))?)
}

fn foreign_graph(name: &GraphName) -> ChangeError {
    match name {
        GraphName::NamedNode(name) => ChangeError::ForeignGraph(Iri::from_named_node(name.clone())),
        GraphName::BlankNode(_) | GraphName::DefaultGraph => ChangeError::NoDocument,
    }
}

/// A body that speaks of nobody by name, but of one thing that nothing else points at, speaks of the document: JSON
/// without an `id`, as forms and scripts send it.
fn about(iri: &Iri, mut triples: Vec<Triple>) -> Vec<Triple> {
    if triples.iter().any(|triple| triple.subject.is_named_node()) {
        return triples;
    }
    let pointed_at: HashSet<&BlankNode> = triples
        .iter()
        .filter_map(|triple| match &triple.object {
            Term::BlankNode(node) => Some(node),
            Term::NamedNode(_) | Term::Literal(_) => None,
        })
        .collect();
    let mut roots: Vec<BlankNode> = triples
        .iter()
        .filter_map(|triple| match &triple.subject {
            NamedOrBlankNode::BlankNode(node) if !pointed_at.contains(node) => Some(node.clone()),
            NamedOrBlankNode::BlankNode(_) | NamedOrBlankNode::NamedNode(_) => None,
        })
        .collect();
    roots.dedup();
    if let [root] = roots.as_slice() {
        for triple in &mut triples {
            if triple.subject == NamedOrBlankNode::BlankNode(root.clone()) {
                triple.subject = NamedNode::from(iri.clone()).into();
            }
        }
    }
    triples
}
