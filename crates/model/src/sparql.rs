//! SPARQL as text, before a parser sees it: a parser descends once per bracket, and a stack that overflows ends the
//! process.

/// Deepest nesting of brackets in a query. Queries that people and tools write stay under twenty.
const NESTING: usize = 64;

/// Longest query: the evaluator recurses along chains of operators, which only length bounds. Long lists of `VALUES`
/// fit: about ten thousand IRIs.
const QUERY_BYTES: usize = 1 << 20;

/// What the parser cannot safely be given: it descends once per bracket.
pub fn too_large(text: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
