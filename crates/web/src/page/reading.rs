//! From a document's triples to rows that people read: labels of the ontology, names instead of addresses, the page's
//! language where there is a choice.

use super::Frame;
use crate::locale::Locale;
use crate::text;
use crate::vocabulary::Vocabulary;
use askama::Template;
use askama::filters::HtmlSafe;
use model::vocab::{NAMESPACE, dct, property, rdf, skos, xsd};
use model::{Audience, Document, Iri};
use oxrdf::{Literal, LiteralRef, NamedNodeRef, NamedOrBlankNode, TermRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A piece of text; its language where it is not the page's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) text: String,
    pub(crate) lang: Option<String>,
}

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    pub(crate) href: String,
    pub(crate) text: Passage,
    /// Whether it leaves this instance.
    pub(crate) outside: bool,
}

/// What is said: the texts that speak for themselves, then property by property.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "rows.html")]
pub(crate) struct Rows {
    pub(crate) lead: Vec<Passage>,
    pub(crate) rows: Vec<Row>,
}

// Its own template escapes what it shows.
impl HtmlSafe for Rows {}

/// One property and its values.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) values: Vec<Value>,
}

/// One value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(Passage),
    Link(Anchor),
    /// A picture: its address.
    Picture(String),
    /// A fragment, told in place.
    Part {
        id: String,
        title: Option<Passage>,
        rows: Rows,
    },
}

/// Reads one document for one page.
pub(super) struct Reader<'a> {
    pub(super) frame: &'a Frame,
    pub(super) document: &'a Document,
    pub(super) vocabulary: &'a Vocabulary,
    names: HashMap<&'a Iri, Vec<&'a Literal>>,
    /// Fragments that were told already: each is told once.
    told: BTreeSet<String>,
}

/// Told elsewhere on the page, or of use to programs only.
const ELSEWHERE: [NamedNodeRef<'static>; 11] = [
    rdf::TYPE,
    property::NAME,
    skos::PREF_LABEL,
    property::SUMMARY,
    property::SECTION,
    property::INTENTION,
    property::ORDER,
    property::AUDIENCE,
    property::OWNER,
    dct::CREATED,
    dct::MODIFIED,
];

