//! RDF as it stands here: each document at its own address, readable by `codesocial import` again.

use super::Writer;
use crate::concepts::Concepts;
use crate::sheet::Sheet;
use model::syntax::{Format, write_document};
use model::vocab;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Writes RDF.
#[derive(Debug)]
pub struct Rdf {
    format: Format,
    prefixes: BTreeSet<String>,
    has_begun: bool,
}

impl Rdf {
    /// In this format. RDF/XML cannot say everything, and is written as N-Quads.
    pub fn new(format: Format) -> Self {
        let format = if format == Format::RdfXml { Format::NQuads } else { format };
        Self { format, prefixes: BTreeSet::new(), has_begun: false }
    }
}

impl Writer for Rdf {
    fn begin(&mut self) -> String {
        // One context for all: a reader takes up each mention of one anew, and no more than some thousands of them.
        let context = Value::from(vocab::CONTEXT);
        if self.format == Format::JsonLd { format!("{{\"@context\":{context},\"@graph\":[") } else { String::new() }
    }

    fn document(&mut self, sheet: &Sheet<'_>, _: &Concepts) -> String {
        let text = String::from_utf8(write_document(sheet.document(), self.format)).unwrap_or_default();
        match self.format {
            Format::JsonLd => self.nodes(&text),
            Format::Turtle | Format::TriG => self.without_known_prefixes(&text),
            Format::NQuads | Format::NTriples | Format::RdfXml => text,
        }
    }

    fn end(&mut self) -> String {
        if self.format == Format::JsonLd { "\n]}\n".to_owned() } else { String::new() }
    }
}

impl Rdf {
    /// The nodes of a document, each for itself. JSON-LD 1.1, section 4.9: only at the top does an object with nothing but
    /// `@graph` mean the default graph; in a list it would be a graph without a name.
    fn nodes(&mut self, text: &str) -> String {
        let Ok(Value::Object(mut document)) = serde_json::from_str(text) else { return String::new() };
        let has_context = document.shift_remove("@context").is_some();
        let nodes = match document.shift_remove("@graph") {
            Some(Value::Array(nodes)) => nodes,
            Some(node) => vec![node],
            None => vec![Value::Object(document)],
        };
        let mut written = String::new();
        for mut node in nodes {
            // What our context would take for something else is written without it, and stays so.
            if let Some(node) = node.as_object_mut().filter(|_| !has_context) {
                node.shift_insert(0, "@context".to_owned(), json!(null));
            }
            let is_first = !std::mem::replace(&mut self.has_begun, true);
            written.extend([if is_first { "\n" } else { ",\n" }, &node.to_string()]);
        }
        written
    }

    /// What was said at the head of a document before need not be said again: it counts to the end.
    fn without_known_prefixes(&mut self, text: &str) -> String {
        let mut kept = String::with_capacity(text.len());
        let mut is_head = true;
        for line in text.split_inclusive('\n') {
            is_head &= line.starts_with("@prefix ") || line.trim().is_empty();
            if !is_head || !line.starts_with("@prefix ") || self.prefixes.insert(line.to_owned()) {
                kept.push_str(line);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::super::rig::{MOULIN, document, written};
    use super::*;
    use model::syntax::parse;
    use model::{Base, Document, Iri, Reading};

    #[test]
    fn it_is_read_again() {
        let documents = [
            document("organizations/moulin", MOULIN),
            document("organizations/four", "<> a cs:Organization ; cs:name \"Le Four\"@fr ."),
            // Two nodes, neither inside the other; and an IRI that our context would take for another.
            document("organizations/two", "<> a cs:Organization . <#part> cs:name \"Une partie\"@fr ."),
            document(
                "organizations/long",
                "<> a cs:Organization ; cs:website <cs://x> ; cs:name \"Long\"@fr . <#part> cs:website <cs://y> .",
            ),
        ];
        let home = Iri::parse("https://a.example/").unwrap();
        for format in [Format::Turtle, Format::TriG, Format::NQuads, Format::JsonLd] {
            let text = written(Rdf::new(format), &documents, &[]);
            let mut triples: Vec<String> = parse(text.as_bytes(), format, &home, usize::MAX)
                .unwrap_or_else(|error| panic!("{format:?}: {error}: {text}"))
                .into_iter()
                .map(|quad| format!("{} {} {}", quad.subject, quad.predicate, quad.object))
                .collect();
            triples.sort();
            let mut expected: Vec<String> = documents
                .iter()
                .flat_map(Document::triples)
                .map(|triple| format!("{} {} {}", triple.subject, triple.predicate, triple.object))
                .collect();
            expected.sort();
            assert_eq!(triples, expected, "{format:?}");
            assert!(text.matches("@prefix cs:").count() <= 1, "{text}");
        }
        let none = written(Rdf::new(Format::JsonLd), &[], &[]);
        assert!(parse(none.as_bytes(), Format::JsonLd, &home, 1).is_ok_and(|quads| quads.is_empty()), "{none}");
    }

    #[test]
    fn however_many_they_come_back() {
        // More than there may be contexts in a text that is read whole.
        let says = |number| {
            format!(
                "<> a cs:Organization ; cs:name \"O {number}\"@fr ; cs:address [ cs:locality \"Issoire\"@fr ] . <#part> cs:name \"P\"@fr ."
            )
        };
        let documents: Vec<Document> =
            (0..2_001).map(|number| document(&format!("organizations/o{number:04}"), &says(number))).collect();
        let base = Base::parse("https://a.example/").unwrap();
        for format in [Format::Turtle, Format::TriG, Format::NQuads, Format::JsonLd] {
            let text = written(Rdf::new(format), &documents, &[]);
            let reading = crate::rdf::read(text.as_bytes(), format, &base)
                .and_then(Iterator::collect::<Result<Reading, _>>)
                .unwrap_or_else(|error| panic!("{format:?}: {error}"));
            let read: Vec<&Document> = reading.records.iter().map(|record| &record.document).collect();
            assert!(
                reading.refused.is_empty() && read.len() == documents.len(),
                "{format:?}: {:?}",
                reading.refused.first()
            );
            assert!(read.into_iter().eq(&documents), "{format:?}");
        }
    }
}
