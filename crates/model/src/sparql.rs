//! SPARQL as text, before a parser sees it: a parser descends once per bracket, and a stack that overflows ends the
//! process.

/// Deepest nesting of brackets in a query. Queries that people and tools write stay under twenty.
pub(crate) const NESTING: usize = 64;

/// Most operators in a query or an update, outside of `INSERT DATA` and `DELETE DATA`. A chain of operators is as deep as it is
/// long, and what reads, writes and drops it descends once for each: in this process, where a stack is 2 MiB.
pub(crate) const OPERATOR_LIMIT: usize = 1_000;

/// Longest query: the evaluator recurses along chains of operators, which only length bounds. Long lists of `VALUES`
/// fit: about ten thousand IRIs.
const QUERY_BYTES: usize = 1 << 20;

/// What the parser cannot safely be given: it descends once per bracket.
pub fn too_large(text: &str) -> Option<String> {
    if text.len() > QUERY_BYTES {
        return Some(format!("the query is longer than {QUERY_BYTES} bytes"));
    }
    let line = too_deep(text)?;
    Some(format!("line {line}: brackets are nested deeper than {NESTING} levels"))
}

/// What the parser cannot be given where nobody can stop it: besides, what it would read again and again.
pub fn too_intricate(text: &str) -> Option<String> {
    too_large(text).or_else(|| {
        is_too_intricate(text).then(|| {
            format!("the query has more than {OPERATOR_LIMIT} operators, or nests too many negations and calls")
        })
    })
}

/// The line, from 1, where brackets first nest deeper than [`NESTING`].
pub(crate) fn too_deep(text: &str) -> Option<u64> {
    let place = deeper_than(text, NESTING)?;
    Some(text.get(..place).map_or(1, |before| before.matches('\n').count() as u64 + 1))
}

/// How often the parser may read a character again, summed over the characters of an update: half a microsecond each.
const REPETITION_LIMIT: u64 = 500_000;

/// Whether a text has more than [`OPERATOR_LIMIT`] of what makes patterns and expressions deep, or nests what the
/// parser reads twice: all that stands behind a `!`, and the arguments of a function that may have more of them. Twice
/// within twice is four times.
pub(crate) fn is_too_intricate(text: &str) -> bool {
    let mut operators = 0_usize;
    // The depth inside of a block of data, where there is nothing but statements.
    let mut data = 0_usize;
    let mut repetitions = 0_u64;
    // How often what stands in the brackets around is read.
    let mut readings = vec![1_u64];
    let mut before = Before::Other;
    for (place, mark) in Marks::of(text).map(|(rest, mark)| (text.len() - rest, mark)) {
        let reading = readings.last().copied().unwrap_or(1);
        repetitions = repetitions.saturating_add(reading - 1);
        match mark {
            '{' if data > 0 || begins_data(text.get(..place).unwrap_or_default()) => {
                data += 1;
                continue;
            }
            '}' if data > 0 => data -= 1,
            _ if data > 0 => continue,
            '(' | '{' | '[' => readings.push(reading.saturating_mul(before.readings(mark))),
            ')' | '}' | ']' if readings.len() > 1 => {
                readings.pop();
            }
            _ => {}
        }
        operators += usize::from(matches!(mark, '{' | '(' | '|' | '&' | '+' | '-' | '*' | '/' | '!' | '^'));
        before = before.and(mark);
    }
    operators > OPERATOR_LIMIT || repetitions > REPETITION_LIMIT
}

/// What stands before a bracket, space apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Negation,
    /// The name of a function, or another word.
    Word {
        is_negated: bool,
        is_ended: bool,
    },
    Other,
}

impl Before {
    fn readings(self, bracket: char) -> u64 {
        match self {
            Self::Negation => 2,
            Self::Word { is_negated, .. } => (1 + u64::from(is_negated)) * if bracket == '(' { 2 } else { 1 },
            Self::Other => 1,
        }
    }

    fn and(self, mark: char) -> Self {
        let is_negated = match self {
            Self::Negation => true,
            Self::Word { is_negated, is_ended: false } => is_negated,
            Self::Word { .. } | Self::Other => false,
        };
        match (self, mark) {
            (Self::Word { is_negated, .. }, '#') => Self::Word { is_negated, is_ended: true },
            (Self::Word { is_negated, .. }, space) if space.is_whitespace() => {
                Self::Word { is_negated, is_ended: true }
            }
            (_, '#') => self,
            (_, space) if space.is_whitespace() => self,
            (_, '!') => Self::Negation,
            (_, '<' | '"' | '\'') => Self::Word { is_negated, is_ended: true },
            (_, letter) if letter.is_alphanumeric() || matches!(letter, '_' | ':' | '?' | '$' | '.' | '%' | '\\') => {
                Self::Word { is_negated, is_ended: false }
            }
            _ => Self::Other,
        }
    }
}

