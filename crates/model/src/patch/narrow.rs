//! Graph patterns that speak of the document and of nothing else: any other graph and `SERVICE` are refused.

use super::Rule;
use crate::iri::Iri;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::NamedNodePattern;

/// A rule and what breaks it.
pub(super) type Refused = (Rule, String);

/// Refuses a pattern that speaks of anything but the document.
pub(super) fn narrow(pattern: &GraphPattern, document: &Iri) -> Result<(), Refused> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => Ok(()),
        GraphPattern::Service { name, .. } => Err((Rule::Service, name.to_string())),
        GraphPattern::Graph { name: NamedNodePattern::NamedNode(name), inner }
            if name.as_ref() == document.as_named_node() =>
        {
            narrow(inner, document)
        }
        GraphPattern::Graph { name, .. } => Err((Rule::OtherGraph, name.to_string())),
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            narrow(left, document)?;
            narrow(right, document)
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            narrow(left, document)?;
            narrow(right, document)?;
            expression.iter().try_for_each(|expression| narrow_expression(expression, document))
        }
        GraphPattern::Filter { expr, inner } => {
            narrow_expression(expr, document)?;
            narrow(inner, document)
        }
        GraphPattern::Extend { inner, expression, .. } => {
            narrow_expression(expression, document)?;
            narrow(inner, document)
        }
        GraphPattern::OrderBy { inner, expression } => {
            for order in expression {
                let (OrderExpression::Asc(expression) | OrderExpression::Desc(expression)) = order;
                narrow_expression(expression, document)?;
            }
            narrow(inner, document)
        }
        GraphPattern::Group { inner, aggregates, .. } => {
            for (_, aggregate) in aggregates {
                match aggregate {
                    AggregateExpression::CountSolutions { .. } => {}
                    AggregateExpression::FunctionCall { expr, .. } => narrow_expression(expr, document)?,
                }
            }
            narrow(inner, document)
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => narrow(inner, document),
    }
}

fn narrow_expression(expression: &Expression, document: &Iri) -> Result<(), Refused> {
    let all = |parts: &[&Expression]| parts.iter().try_for_each(|part| narrow_expression(part, document));
    match expression {
        Expression::Exists(pattern) => narrow(pattern, document),
        Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => Ok(()),
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
        | Expression::Divide(a, b) => all(&[a, b]),
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => all(&[a]),
        Expression::If(a, b, c) => all(&[a, b, c]),
        Expression::In(a, list) => {
            all(&[a])?;
            list.iter().try_for_each(|part| narrow_expression(part, document))
        }
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
            list.iter().try_for_each(|part| narrow_expression(part, document))
        }
    }
}
