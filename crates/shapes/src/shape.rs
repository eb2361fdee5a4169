//! Compiled shapes: what they target, what they ask, how they present themselves.

use crate::class::Hierarchy;
use crate::constraint::Constraint;
use crate::path::Path;
use crate::report::Severity;
use oxrdf::{Literal, NamedNode, Term, TermRef, Triple};
use std::collections::HashMap;
use std::sync::Arc;

/// Compiled shapes; compile once, validate often.
///
/// ```
/// let shapes = shapes::Shapes::compile(&[("names.ttl", r#"
///     PREFIX sh: <http://www.w3.org/ns/shacl#>
///     PREFIX ex: <https://a.example/>
///     ex:Named a sh:NodeShape ; sh:targetNode ex:mill ; sh:property [ sh:path ex:name ; sh:minCount 1 ] .
/// "#)]).unwrap();
/// assert!(!shapes.validate_graph(&[]).unwrap().accepts());
/// ```
#[derive(Debug, Default)]
pub struct Shapes {
    /// By their [`ShapeId`].
    pub(crate) all: Vec<Shape>,
    pub(crate) hierarchy: Hierarchy,
    /// Where the shapes that people wrote a term for are.
    pub(crate) ids: HashMap<Term, ShapeId>,
    /// The shapes that target the instances of a class: a document meets few of the many classes there are.
    pub(crate) by_class: HashMap<String, Vec<ShapeId>>,
    pub(crate) asks_sparql: bool,
    /// The shapes graph, if a query speaks of it.
    pub(crate) graph: Option<Arc<[Triple]>>,
}

impl Shapes {
    /// The same shapes, knowing the `rdfs:subClassOf` among these triples besides those in the data.
    #[must_use]
    pub fn with_subclasses(mut self, triples: &[Triple]) -> Self {
        self.hierarchy.learn(triples);
        self
    }

    /// Whether nothing is judged: no shape has a target.
    pub fn judge_nothing(&self) -> bool {
        self.all.iter().all(|shape| shape.targets.is_empty())
    }

    /// Whether any of them asks an evaluator of SPARQL: then [`Shapes::validate_with`] is the way to validate.
    pub fn asks_sparql(&self) -> bool {
        self.asks_sparql
    }

    /// How the shape that `term` stands for presents itself.
    pub fn presentation(&self, term: TermRef<'_>) -> Option<&Presentation> {
        let id = self.ids.get(&term.into_owned())?;
        self.get(*id).map(|shape| &shape.presentation)
    }

    pub(crate) fn get(&self, id: ShapeId) -> Option<&Shape> {
        self.all.get(id.0)
    }
}

/// Position of a shape in [`Shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ShapeId(pub(crate) usize);

/// One shape: a node shape, or a property shape if it has a path.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) id: ShapeId,
    pub(crate) node: Term,
    pub(crate) path: Option<Arc<Path>>,
    pub(crate) targets: Vec<Target>,
    pub(crate) constraints: Vec<Box<dyn Constraint>>,
    pub(crate) severity: Severity,
    pub(crate) own_severity: Option<NamedNode>,
    pub(crate) messages: Vec<Literal>,
    pub(crate) deactivated: bool,
    /// Whether its constraints look through other shapes.
    pub(crate) leads_on: bool,
    pub(crate) presentation: Presentation,
}

/// What a shape looks for its focus nodes in (SHACL, section 2.1.3).
#[derive(Debug)]
pub(crate) enum Target {
    Node(Term),
    /// `sh:targetClass`, and a shape that is itself a class.
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

/// How a shape presents itself to people (SHACL, section 2.3.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presentation {
    /// `sh:name`, one per language.
    pub names: Vec<Literal>,
    /// `sh:description`, one per language.
    pub descriptions: Vec<Literal>,
    /// `sh:group`.
    pub group: Option<Term>,
    /// `sh:order`: its place among its neighbours; unordered ones come last.
    pub order: Option<Literal>,
}

#[cfg(test)]
mod tests {
    use crate::constraint::testing::shapes;
    use oxrdf::NamedNode;

    #[test]
    fn names_and_order_are_kept() {
        let shapes = shapes(
            "ex:S sh:path ex:p ; sh:targetNode ex:x ; sh:name 'Nom'@fr , 'Name'@en ; sh:group ex:g ; sh:order 2 ;
               sh:description 'Ce que c’est.'@fr .",
        );
        let node = NamedNode::new_unchecked("https://a.example/S");
        let presentation = shapes.presentation(node.as_ref().into()).unwrap();
        assert_eq!((presentation.names.len(), presentation.descriptions.len()), (2, 1));
        assert_eq!(presentation.order.as_ref().unwrap().value(), "2");
        assert_eq!(presentation.group.as_ref().unwrap().to_string(), "<https://a.example/g>");
    }
}
