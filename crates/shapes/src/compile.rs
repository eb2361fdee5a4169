//! Turtle → [`Shapes`]. What cannot be used is refused here, with its file and the reason, and never met later.

use crate::class::{self, Hierarchy};
use crate::component::Component;
use crate::constraint;
use crate::definition::{Definition, Problem};
use crate::graph::{Graph, subject_of};
use crate::path::Path;
use crate::query::Query;
use crate::shape::{Presentation, Shape, ShapeId, Shapes, Target};
use crate::vocabulary as sh;
use model::vocab::rdf;
use oxrdf::{BlankNode, NamedOrBlankNode, Quad, Term, TermRef, Triple};
use oxttl::TriGParser;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Deepest nesting of shapes in shapes. Bounds the stack, at compilation and at validation.
const DEPTH_LIMIT: usize = 64;

/// Most parts that shapes compiled together may have, counted wherever one part can be written once and read many
/// times: members of lists, siblings, compiled regular expressions, queries. Ten thousand shapes with a hundred members
/// each; more would fill the memory.
const PARTS_LIMIT: usize = 1_000_000;

/// What other specifications than SHACL add to shapes. To pass over it would accept what the author refuses.
const UNSUPPORTED: [&str; 3] = ["js", "expression", "target"];

/// Shapes that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct ShapesError {
    /// The file.
    pub source_name: String,
    /// What is wrong with it.
    pub message: String,
    /// What it is wrong with: a node of the shapes graph.
    pub(crate) node: Option<Box<Term>>,
}

impl Shapes {
    /// Compiles these sources (name and text: Turtle, N-Triples or TriG) as one shapes graph.
    pub fn compile(sources: &[(&str, &str)]) -> Result<Self, ShapesError> {
        let mut parsed = Vec::with_capacity(sources.len());
        for (position, (name, text)) in sources.iter().enumerate() {
            parsed.push((*name, parse(name, text, position)?));
        }
        compile(&parsed)
    }

    /// Compiles sources (name and triples) that are parsed already as one shapes graph; blank nodes keep their names.
    pub fn from_sources<N: AsRef<str>>(sources: &[(N, Vec<Triple>)]) -> Result<Self, ShapesError> {
        let sources: Vec<_> = sources.iter().map(|(name, triples)| (name.as_ref(), triples.clone())).collect();
        compile(&sources)
    }

    /// Compiles shapes that are parsed already; blank nodes keep their names, so that reports speak of them.
    pub fn from_triples(name: &str, triples: &[Triple]) -> Result<Self, ShapesError> {
        compile(&[(name, triples.to_vec())])
    }
}

/// Blank nodes get the number of their source, so that `_:a` of one file is not `_:a` of another.
pub(crate) fn parse(name: &str, text: &str, position: usize) -> Result<Vec<Triple>, ShapesError> {
    let apart = |node: BlankNode| BlankNode::new_unchecked(format!("s{position}-{}", node.as_str()));
    let refuse = |message: String| ShapesError { source_name: name.to_owned(), message, node: None };
    TriGParser::new()
        .for_slice(text)
        .map(|quad| {
            let Quad { subject, predicate, object, .. } = quad.map_err(|error| {
                let at = error.location().start;
                refuse(format!("line {}, column {}: {}", at.line + 1, at.column + 1, error.message()))
            })?;
            let subject = match subject {
                NamedOrBlankNode::BlankNode(node) => apart(node).into(),
                NamedOrBlankNode::NamedNode(_) => subject,
            };
            let object = match object {
                Term::BlankNode(node) => apart(node).into(),
                Term::NamedNode(_) | Term::Literal(_) => object,
            };
            Ok(Triple { subject, predicate, object })
        })
        .collect()
}

