//! The items of a JSON list, one after the other: a file is never held whole, only the item that is read.
//!
//! The list stands alone, or as a member of an object around it (`data`), whose other members are told as they come; in
//! place of a list there may be one item. Items are found by their brackets and texts alone, so that one which is no JSON
//! inside is told as broken and the others go on. What the items mean is not known here.

use serde_json::Value;
use std::io::{BufRead, ErrorKind};

/// Most bytes of an item, and of all that stands around the list: the largest known carry the outline of a territory.
pub const BYTES: usize = 1 << 20;
/// Most brackets inside brackets: less than what the parser takes, so that it never says so itself.
pub const DEPTH: u32 = 64;

/// Reads a source. `lists` are the members that may hold the items.
#[derive(Debug)]
pub struct Items<R> {
    source: R,
    lists: &'static [&'static str],
    state: State,
    number: u64,
    around: usize,
    has_list: bool,
    buffer: Vec<u8>,
}

/// What stands next in a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A member of what stands around the list.
    Member(String, Value),
    /// An item, with its number, from 1.
    Item(u64, Result<Value, Broken>),
}

/// An item that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What it calls itself, where that can be told.
    pub name: String,
    /// Why.
    pub why: Why,
}

/// Why an item cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is no JSON.
    NotJson,
    /// It has more than [`BYTES`].
    TooLarge,
    /// Its brackets stand deeper than [`DEPTH`].
    TooDeep,
}

/// The source cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// It does not arrive.
    #[error("the source cannot be read: {0}")]
    Source(#[from] std::io::Error),
    /// Its brackets, commas or texts do not fit each other, so that nobody can tell where the next item begins.
    #[error("after item {after} this is no JSON")]
    NotJson {
        /// The last item that was read, 0 before the first.
        after: u64,
    },
    /// It ends in the middle.
    #[error("after item {after} the text ends in the middle")]
    CutShort {
        /// The last item that was read, 0 before the first.
        after: u64,
    },
    /// What stands around the list has more than [`BYTES`], or is deeper than [`DEPTH`].
    #[error("what stands around the list is too large")]
    TooMuchAround,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Around { is_first: bool },
    List { has_around: bool, is_first: bool },
    End,
}

