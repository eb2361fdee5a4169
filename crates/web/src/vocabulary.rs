//! The embedded ontology, as terms: their labels for pages, their statements for `/ns`.
//!
//! | module | says |
//! |---|---|
//! | `module` | the parts that the grammar is made of |
//! | `tree` | what stands above and below a term, what is said of it |
//! | `alignment` | how a term reads in the words of others |
//! | `example` | a term in use, made of the examples that the ontology gives |
//! | `words` | the words that the ontology itself is written in |

mod alignment;
mod example;
mod module;
mod tree;
mod words;

pub(crate) use alignment::Reading;
pub(crate) use example::EXAMPLES;
pub(crate) use module::Module;
pub(crate) use tree::term_iri;

use self::words::{CLASS, DATATYPE_PROPERTY, DEFINITION, EXAMPLE, OBJECT_PROPERTY};
use crate::locale::Locale;
use crate::text;
use model::Iri;
use model::ontology;
use model::syntax::{self, Format};
use model::vocab::{NAMESPACE, dct, owl, rdf, rdfs, skos};
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Most statements of one of its files: it is ours, and this only keeps a slip from filling the memory.
const STATEMENT_LIMIT: usize = 100_000;

/// A term of the grammar.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    labels: Vec<Literal>,
    comments: Vec<Literal>,
    /// What it may look like: values for a property, names for a class.
    pub(crate) examples: Vec<Term>,
    pub(crate) sort: Sort,
    /// The part of the grammar that defines it.
    pub(crate) module: Option<Module>,
}

/// What sort of term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// A kind of thing.
    Class,
    /// What is said of a thing.
    Property,
    /// A list of words to choose from.
    Scheme,
    /// A word of such a list.
    #[default]
    Word,
}

/// The ontology, read once.
pub(crate) struct Vocabulary {
    quads: Vec<Quad>,
    /// Where the statements about each node are.
    by_subject: HashMap<NamedOrBlankNode, Vec<usize>>,
    /// Where the statements that lead to each IRI are.
    by_object: HashMap<String, Vec<usize>>,
    terms: BTreeMap<String, Entry>,
}

impl Vocabulary {
    /// The one that the binary carries.
    pub(crate) fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Vocabulary> = LazyLock::new(|| {
            let namespace = namespace();
            let parts = ontology::modules().into_iter().chain(ontology::thesauri());
            Vocabulary::of(parts.filter_map(|ontology::Module { name, bytes }| {
                let quads = syntax::parse(&bytes, Format::Turtle, &namespace, STATEMENT_LIMIT);
                // A test reads every file, so this is a binary built from something else.
                let quads = quads.inspect_err(|error| tracing::error!(%error, name, "the ontology cannot be read"));
                Some((Module::of_file(&name), quads.ok()?))
            }))
        });
        &EMBEDDED
    }

    /// Of the parts, each with what it states.
    pub(crate) fn of(parts: impl IntoIterator<Item = (Option<Module>, Vec<Quad>)>) -> Self {
        let mut all =
            Self { quads: Vec::new(), by_subject: HashMap::new(), by_object: HashMap::new(), terms: BTreeMap::new() };
        for (module, quads) in parts {
            for quad in quads {
                all.learn(module, &quad);
                let place = all.quads.len();
                all.by_subject.entry(quad.subject.clone()).or_default().push(place);
                if let Term::NamedNode(object) = &quad.object {
                    all.by_object.entry(object.as_str().to_owned()).or_default().push(place);
                }
                all.quads.push(quad);
            }
        }
        all.terms.retain(|_, term| !term.labels.is_empty());
        all
    }

    fn learn(&mut self, module: Option<Module>, quad: &Quad) {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return };
        let term = self.terms.entry(subject.as_str().to_owned()).or_default();
        match (quad.predicate.as_ref(), &quad.object) {
            (rdfs::LABEL | skos::PREF_LABEL | dct::TITLE, Term::Literal(label)) => {
                // A list of words says its name twice, for those who know only one of the two properties.
                if !term.labels.contains(label) {
                    term.labels.push(label.clone());
                }
                term.module = term.module.or(module);
            }
            (rdfs::COMMENT | DEFINITION, Term::Literal(comment)) => term.comments.push(comment.clone()),
            (EXAMPLE, example) => term.examples.push(example.clone()),
            (rdf::TYPE, Term::NamedNode(class)) => match class.as_ref() {
                CLASS => term.sort = Sort::Class,
                OBJECT_PROPERTY | DATATYPE_PROPERTY => term.sort = Sort::Property,
                skos::CONCEPT_SCHEME => term.sort = Sort::Scheme,
                _ => {}
            },
            _ => {}
        }
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
        self.terms.get([NAMESPACE, name].concat().as_str()).filter(|_| !name.is_empty())
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

    /// What it means; nothing where the ontology does not say.
    pub(crate) fn comment(&self, locale: Locale, iri: NamedNodeRef<'_>) -> &str {
        self.terms.get(iri.as_str()).map(|term| term.comment(locale)).unwrap_or_default()
    }

    /// The statements about one term, with the nameless nodes that they lead to.
    pub(crate) fn statements(&self, iri: &Iri) -> Vec<Quad> {
        let mut statements: Vec<Quad> = self.about(&tree::node(iri)).cloned().collect();
        let mut place = 0;
        while let Some(quad) = statements.get(place) {
            if let Term::BlankNode(nameless) = &quad.object {
                let nameless = NamedOrBlankNode::from(nameless.clone());
                if !statements.iter().any(|known| known.subject == nameless) {
                    statements.extend(self.about(&nameless).cloned());
                }
            }
            place += 1;
        }
        statements
    }
}

impl Entry {
    pub(crate) fn label(&self, locale: Locale) -> &str {
        in_language(&self.labels, locale).unwrap_or_default()
    }

    pub(crate) fn comment(&self, locale: Locale) -> &str {
        in_language(&self.comments, locale).unwrap_or_default()
    }

    /// The name that a class's example has.
    pub(crate) fn example(&self, locale: Locale) -> Option<&str> {
        let names = || self.examples.iter().filter_map(as_literal);
        let wanted = names().find(|name| name.language().and_then(Locale::from_tag) == Some(locale));
        wanted.or_else(|| names().next()).map(Literal::value)
    }
}

fn as_literal(term: &Term) -> Option<&Literal> {
    match term {
        Term::Literal(literal) => Some(literal),
        Term::NamedNode(_) | Term::BlankNode(_) => None,
    }
}

fn namespace() -> Iri {
    Iri::from_named_node(NamedNode::new_unchecked(NAMESPACE))
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
        for ontology::Module { name, bytes } in ontology::modules().into_iter().chain(ontology::thesauri()) {
            let read = syntax::parse(&bytes, Format::Turtle, &namespace(), STATEMENT_LIMIT);
            assert!(read.is_ok(), "{name}: {read:?}");
        }
        assert!(Vocabulary::embedded().knows(property::NAME), "the embedded ontology has no cs:name");
    }
}
