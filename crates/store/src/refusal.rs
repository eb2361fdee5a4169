//! What is refused before anything is evaluated: text that would overflow the parser's stack, and `SERVICE`.

use crate::limits::{NESTING, QUERY_BYTES};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// What the parser cannot safely be given: it descends once per bracket.
pub(crate) fn too_large(text: &str) -> Option<String> {
    if text.len() > QUERY_BYTES {
        return Some(format!("the query is longer than {QUERY_BYTES} bytes"));
    }
    let place = deeper_than(text, NESTING)?;
    let line = text.get(..place).map_or(1, |before| before.matches('\n').count() + 1);
    Some(format!("line {line}: brackets are nested deeper than {NESTING} levels"))
}

/// The byte where brackets outside of strings, IRIs and comments first stand deeper than `limit`.
fn deeper_than(text: &str, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '(' | '[' | '{' => {
                depth += 1;
                if depth > limit {
                    return Some(text.len() - rest.len());
                }
                1
            }
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                1
            }
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '<' => iri_length(rest).unwrap_or(1),
            '"' | '\'' => string_length(rest, next),
            // An escaped character of a local name, bracket or not.
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            other => other.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    None
}

/// Length of the IRI at the beginning of `text`; `None` if this `<` only compares.
/// SPARQL 1.1, `IRIREF ::= '<' ([^<>"{}|^`\]-[#x00-#x20])* '>'`; an escape (`\u0041`) may stand in it.
fn iri_length(text: &str) -> Option<usize> {
    let inside = text.get(1..)?;
    let end = inside.find(|c: char| matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`') || c <= ' ')?;
    inside.get(end..)?.starts_with('>').then_some(end + 2)
}

/// Length of the string at the beginning of `text`, which `quote` opens; one that never ends takes only its quote.
fn string_length(text: &str, quote: char) -> usize {
    let long: String = [quote; 3].iter().collect();
    let (marks, is_long) = if text.starts_with(&long) { (long, true) } else { (quote.to_string(), false) };
    let mut at = marks.len();
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if text.get(at..).is_some_and(|rest| rest.starts_with(&marks)) {
            return at + marks.len();
        }
        if !is_long && matches!(next, '\n' | '\r') {
            break;
        }
        at += next.len_utf8();
        if next == '\\' {
            at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
    }
    1
}

/// Whether the query asks another server. `SERVICE SILENT` counts: its silence would be mistaken for an answer.
pub(crate) fn asks_elsewhere(query: &Query) -> bool {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern_asks(pattern),
    }
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
    fn brackets_are_counted_where_they_are_brackets() {
        let check = |text: &str, depth: usize| {
            assert!(deeper_than(text, depth).is_none(), "{text} is deeper than {depth}");
            assert!(depth == 0 || deeper_than(text, depth - 1).is_some(), "{text} is not as deep as {depth}");
        };
        check("SELECT * { ?s ?p ?o }", 1);
        check("{ [ ( ) ] } { }", 3);
        check("{ } # {{{{", 1);
        check("# {\r{ { } }", 2);
        check("<http://a/#(((> {", 1);
        check("{ FILTER(?a < ?b && ?c > ((3))) }", 4);
        check("{ FILTER(?a <((1))) }", 4);
        check(r#"{ "((((" '[[[' "\"((" '''(' "(''' """"(""" ("#, 2);
        check("{ \"(\n(( }", 4);
        check(r"{ ex:a\(\(\( ?p ( }", 2);
        check("", 0);
    }

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
