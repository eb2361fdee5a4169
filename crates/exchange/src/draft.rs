//! A document in the making: what every format has to say, in the grammar's words. What a person wrote is kept as written, but
//! for white space at its ends; what is empty is not said at all.

use crate::source::{Source, contact_key};
use crate::value::word;
use model::vocab::{class, dct, property, prov, rdf, xsd};
use model::{
    Audience, Container, Document, DocumentError, Iri, Passage, Place, Record, Refused, RefusedReason, Standing,
    Unplaced, UnplacedReason,
};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use serde_json::Value;

/// What something is called that a text is in no stated language of: whoever reads French maps writes French.
pub(crate) const LANGUAGE: &str = "fr";

/// The days of the week, as schema.org has them in opening hours: `Mo 09:00-12:00`.
pub(crate) const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// One document of a source, with the contact details that stand apart from it.
#[derive(Debug, Clone)]
pub struct Draft {
    iri: Iri,
    container: Container,
    key: String,
    language: String,
    name: Option<String>,
    triples: Vec<Triple>,
    contact: Vec<(NamedNodeRef<'static>, String)>,
}

/// Where something stands, as people write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Number and street.
    pub street: Option<String>,
    /// The code of the post.
    pub postal_code: Option<String>,
    /// The town.
    pub locality: Option<String>,
    /// The town's code (INSEE).
    pub insee_code: Option<String>,
    /// The country, in two letters where that is known.
    pub country: Option<String>,
}

impl Draft {
    /// What a source calls by this key; nothing for a key without a letter or digit.
    pub fn new(source: &Source, container: Container, key: &str) -> Option<Self> {
        let iri = source.address(container, key)?;
        let mut draft = Self {
            iri,
            container,
            key: key.to_owned(),
            language: LANGUAGE.to_owned(),
            name: None,
            triples: Vec::new(),
            contact: Vec::new(),
        };
        draft.say(dct::IDENTIFIER, Literal::new_simple_literal(key));
        Some(draft)
    }

    /// Its address here.
    pub fn iri(&self) -> &Iri {
        &self.iri
    }

    /// In which language the texts that follow are written: a tag of BCP 47.
    pub fn in_language(&mut self, tag: &str) {
        tag.clone_into(&mut self.language);
    }

    /// A text in the language that it is written in.
    pub fn spoken(&self, text: &str) -> Literal {
        Literal::new_language_tagged_literal_unchecked(text, self.language.as_str())
    }

    /// Whether something of this was said of it.
    pub fn says(&self, predicate: NamedNodeRef<'_>) -> bool {
        let own = self.iri.as_named_node();
        self.triples.iter().any(|triple| triple.predicate == predicate && triple.subject == own.into())
    }

    /// Whether this is one of the words of its name.
    pub fn is_called(&self, text: &str) -> bool {
        self.name.as_ref().is_some_and(|name| name == text || name.split(' ').any(|word| word == text))
    }

    /// Says something of it.
    pub fn say(&mut self, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples.push(Triple::new(self.iri.as_named_node(), predicate, object));
    }

    /// Says something of a part of it.
    pub fn say_of(&mut self, fragment: &str, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        let part = NamedNode::from(self.iri.with_fragment(fragment));
        self.triples.push(Triple::new(part, predicate, object));
    }

    /// What it is.
    pub fn is_a(&mut self, class: NamedNodeRef<'_>) {
        self.say(rdf::TYPE, class);
    }

    /// How it is called. Only the first in a language is its name, others are other names.
    pub fn name(&mut self, name: &str) {
        if let Some(first) = self.said_here(property::NAME) {
            if first.value() != name.trim() {
                self.text(property::ALTERNATE_NAME, name);
            }
        } else if self.text(property::NAME, name) {
            self.name.get_or_insert_with(|| name.trim().to_owned());
        }
    }

    /// What was said of this in the language of now.
    fn said_here(&mut self, predicate: NamedNodeRef<'_>) -> Option<&mut Literal> {
        let language = self.language.as_str();
        self.triples.iter_mut().find_map(|triple| match &mut triple.object {
            Term::Literal(literal) if triple.predicate == predicate && literal.language() == Some(language) => {
                Some(literal)
            }
            Term::Literal(_) | Term::NamedNode(_) | Term::BlankNode(_) => None,
        })
    }

