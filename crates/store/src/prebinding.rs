//! Pre-bound variables put into a query's algebra (SHACL, appendix A), and a path in the place of `$PATH`.
//!
//! "Values Insertion": every basic graph pattern, path and `GRAPH` is joined with a table of the one row of values.
//! Where a triple has such a variable, the value stands in it besides: the join would leave no other, and so it is
//! looked up instead of searched.

use crate::evaluate::Failure;
use crate::refusal;
use model::constraint::{Bindings, ConstraintQuery};
use model::sparql;
use oxrdf::{BlankNode, NamedNode, Term, Variable};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use spargebra::{Query, SparqlParser};
use std::collections::HashMap;

/// The variable that a property shape's path stands for.
const PATH: &str = "PATH";

/// Begins the IRIs that stand for blank nodes: SPARQL has no constant that is one. Who writes one into a query finds
/// what a search finds as well.
const BLANK: &str = "urn:codesocial:blank-node:";

/// A constraint's query, parsed.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    query: Query,
    path: Option<PropertyPathExpression>,
}

/// Parses a constraint's query. The rules of pre-binding are looked at where shapes are compiled; what would endanger
/// this process is looked at here.
pub(crate) fn prepare(asked: &ConstraintQuery) -> Result<Prepared, Failure> {
    if let Some(reason) = sparql::too_large(&asked.text) {
        return Err(Failure::Refused(reason));
    }
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in &asked.prefixes {
        parser = parser.with_prefix(prefix, namespace).map_err(|error| Failure::Malformed(error.to_string()))?;
    }
    let query = parser.parse_query(&asked.text).map_err(|error| Failure::Malformed(error.to_string()))?;
    if refusal::asks_elsewhere(&query) {
        return Err(Failure::Refused("SERVICE is refused: a constraint asks nobody else".to_owned()));
    }
    let path = asked.path.as_deref().map(read_path).transpose()?;
    Ok(Prepared { query, path })
}

/// A path read by itself, under a star that keeps the parser from taking it apart.
fn read_path(path: &str) -> Result<PropertyPathExpression, Failure> {
    let malformed = |reason: String| Failure::Malformed(format!("the path {path}: {reason}"));
    let asked = SparqlParser::new().parse_query(&format!("ASK {{ ?s ({path})* ?o }}"));
    match asked.map_err(|error| malformed(error.to_string()))? {
        Query::Ask { pattern, .. } => alone(pattern).ok_or_else(|| malformed("it is more than a path".to_owned())),
        Query::Select { .. } | Query::Construct { .. } | Query::Describe { .. } => {
            Err(malformed("it is no path".to_owned()))
        }
    }
}

/// The path under the star, if a pattern is nothing else; the parser puts a projection above it.
#[expect(clippy::wildcard_enum_match_arm, reason = "everything else is more than a path")]
fn alone(pattern: GraphPattern) -> Option<PropertyPathExpression> {
    match pattern {
        GraphPattern::Path { path: PropertyPathExpression::ZeroOrMore(path), .. } => Some(*path),
        GraphPattern::Project { inner, .. } => alone(*inner),
        _ => None,
    }
}

/// The blank node that an IRI stands for.
pub(crate) fn blank_node(node: &NamedNode) -> Option<BlankNode> {
    node.as_str().strip_prefix(BLANK).and_then(|label| BlankNode::new(label).ok())
}

fn constant(term: &Term) -> GroundTerm {
    match term {
        Term::NamedNode(node) => GroundTerm::NamedNode(node.clone()),
        Term::BlankNode(node) => GroundTerm::NamedNode(NamedNode::new_unchecked(format!("{BLANK}{}", node.as_str()))),
        Term::Literal(literal) => GroundTerm::Literal(literal.clone()),
    }
}

impl Prepared {
    /// The query with these values.
    pub(crate) fn bind(&self, bindings: &Bindings) -> Query {
        let mut insertion = Insertion { values: HashMap::new(), path: self.path.as_ref(), table: None };
        let (mut variables, mut row) = (Vec::new(), Vec::new());
        for (name, term) in bindings {
            let variable = Variable::new_unchecked(name);
            if insertion.values.insert(variable.clone(), constant(term)).is_none() {
                variables.push(variable);
                row.push(Some(constant(term)));
            }
        }
        if !variables.is_empty() {
            insertion.table = Some(GraphPattern::Values { variables, bindings: vec![row] });
        }
        let mut query = self.query.clone();
        match &mut query {
            Query::Select { pattern, .. }
            | Query::Construct { pattern, .. }
            | Query::Describe { pattern, .. }
            | Query::Ask { pattern, .. } => insertion.insert(pattern),
        }
        query
    }
}