/// Compiles sources that are parsed already (name and triples) as one shapes graph; their blank nodes are all different.
pub(crate) fn compile(sources: &[(&str, Vec<Triple>)]) -> Result<Shapes, ShapesError> {
    let triples: Vec<Triple> = sources.iter().flat_map(|(_, triples)| triples.iter().cloned()).collect();
    let mut origins: HashMap<TermRef<'_>, &str> = HashMap::new();
    for (name, triples) in sources {
        for triple in triples {
            origins.entry(subject_of(triple)).or_insert(name);
        }
    }
    let graph = Graph::of(&triples);
    let components = Component::all(&graph).map_err(|(node, problem)| ShapesError {
        source_name: origins.get(&node).map_or_else(String::new, |name| (*name).to_owned()),
        message: format!("{node}: {problem}"),
        node: Some(Box::new(node.into_owned())),
    })?;
    let mut compilation = Compilation {
        graph: &graph,
        components: &components,
        origins,
        classes: class::with_subclasses(&graph, sh::RDFS_CLASS.into()),
        shapes: Vec::new(),
        ids: HashMap::new(),
        under_way: Vec::new(),
        heights: HashMap::new(),
        parts: 0,
    };
    let mut seen = HashSet::new();
    for triple in &triples {
        let node = subject_of(triple);
        if compilation.makes_a_shape(triple) && seen.insert(node) {
            compilation.shape(node)?;
        }
    }
    let ids = compilation.ids.into_iter().map(|(term, id)| (term.into_owned(), id)).collect();
    let mut shapes = compilation.shapes;
    // Nested shapes are finished before the shape that nests them, yet numbered by when they began.
    shapes.sort_by_key(|shape| shape.id);
    let mut by_class: HashMap<String, Vec<ShapeId>> = HashMap::new();
    for shape in &shapes {
        for target in &shape.targets {
            if let Target::Class(class) = target {
                by_class.entry(class.as_str().to_owned()).or_default().push(shape.id);
            }
        }
    }
    let queries = || shapes.iter().flat_map(|shape| &shape.constraints).filter_map(|constraint| constraint.query());
    let asks_sparql = queries().next().is_some();
    let graph = queries().any(Query::needs_shapes_graph).then(|| triples.into());
    Ok(Shapes { all: shapes, ids, by_class, hierarchy: Hierarchy::default(), asks_sparql, graph })
}

/// Shapes, half compiled.
pub(crate) struct Compilation<'g> {
    graph: &'g Graph<'g>,
    /// Those that the shapes graph declares.
    pub(crate) components: &'g [Component],
    origins: HashMap<TermRef<'g>, &'g str>,
    /// `rdfs:Class` and what is below it.
    classes: HashSet<TermRef<'g>>,
    shapes: Vec<Shape>,
    ids: HashMap<TermRef<'g>, ShapeId>,
    /// The shapes being compiled, the outermost first, each with how many stand below it so far.
    under_way: Vec<(TermRef<'g>, usize)>,
    /// How many shapes stand one below the other from each finished one on, itself included.
    heights: HashMap<ShapeId, usize>,
    /// How many parts were read so far.
    parts: usize,
}

impl<'g> Compilation<'g> {
    /// SHACL, section 2.1: what makes a node a shape, as far as it matters: a shape without a target is only used
    /// where another one names it.
    fn makes_a_shape(&self, triple: &'g Triple) -> bool {
        let predicate = triple.predicate.as_ref();
        let object = triple.object.as_ref();
        let is_target =
            [sh::TARGET_NODE, sh::TARGET_CLASS, sh::TARGET_SUBJECTS_OF, sh::TARGET_OBJECTS_OF].contains(&predicate);
        let is_typed = predicate == rdf::TYPE
            && [sh::NODE_SHAPE, sh::PROPERTY_SHAPE].into_iter().any(|kind| object == TermRef::from(kind));
        let is_parameter =
            || constraint::is_parameter(predicate) || self.components.iter().any(|component| component.has(predicate));
        is_target || is_typed || (is_parameter() && self.is_class(subject_of(triple)))
    }

    /// Whether a node is an instance of `rdfs:Class`.
    pub(crate) fn is_class(&self, node: TermRef<'g>) -> bool {
        self.graph.objects(node, rdf::TYPE).iter().any(|class| self.classes.contains(class))
    }

