//! What the tests of writers stand on: documents in Turtle.

use super::Writer;
use crate::concepts::Concepts;
use crate::sheet::{Sheet, Times};
use jiff::Timestamp;
use model::syntax::{self, Format};
use model::vocab::{class, property, rdf};
use model::{Document, Iri, Reading};

/// A document at this path of an instance.
pub(crate) fn document(path: &str, turtle: &str) -> Document {
    let iri = Iri::parse(&format!("https://a.example/{path}")).unwrap();
    let prefixes = "@prefix cs: <https://w3id.org/codesocial#> . @prefix dct: <http://purl.org/dc/terms/> . \
                    @prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";
    let text = format!("{prefixes} {turtle}");
    let quads = syntax::parse(text.as_bytes(), Format::Turtle, &iri, usize::MAX).unwrap();
    Document::admit(iri, quads.into_iter().map(Into::into).collect()).unwrap()
}

/// A moment of tests.
pub(crate) fn times() -> Times {
    let at: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
    Times { created: at, modified: at, is_first: true }
}

/// What a writer makes of documents, which everybody may read with these contact details.
pub(crate) fn written(mut writer: impl Writer, documents: &[Document], contact: &[Document]) -> String {
    let concepts = Concepts::of(documents, &["fr", "en"]);
    let mut text = writer.begin();
    for document in documents {
        text.push_str(&writer.document(&Sheet::new(document, contact, &["fr", "en"], times()), &concepts));
    }
    text + &writer.end()
}

/// What was read, written: each document with its contact details, as everybody would see them if these were open.
pub(crate) fn exported(mut writer: impl Writer, reading: &Reading) -> String {
    let all: Vec<Document> = reading.records.iter().map(|record| record.document.clone()).collect();
    let concepts = Concepts::of(&all, &["fr", "en"]);
    let mut text = writer.begin();
    for (document, contact) in sheets(reading) {
        text.push_str(&writer.document(&Sheet::new(document, &contact, &["fr", "en"], times()), &concepts));
    }
    text + &writer.end()
}

/// The documents of a reading that stand for themselves, each with its contact details.
pub(crate) fn sheets(reading: &Reading) -> Vec<(&Document, Vec<Document>)> {
    let documents = || reading.records.iter().map(|record| &record.document);
    let is_contact = |document: &Document| document.own(rdf::TYPE).any(|term| term == class::CONTACT.into());
    let contact = |of: &Document| {
        let of = of.iri().as_named_node();
        documents().filter(|document| document.own(property::ANNEX_OF).any(|term| term == of.into())).cloned().collect()
    };
    documents().filter(|document| !is_contact(document)).map(|document| (document, contact(document))).collect()
}

/// The mill of the examples.
pub(crate) const MOULIN: &str = r#"<> a cs:Organization ; cs:name "Le Moulin"@fr , "The Mill"@en ; cs:summary "Un moulin."@fr ;
    cs:description "Depuis 1987,\nau bord de l’eau."@fr ; cs:latitude 45.5 ; cs:longitude -3.25 ; cs:keyword "Pain"@fr , "Eau"@fr ;
    cs:website <https://moulin.example/> ; cs:image <https://moulin.example/a.png> ; cs:licence <https://licence.example/> ;
    cs:partnerOf <https://a.example/organizations/four> ;
    cs:address <#address> . <#address> cs:street "1 rue du Quai"@fr ; cs:postalCode "63500" ; cs:locality "Issoire"@fr ; cs:country "FR" ."#;
