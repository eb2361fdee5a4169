//! The nodes of a long list of JSON-LD, several at a time, as they are written.

use super::super::super::nesting::CONTEXT_LIMIT;
use super::super::super::{SyntaxError, text_of};
use super::super::{JSONLD_HELD, StreamError, unwrapped};
use serde_json::Value;
use std::io::BufRead;

/// Bytes of nodes that are read together: enough that their context costs little.
const TOGETHER: usize = 512 << 10;
/// Nodes that are read together: of each a context of its own, and its address, may be mentioned, and of mentions the
/// parser is given no more than some thousands at a time.
const SEVERAL: usize = 1_000;
const _: () = assert!(2 * SEVERAL < CONTEXT_LIMIT);
/// Bytes of what stands around the list, each: it is read with some nodes, again and again, and not to cost more than they.
const AROUND: usize = TOGETHER;

/// What stands in the way of reading a long text as it comes.
const SHAPE: &str = "JSON-LD as long as this is a list of nodes, or an object with its @context and @id before its @graph, \
                     and nothing after that";

/// The list, and where it is read.
pub(super) struct Nodes<R> {
    source: R,
    /// What goes before any of its nodes, and after, so that they are a text of their own: one line.
    before: String,
    after: &'static str,
    at: At,
    is_first: bool,
    is_done: bool,
}

/// A line and a column in characters, from 1.
#[derive(Debug, Clone, Copy)]
struct At {
    line: u64,
    column: u64,
}

/// Some nodes, as they are written, with what stands between them.
pub(super) struct Several {
    before: String,
    after: &'static str,
    nodes: Vec<u8>,
    /// Where they stand in the source.
    at: At,
    /// Where each stands among them, and in the source.
    each: Vec<(usize, usize, At)>,
}

impl Several {
    /// They as a text of their own.
    pub(super) fn text(&self) -> Result<String, SyntaxError> {
        Ok(format!("{}{}{}", self.before, text_of(&self.nodes)?, self.after))
    }

    /// Where in the source a place of this text is; nowhere if it is before the nodes.
    pub(super) fn place(&self, line: u64, column: u64) -> Option<(u64, u64)> {
        let before = self.before.chars().count() as u64;
        match line {
            1 if column <= before => None,
            1 => Some((self.at.line, self.at.column + column - before - 1)),
            _ => Some((self.at.line + line - 1, column)),
        }
    }

    /// Where the first stands of which this is so.
    pub(super) fn first(&self, is_so: impl Fn(&str) -> bool) -> (u64, u64) {
        let found = self.each.iter().find(|(start, end, _)| {
            let node = self.nodes.get(*start..*end).and_then(|node| str::from_utf8(node).ok());
            node.is_some_and(|node| is_so(&format!("{}{node}{}", self.before, self.after)))
        });
        let at = found.map_or(self.at, |(_, _, at)| *at);
        (at.line, at.column)
    }
}

impl<R: BufRead> Nodes<R> {
    /// Goes to the first node.
    pub(super) fn open(source: R) -> Result<Self, StreamError> {
        let at = At { line: 1, column: 1 };
        let mut nodes = Self { source, before: "[".to_owned(), after: "]", at, is_first: true, is_done: false };
        match nodes.next_byte()? {
            b'[' => nodes.take(b'[')?,
            b'{' => nodes.around()?,
            _ => return Err(nodes.wrong(SHAPE)),
        }
        Ok(nodes)
    }

    /// What stands before the nodes in the object around them.
    fn around(&mut self) -> Result<(), StreamError> {
        self.take(b'{')?;
        let mut before = "{".to_owned();
        let mut seen: Vec<String> = Vec::new();
        loop {
            self.next_byte()?;
            let at = self.at;
            let name: String = self.parsed()?;
            if seen.contains(&name) {
                return Err(at.wrong(&format!("{name} stands there twice")).into());
            }
            self.take(b':')?;
            let opening = self.next_byte()?;
            match name.as_str() {
                "@graph" if opening == b'[' => break self.take(b'[')?,
                "@context" | "@id" => {
                    let value: Value = self.parsed()?;
                    before.extend(["\"", &name, "\":", &value.to_string(), ","]);
                }
                _ => return Err(at.wrong(SHAPE).into()),
            }
            seen.push(name);
            self.take(b',')?;
        }
        before.push_str("\"@graph\":[");
        (self.before, self.after) = (before, "]}");
        Ok(())
    }

    fn parsed<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, StreamError> {
        self.next_byte()?;
        let at = self.at;
        let mut written = Vec::new();
        self.value(&mut written, AROUND)?;
        serde_json::from_slice(&written).map_err(|_| at.wrong("this is no JSON").into())
    }

