//! A SPARQL query of the shapes graph: its prefixes, its rules, what it is asked with.

use crate::definition::{Problem, prefixed};
use crate::graph::Graph;
use crate::path::Path;
use crate::prebinding::{PATH, Reading};
use crate::vocabulary as sh;
use model::constraint::{Bindings, ConstraintQuery, SHAPES_GRAPH};
use model::sparql;
use oxrdf::{NamedNodeRef, Term, TermRef};
use spargebra::{Query as Parsed, SparqlParser};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// The variables that every query may use (SHACL, section 5.3.1).
const THIS: &str = "this";
const SHAPES_GRAPH_VARIABLE: &str = "shapesGraph";
const CURRENT_SHAPE: &str = "currentShape";
/// The value node, in an `ASK` validator (SHACL, section 6.2.1).
const VALUE: &str = "value";

/// Variables that a constraint component's parameter cannot be called (SHACL, section 6.2.1.1).
pub(crate) const RESERVED: [&str; 6] = [THIS, SHAPES_GRAPH_VARIABLE, CURRENT_SHAPE, "path", PATH, VALUE];

/// Bytes of a query that weigh as one part: about as much as a part takes elsewhere.
const BYTES_PER_PART: usize = 64;

/// A query that keeps the rules of pre-binding.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    asked: Arc<ConstraintQuery>,
    kind: Kind,
    mentioned: Arc<BTreeSet<String>>,
}

/// What a query answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Each solution is a finding.
    Select,
    /// Whether a value is as it should be.
    Ask,
}

impl Query {
    /// Reads the query of `node`; `parameters` are the variables that its component binds besides the usual ones.
    pub(crate) fn read<'g>(graph: &Graph<'g>, node: TermRef<'g>, parameters: &[String]) -> Result<Self, Problem> {
        let (kind, text) = match (text_of(graph, node, sh::SELECT)?, text_of(graph, node, sh::ASK)?) {
            (Some(text), None) => (Kind::Select, text),
            (None, Some(text)) => (Kind::Ask, text),
            _ => {
                return Err(Problem::new(format!("{node} needs one query: sh:select, or sh:ask; scripts are not run")));
            }
        };
        let prefixes = prefixes(graph, node)?;
        let parsed = parse(text, &prefixes)?;
        let subject = if kind == Kind::Select { THIS } else { VALUE };
        let mut returned = vec![subject];
        returned.extend(parameters.iter().map(String::as_str));
        let mut potentially = vec![THIS, SHAPES_GRAPH_VARIABLE, CURRENT_SHAPE];
        potentially.extend(returned.iter().filter(|name| **name != THIS));
        let mut reading =
            Reading { potentially: &potentially, returned: &returned, mentioned: BTreeSet::new(), has_path: false };
        let dataset = match (&parsed, kind) {
            (Parsed::Select { pattern, dataset, .. }, Kind::Select) => {
                let projected = reading.select(pattern)?;
                // SHACL, section 5.2: "the SELECT query must project the variable this".
                if !projected.iter().any(|name| name == THIS) {
                    return Err(Problem::new("sh:select must return $this"));
                }
                dataset
            }
            (Parsed::Ask { pattern, dataset, .. }, Kind::Ask) => {
                reading.ask(pattern)?;
                dataset
            }
            (_, Kind::Select) => return Err(Problem::new("sh:select must be a SELECT query")),
            (_, Kind::Ask) => return Err(Problem::new("sh:ask must be an ASK query")),
        };
        if dataset.is_some() {
            return Err(Problem::new("FROM cannot stand in a constraint: it is asked of the data that is validated"));
        }
        let mut mentioned = reading.mentioned;
        if reading.has_path {
            mentioned.insert(PATH.to_owned());
        }
        let query = ConstraintQuery { text: text.to_owned(), prefixes, path: None };
        Ok(Self { asked: Arc::new(query), kind, mentioned: Arc::new(mentioned) })
    }

    /// The same with `path` for `$PATH`; a shape without a path cannot stand for it.
    pub(crate) fn at(&self, path: Option<&Path>) -> Result<Self, Problem> {
        match path {
            _ if !self.mentioned.contains(PATH) => Ok(self.clone()),
            None => Err(Problem::new("$PATH needs a sh:path")),
            Some(path) => {
                let query = ConstraintQuery { path: Some(bracketed(path)), ..(*self.asked).clone() };
                Ok(Self { asked: Arc::new(query), ..self.clone() })
            }
        }
    }

    /// How much it is, in parts of the shapes: its text and its prefixes are kept for each shape that asks it.
    pub(crate) fn parts(&self) -> usize {
        let prefixes = self.asked.prefixes.iter().map(|(prefix, namespace)| prefix.len() + namespace.len());
        1 + (self.asked.text.len() + prefixes.sum::<usize>()) / BYTES_PER_PART
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// What is sent to an evaluator.
    pub(crate) fn asked(&self) -> &Arc<ConstraintQuery> {
        &self.asked
    }

    /// Whether it speaks of the shapes graph.
    pub(crate) fn needs_shapes_graph(&self) -> bool {
        self.mentioned.contains(SHAPES_GRAPH_VARIABLE)
    }

    /// The values to pre-bind: of the variables that it mentions.
    pub(crate) fn bindings(
        &self,
        focus: TermRef<'_>,
        value: Option<TermRef<'_>>,
        shape: &Term,
        parameters: &[(String, Term)],
    ) -> Bindings {
        let mut bindings = vec![
            (THIS.to_owned(), focus.into_owned()),
            (CURRENT_SHAPE.to_owned(), shape.clone()),
            (SHAPES_GRAPH_VARIABLE.to_owned(), SHAPES_GRAPH.into_owned().into()),
        ];
        bindings.extend(value.map(|value| (VALUE.to_owned(), value.into_owned())));
        bindings.extend(parameters.iter().cloned());
        bindings.retain(|(name, _)| self.mentioned.contains(name));
        bindings
    }
}

