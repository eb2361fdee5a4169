//! Blank nodes outside named graphs: whose each is, is known once all was read. Their statements wait on disk; in memory
//! there is a number for each node, and what hangs from what.

use super::documents::keyed;
use super::owner_of;
use crate::sorting::Sorter;
use model::syntax::SyntaxError;
use oxrdf::{NamedOrBlankNode, Term, Triple};
use std::collections::hash_map::{Entry, RandomState};
use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::hash::BuildHasher;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

/// Blank nodes outside named graphs that hang from documents, and links from blank nodes to blank nodes, at most: of each
/// there are some numbers in memory.
const NODES: usize = 2_000_000;

/// What waits.
pub(super) struct Hanging {
    /// Names are numbers here: 64 bits of a hash that nobody can foresee.
    numbers: RandomState,
    /// The document of each node that hangs from one.
    owners: HashMap<u64, u64>,
    /// These nodes, in the order in which they were found.
    owned: VecDeque<u64>,
    /// What hangs from nodes: a node, and what hangs from it.
    below: Vec<(u64, u64)>,
    /// What is said of nodes: the number of the node, and the statement.
    said: BufWriter<File>,
    /// The names of documents, by their numbers.
    names: Sorter,
    last: Option<u64>,
}

impl Hanging {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            numbers: RandomState::new(),
            owners: HashMap::new(),
            owned: VecDeque::new(),
            below: Vec::new(),
            said: BufWriter::new(tempfile::tempfile()?),
            names: Sorter::new(),
            last: None,
        })
    }

    /// Takes a statement outside named graphs that has a blank node. Of what hangs from several documents, the first that
    /// says so has it.
    pub(super) fn push(&mut self, triple: &Triple, lines: &mut Sorter) -> Result<(), super::ReadError> {
        let object = match &triple.object {
            Term::BlankNode(node) => Some(self.number(node.as_str())),
            Term::NamedNode(_) | Term::Literal(_) => None,
        };
        match &triple.subject {
            NamedOrBlankNode::NamedNode(_) => {
                let name = owner_of(&triple.subject);
                if let Some(node) = object {
                    self.own(node, &name)?;
                }
                lines.push(keyed(&name, triple.as_ref()))?;
            }
            NamedOrBlankNode::BlankNode(node) => {
                let node = self.number(node.as_str());
                writeln!(self.said, "{node:016x}\t{triple} .")?;
                self.below.extend(object.map(|below| (node, below)));
            }
        }
        if self.owners.len().max(self.below.len()) > NODES {
            return Err(SyntaxError::TooMany { limit: NODES }.into());
        }
        Ok(())
    }

    fn own(&mut self, node: u64, name: &str) -> io::Result<()> {
        let document = self.number(name);
        if let Entry::Vacant(entry) = self.owners.entry(node) {
            entry.insert(document);
            self.owned.push_back(node);
            if self.last.replace(document) != Some(document) {
                self.names.push(format!("{document:016x}\t{name}"))?;
            }
        }
        Ok(())
    }

    fn number(&self, name: &str) -> u64 {
        self.numbers.hash_one(name)
    }

    /// Gives every statement that waits to the document that it hangs from, through however many nodes; of what hangs from
    /// none, to the node's own name.
    pub(super) fn settle(mut self, lines: &mut Sorter) -> Result<(), super::ReadError> {
        self.follow();
        let mut said = self.said.into_inner().map_err(io::IntoInnerError::into_error)?;
        said.rewind()?;
        for line in BufReader::new(said).lines() {
            let line = line?;
            let Some((node, statement)) = line.split_once('\t') else { continue };
            let owner = u64::from_str_radix(node, 16).ok().and_then(|node| self.owners.get(&node));
            if let Some(document) = owner {
                // Behind the name of the document, which is an IRI and begins with a letter.
                self.names.push(format!("{document:016x}\t~{statement}"))?;
            } else {
                let name = statement.split(' ').next().unwrap_or_default();
                lines.push(format!("{name}\t{statement}"))?;
            }
        }
        drop((self.owners, self.below));
        let mut name = String::new();
        for line in self.names.sorted()? {
            let line = line?;
            match line.split_once('\t').map(|(_, said)| (said, said.strip_prefix('~'))) {
                Some((_, Some(statement))) => lines.push(format!("{name}\t{statement}"))?,
                Some((document, None)) => document.clone_into(&mut name),
                None => {}
            }
        }
        Ok(())
    }

    /// Whose the nodes are that hang from nodes.
    fn follow(&mut self) {
        self.below.sort_by_key(|(node, _)| *node);
        while let Some(node) = self.owned.pop_front() {
            let Some(document) = self.owners.get(&node).copied() else { continue };
            let first = self.below.partition_point(|(above, _)| *above < node);
            for (_, below) in self.below.iter().skip(first).take_while(|(above, _)| *above == node) {
                if let Entry::Vacant(entry) = self.owners.entry(*below) {
                    entry.insert(document);
                    self.owned.push_back(*below);
                }
            }
        }
    }
}