impl<R: BufRead> Items<R> {
    /// Of a source, of which nothing was read.
    pub fn new(source: R, lists: &'static [&'static str]) -> Self {
        Self { source, lists, state: State::Start, number: 0, around: 0, has_list: false, buffer: Vec::new() }
    }

    /// Whether a list, or one item in its place, was found so far.
    pub fn has_list(&self) -> bool {
        self.has_list
    }

    fn piece(&mut self) -> Result<Option<Piece>, JsonError> {
        loop {
            match self.state {
                State::Start => self.open()?,
                State::Around { is_first } => {
                    if let Some(piece) = self.member(is_first)? {
                        return Ok(Some(piece));
                    }
                }
                State::List { has_around, is_first } => {
                    if let Some(piece) = self.listed(has_around, is_first)? {
                        return Ok(Some(piece));
                    }
                }
                State::End => return Ok(None),
            }
        }
    }

    fn open(&mut self) -> Result<(), JsonError> {
        // RFC 8259, section 8.1: a parser may ignore a byte order mark.
        for mark in [0xEF, 0xBB, 0xBF] {
            if self.chunk()?.first() == Some(&mark) {
                self.source.consume(1);
            }
        }
        self.state = match self.next_byte()? {
            b'{' => State::Around { is_first: true },
            b'[' => {
                self.has_list = true;
                State::List { has_around: false, is_first: true }
            }
            _ => return Err(self.not_json()),
        };
        self.source.consume(1);
        Ok(())
    }

    /// The next member of what stands around the list; nothing where it ends or where the list begins.
    fn member(&mut self, is_first: bool) -> Result<Option<Piece>, JsonError> {
        if self.ends(b'}', is_first)? {
            return self.end().map(|()| None);
        }
        self.state = State::Around { is_first: false };
        self.next_byte()?;
        let whole = self.value()?;
        let name: String = self.around(whole)?;
        if self.next_byte()? != b':' {
            return Err(self.not_json());
        }
        self.source.consume(1);
        let opening = self.next_byte()?;
        if self.lists.contains(&name.as_str()) && opening == b'[' {
            self.source.consume(1);
            self.has_list = true;
            self.state = State::List { has_around: true, is_first: true };
            return Ok(None);
        }
        if self.lists.contains(&name.as_str()) && opening == b'{' {
            self.has_list = true;
            return self.item().map(Some);
        }
        let whole = self.value()?;
        let value = self.around(whole)?;
        Ok(Some(Piece::Member(name, value)))
    }

    fn listed(&mut self, has_around: bool, is_first: bool) -> Result<Option<Piece>, JsonError> {
        if self.ends(b']', is_first)? {
            if has_around {
                self.state = State::Around { is_first: false };
                return Ok(None);
            }
            return self.end().map(|()| None);
        }
        self.state = State::List { has_around, is_first: false };
        self.next_byte()?;
        self.item().map(Some)
    }

    fn item(&mut self) -> Result<Piece, JsonError> {
        let whole = self.value()?;
        self.number += 1;
        let value = whole.and_then(|()| serde_json::from_slice(&self.buffer).map_err(|_| Why::NotJson));
        let value = value.map_err(|why| Broken { name: self.name(), why });
        Ok(Piece::Item(self.number, value))
    }

    fn around<T: serde::de::DeserializeOwned>(&mut self, whole: Result<(), Why>) -> Result<T, JsonError> {
        self.around += self.buffer.len();
        if whole.is_err() || self.around > BYTES {
            return Err(JsonError::TooMuchAround);
        }
        serde_json::from_slice(&self.buffer).map_err(|_| self.not_json())
    }

    /// Whether the bracket closes here; else the comma before what comes is passed.
    fn ends(&mut self, closing: u8, is_first: bool) -> Result<bool, JsonError> {
        let next = self.next_byte()?;
        if next == closing {
            self.source.consume(1);
            return Ok(true);
        }
        if !is_first {
            if next != b',' {
                return Err(self.not_json());
            }
            self.source.consume(1);
        }
        Ok(false)
    }

    /// After the last bracket there is nothing more.
    fn end(&mut self) -> Result<(), JsonError> {
        self.state = State::End;
        match self.next_byte() {
            Err(JsonError::CutShort { .. }) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(self.not_json()),
        }
    }

    /// Takes a value into the buffer. Of one beyond the limits it takes no more than them, and passes the rest.
    fn value(&mut self) -> Result<Result<(), Why>, JsonError> {
        self.buffer.clear();
        let mut brackets = Brackets::default();
        let mut length = 0;
        loop {
            let after = self.number;
            let chunk = chunk(&mut self.source)?;
            if chunk.is_empty() {
                return Err(JsonError::CutShort { after });
            }
            let (used, end) = brackets.pass(chunk);
            let room = BYTES.saturating_sub(self.buffer.len());
            self.buffer.extend(chunk.iter().take(used.min(room)));
            length += used;
            self.source.consume(used);
            match end {
                End::NotYet => {}
                End::Here if length > 0 => break,
                End::Here | End::Mismatched => return Err(self.not_json()),
            }
        }
        Ok(match () {
            () if length > BYTES => Err(Why::TooLarge),
            () if brackets.deepest > DEPTH => Err(Why::TooDeep),
            () => Ok(()),
        })
    }

    /// What a broken item calls itself: the first text after `"name":` or `"title":`.
    fn name(&self) -> String {
        let text = String::from_utf8_lossy(&self.buffer);
        let named = ["\"name\"", "\"title\"", "\"id\""].iter().find_map(|key| {
            let (_, rest) = text.split_once(key)?;
            let rest = rest.trim_start().strip_prefix(':')?.trim_start();
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
            values.next()?.ok()
        });
        named.unwrap_or_default()
    }

    /// The next byte that is no white space; it is not taken.
    fn next_byte(&mut self) -> Result<u8, JsonError> {
        loop {
            let after = self.number;
            let chunk = self.chunk()?;
            let Some(first) = chunk.first() else { return Err(JsonError::CutShort { after }) };
            match chunk.iter().position(|byte| !is_white(*byte)) {
                Some(0) => return Ok(*first),
                Some(white) => self.source.consume(white),
                None => {
                    let white = chunk.len();
                    self.source.consume(white);
                }
            }
        }
    }

    fn chunk(&mut self) -> Result<&[u8], JsonError> {
        chunk(&mut self.source)
    }

    fn not_json(&self) -> JsonError {
        JsonError::NotJson { after: self.number }
    }
}

impl<R: BufRead> Iterator for Items<R> {
    type Item = Result<Piece, JsonError>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.piece().transpose()?;
        if piece.is_err() {
            self.state = State::End;
        }
        Some(piece)
    }
}