/// Prose: it needs no label.
const LEAD: [NamedNodeRef<'static>; 2] = [property::DESCRIPTION, property::TEXT];

/// What is told first, in this order; the rest follows by label.
const FIRST: [NamedNodeRef<'static>; 14] = [
    property::DESCRIBES,
    property::CONTEXT,
    property::STAKE,
    property::OBJECTIVE,
    property::MISSION,
    property::DREAM,
    property::CHALLENGE,
    property::REALISES,
    property::START,
    property::DUE,
    property::END,
    property::PROGRESS,
    property::EVIDENCED_BY,
    property::HORIZON,
];

impl<'a> Reader<'a> {
    pub(super) fn new(
        frame: &'a Frame,
        document: &'a Document,
        vocabulary: &'a Vocabulary,
        names: &'a [(Iri, Literal)],
    ) -> Self {
        let mut by_iri: HashMap<&Iri, Vec<&Literal>> = HashMap::new();
        for (iri, name) in names {
            by_iri.entry(iri).or_default().push(name);
        }
        Self { frame, document, vocabulary, names: by_iri, told: BTreeSet::new() }
    }

    fn locale(&self) -> Locale {
        self.frame.locale()
    }

    /// Everything said of `subject` that is not told elsewhere on the page.
    pub(super) fn rows(&mut self, subject: &Iri) -> Rows {
        let document = self.document;
        let mut by_predicate: BTreeMap<&str, (NamedNodeRef<'a>, Vec<TermRef<'a>>)> = BTreeMap::new();
        for triple in document.triples().iter().filter(|triple| is(&triple.subject, subject)) {
            let predicate = triple.predicate.as_ref();
            if !ELSEWHERE.contains(&predicate) && !LEAD.contains(&predicate) {
                by_predicate
                    .entry(predicate.as_str())
                    .or_insert((predicate, Vec::new()))
                    .1
                    .push(triple.object.as_ref());
            }
        }
        let mut rows: Vec<(usize, Row)> = by_predicate
            .into_values()
            .map(|(predicate, objects)| {
                let place = FIRST.iter().position(|known| *known == predicate).unwrap_or(FIRST.len());
                let label = self.vocabulary.label(self.locale(), predicate);
                (place, Row { label, values: self.values(predicate, &objects) })
            })
            .filter(|(_, row)| !row.values.is_empty())
            .collect();
        rows.sort_by(|(a, left), (b, right)| (a, &left.label).cmp(&(b, &right.label)));
        let lead = LEAD.iter().flat_map(|predicate| self.texts(subject, *predicate)).collect();
        Rows { lead, rows: rows.into_iter().map(|(_, row)| row).collect() }
    }

    fn values(&mut self, predicate: NamedNodeRef<'_>, objects: &[TermRef<'a>]) -> Vec<Value> {
        let locale = self.locale();
        let literals: Vec<LiteralRef<'_>> = objects.iter().filter_map(literal).collect();
        let mut values: Vec<Value> =
            in_language(&literals, locale).into_iter().map(|literal| self.literal(literal)).collect();
        let nodes = objects.iter().filter_map(|object| match object {
            TermRef::NamedNode(node) => Some(Iri::from_named_node(node.into_owned())),
            TermRef::Literal(_) | TermRef::BlankNode(_) => None,
        });
        values.extend(self.ordered(nodes.collect()).into_iter().map(|iri| self.node(predicate, &iri)));
        values
    }

    fn literal(&self, literal: LiteralRef<'_>) -> Value {
        let datatype = literal.datatype();
        let text = literal.value();
        if [xsd::DATE, xsd::DATE_TIME, xsd::G_YEAR_MONTH].contains(&datatype) {
            return Value::Text(plain(text::stated_date(self.locale(), text)));
        }
        if datatype == xsd::BOOLEAN {
            return Value::Text(plain(self.frame.say(if matches!(text, "true" | "1") { "yes" } else { "no" })));
        }
        if datatype == xsd::DECIMAL && self.locale() == Locale::Fr {
            return Value::Text(plain(text.replace('.', ",")));
        }
        match Iri::parse(text).ok().filter(is_web) {
            Some(iri) if !text.contains(char::is_whitespace) => Value::Link(self.anchor(&iri)),
            Some(_) | None => Value::Text(passage(literal, self.locale())),
        }
    }

    fn node(&mut self, predicate: NamedNodeRef<'_>, iri: &Iri) -> Value {
        if self.document.iri() != iri && self.document.iri().holds(iri.as_named_node()) && self.speaks_of(iri) {
            let id = iri.fragment().unwrap_or_default().to_owned();
            if self.told.insert(id.clone()) {
                let title = self.own_title(iri);
                return Value::Part { id, title, rows: self.rows(iri) };
            }
        }
        if predicate == property::IMAGE && iri.as_str().starts_with("https://") {
            return Value::Picture(iri.as_str().to_owned());
        }
        if is_web(iri) { Value::Link(self.anchor(iri)) } else { Value::Text(plain(iri.as_str().to_owned())) }
    }

    pub(super) fn speaks_of(&self, iri: &Iri) -> bool {
        self.document.triples().iter().any(|triple| is(&triple.subject, iri))
    }

    /// Marks a fragment as told outside of the rows.
    pub(super) fn tell(&mut self, iri: &Iri) {
        self.told.insert(iri.fragment().unwrap_or_default().to_owned());
    }

    /// A link to this, by name.
    pub(super) fn anchor(&self, iri: &Iri) -> Anchor {
        let base = self.frame.base();
        if let Some(name) = iri.as_str().strip_prefix(NAMESPACE) {
            let text = plain(self.vocabulary.label(self.locale(), iri.as_named_node()));
            let href = match self.vocabulary.term(name) {
                Some(_) => self.frame.link(&base.term(name)),
                None => iri.as_str().to_owned(),
            };
            return Anchor { href, text, outside: false };
        }
        let text = self.name(iri).unwrap_or_else(|| plain(self.short(iri)));
        let href = if self.document.iri().holds(iri.as_named_node()) {
            ["#", iri.fragment().unwrap_or_default()].concat()
        } else {
            self.frame.link(iri)
        };
        Anchor { href, text, outside: self.frame.leaves(iri) }
    }

    /// The name of anything: a fragment of this document, or what the registry could name.
    fn name(&self, iri: &Iri) -> Option<Passage> {
        if self.document.iri().holds(iri.as_named_node())
            && let Some(title) = self.own_title(iri)
        {
            return Some(title);
        }
        let known = |iri: &Iri| {
            let names: Vec<LiteralRef<'_>> = self.names.get(iri)?.iter().map(|name| name.as_ref()).collect();
            in_language(&names, self.locale()).first().map(|name| passage(*name, self.locale()))
        };
        known(iri).or_else(|| known(&iri.document()))
    }

    /// What a fragment of this document is called: its name, else its first words.
    pub(super) fn own_title(&self, iri: &Iri) -> Option<Passage> {
        [property::NAME, skos::PREF_LABEL].into_iter().find_map(|predicate| self.said(iri, predicate))
    }

    /// What a fragment of this document is told under: its own title, else what it is, else its name in addresses.
    pub(super) fn title(&self, iri: &Iri) -> Passage {
        self.own_title(iri).unwrap_or_else(|| {
            let class = self.pointed(iri, rdf::TYPE);
            let label = class.first().map(|class| self.vocabulary.label(self.locale(), class.as_named_node()));
            plain(label.unwrap_or_else(|| iri.fragment().unwrap_or_default().to_owned()))
        })
    }

    /// One value by itself: a text, a link or a picture.
    pub(super) fn value(&self, term: TermRef<'_>) -> Value {
        match term {
            TermRef::Literal(literal) => self.literal(literal),
            TermRef::NamedNode(node) => {
                let iri = Iri::from_named_node(node.into_owned());
                if is_web(&iri) { Value::Link(self.anchor(&iri)) } else { Value::Text(plain(iri.as_str().to_owned())) }
            }
            TermRef::BlankNode(node) => Value::Text(plain(node.to_string())),
        }
    }

    /// All that `predicate` says of `subject`, in the page's language if there is a choice.
    fn texts(&self, subject: &Iri, predicate: NamedNodeRef<'_>) -> Vec<Passage> {
        let objects: Vec<TermRef<'_>> = self.document.objects(subject.as_named_node(), predicate).collect();
        let literals: Vec<LiteralRef<'_>> = objects.iter().filter_map(literal).collect();
        in_language(&literals, self.locale()).into_iter().map(|literal| passage(literal, self.locale())).collect()
    }

    /// What `predicate` says of `subject`, in the page's language if there is a choice.
    pub(super) fn said(&self, subject: &Iri, predicate: NamedNodeRef<'_>) -> Option<Passage> {
        said(self.document, subject, predicate, self.locale())
    }

    /// An address as short as people read it.
    fn short(&self, iri: &Iri) -> String {
        let text = iri.as_str();
        let own = text.strip_prefix(self.frame.base().as_str());
        let web = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        own.or(web).unwrap_or(text).trim_end_matches('/').to_owned()
    }

    /// By `cs:order`, then as people count: intention-2 before intention-10.
    pub(super) fn ordered(&self, mut iris: Vec<Iri>) -> Vec<Iri> {
        iris.sort_by_cached_key(|iri| {
            let order = self.document.objects(iri.as_named_node(), property::ORDER).find_map(|order| match order {
                TermRef::Literal(literal) => literal.value().parse::<i64>().ok(),
                TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
            });
            let (stem, number) = counted(iri.as_str());
            (order.unwrap_or(i64::MAX), stem.to_owned(), number)
        });
        iris
    }

    /// The IRIs that `predicate` points at from `subject`, in order.
    pub(super) fn pointed(&self, subject: &Iri, predicate: NamedNodeRef<'_>) -> Vec<Iri> {
        self.ordered(nodes(self.document, subject, predicate).collect())
    }
}

