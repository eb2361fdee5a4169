//! One term of the grammar: what it means, where it stands, how others say it, an example, how often it is used here.

use super::Frame;
use super::reading::Anchor;
use super::shape::titled;
use super::terms::{Link, Row, Said, Terms, Words};
#[cfg(test)]
use crate::locale::Locale;
use crate::vocabulary::{Entry, Sort, Vocabulary, term_iri};
use askama::Template;
use model::Iri;
use model::syntax::{self, Format};
use registry::ShapeFile;

/// One term.
#[derive(Template)]
#[template(path = "term.html")]
pub(crate) struct TermPage {
    pub(super) frame: Frame,
    /// The part of the grammar: name and address.
    module: Option<Link>,
    sort: String,
    label: String,
    comment: String,
    other: Told,
    iri: Iri,
    used: Option<Link>,
    place: Vec<Row>,
    said: Vec<Said>,
    words: Option<Words>,
    readings: Vec<Row>,
    /// The files of shapes that speak of it.
    shapes: Vec<Anchor>,
    example: Option<Example>,
}

/// Name and meaning in the other language.
struct Told {
    label: String,
    comment: String,
}

struct Example {
    turtle: String,
    json: String,
}

impl TermPage {
    pub(crate) fn new<'a>(
        frame: Frame,
        vocabulary: &Vocabulary,
        (name, entry): (&str, &Entry),
        used: Option<u64>,
        shapes: impl Iterator<Item = &'a ShapeFile>,
    ) -> Self {
        let iri = term_iri(name);
        let terms = Terms { frame: &frame, vocabulary };
        let locale = frame.locale();
        let sort = match entry.sort {
            Sort::Class => "term-is-class",
            Sort::Property => "term-is-property",
            Sort::Scheme => "term-is-list",
            Sort::Word => "term-is-word",
        };
        let module = entry.module.map(|module| Link {
            text: frame.say(module.key()),
            href: Some(frame.link(&frame.base().vocabulary().with_fragment(&module.anchor()))),
            name: None,
        });
        let shapes = shapes.map(|file| Anchor {
            href: frame.link(&frame.base().shape(file.stem())),
            text: titled(file, locale),
            outside: false,
        });
        Self {
            module,
            sort: frame.say(sort),
            label: entry.label(locale).to_owned(),
            comment: entry.comment(locale).to_owned(),
            other: Told {
                label: entry.label(locale.other()).to_owned(),
                comment: entry.comment(locale.other()).to_owned(),
            },
            used: used.map(|used| terms.usage(&iri, entry.sort, used)),
            place: terms.place(&iri, entry.sort),
            said: terms.said(&iri, entry.sort),
            words: terms.chosen(&iri, entry.sort),
            readings: terms.readings(&iri),
            shapes: shapes.collect(),
            example: Example::of(vocabulary, &iri),
            iri,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        Self::sample_of(locale, "Organization")
    }

    #[cfg(test)]
    pub(super) fn sample_of(locale: Locale, name: &str) -> Self {
        let vocabulary = Vocabulary::embedded();
        let grammar = super::sample::grammar();
        let frame = super::sample::frame(locale, super::sample::base().term(name));
        let iri = term_iri(name);
        let entry = vocabulary.term(name).unwrap();
        Self::new(frame, vocabulary, (name, entry), Some(1840), grammar.files_about(iri.as_named_node()))
    }
}

impl Example {
    fn of(vocabulary: &Vocabulary, iri: &Iri) -> Option<Self> {
        let quads = vocabulary.in_use(iri);
        let text = |format| String::from_utf8(syntax::write(&quads, format)).ok();
        if quads.is_empty() {
            return None;
        }
        Some(Self { turtle: text(Format::Turtle)?, json: text(Format::JsonLd)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a page says, without its tags.
    fn told(locale: Locale, name: &str) -> String {
        let page = String::from_utf8(TermPage::sample_of(locale, name).render_page()).unwrap();
        page.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join("")
    }

    #[track_caller]
    fn check(locale: Locale, name: &str, expected: &[&str]) {
        let told = told(locale, name);
        for part in expected {
            assert!(told.contains(part), "{name}: {part} is not in\n{told}");
        }
    }

    #[test]
    fn each_sort_of_term_says_what_it_has_to_say() {
        check(
            Locale::Fr,
            "Organization",
            &[
                "toute forme instituée",
                "any form, registered",
                "Sujet",
                "Forme juridique",
                "schema:Organization",
                "a cs:Organization",
                "&#34;type&#34;",
                "1\u{a0}840 fois",
                "organization",
            ],
        );
        check(Locale::En, "Organization", &["Said of every: Subject", "foaf:Organization", "1,840"]);
        check(
            Locale::En,
            "offeredBy",
            &["Offer", "pair:offers", "schema:makesOffer", "In the other direction", "pair:offeredBy"],
        );
        check(Locale::En, "Offer", &["vf:purpose", "vf:offer", "maid:Offer"]);
        check(Locale::En, "flow", &["In matrix"]);
        check(Locale::Fr, "partnerOf", &["Dans les deux sens"]);
        check(Locale::Fr, "start", &["un jour", "xsd:dateTime"]);
        check(Locale::En, "Municipality", &["igeo:Commune", "Department", "cs:kind cs:Municipality"]);
        check(Locale::En, "ThemeResilienceGovernance", &["Factors of resilience", "Economy", "Skills"]);
        check(Locale::En, "Goal13", &["http://metadata.un.org/sdg/13", "The same"]);
        check(Locale::En, "Licences", &["CC BY-SA 4.0", "Reciprocity licence"]);
        check(Locale::En, "Horizon", &["Short term", "cs:MediumTerm"]);
    }

    #[test]
    fn every_term_has_a_page_in_every_language() {
        for locale in Locale::ALL {
            for (name, entry) in Vocabulary::embedded().terms() {
                let page = String::from_utf8(TermPage::sample_of(locale, name).render_page()).unwrap();
                assert!(page.contains(&format!("<title>{} –", askama_escaped(entry.label(locale)))), "{name}: {page}");
                assert!(!page.contains("Unknown localization"), "{name}: {page}");
            }
        }
    }

    fn askama_escaped(text: &str) -> String {
        text.replace('&', "&#38;").replace('\'', "&#39;").replace('"', "&#34;")
    }

    #[test]
    fn what_nobody_could_count_is_left_out() {
        let vocabulary = Vocabulary::embedded();
        let frame = || super::super::sample::frame(Locale::En, super::super::sample::base().term("Offer"));
        let entry = vocabulary.term("Offer").unwrap();
        for (used, expected) in [(None, false), (Some(0), true), (Some(10_001), true)] {
            let page = TermPage::new(frame(), vocabulary, ("Offer", entry), used, std::iter::empty()).render_page();
            let page = String::from_utf8(page).unwrap();
            assert_eq!(page.contains("Used here"), expected, "{used:?}");
            assert_eq!(page.contains("More than 10,000"), used == Some(10_001), "{used:?}");
        }
    }
}
