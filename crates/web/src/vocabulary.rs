//! The embedded ontology: its labels for pages, its files for `/ns`.

use crate::locale::Locale;
use crate::text;
use model::Iri;
use model::syntax::{self, Format};
use model::vocab::{NAMESPACE, dct, owl, rdf, rdfs, skos};
use oxrdf::{Literal, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../ontology"]
struct Files;

/// Most statements of one of its files: it is ours, and this only keeps a slip from filling the memory.
const STATEMENT_LIMIT: usize = 100_000;

/// A term of the grammar.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    labels: Vec<Literal>,
    comments: Vec<Literal>,
    pub(crate) sort: Sort,
    /// Classes and properties that it refines, schemes that it belongs to.
    pub(crate) broader: Vec<Iri>,
}

/// What sort of term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// A kind of thing.
    Class,
    /// What is said of a thing.
    Property,
    /// A word of a thesaurus.
    #[default]
    Individual,
}

/// The ontology, read once.
pub(crate) struct Vocabulary {
    quads: Vec<Quad>,
    terms: BTreeMap<String, Entry>,
}

/// A file of the ontology as it was written: `context.jsonld`.
pub(crate) fn file(name: &str) -> Option<rust_embed::EmbeddedFile> {
    Files::get(name)
}

impl Vocabulary {
    /// The one that the binary carries.
    pub(crate) fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Vocabulary> = LazyLock::new(|| {
            let mut names: Vec<_> = Files::iter().filter(|name| name.ends_with(".ttl")).collect();
            names.sort();
            let namespace = Iri::from_named_node(rdf_document().into_owned());
            Vocabulary::of(names.iter().filter_map(|name| Files::get(name)).flat_map(|file| {
                syntax::parse(&file.data, Format::Turtle, &namespace, STATEMENT_LIMIT).unwrap_or_else(|error| {
                    // A test reads every file, so this is a binary built from something else.
                    tracing::error!(%error, "a file of the embedded ontology cannot be read");
                    Vec::new()
                })
            }))
        });
        &EMBEDDED
    }

    pub(crate) fn of(quads: impl IntoIterator<Item = Quad>) -> Self {
        let quads: Vec<Quad> = quads.into_iter().collect();
        let mut terms: BTreeMap<String, Entry> = BTreeMap::new();
        for quad in &quads {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
            let term = terms.entry(subject.as_str().to_owned()).or_default();
            match (quad.predicate.as_ref(), &quad.object) {
                (rdfs::LABEL | skos::PREF_LABEL | dct::TITLE, Term::Literal(label)) => term.labels.push(label.clone()),
                (rdfs::COMMENT, Term::Literal(comment)) => term.comments.push(comment.clone()),
                (
                    rdfs::SUB_CLASS_OF | rdfs::SUB_PROPERTY_OF | skos::BROADER | skos::IN_SCHEME,
                    Term::NamedNode(broader),
                ) => {
                    term.broader.push(Iri::from_named_node(broader.clone()));
                }
                (rdf::TYPE, Term::NamedNode(class)) => match class.as_str().rsplit(['#', '/']).next() {
                    Some("Class") => term.sort = Sort::Class,
                    Some("ObjectProperty" | "DatatypeProperty" | "Property" | "AnnotationProperty") => {
                        term.sort = Sort::Property;
                    }
                    Some(_) | None => {}
                },
                _ => {}
            }
        }
        terms.retain(|_, term| !term.labels.is_empty());
        Self { quads, terms }
    }

    /// Everything it says.
    pub(crate) fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// The terms of our own namespace: local name and term, by name.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.terms
            .iter()
            .filter_map(|(iri, term)| Some((iri.strip_prefix(NAMESPACE).filter(|name| !name.is_empty())?, term)))
    }

    /// A term of our own namespace.
    pub(crate) fn term(&self, name: &str) -> Option<&Entry> {
        self.terms().find(|(known, _)| *known == name).map(|(_, term)| term)
    }

    /// Whether the ontology speaks of this.
    pub(crate) fn knows(&self, iri: NamedNodeRef<'_>) -> bool {
        self.terms.contains_key(iri.as_str())
    }

    /// The label, or the words that the last part of the IRI is made of.
    pub(crate) fn label(&self, locale: Locale, iri: NamedNodeRef<'_>) -> String {
        let known = self.terms.get(iri.as_str()).and_then(|term| in_language(&term.labels, locale));
        known
            .map(str::to_owned)
            .or_else(|| foreign(iri).map(|key| text::say(locale, key)))
            .unwrap_or_else(|| spelled(iri.as_str()))
    }

    /// The statements about one term.
    pub(crate) fn statements<'a>(&'a self, iri: &'a Iri) -> impl Iterator<Item = &'a Quad> {
        self.quads.iter().filter(move |quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(subject) => subject.as_ref() == iri.as_named_node(),
            NamedOrBlankNode::BlankNode(_) => false,
        })
    }
}

