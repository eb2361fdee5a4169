//! Statements behind the names of what they are of: sorted, they are documents one after the other.

use super::{ReadError, passage};
use crate::sorting::{Sorted, Sorter};
use model::document::TRIPLE_LIMIT;
use model::syntax::{self, Format};
use model::{Base, Passage};
use oxrdf::{Triple, TripleRef};
use std::io;

/// A statement behind the name of what it is of, in which there is no tabulator.
pub(super) fn keyed(name: &str, triple: TripleRef<'_>) -> String {
    format!("{name}\t{triple} .")
}

/// A record for each name.
pub(super) struct Documents {
    lines: Sorted,
    base: Base,
    /// The first statement of the next.
    next: Option<String>,
}

impl Documents {
    /// Of all these statements.
    pub(super) fn of(lines: Sorter, base: &Base) -> io::Result<Self> {
        Ok(Self { lines: lines.sorted()?, base: base.clone(), next: None })
    }

    fn read(&mut self) -> Result<Option<Passage>, ReadError> {
        let Some(first) = self.next.take().map_or_else(|| self.lines.next().transpose(), |line| Ok(Some(line)))? else {
            return Ok(None);
        };
        let name = first.split('\t').next().unwrap_or_default().to_owned();
        let mut statements = String::new();
        let (mut count, mut before) = (0, String::new());
        let mut line = Some(first);
        while let Some(said) = line {
            let Some(statement) = said.strip_prefix(&name).and_then(|rest| rest.strip_prefix('\t')) else {
                self.next = Some(said);
                break;
            };
            // One more than a document may have is refused as a million more are; what is said again is the same.
            if count <= TRIPLE_LIMIT && statement != before {
                statements.push_str(statement);
                statements.push('\n');
                count += 1;
                statement.clone_into(&mut before);
            }
            line = self.lines.next().transpose()?;
        }
        let home = self.base.home();
        let quads = syntax::parse_keeping_labels(statements.as_bytes(), Format::NTriples, &home, count)?;
        Ok(Some(passage(&self.base, &name, quads.into_iter().map(Triple::from).collect())))
    }
}

impl Iterator for Documents {
    type Item = Result<Passage, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
