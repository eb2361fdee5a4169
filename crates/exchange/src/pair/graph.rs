//! The statements of a source, by whom they are of, in the order in which these come first. They wait on disk; of subjects
//! only what [`Subjects`] has is in memory.
//!
//! Statements go through several hands, one after the other: each is heard (who is a person, what is a place), then said
//! by whom we say it (associations and inverse properties are turned, and nobody but themselves points at people), then
//! sorted. RDF has no order, whatever the order of a text is: the first name is the same in each.

use super::said::Said;
use super::subjects::{Subject, Subjects, name_of, term_of};
use super::tie::Ties;
use super::words;
use crate::sorting::Sorter;
use model::document::TRIPLE_LIMIT;
use model::vocab::rdf;
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};

/// Nodes inside nodes that are followed: what is deeper is a circle.
pub(super) const DEPTH: usize = 8;

/// Statements that are heard.
#[derive(Debug)]
pub(super) struct Hearing {
    subjects: Subjects,
    said: BufWriter<File>,
}

/// All subjects with what they say.
#[derive(Debug)]
pub(super) struct Graph {
    subjects: Subjects,
    said: BufReader<File>,
    /// Where in the file each subject begins, and how many statements it has.
    places: Vec<(u64, u32)>,
}

/// One subject with what it says.
#[derive(Debug)]
pub(super) struct Node {
    /// Its IRI, or the label of a blank node.
    pub(super) name: String,
    pub(super) is_blank: bool,
    /// What it is here, if it is a document.
    pub(super) class: Option<NamedNodeRef<'static>>,
    /// What is said of it: words of PAIR, and IRIs of others.
    pub(super) said: Vec<(String, Term)>,
    /// How many statements that are, where it has more than are read.
    pub(super) too_much: Option<usize>,
}

/// The parts of a subject, however deep, by their numbers.
pub(super) type Parts = BTreeMap<u32, Node>;

impl Hearing {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { subjects: Subjects::new(), said: BufWriter::new(tempfile::tempfile()?) })
    }

    /// Takes a statement, whatever graph it stands in. Whether there is room for its subject.
    pub(super) fn push(&mut self, quad: &Quad) -> io::Result<bool> {
        let name = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => format!("_:{}", node.as_str()),
        };
        let word = words::word(quad.predicate.as_str());
        let before = self.subjects.count();
        let Some(number) = self.subjects.hear(&name, word, &quad.object) else { return Ok(false) };
        if self.subjects.count() > before {
            writeln!(self.said, "{}", Said::nothing(number, &name).line())?;
        }
        writeln!(self.said, "{}", Said::new(number, &name, word, &quad.object).line())?;
        Ok(true)
    }

    /// Whether there is a word of PAIR in it.
    pub(super) fn has_pair(&self) -> bool {
        self.subjects.has_pair()
    }

    /// Once all was heard.
    pub(super) fn graph(self) -> io::Result<Graph> {
        let (mut subjects, mut ties, mut lines) = (self.subjects, Ties::new(), Sorter::new());
        subjects.close();
        let mut said = self.said.into_inner().map_err(io::IntoInnerError::into_error)?;
        said.rewind()?;
        for line in BufReader::new(said).lines() {
            let Some(said) = Said::of(&line?) else { continue };
            if said.word.is_empty() {
                lines.push(said.line())?;
            } else if let Some(said) = ties.take(said, &subjects)? {
                turn(said, &mut subjects, &mut lines)?;
            }
        }
        ties.settle(&mut subjects, |said, subjects| turn(said, subjects, &mut lines))?;
        Graph::of(subjects, lines)
    }
}

/// Says it by whom we say it.
fn turn(said: Said, subjects: &mut Subjects, lines: &mut Sorter) -> io::Result<()> {
    let Some(value) = said.value() else { return Ok(()) };
    let other = name_of(&value).and_then(|name| Some((subjects.named(&name)?, name)));
    let (mut said, mut value) = (said, value);
    if let (Some(ours), Some((number, name))) = (words::inverse(&said.word), &other)
        && *number != said.number
        && !subjects.get(*number).is_blank
    {
        (value, said) = (term_of(&said.name), Said::new(*number, name, ours, &term_of(&said.name)));
    }
    // Nobody but themselves points at people.
    let person = name_of(&value).and_then(|name| Some((subjects.named(&name)?, name)));
    if let Some((number, name)) = person.filter(|(number, _)| subjects.get(*number).is_person)
        && !subjects.get(said.number).is_person
    {
        if subjects.get(said.number).is_blank {
            return Ok(());
        }
        let word = words::other_side(&said.word).map_or_else(|| format!("{} of", said.word), str::to_owned);
        (value, said) = (term_of(&said.name), Said::new(number, &name, &word, &term_of(&said.name)));
    }
    subjects.hear_last(said.number, &said.word, &value);
    lines.push(said.line())
}

