//! JSON with places: every value and every key knows where it stands.
//!
//! The text has been read by a JSON parser before; what this reader does not expect ends it, and so does what is nested
//! too deep for whoever walks its values.

use crate::syntax::DEPTH_LIMIT;
use std::ops::Range;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum What {
    Object(Vec<Entry>),
    Array(Vec<Value>),
    Text(String),
    /// A number, `true`, `false`, `null`.
    Word,
}

/// One entry of an object.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_range: Range<usize>,
    pub(super) value: Value,
}

impl Value {
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut reading = Reading { text, at: 0, depth: 0 };
        reading.value()
    }

    /// The value of this key, where it is an object that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        match &self.what {
            What::Object(entries) => entries,
            What::Array(_) | What::Text(_) | What::Word => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) => Some(text),
            What::Object(_) | What::Array(_) | What::Word => None,
        }
    }

    /// The members of an array; of anything else, itself.
    pub(super) fn each(&self) -> &[Self] {
        match &self.what {
            What::Array(values) => values,
            What::Object(_) | What::Text(_) | What::Word => std::slice::from_ref(self),
        }
    }
}

struct Reading<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Reading<'_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.len() - rest.trim_start().len();
        self.text.as_bytes().get(self.at).copied()
    }

    fn take_if(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        if is_it {
            self.at += 1;
        }
        is_it
    }

    fn value(&mut self) -> Option<Value> {
        let first = self.peek()?;
        let start = self.at;
        let what = match first {
            b'{' => What::Object(self.deeper(Self::object)?),
            b'[' => What::Array(self.deeper(Self::array)?),
            b'"' => What::Text(self.string()?.0),
            _ => {
                let rest = self.text.get(start..)?;
                let length = rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
                self.at += length.max(1);
                What::Word
            }
        };
        Some(Value { range: start..self.at, what })
    }

    fn deeper<T>(&mut self, inside: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == DEPTH_LIMIT {
            return None;
        }
        self.depth += 1;
        let what = inside(self)?;
        self.depth -= 1;
        Some(what)
    }

    fn object(&mut self) -> Option<Vec<Entry>> {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.take_if(b'}') {
            self.peek()?;
            let (key, key_range) = self.string()?;
            if !self.take_if(b':') {
                return None;
            }
            entries.push(Entry { key, key_range, value: self.value()? });
            if !self.take_if(b',') && self.peek()? != b'}' {
                return None;
            }
        }
        Some(entries)
    }

    fn array(&mut self) -> Option<Vec<Value>> {
        self.at += 1;
        let mut values = Vec::new();
        while !self.take_if(b']') {
            values.push(self.value()?);
            if !self.take_if(b',') && self.peek()? != b']' {
                return None;
            }
        }
        Some(values)
    }

    fn string(&mut self) -> Option<(String, Range<usize>)> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        if bytes.get(start) != Some(&b'"') {
            return None;
        }
        let mut end = start + 1;
        while *bytes.get(end)? != b'"' {
            end += if *bytes.get(end)? == b'\\' { 2 } else { 1 };
        }
        end += 1;
        self.at = end;
        Some((serde_json::from_str(self.text.get(start..end)?).ok()?, start..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nested_too_deep_is_not_read() {
        let nested = |open: &str, close: &str, depth: usize| format!("{}0{}", open.repeat(depth), close.repeat(depth));
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            assert!(Value::read(&nested(open, close, DEPTH_LIMIT)).is_some(), "{open}");
            assert!(Value::read(&nested(open, close, DEPTH_LIMIT + 1)).is_none(), "{open}");
            assert!(Value::read(&nested(open, close, 1_000_000)).is_none(), "{open}");
        }
    }
}
