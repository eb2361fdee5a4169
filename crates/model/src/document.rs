//! The unit of reading, writing, versioning and openness: one IRI, one named graph.
//!
//! A [`Document`] speaks only of its own IRI and its `#fragments` (architecture.md, section 2), and has no
//! blank node: those that hang from it became fragments when it was admitted. There is one other way to have one, for
//! graphs from elsewhere that an operator imports ([`Document::of_graph`]); whoever holds any other need not ask again.

use crate::canon::{self, Canonical, TooSymmetric};
use crate::iri::Iri;
use crate::revision::ContentHash;
use oxrdf::{BlankNode, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef, Triple};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// Most triples in one document: the largest real description we know has under 2,000; beyond this it is a dataset.
pub const TRIPLE_LIMIT: usize = 50_000;

/// One document: what it says of itself, sorted, without blank nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    iri: Iri,
    triples: Vec<Triple>,
}

/// Why triples cannot be the document they are meant to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The subject rule: a document speaks only of its own IRI and its fragments.
    #[error("{document} may not speak of {subject}")]
    ForeignSubject {
        /// The document.
        document: Iri,
        /// Whom it speaks of.
        subject: Iri,
    },
    /// A blank node does not hang from the document's IRI or a fragment, so nobody could address it.
    #[error("a blank node ({0}) does not hang from the document")]
    Detached(String),
    /// See [`TooSymmetric`].
    #[error(transparent)]
    TooSymmetric(#[from] TooSymmetric),
    /// More than [`TRIPLE_LIMIT`] triples.
    #[error("{0} triples are more than a document may have ({TRIPLE_LIMIT})")]
    TooLarge(usize),
    /// There is no triple.
    #[error("the document says nothing")]
    Empty,
}

impl Document {
    /// Admits `triples` as the document `iri`: applies the subject rule, turns blank nodes into fragments
    /// whose names depend only on the content, sorts, removes repetitions.
    pub fn admit(iri: Iri, triples: Vec<Triple>) -> Result<Self, DocumentError> {
        Self::admit_named(iri, triples).map(|(document, _)| document)
    }

    /// The same, with the fragment that each blank node became.
    pub fn admit_named(iri: Iri, triples: Vec<Triple>) -> Result<(Self, HashMap<BlankNode, NamedNode>), DocumentError> {
        if triples.is_empty() {
            return Err(DocumentError::Empty);
        }
        if triples.len() > TRIPLE_LIMIT {
            return Err(DocumentError::TooLarge(triples.len()));
        }
        for triple in &triples {
            if let NamedOrBlankNode::NamedNode(subject) = &triple.subject
                && !iri.holds(subject.as_ref())
            {
                let subject = Iri::from_named_node(subject.clone());
                return Err(DocumentError::ForeignSubject { document: iri, subject });
            }
        }
        Self::named(iri, triples)
    }

    /// What a graph from elsewhere says, whomever it speaks of: as [`Document::admit`], without the subject rule. Whose
    /// subjects it may speak of is for whoever lets it in to ask.
    pub fn of_graph(iri: Iri, triples: Vec<Triple>) -> Result<Self, DocumentError> {
        match triples.len() {
            0 => Err(DocumentError::Empty),
            count if count > TRIPLE_LIMIT => Err(DocumentError::TooLarge(count)),
            _ => Self::named(iri, triples).map(|(document, _)| document),
        }
    }

    fn named(iri: Iri, triples: Vec<Triple>) -> Result<(Self, HashMap<BlankNode, NamedNode>), DocumentError> {
        let (triples, names) = if triples.iter().any(has_blank_node) {
            name_blank_nodes(&iri, triples)?
        } else {
            (triples, HashMap::new())
        };
        Ok((Self::sorted(iri, triples), names))
    }

