//! RDF/XML, written with oxrdfxml for tools that read nothing else.
//!
//! It cannot say everything: predicates must be XML names and text must be XML characters. A statement that would
//! make the file malformed is left out, and a comment at the end says how many were.

use super::order::used_prefixes;
use crate::vocab::rdf;
use oxrdf::{Quad, Term};
use oxrdfxml::RdfXmlSerializer;

/// RDF/XML, section 7.2: the terms of syntax, which may be neither a property nor a class, and `rdf:li`, which is read
/// as something else.
const RESERVED: &[&str] = &[
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "Description",
    "li",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
];

/// Namespaces that XML keeps for itself.
const XML_NAMESPACES: &[&str] = &["http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace"];

pub(super) fn write(quads: &[Quad]) -> Vec<u8> {
    let mut serializer = RdfXmlSerializer::new();
    for (prefix, namespace) in used_prefixes(quads) {
        if prefix != "rdf"
            && let Ok(with_prefix) = serializer.clone().with_prefix(prefix, namespace)
        {
            serializer = with_prefix;
        }
    }
    let mut writer = serializer.for_writer(Vec::new());
    let mut left_out = 0_usize;
    for statements in quads.chunk_by(|a, b| a.subject == b.subject) {
        let (mut writable, unwritable): (Vec<&Quad>, Vec<&Quad>) =
            statements.iter().partition(|quad| is_writable(quad));
        // The first statement of a subject becomes its element if it is a type: one that is no name comes later.
        writable.sort_by_key(|quad| is_unnameable_type(quad));
        if writable.first().is_some_and(|quad| is_unnameable_type(quad)) {
            left_out += writable.len();
            writable.clear();
        }
        left_out += unwritable.len();
        for quad in writable {
            let in_memory = writer.serialize_triple(quad.as_ref());
            debug_assert!(in_memory.is_ok(), "reserved names were left out");
        }
    }
    let Ok(written) = writer.finish() else {
        return Vec::new();
    };
    finished(&String::from_utf8_lossy(&written), left_out)
}

fn finished(text: &str, left_out: usize) -> Vec<u8> {
    // XML 1.0, section 2.11: a raw carriage return would be read as a line feed.
    let mut text = text.replace('\r', "&#xD;");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    if left_out > 0
        && let Some(end) = text.rfind("</rdf:RDF>")
    {
        text.insert_str(end, &format!("<!-- {left_out} statements cannot be said in RDF/XML: ask for Turtle. -->\n"));
    }
    text.into_bytes()
}

fn is_writable(quad: &Quad) -> bool {
    let text = match &quad.object {
        Term::Literal(literal) => literal.value(),
        Term::NamedNode(node) => node.as_str(),
        Term::BlankNode(_) => "",
    };
    is_xml_name(quad.predicate.as_str()) && text.chars().all(is_xml_character)
}

fn is_unnameable_type(quad: &Quad) -> bool {
    quad.predicate == rdf::TYPE && matches!(&quad.object, Term::NamedNode(class) if !is_xml_name(class.as_str()))
}

/// Whether the IRI is a namespace and an XML name after it, and not one with a meaning of its own.
fn is_xml_name(iri: &str) -> bool {
    let name_starts = iri.rfind(|c| !is_name_character(c)).and_then(|at| {
        let tail = iri.get(at..)?;
        tail.find(is_name_start).map(|start| at + start)
    });
    let Some((namespace, name)) = name_starts.and_then(|at| iri.split_at_checked(at)) else {
        return false;
    };
    let is_reserved = namespace == "http://www.w3.org/1999/02/22-rdf-syntax-ns#" && RESERVED.contains(&name);
    !is_reserved && !XML_NAMESPACES.contains(&namespace)
}

/// XML 1.0, production 4, without the colon.
fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// XML 1.0, production 4a, without the colon.
fn is_name_character(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// XML 1.0, production 2.
fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
