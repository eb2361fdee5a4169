//! What is narrower than what, and what lies in what: of the grammar, and of documents as far as whoever asks may see them.
//!
//! Documents are kept with what they say themselves; what follows from it is worked out when somebody asks, so that a theme
//! that moves needs no document to be read again.

use model::syntax::{self, Format};
use model::vocab::{rdfs, skos};
use model::{AccountId, Audience, Caller, Iri, ontology};
use oxrdf::{NamedOrBlankNode, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

/// Most that something is narrower than: real trees are a dozen deep.
const ABOVE: usize = 64;
/// Most that is narrower than something.
const BELOW: usize = 10_000;

/// Who is narrower than whom, both by address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The narrower one, or what lies in the other.
    pub narrower: String,
    /// The broader one.
    pub broader: String,
}

/// A tree, or what people make of one.
#[derive(Debug, Clone, Default)]
pub struct Hierarchy {
    up: HashMap<String, Vec<String>>,
    down: HashMap<String, Vec<String>>,
}

impl Hierarchy {
    /// Of these.
    pub fn of<'e>(edges: impl IntoIterator<Item = &'e Edge>) -> Self {
        let mut hierarchy = Self::default();
        for Edge { narrower, broader } in edges.into_iter().collect::<BTreeSet<_>>() {
            hierarchy.up.entry(narrower.clone()).or_default().push(broader.clone());
            hierarchy.down.entry(broader.clone()).or_default().push(narrower.clone());
        }
        hierarchy
    }
}

/// Several as one.
#[derive(Debug)]
pub struct Outlook(Vec<Arc<Hierarchy>>);

impl Outlook {
    /// All of these, and the grammar's own.
    pub fn over(hierarchies: impl IntoIterator<Item = Arc<Hierarchy>>) -> Self {
        Self(std::iter::once(GRAMMAR.clone()).chain(hierarchies).collect())
    }

    /// This and all that is broader.
    pub fn above(&self, iri: &str) -> Vec<String> {
        self.reached(iri, ABOVE, |hierarchy| &hierarchy.up)
    }

    /// This and all that is narrower.
    pub fn below(&self, iri: &str) -> Vec<String> {
        self.reached(iri, BELOW, |hierarchy| &hierarchy.down)
    }

    fn reached(
        &self,
        iri: &str,
        most: usize,
        way: impl Fn(&Hierarchy) -> &HashMap<String, Vec<String>>,
    ) -> Vec<String> {
        let mut found = vec![iri.to_owned()];
        let mut known: BTreeSet<String> = found.iter().cloned().collect();
        let mut at = 0;
        while let Some(iri) = found.get(at).cloned() {
            at += 1;
            for hierarchy in &self.0 {
                for next in way(hierarchy).get(&iri).into_iter().flatten() {
                    if found.len() < most && known.insert(next.clone()) {
                        found.push(next.clone());
                    }
                }
            }
        }
        found
    }
}

/// What documents say of it, by the number of the document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edges {
    told: BTreeMap<u64, Told>,
    /// What everybody may see of it.
    open: Arc<Hierarchy>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) audience: Audience,
    pub(crate) owner: AccountId,
    pub(crate) edges: Vec<Edge>,
}

impl Edges {
    pub(crate) fn of(told: BTreeMap<u64, Told>) -> Self {
        let mut edges = Self { told, open: Arc::default() };
        edges.open_up();
        edges
    }

    /// From now on a document says this; whether anything changed.
    pub(crate) fn put(&mut self, number: u64, told: Option<Told>) -> bool {
        match told.filter(|told| !told.edges.is_empty()) {
            Some(told) => self.told.insert(number, told.clone()) != Some(told),
            None => self.told.remove(&number).is_some(),
        }
    }

    /// Whether a document says any of it.
    pub(crate) fn says(&self, number: u64) -> bool {
        self.told.contains_key(&number)
    }

    /// After changes.
    pub(crate) fn open_up(&mut self) {
        let open = self.told.values().filter(|told| told.audience == Audience::Public);
        self.open = Arc::new(Hierarchy::of(open.flat_map(|told| &told.edges)));
    }

    /// As this caller sees it.
    pub(crate) fn seen_by(&self, caller: &Caller) -> Outlook {
        let closed = self
            .told
            .values()
            .filter(|told| told.audience != Audience::Public && told.audience.admits(caller, told.owner));
        let closed: Vec<&Edge> = closed.flat_map(|told| &told.edges).collect();
        let closed = (!closed.is_empty()).then(|| Arc::new(Hierarchy::of(closed)));
        Outlook::over([self.open.clone()].into_iter().chain(closed))
    }
}

/// Classes and concepts of the grammar.
static GRAMMAR: LazyLock<Arc<Hierarchy>> = LazyLock::new(|| {
    let mut edges = Vec::new();
    let Ok(home) = Iri::parse(model::vocab::NAMESPACE) else { return Arc::default() };
    for module in ontology::modules().into_iter().chain(ontology::thesauri()) {
        for quad in syntax::parse(&module.bytes, Format::Turtle, &home, usize::MAX).unwrap_or_default() {
            let is_upward = quad.predicate == skos::BROADER || quad.predicate == rdfs::SUB_CLASS_OF;
            if let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (quad.subject, quad.object) {
                let (subject, object) = (subject.into_string(), object.into_string());
                if is_upward {
                    edges.push(Edge { narrower: subject, broader: object });
                } else if quad.predicate == skos::NARROWER {
                    edges.push(Edge { narrower: object, broader: subject });
                }
            }
        }
    }
    Arc::new(Hierarchy::of(&edges))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_its_own_and_a_circle_ends() {
        let outlook = Outlook::over([]);
        let theme = |name: &str| format!("{}{name}", model::vocab::NAMESPACE);
        assert!(outlook.below(&theme("ThemeGeneral")).contains(&theme("ThemeGeneralModels")));
        assert!(outlook.above(&theme("ThemeGeneralModels")).contains(&theme("ThemeGeneral")));
        let edge = |narrower: &str, broader: &str| Edge { narrower: narrower.into(), broader: broader.into() };
        let circle = Hierarchy::of(&[edge("a", "b"), edge("b", "c"), edge("c", "a")]);
        let outlook = Outlook::over([Arc::new(circle)]);
        assert_eq!(outlook.above("a"), ["a", "b", "c"]);
        assert_eq!(outlook.below("a"), ["a", "c", "b"]);
    }
}