/// What is there of a source, empty at its end.
fn chunk<R: BufRead>(source: &mut R) -> Result<&[u8], JsonError> {
    while let Err(error) = source.fill_buf() {
        if error.kind() != ErrorKind::Interrupted {
            return Err(error.into());
        }
    }
    Ok(source.fill_buf()?)
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Where a value ends, told from its brackets and texts.
#[derive(Default)]
struct Brackets {
    is_text: bool,
    is_escaped: bool,
    /// Which of the open brackets are square, the innermost last.
    square: u128,
    depth: u32,
    deepest: u32,
}

enum End {
    NotYet,
    Here,
    Mismatched,
}

impl Brackets {
    /// Passes over bytes: how many are of the value, and whether it ends after them.
    fn pass(&mut self, bytes: &[u8]) -> (usize, End) {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' if self.is_text => self.is_escaped = true,
                b'"' => {
                    self.is_text = !self.is_text;
                    if self.depth == 0 && !self.is_text {
                        return (at + 1, End::Here);
                    }
                }
                _ if self.is_text => {}
                b'{' | b'[' => {
                    self.square = (self.square << 1) | u128::from(*byte == b'[');
                    self.depth += 1;
                    self.deepest = self.deepest.max(self.depth);
                }
                b'}' | b']' if self.depth > 0 => {
                    // Deeper than there are bits nobody counts which they are: such an item is refused anyway.
                    if self.deepest <= u128::BITS && (self.square & 1 == 1) != (*byte == b']') {
                        return (at, End::Mismatched);
                    }
                    self.square >>= 1;
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, End::Here);
                    }
                }
                b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => return (at, End::Here),
                _ => {}
            }
        }
        (bytes.len(), End::NotYet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pieces(text: &str) -> Vec<Piece> {
        // Two bytes at a time: an item ends in the middle of what is read as often as not.
        let source = std::io::BufReader::with_capacity(2, text.as_bytes());
        Items::new(source, &["data"]).map(Result::unwrap).collect()
    }

    fn error(text: &str) -> String {
        Items::new(text.as_bytes(), &["data"]).find_map(Result::err).map_or_else(String::new, |error| error.to_string())
    }

    fn item(number: u64, value: Value) -> Piece {
        Piece::Item(number, Ok(value))
    }

    #[test]
    fn a_list_alone_or_in_an_object_or_one_item() {
        assert_eq!(pieces(" [ ]\n"), []);
        assert_eq!(
            pieces("\u{feff}[1 , \"a]\\\"\", {\"b\":[{}]}]"),
            [item(1, json!(1)), item(2, json!("a]\"")), item(3, json!({"b": [{}]}))]
        );
        let member = |name: &str, value| Piece::Member(name.to_owned(), value);
        let around = pieces(r#"{"licence": null, "data": [{"a":1}], "more": [2]}"#);
        assert_eq!(around, [member("licence", json!(null)), item(1, json!({"a": 1})), member("more", json!([2]))]);
        assert_eq!(pieces(r#"{"data": {"a":1}}"#), [item(1, json!({"a": 1}))]);
        assert_eq!(pieces(r#"{"a": 1, "b": true}"#), [member("a", json!(1)), member("b", json!(true))]);
    }

    #[test]
    fn one_broken_item_and_the_others_go_on() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let long = format!("{{\"name\": \"Long\", \"text\": \"{}\"}}", "x".repeat(BYTES));
        let text = format!("[{{\"name\": \"Le \\\"Moulin\\\"\", \"a\": tru}}, {deep}, {long}, 4]");
        let broken = |number, name: &str, why| Piece::Item(number, Err(Broken { name: name.to_owned(), why }));
        assert_eq!(
            pieces(&text),
            [
                broken(1, "Le \"Moulin\"", Why::NotJson),
                broken(2, "", Why::TooDeep),
                broken(3, "Long", Why::TooLarge),
                item(4, json!(4))
            ]
        );
    }

    #[test]
    fn what_stands_around_is_broken() {
        for text in ["", "  ", "[1", "[1,", "{\"a\"", "{\"data\": [1, 2]"] {
            assert!(error(text).ends_with("ends in the middle"), "{text}: {}", error(text));
        }
        for text in ["x", "[1 2]", "[1,]", "[,]", "[{]}]", "{\"a\" 1}", "{1: 2}", "[] []", "{\"a\": tru}", "}"] {
            assert!(error(text).ends_with("this is no JSON"), "{text}: {}", error(text));
        }
        let much = format!("{{\"a\": \"{}\"}}", "x".repeat(BYTES));
        assert_eq!(error(&much), "what stands around the list is too large");
    }
}
