//! A document as other formats ask for it: what it says in the grammar's words, each value as what others have room for.
//! Where a text stands in several languages, others have room for one: the first that is asked for, of those that are there.

use crate::draft::Address;
use jiff::Timestamp;
use model::vocab::{dct, property, rdf, schema};
use model::{Container, Document, Iri, Slug};
use oxrdf::{LiteralRef, NamedNodeRef, NamedOrBlankNode, TermRef};

/// A document, with the contact details that may be told of it.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    document: &'a Document,
    contact: &'a [Document],
    languages: &'a [&'a str],
    times: Times,
}

/// When a document was written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// First.
    pub created: Timestamp,
    /// Last, its contact details included.
    pub modified: Timestamp,
    /// Whether it is still as it was written first.
    pub is_first: bool,
}

/// What a document says under a name that the grammar has no word for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further<'a> {
    /// Its name.
    pub name: &'a str,
    /// What its source called it besides, if it did.
    pub id: Option<&'a str>,
    /// Its values.
    pub values: Vec<LiteralRef<'a>>,
}

impl<'a> Sheet<'a> {
    /// A document, told in the first of these languages that it has.
    pub fn new(document: &'a Document, contact: &'a [Document], languages: &'a [&'a str], times: Times) -> Self {
        Self { document, contact, languages, times }
    }

    /// Its address without that of the instance and without `/`, one word for those who have no room for more:
    /// `organizations-moulin`. No container's name has a hyphen.
    pub fn key(&self) -> String {
        key(self.iri())
    }

    /// When it was made: as it says, else when it came here.
    pub fn created(&self) -> String {
        self.value(dct::CREATED).map_or_else(|| moment(self.times.created), str::to_owned)
    }

    /// When it changed last: as it says while nothing changed here, else when it did here.
    pub fn modified(&self) -> String {
        let said = self.value(dct::MODIFIED).filter(|_| self.times.is_first);
        said.map_or_else(|| moment(self.times.modified), str::to_owned)
    }

    /// When it was written here.
    pub fn times(&self) -> Times {
        self.times
    }

    /// Its address.
    pub fn iri(&self) -> &'a Iri {
        self.document.iri()
    }

    /// The document itself.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// What it is, of what stands in containers.
    pub fn class(&self) -> Option<NamedNodeRef<'a>> {
        self.classes().find(|class| Container::of_class(*class).is_some())
    }

    /// Everything it is.
    pub fn classes(&self) -> impl Iterator<Item = NamedNodeRef<'a>> + use<'a> {
        self.document.own(rdf::TYPE).filter_map(|term| match term {
            TermRef::NamedNode(class) => Some(class),
            TermRef::BlankNode(_) | TermRef::Literal(_) => None,
        })
    }

    /// How it is called.
    pub fn name(&self) -> Option<&'a str> {
        self.text(property::NAME)
    }

    /// A text.
    pub fn text(&self, predicate: NamedNodeRef<'a>) -> Option<&'a str> {
        self.texts(predicate).into_iter().next()
    }

    /// Texts of which there may be several, in one language, or in none.
    pub fn texts(&self, predicate: NamedNodeRef<'a>) -> Vec<&'a str> {
        best(&literals(self.document.own(predicate)), self.languages)
    }

    /// Values as they are written: literals in whatever language, and addresses.
    pub fn values(&self, predicate: NamedNodeRef<'a>) -> Vec<&'a str> {
        written(self.document.own(predicate))
    }

    /// A value of which there is one.
    pub fn value(&self, predicate: NamedNodeRef<'a>) -> Option<&'a str> {
        self.values(predicate).into_iter().next()
    }

    /// Addresses.
    pub fn links(&self, predicate: NamedNodeRef<'a>) -> Vec<&'a str> {
        let links = self.document.own(predicate).filter_map(|term| match term {
            TermRef::NamedNode(node) => Some(node.as_str()),
            TermRef::BlankNode(_) | TermRef::Literal(_) => None,
        });
        links.collect()
    }

    /// Latitude and longitude.
    pub fn position(&self) -> Option<(f64, f64)> {
        let degrees = |predicate, limit: f64| -> Option<f64> {
            self.value(predicate)?.parse().ok().filter(|degrees: &f64| degrees.abs() <= limit)
        };
        degrees(property::LATITUDE, 90.0).zip(degrees(property::LONGITUDE, 180.0))
    }

    /// Where it is by post.
    pub fn address(&self) -> Option<Address> {
        let nodes = self.links(property::ADDRESS);
        let part = |predicate| {
            let found = nodes.iter().map(|node| NamedNodeRef::new_unchecked(node)).find_map(|node| {
                let own = self.document.objects(node, predicate);
                best(&literals(own), self.languages).into_iter().next()
            });
            found.map(str::to_owned)
        };
        let address = Address {
            street: part(property::STREET),
            postal_code: part(property::POSTAL_CODE),
            locality: part(property::LOCALITY),
            insee_code: part(property::INSEE_CODE),
            country: part(property::COUNTRY),
        };
        (address != Address::default()).then_some(address)
    }

    /// How to write to whom it is about.
    pub fn emails(&self) -> Vec<&'a str> {
        self.contact_details(property::EMAIL)
    }

    /// How to call them.
    pub fn telephones(&self) -> Vec<&'a str> {
        self.contact_details(property::TELEPHONE)
    }

    /// What the grammar has no word for, by name.
    pub fn further(&self) -> Vec<Further<'a>> {
        let mut found: Vec<Further<'a>> = Vec::new();
        for node in self.links(schema::ADDITIONAL_PROPERTY) {
            let part = |predicate| literals(self.document.objects(NamedNodeRef::new_unchecked(node), predicate));
            let Some(name) = part(schema::NAME).first().map(|literal| literal.value()) else { continue };
            let id = part(schema::PROPERTY_ID).first().map(|literal| literal.value());
            let values = part(schema::VALUE);
            match found.iter_mut().find(|known| known.name == name && known.id == id) {
                Some(known) => known.values.extend(values),
                None => found.push(Further { name, id, values }),
            }
        }
        found
    }

    /// The statements about the document itself, by predicate, in order.
    pub fn statements(&self) -> impl Iterator<Item = (NamedNodeRef<'a>, TermRef<'a>)> + use<'a> {
        let iri = self.document.iri().as_named_node();
        self.document.triples().iter().filter_map(move |triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) if node.as_ref() == iri => {
                Some((triple.predicate.as_ref(), triple.object.as_ref()))
            }
            NamedOrBlankNode::NamedNode(_) | NamedOrBlankNode::BlankNode(_) => None,
        })
    }

    /// Of a part of the document, a value.
    pub fn of_part(&self, part: &'a str, predicate: NamedNodeRef<'a>) -> Option<LiteralRef<'a>> {
        literals(self.document.objects(NamedNodeRef::new_unchecked(part), predicate)).into_iter().next()
    }

    fn contact_details(&self, predicate: NamedNodeRef<'a>) -> Vec<&'a str> {
        // A document may hold them itself, in a part.
        let parts = self.links(property::CONTACT).into_iter().map(NamedNodeRef::new_unchecked);
        let inside = parts.flat_map(|part| written(self.document.objects(part, predicate)));
        let documents = std::iter::once(self.document).chain(self.contact);
        let written = documents.flat_map(|document| written(document.own(predicate))).chain(inside);
        written.map(|text| text.trim_start_matches("mailto:").trim_start_matches("tel:")).collect()
    }
}

