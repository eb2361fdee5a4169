//! What others tell of an event, an organisation, a place…, as a document of the grammar: what is said and no more. It stays
//! under its own address, with its origin, and is held to the shapes as every document is.

use super::{Foreign, Kind, Location};
use crate::object::clean::Clean;
use model::vocab::{class, dct, property, rdf, xsd};
use model::{Document, DocumentError};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};

/// The language of what does not say its own (BCP 47, "und").
const UNDETERMINED: &str = "und";

impl Foreign {
    /// The document that it is; `None` where the grammar has none for it. Posts and badges are none; nor is a person, who
    /// would have to be asked.
    ///
    /// An error where its address, or something in it, cannot stand in a document.
    pub fn document(&self) -> Option<Result<Document, DocumentError>> {
        let class = match self.kind {
            Kind::Event => class::EVENT,
            Kind::Organization => class::ORGANIZATION,
            Kind::Group => class::GROUP,
            Kind::Place => class::PLACE,
            Kind::Project => class::PROJECT,
            Kind::Person | Kind::Badge | Kind::Post => return None,
        };
        let mut statements = Statements::of(self);
        statements.say(rdf::TYPE, class.into_owned());
        if let Some(name) = &self.name {
            statements.text(property::NAME, name);
        }
        for (property, text) in [(property::SUMMARY, &self.summary), (property::DESCRIPTION, &self.content)] {
            if let Some(text) = text.as_ref().map(Clean::text).filter(|text| !text.is_empty()) {
                statements.text(property, &text);
            }
        }
        for (property, time) in [
            (property::START, self.start),
            (property::END, self.end),
            (dct::CREATED, self.published),
            (dct::MODIFIED, self.updated),
        ] {
            if let Some(time) = time {
                statements.say(property, Literal::new_typed_literal(time.to_string(), xsd::DATE_TIME));
            }
        }
        for tag in &self.tags {
            statements.text(property::KEYWORD, tag);
        }
        for link in &self.links {
            statements.say(property::WEBSITE, link.as_named_node().into_owned());
        }
        if let Some(page) = self.url.as_ref().filter(|page| **page != self.id) {
            statements.say(dct::SOURCE, page.as_named_node().into_owned());
        }
        if let Some(location) = &self.location {
            statements.locate(location);
        }
        Some(Document::admit(self.id.clone(), statements.triples))
    }
}

/// What is said of one thing.
struct Statements<'a> {
    of: &'a Foreign,
    language: &'a str,
    triples: Vec<Triple>,
}

impl<'a> Statements<'a> {
    fn of(foreign: &'a Foreign) -> Self {
        Self { of: foreign, language: foreign.language.as_deref().unwrap_or(UNDETERMINED), triples: Vec::new() }
    }

    fn say(&mut self, property: NamedNodeRef<'_>, object: impl Into<Term>) {
        let subject = self.of.id.as_named_node().into_owned();
        self.add(subject, property, object);
    }

    fn text(&mut self, property: NamedNodeRef<'_>, text: &str) {
        let tagged = |tag| Literal::new_language_tagged_literal(text, tag);
        if let Ok(literal) = tagged(self.language).or_else(|_| tagged(UNDETERMINED)) {
            self.say(property, literal);
        }
    }

    /// Coordinates stand with what is there; the name of the place is the first line of its address, as on a letter.
    fn locate(&mut self, location: &Location) {
        if let Some((latitude, longitude)) = location.position {
            for (property, degrees) in [(property::LATITUDE, latitude), (property::LONGITUDE, longitude)] {
                self.say(property, Literal::new_typed_literal(degrees.to_string(), xsd::DECIMAL));
            }
        }
        let lines: Vec<&str> = [&location.name, &location.street].into_iter().flatten().map(String::as_str).collect();
        let street = (!lines.is_empty()).then(|| lines.join(", "));
        let parts = [
            (property::STREET, street.as_deref()),
            (property::POSTAL_CODE, location.postal_code.as_deref()),
            (property::LOCALITY, location.locality.as_deref()),
            (property::COUNTRY, location.country.as_deref()),
        ];
        if parts.iter().all(|(_, part)| part.is_none()) {
            return;
        }
        let node = self.of.id.with_fragment("address").as_named_node().into_owned();
        self.say(property::ADDRESS, node.clone());
        self.add(node.clone(), rdf::TYPE, class::ADDRESS.into_owned());
        for (property, part) in parts {
            if let Some(part) = part {
                self.add(node.clone(), property, Literal::new_simple_literal(part));
            }
        }
    }

    fn add(&mut self, subject: NamedNode, property: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples.push(Triple::new(subject, property.into_owned(), object));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Embedded;
    use serde_json::{Value, json};

    fn read(value: Value) -> Option<String> {
        let Value::Object(value) = value else { unreachable!() };
        let foreign = Foreign::read(&Embedded::read(value).unwrap()).unwrap();
        let canonical = foreign.document()?.unwrap().canonical().nquads;
        let short = canonical.replace("https://w3id.org/codesocial#", "cs:").replace("https://peer.example/", "");
        Some(short.replace("http://www.w3.org/2001/XMLSchema#", "xsd:").replace("http://purl.org/dc/terms/", "dct:"))
    }

    #[test]
    fn an_event_is_said_as_it_was_told() {
        let event = json!({
            "id": "https://peer.example/e/1",
            "type": "Event",
            "name": "Pesée",
            "content": "<p>On <em>pèse</em>.</p><script>alert(1)</script>",
            "url": "https://peer.example/pages/1",
            "inLanguage": "fr",
            "startTime": "2027-06-05T10:00:00+02:00",
            "updated": "2026-05-12T08:00:00Z",
            "tag": [{ "type": "Hashtag", "name": "#pêche" }],
            "location": {
                "name": "Quai",
                "latitude": 50.5,
                "longitude": "1.25",
                "address": { "streetAddress": "Rue 1", "addressLocality": "Boulogne", "addressCountry": "France" },
            },
        });
        let expected = [
            "<e/1#address> <cs:locality> \"Boulogne\" .",
            "<e/1#address> <cs:street> \"Quai, Rue 1\" .",
            "<e/1#address> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <cs:Address> .",
            "<e/1> <dct:modified> \"2026-05-12T08:00:00Z\"^^<xsd:dateTime> .",
            "<e/1> <dct:source> <pages/1> .",
            "<e/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <cs:Event> .",
            "<e/1> <cs:address> <e/1#address> .",
            "<e/1> <cs:description> \"On pèse.\"@fr .",
            "<e/1> <cs:keyword> \"pêche\"@fr .",
            "<e/1> <cs:latitude> \"50.5\"^^<xsd:decimal> .",
            "<e/1> <cs:longitude> \"1.25\"^^<xsd:decimal> .",
            "<e/1> <cs:name> \"Pesée\"@fr .",
            "<e/1> <cs:start> \"2027-06-05T08:00:00Z\"^^<xsd:dateTime> .",
        ];
        let told = read(event).unwrap();
        let mut told: Vec<&str> = told.lines().collect();
        told.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(told, expected);
    }

    #[test]
    fn what_says_no_language_is_in_none() {
        let project = json!({ "id": "https://peer.example/p", "type": "Project", "name": "Four commun" });
        assert!(read(project).unwrap().contains("\"Four commun\"@und"));
    }

    #[test]
    fn posts_badges_and_people_are_no_documents() {
        for name in ["Note", "Badge", "Person"] {
            assert_eq!(read(json!({ "id": "https://peer.example/1", "type": name, "name": "x" })), None, "{name}");
        }
    }
}