    /// Counts so many parts.
    pub(crate) fn weigh(&mut self, parts: usize) -> Result<(), Problem> {
        self.parts = self.parts.saturating_add(parts);
        if self.parts > PARTS_LIMIT {
            return Err(Problem::new(format!("these shapes have more than {PARTS_LIMIT} parts together")));
        }
        Ok(())
    }

    /// Compiles the shape that `node` stands for, once.
    pub(crate) fn shape(&mut self, node: TermRef<'g>) -> Result<ShapeId, ShapesError> {
        let refuse = |this: &Self, problem: &Problem| ShapesError {
            source_name: this.origins.get(&node).map_or_else(String::new, |name| (*name).to_owned()),
            message: format!("{}: {problem}", this.shown(node)),
            node: Some(Box::new(node.into_owned())),
        };
        // SHACL, section 3.4.3: "The validation with recursive shapes is not defined in SHACL".
        if self.under_way.iter().any(|(outer, _)| *outer == node) {
            return Err(refuse(self, &Problem::new("this shape leads back to itself; recursive shapes are refused")));
        }
        let known = self.ids.get(&node).copied();
        let height = known.and_then(|id| self.heights.get(&id)).copied().unwrap_or(1);
        if self.under_way.len() + height > DEPTH_LIMIT {
            return Err(refuse(self, &Problem::new(format!("shapes are nested deeper than {DEPTH_LIMIT}"))));
        }
        if let Some(id) = known {
            self.stands_below(height);
            return Ok(id);
        }
        let id = ShapeId(self.ids.len());
        self.ids.insert(node, id);
        self.under_way.push((node, 0));
        let shape = self.read(id, node).map_err(|stopped| match stopped {
            Stopped::Here(problem) => refuse(self, &problem),
            Stopped::Within(error) => error,
        })?;
        let height = 1 + self.under_way.pop().map_or(0, |(_, below)| below);
        self.heights.insert(id, height);
        self.stands_below(height);
        self.shapes.push(shape);
        Ok(id)
    }

    /// A shape of this height stands below the one being compiled.
    fn stands_below(&mut self, height: usize) {
        if let Some((_, below)) = self.under_way.last_mut() {
            *below = height.max(*below);
        }
    }

    fn read(&mut self, id: ShapeId, node: TermRef<'g>) -> Result<Shape, Stopped> {
        let graph = self.graph;
        for (predicate, _) in graph.statements(node) {
            if let Some(term) = predicate.as_str().strip_prefix("http://www.w3.org/ns/shacl#")
                && UNSUPPORTED.contains(&term)
            {
                return Err(
                    Problem::new(format!("sh:{term} is not among the constraints that can be used here")).into()
                );
            }
        }
        let mut definition = Definition::of(node, graph, self);
        let path = match definition.at_most_one(sh::PATH)? {
            Some(path) => Some(Arc::new(Path::read(graph, path)?)),
            None => None,
        };
        let (severity, own_severity) = definition.severity()?;
        let deactivated = definition.flag(sh::DEACTIVATED)?;
        let targets = definition.targets()?;
        let messages = definition.literals(sh::MESSAGE)?;
        let presentation = Presentation {
            names: definition.literals(sh::NAME)?,
            descriptions: definition.literals(sh::DESCRIPTION)?,
            group: definition.at_most_one(sh::GROUP)?.map(TermRef::into_owned),
            order: definition.literals(sh::ORDER)?.into_iter().next(),
        };
        let constraints = match constraint::read_all(&mut definition) {
            Ok(constraints) => constraints,
            // The nested shape's error names the file of that shape.
            Err(problem) => return Err(definition.stopped_within().map_or(Stopped::Here(problem), Stopped::Within)),
        };
        let leads_on = definition.leads_on();
        let node = node.into_owned();
        Ok(Shape {
            id,
            node,
            path,
            targets,
            constraints,
            severity,
            own_severity,
            messages,
            deactivated,
            leads_on,
            presentation,
        })
    }