/// The IRIs that `predicate` points at.
pub(super) fn nodes<'a>(
    document: &'a Document,
    subject: &'a Iri,
    predicate: NamedNodeRef<'a>,
) -> impl Iterator<Item = Iri> + 'a {
    document.objects(subject.as_named_node(), predicate).filter_map(|object| match object {
        TermRef::NamedNode(node) => Some(Iri::from_named_node(node.into_owned())),
        TermRef::Literal(_) | TermRef::BlankNode(_) => None,
    })
}

/// Every document or fragment elsewhere that this one mentions, to ask for their names.
pub(crate) fn mentioned(document: &Document) -> impl Iterator<Item = Iri> + '_ {
    document.triples().iter().filter_map(|triple| match &triple.object {
        oxrdf::Term::NamedNode(node)
            if !document.iri().holds(node.as_ref()) && !node.as_str().starts_with(NAMESPACE) =>
        {
            Some(Iri::from_named_node(node.clone()))
        }
        oxrdf::Term::NamedNode(_) | oxrdf::Term::Literal(_) | oxrdf::Term::BlankNode(_) => None,
    })
}

/// The document's name, else its address.
pub(super) fn own_name(document: &Document, locale: Locale) -> Passage {
    [property::NAME, skos::PREF_LABEL]
        .into_iter()
        .find_map(|predicate| said(document, document.iri(), predicate, locale))
        .unwrap_or_else(|| plain(document.iri().as_str().to_owned()))
}

/// The line that sums it up.
pub(super) fn own_summary(document: &Document, locale: Locale) -> Option<Passage> {
    said(document, document.iri(), property::SUMMARY, locale)
}

/// Its types, in words.
pub(super) fn type_in_words(document: &Document, locale: Locale, vocabulary: &Vocabulary) -> Option<String> {
    let types: Vec<String> = nodes(document, document.iri(), rdf::TYPE)
        .map(|class| vocabulary.label(locale, class.as_named_node()))
        .collect();
    (!types.is_empty()).then(|| types.join(" · "))
}