/// Whether a block that opens after `text` is that of `INSERT DATA` or `DELETE DATA`.
fn begins_data(text: &str) -> bool {
    let mut words = text.trim_end().rsplit(|c: char| c.is_ascii_whitespace());
    let is = |word: Option<&str>, wanted: &str| {
        // A prologue may end, or an operation, right before it.
        word.and_then(|word| word.rsplit([';', '>']).next()).is_some_and(|word| word.eq_ignore_ascii_case(wanted))
    };
    if !words.next().is_some_and(|word| word.eq_ignore_ascii_case("DATA")) {
        return false;
    }
    let before = words.find(|word| !word.is_empty());
    is(before, "INSERT") || is(before, "DELETE")
}

/// The byte where brackets outside of strings, IRIs and comments first stand deeper than `limit`.
fn deeper_than(text: &str, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (rest, mark) in Marks::of(text) {
        match mark {
            '(' | '[' | '{' => {
                depth += 1;
                if depth > limit {
                    return Some(text.len() - rest);
                }
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The characters outside of strings, IRIs and comments, each with the number of bytes from it to the end. The first
/// character of what is left out comes too, for it is no bracket.
///
/// `?a<1+(2)&&?b>3` has what reads like an IRI, and brackets that count: of what may be an IRI or not, all comes.
pub(crate) struct Marks<'t> {
    rest: &'t str,
    /// Bytes left of what may be an IRI.
    uncertain: usize,
}

impl<'t> Marks<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self { rest: text, uncertain: 0 }
    }
}

impl Iterator for Marks<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        let rest = self.rest;
        let next = rest.chars().next()?;
        let length = match next {
            _ if self.uncertain > 0 => {
                self.uncertain = self.uncertain.saturating_sub(next.len_utf8());
                next.len_utf8()
            }
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '<' => match iri_length(rest) {
                Some(length) if is_surely_iri(rest.get(1..length - 1).unwrap_or_default()) => length,
                Some(length) => {
                    self.uncertain = length - 1;
                    1
                }
                None => 1,
            },
            '"' | '\'' => string_length(rest, next),
            // An escaped character of a local name, bracket or not.
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            other => other.len_utf8(),
        };
        self.rest = rest.get(length..).unwrap_or_default();
        Some((rest.len(), next))
    }
}

/// Whether what stands between `<` and `>` cannot be an expression between two comparisons: nothing, a comment if it
/// were one, an IRI with an authority, or a name without any operator behind it.
fn is_surely_iri(inside: &str) -> bool {
    let of_scheme = || {
        let (scheme, rest) = inside.split_once(':')?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        Some(is_scheme && (rest.starts_with("//") || !rest.contains(['(', '+', '*', '/', '!', '&'])))
    };
    inside.is_empty() || inside.starts_with('#') || of_scheme().unwrap_or(false)
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
    fn operators_are_counted_where_they_are_operators() {
        let many = OPERATOR_LIMIT + 1;
        for (text, too_many) in [
            (format!("INSERT {{}} WHERE {{ FILTER({}1) }}", "1+".repeat(many)), true),
            (format!("INSERT {{}} WHERE {{ FILTER({}1) }}", "1+".repeat(OPERATOR_LIMIT - 3)), false),
            (format!("INSERT {{}} WHERE {{ {} }}", "OPTIONAL {} ".repeat(many)), true),
            (format!("INSERT DATA {{ {} }}", "<a> <b> 1-1 .\n".repeat(many)), false),
            (format!("PREFIX a: <urn:a>delete\ndata\n{{ {} }}", "<a> <b> -1 .".repeat(many)), false),
            (format!("DELETE DATA {{}} ;INSERT DATA {{ {} }}", "<a> <b> -1 .".repeat(many)), false),
            (format!("INSERT {{}} WHERE {{ GRAPH ?data {{ FILTER({}1) }} }}", "1+".repeat(many)), true),
            (format!("INSERT {{}} WHERE {{ ?insert data {{ FILTER({}1) }} }}", "1+".repeat(many)), true),
            (format!("INSERT {{}} WHERE {{ <a> <b> '{}' }}", "+".repeat(many)), false),
            (format!("INSERT {{}} WHERE {{ FILTER(?a<{}1&&?b>2) }}", "1+".repeat(many)), true),
            (format!("INSERT {{}} WHERE {{ <a> <b> {} }}", "<http://a.example/a-b/c-d+e> , ".repeat(many)), false),
            (format!("INSERT {{}} WHERE {{ <a> <b> {} }}", "<urn:uuid:a-b-c> , ".repeat(many)), false),
        ] {
            assert_eq!(is_too_intricate(&text), too_many, "{}", text.get(..60).unwrap_or(&text));
        }
    }

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
        check("FILTER(?a<((1))&&?b>2) </codes/a#(> <#((> <urn:a#(> <>", 3);
        check("FILTER(?a<(((1&&?b>2)))) {", 4);
        check("{ FILTER(?a < ?b && ?c > ((3))) }", 4);
        check("{ FILTER(?a <((1))) }", 4);
        check(r#"{ "((((" '[[[' "\"((" '''(' "(''' """"(""" ("#, 2);
        check("{ \"(\n(( }", 4);
        check(r"{ ex:a\(\(\( ?p ( }", 2);
        check("", 0);
    }
}
