//! The grammar, as a list of terms and as one page each.

use super::Frame;
use crate::vocabulary::{Entry, Sort, Vocabulary};
use askama::Template;
use model::Iri;

/// All terms, by sort.
#[derive(Template)]
#[template(path = "vocabulary.html")]
pub(crate) struct VocabularyPage {
    pub(super) frame: Frame,
    groups: Vec<Group>,
}

struct Group {
    title: String,
    terms: Vec<Shown>,
}

struct Shown {
    name: String,
    href: String,
    label: String,
    comment: String,
}

impl VocabularyPage {
    pub(crate) fn new(frame: Frame, vocabulary: &Vocabulary) -> Self {
        let locale = frame.locale();
        let groups = [
            (Sort::Class, "vocabulary-classes"),
            (Sort::Property, "vocabulary-properties"),
            (Sort::Individual, "vocabulary-words"),
        ]
        .map(|(sort, key)| {
            let mut terms: Vec<Shown> = vocabulary
                .terms()
                .filter(|(_, term)| term.sort == sort)
                .map(|(name, term)| Shown {
                    name: name.to_owned(),
                    href: frame.service(&["ns/", name].concat()),
                    label: term.label(locale).to_owned(),
                    comment: term.comment(locale).to_owned(),
                })
                .collect();
            terms.sort_by_cached_key(|term| term.label.to_lowercase());
            Group { title: frame.say(key), terms }
        })
        .into_iter()
        .filter(|group| !group.terms.is_empty())
        .collect();
        Self { frame, groups }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        Self::new(super::sample::frame(locale, super::sample::base().service("ns")), &super::sample::vocabulary())
    }
}

/// One term.
#[derive(Template)]
#[template(path = "term.html")]
pub(crate) struct TermPage {
    pub(super) frame: Frame,
    label: String,
    comment: String,
    iri: Iri,
    sort: String,
    /// What it refines: label and link, where the term is ours.
    broader: Vec<(String, Option<String>)>,
}

impl TermPage {
    pub(crate) fn new(frame: Frame, vocabulary: &Vocabulary, name: &str, term: &Entry, iri: Iri) -> Self {
        let locale = frame.locale();
        let broader = term
            .broader
            .iter()
            .map(|broader| {
                let own = broader
                    .fragment()
                    .filter(|name| vocabulary.term(name).is_some() && vocabulary.knows(broader.as_named_node()));
                let shown = match own {
                    Some(_) => vocabulary.label(locale, broader.as_named_node()),
                    None => broader.as_str().to_owned(),
                };
                (shown, own.map(|name| frame.service(&["ns/", name].concat())))
            })
            .collect();
        let sort = frame.say(match term.sort {
            Sort::Class => "term-is-class",
            Sort::Property => "term-is-property",
            Sort::Individual => "term-is-word",
        });
        let label = Some(term.label(locale)).filter(|label| !label.is_empty()).unwrap_or(name).to_owned();
        Self { label, comment: term.comment(locale).to_owned(), iri, sort, broader, frame }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let vocabulary = super::sample::vocabulary();
        let base = super::sample::base();
        let (name, term) = vocabulary.terms().find(|(name, _)| *name == "Project").unwrap();
        let iri = Iri::parse(model::vocab::NAMESPACE).unwrap().with_fragment(name);
        Self::new(super::sample::frame(locale, base.service("ns")), &vocabulary, name, term, iri)
    }
}
