//! What is refused before anything is evaluated: `SERVICE`.

use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::{GraphUpdateOperation, Query, Update};

/// Whether the query asks another server. `SERVICE SILENT` counts: its silence would be mistaken for an answer.
pub(crate) fn asks_elsewhere(query: &Query) -> bool {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern_asks(pattern),
    }
}

/// Whether a `WHERE` of the update asks another server.
pub(crate) fn update_asks_elsewhere(update: &Update) -> bool {
    update.operations.iter().any(|operation| match operation {
        GraphUpdateOperation::DeleteInsert { pattern, .. } => pattern_asks(pattern),
        GraphUpdateOperation::InsertData { .. }
        | GraphUpdateOperation::DeleteData { .. }
        | GraphUpdateOperation::Load { .. }
        | GraphUpdateOperation::Clear { .. }
        | GraphUpdateOperation::Create { .. }
        | GraphUpdateOperation::Drop { .. } => false,
    })
}

fn pattern_asks(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Service { .. } => true,
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => false,
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => pattern_asks(left) || pattern_asks(right),
        GraphPattern::LeftJoin { left, right, expression } => {
            pattern_asks(left) || pattern_asks(right) || expression.as_ref().is_some_and(expression_asks)
        }
        GraphPattern::Filter { expr, inner } => expression_asks(expr) || pattern_asks(inner),
        GraphPattern::Extend { inner, expression, .. } => expression_asks(expression) || pattern_asks(inner),
        GraphPattern::OrderBy { inner, expression } => {
            let asks = |order: &OrderExpression| match order {
                OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => expression_asks(expression),
            };
            expression.iter().any(asks) || pattern_asks(inner)
        }
        GraphPattern::Group { inner, aggregates, .. } => {
            let asks = |aggregate: &AggregateExpression| match aggregate {
                AggregateExpression::CountSolutions { .. } => false,
                AggregateExpression::FunctionCall { expr, .. } => expression_asks(expr),
            };
            aggregates.iter().any(|(_, aggregate)| asks(aggregate)) || pattern_asks(inner)
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => pattern_asks(inner),
    }
}

fn expression_asks(expression: &Expression) -> bool {
    match expression {
        Expression::Exists(pattern) => pattern_asks(pattern),
        Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => false,
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
        | Expression::Divide(a, b) => expression_asks(a) || expression_asks(b),
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => expression_asks(a),
        Expression::In(a, list) => expression_asks(a) || list.iter().any(expression_asks),
        Expression::If(a, b, c) => [a, b, c].into_iter().any(|part| expression_asks(part)),
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter().any(expression_asks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    #[test]
    fn service_is_found_wherever_it_hides() {
        let check = |text: &str, expected: bool| {
            let query = SparqlParser::new().parse_query(text).unwrap();
            assert_eq!(asks_elsewhere(&query), expected, "{text}");
        };
        check("SELECT * { ?s ?p ?o }", false);
        check("SELECT * { ?s ?p 'SERVICE <http://x/> {}' }", false);
        check("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", true);
        check("ASK { SERVICE SILENT <http://x/> { ?s ?p ?o } }", true);
        check("SELECT * { ?s ?p ?o FILTER(1 = 1 && !EXISTS { SERVICE ?s { ?s ?p ?o } }) }", true);
        check(
            "SELECT (COUNT(*) AS ?n) { { SELECT * { ?s ?p ?o OPTIONAL { SERVICE ?o { ?a ?b ?c } } } LIMIT 1 } }",
            true,
        );
        check("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o BIND(IF(EXISTS { SERVICE ?s { } }, 1, 2) AS ?x) }", true);
        check("SELECT * { ?s ?p ?o MINUS { GRAPH ?g { SERVICE <http://x/> { } } } }", true);
        check("SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <http://x/> { } })", true);
        check("SELECT (SUM(IF(EXISTS { SERVICE <http://x/> { } }, 1, 0)) AS ?n) { ?s ?p ?o }", true);
    }
}
