//! Turtle and TriG, read with oxttl and written for people: the document first, its type and name first, fragments as
//! `:story`, a blank line between subjects.

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
    use crate::syntax::{Format, parse, write};

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
}
