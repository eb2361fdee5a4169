//! Turtle and TriG, read with oxttl and written for people: the document first, its type and name first, fragments as
//! `:story`, a blank line between subjects. Or written for comparing: the same, one statement a line.

use super::order::used_prefixes;
use super::{Collector, SyntaxError, broken_turtle, malformed, nesting};
use crate::iri::Iri;
use oxrdf::{GraphName, NamedOrBlankNode, Quad};
use oxttl::{TriGParser, TriGSerializer, TurtleParser};
use std::collections::BTreeSet;

pub(super) fn parse_turtle(text: &str, base: &Iri, collector: Collector) -> Result<Vec<Quad>, SyntaxError> {
    nesting::check_turtle(text)?;
    let parser =
        TurtleParser::new().with_base_iri(base.as_str()).map_err(|error| malformed("", 0, &error.to_string()))?;
    collector.all(parser.for_slice(text).map(|read| match read {
        Ok(triple) => Ok(triple.in_graph(GraphName::DefaultGraph)),
        Err(error) => Err(broken_turtle(text, &error)),
    }))
}

pub(super) fn parse_trig(text: &str, base: &Iri, collector: Collector) -> Result<Vec<Quad>, SyntaxError> {
    nesting::check_turtle(text)?;
    let parser =
        TriGParser::new().with_base_iri(base.as_str()).map_err(|error| malformed("", 0, &error.to_string()))?;
    collector.all(parser.for_slice(text).map(|read| read.map_err(|error| broken_turtle(text, &error))))
}

/// Writes ordered quads as TriG. Where all stand in the default graph, that is Turtle.
pub(super) fn write(quads: &[Quad]) -> Vec<u8> {
    let (serializer, prelude) = serializer(quads);
    let mut serializer = serializer.low_level();
    let mut written = Vec::new();
    let mut before: Option<&Quad> = None;
    for quad in quads {
        let mut piece = Vec::new();
        let in_memory = serializer.serialize_quad(quad, &mut piece);
        debug_assert!(in_memory.is_ok(), "writing to memory does not fail");
        let is_new = before.is_none_or(|before| before.subject != quad.subject || before.graph_name != quad.graph_name);
        // What ends the subject before, or the prefixes, comes first in the piece: the blank line goes after it.
        let ending = match before {
            _ if !is_new => 0,
            None => prelude,
            Some(before) if before.graph_name != quad.graph_name && !before.graph_name.is_default_graph() => 2,
            Some(_) => 1,
        };
        for (number, line) in piece.split_inclusive(|byte| *byte == b'\n').enumerate() {
            if number == ending && ending > 0 {
                written.push(b'\n');
            }
            written.extend_from_slice(line);
        }
        before = Some(quad);
    }
    let in_memory = serializer.finish(&mut written);
    debug_assert!(in_memory.is_ok(), "writing to memory does not fail");
    written
}

/// Writes ordered triples so that a change of one statement is a change of one line: whatever begins, goes on or ends
/// in Turtle stands on a line of its own.
///
/// Turtle 1.1, section 2.2: "The ';' symbol is used to repeat the subject of triples that vary only in predicate and
/// object", and the grammar (`predicateObjectList`) allows one more of it before the full stop.
pub(super) fn write_by_line(triples: &[Quad]) -> Vec<u8> {
    let (serializer, _) = serializer(triples);
    let mut serializer = serializer.low_level();
    let mut written = Vec::new();
    let mut before: Option<&Quad> = None;
    let mut predicate = Vec::new();
    for quad in triples {
        let mut piece = Vec::new();
        let in_memory = serializer.serialize_quad(quad, &mut piece);
        debug_assert!(in_memory.is_ok(), "writing to memory does not fail");
        let says = match before {
            Some(before) if before.subject == quad.subject && before.predicate == quad.predicate => {
                // ` , object`: the predicate is written again.
                predicate.clone().into_iter().chain(piece.iter().skip(2).copied()).collect()
            }
            Some(before) if before.subject == quad.subject => {
                // ` ;`, and on the next line what is said.
                after(&piece, b'\n').iter().copied().skip_while(u8::is_ascii_whitespace).collect::<Vec<u8>>()
            }
            _ => {
                if before.is_some() {
                    written.extend_from_slice(b".\n");
                }
                let start = piece.strip_prefix(b" .\n").unwrap_or(&piece);
                // Prefixes come before the first subject; a subject is an IRI or a label, without a space.
                let line = after(start, b'\n');
                written.extend_from_slice(start.strip_suffix(line).unwrap_or_default());
                let subject: Vec<u8> = line.iter().copied().take_while(|byte| *byte != b' ').collect();
                if !written.is_empty() {
                    written.push(b'\n');
                }
                written.extend_from_slice(&subject);
                written.push(b'\n');
                line.iter().copied().skip(subject.len() + 1).collect()
            }
        };
        predicate = says.iter().copied().take_while(|byte| *byte != b' ').collect();
        written.push(b'\t');
        written.extend_from_slice(&says);
        written.extend_from_slice(b" ;\n");
        before = Some(quad);
    }
    if before.is_some() {
        written.extend_from_slice(b".\n");
    }
    written
}

