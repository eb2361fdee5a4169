//! The text of a table before its rows: what separates the cells, how letters are written, how much of it a row may have.

use super::{BYTES, ReadError};
use crate::write::csv::unescaped;
use ::csv::{ByteRecord, ReaderBuilder};
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;
use std::io::{Error, ErrorKind, Read};

/// How much is looked at before the first row is read.
const LOOK: usize = 64 << 10;
/// Rows that are compared to find out what separates the cells.
const ROWS: usize = 20;
/// What may separate cells; of two that fit equally the first.
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The beginning of a table.
pub(super) struct Start<R> {
    pub(super) separator: u8,
    pub(super) encoding: Encoding,
    /// What was looked at, to be read again.
    pub(super) bytes: Vec<u8>,
    pub(super) rest: R,
}

/// Looks at the beginning.
pub(super) fn start<R: Read>(mut source: R) -> Result<Start<R>, ReadError> {
    let mut bytes = Vec::new();
    (&mut source).take(LOOK as u64).read_to_end(&mut bytes)?;
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(ReadError::Utf16);
    }
    let mut encoding = Encoding::Unknown;
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
        encoding = Encoding::Utf8;
    }
    // How Excel is told what separates the cells.
    let mut separator = None;
    if let Some(told) = bytes.strip_prefix(b"sep=").and_then(|rest| rest.first().copied()) {
        separator = Some(told).filter(|told| SEPARATORS.contains(told));
        let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
        // The line stays one, so that those below keep their numbers.
        bytes.splice(..end, [b'\n']);
    }
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
    let is_other = match first {
        None => return Err(ReadError::Empty),
        Some(first) => matches!(first, b'<' | b'{' | b'['),
    };
    let odd = if is_other { Some(0) } else { bytes.iter().position(|byte| is_of_programs(*byte)) };
    if let Some(odd) = odd {
        return Err(ReadError::NotATable(1 + line_ends(bytes.get(..odd).unwrap_or_default())));
    }
    let separator = separator.unwrap_or_else(|| separator_of(&bytes));
    Ok(Start { separator, encoding, bytes, rest: source })
}

/// How many lines end in a text.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').skip(1).map(|_| 1).sum()
}

/// What people do not write.
fn is_of_programs(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

/// What gives the most rows with as many cells as the first one has.
fn separator_of(bytes: &[u8]) -> u8 {
    let fit = |separator: &u8| {
        let mut rows = ReaderBuilder::new().delimiter(*separator).has_headers(false).flexible(true).from_reader(bytes);
        let lengths: Vec<usize> =
            rows.byte_records().take(ROWS).map_while(Result::ok).map(|cells| cells.len()).collect();
        let columns = lengths.first().copied().filter(|columns| *columns > 1).unwrap_or_default();
        let alike = lengths.iter().filter(|length| **length == columns).count();
        if columns == 0 { (0, 0) } else { (alike, columns) }
    };
    let mut best = (b',', (0, 0));
    for separator in SEPARATORS {
        let fit = fit(&separator);
        if fit > best.1 {
            best = (separator, fit);
        }
    }
    best.0
}

/// How letters are written. The first row that has others than ASCII tells it of all that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Unknown,
    Utf8,
    Windows1252,
}

impl Encoding {
    /// The cells of a row as text; nothing where programs wrote something else. A letter that is none is U+FFFD.
    pub(super) fn cells(&mut self, row: &ByteRecord) -> Option<Vec<String>> {
        let bytes = row.as_slice();
        if bytes.iter().any(|byte| is_of_programs(*byte)) {
            return None;
        }
        if *self == Self::Unknown && !bytes.is_ascii() {
            let is_utf8 = row.iter().all(|cell| std::str::from_utf8(cell).is_ok());
            *self = if is_utf8 { Self::Utf8 } else { Self::Windows1252 };
        }
        let text = |cell| unescaped(&self.text(cell).replace("\r\n", "\n")).trim().to_owned();
        Some(row.iter().map(text).collect())
    }

    fn text(self, cell: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Windows1252 => WINDOWS_1252.decode_without_bom_handling(cell).0,
            Self::Unknown | Self::Utf8 => String::from_utf8_lossy(cell),
        }
    }
}

/// A source of which no more is read for a row than is allowed.
pub(super) struct Measured<R> {
    source: R,
    separator: u8,
    left: usize,
    taken: u64,
    last: u8,
    cell: Cell,
}

/// Where in a cell a table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// Before its first letter.
    Start,
    /// In one that does not begin with a quotation mark: there a mark is a letter.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a mark in one of these, which ends it if none follows.
    Closing,
}

impl Cell {
    fn after(self, byte: u8, separator: u8) -> Self {
        match self {
            Self::Quoted if byte == b'"' => Self::Closing,
            Self::Quoted => Self::Quoted,
            Self::Start | Self::Closing if byte == b'"' => Self::Quoted,
            Self::Start | Self::Plain | Self::Closing if byte == separator || byte == b'\n' => Self::Start,
            Self::Start | Self::Plain | Self::Closing => Self::Plain,
        }
    }
}

/// That a row has more than is allowed.
#[derive(Debug, thiserror::Error)]
#[error("the row is too long")]
struct TooLong;

impl<R> Measured<R> {
    pub(super) fn new(source: R, separator: u8) -> Self {
        Self { source, separator, left: BYTES, taken: 0, last: b'\n', cell: Cell::Start }
    }

    /// Begins a row.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }

    /// Whether a line ended before this byte, rather than the source without one.
    pub(super) fn ends_line(&self, byte: u64) -> bool {
        byte < self.taken || (self.last == b'\n' && self.cell != Cell::Quoted)
    }

    /// Whether what was read ends in the middle of its last row: a quotation mark is open, or cells are missing and no line
    /// ends.
    pub(super) fn is_cut_short(&self, last: &ByteRecord, columns: usize) -> bool {
        self.cell == Cell::Quoted || (self.last != b'\n' && last.len() < columns)
    }
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Err(Error::new(ErrorKind::InvalidData, TooLong));
        }
        let room = buffer.len().min(self.left);
        let read = self.source.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left -= read;
        self.taken += read as u64;
        let bytes = buffer.get(..read).unwrap_or_default();
        self.last = bytes.last().copied().unwrap_or(self.last);
        self.cell = bytes.iter().fold(self.cell, |cell, byte| cell.after(*byte, self.separator));
        Ok(read)
    }
}

/// Whether it is that a row has more than is allowed.
pub(super) fn is_too_long(error: &::csv::Error) -> bool {
    let ::csv::ErrorKind::Io(error) = error.kind() else { return false };
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooLong>)
}