    /// Whom it speaks of that is neither itself nor a part of it: nobody, unless it is a graph from elsewhere.
    pub fn others(&self) -> impl Iterator<Item = Iri> + '_ {
        let subject = |triple: &Triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) if !self.iri.holds(node.as_ref()) => {
                Some(Iri::from_named_node(node.clone()))
            }
            NamedOrBlankNode::NamedNode(_) | NamedOrBlankNode::BlankNode(_) => None,
        };
        self.triples.iter().filter_map(subject)
    }

    fn sorted(iri: Iri, mut triples: Vec<Triple>) -> Self {
        triples.sort_by_cached_key(Triple::to_string);
        triples.dedup();
        Self { iri, triples }
    }

    /// Its address, and the name of its graph.
    pub fn iri(&self) -> &Iri {
        &self.iri
    }

    /// What it says, sorted by canonical N-Triples.
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// About how many bytes it takes to write: to tell a large document from a small one.
    pub fn size(&self) -> usize {
        // Two IRIs of this instance's length and a value.
        self.triples.len() * (2 * self.iri.as_str().len() + 64)
    }

    /// What it says, in the graph of its name.
    pub fn quads(&self) -> impl Iterator<Item = Quad> + '_ {
        let graph = GraphName::NamedNode(self.iri.clone().into());
        self.triples.iter().map(move |triple| triple.clone().in_graph(graph.clone()))
    }

    /// Canonical N-Quads of its graph, graph name left out: equal content has equal bytes wherever it stands.
    pub fn canonical(&self) -> Canonical {
        // Without blank nodes RDFC-1.0 only sorts, and `sorted` has done that.
        let lines: Vec<String> = self.triples.iter().map(|triple| format!("{triple} .\n")).collect();
        Canonical { nquads: lines.concat() }
    }

    /// Hash of [`Document::canonical`].
    pub fn hash(&self) -> ContentHash {
        self.canonical().hash()
    }

    /// The same statements told of another document: its own IRI and its fragments become those of `iri`.
    pub fn retold(&self, iri: &Iri) -> Vec<Triple> {
        let own = |node: &NamedNode| self.iri.holds(node.as_ref()).then(|| self.iri.moved(node.as_ref(), iri));
        self.triples
            .iter()
            .map(|triple| {
                let mut triple = triple.clone();
                if let NamedOrBlankNode::NamedNode(subject) = &triple.subject
                    && let Some(subject) = own(subject)
                {
                    triple.subject = subject.into();
                }
                if let Term::NamedNode(object) = &triple.object
                    && let Some(object) = own(object)
                {
                    triple.object = object.into();
                }
                triple
            })
            .collect()
    }

    /// The objects of `predicate` on `subject`, in order.
    pub fn objects<'a>(
        &'a self,
        subject: NamedNodeRef<'a>,
        predicate: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = TermRef<'a>> {
        self.triples.iter().filter_map(move |triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) if node.as_ref() == subject && triple.predicate.as_ref() == predicate => {
                Some(triple.object.as_ref())
            }
            NamedOrBlankNode::NamedNode(_) | NamedOrBlankNode::BlankNode(_) => None,
        })
    }

    /// The objects of `predicate` on the document's own IRI.
    pub fn own<'a>(&'a self, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = TermRef<'a>> {
        self.objects(self.iri.as_named_node(), predicate)
    }
}

fn has_blank_node(triple: &Triple) -> bool {
    triple.subject.is_blank_node() || triple.object.is_blank_node()
}

/// Longest way that a name repeats, in bytes; beyond it a name begins anew. Otherwise a chain of nameless nodes would be
/// written once for each of them: a file of 150 kB filled 1.2 GB.
const WAY_LIMIT: usize = 256;
/// Longest part of a name that one predicate gives, for the same reason.
const STEP_LIMIT: usize = 64;

