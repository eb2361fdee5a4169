//! One shape as it is written: how constraints read their parameters, and what is said when they cannot.

use crate::compile::{Compilation, ShapesError};
use crate::component::Component;
use crate::graph::Graph;
use crate::path::{self, Path};
use crate::report::Severity;
use crate::shape::{ShapeId, Target};
use crate::vocabulary as sh;
use model::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, TermRef};
use std::fmt;

/// One shape as it is written, for the constraints to read their parameters from.
pub(crate) struct Definition<'r, 'g> {
    node: TermRef<'g>,
    graph: &'g Graph<'g>,
    compilation: &'r mut Compilation<'g>,
    stopped: Option<ShapesError>,
    /// Whether a constraint of the shape has named another shape.
    leads_on: bool,
}

impl<'r, 'g> Definition<'r, 'g> {
    /// The shape that `node` is, written in `graph`.
    pub(crate) fn of(node: TermRef<'g>, graph: &'g Graph<'g>, compilation: &'r mut Compilation<'g>) -> Self {
        Self { node, graph, compilation, stopped: None, leads_on: false }
    }

    /// The error of a nested shape, if that is why reading ended: it names the file of that shape.
    pub(crate) fn stopped_within(&mut self) -> Option<ShapesError> {
        self.stopped.take()
    }

    /// Whether what was read so far names another shape.
    pub(crate) fn leads_on(&self) -> bool {
        self.leads_on
    }

    /// The shapes graph.
    pub(crate) fn graph(&self) -> &'g Graph<'g> {
        self.graph
    }

