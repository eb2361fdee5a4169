//! What is looked at before a parser sees it: that it is UTF-8, how deep its brackets nest, and that something comes.

use super::super::SyntaxError;
use super::super::nesting::{Json, Turtle};
use std::io::{self, Read};

/// Mentions of contexts in a text of any length: at half a millisecond each these take a minute.
const CONTEXTS: usize = 100_000;
/// Bytes of white space after each other: more than what a parser holds of anything else.
const WHITE: u64 = 16 << 20;

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Turtle,
    Lines,
}

/// A source that breaks off where it may not go on.
#[derive(Debug)]
pub(super) struct Guard<R> {
    source: R,
    nesting: Nesting,
    /// What was read before it was asked for.
    head: Option<Vec<u8>>,
    /// The beginning of a letter of which not all bytes came yet.
    letter: Vec<u8>,
    line: u64,
    white: u64,
}

#[derive(Debug)]
enum Nesting {
    Json(Json),
    Turtle(Turtle),
    None,
}

impl<R: Read> Guard<R> {
    pub(super) fn new(source: R, kind: Kind) -> Self {
        let nesting = match kind {
            Kind::Json => Nesting::Json(Json::new(CONTEXTS)),
            Kind::Turtle => Nesting::Turtle(Turtle::new()),
            Kind::Lines => Nesting::None,
        };
        Self { source, nesting, head: None, letter: Vec::new(), line: 1, white: 0 }
    }

    /// Reads without looking; a byte order mark at the beginning is passed over, which no format gives a meaning.
    fn take(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.head.is_none() {
            let mut head = Vec::new();
            (&mut self.source).take(3).read_to_end(&mut head)?;
            if head == b"\xef\xbb\xbf" {
                head.clear();
            }
            self.head = Some(head);
        }
        match &mut self.head {
            Some(head) if !head.is_empty() => {
                let mut rest = head.as_slice();
                let read = rest.read(buffer)?;
                *head = rest.to_vec();
                Ok(read)
            }
            Some(_) | None => loop {
                match self.source.read(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => return read,
                }
            },
        }
    }

    fn check(&mut self, piece: &[u8]) -> Result<(), SyntaxError> {
        self.letters(piece)?;
        match &mut self.nesting {
            Nesting::Json(json) => json.push(piece)?,
            Nesting::Turtle(turtle) => turtle.push(piece)?,
            Nesting::None => {}
        }
        self.line += line_ends(piece);
        let said = piece.iter().rposition(|byte| !byte.is_ascii_whitespace());
        let white = said.map_or(piece.len(), |last| piece.len() - last - 1) as u64;
        self.white = if said.is_some() { white } else { self.white + white };
        if self.white > WHITE {
            let message = format!("nothing is said in {WHITE} bytes");
            return Err(SyntaxError::Malformed { line: self.line, column: 1, message });
        }
        Ok(())
    }

    /// That all of it are letters; the end may be a part of one.
    fn letters(&mut self, piece: &[u8]) -> Result<(), SyntaxError> {
        let mut rest = piece;
        while !self.letter.is_empty() {
            let Some((first, after)) = rest.split_first() else { return Ok(()) };
            self.letter.push(*first);
            rest = after;
            match str::from_utf8(&self.letter) {
                Ok(_) => self.letter.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(SyntaxError::NotUtf8 { line: self.line }),
            }
        }
        let Err(error) = str::from_utf8(rest) else { return Ok(()) };
        let (before, after) = rest.split_at_checked(error.valid_up_to()).unwrap_or((rest, &[]));
        if error.error_len().is_some() {
            let line = self.line + line_ends(before);
            return Err(SyntaxError::NotUtf8 { line });
        }
        self.letter = after.to_vec();
        Ok(())
    }
}

/// How many lines end in a piece.
fn line_ends(piece: &[u8]) -> u64 {
    piece.split(|byte| *byte == b'\n').skip(1).count() as u64
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.take(buffer)?;
        let piece = buffer.get(..read).unwrap_or_default();
        let checked = match read {
            0 if !buffer.is_empty() && !self.letter.is_empty() => Err(SyntaxError::NotUtf8 { line: self.line }),
            _ => self.check(piece),
        };
        checked.map_err(io::Error::other)?;
        Ok(read)
    }
}