impl Entry {
    pub(crate) fn label(&self, locale: Locale) -> &str {
        in_language(&self.labels, locale).unwrap_or_default()
    }

    pub(crate) fn comment(&self, locale: Locale) -> &str {
        in_language(&self.comments, locale).unwrap_or_default()
    }
}

fn rdf_document() -> NamedNodeRef<'static> {
    NamedNodeRef::new_unchecked(NAMESPACE)
}

fn in_language(literals: &[Literal], locale: Locale) -> Option<&str> {
    let wanted = literals.iter().find(|literal| literal.language().and_then(Locale::from_tag) == Some(locale));
    wanted.or(literals.first()).map(Literal::value)
}

/// Other people's properties that our documents use.
fn foreign(iri: NamedNodeRef<'_>) -> Option<&'static str> {
    [
        (dct::CREATED, "term-created"),
        (dct::MODIFIED, "term-modified"),
        (dct::SOURCE, "term-source"),
        (dct::TITLE, "term-title"),
        (owl::SAME_AS, "term-same-as"),
        (skos::PREF_LABEL, "term-preferred-label"),
        (skos::BROADER, "term-broader"),
        (skos::NARROWER, "term-narrower"),
        (skos::IN_SCHEME, "term-scheme"),
        (skos::NOTATION, "term-notation"),
        (skos::CONCEPT, "term-concept"),
        (skos::CONCEPT_SCHEME, "term-concept-scheme"),
        (rdf::TYPE, "term-type"),
    ]
    .into_iter()
    .find(|(known, _)| *known == iri)
    .map(|(_, key)| key)
}

/// `…#intentionState` read aloud: “intention state”.
fn spelled(iri: &str) -> String {
    let local = iri.trim_end_matches(['#', '/']).rsplit(['#', '/', ':']).next().unwrap_or(iri);
    let mut words = String::new();
    let mut after_lower = false;
    for c in local.chars() {
        if c.is_uppercase() && after_lower {
            words.push(' ');
        }
        after_lower = c.is_lowercase();
        match c {
            '-' | '_' => words.push(' '),
            c if words.is_empty() => words.push(c),
            c => words.extend(c.to_lowercase()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use model::vocab::property;

    #[test]
    fn labels_in_the_language_of_the_page() {
        let vocabulary = sample::vocabulary();
        assert_eq!(vocabulary.label(Locale::Fr, property::NAME), "Nom");
        assert_eq!(vocabulary.label(Locale::En, property::NAME), "Name");
        assert_eq!(vocabulary.label(Locale::Fr, owl::SAME_AS), "Aussi connu ici");
        let unknown = NamedNodeRef::new_unchecked("http://example.org/ns#nearbyCommon");
        assert_eq!(vocabulary.label(Locale::Fr, unknown), "nearby common");
        assert_eq!(vocabulary.term("name").map(|term| term.sort), Some(Sort::Property));
        assert!(vocabulary.term("nothing").is_none());
    }

    #[test]
    fn every_file_of_the_ontology_is_read() {
        let namespace = Iri::from_named_node(rdf_document().into_owned());
        for name in Files::iter().filter(|name| name.ends_with(".ttl")) {
            let read = syntax::parse(&Files::get(&name).unwrap().data, Format::Turtle, &namespace, STATEMENT_LIMIT);
            assert!(read.is_ok(), "{name}: {read:?}");
        }
        assert!(Vocabulary::embedded().knows(property::NAME), "the embedded ontology has no cs:name");
        assert!(file("context.jsonld").is_some());
    }
}