struct Insertion<'q> {
    values: HashMap<Variable, GroundTerm>,
    path: Option<&'q PropertyPathExpression>,
    table: Option<GraphPattern>,
}

impl Insertion<'_> {
    fn insert(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let with_values = self.triples(std::mem::take(patterns));
                *pattern = self.with_table(with_values);
            }
            GraphPattern::Path { subject, object, .. } => {
                self.term(subject);
                self.term(object);
                *pattern = self.with_table(std::mem::take(pattern));
            }
            GraphPattern::Graph { name, inner } => {
                self.insert(inner);
                let is_a_name = self.name(name);
                *pattern = if is_a_name { self.with_table(std::mem::take(pattern)) } else { nothing() };
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.insert(left);
                self.insert(right);
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.insert(left);
                self.insert(right);
                for expression in expression.iter_mut() {
                    self.expression(expression);
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.expression(expr);
                self.insert(inner);
            }
            GraphPattern::Extend { inner, expression, .. } => {
                self.expression(expression);
                self.insert(inner);
            }
            GraphPattern::OrderBy { inner, expression } => {
                for order in expression {
                    match order {
                        OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => {
                            self.expression(expression);
                        }
                    }
                }
                self.insert(inner);
            }
            GraphPattern::Group { inner, aggregates, .. } => {
                for (_, aggregate) in aggregates {
                    match aggregate {
                        AggregateExpression::CountSolutions { .. } => {}
                        AggregateExpression::FunctionCall { expr, .. } => self.expression(expr),
                    }
                }
                self.insert(inner);
            }
            GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Service { inner, .. } => self.insert(inner),
            GraphPattern::Values { .. } => {}
        }
    }

    fn with_table(&self, pattern: GraphPattern) -> GraphPattern {
        match &self.table {
            None => pattern,
            Some(table) => joined(pattern, table.clone()),
        }
    }

    fn triples(&self, triples: Vec<TriplePattern>) -> GraphPattern {
        let (mut plain, mut paths) = (Vec::new(), Vec::new());
        for mut triple in triples {
            self.term(&mut triple.subject);
            self.term(&mut triple.object);
            let path = match &triple.predicate {
                NamedNodePattern::Variable(variable) if variable.as_str() == PATH => self.path,
                NamedNodePattern::Variable(_) | NamedNodePattern::NamedNode(_) => None,
            };
            match path {
                Some(PropertyPathExpression::NamedNode(predicate)) => {
                    plain.push(TriplePattern { predicate: predicate.clone().into(), ..triple });
                }
                Some(path) => {
                    let TriplePattern { subject, object, .. } = triple;
                    paths.push(GraphPattern::Path { subject, path: path.clone(), object });
                }
                None if self.name(&mut triple.predicate) => plain.push(triple),
                // What is no IRI is no predicate of any triple.
                None => return nothing(),
            }
        }
        let mut parts = paths.into_iter();
        let first = if plain.is_empty() { parts.next() } else { None };
        parts.fold(first.unwrap_or(GraphPattern::Bgp { patterns: plain }), joined)
    }

    /// Whether an IRI can stand there.
    fn name(&self, name: &mut NamedNodePattern) -> bool {
        let NamedNodePattern::Variable(variable) = name else { return true };
        match self.values.get(variable) {
            Some(GroundTerm::NamedNode(node)) => {
                *name = node.clone().into();
                true
            }
            Some(GroundTerm::Literal(_)) => false,
            None => true,
        }
    }

    fn term(&self, term: &mut TermPattern) {
        if let TermPattern::Variable(variable) = term
            && let Some(value) = self.values.get(variable)
        {
            *term = match value.clone() {
                GroundTerm::NamedNode(node) => node.into(),
                GroundTerm::Literal(literal) => literal.into(),
            };
        }
    }

    /// Only a pattern within an expression has triples.
    fn expression(&self, expression: &mut Expression) {
        match expression {
            Expression::Exists(pattern) => self.insert(pattern),
            Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => {}
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Equal(a, b)
            | Expression::SameTerm(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b)
            | Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Add(a, b)
            | Expression::Subtract(a, b)
            | Expression::Multiply(a, b)
            | Expression::Divide(a, b) => {
                self.expression(a);
                self.expression(b);
            }
            Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => self.expression(a),
            Expression::In(a, list) => {
                self.expression(a);
                for member in list.iter_mut() {
                    self.expression(member);
                }
            }
            Expression::If(a, b, c) => [a, b, c].into_iter().for_each(|part| self.expression(part)),
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
                for member in list.iter_mut() {
                    self.expression(member);
                }
            }
        }
    }
}

fn joined(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
}

/// A pattern without solutions.
fn nothing() -> GraphPattern {
    GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() }
}