    /// A text in the language of now. Whether there is one. Of a summary and a description there is one in a
    /// language: a second one goes on where the first ends.
    pub fn text(&mut self, predicate: NamedNodeRef<'_>, text: &str) -> bool {
        let text = text.trim();
        let is_one = predicate == property::SUMMARY || predicate == property::DESCRIPTION;
        if text.is_empty() {
            return false;
        }
        let spoken = self.spoken(text);
        match self.said_here(predicate).filter(|_| is_one) {
            Some(said) if said.value().split("\n\n").any(|before| before == text) => {}
            Some(said) => {
                let both = format!("{}\n\n{text}", said.value());
                let language = said.language().unwrap_or(LANGUAGE).to_owned();
                *said = Literal::new_language_tagged_literal_unchecked(both, language);
            }
            None => self.say(predicate, spoken),
        }
        true
    }

    /// A word of a program: a code, a number, the name of a field.
    pub fn word(&mut self, predicate: NamedNodeRef<'_>, word: &str) {
        if !word.trim().is_empty() {
            self.say(predicate, Literal::new_simple_literal(word.trim()));
        }
    }

    /// A link of the web. People leave out `https://`, which is added. Whether it is one.
    pub fn link(&mut self, predicate: NamedNodeRef<'_>, address: &str) -> bool {
        let Some(address) = web_address(address) else { return false };
        self.say(predicate, address.as_named_node());
        true
    }

    /// Where it is on the globe, in degrees. Whether that is somewhere: 0, 0 is what programs write who do not know.
    pub fn position(&mut self, latitude: f64, longitude: f64) -> bool {
        let is_somewhere = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude != 0.0 || longitude != 0.0);
        if is_somewhere {
            for (predicate, degrees) in [(property::LATITUDE, latitude), (property::LONGITUDE, longitude)] {
                self.say(predicate, Literal::new_typed_literal(decimal(degrees), xsd::DECIMAL));
            }
        }
        is_somewhere
    }

    /// Where it is by post.
    pub fn address(&mut self, address: &Address) {
        const ADDRESS: &str = "address";
        let before = self.triples.len();
        for (predicate, text) in [(property::STREET, &address.street), (property::LOCALITY, &address.locality)] {
            if let Some(text) = said(text.as_ref()) {
                let text = self.spoken(text);
                self.say_of(ADDRESS, predicate, text);
            }
        }
        for (predicate, code) in [
            (property::POSTAL_CODE, &address.postal_code),
            (property::INSEE_CODE, &address.insee_code),
            (property::COUNTRY, &address.country),
        ] {
            if let Some(code) = said(code.as_ref()) {
                self.say_of(ADDRESS, predicate, Literal::new_simple_literal(code));
            }
        }
        if self.triples.len() > before {
            let part = NamedNode::from(self.iri.with_fragment(ADDRESS));
            self.say(property::ADDRESS, part);
        }
    }

    /// How to write to whom it is about. It stands apart, closed to all but members. Some maps write what they hide as
    /// `private` or `hidden`: that is no address. Whether it is one.
    pub fn email(&mut self, email: &str) -> bool {
        let email = email.trim();
        let is_one = email.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && host.contains('.') && !host.contains('@') && !email.contains(char::is_whitespace)
        });
        if is_one {
            self.contact.push((property::EMAIL, email.to_owned()));
        }
        is_one
    }

    /// How to call them. Whether it is a number.
    pub fn telephone(&mut self, number: &str) -> bool {
        let number = number.trim();
        let is_part = |letter: char| letter.is_ascii_digit() || " ().+-".contains(letter);
        let is_one = (6..=20).contains(&number.len())
            && number.chars().all(is_part)
            && !number.get(1..).unwrap_or_default().contains('+');
        if is_one {
            self.contact.push((property::TELEPHONE, number.to_owned()));
        }
        is_one
    }

    /// The records: the document, then its contact details if it has any. Refused where it has no name.
    pub fn finish(mut self, source: &Source, page: Option<&Iri>, place: Place) -> Vec<Passage> {
        let Some(name) = self.name.clone() else {
            return vec![refused(&self.key, place, RefusedReason::Nameless)];
        };
        if let Some(licence) = &source.licence
            && !self.triples.iter().any(|triple| triple.predicate == property::LICENCE)
        {
            self.say(property::LICENCE, licence.as_named_node());
        }
        if let Some(page) = page.or(source.page.as_ref()) {
            self.say(prov::WAS_DERIVED_FROM, page.as_named_node());
        }
        let contact = self.contact_details(source, &name);
        let mut passages = vec![passage(self.iri, self.triples, source.audience.clone(), &name, place)];
        passages.extend(contact.map(|(iri, triples)| passage(iri, triples, Audience::Members, &name, place)));
        passages
    }

    fn contact_details(&mut self, source: &Source, name: &str) -> Option<(Iri, Vec<Triple>)> {
        if self.contact.is_empty() {
            return None;
        }
        let iri = source.address(Container::Annexes, &contact_key(self.container, &self.key))?;
        let about = iri.as_named_node();
        let mut triples = vec![
            Triple::new(about, rdf::TYPE, class::CONTACT),
            Triple::new(about, property::ANNEX_OF, self.iri.as_named_node()),
            Triple::new(about, property::AUDIENCE, Audience::Members.to_term()),
            Triple::new(about, property::NAME, self.spoken(name)),
        ];
        for (predicate, text) in std::mem::take(&mut self.contact) {
            triples.push(Triple::new(about, predicate, Literal::new_simple_literal(text)));
        }
        self.say(property::CONTACT, about);
        Some((iri, triples))
    }
}

