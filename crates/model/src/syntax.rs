//! Bytes ↔ RDF: one function to read, one to write, for every format.
//!
//! What a format needs is in its own file below `syntax/`. Nothing here fetches: the only JSON-LD context is the one
//! embedded in the program. RDF 1.2's triple terms and base directions are refused by the parsers.

mod compact;
mod context;
mod exact;
mod expand;
mod jsonld;
mod lines;
mod nesting;
mod order;
mod place;
mod rdfxml;
mod stream;
mod turtle;

pub use context::{context, prefixes};
pub(crate) use nesting::{check_json, check_turtle};
pub use place::{Placed, Spans, Unheard, parse_placed, unheard};
pub use stream::{Stream, StreamError};

use crate::canon;
use crate::document::Document;
use crate::iri::Iri;
use oxrdf::{BlankNode, GraphName, Quad};
use oxttl::TurtleSyntaxError;
use std::borrow::Cow;
use std::collections::HashMap;

/// A serialisation of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JSON-LD 1.1, compacted with our context on the way out.
    JsonLd,
    /// Turtle, written for people.
    Turtle,
    /// TriG.
    TriG,
    /// N-Quads.
    NQuads,
    /// N-Triples.
    NTriples,
    /// RDF/XML: written, never read from strangers.
    RdfXml,
}

impl Format {
    /// Every format, the preferred one first when a client accepts anything.
    pub const ALL: &'static [Self] =
        &[Self::JsonLd, Self::Turtle, Self::TriG, Self::NQuads, Self::NTriples, Self::RdfXml];

    /// Its registered media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::JsonLd => "application/ld+json",
            Self::Turtle => "text/turtle",
            Self::TriG => "application/trig",
            Self::NQuads => "application/n-quads",
            Self::NTriples => "application/n-triples",
            Self::RdfXml => "application/rdf+xml",
        }
    }

    /// The format of this media type (no parameters, any case).
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.media_type().eq_ignore_ascii_case(media_type))
    }

    /// The usual file extension, and its short name in ETags.
    pub fn extension(self) -> &'static str {
        match self {
            Self::JsonLd => "jsonld",
            Self::Turtle => "ttl",
            Self::TriG => "trig",
            Self::NQuads => "nq",
            Self::NTriples => "nt",
            Self::RdfXml => "rdf",
        }
    }

    /// The format of a file with this extension.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }

    /// Whether we read it from strangers.
    pub fn is_readable(self) -> bool {
        self != Self::RdfXml
    }

    /// Whether it can name graphs.
    pub fn has_graphs(self) -> bool {
        matches!(self, Self::JsonLd | Self::TriG | Self::NQuads)
    }
}

/// Bytes that are not what their format says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// The text breaks the format's grammar.
    #[error("line {line}, column {column}: {message}")]
    Malformed {
        /// From 1.
        line: u64,
        /// In characters, from 1.
        column: u64,
        /// The parser's words, in English.
        message: String,
    },
    /// The bytes are not UTF-8.
    #[error("line {line}: the text is not UTF-8")]
    NotUtf8 {
        /// From 1.
        line: u64,
    },
    /// Nested deeper than [`DEPTH_LIMIT`].
    #[error("line {line}: nested deeper than {DEPTH_LIMIT} levels")]
    TooDeep {
        /// From 1.
        line: u64,
    },
    /// More than the quads allowed.
    #[error("more than {limit} statements")]
    TooMany {
        /// The limit that was given.
        limit: usize,
    },
    /// A JSON-LD context that is not among the bundled ones: nothing is fetched.
    #[error("the context {0} is not known here, and contexts are never fetched")]
    UnknownContext(String),
    /// The format is one we only write.
    #[error("{} is not read", .0.media_type())]
    WriteOnly(Format),
}

/// Deepest nesting of JSON or of Turtle's brackets: people's documents stay under ten, stack overflows start in the thousands.
pub const DEPTH_LIMIT: usize = 128;

/// Reads `bytes`. Relative IRIs resolve against `base`. At most `limit` quads.
///
/// Quads outside named graphs are in the default graph. Blank nodes are renamed so that two readings never share one.
///
/// ```
/// use model::{Iri, syntax::{Format, parse}};
///
/// let base = Iri::parse("https://a.example/organizations/moulin")?;
/// let text = r#"<> <https://w3id.org/codesocial#name> "Le Moulin"@fr ."#;
/// assert_eq!(parse(text.as_bytes(), Format::Turtle, &base, 10)?.len(), 1);
/// assert!(parse(b"<> a", Format::Turtle, &base, 10).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parse(bytes: &[u8], format: Format, base: &Iri, limit: usize) -> Result<Vec<Quad>, SyntaxError> {
    let mut fresh: HashMap<BlankNode, BlankNode> = HashMap::new();
    let quads = parse_keeping_labels(bytes, format, base, limit)?;
    Ok(canon::rename(quads, |node| fresh.entry(node.clone()).or_default().clone()))
}

