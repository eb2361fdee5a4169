//! How deep brackets nest, counted before a parser sees them: a parser may recurse, and a stack that overflows ends
//! the process.
//!
//! A text may come whole or piece by piece. Strings, IRIs and comments are understood only as far as brackets inside them
//! must not count. Where a text is malformed this may count wrong, but then the parser stops at that place too.

use super::{DEPTH_LIMIT, SyntaxError};

/// Most mentions of contexts in one JSON-LD body. The parser processes ours anew at each, in half a millisecond: ten
/// megabytes of nothing else would keep a processor busy for more than a minute, this many for one second.
pub(super) const CONTEXT_LIMIT: usize = 4_000;

/// Counts `[` and `{` of JSON, and contexts.
pub(crate) fn check_json(text: &str) -> Result<(), SyntaxError> {
    Json::new(CONTEXT_LIMIT).push(text.as_bytes())
}

/// Counts `[`, `(` and `{` of Turtle and TriG.
pub(crate) fn check_turtle(text: &str) -> Result<(), SyntaxError> {
    Turtle::new().push(text.as_bytes())
}

/// JSON that comes piece by piece.
#[derive(Debug)]
pub(super) struct Json {
    depth: Depth,
    /// What of a string was passed, escapes as they are written; `None` outside strings.
    inside: Option<Vec<u8>>,
    is_escaped: bool,
    contexts: usize,
    limit: usize,
}

impl Json {
    /// With so many mentions of contexts at most.
    pub(super) fn new(limit: usize) -> Self {
        Self { depth: Depth::new(), inside: None, is_escaped: false, contexts: 0, limit }
    }

    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), SyntaxError> {
        piece.iter().try_for_each(|byte| self.pass(*byte))
    }

    fn pass(&mut self, byte: u8) -> Result<(), SyntaxError> {
        self.depth.pass_line(byte);
        let Some(inside) = &mut self.inside else {
            if byte == b'"' {
                self.inside = Some(Vec::new());
            }
            return self.depth.count(byte);
        };
        if byte == b'"' && !self.is_escaped {
            let is_one = is_about_contexts(inside);
            self.inside = None;
            self.contexts += usize::from(is_one);
            if is_one && self.contexts > self.limit {
                let message = format!("more than {} mentions of contexts: one at the top serves all", self.limit);
                return Err(SyntaxError::Malformed { line: self.depth.line, column: 1, message });
            }
            return Ok(());
        }
        self.is_escaped = byte == b'\\' && !self.is_escaped;
        if inside.len() <= MENTION {
            inside.push(byte);
        }
        Ok(())
    }
}

/// Letters of a mention of a context at most: each of the longest address may be escaped with six bytes.
const MENTION: usize = 1_024;

/// Whether the inside of a JSON string is `@context` or the address of one of ours, escaped or not.
fn is_about_contexts(inside: &[u8]) -> bool {
    if inside.len() > MENTION {
        return false;
    }
    let is_it = |text: &[u8]| text == b"@context" || text.ends_with(b"context.jsonld");
    if !inside.contains(&b'\\') {
        return is_it(inside);
    }
    let quoted = [b"\"", inside, b"\""].concat();
    serde_json::from_slice::<String>(&quoted).is_ok_and(|text| is_it(text.as_bytes()))
}

/// Turtle or TriG that comes piece by piece.
#[derive(Debug)]
pub(super) struct Turtle {
    depth: Depth,
    state: State,
}

/// Where a text of Turtle stands.
#[derive(Debug, Clone, Copy)]
enum State {
    Plain,
    /// After a backslash: an escaped character of a local name, `ex:a\#b`.
    Escape,
    Iri,
    Comment,
    /// After this many of these quotes, of which it is not known yet how many they are.
    Opening(u8, u8),
    /// In a string that ends with one of these quotes.
    Short(u8),
    /// In one that ends with three, of which this many came.
    Long(u8, u8),
    /// After a backslash in a string that ends with one, or three, of these quotes.
    Escaped(u8, bool),
}

impl Turtle {
    pub(super) fn new() -> Self {
        Self { depth: Depth::new(), state: State::Plain }
    }

    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), SyntaxError> {
        for byte in piece {
            self.depth.pass_line(*byte);
            self.state = self.after(*byte)?;
        }
        Ok(())
    }

    fn after(&mut self, byte: u8) -> Result<State, SyntaxError> {
        Ok(match self.state {
            State::Escape => State::Plain,
            State::Iri if byte == b'>' => State::Plain,
            State::Iri => State::Iri,
            // Turtle, section 6.5: "comments […] continue to the end of line (marked by characters #xD or #xA)".
            State::Comment if matches!(byte, b'\n' | b'\r') => State::Plain,
            State::Comment => State::Comment,
            State::Opening(quote, 1) if byte == quote => State::Opening(quote, 2),
            State::Opening(quote, _) if byte == quote => State::Long(quote, 0),
            // Two quotes are a string without a letter.
            State::Plain | State::Opening(_, 2) => return self.plain(byte),
            State::Opening(quote, _) | State::Short(quote) => match byte {
                b'\\' => State::Escaped(quote, false),
                _ if byte == quote => State::Plain,
                _ => State::Short(quote),
            },
            State::Long(quote, 2) if byte == quote => State::Plain,
            State::Long(quote, came) if byte == quote => State::Long(quote, came + 1),
            State::Long(quote, _) if byte == b'\\' => State::Escaped(quote, true),
            State::Long(quote, _) | State::Escaped(quote, true) => State::Long(quote, 0),
            State::Escaped(quote, false) => State::Short(quote),
        })
    }

    fn plain(&mut self, byte: u8) -> Result<State, SyntaxError> {
        self.depth.count(byte)?;
        Ok(match byte {
            b'"' | b'\'' => State::Opening(byte, 1),
            b'<' => State::Iri,
            b'#' => State::Comment,
            b'\\' => State::Escape,
            _ => State::Plain,
        })
    }
}

/// How many brackets are open, and in which line.
#[derive(Debug)]
struct Depth {
    line: u64,
    open: usize,
}

impl Depth {
    fn new() -> Self {
        Self { line: 1, open: 0 }
    }

    fn pass_line(&mut self, byte: u8) {
        self.line += u64::from(byte == b'\n');
    }

    fn count(&mut self, byte: u8) -> Result<(), SyntaxError> {
        match byte {
            b'[' | b'{' | b'(' => self.open += 1,
            b']' | b'}' | b')' => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        if self.open > DEPTH_LIMIT { Err(SyntaxError::TooDeep { line: self.line }) } else { Ok(()) }
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