impl Graph {
    fn of(subjects: Subjects, lines: Sorter) -> io::Result<Self> {
        let mut places = vec![(0, 0); subjects.count()];
        let mut file = BufWriter::new(tempfile::tempfile()?);
        let (mut at, mut before) = (0, String::new());
        for line in lines.sorted()? {
            let line = line?;
            let number = line.get(..8).and_then(|number| usize::from_str_radix(number, 16).ok());
            let Some((start, count)) = number.and_then(|number| places.get_mut(number)).filter(|_| line != before)
            else {
                continue;
            };
            if *count == 0 {
                *start = at;
            }
            *count += 1;
            file.write_all(line.as_bytes())?;
            file.write_all(b"\n")?;
            at += line.len() as u64 + 1;
            before = line;
        }
        let mut said = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        said.rewind()?;
        Ok(Self { subjects, said: BufReader::new(said), places })
    }

    /// How many subjects there are.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// The subject of this number, as others see it.
    pub(super) fn get(&self, number: u32) -> Subject {
        self.subjects.get(number)
    }

    /// The subject that a value is, as others see it.
    pub(super) fn find(&self, term: &Term) -> Option<(u32, Subject)> {
        let number = self.subjects.find(term)?;
        Some((number, self.subjects.get(number)))
    }

    /// The subject of this number with what it says.
    pub(super) fn node(&mut self, number: u32) -> io::Result<Node> {
        let (start, count) = self.places.get(number as usize).copied().unwrap_or_default();
        let mut node = self.empty(number);
        let count = count as usize;
        if count > TRIPLE_LIMIT {
            node.too_much = Some(count);
        }
        // A seek that stays in the buffer does not empty it: most nodes are read one after the other.
        let here = self.said.stream_position()?;
        self.said.seek_relative(i64::try_from(start).unwrap_or(i64::MAX) - i64::try_from(here).unwrap_or(0))?;
        let mut line = String::new();
        for _ in 0..count.min(TRIPLE_LIMIT) {
            line.clear();
            self.said.read_line(&mut line)?;
            let Some(said) = Said::of(line.trim_end_matches('\n')) else { continue };
            node.said.extend(said.value().map(|value| (said.word, value)));
            node.name = said.name;
        }
        Ok(node)
    }

    fn empty(&self, number: u32) -> Node {
        let subject = self.subjects.get(number);
        Node {
            name: String::new(),
            is_blank: subject.is_blank,
            class: subject.class(),
            said: Vec::new(),
            too_much: None,
        }
    }

    /// What is told with a node, as deep as it is followed, and no more than a document may say.
    pub(super) fn parts(&mut self, node: &Node) -> io::Result<Parts> {
        let mut parts = Parts::new();
        let mut next = self.parts_of(node);
        let mut count = node.said.len();
        for _ in 0..=DEPTH {
            let mut below = Vec::new();
            for number in next {
                if parts.contains_key(&number) || count > TRIPLE_LIMIT {
                    continue;
                }
                let part = self.node(number)?;
                count += part.said.len();
                below.extend(self.parts_of(&part));
                parts.insert(number, part);
            }
            next = below;
        }
        Ok(parts)
    }

    fn parts_of(&self, node: &Node) -> Vec<u32> {
        let parts = node.said.iter().filter_map(|(_, term)| self.find(term));
        parts.filter(|(_, subject)| subject.is_part()).map(|(number, _)| number).collect()
    }
}

impl Node {
    /// Its types.
    pub(super) fn types(&self) -> Vec<&str> {
        self.values(rdf::TYPE.as_str())
            .filter_map(|term| match term {
                Term::NamedNode(node) => Some(words::word(node.as_str())),
                Term::BlankNode(_) | Term::Literal(_) => None,
            })
            .collect()
    }

    /// What is said of it with this word.
    pub(super) fn values<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Term> {
        self.said.iter().filter(move |(said, _)| said == word).map(|(_, term)| term)
    }
}
