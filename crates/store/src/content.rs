//! Canonical N-Quads of one document ↔ its triples.
//!
//! Documents written here have no blank node, those from elsewhere may. All graphs share one space of blank nodes once
//! they are in a store, and every canonical form begins at `_:c14n0`: so a label is prefixed by what its document is.

use model::Iri;
use model::canon::{self, TooSymmetric};
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Term, Triple};
use sha2::{Digest, Sha256};

/// A document's content is not what the journal must hold.
#[derive(Debug, thiserror::Error)]
#[error("what the journal holds of {iri} is not canonical N-Quads")]
pub struct ContentError {
    /// The document.
    pub iri: Iri,
    /// Where it breaks.
    #[source]
    pub source: RdfSyntaxError,
}

/// The triples of the document `iri`.
pub(crate) fn triples(iri: &Iri, canonical: &str) -> Result<Vec<Triple>, ContentError> {
    let mut triples = Vec::new();
    let mut scope = None;
    for quad in RdfParser::from_format(RdfFormat::NTriples).for_slice(canonical.as_bytes()) {
        let mut triple = Triple::from(quad.map_err(|source| ContentError { iri: iri.clone(), source })?);
        if let NamedOrBlankNode::BlankNode(node) = &mut triple.subject {
            *node = within(scope.get_or_insert_with(|| scope_of(iri)), node);
        }
        if let Term::BlankNode(node) = &mut triple.object {
            *node = within(scope.get_or_insert_with(|| scope_of(iri)), node);
        }
        triples.push(triple);
    }
    Ok(triples)
}

/// The canonical N-Quads of these triples, graph name left out.
pub(crate) fn canonical(triples: Vec<Triple>) -> Result<String, TooSymmetric> {
    let has_blank_nodes = |triple: &Triple| triple.subject.is_blank_node() || triple.object.is_blank_node();
    if triples.iter().any(has_blank_nodes) {
        let quads = triples.into_iter().map(|triple| triple.in_graph(GraphName::DefaultGraph));
        return Ok(canon::canonicalize(quads)?.nquads);
    }
    // Without blank nodes RDFC-1.0 only sorts.
    let mut lines: Vec<String> = triples.iter().map(|triple| format!("{triple} .\n")).collect();
    lines.sort_unstable();
    Ok(lines.concat())
}

/// What sets the blank nodes of this document apart from those of all others.
fn scope_of(iri: &Iri) -> String {
    let digest = Sha256::digest(iri.as_str().as_bytes());
    // A label that is nothing but hexadecimal digits would be read back as a number; `d…x` is not.
    digest.iter().take(SCOPE_BYTES).map(|byte| format!("{byte:02x}")).fold("d".to_owned(), |scope, byte| scope + &byte)
}

/// Bytes of the hash in a blank node's label: enough for no two documents of an instance to meet by chance.
const SCOPE_BYTES: usize = 12;

fn within(scope: &str, node: &BlankNode) -> BlankNode {
    BlankNode::new_unchecked(format!("{scope}x{}", node.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let iri = Iri::parse("https://a.example/codes/x").unwrap();
        let triples = triples(&iri, text).unwrap();
        assert_eq!(canonical(triples).unwrap(), text);
    }

    #[test]
    fn there_and_back() {
        check("");
        check(
            "<https://a.example/codes/x> <https://p.example/a> \"deux\\nlignes\"@fr .\n<https://a.example/codes/x> <https://p.example/b> \"01\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n",
        );
        check("<https://a.example/codes/x> <https://p.example/a> _:c14n0 .\n_:c14n0 <https://p.example/b> \"x\" .\n");
    }

    #[test]
    fn blank_nodes_of_two_documents_stay_apart() {
        let node = |iri| {
            let text = "_:c14n0 <https://p.example/b> \"x\" .\n";
            triples(&Iri::parse(iri).unwrap(), text).unwrap().remove(0).subject
        };
        assert_eq!(node("https://a.example/1"), node("https://a.example/1"));
        assert_ne!(node("https://a.example/1"), node("https://a.example/2"));
    }

    #[test]
    fn broken_content_names_its_document() {
        let iri = Iri::parse("https://a.example/codes/x").unwrap();
        let error = triples(&iri, "<a> <b> .").unwrap_err();
        assert!(error.to_string().contains("https://a.example/codes/x"), "{error}");
    }
}