/// What `predicate` says of `subject` in one text.
pub(super) fn said(document: &Document, subject: &Iri, predicate: NamedNodeRef<'_>, locale: Locale) -> Option<Passage> {
    let objects: Vec<TermRef<'_>> = document.objects(subject.as_named_node(), predicate).collect();
    let literals: Vec<LiteralRef<'_>> = objects.iter().filter_map(literal).collect();
    in_language(&literals, locale).first().map(|literal| passage(*literal, locale))
}

fn literal<'a>(term: &TermRef<'a>) -> Option<LiteralRef<'a>> {
    match term {
        TermRef::Literal(literal) => Some(*literal),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
    }
}

/// What a reader of this language needs: the texts in it and those of no language; all of them if it is not among them.
fn in_language<'a>(literals: &[LiteralRef<'a>], locale: Locale) -> Vec<LiteralRef<'a>> {
    let own = |literal: &LiteralRef<'_>| literal.language().and_then(Locale::from_tag) == Some(locale);
    if literals.iter().any(own) {
        literals.iter().copied().filter(|literal| literal.language().is_none() || own(literal)).collect()
    } else {
        literals.to_vec()
    }
}

/// A text with its language, where that is not the page's.
pub(super) fn passage(literal: LiteralRef<'_>, locale: Locale) -> Passage {
    let lang = literal.language().filter(|tag| Locale::from_tag(tag) != Some(locale)).map(str::to_owned);
    Passage { text: literal.value().to_owned(), lang }
}

/// Who reads something; `name` is what a group is called.
pub(super) fn who_reads(frame: &Frame, audience: &Audience, name: impl FnOnce(&Iri) -> String) -> String {
    match audience {
        Audience::Public => frame.say("audience-public"),
        Audience::Network => frame.say("audience-network"),
        Audience::Members => frame.say("audience-members"),
        Audience::Group(group) => text::say_with(frame.locale(), "audience-group", "group", &name(group)),
        Audience::Private => frame.say("audience-private"),
    }
}

/// A text in the page's language.
pub(super) fn plain(text: String) -> Passage {
    Passage { text, lang: None }
}

/// Only addresses of the web become links: `javascript:` and its like stay text.
pub(super) fn is_web(iri: &Iri) -> bool {
    iri.as_str().starts_with("https://") || iri.as_str().starts_with("http://")
}

fn is(subject: &NamedOrBlankNode, iri: &Iri) -> bool {
    match subject {
        NamedOrBlankNode::NamedNode(node) => node.as_ref() == iri.as_named_node(),
        NamedOrBlankNode::BlankNode(_) => false,
    }
}

/// A text and the number at its end.
fn counted(text: &str) -> (&str, u64) {
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem, text.strip_prefix(stem).and_then(|number| number.parse().ok()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn rows_in_the_language_of_the_page_and_in_order() {
        let (document, vocabulary) = (sample::description(), sample::vocabulary());
        for (locale, text, other) in [(Locale::Fr, "Remettre", "Bring"), (Locale::En, "Bring", "Remettre")] {
            let frame = sample::frame(locale, document.iri().clone());
            let mut reader = Reader::new(&frame, &document, &vocabulary, &[]);
            let rendered = reader.rows(&document.iri().with_fragment("purpose")).to_string();
            assert!(rendered.contains(text) && !rendered.contains(other), "{rendered}");
        }
    }

    #[test]
    fn only_the_web_is_linked_and_nothing_is_markup() {
        let document = sample::hostile();
        let vocabulary = sample::vocabulary();
        let frame = sample::frame(Locale::Fr, document.iri().clone());
        let rendered = Reader::new(&frame, &document, &vocabulary, &[]).rows(document.iri()).to_string();
        assert!(!rendered.contains("<script>") && !rendered.contains("href=\"javascript:"), "{rendered}");
        assert!(rendered.contains("&#60;script&#62;"), "{rendered}");
    }

    #[test]
    fn a_ring_of_fragments_is_told_once() {
        let document = sample::ring();
        let vocabulary = sample::vocabulary();
        let frame = sample::frame(Locale::En, document.iri().clone());
        let rendered = Reader::new(&frame, &document, &vocabulary, &[]).rows(document.iri()).to_string();
        assert_eq!(rendered.matches("id=\"a\"").count(), 1, "{rendered}");
        assert!(rendered.contains("href=\"#a\""), "{rendered}");
    }

    #[test]
    fn people_count_to_ten() {
        assert!(counted("#intention-2") < counted("#intention-10"));
        assert_eq!(counted("#story"), ("#story", 0));
    }
}