/// Names each blank node after the way that leads to it: `#stake-1`, `#section-2-text-1`. Siblings are counted in
/// the order of their canonical labels, so that the same content always gets the same names.
fn name_blank_nodes(
    iri: &Iri,
    triples: Vec<Triple>,
) -> Result<(Vec<Triple>, HashMap<BlankNode, NamedNode>), DocumentError> {
    let triples = triples.into_iter().map(|triple| triple.in_graph(GraphName::DefaultGraph));
    let (quads, labels) = canon::relabel_named(triples)?;
    let mut taken: BTreeSet<String> = quads.iter().flat_map(|quad| fragments_of(iri, quad)).collect();
    let mut edges: HashMap<&NamedOrBlankNode, Vec<(&NamedNode, &BlankNode)>> = HashMap::new();
    for quad in &quads {
        if let Term::BlankNode(object) = &quad.object {
            edges.entry(&quad.subject).or_default().push((&quad.predicate, object));
        }
    }
    // The quads are sorted, so the roots come in a stable order and each one's quads stand together.
    let mut queue: VecDeque<(NamedOrBlankNode, String)> = VecDeque::new();
    for subject in quads.iter().map(|quad| &quad.subject) {
        if let NamedOrBlankNode::NamedNode(node) = subject
            && queue.back().is_none_or(|(last, _)| last != subject)
        {
            let fragment = node.as_str().split_once('#').map_or("", |(_, fragment)| fragment);
            queue.push_back((subject.clone(), fragment.to_owned()));
        }
    }
    let mut names: HashMap<BlankNode, Iri> = HashMap::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    while let Some((subject, way)) = queue.pop_front() {
        for (predicate, node) in edges.get(&subject).into_iter().flatten() {
            if names.contains_key(*node) {
                continue;
            }
            let stem = match way.len() {
                1..=WAY_LIMIT => format!("{way}-{}", local_name(predicate.as_ref())),
                _ => local_name(predicate.as_ref()),
            };
            // A property may have as many nameless values as a document has statements: none counts from one again.
            let number = numbers.entry(stem.clone()).or_insert(0);
            let fragment = loop {
                *number += 1;
                let candidate = format!("{stem}-{number}");
                if taken.insert(candidate.clone()) {
                    break candidate;
                }
            };
            names.insert((*node).clone(), iri.with_fragment(&fragment));
            queue.push_back((NamedOrBlankNode::BlankNode((*node).clone()), fragment));
        }
    }
    let renamed = |node: &BlankNode| names.get(node).cloned().ok_or_else(|| DocumentError::Detached(node.to_string()));
    let triples = quads
        .iter()
        .map(|quad| {
            let subject: NamedNode = match &quad.subject {
                NamedOrBlankNode::NamedNode(node) => node.clone(),
                NamedOrBlankNode::BlankNode(node) => renamed(node)?.into(),
            };
            let object: Term = match &quad.object {
                Term::BlankNode(node) => NamedNode::from(renamed(node)?).into(),
                Term::NamedNode(_) | Term::Literal(_) => quad.object.clone(),
            };
            Ok(Triple::new(subject, quad.predicate.clone(), object))
        })
        .collect::<Result<_, DocumentError>>()?;
    let fragments = labels
        .iter()
        .map(|(given, label)| Ok((given.clone(), renamed(label)?.into())))
        .collect::<Result<_, DocumentError>>()?;
    Ok((triples, fragments))
}

fn fragments_of<'a>(iri: &'a Iri, quad: &'a Quad) -> impl Iterator<Item = String> + 'a {
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => Some(node),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    let object = match &quad.object {
        Term::NamedNode(node) => Some(node),
        Term::BlankNode(_) | Term::Literal(_) => None,
    };
    [subject, object]
        .into_iter()
        .flatten()
        .filter(|node| iri.holds(node.as_ref()))
        .filter_map(|node| node.as_str().split_once('#').map(|(_, fragment)| fragment.to_owned()))
}

