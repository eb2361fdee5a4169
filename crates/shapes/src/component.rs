//! Constraint components that a shapes graph declares (SHACL, section 6): their parameters and their validators.

use crate::class;
use crate::definition::Problem;
use crate::graph::Graph;
use crate::query::{Kind, Query, RESERVED};
use crate::vocabulary as sh;
use model::vocab::rdf;
use oxrdf::{Literal, NamedNode, NamedNodeRef, TermRef};

/// A declared component.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) node: NamedNode,
    pub(crate) parameters: Vec<Parameter>,
    /// For node shapes.
    pub(crate) on_nodes: Option<Validator>,
    /// For property shapes.
    pub(crate) on_properties: Option<Validator>,
}

/// One of its parameters.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// The property that gives it a value.
    pub(crate) property: NamedNode,
    /// The variable that it is in queries.
    pub(crate) name: String,
    pub(crate) is_optional: bool,
}

/// How it is checked.
#[derive(Debug, Clone)]
pub(crate) struct Validator {
    pub(crate) query: Query,
    pub(crate) messages: Vec<Literal>,
}

impl Component {
    /// Every component of a shapes graph that brings validators; the node is that of the one that cannot be used.
    pub(crate) fn all<'g>(graph: &Graph<'g>) -> Result<Vec<Self>, (TermRef<'g>, Problem)> {
        let kinds = class::with_subclasses(graph, sh::CONSTRAINT_COMPONENT.into());
        let mut found = Vec::new();
        let mut last = None;
        for (node, _) in graph.pairs(sh::PARAMETER) {
            let is_new = last.replace(*node) != Some(*node)
                && !found.iter().any(|known: &Self| TermRef::from(known.node.as_ref()) == *node);
            if let Some(name) = class::named(*node).filter(|_| is_new)
                && graph.objects(*node, rdf::TYPE).iter().any(|kind| kinds.contains(kind))
            {
                found.extend(Self::read(graph, *node, name).map_err(|problem| (*node, problem))?);
            }
        }
        Ok(found)
    }

    fn read<'g>(graph: &Graph<'g>, node: TermRef<'g>, name: NamedNodeRef<'g>) -> Result<Option<Self>, Problem> {
        let mut parameters = Vec::new();
        for parameter in graph.objects(node, sh::PARAMETER) {
            parameters.push(Parameter::read(graph, *parameter)?);
        }
        // SHACL, section 6.2.1: every component "has at least one non-optional parameter".
        if parameters.iter().all(|parameter| parameter.is_optional) {
            return Err(Problem::new("a constraint component needs a parameter that is not optional"));
        }
        let names: Vec<String> = parameters.iter().map(|parameter| parameter.name.clone()).collect();
        let read = |property: NamedNodeRef<'static>| match graph.objects(node, property) {
            [] => Ok(None),
            // SHACL, section 6.2.3: "use one of the values".
            [validator, ..] => Validator::read(graph, *validator, &names).map(Some),
        };
        let for_both = read(sh::VALIDATOR)?;
        if for_both.as_ref().is_some_and(|validator| validator.query.kind() != Kind::Ask) {
            return Err(Problem::new("sh:validator needs a sh:ask"));
        }
        let on_nodes = read(sh::NODE_VALIDATOR)?.or_else(|| for_both.clone());
        let on_properties = read(sh::PROPERTY_VALIDATOR)?.or(for_both);
        // "A SHACL-SPARQL processor ignores" what has no validator, as the components of SHACL itself in its own file.
        let is_ignored = on_nodes.is_none() && on_properties.is_none();
        Ok((!is_ignored).then(|| Self { node: name.into_owned(), parameters, on_nodes, on_properties }))
    }

    /// Whether this property is one of its parameters.
    pub(crate) fn has(&self, property: NamedNodeRef<'_>) -> bool {
        self.parameters.iter().any(|parameter| parameter.property.as_ref() == property)
    }

    /// The parameters that a shape must give.
    pub(crate) fn mandatory(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| !parameter.is_optional)
    }
}

impl Parameter {
    fn read<'g>(graph: &Graph<'g>, node: TermRef<'g>) -> Result<Self, Problem> {
        let [TermRef::NamedNode(property)] = graph.objects(node, sh::PATH) else {
            return Err(Problem::new("sh:parameter needs one sh:path, a property"));
        };
        let name = property.as_str().rsplit(['#', '/', ':']).next().unwrap_or_default();
        // SHACL, section 6.2.1.1: local names "must be valid as SPARQL variable names", and not one of those in use.
        let is_name = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_') && !name.is_empty();
        if !is_name || RESERVED.contains(&name) {
            return Err(Problem::new(format!("a parameter cannot be called {name:?}")));
        }
        let is_optional = match graph.objects(node, sh::OPTIONAL) {
            [] => false,
            [TermRef::Literal(literal)] => literal.value() == "true",
            _ => return Err(Problem::new("sh:optional must be true or false")),
        };
        Ok(Self { property: (*property).into_owned(), name: name.to_owned(), is_optional })
    }
}

impl Validator {
    fn read<'g>(graph: &Graph<'g>, node: TermRef<'g>, parameters: &[String]) -> Result<Self, Problem> {
        Ok(Self { query: Query::read(graph, node, parameters)?, messages: messages(graph, node)? })
    }
}

/// The `sh:message`s of a constraint or a validator.
pub(crate) fn messages<'g>(graph: &Graph<'g>, node: TermRef<'g>) -> Result<Vec<Literal>, Problem> {
    let said = graph.objects(node, sh::MESSAGE).iter();
    said.map(|message| match message {
        TermRef::Literal(message) => Ok(message.into_owned()),
        other @ (TermRef::NamedNode(_) | TermRef::BlankNode(_)) => {
            Err(Problem::new(format!("sh:message must be a text, not {other}")))
        }
    })
    .collect()
}