    /// The next nodes; nothing after the last.
    pub(super) fn several(&mut self) -> Result<Option<Several>, StreamError> {
        let (mut nodes, mut each) = (Vec::new(), Vec::new());
        while !self.is_done && nodes.len() < TOGETHER && each.len() < SEVERAL {
            self.white(&mut nodes)?;
            if self.next_byte()? == b']' {
                self.take(b']')?;
                self.end()?;
                break;
            }
            if !self.is_first {
                self.take(b',')?;
                if !nodes.is_empty() {
                    nodes.push(b',');
                }
                self.white(&mut nodes)?;
            }
            self.is_first = false;
            let (start, at) = (nodes.len(), self.at);
            self.value(&mut nodes, JSONLD_HELD)?;
            each.push((start, nodes.len(), at));
        }
        let Some((_, _, at)) = each.first().copied() else { return Ok(None) };
        Ok(Some(Several { before: self.before.clone(), after: self.after, nodes, at, each }))
    }

    /// After the list there is only what closes the object around it.
    fn end(&mut self) -> Result<(), StreamError> {
        self.is_done = true;
        if self.after == "]}" {
            if self.next_byte()? == b',' {
                return Err(self.wrong(SHAPE));
            }
            self.take(b'}')?;
        }
        self.white(&mut Vec::new())?;
        if self.peek()?.is_some() { Err(self.wrong("something stands behind the end")) } else { Ok(()) }
    }

    /// Takes one value as it is written, up to its last bracket or letter, which has so many bytes at most.
    fn value(&mut self, into: &mut Vec<u8>, most: usize) -> Result<(), StreamError> {
        let (from, before) = (self.at, into.len());
        let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
        loop {
            let chunk = self.source.fill_buf().map_err(unwrapped)?;
            if chunk.is_empty() {
                return Err(self.short());
            }
            let mut used = 0;
            let mut is_end = false;
            for byte in chunk {
                match byte {
                    _ if is_escaped => is_escaped = false,
                    b'\\' if is_text => is_escaped = true,
                    b'"' => {
                        is_text = !is_text;
                        is_end = !is_text && depth == 0;
                    }
                    _ if is_text => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth > 0 => {
                        depth -= 1;
                        is_end = depth == 0;
                    }
                    b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => {
                        is_end = true;
                        break;
                    }
                    _ => {}
                }
                used += 1;
                if is_end {
                    break;
                }
            }
            let piece = chunk.get(..used).unwrap_or_default();
            into.extend_from_slice(piece);
            self.at.pass(piece);
            self.source.consume(used);
            if into.len() - before > most {
                return Err(from.wrong(&format!("this has more than {most} bytes")).into());
            }
            if is_end {
                return if into.len() > before { Ok(()) } else { Err(self.wrong("a value is missing")) };
            }
        }
    }

    /// Passes white space, which is kept between nodes.
    fn white(&mut self, nodes: &mut Vec<u8>) -> Result<(), StreamError> {
        while let Some(byte) = self.peek()?.filter(u8::is_ascii_whitespace) {
            if !nodes.is_empty() {
                nodes.push(byte);
            }
            self.pass(byte);
        }
        Ok(())
    }

    /// The next byte that is no white space.
    fn next_byte(&mut self) -> Result<u8, StreamError> {
        self.white(&mut Vec::new())?;
        self.peek()?.ok_or_else(|| self.short())
    }

    /// Passes this, and what is white before it.
    fn take(&mut self, byte: u8) -> Result<(), StreamError> {
        if self.next_byte()? != byte {
            return Err(self.wrong(&format!("a {} is missing", char::from(byte))));
        }
        self.pass(byte);
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, StreamError> {
        Ok(self.source.fill_buf().map_err(unwrapped)?.first().copied())
    }

    fn pass(&mut self, byte: u8) {
        self.source.consume(1);
        self.at.pass(&[byte]);
    }

    fn short(&self) -> StreamError {
        self.wrong("the text ends in the middle")
    }

    fn wrong(&self, message: &str) -> StreamError {
        self.at.wrong(message).into()
    }
}

impl At {
    fn pass(&mut self, piece: &[u8]) {
        for byte in piece {
            if *byte == b'\n' {
                *self = Self { line: self.line + 1, column: 1 };
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                // Every byte of a letter but its first begins with these bits.
                self.column += 1;
            }
        }
    }

    fn wrong(self, message: &str) -> SyntaxError {
        SyntaxError::Malformed { line: self.line, column: self.column, message: message.to_owned() }
    }
}
