//! N-Quads, wherever the statements of a graph stand: they are sorted by document, on disk where there are many, so that no
//! more of them is in memory than one document says.

use super::sorting::{Sorted, Sorter};
use super::{QUAD_LIMIT, name_of, owner_of, owners_of_blank_nodes, passage};
use model::document::TRIPLE_LIMIT;
use model::syntax::{self, Format, SyntaxError};
use model::{Base, Iri, Passage};
use oxrdf::{Quad, Triple};
use std::collections::HashMap;
use std::io::{self, BufRead, Read};

/// Bytes of a statement at most: more than any document may have.
const LINE: u64 = 16 << 20;

/// The statements cannot be read. Nothing was given before.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// One of them is broken, or what can only be told once all is read is too much.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The source, or the disk, broke off.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Reads all of it, then gives a record for each document, by address.
pub fn read_lines<R: BufRead>(
    mut source: R,
    base: &Base,
) -> Result<impl Iterator<Item = Result<Passage, ReadError>> + use<R>, ReadError> {
    let home = base.home();
    let mut sorter = Sorter::new();
    // Whose a blank node is outside named graphs is known at the end.
    let mut hanging: Vec<Quad> = Vec::new();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if source.by_ref().take(LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let quads = syntax::parse_keeping_labels(&line, Format::NQuads, &home, 1).map_err(|error| at(number, error))?;
        for quad in quads {
            let hangs =
                quad.graph_name.is_default_graph() && (quad.subject.is_blank_node() || quad.object.is_blank_node());
            if !hangs {
                let name = if quad.graph_name.is_default_graph() {
                    owner_of(&quad.subject, &HashMap::new())
                } else {
                    name_of(&quad.graph_name)
                };
                sorter.push(keyed(&name, &quad.into()))?;
            } else if hanging.len() == QUAD_LIMIT {
                return Err(SyntaxError::TooMany { limit: QUAD_LIMIT }.into());
            } else {
                hanging.push(quad);
            }
        }
    }
    let owners = owners_of_blank_nodes(&hanging);
    for quad in hanging {
        sorter.push(keyed(&owner_of(&quad.subject, &owners), &quad.into()))?;
    }
    Ok(Documents { lines: sorter.sorted()?, base: base.clone(), home, next: None })
}

/// A statement behind the name of what it is of, in which there is no tabulator.
fn keyed(name: &str, triple: &Triple) -> String {
    format!("{name}\t{triple} .")
}

struct Documents {
    lines: Sorted,
    base: Base,
    home: Iri,
    /// The first statement of the next document.
    next: Option<String>,
}

impl Documents {
    fn read(&mut self) -> Result<Option<Passage>, ReadError> {
        let Some(first) = self.next.take().map_or_else(|| self.lines.next().transpose(), |line| Ok(Some(line)))? else {
            return Ok(None);
        };
        let name = first.split('\t').next().unwrap_or_default().to_owned();
        let mut triples = Vec::new();
        let mut line = Some(first);
        while let Some(said) = line {
            let Some(statement) = said.strip_prefix(&name).and_then(|rest| rest.strip_prefix('\t')) else {
                self.next = Some(said);
                break;
            };
            // One more than a document may have is refused as a million more are.
            if triples.len() <= TRIPLE_LIMIT {
                let quads = syntax::parse_keeping_labels(statement.as_bytes(), Format::NTriples, &self.home, 1)?;
                triples.extend(quads.into_iter().map(Triple::from));
            }
            line = self.lines.next().transpose()?;
        }
        Ok(Some(passage(&self.base, &name, triples)))
    }
}

impl Iterator for Documents {
    type Item = Result<Passage, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The same error, at the line of the source.
fn at(number: u64, error: SyntaxError) -> SyntaxError {
    match error {
        SyntaxError::Malformed { column, message, .. } => SyntaxError::Malformed { line: number, column, message },
        SyntaxError::NotUtf8 { .. } => SyntaxError::NotUtf8 { line: number },
        other @ (SyntaxError::TooDeep { .. }
        | SyntaxError::TooMany { .. }
        | SyntaxError::UnknownContext(_)
        | SyntaxError::WriteOnly(_)) => other,
    }
}
