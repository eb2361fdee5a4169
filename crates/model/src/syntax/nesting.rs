//! How deep brackets nest, counted before a parser sees them: a parser may recurse, and a stack that overflows ends
//! the process.
//!
//! Strings, IRIs and comments are understood only as far as brackets inside them must not count. Where a text is
//! malformed this may count wrong, but then the parser stops at that place too.

use super::{DEPTH_LIMIT, SyntaxError};

/// Most mentions of contexts in one JSON-LD body. The parser processes ours anew at each, in half a millisecond: ten
/// megabytes of nothing else would keep a processor busy for more than a minute, this many for one second.
pub(super) const CONTEXT_LIMIT: usize = 4_000;

/// Counts `[` and `{` of JSON, and contexts.
pub(crate) fn check_json(text: &str) -> Result<(), SyntaxError> {
    let mut reading = Reading::new(text);
    let mut contexts = 0;
    while let Some(byte) = reading.next() {
        if byte != b'"' {
            reading.count(byte)?;
        } else if is_about_contexts(reading.skip_string(b"\"")) {
            contexts += 1;
            if contexts > CONTEXT_LIMIT {
                let message = format!("more than {CONTEXT_LIMIT} mentions of contexts: one at the top serves all");
                return Err(SyntaxError::Malformed { line: reading.line, column: 1, message });
            }
        }
    }
    Ok(())
}

/// Whether the inside of a JSON string is `@context` or the address of one of ours, escaped or not.
fn is_about_contexts(inside: &[u8]) -> bool {
    // Every character of the longest address may be escaped with six bytes.
    if inside.len() > 1_024 {
        return false;
    }
    let is_it = |text: &[u8]| text == b"@context" || text.ends_with(b"context.jsonld");
    if !inside.contains(&b'\\') {
        return is_it(inside);
    }
    let quoted = [b"\"", inside, b"\""].concat();
    serde_json::from_slice::<String>(&quoted).is_ok_and(|text| is_it(text.as_bytes()))
}

/// Counts `[`, `(` and `{` of Turtle and TriG.
pub(crate) fn check_turtle(text: &str) -> Result<(), SyntaxError> {
    let mut reading = Reading::new(text);
    while let Some(byte) = reading.next() {
        match byte {
            b'"' | b'\'' if reading.rest.starts_with(&[byte; 2]) => {
                reading.next();
                reading.next();
                reading.skip_string(&[byte; 3]);
            }
            b'"' | b'\'' => {
                reading.skip_string(&[byte]);
            }
            b'<' => reading.skip_past(b">"),
            // Turtle, section 6.5: "comments […] continue to the end of line (marked by characters #xD or #xA)".
            b'#' => reading.skip_past(b"\n\r"),
            // An escaped character of a local name: `ex:a\#b`.
            b'\\' => {
                reading.next();
            }
            _ => reading.count(byte)?,
        }
    }
    Ok(())
}

struct Reading<'a> {
    rest: &'a [u8],
    line: u64,
    depth: usize,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes(), line: 1, depth: 0 }
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        if *first == b'\n' {
            self.line += 1;
        }
        Some(*first)
    }

    /// Goes past the end of a string and returns what is inside.
    fn skip_string(&mut self, end: &[u8]) -> &'a [u8] {
        let start = self.rest;
        while !self.rest.starts_with(end) {
            match self.next() {
                None => return start,
                Some(b'\\') => {
                    self.next();
                }
                Some(_) => {}
            }
        }
        let inside = start.get(..start.len() - self.rest.len()).unwrap_or_default();
        for _ in end {
            self.next();
        }
        inside
    }

    fn skip_past(&mut self, ends: &[u8]) {
        while self.next().is_some_and(|byte| !ends.contains(&byte)) {}
    }

    fn count(&mut self, byte: u8) -> Result<(), SyntaxError> {
        match byte {
            b'[' | b'{' | b'(' => self.depth += 1,
            b']' | b'}' | b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEPTH_LIMIT { Err(SyntaxError::TooDeep { line: self.line }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_where_they_are_brackets() {
        let deep = "[".repeat(DEPTH_LIMIT);
        let deeper = "[".repeat(DEPTH_LIMIT + 1);
        for (text, turtle, json) in [
            (deep.clone(), true, true),
            (deeper.clone(), false, false),
            (format!("\"{deeper}\""), true, true),
            (format!("\"\\\"{deeper}\" \"\""), true, true),
            (format!("'''{deeper} '' ''' <{deeper}> # {deeper}"), true, false),
            (format!("\"\"\"{deeper}\"\"\""), true, true),
            (format!("'' {deeper}"), false, false),
            (format!("ex:a\\#b {deeper}"), false, false),
            (format!("# \"\n{deeper}"), false, true),
            (format!("# \"\r{deeper}"), false, true),
            ("[]".repeat(DEPTH_LIMIT * 2), true, true),
        ] {
            assert_eq!(check_turtle(&text).is_ok(), turtle, "{text}");
            assert_eq!(check_json(&text).is_ok(), json, "{text}");
        }
        for mention in [r#""@context""#, r#""\u0040context""#, r#""https://w3id.org/codesocial/context.jsonl\u0064""#] {
            assert!(check_json(&mention.repeat(CONTEXT_LIMIT)).is_ok());
            assert!(check_json(&mention.repeat(CONTEXT_LIMIT + 1)).is_err(), "{mention}");
        }
        assert_eq!(check_json(&format!("\n\"\n\"\n{deeper}")), Err(SyntaxError::TooDeep { line: 4 }));
    }
}
