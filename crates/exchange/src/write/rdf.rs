//! RDF as it stands here: each document at its own address, readable by `codesocial import` again.

use super::Writer;
use crate::concepts::Concepts;
use crate::sheet::Sheet;
use model::syntax::{Format, write_document};
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
        if self.format == Format::JsonLd { "[".to_owned() } else { String::new() }
    }

    fn document(&mut self, sheet: &Sheet<'_>, _: &Concepts) -> String {
        let text = String::from_utf8(write_document(sheet.document(), self.format)).unwrap_or_default();
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        match self.format {
            Format::JsonLd => format!("{}{}\n", if is_first { "\n" } else { "," }, text.trim()),
            Format::Turtle | Format::TriG => self.without_known_prefixes(&text),
            Format::NQuads | Format::NTriples | Format::RdfXml => text,
        }
    }

    fn end(&mut self) -> String {
        if self.format == Format::JsonLd { "]\n".to_owned() } else { String::new() }
    }
}

impl Rdf {
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
    use model::{Document, Iri};

    #[test]
    fn it_is_read_again() {
        let documents = [
            document("organizations/moulin", MOULIN),
            document("organizations/four", "<> a cs:Organization ; cs:name \"Le Four\"@fr ."),
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
        assert_eq!(written(Rdf::new(Format::JsonLd), &[], &[]), "[]\n");
    }
}
