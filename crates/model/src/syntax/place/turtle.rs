//! Turtle and TriG (the grammars of RDF 1.1), followed for places alone: statements in the order in which oxttl gives
//! them, which is by the token that completes them, the last first where one token completes several.

use super::Spans;
use crate::syntax::DEPTH_LIMIT;
use std::ops::Range;

/// The statements' places; `None` where the text is not what this reader expects.
pub(super) fn spans(text: &str) -> Option<Vec<Spans>> {
    let mut walk = Walk { tokens: tokens(text)?, next: 0, text, depth: 0, spans: Vec::new() };
    walk.document()?;
    let by_token = walk.spans.chunk_by(|(a, _), (b, _)| a == b);
    Some(by_token.flat_map(|together| together.iter().rev()).map(|(_, spans)| spans.clone()).collect())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `<…>`
    Iri,
    /// A prefixed name, a blank node's label, a number, a keyword.
    Word,
    /// A quoted text.
    Text,
    /// `@fr`, `@prefix`
    Tag,
    /// `^^`
    Carets,
    /// One of `. ; , [ ] ( ) { }`
    Mark(u8),
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    range: Range<usize>,
}

const MARKS: &[u8] = b".;,[](){}";

fn tokens(text: &str) -> Option<Vec<Token>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let (kind, end) = match first {
            b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = end_of_line(bytes, at);
                continue;
            }
            b'<' => (Kind::Iri, 1 + find(bytes, at, b'>')?),
            b'"' | b'\'' => (Kind::Text, end_of_text(bytes, at, *first)?),
            b'@' => (Kind::Tag, end_of_word(bytes, at + 1)),
            b'^' => (Kind::Carets, at + 2),
            b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => (Kind::Word, end_of_word(bytes, at + 1)),
            mark if MARKS.contains(mark) => (Kind::Mark(*mark), at + 1),
            _ => (Kind::Word, end_of_word(bytes, at)),
        };
        if end <= at {
            return None;
        }
        tokens.push(Token { kind, range: at..end });
        at = end;
    }
    Some(tokens)
}

fn find(bytes: &[u8], from: usize, wanted: u8) -> Option<usize> {
    bytes.get(from..)?.iter().position(|byte| *byte == wanted).map(|at| from + at)
}

fn end_of_line(bytes: &[u8], from: usize) -> usize {
    let end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    bytes.get(from..).and_then(|rest| rest.iter().position(end)).map_or(bytes.len(), |at| from + at)
}

/// The end of a quoted text, its quotation marks once or three times.
fn end_of_text(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let (long, short) = ([quote; 3], [quote]);
    let mark: &[u8] = if rest.starts_with(&long) { &long } else { &short };
    let mut at = from + mark.len();
    while !bytes.get(at..)?.starts_with(mark) {
        at += if *bytes.get(at)? == b'\\' { 2 } else { 1 };
    }
    Some(at + mark.len())
}

fn end_of_word(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b' ' | b'\t' | b'\r' | b'\n' | b'#' | b'<' | b'"' | b'\'' | b'@' | b'^' => break,
            b'.' => at += 1,
            mark if MARKS.contains(mark) => break,
            _ => at += 1,
        }
    }
    let mut end = at.min(bytes.len());
    // The grammar: no name and no number ends with a dot; it ends the statement.
    while end > from && bytes.get(end - 1) == Some(&b'.') {
        end -= 1;
    }
    end
}

struct Walk<'t> {
    tokens: Vec<Token>,
    next: usize,
    text: &'t str,
    /// How many brackets stand open: this reader recurses, and a stack that overflows ends the process.
    depth: usize,
    /// Each with the number of the token that completes it for the parser.
    spans: Vec<(usize, Spans)>,
}