/// The same, blank nodes keeping the labels they have in the text: for whoever is told of them again.
pub fn parse_keeping_labels(bytes: &[u8], format: Format, base: &Iri, limit: usize) -> Result<Vec<Quad>, SyntaxError> {
    if !format.is_readable() {
        return Err(SyntaxError::WriteOnly(format));
    }
    let text = text_of(bytes)?;
    let collector = Collector { limit };
    match format {
        Format::JsonLd => jsonld::parse(text, base, collector),
        Format::Turtle => turtle::parse_turtle(text, base, collector),
        Format::TriG => turtle::parse_trig(text, base, collector),
        Format::NQuads => lines::parse_nquads(text, collector),
        Format::NTriples => lines::parse_ntriples(text, collector),
        Format::RdfXml => Err(SyntaxError::WriteOnly(format)),
    }
}

/// Reads JSON-LD that speaks in other contexts than ours, which `contexts` gives by their address: what is signed names
/// contexts that never change. Blank nodes keep their labels.
pub fn parse_jsonld_in(
    text: &str,
    base: &Iri,
    limit: usize,
    contexts: fn(&str) -> Option<Cow<'static, str>>,
) -> Result<Vec<Quad>, SyntaxError> {
    jsonld::parse_in(text, base, Collector { limit }, contexts)
}

/// The bytes as text.
pub(crate) fn text_of(bytes: &[u8]) -> Result<&str, SyntaxError> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        SyntaxError::NotUtf8 { line: before.split(|byte| *byte == b'\n').count() as u64 }
    })?;
    // Editors put a byte order mark there; no format gives it a meaning.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Writes quads, each once, equal graphs as equal bytes. Formats without graphs write the triples of all of them as
/// one graph; JSON-LD is compacted with our context, and keeps named graphs as `@graph`; the prefixes are those of the
/// context.
///
/// Everything written can be read back, but for RDF/XML, which cannot say everything (it says so in a comment).
pub fn write(quads: &[Quad], format: Format) -> Vec<u8> {
    let ordered = if format.has_graphs() {
        order::ordered(quads)
    } else {
        let triples: Vec<Quad> =
            quads.iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }).collect();
        order::ordered(&triples)
    };
    written(&ordered, format)
}

/// The same as one graph in Turtle, blank nodes keeping their labels: for whoever knows what they stand for.
pub fn write_turtle_keeping_labels(quads: &[Quad]) -> Vec<u8> {
    written(&order::ordered_keeping_labels(quads), Format::Turtle)
}

fn written(ordered: &[Quad], format: Format) -> Vec<u8> {
    match format {
        Format::JsonLd => compact::write(ordered),
        Format::Turtle | Format::TriG => turtle::write(ordered),
        Format::NQuads | Format::NTriples => lines::write(ordered),
        Format::RdfXml => rdfxml::write(ordered),
    }
}

/// Writes one document as it is read and put: in TriG and N-Quads in the graph of its name, in JSON-LD as one object
/// with its fragments inside, not as a graph within a graph.
pub fn write_document(document: &Document, format: Format) -> Vec<u8> {
    let quads: Vec<Quad> = match format {
        Format::TriG | Format::NQuads => document.quads().collect(),
        Format::JsonLd | Format::Turtle | Format::NTriples | Format::RdfXml => {
            document.triples().iter().map(|triple| triple.clone().in_graph(GraphName::DefaultGraph)).collect()
        }
    };
    write(&quads, format)
}

/// Writes one document as Turtle in which each statement is a line, so that two versions differ where they say something
/// else and nowhere else: for whoever keeps versions as text.
pub fn write_document_by_line(document: &Document) -> Vec<u8> {
    let triples: Vec<Quad> =
        document.triples().iter().map(|triple| triple.clone().in_graph(GraphName::DefaultGraph)).collect();
    turtle::write_by_line(&order::ordered(&triples))
}

/// Gathers what a parser gives, up to a limit.
#[derive(Clone, Copy)]
struct Collector {
    limit: usize,
}

impl Collector {
    fn all(self, read: impl Iterator<Item = Result<Quad, SyntaxError>>) -> Result<Vec<Quad>, SyntaxError> {
        let mut quads = Vec::new();
        for quad in read {
            if quads.len() == self.limit {
                return Err(SyntaxError::TooMany { limit: self.limit });
            }
            quads.push(quad?);
        }
        Ok(quads)
    }
}

pub(crate) fn broken_turtle(text: &str, error: &TurtleSyntaxError) -> SyntaxError {
    malformed(text, error.location().start.offset, error.message())
}

/// What is wrong at this byte of the text.
fn malformed(text: &str, offset: u64, message: &str) -> SyntaxError {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    let before = text.get(..text.floor_char_boundary(offset)).unwrap_or(text);
    let (lines, last) = before.rsplit_once('\n').unwrap_or(("", before));
    let line = if before.len() == last.len() { 1 } else { 2 + lines.matches('\n').count() as u64 };
    SyntaxError::Malformed { line, column: 1 + last.chars().count() as u64, message: message.to_owned() }
}

#[cfg(test)]
mod tests;
