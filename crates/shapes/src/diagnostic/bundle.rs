//! Files become documents whose statements know where they stand. What cannot be read becomes a diagnostic, and the
//! rest is read all the same.

use super::code::Code;
use super::word::{Kind, WORDS, hint};
use super::{Diagnostic, Place};
use crate::report::Severity;
use model::document::{Document, DocumentError, TRIPLE_LIMIT};
use model::syntax::{Format, Placed, Spans, SyntaxError, Unheard, parse_placed};
use model::vocab::NAMESPACE;
use model::{Iri, syntax};
use oxrdf::{BlankNode, GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// A file to read.
#[derive(Debug, Clone)]
pub struct File {
    /// What people call it.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What it is written in.
    pub format: Format,
    /// What its relative addresses are relative to; `<>` stands for it.
    pub base: Iri,
}

/// The text of a file, for whoever shows it.
#[derive(Debug, Clone)]
pub struct Source {
    /// What people call the file.
    pub name: String,
    /// Its text; what is no UTF-8 is replaced.
    pub text: String,
    /// Where each line begins.
    lines: Vec<usize>,
    /// How many characters stand before each [`STEP`] of bytes: a file may be one long line.
    characters: Vec<usize>,
}

/// How many bytes are counted at most to know a column.
const STEP: usize = 1024;

/// A line and a column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl Source {
    fn new(name: String, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let lines = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut characters = vec![0];
        for step in 0..text.len() / STEP {
            let before = characters.last().copied().unwrap_or_default();
            characters.push(before + width(&text, step * STEP..(step + 1) * STEP));
        }
        Self { name, text, lines, characters }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let counted = self.characters.get(offset / STEP).copied().unwrap_or_default();
        counted + width(&self.text, offset / STEP * STEP..offset)
    }

    /// Where a byte stands.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        Position { line, column: 1 + self.characters_before(offset) - self.characters_before(start) }
    }

    /// The line of a byte, at most `reach` bytes of it on either side, and the column of the byte in it.
    pub fn line_near(&self, offset: usize, reach: usize) -> (&str, usize) {
        let next = self.lines.partition_point(|start| *start <= offset);
        let begin = self.lines.get(next.saturating_sub(1)).copied().unwrap_or_default();
        let end = self.lines.get(next).copied().unwrap_or(self.text.len());
        let from = self.text.ceil_char_boundary(offset.saturating_sub(reach)).max(begin);
        let to = self.text.floor_char_boundary(offset.saturating_add(reach)).min(end);
        let near = self.text.get(from..to).unwrap_or_default();
        (near.trim_end_matches(['\n', '\r']), 1 + width(&self.text, from..offset))
    }

    /// What stands at this line and column: up to the next space.
    fn word_at(&self, line: u64, column: u64) -> Range<usize> {
        let number = |wide: u64| usize::try_from(wide).unwrap_or(usize::MAX);
        let begin = self.lines.get(number(line).saturating_sub(1)).copied().unwrap_or(self.text.len());
        let rest = self.text.get(begin..).unwrap_or_default();
        let at = rest.char_indices().nth(number(column).saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        let word = rest.get(at..).unwrap_or_default();
        let length = word.find(char::is_whitespace).unwrap_or(word.len());
        begin + at..begin + at + length
    }
}

/// How many characters there are to see between two bytes.
fn width(text: &str, range: Range<usize>) -> usize {
    let (start, end) = (text.floor_char_boundary(range.start), text.floor_char_boundary(range.end));
    text.get(start..end).unwrap_or_default().chars().filter(|c| *c != '\u{feff}').count()
}

/// A statement of a document, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// As the document has it: its nameless nodes are fragments.
    pub(crate) triple: Triple,
    pub(crate) file: usize,
    pub(crate) spans: Option<Spans>,
}

impl Statement {
    /// Where its subject stands.
    pub(crate) fn subject_place(&self) -> Option<Place> {
        self.place(|spans| &spans.subject)
    }

    /// Where its predicate stands.
    pub(crate) fn predicate_place(&self) -> Option<Place> {
        self.place(|spans| &spans.predicate)
    }

    /// Where its object stands.
    pub(crate) fn object_place(&self) -> Option<Place> {
        self.place(|spans| &spans.object)
    }