impl Walk<'_> {
    fn peek(&self) -> Option<Kind> {
        self.tokens.get(self.next).map(|token| token.kind)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.next)?.clone();
        self.next += 1;
        Some(token)
    }

    fn take_if(&mut self, kind: Kind) -> bool {
        let is_it = self.peek() == Some(kind);
        if is_it {
            self.next += 1;
        }
        is_it
    }

    fn expect(&mut self, mark: u8) -> Option<()> {
        self.take_if(Kind::Mark(mark)).then_some(())
    }

    /// Whether the next word is this keyword, in any case.
    fn is_keyword(&self, keyword: &str) -> bool {
        self.tokens.get(self.next).is_some_and(|token| {
            matches!(token.kind, Kind::Word | Kind::Tag)
                && self.text.get(token.range.clone()).is_some_and(|text| text.eq_ignore_ascii_case(keyword))
        })
    }

    /// A statement that the token just taken completes.
    fn emit(&mut self, subject: &Range<usize>, predicate: &Range<usize>, object: Range<usize>) {
        let spans = Spans { subject: subject.clone(), predicate: predicate.clone(), object };
        self.spans.push((self.next.saturating_sub(1), spans));
    }

    /// A statement that is only known to be complete when the next token comes.
    fn emit_late(&mut self, subject: &Range<usize>, predicate: &Range<usize>, object: Range<usize>) {
        let spans = Spans { subject: subject.clone(), predicate: predicate.clone(), object };
        self.spans.push((self.next, spans));
    }

    fn document(&mut self) -> Option<()> {
        while self.peek().is_some() {
            if self.is_keyword("@prefix") {
                self.next += 3;
                self.expect(b'.')?;
            } else if self.is_keyword("@base") {
                self.next += 2;
                self.expect(b'.')?;
            } else if self.is_keyword("prefix") {
                self.next += 3;
            } else if self.is_keyword("base") {
                self.next += 2;
            } else if self.is_keyword("graph") {
                self.next += 1;
                self.subject()?;
                self.graph()?;
            } else if self.peek() == Some(Kind::Mark(b'{')) {
                self.graph()?;
            } else if self.statements()? {
                self.expect(b'.')?;
            }
        }
        Some(())
    }

    fn graph(&mut self) -> Option<()> {
        self.expect(b'{')?;
        while !self.take_if(Kind::Mark(b'}')) {
            self.statements()?;
            if self.peek() != Some(Kind::Mark(b'}')) {
                self.expect(b'.')?;
            }
        }
        Some(())
    }

    /// A subject and what is said of it; or a graph that it names: then there is no dot to come.
    fn statements(&mut self) -> Option<bool> {
        let subject = self.subject()?;
        match self.peek()? {
            Kind::Mark(b'{') => {
                self.graph()?;
                return Some(false);
            }
            // `[ … ] .`
            Kind::Mark(b'.' | b'}') => {}
            Kind::Mark(_) | Kind::Iri | Kind::Word | Kind::Text | Kind::Tag | Kind::Carets => self.said_of(&subject)?,
        }
        Some(true)
    }

    fn subject(&mut self) -> Option<Range<usize>> {
        let token = self.take()?;
        match token.kind {
            Kind::Mark(b'[') if self.peek()? == Kind::Mark(b']') => Some(token.range.start..self.take()?.range.end),
            Kind::Mark(b'[') => {
                self.said_in(&token.range)?;
                Some(token.range)
            }
            Kind::Mark(b'(') => {
                self.members(&token.range)?;
                Some(token.range)
            }
            Kind::Iri | Kind::Word => Some(token.range),
            Kind::Mark(_) | Kind::Text | Kind::Tag | Kind::Carets => None,
        }
    }

    /// What stands in brackets, by `inside`; nothing deeper than the parser is let go.
    fn deeper(&mut self, inside: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        if self.depth == DEPTH_LIMIT {
            return None;
        }
        self.depth += 1;
        inside(self)?;
        self.depth -= 1;
        Some(())
    }

    /// What is said in the brackets of a nameless node.
    fn said_in(&mut self, node: &Range<usize>) -> Option<()> {
        self.deeper(|walk| {
            walk.said_of(node)?;
            walk.expect(b']')
        })
    }

    fn said_of(&mut self, subject: &Range<usize>) -> Option<()> {
        loop {
            let verb = self.take()?;
            if !matches!(verb.kind, Kind::Iri | Kind::Word) {
                return None;
            }
            self.object(subject, &verb.range)?;
            while self.take_if(Kind::Mark(b',')) {
                self.object(subject, &verb.range)?;
            }
            let mut goes_on = false;
            while self.take_if(Kind::Mark(b';')) {
                goes_on = true;
            }
            if !goes_on || matches!(self.peek()?, Kind::Mark(b'.' | b'}' | b']')) {
                return Some(());
            }
        }
    }

    fn object(&mut self, subject: &Range<usize>, predicate: &Range<usize>) -> Option<()> {
        let token = self.take()?;
        match token.kind {
            Kind::Mark(b'[') if self.peek()? == Kind::Mark(b']') => {
                let end = self.take()?.range.end;
                self.emit(subject, predicate, token.range.start..end);
            }
            Kind::Mark(b'[') => {
                self.said_in(&token.range)?;
                self.emit(subject, predicate, token.range);
            }
            Kind::Mark(b'(') => {
                self.emit_late(subject, predicate, token.range.clone());
                self.members(&token.range)?;
            }
            Kind::Text => {
                if self.peek() == Some(Kind::Tag) || self.take_if(Kind::Carets) {
                    let end = self.take()?.range.end;
                    self.emit(subject, predicate, token.range.start..end);
                } else {
                    self.emit_late(subject, predicate, token.range);
                }
            }
            Kind::Iri | Kind::Word => self.emit(subject, predicate, token.range),
            Kind::Mark(_) | Kind::Tag | Kind::Carets => return None,
        }
        Some(())
    }

    /// The members of a list, each followed by its `rdf:rest`.
    fn members(&mut self, list: &Range<usize>) -> Option<()> {
        self.deeper(|walk| {
            while !walk.take_if(Kind::Mark(b')')) {
                walk.object(list, list)?;
                walk.emit_late(list, list, list.clone());
            }
            Some(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nested_too_deep_has_no_place() {
        let nested = |open: &str, close: &str, depth: usize| {
            format!("<s> <p> {}<o>{} .", open.repeat(depth), close.repeat(depth))
        };
        for (open, close) in [("[ <p> ", " ]"), ("( ", " )")] {
            assert!(spans(&nested(open, close, DEPTH_LIMIT)).is_some(), "{open}");
            assert!(spans(&nested(open, close, DEPTH_LIMIT + 1)).is_none(), "{open}");
            assert!(spans(&nested(open, close, 1_000_000)).is_none(), "{open}");
        }
    }
}
