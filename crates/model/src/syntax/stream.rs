//! RDF that is read as it comes, however large it is: no more of it is held than what the parser needs for a statement,
//! and of JSON-LD some megabytes.
//!
//! | module | says |
//! |---|---|
//! | `guard` | what is looked at before a parser sees it |
//! | `jsonld` | JSON-LD, some of its nodes at a time |

mod guard;
mod jsonld;

use super::{Format, SyntaxError, context};
use crate::iri::Iri;
use guard::{Guard, Kind};
use jsonld::JsonLd;
use oxrdf::{GraphName, Quad};
use oxttl::{NQuadsParser, NTriplesParser, TriGParser, TurtleParseError, TurtleParser, nquads, ntriples, trig, turtle};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::Arc;

/// Bytes of JSON-LD that are held at a time: a text that is no longer is read as [`parse`](super::parse) does. Of a longer
/// one each node of its list may have as many.
const JSONLD_HELD: usize = 8 << 20;

/// A source cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// It is not what its format says.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// It broke off.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The statements of a source, one after the other, blank nodes keeping their labels. Nothing comes after an error.
///
/// JSON-LD of more than eight megabytes is a list of nodes, or one object with its `@context` and `@id` before its
/// `@graph`, and nothing after that.
///
/// ```
/// use model::{Iri, syntax::{Format, Stream}};
///
/// let base = Iri::parse("https://a.example/organizations/moulin")?;
/// let text = r#"<> <https://w3id.org/codesocial#name> "Le Moulin"@fr ."#;
/// assert_eq!(Stream::new(text.as_bytes(), Format::Turtle, &base)?.count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Stream<R: Read> {
    parser: Option<Parser<Guard<R>>>,
    unheard: BTreeSet<String>,
}

enum Parser<R: Read> {
    Turtle(turtle::ReaderTurtleParser<R>),
    TriG(trig::ReaderTriGParser<R>),
    NTriples(ntriples::ReaderNTriplesParser<R>),
    NQuads(nquads::ReaderNQuadsParser<R>),
    JsonLd(Box<JsonLd<R>>),
}

/// What is known of contexts: the text of each address.
type Contexts = Arc<dyn Fn(&str) -> Option<Cow<'static, str>> + Send + Sync>;

impl<R: Read> Stream<R> {
    /// Of a source in this format. Relative IRIs resolve against `base`.
    pub fn new(source: R, format: Format, base: &Iri) -> Result<Self, StreamError> {
        let kind = match format {
            Format::JsonLd => Kind::Json,
            Format::Turtle | Format::TriG => Kind::Turtle,
            Format::NQuads | Format::NTriples => Kind::Lines,
            Format::RdfXml => return Err(SyntaxError::WriteOnly(format).into()),
        };
        let source = Guard::new(source, kind);
        let no_base = |error: oxiri::IriParseError| super::malformed("", 0, &error.to_string());
        let parser = match format {
            Format::Turtle => {
                let parser = TurtleParser::new().with_base_iri(base.as_str()).map_err(no_base)?;
                Parser::Turtle(parser.for_reader(source))
            }
            Format::TriG => {
                let parser = TriGParser::new().with_base_iri(base.as_str()).map_err(no_base)?;
                Parser::TriG(parser.for_reader(source))
            }
            Format::NTriples => Parser::NTriples(NTriplesParser::new().for_reader(source)),
            Format::NQuads => Parser::NQuads(NQuadsParser::new().for_reader(source)),
            Format::JsonLd | Format::RdfXml => {
                let origin = base.as_str().to_owned();
                let ours = Arc::new(move |address: &str| context::bundled(address, &origin).map(Cow::Borrowed));
                Parser::JsonLd(Box::new(JsonLd::new(source, base, ours)))
            }
        };
        Ok(Self { parser: Some(parser), unheard: BTreeSet::new() })
    }

    /// With the texts of contexts that are not ours, by their addresses.
    #[must_use]
    pub fn with_contexts(mut self, others: impl Fn(&str) -> Option<Cow<'static, str>> + Send + Sync + 'static) -> Self {
        if let Some(Parser::JsonLd(parser)) = &mut self.parser {
            parser.add_contexts(Arc::new(others));
        }
        self
    }

    /// What says nothing to anybody ([`unheard`](super::unheard)) is gathered.
    #[must_use]
    pub fn gathering_unheard(mut self) -> Self {
        if let Some(Parser::JsonLd(parser)) = &mut self.parser {
            parser.gather_unheard();
        }
        self
    }

    /// What was gathered once all was read, each once.
    pub fn unheard(&self) -> &BTreeSet<String> {
        &self.unheard
    }
}

impl<R: Read> Iterator for Stream<R> {
    type Item = Result<Quad, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        let in_default = |triple: oxrdf::Triple| triple.in_graph(GraphName::DefaultGraph);
        let next = match self.parser.as_mut()? {
            Parser::Turtle(parser) => parser.next().map(|read| read.map(in_default).map_err(broken)),
            Parser::TriG(parser) => parser.next().map(|read| read.map_err(broken)),
            Parser::NTriples(parser) => parser.next().map(|read| read.map(in_default).map_err(broken)),
            Parser::NQuads(parser) => parser.next().map(|read| read.map_err(broken)),
            Parser::JsonLd(parser) => parser.next(),
        };
        if !matches!(next, Some(Ok(_)))
            && let Some(Parser::JsonLd(parser)) = self.parser.take()
        {
            self.unheard = parser.into_unheard();
        }
        next
    }
}

/// Why a parser of Turtle and its kin stopped.
fn broken(error: TurtleParseError) -> StreamError {
    match error {
        TurtleParseError::Syntax(error) => {
            let at = error.location().start;
            let message = error.message().to_owned();
            SyntaxError::Malformed { line: at.line + 1, column: at.column + 1, message }.into()
        }
        TurtleParseError::Io(error) => unwrapped(error),
    }
}

/// What the guard refused comes through the parser as an error of the source.
fn unwrapped(error: io::Error) -> StreamError {
    match error.downcast::<SyntaxError>() {
        Ok(error) => error.into(),
        Err(error) => error.into(),
    }
}

#[cfg(test)]
mod tests;