    fn place(&self, part: impl Fn(&Spans) -> &Range<usize>) -> Option<Place> {
        self.spans.as_ref().map(|spans| Place { file: self.file, span: part(spans).clone() })
    }
}

/// Files, read as one.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    sources: Vec<Source>,
    documents: Vec<Document>,
    statements: Vec<Statement>,
    found: Vec<Diagnostic>,
}

impl Bundle {
    /// Reads these files, at most `limit` statements each.
    pub fn read(files: Vec<File>, limit: usize) -> Self {
        let mut bundle = Self::default();
        let mut documents: BTreeMap<Iri, Vec<(usize, Placed)>> = BTreeMap::new();
        for (number, File { name, bytes, format, base }) in files.into_iter().enumerate() {
            let source = Source::new(name, &bytes);
            match parse_placed(&bytes, format, &base, limit) {
                Ok(placed) if placed.is_empty() => {
                    let start = Place { file: number, span: 0..0 };
                    bundle.found.push(Diagnostic::new(Code::SaysNothing).at(Some(start)));
                }
                Ok(placed) => {
                    let unheard = syntax::unheard(&bytes, format, &base);
                    bundle.found.extend(unheard.into_iter().map(|one| passed_over(one, number)));
                    for (document, statements) in bundle.divide(number, placed, &base, &source) {
                        let statements = statements.into_iter().map(|placed| (number, placed));
                        documents.entry(document).or_default().extend(statements);
                    }
                }
                Err(error) => bundle.found.push(unreadable(&error, &source, number)),
            }
            bundle.sources.push(source);
        }
        for (iri, statements) in documents {
            bundle.admit(iri, statements);
        }
        // As they stand, not as their documents are called.
        bundle.statements.sort_by_key(|statement| {
            (statement.file, statement.spans.as_ref().map_or(usize::MAX, |spans| spans.object.start))
        });
        bundle
    }

    /// The files.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The documents, by address.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    pub(crate) fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// What was found in reading.
    pub(crate) fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// Whether a file or a document could not be read at all: then a link may lead to what is in it.
    pub(crate) fn is_whole(&self) -> bool {
        self.found.iter().all(|diagnostic| diagnostic.severity < Severity::Violation)
    }

    /// Which statements belong to which document: by their graph; in the default graph by their subject, nameless
    /// nodes with what leads to them.
    fn divide(&mut self, file: usize, placed: Vec<Placed>, base: &Iri, source: &Source) -> BTreeMap<Iri, Vec<Placed>> {
        let owner = |quad: &Quad| match (&quad.graph_name, &quad.subject) {
            (GraphName::NamedNode(graph), _) => Some(Iri::from_named_node(graph.clone())),
            (GraphName::DefaultGraph | GraphName::BlankNode(_), NamedOrBlankNode::NamedNode(subject)) => {
                Some(Iri::from_named_node(subject.clone()).document())
            }
            (GraphName::DefaultGraph | GraphName::BlankNode(_), NamedOrBlankNode::BlankNode(_)) => None,
        };
        // A named graph must lead to its nameless nodes itself.
        let mut leading: HashMap<&BlankNode, Vec<&BlankNode>> = HashMap::new();
        let mut reached: Vec<(&BlankNode, Iri)> = Vec::new();
        for Placed { quad, .. } in &placed {
            match (&quad.subject, &quad.object) {
                (NamedOrBlankNode::BlankNode(subject), Term::BlankNode(object)) => {
                    leading.entry(subject).or_default().push(object);
                }
                (NamedOrBlankNode::NamedNode(_), Term::BlankNode(object)) => {
                    reached.extend(owner(quad).map(|owner| (object, owner)));
                }
                (_, Term::NamedNode(_) | Term::Literal(_)) => {}
            }
        }
        // Whoever leads to a node first has it, and what it leads to.
        reached.reverse();
        let mut owners: HashMap<BlankNode, Iri> = HashMap::new();
        while let Some((node, owner)) = reached.pop() {
            if !owners.contains_key(node) {
                let next = leading.get(node).into_iter().flatten().rev();
                reached.extend(next.map(|next| (*next, owner.clone())));
                owners.insert(node.clone(), owner);
            }
        }
        // A file that speaks of itself, `<>`, is one document.
        let written = |one: &Placed| one.spans.as_ref().and_then(|spans| source.text.get(spans.subject.clone()));
        let speaks_of_itself = placed.iter().any(|one| {
            one.quad.graph_name.is_default_graph() && written(one).is_some_and(|text| matches!(text, "<>" | "\"\""))
        });
        let mut documents: BTreeMap<Iri, Vec<Placed>> = BTreeMap::new();
        let mut told: HashSet<NamedOrBlankNode> = HashSet::new();
        for one in placed {
            let quad = &one.quad;
            let place = one.spans.as_ref().map(|spans| Place { file, span: spans.subject.clone() });
            let document = match &quad.subject {
                NamedOrBlankNode::NamedNode(subject) => {
                    let own = if speaks_of_itself && quad.graph_name.is_default_graph() {
                        Some(base.clone())
                    } else {
                        owner(quad)
                    };
                    let Some(own) = own else { continue };
                    if !own.holds(subject.as_ref()) {
                        if told.insert(quad.subject.clone()) {
                            let near = |iri: &str| {
                                let place = origin(base.as_str()).and_then(|origin| iri.strip_prefix(origin));
                                format!("<{}>", place.unwrap_or(iri))
                            };
                            let own = if own == *base { "<>".to_owned() } else { near(own.as_str()) };
                            let diagnostic = Diagnostic::new(Code::ForeignSubject).at(place);
                            let diagnostic = diagnostic.with_text("document", own);
                            self.found.push(diagnostic.with_text("subject", near(subject.as_str())));
                        }
                        continue;
                    }
                    own
                }
                NamedOrBlankNode::BlankNode(node) => {
                    let Some(own) = owners.get(node) else {
                        if told.insert(quad.subject.clone()) {
                            self.found.push(Diagnostic::new(Code::Detached).at(place));
                        }
                        continue;
                    };
                    own.clone()
                }
            };
            documents.entry(document).or_default().push(one);
        }
        documents
    }

