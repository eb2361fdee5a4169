//! What the vocabulary says of its terms, in the words and links of a page.

use super::Frame;
use crate::locale::Locale;
use crate::ns::usage;
use crate::vocabulary::{Reading, Sort, Vocabulary};
use askama::Template;
use model::{Iri, syntax, vocab};
use std::collections::BTreeSet;

/// A link with its text, and the short name of a term.
pub(super) struct Link {
    pub(super) text: String,
    /// Nowhere to go: a datatype.
    pub(super) href: Option<String>,
    pub(super) name: Option<String>,
}

/// What is said of a term in one respect.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) links: Vec<Link>,
}

/// What may be said of a class: itself, or something above it.
pub(super) struct Said {
    pub(super) title: String,
    pub(super) properties: Vec<Property>,
}

pub(super) struct Property {
    pub(super) link: Link,
    pub(super) comment: String,
}

/// Words to choose from, each with those below it.
#[derive(Template)]
#[template(path = "words.html")]
pub(super) struct Words {
    words: Vec<Word>,
}

// Its own template escapes what it shows.
impl askama::filters::HtmlSafe for Words {}

struct Word {
    link: Link,
    /// Its anchor, on the page that has all words.
    id: Option<String>,
    comment: String,
    below: Option<Words>,
}

/// What the vocabulary says, in the words and links of a page.
pub(super) struct Terms<'a> {
    pub(super) frame: &'a Frame,
    pub(super) vocabulary: &'a Vocabulary,
}

