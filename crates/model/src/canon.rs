//! The canonical form of a graph: RDFC-1.0 N-Quads, sorted, and its SHA-256.
//!
//! Two graphs are the same exactly when these bytes are; the journal stores them, the chain and the peers hash them.
//! How blank nodes get their names is in `canon/naming.rs`.

mod naming;

use crate::revision::ContentHash;
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term};
use std::collections::HashMap;

/// Canonical N-Quads: one quad a line, sorted by code point, blank nodes named `c14n0`, `c14n1`…
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// The text; every line ends with a line feed.
    pub nquads: String,
}

impl Canonical {
    /// SHA-256 of the text.
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(self.nquads.as_bytes())
    }
}

/// The graph is too symmetric: naming its blank nodes would take more work than a document deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many blank nodes look alike")]
pub struct TooSymmetric;

/// By which hash blank nodes are told apart. RDFC-1.0 takes SHA-256 where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// What the journal, releases and peers compare.
    Sha256,
    /// The other one that the Recommendation's suite asks for.
    Sha384,
}

/// Names blank nodes by RDFC-1.0 (W3C Recommendation, section 4) and returns the quads, sorted, each once.
pub fn relabel(quads: impl IntoIterator<Item = Quad>) -> Result<Vec<Quad>, TooSymmetric> {
    relabel_named(quads).map(|(quads, _)| quads)
}

/// The same, with the name that each blank node was given.
pub fn relabel_named(
    quads: impl IntoIterator<Item = Quad>,
) -> Result<(Vec<Quad>, HashMap<BlankNode, BlankNode>), TooSymmetric> {
    relabel_by(quads, Hash::Sha256)
}

fn relabel_by(
    quads: impl IntoIterator<Item = Quad>,
    hash: Hash,
) -> Result<(Vec<Quad>, HashMap<BlankNode, BlankNode>), TooSymmetric> {
    let quads = sorted(quads.into_iter().collect());
    if !quads.iter().any(has_blank_node) {
        return Ok((quads, HashMap::new()));
    }
    let names = naming::name(&quads, hash)?;
    let quads = sorted(rename(quads, |node| names.get(node).cloned().unwrap_or_else(|| node.clone())));
    Ok((quads, names))
}

/// The canonical form of these quads.
pub fn canonicalize(quads: impl IntoIterator<Item = Quad>) -> Result<Canonical, TooSymmetric> {
    canonicalize_by(quads, Hash::Sha256)
}

/// The same, with blank nodes told apart by another hash.
pub fn canonicalize_by(quads: impl IntoIterator<Item = Quad>, hash: Hash) -> Result<Canonical, TooSymmetric> {
    let (quads, _) = relabel_by(quads, hash)?;
    let mut lines: Vec<String> = quads.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    Ok(Canonical { nquads: lines.concat() })
}

/// The quads with every blank node replaced by what `name` gives for it.
pub fn rename(mut quads: Vec<Quad>, mut name: impl FnMut(&BlankNode) -> BlankNode) -> Vec<Quad> {
    for quad in &mut quads {
        if let NamedOrBlankNode::BlankNode(node) = &mut quad.subject {
            *node = name(node);
        }
        if let Term::BlankNode(node) = &mut quad.object {
            *node = name(node);
        }
        if let GraphName::BlankNode(node) = &mut quad.graph_name {
            *node = name(node);
        }
    }
    quads
}

pub(crate) fn has_blank_node(quad: &Quad) -> bool {
    quad.subject.is_blank_node() || quad.object.is_blank_node() || quad.graph_name.is_blank_node()
}

fn sorted(mut quads: Vec<Quad>) -> Vec<Quad> {
    quads.sort_by_cached_key(Quad::to_string);
    quads.dedup();
    quads
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
    use oxrdf::{Dataset, NamedNode};
    use proptest::prelude::*;

    fn edge(from: usize, to: usize) -> Quad {
        let node = |number| BlankNode::new(format!("n{number}")).unwrap();
        Quad::new(node(from), NamedNode::new("https://a.example/p").unwrap(), node(to), GraphName::DefaultGraph)
    }

    fn clique(size: usize) -> Vec<Quad> {
        (0..size).flat_map(|from| (0..size).filter(move |to| *to != from).map(move |to| edge(from, to))).collect()
    }

    #[test]
    fn poison_is_refused_before_it_costs_anything() {
        let patience = std::time::Duration::from_secs(10);
        let chain = |length: usize| (0..length).map(|number| edge(number, number + 1)).collect::<Vec<_>>();
        let ring = |length: usize| (0..length).map(|number| edge(number, (number + 1) % length)).collect::<Vec<_>>();
        for poison in [clique(10), clique(60), ring(20_000), chain(50_000)] {
            let (sender, receiver) = std::sync::mpsc::channel();
            std::thread::spawn(move || sender.send(relabel(poison)));
            assert_eq!(receiver.recv_timeout(patience).unwrap(), Err(TooSymmetric));
        }
    }

    #[test]
    fn what_looks_alike_a_little_is_named() {
        assert!(relabel(clique(4)).is_ok());
        assert!(relabel((1..=5_000).map(|ray| edge(0, ray))).is_ok());
        assert!(relabel((0..60).map(|number| edge(number, number + 1))).is_ok());
    }

    /// One graph at most is named by a blank node: of two, Hash N-Degree Quads does not say which statement is in which, so
    /// that two nodes can look alike and are not. Names then follow the order of what was read, here and in oxrdf.
    fn small_graph() -> impl Strategy<Value = Vec<Quad>> {
        let component = 0..5_usize;
        prop::collection::vec((component.clone(), 0..2_u8, component.clone(), 0..7_usize), 1..9).prop_map(|edges| {
            edges
                .into_iter()
                .map(|(from, predicate, to, graph)| {
                    let mut quad = edge(from, to);
                    quad.predicate = NamedNode::new(format!("https://a.example/p{predicate}")).unwrap();
                    match graph {
                        0 => quad.graph_name = BlankNode::new("n0").unwrap().into(),
                        1 => quad.graph_name = NamedNode::new_unchecked("https://a.example/g").into(),
                        _ => {}
                    }
                    quad
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn names_are_those_that_oxrdf_gives(quads in small_graph()) {
            let mut dataset: Dataset = quads.iter().cloned().collect();
            dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
                hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
            });
            let mut theirs: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
            theirs.sort_unstable();
            prop_assert_eq!(canonicalize(quads).unwrap().nquads, theirs.concat());
        }

        #[test]
        fn names_do_not_depend_on_labels_or_order(quads in small_graph(), seed in 0..1000_usize) {
            let mut shuffled = rename(quads.clone(), |node| {
                BlankNode::new(format!("x{}", (node.as_str().as_bytes()[1] as usize * 7 + seed) % 101)).unwrap()
            });
            let middle = seed % shuffled.len();
            shuffled.rotate_left(middle);
            prop_assert_eq!(canonicalize(quads), canonicalize(shuffled));
        }
    }
}