    fn admit(&mut self, iri: Iri, statements: Vec<(usize, Placed)>) {
        let triples: Vec<Triple> = statements.iter().map(|(_, placed)| Triple::from(placed.quad.clone())).collect();
        let first = statements
            .iter()
            .find_map(|(file, placed)| Some(Place { file: *file, span: placed.spans.as_ref()?.subject.clone() }));
        let (document, names) = match Document::admit_named(iri, triples) {
            Ok(admitted) => admitted,
            Err(error) => {
                let diagnostic = match error {
                    DocumentError::TooSymmetric(_) => Diagnostic::new(Code::TooSymmetric),
                    DocumentError::TooLarge(_) => {
                        Diagnostic::new(Code::TooLarge).with_text("limit", TRIPLE_LIMIT.to_string())
                    }
                    // `divide` took these out.
                    DocumentError::ForeignSubject { .. } | DocumentError::Detached(_) | DocumentError::Empty => {
                        Diagnostic::new(Code::Detached)
                    }
                };
                self.found.push(diagnostic.at(first));
                return;
            }
        };
        for (file, Placed { quad, spans }) in statements {
            let fragment = |node: &BlankNode| names.get(node).cloned();
            let subject = match &quad.subject {
                NamedOrBlankNode::BlankNode(node) => fragment(node).map(NamedOrBlankNode::from),
                NamedOrBlankNode::NamedNode(_) => Some(quad.subject.clone()),
            };
            let object = match &quad.object {
                Term::BlankNode(node) => fragment(node).map(Term::from),
                Term::NamedNode(_) | Term::Literal(_) => Some(quad.object.clone()),
            };
            if let (Some(subject), Some(object)) = (subject, object) {
                let triple = Triple { subject, predicate: quad.predicate, object };
                self.statements.push(Statement { triple, file, spans });
            }
        }
        self.documents.push(document);
    }
}

/// An address in full; a term of a known vocabulary with its prefix.
pub(crate) fn reference(iri: &Iri) -> String {
    let mut prefixed = syntax::prefixes().iter().rev().filter_map(|(prefix, namespace)| {
        let local = iri.as_str().strip_prefix(namespace.as_str())?;
        let is_plain = !local.is_empty() && local.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        is_plain.then(|| format!("{prefix}:{local}"))
    });
    prefixed.next().unwrap_or_else(|| format!("<{iri}>"))
}

/// Scheme and authority of an address that has both.
pub(crate) fn origin(iri: &str) -> Option<&str> {
    let start = iri.find("://")? + 3;
    let end = iri.get(start..)?.find(['/', '?', '#']).map_or(iri.len(), |at| start + at);
    iri.get(..end)
}