impl Terms<'_> {
    fn locale(&self) -> Locale {
        self.frame.locale()
    }

    pub(super) fn link(&self, iri: &Iri) -> Link {
        let own = iri.as_str().strip_prefix(vocab::NAMESPACE).filter(|name| self.vocabulary.term(name).is_some());
        match own {
            Some(name) => Link {
                text: self.vocabulary.label(self.locale(), iri.as_named_node()),
                href: Some(self.frame.link(&self.frame.base().term(name))),
                name: Some(["cs:", name].concat()),
            },
            None if self.vocabulary.knows(iri.as_named_node()) => Link {
                text: self.vocabulary.label(self.locale(), iri.as_named_node()),
                href: Some(iri.as_str().to_owned()),
                name: None,
            },
            None => Link { text: shortened(iri), href: Some(iri.as_str().to_owned()), name: None },
        }
    }

    fn links(&self, iris: &[Iri]) -> Vec<Link> {
        iris.iter().map(|iri| self.link(iri)).collect()
    }

    fn row(&self, key: &str, links: Vec<Link>) -> Row {
        Row { label: self.frame.say(key), links }
    }

    /// Above, below, beside.
    pub(super) fn place(&self, iri: &Iri, sort: Sort) -> Vec<Row> {
        let vocabulary = self.vocabulary;
        let mut rows = Vec::new();
        match sort {
            Sort::Class => {
                rows.push(self.row("term-above", self.links(&vocabulary.ancestors(iri))));
                rows.push(self.row("term-below", self.links(&vocabulary.below(iri))));
            }
            Sort::Property => {
                rows.push(self.row("term-above", self.links(&vocabulary.ancestors(iri))));
                rows.push(self.row("term-below", self.links(&vocabulary.below(iri))));
                rows.push(self.row("term-used-on", self.links(&vocabulary.used_on(iri))));
                rows.push(self.row("term-range", self.range(iri)));
                rows.push(self.row("term-inverse", self.links(&vocabulary.inverse(iri))));
                if vocabulary.is_symmetric(iri) {
                    let both_ways = Link { text: self.frame.say("term-both-ways"), href: None, name: None };
                    rows.push(self.row("term-inverse", vec![both_ways]));
                }
            }
            Sort::Word => {
                let lists = vocabulary.schemes(iri);
                let above = vocabulary.ancestors(iri);
                let mut siblings: Vec<Iri> = match above.first() {
                    Some(above) => vocabulary.narrower(above),
                    None => lists.iter().flat_map(|list| vocabulary.top_words(list)).collect(),
                };
                siblings.retain(|sibling| sibling != iri);
                siblings.dedup();
                rows.push(self.row("term-scheme", self.links(&lists)));
                rows.push(self.row("term-kind-of", self.links(&vocabulary.classes_of(iri))));
                rows.push(self.row("term-broader", self.links(&above)));
                rows.push(self.row("term-narrower", self.links(&vocabulary.narrower(iri))));
                rows.push(self.row("term-beside", self.links(&siblings)));
            }
            Sort::Scheme => {}
        }
        rows.retain(|row| !row.links.is_empty());
        rows
    }

    /// Classes by name, datatypes by what people call them.
    pub(super) fn range(&self, property: &Iri) -> Vec<Link> {
        let range = self.vocabulary.range(property);
        let named = |iri: &Iri| match datatype(iri) {
            Some(key) => Link { text: self.frame.say(key), href: None, name: Some(shortened(iri)) },
            None => self.link(iri),
        };
        range.iter().map(named).collect()
    }

    /// The properties of a class, then those of each class above it.
    pub(super) fn said(&self, iri: &Iri, sort: Sort) -> Vec<Said> {
        if sort != Sort::Class {
            return Vec::new();
        }
        let own = std::iter::once((iri.clone(), self.frame.say("term-said")));
        let inherited = self.vocabulary.ancestors(iri).into_iter().map(|above| {
            let title = self.frame.say_with("term-said-of", "above", &self.link(&above).text);
            (above, title)
        });
        own.chain(inherited)
            .map(|(class, title)| {
                let properties = self.vocabulary.properties_of(&class);
                Said { title, properties: properties.iter().map(|property| self.property(property)).collect() }
            })
            .filter(|said| !said.properties.is_empty())
            .collect()
    }

    fn property(&self, iri: &Iri) -> Property {
        Property { link: self.link(iri), comment: self.comment(iri) }
    }

    fn comment(&self, iri: &Iri) -> String {
        self.vocabulary.comment(self.locale(), iri.as_named_node()).to_owned()
    }

    /// The words of a list, or of a class of words.
    pub(super) fn chosen(&self, iri: &Iri, sort: Sort) -> Option<Words> {
        match sort {
            Sort::Scheme => self.tree(iri, &mut None),
            Sort::Class if self.vocabulary.is_of_words(iri) => {
                let words = self.vocabulary.words_of(iri);
                let word = |iri: &Iri| Word { link: self.link(iri), id: None, comment: self.comment(iri), below: None };
                Some(Words { words: words.iter().map(word).collect() }).filter(|words| !words.words.is_empty())
            }
            Sort::Class | Sort::Property | Sort::Word => None,
        }
    }

    /// All words of a list, as a tree. Each gets its anchor where it stands first, if `anchored` keeps count.
    pub(super) fn tree(&self, list: &Iri, anchored: &mut Option<BTreeSet<String>>) -> Option<Words> {
        self.branch(&self.vocabulary.top_words(list), list, anchored, 0)
    }

    fn branch(&self, iris: &[Iri], list: &Iri, anchored: &mut Option<BTreeSet<String>>, depth: usize) -> Option<Words> {
        // A ring of broader words would never end; a test of the ontology keeps it from having one.
        if iris.is_empty() || depth == 8 {
            return None;
        }
        let mut words = Vec::new();
        for iri in iris {
            let name = iri.as_str().strip_prefix(vocab::NAMESPACE).map(str::to_owned);
            let id = name.filter(|name| anchored.as_mut().is_some_and(|anchored| anchored.insert(name.clone())));
            let mut below = self.vocabulary.narrower(iri);
            below.retain(|word| self.vocabulary.schemes(word).contains(list));
            let below = self.branch(&below, list, anchored, depth + 1);
            words.push(Word { link: self.link(iri), id, comment: self.comment(iri), below });
        }
        Some(Words { words })
    }

    /// How others say it, one row for each way of comparing.
    pub(super) fn readings(&self, iri: &Iri) -> Vec<Row> {
        let [mut same, mut wider, mut turned, mut says] = [const { Vec::new() }; 4];
        for reading in self.vocabulary.readings(iri) {
            match reading {
                Reading::Same(theirs) => same.push(self.link(&theirs)),
                Reading::Wider(theirs) => wider.push(self.link(&theirs)),
                Reading::Turned(theirs) => turned.push(self.link(&theirs)),
                Reading::Says(property, value) => {
                    let mut link = self.link(&property);
                    link.name = Some(shortened(&value));
                    says.push(link);
                }
            }
        }
        let rows = [
            ("term-reads-same", same),
            ("term-reads-wider", wider),
            ("term-reads-turned", turned),
            ("term-reads-says", says),
        ];
        rows.into_iter().filter(|(_, links)| !links.is_empty()).map(|(key, links)| self.row(key, links)).collect()
    }

    pub(super) fn usage(&self, iri: &Iri, sort: Sort, used: u64) -> Link {
        let key = if used > usage::COUNTED { "term-used-more" } else { "term-used-times" };
        let question = usage::listing(iri, sort);
        let address = self.frame.base().service("sparql").with_query("query", &question);
        Link {
            text: self.frame.count(key, used.min(usage::COUNTED)),
            href: (used > 0).then(|| self.frame.link(&address)),
            name: None,
        }
    }
}

/// What people call a datatype.
fn datatype(iri: &Iri) -> Option<&'static str> {
    let iri = iri.as_named_node();
    if iri == vocab::rdf::LANG_STRING {
        return Some("datatype-text");
    }
    Some(match iri.as_str().strip_prefix("http://www.w3.org/2001/XMLSchema#")? {
        "string" => "datatype-string",
        "decimal" => "datatype-decimal",
        "integer" => "datatype-integer",
        "boolean" => "datatype-boolean",
        "date" => "datatype-date",
        "dateTime" => "datatype-moment",
        "gYear" => "datatype-year",
        "gYearMonth" => "datatype-month",
        _ => return None,
    })
}

/// `schema:Organization` where the prefix is one of ours, else the whole address.
fn shortened(iri: &Iri) -> String {
    let prefixed = syntax::prefixes().iter().find_map(|(prefix, namespace)| {
        let local = iri.as_str().strip_prefix(namespace.as_str()).filter(|local| !local.is_empty())?;
        Some([prefix, ":", local].concat())
    });
    prefixed.unwrap_or_else(|| iri.as_str().to_owned())
}