    /// The constraint components that the shapes graph declares.
    pub(crate) fn components(&self) -> &'g [Component] {
        self.compilation.components
    }

    /// The values of a parameter that the shapes graph declares.
    pub(crate) fn given(&self, parameter: &NamedNode) -> Vec<Term> {
        let statements = self.graph.statements(self.node).iter();
        let given = statements.filter(|(predicate, _)| *predicate == parameter.as_ref());
        given.map(|(_, value)| value.into_owned()).collect()
    }

    /// Its path, if it is a property shape.
    pub(crate) fn path(&self) -> Result<Option<Path>, Problem> {
        self.at_most_one(sh::PATH)?.map(|path| Path::read(self.graph, path)).transpose()
    }

    /// The values of a parameter.
    pub(crate) fn values(&self, parameter: NamedNodeRef<'g>) -> &'g [TermRef<'g>] {
        self.graph.objects(self.node, parameter)
    }

    /// The value of a parameter that may be given once.
    pub(crate) fn at_most_one(&self, parameter: NamedNodeRef<'g>) -> Result<Option<TermRef<'g>>, Problem> {
        match self.values(parameter) {
            [] => Ok(None),
            [value] => Ok(Some(*value)),
            _ => Err(Problem::new(format!("{} is given more than once", prefixed(parameter)))),
        }
    }

    /// A parameter that counts.
    pub(crate) fn count(&self, parameter: NamedNodeRef<'g>) -> Result<Option<usize>, Problem> {
        let Some(value) = self.at_most_one(parameter)? else { return Ok(None) };
        let number = match value {
            TermRef::Literal(literal) if literal.datatype() == xsd::INTEGER => literal.value().parse().ok(),
            TermRef::Literal(_) | TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        };
        number
            .map(Some)
            .ok_or_else(|| Problem::new(format!("{} must be a whole number from 0, not {value}", prefixed(parameter))))
    }

    /// A parameter that is on or off; only `true` is on (the W3C suite's uniqueLang-002).
    pub(crate) fn flag(&self, parameter: NamedNodeRef<'g>) -> Result<bool, Problem> {
        self.flag_at(self.node, parameter)
    }

    /// The same at another node.
    pub(crate) fn flag_at(&self, node: TermRef<'g>, parameter: NamedNodeRef<'g>) -> Result<bool, Problem> {
        match self.graph.objects(node, parameter) {
            [] => Ok(false),
            [TermRef::Literal(literal)] if literal.datatype() == xsd::BOOLEAN => Ok(literal.value() == "true"),
            [other] => Err(Problem::new(format!("{} must be true or false, not {other}", prefixed(parameter)))),
            _ => Err(Problem::new(format!("{} is given more than once", prefixed(parameter)))),
        }
    }

    /// The values of a parameter that must be IRIs.
    pub(crate) fn iris(&self, parameter: NamedNodeRef<'g>) -> Result<Vec<NamedNode>, Problem> {
        self.values(parameter)
            .iter()
            .map(|value| match value {
                TermRef::NamedNode(node) => Ok(node.into_owned()),
                other @ (TermRef::BlankNode(_) | TermRef::Literal(_)) => {
                    Err(Problem::new(format!("{} must be an IRI, not {other}", prefixed(parameter))))
                }
            })
            .collect()
    }

    /// The values of a parameter that must be literals.
    pub(crate) fn literals(&self, parameter: NamedNodeRef<'g>) -> Result<Vec<Literal>, Problem> {
        self.values(parameter)
            .iter()
            .map(|value| match value {
                TermRef::Literal(literal) => Ok(literal.into_owned()),
                other @ (TermRef::BlankNode(_) | TermRef::NamedNode(_)) => {
                    Err(Problem::new(format!("{} must be a literal, not {other}", prefixed(parameter))))
                }
            })
            .collect()
    }

    /// The members of a list.
    pub(crate) fn members(&mut self, list: TermRef<'g>) -> Result<Vec<TermRef<'g>>, Problem> {
        let members = path::read_list(self.graph, list)?;
        self.weigh(members.len())?;
        Ok(members)
    }

    /// Counts so many parts towards what the shapes together may weigh.
    pub(crate) fn weigh(&mut self, parts: usize) -> Result<(), Problem> {
        self.compilation.weigh(parts)
    }

    /// The shape that a value stands for.
    pub(crate) fn shape(&mut self, node: TermRef<'g>) -> Result<ShapeId, Problem> {
        if matches!(node, TermRef::Literal(_)) {
            return Err(Problem::new(format!("{node} stands where a shape should")));
        }
        self.leads_on = true;
        self.compilation.shape(node).map_err(|error| {
            let problem = Problem::new(error.message.clone());
            self.stopped = Some(error);
            problem
        })
    }

    /// The shapes of a list.
    pub(crate) fn shapes(&mut self, list: TermRef<'g>) -> Result<Vec<ShapeId>, Problem> {
        self.members(list)?.into_iter().map(|member| self.shape(member)).collect()
    }

    /// Refuses a parameter that only property shapes may have.
    pub(crate) fn needs_path(&self, parameter: NamedNodeRef<'g>) -> Result<(), Problem> {
        if self.values(sh::PATH).is_empty() {
            return Err(Problem::new(format!("{} needs a sh:path", prefixed(parameter))));
        }
        Ok(())
    }

    /// Refuses a node shape where a property shape is asked for.
    pub(crate) fn needs_path_at(&self, shape: TermRef<'g>) -> Result<(), Problem> {
        if self.graph.objects(shape, sh::PATH).is_empty() {
            return Err(Problem::new("sh:property leads to a shape without sh:path"));
        }
        Ok(())
    }

    /// The properties that the shape's own property shapes are about.
    pub(crate) fn properties(&self) -> Vec<NamedNode> {
        let paths = self.values(sh::PROPERTY).iter().flat_map(|shape| self.graph.objects(*shape, sh::PATH));
        paths
            .filter_map(|path| match path {
                TermRef::NamedNode(predicate) => Some(predicate.into_owned()),
                TermRef::BlankNode(_) | TermRef::Literal(_) => None,
            })
            .collect()
    }

    /// SHACL, section 4.7.3: the sibling shapes of a qualified value shape.
    pub(crate) fn siblings(&mut self) -> Result<Vec<ShapeId>, Problem> {
        let own = self.values(sh::QUALIFIED_VALUE_SHAPE);
        let parents = self.graph.subjects(sh::PROPERTY, self.node);
        let neighbours = parents.iter().flat_map(|parent| self.graph.objects(*parent, sh::PROPERTY));
        let qualified = neighbours.flat_map(|neighbour| self.graph.objects(*neighbour, sh::QUALIFIED_VALUE_SHAPE));
        let siblings: Vec<_> = qualified.copied().filter(|shape| !own.contains(shape)).collect();
        self.weigh(siblings.len())?;
        siblings.into_iter().map(|sibling| self.shape(sibling)).collect()
    }

    /// `sh:severity`, and the term where it is none of the three.
    pub(crate) fn severity(&self) -> Result<(Severity, Option<NamedNode>), Problem> {
        let Some(term) = self.at_most_one(sh::SEVERITY)? else { return Ok((Severity::Violation, None)) };
        match term {
            TermRef::NamedNode(node) => Ok([Severity::Info, Severity::Warning, Severity::Violation]
                .into_iter()
                .find(|severity| severity.to_term() == node)
                .map_or_else(|| (Severity::Violation, Some(node.into_owned())), |severity| (severity, None))),
            TermRef::BlankNode(_) | TermRef::Literal(_) => {
                Err(Problem::new(format!("sh:severity must be an IRI, not {term}")))
            }
        }
    }

    /// What the shape targets.
    pub(crate) fn targets(&self) -> Result<Vec<Target>, Problem> {
        let mut targets: Vec<Target> = Vec::new();
        targets.extend(self.values(sh::TARGET_NODE).iter().map(|node| Target::Node((*node).into_owned())));
        targets.extend(self.iris(sh::TARGET_CLASS)?.into_iter().map(Target::Class));
        targets.extend(self.iris(sh::TARGET_SUBJECTS_OF)?.into_iter().map(Target::SubjectsOf));
        targets.extend(self.iris(sh::TARGET_OBJECTS_OF)?.into_iter().map(Target::ObjectsOf));
        // SHACL, section 2.1.3.3: implicit class targets.
        if let TermRef::NamedNode(class) = self.node
            && self.compilation.is_class(self.node)
        {
            targets.push(Target::Class(class.into_owned()));
        }
        Ok(targets)
    }
}

/// What is wrong with one shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem(String);

impl Problem {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A term of SHACL as people write it.
pub(crate) fn prefixed(term: NamedNodeRef<'_>) -> String {
    term.as_str()
        .strip_prefix("http://www.w3.org/ns/shacl#")
        .map_or_else(|| term.to_string(), |name| format!("sh:{name}"))
}