/// A key or a type of JSON-LD that no reader hears.
fn passed_over(unheard: Unheard, file: usize) -> Diagnostic {
    let Unheard { written, span, is_type } = unheard;
    // Other JSON has its keys for others; what has a type of no vocabulary is taken for nothing at all.
    let (kind, severity) =
        if is_type { (Kind::Class, Severity::Violation) } else { (Kind::Property, Severity::Warning) };
    let nearest = WORDS.nearest(NamedNodeRef::new_unchecked(&format!("{NAMESPACE}{written}")), kind);
    let meant = nearest.as_ref().and_then(|term| term.as_str().strip_prefix(NAMESPACE));
    Diagnostic::new(Code::UnknownTerm)
        .weighing(severity)
        .with("hint", hint(meant))
        .with_text("term", written)
        .at(Some(Place { file, span }))
}

fn unreadable(error: &SyntaxError, source: &Source, file: usize) -> Diagnostic {
    let at = |line: u64, column: u64| Some(Place { file, span: source.word_at(line, column) });
    match error {
        SyntaxError::Malformed { line, column, message } => {
            let undeclared = message.strip_prefix("The prefix ").and_then(|rest| rest.split_once(": has not"));
            match undeclared {
                Some((prefix, _)) => {
                    let known = syntax::prefixes().iter().find(|(known, _)| known == prefix);
                    let namespace = known.map_or("…", |(_, namespace)| namespace.as_str());
                    Diagnostic::new(Code::UndeclaredPrefix)
                        .with_text("prefix", format!("{prefix}:"))
                        .with_text("declaration", format!("@prefix {prefix}: <{namespace}> ."))
                        .at(at(*line, *column))
                }
                None => Diagnostic::new(Code::Malformed).with_text("parser", message).at(at(*line, *column)),
            }
        }
        SyntaxError::NotUtf8 { line } => {
            let line_start = source.word_at(*line, 1).start;
            let broken = source.text.get(line_start..).and_then(|rest| rest.find('\u{fffd}'));
            let start = line_start + broken.unwrap_or_default();
            let span = start..start + '\u{fffd}'.len_utf8();
            Diagnostic::new(Code::NotUtf8).at(Some(Place { file, span }))
        }
        SyntaxError::TooDeep { line } => {
            Diagnostic::new(Code::TooDeep).with_text("limit", syntax::DEPTH_LIMIT.to_string()).at(at(*line, 1))
        }
        SyntaxError::TooMany { limit } => {
            Diagnostic::new(Code::TooLarge).with_text("limit", limit.to_string()).at(Some(Place { file, span: 0..0 }))
        }
        SyntaxError::UnknownContext(address) => {
            let start = source.text.find(address.as_str()).unwrap_or_default();
            let span = start..start + address.len();
            Diagnostic::new(Code::UnknownContext).with_text("context", address).at(Some(Place { file, span }))
        }
        // The caller offers only what can be read.
        SyntaxError::WriteOnly(format) => Diagnostic::new(Code::Malformed)
            .with_text("parser", format.media_type())
            .at(Some(Place { file, span: 0..0 })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        let text = format!("\u{feff}été\nà {}\r\n€", "é€𝄞b".repeat(1_000));
        let source = Source::new("x".to_owned(), text.as_bytes());
        let (mut line, mut column) = (1, 1);
        for (at, c) in text.char_indices() {
            assert_eq!(source.position(at), Position { line, column }, "{at}");
            match c {
                '\n' => (line, column) = (line + 1, 1),
                '\u{feff}' => {}
                _ => column += 1,
            }
        }
        assert_eq!(source.position(text.len()), Position { line, column });
        assert_eq!(source.position(text.len() + 9), Position { line, column });
        for (wanted, reach, near, column) in
            [("é\n", 9, "\u{feff}été", 3), ("à", 9, "à é€", 1), ("\r", 5, "𝄞b", 3), ("€", 3, "€", 1)]
        {
            let at = if wanted == "€" { text.rfind(wanted) } else { text.find(wanted) };
            assert_eq!(source.line_near(at.unwrap(), reach), (near, column), "{wanted:?}");
        }
        assert_eq!(source.line_near(text.len() + 9, 100), ("€", 2));
    }
}
