//! Releases: a description and what belongs to it, frozen, signed, verifiable offline and for ever.
//!
//! A [`Manifest`] says of each document that was frozen which version it was and the SHA-256 of its canonical content.
//! It travels as a JSON-LD document with a proof (`wire`), alone or in a file that holds the contents too ([`ReleaseFile`]),
//! and [`verify`](verify::verify) holds such a file against its signature. Time, keys and contents are passed in.
//!
//! What is signed must mean the same in twenty years: its contexts are frozen, ours is `ontology/release-v1.jsonld`. A
//! change of it is a new file, a new address, and a new format beside this one.

mod file;
pub mod verify;
mod wire;

pub use file::{FILE_FORMAT, ReleaseFile, ReleaseFileError, Withheld};
pub use wire::{ManifestError, SignedManifest};

use crate::integrity::PublicKey;
use crate::iri::{Base, Container, Iri, Slug};
use crate::revision::ContentHash;
use crate::vocab::{class, dcat, dct, property, prov, rdf, sec, xsd};
use jiff::Timestamp;
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The address of our context of releases. Its text never changes.
pub const CONTEXT: &str = "https://w3id.org/codesocial/release/v1";

/// The contexts of every manifest, in this order.
const CONTEXTS: [&str; 3] =
    ["https://w3id.org/security/data-integrity/v2", "https://w3id.org/security/multikey/v1", CONTEXT];

/// The text of our context of releases.
pub const CONTEXT_TEXT: &str = include_str!("../../../ontology/release-v1.jsonld");

/// Texts by language, as many in each as were given.
pub type Texts = BTreeMap<String, BTreeSet<String>>;

/// What a release says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its own address.
    pub iri: Iri,
    /// 1, 2, 3… among the releases of this description.
    pub number: u64,
    /// When it was frozen.
    pub released: Timestamp,
    /// What it is called, if it was given a name.
    pub name: Texts,
    /// What was said of it.
    pub description: Texts,
    /// The description that it freezes.
    pub of: Named,
    /// Whom that describes.
    pub describes: Option<Named>,
    /// The registry that released it.
    pub publisher: Publisher,
    /// The key that it is signed with.
    pub key: Multikey,
    /// The convention by which the description entered the registry.
    pub convention: Option<Convention>,
    /// What was frozen, by address, the description itself among it.
    pub members: Vec<Member>,
}

/// Something, and what it was called when the release was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What.
    pub iri: Iri,
    /// Its names.
    pub name: Texts,
}

/// The registry that releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// The address of the instance.
    pub iri: Iri,
    /// Its name.
    pub title: String,
}

/// A public key with its address (Controlled Identifiers v1.0, section 2.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multikey {
    /// Where it is published.
    pub id: Iri,
    /// Whose it is: the document that lists all keys of the instance.
    pub controller: Iri,
    /// The key.
    pub public: PublicKey,
}

impl Multikey {
    /// An instance's key, at its address there. The key is part of the address, so that nobody can put another one
    /// under it.
    pub fn of_instance(base: &Base, public: PublicKey) -> Self {
        Self { id: base.key(&public.to_multibase()), controller: base.keys(), public }
    }
}

/// What the description's convention says, and who signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convention {
    /// Its document.
    pub document: Iri,
    /// What it is called.
    pub name: Texts,
    /// Its text.
    pub description: Texts,
    /// Those who sign.
    pub parties: Vec<Named>,
    /// The day of signature, as `2026-02-14`.
    pub signed_on: Option<String>,
}

/// A document as it was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which document.
    pub document: Iri,
    /// Which of its versions.
    pub version: u64,
    /// When that was written.
    pub modified: Timestamp,
    /// SHA-256 of its canonical N-Quads, graph name left out.
    pub hash: ContentHash,
}

impl Base {
    /// The releases of a document.
    pub fn releases(&self, container: Container, slug: &Slug) -> Iri {
        self.service(&["releases/", container.segment(), "/", slug.as_str(), "/"].concat())
    }

    /// One of them.
    pub fn release(&self, container: Container, slug: &Slug, number: u64) -> Iri {
        self.service(&format!("releases/{}/{slug}/{number}", container.segment()))
    }

    /// The whole of it in one file.
    pub fn release_file(&self, container: Container, slug: &Slug, number: u64) -> Iri {
        self.service(&format!("releases/{}/{slug}/{number}/file", container.segment()))
    }

    /// The keys of the instance.
    pub fn keys(&self) -> Iri {
        self.service("keys/")
    }

    /// One of them, by its multibase.
    pub fn key(&self, multibase: &str) -> Iri {
        self.service(&["keys/", multibase].concat())
    }
}

