//! N-Triples and N-Quads: a statement a line.

use super::Spans;
use std::ops::Range;

pub(super) fn spans(text: &str) -> Option<Vec<Spans>> {
    let mut found = Vec::new();
    let mut start = 0;
    // Both a carriage return and a line feed end a line.
    for line in text.split_inclusive(['\n', '\r']) {
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            let mut at = start + (line.len() - line.trim_start().len());
            let subject = term(text, &mut at)?;
            let predicate = term(text, &mut at)?;
            let object = term(text, &mut at)?;
            found.push(Spans { subject, predicate, object });
        }
        start += line.len();
    }
    Some(found)
}

/// The term that begins here; then `at` is where the next one does.
fn term(text: &str, at: &mut usize) -> Option<Range<usize>> {
    let start = *at;
    let rest = text.get(start..)?;
    let length = match rest.as_bytes().first()? {
        b'<' => 1 + rest.find('>')?,
        b'"' => {
            let quoted = quoted(rest.as_bytes())?;
            quoted + suffix(rest.get(quoted..)?)?
        }
        _ => word(rest),
    };
    let after = rest.get(length..)?;
    *at = start + length + (after.len() - after.trim_start_matches([' ', '\t']).len());
    Some(start..start + length)
}

fn quoted(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    while *bytes.get(at)? != b'"' {
        at += if *bytes.get(at)? == b'\\' { 2 } else { 1 };
    }
    Some(at + 1)
}

/// `@fr`, `^^<…>`, or nothing.
fn suffix(rest: &str) -> Option<usize> {
    match rest.as_bytes().first() {
        Some(b'@') => Some(word(rest)),
        Some(b'^') => Some(1 + rest.find('>')?),
        _ => Some(0),
    }
}

fn word(rest: &str) -> usize {
    let end = rest.find([' ', '\t', '<', '"', '\n', '\r']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or(rest).trim_end_matches('.').len()
}
