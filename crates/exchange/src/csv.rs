//! Tables: CSV as spreadsheets and open data write it. One row is in memory at a time.
//!
//! What separates the cells is found out (`;`, `,`, tab, `|`), and so is whether the text is UTF-8 or Windows-1252, as
//! Excel writes it. The first row has the names of the columns; what a column is follows from the mapping of the source and
//! from its name (`fields`). A row is called by its key: without one it could not be found again, so that it is
//! refused.
//!
//! What is no table stops the reading at its first row, and what is endless at a row too long: nothing is held but one row.

#[cfg(test)]
mod tests;
mod text;

use crate::draft::refused;
use crate::fields::{Fields, Own, guess};
use crate::mapping::{Field, Mapping, Writing};
use crate::source::Source;
use ::csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Terminator};
use model::{Passage, Place, RefusedReason, Unplaced, UnplacedReason};
use serde_json::Value;
use std::collections::VecDeque;
use std::io::{Cursor, Read};
use text::{Encoding, Measured, Start};

/// Most bytes of a row.
pub const BYTES: usize = 1 << 20;
/// Most columns: those of the widest open data are a few hundred.
pub const COLUMNS: usize = 2_000;

/// The table cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It does not arrive.
    #[error("the source cannot be read: {0}")]
    Source(#[from] std::io::Error),
    /// It is empty.
    #[error("nothing is there")]
    Empty,
    /// It is something else: a page of the web, JSON, what only programs read.
    #[error("line {0} is no table in CSV")]
    NotATable(u64),
    /// It is written in UTF-16.
    #[error("this is UTF-16: save it as CSV UTF-8")]
    Utf16,
    /// A row has more than [`BYTES`], or more than [`COLUMNS`]: a quotation mark that is never closed, for instance.
    #[error("line {0} begins a row that is too long")]
    TooLong(u64),
    /// It ends in the middle of a row.
    #[error("line {0} begins a row that is cut short")]
    CutShort(u64),
    /// No column says how a record is called.
    #[error("none of the columns is a name: {0}")]
    WithoutName(String),
    /// The mapping names a column as key that is not there.
    #[error("there is no column {0}")]
    WithoutColumn(String),
}

type Cells<R> = Reader<Measured<std::io::Chain<Cursor<Vec<u8>>, R>>>;

/// Reads a table, row by row. After an error there is nothing more.
pub fn read<R: Read>(
    source: R,
    at: &Source,
    mapping: &Mapping,
) -> impl Iterator<Item = Result<Passage, ReadError>> + use<R> {
    let state = Table::open(source, at, mapping)
        .map_or_else(|error| State::Failed(Some(error)), |table| State::Rows(Box::new(table)));
    Rows { state, found: VecDeque::new() }
}

/// What will be done with each column, as a mapping (TOML) that can be saved and corrected: what this mapping says, and
/// what is guessed from the columns' names where it says nothing.
pub fn told<R: Read>(source: R, at: &Source, mapping: &Mapping) -> Result<String, ReadError> {
    let table = Table::open(source, at, mapping)?;
    Ok(guess::told(table.columns.iter().map(String::as_str), mapping))
}

struct Table<R> {
    rows: Cells<R>,
    encoding: Encoding,
    columns: Vec<String>,
    fields: Fields,
    /// The row after the one that is told, with its line: only the last one may be cut short.
    ahead: Option<(u64, ByteRecord)>,
}

impl<R: Read> Table<R> {
    fn open(source: R, at: &Source, mapping: &Mapping) -> Result<Self, ReadError> {
        let Start { separator, encoding, bytes, rest } = text::start(source)?;
        let measured = Measured::new(Cursor::new(bytes).chain(rest), separator);
        let mut builder = ReaderBuilder::new();
        builder.delimiter(separator).terminator(Terminator::Any(b'\n')).has_headers(false).flexible(true);
        let mut rows = builder.from_reader(measured);
        let mut table =
            Self { encoding, columns: Vec::new(), fields: Fields::new(at, mapping), ahead: row(&mut rows)?, rows };
        let (_, columns) = table.next()?.ok_or(ReadError::Empty)?;
        if columns.len() > COLUMNS {
            return Err(ReadError::TooLong(1));
        }
        table.columns = columns.iter().map(|name| name.trim().to_owned()).collect();
        table.check(mapping)?;
        // One column for all: a row where it is empty is not called by another, which would change once it is filled.
        let key = guess::key(table.columns.iter().map(String::as_str));
        table.fields = Fields::new(at, &mapping.clone().or_key(key));
        Ok(table)
    }

