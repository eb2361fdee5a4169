//! What SHACL asks of a query so that variables can be pre-bound in it (section 5.2.1, "Pre-binding of variables").
//!
//! What breaks a rule is refused when the shape is compiled: "SHACL-SPARQL processors MUST report a failure".

use crate::definition::Problem;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeSet;

/// The variable that a property shape's path stands for.
pub(crate) const PATH: &str = "PATH";

/// The rules of one query, and what was seen of it.
pub(crate) struct Reading<'v> {
    /// The variables that may be pre-bound.
    pub(crate) potentially: &'v [&'v str],
    /// Those among them that every sub-query must return.
    pub(crate) returned: &'v [&'v str],
    /// Every variable that the query mentions.
    pub(crate) mentioned: BTreeSet<String>,
    /// Whether `$PATH` stands where a path may.
    pub(crate) has_path: bool,
}

impl Reading<'_> {
    /// Reads a `SELECT`; gives back what it returns.
    #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else stands above a projection")]
    pub(crate) fn select(&mut self, pattern: &GraphPattern) -> Result<Vec<String>, Problem> {
        match pattern {
            GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
                self.select(inner)
            }
            GraphPattern::Project { inner, variables } => {
                // `*` returns whatever stands in the pattern, `$PATH` included; nobody asks for its value.
                self.mentioned.extend(variables.iter().map(|variable| variable.as_str().to_owned()));
                self.mentioned.remove(PATH);
                self.pattern(inner)?;
                Ok(variables.iter().map(|variable| variable.as_str().to_owned()).collect())
            }
            _ => self.pattern(pattern).map(|()| Vec::new()),
        }
    }

    /// Reads an `ASK`, which the parser gives a projection, too.
    pub(crate) fn ask(&mut self, pattern: &GraphPattern) -> Result<(), Problem> {
        self.select(pattern).map(drop)
    }

    fn order(&mut self, order: &[OrderExpression]) -> Result<(), Problem> {
        order.iter().try_for_each(|order| match order {
            OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => self.expression(expression),
        })
    }

    fn pattern(&mut self, pattern: &GraphPattern) -> Result<(), Problem> {
        match pattern {
            GraphPattern::Bgp { patterns } => patterns.iter().try_for_each(|triple| self.triple(triple)),
            GraphPattern::Path { subject, object, .. } => {
                self.term(subject)?;
                self.term(object)
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right } => {
                self.pattern(left)?;
                self.pattern(right)
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.pattern(left)?;
                self.pattern(right)?;
                expression.iter().try_for_each(|expression| self.expression(expression))
            }
            GraphPattern::Filter { expr, inner } => {
                self.expression(expr)?;
                self.pattern(inner)
            }
            GraphPattern::Graph { name, inner } => {
                self.name(name)?;
                self.pattern(inner)
            }
            GraphPattern::Extend { inner, variable, expression } => {
                self.assigned(variable)?;
                self.expression(expression)?;
                self.pattern(inner)
            }
            GraphPattern::OrderBy { inner, expression } => {
                self.order(expression)?;
                self.pattern(inner)
            }
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } | GraphPattern::Slice { inner, .. } => {
                self.pattern(inner)
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                variables.iter().try_for_each(|variable| self.variable(variable))?;
                for (_, aggregate) in aggregates {
                    match aggregate {
                        AggregateExpression::CountSolutions { .. } => {}
                        AggregateExpression::FunctionCall { expr, .. } => self.expression(expr)?,
                    }
                }
                self.pattern(inner)
            }
            GraphPattern::Project { inner, variables } => self.subquery(inner, variables),
            GraphPattern::Minus { .. } => {
                Err(Problem::new("MINUS cannot stand in a query with pre-bound variables: use FILTER NOT EXISTS"))
            }
            GraphPattern::Values { .. } => {
                Err(Problem::new("VALUES cannot stand in a query with pre-bound variables: use FILTER … IN"))
            }
            GraphPattern::Service { .. } => Err(Problem::new("SERVICE is refused: a constraint asks nobody else")),
        }
    }

    /// "Subqueries must return all potentially pre-bound variables, except shapesGraph and currentShape which are
    /// optional."
    fn subquery(&mut self, inner: &GraphPattern, variables: &[Variable]) -> Result<(), Problem> {
        let missing = self.returned.iter().find(|name| !variables.iter().any(|variable| variable.as_str() == **name));
        if let Some(missing) = missing {
            return Err(Problem::new(format!("a sub-query does not return ${missing}, which is pre-bound")));
        }
        variables.iter().try_for_each(|variable| self.variable(variable))?;
        self.pattern(inner)
    }

    /// "The syntax form AS ?var must not be used for any potentially pre-bound variable."
    fn assigned(&mut self, variable: &Variable) -> Result<(), Problem> {
        if self.potentially.contains(&variable.as_str()) {
            return Err(Problem::new(format!("AS {variable} gives a value to a variable that is pre-bound")));
        }
        self.variable(variable)
    }

    fn triple(&mut self, triple: &TriplePattern) -> Result<(), Problem> {
        self.term(&triple.subject)?;
        match &triple.predicate {
            NamedNodePattern::Variable(variable) if variable.as_str() == PATH => self.has_path = true,
            NamedNodePattern::Variable(variable) => self.variable(variable)?,
            NamedNodePattern::NamedNode(_) => {}
        }
        self.term(&triple.object)
    }

    fn name(&mut self, name: &NamedNodePattern) -> Result<(), Problem> {
        match name {
            NamedNodePattern::Variable(variable) => self.variable(variable),
            NamedNodePattern::NamedNode(_) => Ok(()),
        }
    }

    fn term(&mut self, term: &TermPattern) -> Result<(), Problem> {
        match term {
            TermPattern::Variable(variable) => self.variable(variable),
            TermPattern::NamedNode(_) | TermPattern::BlankNode(_) | TermPattern::Literal(_) => Ok(()),
        }
    }

    fn variable(&mut self, variable: &Variable) -> Result<(), Problem> {
        // SHACL, section 5.3.2: "The only legal use of the variable PATH in the SPARQL queries of SPARQL-based
        // constraints and SELECT-based validators is in the predicate position of a triple pattern."
        if variable.as_str() == PATH {
            return Err(Problem::new("$PATH can only stand where a triple has its predicate"));
        }
        self.mentioned.insert(variable.as_str().to_owned());
        Ok(())
    }

    fn expression(&mut self, expression: &Expression) -> Result<(), Problem> {
        match expression {
            Expression::NamedNode(_) | Expression::Literal(_) => Ok(()),
            Expression::Variable(variable) | Expression::Bound(variable) => self.variable(variable),
            Expression::Exists(pattern) => self.pattern(pattern),
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
                self.expression(a)?;
                self.expression(b)
            }
            Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => self.expression(a),
            Expression::In(a, list) => {
                self.expression(a)?;
                list.iter().try_for_each(|member| self.expression(member))
            }
            Expression::If(a, b, c) => [a, b, c].into_iter().try_for_each(|part| self.expression(part)),
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
                list.iter().try_for_each(|member| self.expression(member))
            }
        }
    }
}