/// What follows the last of these bytes.
fn after(text: &[u8], byte: u8) -> &[u8] {
    text.rsplit(|found| *found == byte).next().unwrap_or_default()
}

/// A serializer with the prefixes that these quads use, and how many they are.
fn serializer(quads: &[Quad]) -> (TriGSerializer, usize) {
    let mut prefixes: Vec<(&str, String)> =
        used_prefixes(quads).into_iter().map(|(prefix, namespace)| (prefix, namespace.to_owned())).collect();
    prefixes.extend(only_document(quads).map(|document| ("", format!("{document}#"))));
    let mut serializer = TriGSerializer::new();
    let mut prelude = 0;
    for (prefix, namespace) in prefixes {
        // A namespace that is no IRI would only be written in full.
        if let Ok(with_prefix) = serializer.clone().with_prefix(prefix, namespace) {
            serializer = with_prefix;
            prelude += 1;
        }
    }
    (serializer, prelude)
}

/// The document whose fragments are spoken of, if it is only one.
fn only_document(quads: &[Quad]) -> Option<&str> {
    let documents: BTreeSet<&str> = quads
        .iter()
        .filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().split_once('#').map(|(document, _)| document),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    if documents.len() == 1 { documents.first().copied() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::syntax::{Format, parse, write, write_document_by_line};

    #[test]
    fn turtle_is_for_people() {
        let base = Iri::parse("https://a.example/codes/wemob").unwrap();
        let text = r#"@prefix cs: <https://w3id.org/codesocial#> .
<#story> cs:text "Il était une fois"@fr ; a cs:Story .
<> cs:section <#story> ; cs:order 2 ; cs:name "WeMob"@fr, "WeMob"@en ; a cs:CodeSocial .
"#;
        let quads = parse(text.as_bytes(), Format::Turtle, &base, 100).unwrap();
        let expected = r#"@prefix : <https://a.example/codes/wemob#> .
@prefix cs: <https://w3id.org/codesocial#> .

<https://a.example/codes/wemob> a cs:CodeSocial ;
	cs:name "WeMob"@en , "WeMob"@fr ;
	cs:order 2 ;
	cs:section :story .

:story a cs:Story ;
	cs:text "Il était une fois"@fr .
"#;
        assert_eq!(String::from_utf8(write(&quads, Format::Turtle)).unwrap(), expected);
    }

    #[test]
    fn a_statement_is_a_line() {
        let base = Iri::parse("https://a.example/codes/wemob").unwrap();
        let text = r#"@prefix cs: <https://w3id.org/codesocial#> .
<#story> cs:text "Il était ; une \"fois\",\n. fin"@fr ; a cs:Story .
<> cs:section <#story> ; cs:order 2 ; cs:name "WeMob"@fr, "WeMob"@en ; a cs:CodeSocial .
"#;
        let quads = parse(text.as_bytes(), Format::Turtle, &base, 100).unwrap();
        let document = Document::admit(base.clone(), quads.iter().cloned().map(Into::into).collect()).unwrap();
        let expected = r#"@prefix : <https://a.example/codes/wemob#> .
@prefix cs: <https://w3id.org/codesocial#> .

<https://a.example/codes/wemob>
	a cs:CodeSocial ;
	cs:name "WeMob"@en ;
	cs:name "WeMob"@fr ;
	cs:order 2 ;
	cs:section :story ;
.

:story
	a cs:Story ;
	cs:text "Il était ; une \"fois\",\n. fin"@fr ;
.
"#;
        let written = write_document_by_line(&document);
        assert_eq!(String::from_utf8(written.clone()).unwrap(), expected);
        let again = parse(&written, Format::Turtle, &base, 100).unwrap();
        assert_eq!(write(&again, Format::NQuads), write(&quads, Format::NQuads));
        assert_eq!(write_by_line(&[]), b"");
    }
}