    /// A shape as people know it: by its IRI, or by the property it is about.
    fn shown(&self, node: TermRef<'g>) -> String {
        match (node, self.graph.objects(node, sh::PATH)) {
            (TermRef::BlankNode(_), [path]) => format!("the shape with sh:path {path}"),
            (TermRef::BlankNode(_), _) => {
                let owner = self.under_way.iter().rev().find(|(outer, _)| matches!(outer, TermRef::NamedNode(_)));
                owner.map_or_else(|| "a nameless shape".to_owned(), |(owner, _)| format!("a nameless shape in {owner}"))
            }
            (TermRef::NamedNode(_) | TermRef::Literal(_), _) => node.to_string(),
        }
    }
}

/// Why the reading of a shape ended.
enum Stopped {
    Here(Problem),
    Within(ShapesError),
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self::Here(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::testing::PREFIXES;

    fn check(shapes: &str, expected: &str) {
        let text = format!("{PREFIXES}{shapes}");
        let error = Shapes::compile(&[("good.ttl", ""), ("bad.ttl", &text)]).unwrap_err();
        assert_eq!(error.source_name, "bad.ttl", "{error}");
        assert!(error.message.contains(expected), "{error}");
    }

    #[test]
    fn bad_shapes_are_refused_with_file_and_reason() {
        check("ex:S a sh:NodeShape", "line 6, column ");
        check(
            "ex:S sh:targetNode ex:x ; sh:path ex:p ; sh:minCount 'x' .",
            "sh:minCount must be a whole number from 0, not \"x\"",
        );
        check("ex:S sh:targetNode ex:x ; sh:path ex:p ; sh:minCount 1 , 2 .", "sh:minCount is given more than once");
        check(
            "ex:S sh:targetNode ex:x ; sh:property [ sh:path ex:p ; sh:maxCount -1 ] .",
            "sh:path <https://a.example/p>: sh:maxCount",
        );
        check("ex:S sh:targetNode ex:x ; sh:minCount 1 .", "sh:minCount needs a sh:path");
        check("ex:S sh:targetNode ex:x ; sh:node ex:S .", "leads back to itself");
        check("ex:S a sh:NodeShape ; sh:not ex:T . ex:T sh:property [ sh:path ex:p ; sh:node ex:S ] .", "recursive");
        check("ex:S a sh:NodeShape ; sh:closed 1 .", "sh:closed must be true or false");
        check("ex:S a sh:NodeShape ; sh:and ex:T .", "no well-formed list");
        check("ex:S a sh:NodeShape ; sh:node 'x' .", "where a shape should");
        check("ex:S a sh:NodeShape ; sh:severity 'grave' .", "sh:severity must be an IRI");
        check("ex:S a sh:NodeShape ; sh:targetClass 'x' .", "sh:targetClass must be an IRI");
        check("ex:S a sh:NodeShape ; sh:js [] .", "sh:js is not among");
        check("ex:S a sh:NodeShape ; sh:expression [] .", "sh:expression is not among");
        check("ex:S a sh:NodeShape ; sh:sparql [] .", "needs one query");
        check("ex:S a sh:PropertyShape ; sh:path 'x' .", "no property path");
    }

    #[test]
    fn nesting_has_a_bottom() {
        let nested = format!("ex:S a sh:NodeShape ; sh:node {}ex:T{} .", "[ sh:node ".repeat(80), " ]".repeat(80));
        check(&nested, "nested deeper than 64");
        // Written from below, so that each finds the one it names compiled already.
        let chain: Vec<_> =
            (1..80).map(|number| format!("ex:T{number} a sh:NodeShape ; sh:node ex:T{} .", number - 1)).collect();
        check(&format!("ex:T0 a sh:NodeShape . {}", chain.join(" ")), "nested deeper than 64");
    }

    #[test]
    fn a_label_belongs_to_its_file() {
        let named = |class: &str| format!("{PREFIXES} ex:S sh:property _:a . _:a sh:path ex:{class} ; sh:minCount 1 .");
        let sources = [("a.ttl", named("p") + "ex:S sh:targetNode ex:x ."), ("b.ttl", named("q"))];
        let sources = sources.each_ref().map(|(name, text)| (*name, text.as_str()));
        assert_eq!(Shapes::compile(&sources).unwrap().validate_graph(&[]).unwrap().results.len(), 2);
    }
}
