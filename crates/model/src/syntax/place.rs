//! Where each statement stands in its text: what a diagnostic points at.
//!
//! The parsers give no position, so each syntax has a reader of its own here that knows nothing but places, and is
//! held against the parser: it must find as many statements, in the order in which the parser gives them, and each
//! place must read like the term that stands there. Where they disagree there is no place, never a wrong one.

mod json;
mod jsonld;
mod lines;
mod turtle;

use super::{Format, SyntaxError, parse, text_of};
use crate::iri::Iri;
use oxrdf::{NamedOrBlankNode, Quad, Term};
use std::ops::Range;

/// A statement, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The statement.
    pub quad: Quad,
    /// Where it stands; `None` where that could not be made out.
    pub spans: Option<Spans>,
}

/// Where the three parts of a statement stand, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spans {
    /// Of the subject; of the bracket or brace that opens it where it has no name.
    pub subject: Range<usize>,
    /// Of the predicate, or of the key.
    pub predicate: Range<usize>,
    /// Of the object, with its language or datatype.
    pub object: Range<usize>,
}

/// A key or a type of JSON-LD that stands for nothing: whoever reads the text passes over it and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// As it is written.
    pub written: String,
    /// Where it stands, in bytes of the text.
    pub span: Range<usize>,
    /// Whether it is a type; else it is a key.
    pub is_type: bool,
}

/// [`parse`], with the place of each statement.
///
/// ```
/// use model::{Iri, syntax::{Format, parse_placed}};
///
/// let base = Iri::parse("https://a.example/organizations/moulin")?;
/// let text = r#"<> <https://w3id.org/codesocial#name> "Le Moulin"@fr ."#;
/// let placed = parse_placed(text.as_bytes(), Format::Turtle, &base, 10)?;
/// let object = placed[0].spans.clone().unwrap().object;
/// assert_eq!(&text[object], r#""Le Moulin"@fr"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parse_placed(bytes: &[u8], format: Format, base: &Iri, limit: usize) -> Result<Vec<Placed>, SyntaxError> {
    let quads = parse(bytes, format, base, limit)?;
    let text = text_of(bytes)?;
    let before = bytes.len() - text.len();
    let mut spans: Vec<Option<Spans>> = match format {
        Format::Turtle | Format::TriG => in_step(text, &quads, turtle::spans(text)),
        Format::NTriples | Format::NQuads => in_step(text, &quads, lines::spans(text)),
        Format::JsonLd => jsonld::spans(text, base, &quads),
        Format::RdfXml => Vec::new(),
    };
    spans.resize(quads.len(), None);
    let moved = |range: Range<usize>| range.start + before..range.end + before;
    Ok(quads
        .into_iter()
        .zip(spans)
        .map(|(quad, spans)| {
            let spans = spans.map(|spans| Spans {
                subject: moved(spans.subject),
                predicate: moved(spans.predicate),
                object: moved(spans.object),
            });
            Placed { quad, spans }
        })
        .collect())
}

/// What a text that [`parse`] reads says to nobody.
///
/// JSON-LD API, section 5.1.2 (expansion): "If expanded property is null or it neither contains a colon (:) nor it is a
/// keyword, drop key by continuing to the next key." What some contexts can do is not followed here: then nothing is
/// certain, and nothing told.
pub fn unheard(bytes: &[u8], format: Format, base: &Iri) -> Vec<Unheard> {
    let Some(text) = text_of(bytes).ok().filter(|_| format == Format::JsonLd) else { return Vec::new() };
    let before = bytes.len() - text.len();
    let mut found = jsonld::unheard(text, base);
    for one in &mut found {
        one.span = one.span.start + before..one.span.end + before;
    }
    found
}

/// Spans found in step with the parser: as many as it has statements, else none is trusted.
fn in_step(text: &str, quads: &[Quad], found: Option<Vec<Spans>>) -> Vec<Option<Spans>> {
    let Some(found) = found.filter(|found| found.len() == quads.len()) else { return Vec::new() };
    found.into_iter().zip(quads).map(|(spans, quad)| reads_like(text, &spans, quad).then_some(spans)).collect()
}

/// Whether the text at these places can be the terms of this statement.
fn reads_like(text: &str, spans: &Spans, quad: &Quad) -> bool {
    let at = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => names(at(&spans.subject), node.as_str()),
        NamedOrBlankNode::BlankNode(_) => is_blank(at(&spans.subject)),
    };
    let object = match &quad.object {
        Term::NamedNode(node) => names(at(&spans.object), node.as_str()),
        Term::BlankNode(_) => is_blank(at(&spans.object)),
        Term::Literal(_) => !at(&spans.object).starts_with(['<', '[', '(', '_']),
    };
    let predicate = at(&spans.predicate);
    subject && object && (predicate == "a" || names(predicate, quad.predicate.as_str()))
}

fn is_blank(written: &str) -> bool {
    written.starts_with("_:") || written.starts_with(['[', '('])
}

/// Whether an IRI may be written so: in full, relative, or with a prefix; the end tells, escapes apart.
fn names(written: &str, iri: &str) -> bool {
    // An empty collection is `rdf:nil`, and its brackets stand for its first and rest.
    if written.contains(['\\', '%']) || written.starts_with('(') {
        return true;
    }
    match written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        // `..` and an empty reference end otherwise than what they mean.
        Some(reference) if reference.contains("./") || reference.ends_with('.') => true,
        Some(reference) => iri.ends_with(reference),
        None => written.split_once(':').is_some_and(|(_, local)| iri.ends_with(local)),
    }
}

#[cfg(test)]
mod tests;