fn parse(text: &str, prefixes: &[(String, String)]) -> Result<Parsed, Problem> {
    if let Some(reason) = sparql::too_intricate(text) {
        return Err(Problem::new(reason));
    }
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in prefixes {
        parser = parser
            .with_prefix(prefix, namespace)
            .map_err(|error| Problem::new(format!("sh:namespace {namespace:?} is no IRI: {error}")))?;
    }
    parser.parse_query(text).map_err(|error| Problem::new(format!("the query cannot be read: {error}")))
}

/// The one text of this property.
fn text_of<'g>(
    graph: &Graph<'g>,
    node: TermRef<'g>,
    property: NamedNodeRef<'static>,
) -> Result<Option<&'g str>, Problem> {
    match graph.objects(node, property) {
        [] => Ok(None),
        [TermRef::Literal(text)] => Ok(Some(text.value())),
        _ => Err(Problem::new(format!("{} must be one text", prefixed(property)))),
    }
}

/// SHACL, section 5.2.1: the declarations at `sh:prefixes/owl:imports*/sh:declare`, as far as they stand in the shapes
/// graph: nothing is fetched.
fn prefixes<'g>(graph: &Graph<'g>, node: TermRef<'g>) -> Result<Vec<(String, String)>, Problem> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = HashSet::new();
    let mut frontier = graph.objects(node, sh::PREFIXES).to_vec();
    while let Some(declaring) = frontier.pop() {
        if !seen.insert(declaring) {
            continue;
        }
        frontier.extend_from_slice(graph.objects(declaring, sh::OWL_IMPORTS));
        for declaration in graph.objects(declaring, sh::DECLARE) {
            let (Some(prefix), Some(namespace)) =
                (text_of(graph, *declaration, sh::PREFIX)?, text_of(graph, *declaration, sh::NAMESPACE)?)
            else {
                return Err(Problem::new("sh:declare needs one sh:prefix and one sh:namespace"));
            };
            match found.insert(prefix.to_owned(), namespace.to_owned()) {
                Some(other) if other != namespace => {
                    return Err(Problem::new(format!("the prefix {prefix:?} is declared twice, differently")));
                }
                Some(_) | None => {}
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// A path as SPARQL reads it, every step in brackets: modifiers cannot follow each other there.
fn bracketed(path: &Path) -> String {
    let joined = |parts: &[Path], by: &str| {
        let parts: Vec<_> = parts.iter().map(bracketed).collect();
        format!("({})", parts.join(by))
    };
    match path {
        Path::Predicate(predicate) => predicate.to_string(),
        Path::Inverse(inner) => format!("(^{})", bracketed(inner)),
        Path::ZeroOrMore(inner) => format!("({}*)", bracketed(inner)),
        Path::OneOrMore(inner) => format!("({}+)", bracketed(inner)),
        Path::ZeroOrOne(inner) => format!("({}?)", bracketed(inner)),
        Path::Sequence(steps) => joined(steps, "/"),
        Path::Alternative(ways) => joined(ways, "|"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::testing::{node, triples};

    fn read(query: &str, parameters: &[&str]) -> Result<Query, Problem> {
        let shapes = triples(&format!("ex:q {query} ."));
        let parameters: Vec<String> = parameters.iter().map(|name| (*name).to_owned()).collect();
        Query::read(&Graph::of(&shapes), node("q").as_ref().into(), &parameters)
    }

    fn refused(query: &str, expected: &str) {
        let problem = read(query, &["lang"]).unwrap_err().to_string();
        assert!(problem.contains(expected), "{query}: {problem}");
    }

    #[test]
    fn what_cannot_be_pre_bound_is_refused() {
        let select = |pattern: &str| format!("sh:select 'SELECT $this {{ {pattern} }}'");
        refused(&select("$this ?p ?o MINUS { $this ?p 1 }"), "MINUS");
        refused(&select("$this ?p ?o FILTER NOT EXISTS { $this ?q 1 MINUS { ?a ?b ?c } }"), "MINUS");
        refused(&select("VALUES ?o { 1 } $this ?p ?o"), "VALUES");
        refused("sh:select 'SELECT $this { $this ?p ?o } VALUES ?o { 1 }'", "VALUES");
        refused(&select("SERVICE SILENT <http://x.example/> { ?a ?b ?c }"), "SERVICE");
        refused(&select("$this ?p ?o { SELECT ?o { ?x ?p ?o } }"), "does not return $this");
        refused(&select("$this ?p ?o { SELECT $this ?o { ?x ?p ?o } }"), "does not return $lang");
        refused(&select("BIND(1 AS ?this)"), "AS ?this");
        refused(&select("BIND(1 AS ?lang)"), "AS ?lang");
        refused("sh:select 'SELECT (1 AS ?this) { }'", "AS ?this");
        refused("sh:select 'SELECT ?value { $this ?p ?value }'", "must return $this");
        refused("sh:select 'ASK { }'", "must be a SELECT");
        refused("sh:ask 'SELECT $this { }'", "must be an ASK");
        refused("sh:select 'SELECT $this FROM <http://x.example/> { }'", "FROM");
        refused("sh:select 'SELECT'", "cannot be read");
        refused("sh:select ex:x", "one text");
        refused("sh:select 'a' ; sh:ask 'b'", "one query");
        refused("rdfs:label 'a'", "one query");
        refused(&select("$this ?p $PATH"), "$PATH can only stand");
        refused(&select("$this ?p ?o FILTER(bound($PATH))"), "$PATH can only stand");
        refused(&select(&format!("{}{}", "{".repeat(80), "}".repeat(80))), "nested deeper");
        refused(&select(&format!("FILTER({}1{})", "!(".repeat(40), ")".repeat(40))), "nests too many negations");
        assert!(read(&select("$this $PATH ?o"), &[]).unwrap().at(None).is_err());
        assert!(read(&select("$this ?p ?o { SELECT $this ?lang ?o { ?x ?p ?o } }"), &["lang"]).is_ok());
        assert!(read("sh:ask 'ASK { FILTER(?value > 1) { SELECT ?value { } } }'", &[]).is_ok());
    }

    #[test]
    fn prefixes_are_gathered_and_may_not_contradict() {
        let declared = |prefix: &str, namespace: &str| {
            format!("sh:declare [ sh:prefix '{prefix}' ; sh:namespace '{namespace}'^^xsd:anyURI ]")
        };
        let query = |more: &str| {
            format!(
                "sh:prefixes ex:here ; sh:select 'SELECT $this {{ $this a:p b:o }}' . ex:here {} . ex:there {} . {more}",
                declared("a", "https://a.example/"),
                declared("b", "https://b.example/"),
            )
        };
        refused(&query("ex:here ex:x ex:y"), "cannot be read");
        let imports = "ex:here <http://www.w3.org/2002/07/owl#imports> ex:there";
        let known = read(&query(imports), &[]).unwrap();
        let prefix = |name: &str| (name.to_owned(), format!("https://{name}.example/"));
        assert_eq!(known.asked().prefixes, [prefix("a"), prefix("b")]);
        refused(&query(&format!("{imports} . ex:there {}", declared("a", "urn:x"))), "declared twice");
        refused(&query("ex:here sh:declare [ sh:prefix 'c' ]"), "one sh:namespace");
        refused(&query(&format!("ex:here {}", declared("c", "no iri"))), "is no IRI");
    }

    #[test]
    fn paths_in_brackets() {
        for (path, expected) in [
            ("ex:p", "<https://a.example/p>"),
            ("[ sh:zeroOrMorePath [ sh:oneOrMorePath ex:p ] ]", "((<https://a.example/p>+)*)"),
            (
                "( ex:p [ sh:inversePath ex:q ] [ sh:alternativePath ( ex:p ex:q ) ] )",
                "(<https://a.example/p>/(^<https://a.example/q>)/(<https://a.example/p>|<https://a.example/q>))",
            ),
        ] {
            let shapes = triples(&format!("ex:s sh:path {path} ."));
            let graph = Graph::of(&shapes);
            let path = Path::read(&graph, graph.pairs(sh::PATH)[0].1).unwrap();
            let query = read("sh:select 'SELECT $this { $this $PATH ?o }'", &[]).unwrap().at(Some(&path)).unwrap();
            assert_eq!(query.asked().path.as_deref(), Some(expected));
        }
    }

    #[test]
    fn only_what_is_mentioned_is_bound() {
        let query = read("sh:select 'SELECT $this { $this ?p ?lang }'", &["lang", "other"]).unwrap();
        let this = node("x");
        let parameters = ["lang", "other"].map(|name| (name.to_owned(), Term::from(node(name))));
        let bindings = query.bindings(this.as_ref().into(), None, &node("s").into(), &parameters);
        let names: Vec<_> = bindings.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["this", "lang"]);
        assert!(!query.needs_shapes_graph());
    }
}
