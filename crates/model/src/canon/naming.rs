//! RDFC-1.0 (W3C Recommendation of 21 May 2024): names for blank nodes that depend on the graph alone.
//!
//! Ours because it counts its work: graphs whose blank nodes look alike cost exponential time, and they arrive from
//! strangers. RDFC-1.0 calls that dataset poisoning and asks implementations to defend themselves.

use super::{Hash, TooSymmetric};
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term};
use sha2::{Digest, Sha256, Sha384};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most steps (one is about a microsecond: a hash, or one name copied) that one graph may cost. The suite's
/// hardest graphs stay below it; a real description hardly needs any, its blank nodes differ at first sight.
const WORK_LIMIT: u64 = 1_000_000;

/// Deepest recursion: far from the end of a thread's stack, far beyond any chain of look-alikes that says something.
const DEPTH_LIMIT: usize = 256;

/// The canonical name of each blank node (section 4.4, Canonicalization Algorithm).
pub(super) fn name(quads: &[Quad], hash: Hash) -> Result<HashMap<BlankNode, BlankNode>, TooSymmetric> {
    let mut graph = Graph::new(quads, hash);
    // Steps 3 and 4: nodes that differ at first sight are named in the order of their hashes.
    let mut by_hash: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        by_hash.entry(&node.first_degree).or_default().push(index);
    }
    let mut canonical = Issuer::new("c14n");
    for nodes in by_hash.values() {
        if let [only] = nodes.as_slice() {
            canonical.issue(*only);
        }
    }
    // Step 5: the others by what surrounds them.
    let alike: Vec<Vec<usize>> = by_hash.into_values().filter(|nodes| nodes.len() > 1).collect();
    for nodes in alike {
        let mut paths: Vec<(String, Issuer)> = Vec::new();
        for node in nodes {
            if canonical.get(node).is_none() {
                let mut temporary = Issuer::new("b");
                temporary.issue(node);
                paths.push(graph.hash_n_degree(node, temporary, &canonical, 0)?);
            }
        }
        paths.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, issued) in paths {
            for node in issued.order {
                canonical.issue(node);
            }
        }
    }
    let named = graph.nodes.iter().enumerate().filter_map(|(index, node)| {
        let name = canonical.get(index)?;
        Some((node.label.clone(), BlankNode::new_unchecked(name)))
    });
    Ok(named.collect())
}

/// A blank node and what stands around it.
struct Node {
    label: BlankNode,
    /// Its Hash First Degree Quads.
    first_degree: String,
    neighbours: Vec<Neighbour>,
}

/// Another blank node in one quad of a node.
struct Neighbour {
    node: usize,
    /// The position and, but for graph names, the predicate in angle brackets.
    place: String,
}

/// Gives out names in order (section 4.5, Issue Identifier Algorithm).
#[derive(Clone)]
struct Issuer {
    prefix: &'static str,
    order: Vec<usize>,
    numbers: HashMap<usize, usize>,
}

impl Issuer {
    fn new(prefix: &'static str) -> Self {
        Self { prefix, order: Vec::new(), numbers: HashMap::new() }
    }

    fn get(&self, node: usize) -> Option<String> {
        self.numbers.get(&node).map(|number| format!("{}{number}", self.prefix))
    }

    fn issue(&mut self, node: usize) -> String {
        let next = self.order.len();
        let number = *self.numbers.entry(node).or_insert(next);
        if number == next {
            self.order.push(node);
        }
        format!("{}{number}", self.prefix)
    }
}

struct Graph {
    nodes: Vec<Node>,
    hash: Hash,
    work: u64,
}

impl Graph {
    fn new(quads: &[Quad], hash: Hash) -> Self {
        let mut labels: Vec<&BlankNode> = Vec::new();
        let mut indexes: HashMap<&BlankNode, usize> = HashMap::new();
        let mut quads_of: Vec<Vec<&Quad>> = Vec::new();
        for quad in quads {
            for (_, label) in components(quad) {
                let index = *indexes.entry(label).or_insert_with(|| {
                    labels.push(label);
                    quads_of.push(Vec::new());
                    labels.len() - 1
                });
                if let Some(known) = quads_of.get_mut(index)
                    && !known.last().is_some_and(|last| std::ptr::eq(*last, quad))
                {
                    known.push(quad);
                }
            }
        }
        let nodes = labels
            .into_iter()
            .zip(quads_of)
            .map(|(label, quads)| Node {
                label: label.clone(),
                first_degree: hash_first_degree(label, &quads, hash),
                neighbours: quads.iter().flat_map(|quad| neighbours(label, quad, &indexes)).collect(),
            })
            .collect();
        Self { nodes, hash, work: 0 }
    }