/// The contexts that a manifest is written in: ours, and two of W3C's, as the program carries them.
pub(crate) fn contexts(address: &str) -> Option<Cow<'static, str>> {
    let [integrity, multikey, ours] = CONTEXTS;
    let text = match address {
        known if known == integrity => include_str!("../../../ontology/w3c/data-integrity-v2.jsonld"),
        known if known == multikey => include_str!("../../../ontology/w3c/multikey-v1.jsonld"),
        known if known == ours => CONTEXT_TEXT,
        _ => return None,
    };
    Some(Cow::Borrowed(text))
}

impl Manifest {
    /// What it says in RDF. The JSON-LD of a manifest must say exactly this, or it is refused: what is shown to people is
    /// then what was signed, whatever a reader of JSON makes of keys that JSON-LD ignores.
    pub fn statements(&self) -> Vec<Quad> {
        let mut said = Statements(Vec::new());
        let own = self.iri.as_named_node();
        said.link(own, rdf::TYPE, class::RELEASE);
        said.link(own, property::RELEASE_OF, self.of.iri.as_named_node());
        said.named(&self.of);
        said.literal(own, dcat::VERSION, typed(&self.number.to_string(), xsd::INTEGER));
        said.literal(own, dct::ISSUED, typed(&self.released.to_string(), xsd::DATE_TIME));
        said.texts(own, property::NAME, &self.name);
        said.texts(own, property::DESCRIPTION, &self.description);
        if let Some(subject) = &self.describes {
            said.link(own, property::DESCRIBES, subject.iri.as_named_node());
            said.named(subject);
        }
        let publisher = self.publisher.iri.as_named_node();
        said.link(own, dct::PUBLISHER, publisher);
        said.literal(publisher, dct::TITLE, Literal::new_simple_literal(&self.publisher.title));
        let key = self.key.id.as_named_node();
        said.link(own, sec::VERIFICATION_METHOD, key);
        said.link(key, rdf::TYPE, sec::MULTIKEY);
        said.link(key, sec::CONTROLLER, self.key.controller.as_named_node());
        said.literal(key, sec::PUBLIC_KEY_MULTIBASE, typed(&self.key.public.to_multibase(), sec::MULTIBASE));
        if let Some(convention) = &self.convention {
            let node = self.iri.with_fragment(CONVENTION);
            let node = node.as_named_node();
            said.link(own, dct::REFERENCES, node);
            said.link(node, prov::SPECIALIZATION_OF, convention.document.as_named_node());
            said.texts(node, property::NAME, &convention.name);
            said.texts(node, property::DESCRIPTION, &convention.description);
            for party in &convention.parties {
                said.link(node, property::PARTY, party.iri.as_named_node());
                said.named(party);
            }
            if let Some(day) = &convention.signed_on {
                said.literal(node, property::SIGNED_ON, typed(day, xsd::DATE));
            }
        }
        for (place, member) in self.members.iter().enumerate() {
            let node = self.member_iri(place);
            let node = node.as_named_node();
            said.link(own, dct::HAS_PART, node);
            said.link(node, prov::SPECIALIZATION_OF, member.document.as_named_node());
            said.literal(node, dcat::VERSION, typed(&member.version.to_string(), xsd::INTEGER));
            said.literal(node, dct::MODIFIED, typed(&member.modified.to_string(), xsd::DATE_TIME));
            said.literal(node, property::SHA256, Literal::new_simple_literal(member.hash.to_hex()));
        }
        said.0
    }

    /// Whether its addresses are those of one instance: nobody signs with a key of their own under somebody else's name
    /// without the address of the key telling.
    fn stands_together(&self) -> bool {
        let Ok(base) = Base::parse(self.publisher.iri.as_str()) else { return false };
        let releases = base.service("releases/");
        self.publisher.iri == base.home()
            && self.key == Multikey::of_instance(&base, self.key.public)
            && self.iri.as_str().starts_with(releases.as_str())
            && self.iri.fragment().is_none()
    }

    /// The address of the member at this place.
    fn member_iri(&self, place: usize) -> Iri {
        self.iri.with_fragment(&format!("member-{}", place + 1))
    }
}

/// The fragment of what a manifest says of the convention.
const CONVENTION: &str = "convention";

struct Statements(Vec<Quad>);

impl Statements {
    fn say(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.0.push(Quad::new(subject.into_owned(), predicate.into_owned(), object, GraphName::DefaultGraph));
    }

    fn link(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, object: NamedNodeRef<'_>) {
        self.say(subject, predicate, object.into_owned());
    }

    fn literal(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, object: Literal) {
        self.say(subject, predicate, object);
    }

    fn named(&mut self, named: &Named) {
        self.texts(named.iri.as_named_node(), property::NAME, &named.name);
    }

    fn texts(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, texts: &Texts) {
        for (language, values) in texts {
            for value in values {
                let text = Literal::new_language_tagged_literal_unchecked(value, language);
                self.say(subject, predicate, text);
            }
        }
    }
}

fn typed(lexical: &str, datatype: NamedNodeRef<'_>) -> Literal {
    Literal::new_typed_literal(lexical, NamedNode::from(datatype))
}

#[cfg(test)]
mod tests;