/// The last part of a predicate's IRI, as far as it can stand in a fragment.
pub(crate) fn local_name(predicate: NamedNodeRef<'_>) -> String {
    let text = predicate.as_str();
    let local = text.rsplit(['#', '/', ':']).next().unwrap_or(text);
    let usable = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let local: String = local.chars().filter(usable).take(STEP_LIMIT).collect();
    if local.is_empty() { "node".to_owned() } else { local }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::Literal;

    fn iri() -> Iri {
        Iri::parse("https://a.example/organizations/moulin").unwrap()
    }

    fn node(text: &str) -> NamedNode {
        NamedNode::new(text).unwrap()
    }

    fn term(name: &str) -> NamedNode {
        node(&format!("https://w3id.org/codesocial#{name}"))
    }

    fn shown(document: &Document) -> String {
        document.canonical().nquads
    }

    #[test]
    fn blank_nodes_become_fragments_that_depend_on_content_alone() {
        let of = |a: &str, b: &str, swapped: bool| {
            let (first, second) = (BlankNode::new(a).unwrap(), BlankNode::new(b).unwrap());
            let mut triples = vec![
                Triple::new(NamedNode::from(iri()), term("address"), first.clone()),
                Triple::new(first.clone(), term("locality"), Literal::new_simple_literal("Issoire")),
                Triple::new(first, term("country"), second.clone()),
                Triple::new(second, term("name"), Literal::new_simple_literal("France")),
            ];
            if swapped {
                triples.reverse();
            }
            Document::admit(iri(), triples).unwrap()
        };
        assert_eq!(of("x", "y", false), of("q", "a", true));
        assert!(shown(&of("x", "y", false)).contains("<https://a.example/organizations/moulin#address-1-country-1>"));
    }

    #[test]
    fn a_taken_name_is_left_alone() {
        let blank = BlankNode::default();
        let document = Document::admit(
            iri(),
            vec![
                Triple::new(NamedNode::from(iri()), term("stake"), iri().with_fragment("stake-1").as_named_node()),
                Triple::new(NamedNode::from(iri()), term("stake"), blank.clone()),
                Triple::new(blank, term("text"), Literal::new_simple_literal("two")),
            ],
        )
        .unwrap();
        assert!(shown(&document).contains("#stake-2> <https://w3id.org/codesocial#text> \"two\""));
    }

    #[test]
    fn a_long_chain_has_short_names() {
        const LINKS: usize = 5_000;
        let long = term(&"next".repeat(50));
        let nodes: Vec<BlankNode> = (0..LINKS).map(|_| BlankNode::default()).collect();
        let mut triples = vec![Triple::new(NamedNode::from(iri()), long.clone(), nodes[0].clone())];
        triples.extend(nodes.windows(2).map(|pair| Triple::new(pair[0].clone(), long.clone(), pair[1].clone())));
        triples.extend(nodes.iter().enumerate().map(|(place, node)| {
            Triple::new(node.clone(), term("order"), Literal::from(i64::try_from(place).unwrap()))
        }));
        let document = Document::admit(iri(), triples).unwrap();
        let linked = document.triples().iter().filter(|triple| triple.predicate == long);
        let named: BTreeSet<String> = linked.map(|triple| triple.object.to_string()).collect();
        assert_eq!(named.len(), LINKS, "each has its own");
        let longest = named.iter().map(String::len).max().unwrap();
        let address = iri().as_str().len() + "<#>".len();
        assert!(longest <= address + WAY_LIMIT + 2 * (STEP_LIMIT + "--5000".len()), "{longest}");
    }

    #[test]
    fn a_copy_speaks_of_itself() {
        let copy = Iri::parse("https://a.example/organizations/copy").unwrap();
        let elsewhere = node("https://a.example/organizations/moulin-2");
        let document = Document::admit(
            iri(),
            vec![
                Triple::new(NamedNode::from(iri()), term("stake"), iri().with_fragment("stake-1").as_named_node()),
                Triple::new(iri().with_fragment("stake-1").as_named_node(), term("partOf"), NamedNode::from(iri())),
                Triple::new(NamedNode::from(iri()), term("partnerOf"), elsewhere.clone()),
            ],
        )
        .unwrap();
        let told = Document::admit(copy.clone(), document.retold(&copy)).unwrap();
        assert_eq!(shown(&told), shown(&document).replace("moulin>", "copy>").replace("moulin#", "copy#"));
        assert!(shown(&told).contains(elsewhere.as_str()));
        assert_eq!(Document::admit(iri(), told.retold(&iri())).unwrap(), document);
    }

    #[test]
    fn nobody_speaks_of_somebody_else() {
        let other = node("https://a.example/organizations/moulin-2");
        let refused = Document::admit(iri(), vec![Triple::new(other, term("name"), Literal::new_simple_literal("x"))]);
        assert!(matches!(refused, Err(DocumentError::ForeignSubject { .. })), "{refused:?}");
    }

    #[test]
    fn a_graph_from_elsewhere_speaks_of_anybody() {
        let other = node("https://b.example/people/lea");
        let blank = BlankNode::default();
        let triples = vec![
            Triple::new(other.clone(), term("address"), blank.clone()),
            Triple::new(blank, term("locality"), Literal::new_simple_literal("Issoire")),
            Triple::new(NamedNode::from(iri()), term("name"), Literal::new_simple_literal("x")),
        ];
        let graph = Document::of_graph(iri(), triples).unwrap();
        assert!(
            shown(&graph).contains("moulin#address-1> <https://w3id.org/codesocial#locality>"),
            "{}",
            shown(&graph)
        );
        assert_eq!(graph.others().map(NamedNode::from).collect::<Vec<_>>(), [other]);
        assert_eq!(Document::of_graph(iri(), vec![]), Err(DocumentError::Empty));
        assert_eq!(Document::of_graph(iri(), graph.triples().to_vec()).unwrap(), graph);
    }

    #[test]
    fn nothing_hangs_in_the_air() {
        let refused = Document::admit(
            iri(),
            vec![Triple::new(BlankNode::default(), term("name"), Literal::new_simple_literal("x"))],
        );
        assert!(matches!(refused, Err(DocumentError::Detached(_))), "{refused:?}");
        assert_eq!(Document::admit(iri(), vec![]), Err(DocumentError::Empty));
    }
}
