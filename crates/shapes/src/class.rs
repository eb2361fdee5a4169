//! Who is an instance of what.
//!
//! SHACL, section 1.1: a node is an instance of a class if one of its types is that class or a subclass of it, as far
//! as `rdfs:subClassOf` in the data says so. A document never repeats the ontology, so [`Shapes::with_subclasses`]
//! can add what the ontology says; both are followed.
//!
//! [`Shapes::with_subclasses`]: crate::Shapes::with_subclasses

use crate::graph::Graph;
use model::vocab::rdfs;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Subclasses known beyond the data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hierarchy {
    above: HashMap<String, Vec<NamedNode>>,
}

impl Hierarchy {
    /// Takes the `rdfs:subClassOf` between named classes out of these triples.
    pub(crate) fn learn(&mut self, triples: &[Triple]) {
        for triple in triples.iter().filter(|triple| triple.predicate.as_ref() == rdfs::SUB_CLASS_OF) {
            if let (NamedOrBlankNode::NamedNode(sub), Term::NamedNode(class)) = (&triple.subject, &triple.object) {
                self.above.entry(sub.as_str().to_owned()).or_default().push(class.clone());
            }
        }
    }

    /// The classes below this one, by name.
    pub(crate) fn below(&self, class: NamedNodeRef<'_>) -> Vec<NamedNode> {
        let mut names: Vec<&String> = self.above.keys().collect();
        names.sort_unstable();
        let known = names.into_iter().map(NamedNode::new_unchecked).filter(|other| other.as_ref() != class);
        known.filter(|other| self.is_below(other.as_ref(), class)).collect()
    }

    /// Whether a class is another one, or stands below it.
    pub(crate) fn is_below(&self, class: NamedNodeRef<'_>, other: NamedNodeRef<'_>) -> bool {
        let graph = Graph::default();
        with_superclasses(&graph, self, vec![class.into()]).contains(&other.into())
    }

    /// Takes over what another one knows.
    pub(crate) fn add(&mut self, other: &Self) {
        for (class, theirs) in other.above.iter().collect::<BTreeMap<_, _>>() {
            let ours = self.above.entry(class.clone()).or_default();
            let new: Vec<_> = theirs.iter().filter(|above| !ours.contains(above)).cloned().collect();
            ours.extend(new);
        }
    }

    fn above(&self, class: NamedNodeRef<'_>) -> &[NamedNode] {
        self.above.get(class.as_str()).map_or(&[], Vec::as_slice)
    }
}

/// These classes and everything above them, each once.
pub(crate) fn with_superclasses<'a>(
    graph: &Graph<'a>,
    known: &'a Hierarchy,
    classes: Vec<TermRef<'a>>,
) -> Vec<TermRef<'a>> {
    let mut seen = HashSet::new();
    let mut reached = Vec::new();
    let mut frontier = classes;
    while let Some(class) = frontier.pop() {
        if seen.insert(class) {
            reached.push(class);
            frontier.extend_from_slice(graph.objects(class, rdfs::SUB_CLASS_OF));
            let above = named(class).map_or(&[][..], |class| known.above(class));
            frontier.extend(above.iter().map(|class| TermRef::from(class.as_ref())));
        }
    }
    reached
}

/// A class and everything below it, as these triples alone say.
pub(crate) fn with_subclasses<'a>(graph: &Graph<'a>, class: TermRef<'a>) -> HashSet<TermRef<'a>> {
    let mut reached = HashSet::new();
    let mut frontier = vec![class];
    while let Some(class) = frontier.pop() {
        if reached.insert(class) {
            frontier.extend_from_slice(graph.subjects(rdfs::SUB_CLASS_OF, class));
        }
    }
    reached
}

/// The named node that a term is.
pub(crate) fn named(term: TermRef<'_>) -> Option<NamedNodeRef<'_>> {
    match term {
        TermRef::NamedNode(node) => Some(node),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::testing::triples;

    #[test]
    fn from_the_data_and_from_what_is_known() {
        let data = triples("ex:C rdfs:subClassOf ex:B . ex:A rdfs:subClassOf ex:C .");
        let mut known = Hierarchy::default();
        known.learn(&triples("ex:B rdfs:subClassOf ex:A ."));
        let graph = Graph::of(&data);
        let node = |name: &str| NamedNode::new_unchecked(format!("https://a.example/{name}"));
        let c = node("C");
        let above = with_superclasses(&graph, &known, vec![c.as_ref().into()]);
        for (class, expected) in [("C", true), ("B", true), ("A", true), ("D", false)] {
            assert_eq!(above.contains(&node(class).as_ref().into()), expected, "{class}");
        }
        // What is known beyond the data does not count here.
        let below = with_subclasses(&graph, c.as_ref().into());
        for (class, expected) in [("C", true), ("A", true), ("B", false)] {
            assert_eq!(below.contains(&node(class).as_ref().into()), expected, "{class}");
        }
    }
}