    #[expect(clippy::indexing_slicing, reason = "indexes are made in `new`, of this very vector")]
    fn node(&self, index: usize) -> &Node {
        &self.nodes[index]
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooSymmetric> {
        self.work = self.work.saturating_add(steps as u64);
        if self.work > WORK_LIMIT { Err(TooSymmetric) } else { Ok(()) }
    }

    /// Section 4.8, Hash N-Degree Quads. Also returns the issuer with the names it gave on the way.
    fn hash_n_degree(
        &mut self,
        identifier: usize,
        mut issuer: Issuer,
        canonical: &Issuer,
        depth: usize,
    ) -> Result<(String, Issuer), TooSymmetric> {
        if depth > DEPTH_LIMIT {
            return Err(TooSymmetric);
        }
        // Steps 1 to 3: the neighbours, by how they look from here.
        self.spend(1 + self.node(identifier).neighbours.len())?;
        let mut related: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for neighbour in &self.node(identifier).neighbours {
            let hash = self.hash_related(neighbour, &issuer, canonical);
            related.entry(hash).or_default().insert(neighbour.node);
        }
        // Steps 4 and 5: of each group, the order that gives the smallest path.
        let mut data = String::new();
        for (hash, group) in related {
            data.push_str(&hash);
            let mut chosen: Option<(String, Issuer)> = None;
            let mut order: Vec<usize> = group.into_iter().collect();
            loop {
                self.spend(1 + issuer.order.len() + order.len())?;
                if let Some(better) = self.walk(&order, &issuer, canonical, chosen.as_ref(), depth)? {
                    chosen = Some(better);
                }
                if !next_permutation(&mut order) {
                    break;
                }
            }
            if let Some((path, chosen_issuer)) = chosen {
                data.push_str(&path);
                issuer = chosen_issuer;
            }
        }
        Ok((self.hash.of(&data), issuer))
    }

    /// Step 5.4 of Hash N-Degree Quads for one order of one group; nothing if the chosen path is at least as good.
    fn walk(
        &mut self,
        order: &[usize],
        issuer: &Issuer,
        canonical: &Issuer,
        chosen: Option<&(String, Issuer)>,
        depth: usize,
    ) -> Result<Option<(String, Issuer)>, TooSymmetric> {
        // 5.4.4.3 and 5.4.5.5: stop as soon as the path can only be longer or greater than the chosen one.
        let is_worse = |path: &str| chosen.is_some_and(|(best, _)| path.len() >= best.len() && path > best.as_str());
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut recursion = Vec::new();
        for &node in order {
            let name = if let Some(name) = canonical.get(node) {
                name
            } else {
                if issuer.get(node).is_none() {
                    recursion.push(node);
                }
                issuer.issue(node)
            };
            path.push_str("_:");
            path.push_str(&name);
            if is_worse(&path) {
                return Ok(None);
            }
        }
        for node in recursion {
            let (hash, deeper) = self.hash_n_degree(node, issuer.clone(), canonical, depth + 1)?;
            let name = issuer.issue(node);
            path.extend(["_:", &name, "<", &hash, ">"]);
            issuer = deeper;
            if is_worse(&path) {
                return Ok(None);
            }
        }
        Ok(if chosen.is_some_and(|(best, _)| path >= *best) { None } else { Some((path, issuer)) })
    }

    /// Section 4.7, Hash Related Blank Node.
    fn hash_related(&self, neighbour: &Neighbour, issuer: &Issuer, canonical: &Issuer) -> String {
        let known = canonical.get(neighbour.node).or_else(|| issuer.get(neighbour.node));
        match known {
            Some(name) => self.hash.of(&format!("{}_:{name}", neighbour.place)),
            None => self.hash.of(&format!("{}{}", neighbour.place, self.node(neighbour.node).first_degree)),
        }
    }
}

/// Section 4.6, Hash First Degree Quads.
fn hash_first_degree(reference: &BlankNode, quads: &[&Quad], hash: Hash) -> String {
    let masked = |node: &BlankNode| BlankNode::new_unchecked(if node == reference { "a" } else { "z" });
    let quads: Vec<Quad> = quads.iter().map(|quad| (*quad).clone()).collect();
    let mut lines: Vec<String> = super::rename(quads, masked).iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    hash.of(&lines.concat())
}

/// The blank nodes of a quad with their positions.
fn components(quad: &Quad) -> impl Iterator<Item = (&'static str, &BlankNode)> {
    let subject = match &quad.subject {
        NamedOrBlankNode::BlankNode(node) => Some(("s", node)),
        NamedOrBlankNode::NamedNode(_) => None,
    };
    let object = match &quad.object {
        Term::BlankNode(node) => Some(("o", node)),
        Term::NamedNode(_) | Term::Literal(_) => None,
    };
    let graph = match &quad.graph_name {
        GraphName::BlankNode(node) => Some(("g", node)),
        GraphName::NamedNode(_) | GraphName::DefaultGraph => None,
    };
    [subject, object, graph].into_iter().flatten()
}

fn neighbours(of: &BlankNode, quad: &Quad, indexes: &HashMap<&BlankNode, usize>) -> Vec<Neighbour> {
    components(quad)
        .filter(|(_, label)| *label != of)
        .filter_map(|(position, label)| {
            // Section 4.7, step 2: the predicate counts, but not for a graph's name.
            let place = if position == "g" { position.to_owned() } else { format!("{position}{}", quad.predicate) };
            Some(Neighbour { node: *indexes.get(label)?, place })
        })
        .collect()
}

impl Hash {
    fn of(self, text: &str) -> String {
        match self {
            Self::Sha256 => hex::encode(Sha256::digest(text.as_bytes())),
            Self::Sha384 => hex::encode(Sha384::digest(text.as_bytes())),
        }
    }
}

/// The next order, lexicographically; false after the last.
fn next_permutation(order: &mut [usize]) -> bool {
    let Some(pivot) = order.windows(2).rposition(|pair| matches!(pair, [a, b] if a < b)) else {
        return false;
    };
    let (head, tail) = order.split_at_mut(pivot + 1);
    if let Some(last) = head.last_mut()
        && let Some(greater) = tail.iter_mut().rev().find(|item| **item > *last)
    {
        std::mem::swap(last, greater);
    }
    tail.reverse();
    true
}