    /// Whether there are columns for what every record needs.
    fn check(&mut self, mapping: &Mapping) -> Result<(), ReadError> {
        if let Some(missing) = mapping.key().iter().find(|name| !self.columns.contains(name)) {
            return Err(ReadError::WithoutColumn(missing.clone()));
        }
        let is_name = |name: &String| {
            let field = mapping.field(name).cloned().or_else(|| guess::field(name));
            matches!(field, Some(Field::Property(property)) if property.writing() == Writing::Name)
        };
        if self.columns.iter().any(is_name) {
            return Ok(());
        }
        // The beginning says which table it is.
        let columns: String = self.columns.join(", ").chars().take(200).collect();
        Err(ReadError::WithoutName(columns))
    }

    /// The next row, as text, with its line.
    fn next(&mut self) -> Result<Option<(u64, Vec<String>)>, ReadError> {
        let Some((line, cells)) = self.ahead.take() else { return Ok(None) };
        self.ahead = row(&mut self.rows)?;
        let is_last = self.ahead.is_none();
        if is_last && self.rows.get_ref().is_cut_short(&cells, self.columns.len()) {
            return Err(ReadError::CutShort(line));
        }
        let cells = self.encoding.cells(&cells).ok_or(ReadError::NotATable(line))?;
        Ok(Some((line, cells)))
    }

    fn passages(&mut self, line: u64, cells: &[String]) -> Vec<Passage> {
        let place = Place::Line(line);
        if cells.iter().any(|cell| cell.contains('\u{FFFD}')) {
            let name = cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
            return vec![refused(&name, place, RefusedReason::Malformed("UTF-8".to_owned()))];
        }
        let mut named = Vec::new();
        let mut nameless = Vec::new();
        for (number, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            match self.columns.get(number).filter(|name| !name.is_empty()) {
                Some(name) => named.push((name.as_str(), Value::String(cell.trim().to_owned()))),
                None => nameless.push(cell.trim().to_owned()),
            }
        }
        if named.is_empty() && nameless.is_empty() {
            return Vec::new();
        }
        let mut passages = match self.fields.begin(&named, Own::default(), place) {
            Ok(sheet) => sheet.finish(None),
            Err(refused) => vec![refused],
        };
        passages.extend(nameless.into_iter().map(|text| {
            let reason = UnplacedReason::OutsideSections;
            Passage::Unplaced(Unplaced { place, text, reason })
        }));
        passages
    }
}

/// Takes a row, with the line that it begins on. None is longer than what is held.
fn row<R: Read>(rows: &mut Cells<R>) -> Result<Option<(u64, ByteRecord)>, ReadError> {
    let line = rows.position().line();
    rows.get_mut().allow(BYTES);
    let mut cells = ByteRecord::new();
    match rows.read_byte_record(&mut cells) {
        Ok(true) => {
            // Counted from its end: empty lines before it are none of its own.
            let end = rows.position();
            let own = text::line_ends(cells.as_slice()) + u64::from(rows.get_ref().ends_line(end.byte()));
            Ok(Some((end.line().saturating_sub(own), cells)))
        }
        Ok(false) => Ok(None),
        Err(error) if text::is_too_long(&error) => Err(ReadError::TooLong(line)),
        Err(error) => match error.into_kind() {
            ErrorKind::Io(error) => Err(error.into()),
            // Rows may have any length, and what is no UTF-8 is seen to later.
            ErrorKind::Utf8 { .. }
            | ErrorKind::UnequalLengths { .. }
            | ErrorKind::Seek
            | ErrorKind::Serialize(_)
            | ErrorKind::Deserialize { .. }
            | _ => Err(ReadError::NotATable(line)),
        },
    }
}

enum State<R> {
    Rows(Box<Table<R>>),
    Failed(Option<ReadError>),
}

struct Rows<R> {
    state: State<R>,
    found: VecDeque<Passage>,
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Passage, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(passage) = self.found.pop_front() {
                return Some(Ok(passage));
            }
            match &mut self.state {
                State::Failed(error) => return error.take().map(Err),
                State::Rows(table) => match table.next() {
                    Ok(Some((line, cells))) => self.found.extend(table.passages(line, &cells)),
                    Ok(None) => self.state = State::Failed(None),
                    Err(error) => self.state = State::Failed(Some(error)),
                },
            }
        }
    }
}
