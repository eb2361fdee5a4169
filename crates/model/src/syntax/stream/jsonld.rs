//! JSON-LD, some of its nodes at a time. What nodes of a list say depends on the context before them, and on nothing else
//! of each other: so a long list is read as many short ones.
//!
//! The streaming mode of oxjsonld is of no use for this: it demands an order of the members that nobody keeps to, and by
//! itself the parser holds every object whole, the outermost one too.

mod nodes;

use super::super::{Collector, SyntaxError, jsonld, unheard};
use super::{Contexts, JSONLD_HELD, StreamError, unwrapped};
use crate::iri::Iri;
use crate::syntax::Format;
use nodes::{Nodes, Several};
use oxrdf::Quad;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{BufReader, Cursor, Read};
use std::panic::{RefUnwindSafe, UnwindSafe};

/// Words that are gathered at most.
const UNHEARD: usize = 1_000;

pub(super) struct JsonLd<R> {
    source: Option<R>,
    base: Iri,
    contexts: Vec<Contexts>,
    unheard: Option<BTreeSet<String>>,
    nodes: Option<Nodes<BufReader<Long<R>>>>,
    ready: std::vec::IntoIter<Quad>,
}

/// A long text: its beginning, which was read, and the rest.
type Long<R> = std::io::Chain<Cursor<Vec<u8>>, R>;

impl<R: Read> JsonLd<R> {
    pub(super) fn new(source: R, base: &Iri, contexts: Contexts) -> Self {
        Self {
            source: Some(source),
            base: base.clone(),
            contexts: vec![contexts],
            unheard: None,
            nodes: None,
            ready: Vec::new().into_iter(),
        }
    }

    pub(super) fn add_contexts(&mut self, contexts: Contexts) {
        self.contexts.push(contexts);
    }

    pub(super) fn gather_unheard(&mut self) {
        self.unheard = Some(BTreeSet::new());
    }

    pub(super) fn into_unheard(self) -> BTreeSet<String> {
        self.unheard.unwrap_or_default()
    }

    fn fill(&mut self) -> Result<bool, StreamError> {
        if let Some(mut source) = self.source.take() {
            let mut head = Vec::new();
            (&mut source).take(JSONLD_HELD as u64 + 1).read_to_end(&mut head).map_err(unwrapped)?;
            if head.len() <= JSONLD_HELD {
                let text = super::super::text_of(&head)?;
                self.ready = self.read(text)?.into_iter();
                return Ok(true);
            }
            self.nodes = Some(Nodes::open(BufReader::new(Cursor::new(head).chain(source)))?);
        }
        let Some(nodes) = &mut self.nodes else { return Ok(false) };
        let Some(several) = nodes.several()? else { return Ok(false) };
        let read = self.read(&several.text()?);
        self.ready = read.map_err(|error| self.placed(&several, error))?.into_iter();
        Ok(true)
    }

    fn read(&mut self, text: &str) -> Result<Vec<Quad>, SyntaxError> {
        if let Some(gathered) = &mut self.unheard {
            let found = unheard(text.as_bytes(), Format::JsonLd, &self.base).into_iter().map(|unheard| unheard.written);
            gathered.extend(found.take(UNHEARD.saturating_sub(gathered.len())));
        }
        self.quads(text)
    }

    fn quads(&self, text: &str) -> Result<Vec<Quad>, SyntaxError> {
        let contexts = Known(self.contexts.clone());
        jsonld::parse_in(text, &self.base, Collector { limit: usize::MAX }, move |address| contexts.text(address))
    }

    /// An error with its place in the source; one without any, with that of the node that it is about.
    fn placed(&self, several: &Several, error: SyntaxError) -> SyntaxError {
        let SyntaxError::Malformed { line, column, message } = error else { return error };
        let (line, column) = several.place(line, column).unwrap_or_else(|| {
            let is_broken = |text: &str| self.quads(text).is_err();
            several.first(is_broken)
        });
        SyntaxError::Malformed { line, column, message }
    }
}

impl<R: Read> Iterator for JsonLd<R> {
    type Item = Result<Quad, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(quad) = self.ready.next() {
                return Some(Ok(quad));
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// What is known of contexts, the first that knows one first.
struct Known(Vec<Contexts>);

// They only give texts: there is nothing that a panic could leave half done.
impl UnwindSafe for Known {}
impl RefUnwindSafe for Known {}

impl Known {
    fn text(&self, address: &str) -> Option<Cow<'static, str>> {
        self.0.iter().find_map(|contexts| contexts(address))
    }
}