/// See [`Sheet::key`]; nothing to be found by for what is no document of an instance.
pub fn key(iri: &Iri) -> String {
    let mut parts = iri.as_str().rsplitn(3, '/');
    let (slug, container) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{container}-{slug}")
}

/// The container and the slug that a key is made of.
pub fn of_key(key: &str) -> Option<(Container, Slug)> {
    let (container, slug) = key.split_once('-')?;
    let minted = Slug::from_text(slug).ok().filter(|minted| minted.as_str() == slug)?;
    Some((Container::from_segment(container)?, minted))
}

/// A moment as programs write it, to the second.
pub fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

fn literals<'a>(terms: impl Iterator<Item = TermRef<'a>>) -> Vec<LiteralRef<'a>> {
    let literals = terms.filter_map(|term| match term {
        TermRef::Literal(literal) => Some(literal),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
    });
    literals.collect()
}

fn written<'a>(terms: impl Iterator<Item = TermRef<'a>>) -> Vec<&'a str> {
    let written = terms.filter_map(|term| match term {
        TermRef::NamedNode(node) => Some(node.as_str()),
        TermRef::Literal(literal) => Some(literal.value()),
        TermRef::BlankNode(_) => None,
    });
    written.collect()
}

/// Those in the first of these languages that is there; then those in no language, then those in any.
pub(crate) fn best<'a>(literals: &[LiteralRef<'a>], languages: &[&str]) -> Vec<&'a str> {
    let rank = |literal: &LiteralRef<'a>| match literal.language() {
        Some(tag) => {
            let primary = tag.split('-').next().unwrap_or(tag);
            languages.iter().position(|language| *language == primary).unwrap_or(languages.len() + 1)
        }
        None => languages.len(),
    };
    let best = literals.iter().map(&rank).min();
    let chosen = literals.iter().filter(|literal| Some(rank(literal)) == best);
    chosen.map(|literal| literal.value()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::Literal;

    #[test]
    fn a_key_leads_back() {
        let iri = Iri::parse("https://a.example/organizations/le-moulin-2").unwrap();
        assert_eq!(key(&iri), "organizations-le-moulin-2");
        let (container, slug) = of_key("organizations-le-moulin-2").unwrap();
        assert_eq!((container, slug.as_str()), (Container::Organizations, "le-moulin-2"));
        for wrong in ["organizations", "organizations-", "organizations-A", "organisations-a", "-a", ""] {
            assert_eq!(of_key(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_language_is_told() {
        let text = |text: &str, tag: &str| Literal::new_language_tagged_literal(text, tag).unwrap();
        let said = [text("Moulin", "fr-FR"), text("Mill", "en"), text("Molí", "ca"), Literal::new_simple_literal("M")];
        let told = |languages: &[&str], count: usize| {
            let said: Vec<LiteralRef<'_>> = said.iter().rev().take(count).map(Literal::as_ref).collect();
            best(&said, languages).join(" ")
        };
        assert_eq!(told(&["fr", "en"], 4), "Moulin");
        assert_eq!(told(&["en", "fr"], 4), "Mill");
        assert_eq!(told(&["fr"], 2), "M");
        assert_eq!(told(&["es"], 4), "M");
        assert_eq!(best(&[said[2].as_ref()], &["fr"]), ["Molí"]);
        assert_eq!(best(&[], &["fr"]), Vec::<&str>::new());
    }
}