/// A field that found no place.
pub(crate) fn unplaced(place: Place, name: &str, value: &Value, reason: UnplacedReason) -> Unplaced {
    Unplaced { place, text: format!("{name}: {}", word(value).unwrap_or_else(|| value.to_string())), reason }
}

/// That something cannot be a document, and why.
pub(crate) fn refused(name: &str, place: Place, reason: RefusedReason) -> Passage {
    Passage::Refused(Refused { name: name.to_owned(), place: Some(place), reason })
}

/// An address of the web as people write it: `https://` may be left out. Nothing for what is none.
pub(crate) fn web_address(text: &str) -> Option<Iri> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    if !is_web || !host.contains('.') || host.contains('@') {
        return None;
    }
    Iri::parse(&format!("{}://{rest}", scheme.to_ascii_lowercase())).ok()
}

fn passage(iri: Iri, triples: Vec<Triple>, audience: Audience, name: &str, place: Place) -> Passage {
    let document: Result<Document, DocumentError> = Document::admit(iri, triples);
    match document {
        Ok(document) => {
            Passage::Record(Box::new(Record { document, audience, standing: Standing::Told, places: vec![place] }))
        }
        Err(error) => refused(name, place, RefusedReason::Document(error)),
    }
}

fn said(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// As `xsd:decimal` has it: no exponent.
fn decimal(degrees: f64) -> String {
    let text = format!("{degrees:.7}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::sample;

    fn source() -> Source {
        let licence = Iri::parse("https://opendatacommons.org/licenses/odbl/1.0/").unwrap();
        Source { licence: Some(licence), ..sample() }
    }

    #[test]
    fn a_document_and_its_contact_details() {
        let source = source();
        let mut draft = Draft::new(&source, Container::Organizations, "1a").unwrap();
        draft.is_a(class::ORGANIZATION);
        draft.name(" Le Moulin ");
        assert!(draft.position(45.5, -3.25) && !draft.position(0.0, 0.0) && !draft.position(91.0, 0.0));
        assert!(draft.link(property::WEBSITE, "moulin.example/a") && !draft.link(property::WEBSITE, "javascript:x"));
        assert!(draft.email("bonjour@moulin.example") && !draft.email("private") && !draft.email("hidden"));
        assert!(draft.telephone("+33 4 65 71 00 12") && !draft.telephone("voir le site"));
        let locality = Some("Issoire".to_owned());
        draft.address(&Address { locality, ..Address::default() });
        let passages = draft.finish(&source, None, Place::Item(3));
        let [Passage::Record(document), Passage::Record(contact)] = passages.as_slice() else { panic!("{passages:?}") };
        let expected = r#"<https://a.example/organizations/carte-1a#address> <https://w3id.org/codesocial#locality> "Issoire"@fr ."#;
        let canonical = document.document.canonical().nquads;
        assert!(canonical.contains(expected), "{canonical}");
        for part in ["\"Le Moulin\"@fr", "\"45.5\"^^", "\"-3.25\"^^", "<https://moulin.example/a>", "/odbl/1.0/"] {
            assert!(canonical.contains(part), "{part}: {canonical}");
        }
        assert!(!canonical.contains("bonjour@"), "what is closed stands apart: {canonical}");
        assert_eq!((contact.audience.clone(), contact.places.clone()), (Audience::Members, vec![Place::Item(3)]));
        assert!(canonical.contains(contact.document.iri().as_str()));
        assert!(contact.document.canonical().nquads.contains("bonjour@moulin.example"));
    }

    #[test]
    fn what_has_no_name_is_refused() {
        let source = source();
        let mut draft = Draft::new(&source, Container::Places, "9").unwrap();
        draft.name("  ");
        let passages = draft.finish(&source, None, Place::Item(1));
        assert_eq!(passages, [refused("9", Place::Item(1), RefusedReason::Nameless)]);
    }
}
