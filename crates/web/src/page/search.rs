//! What is found, with what to narrow it by.

use super::Frame;
use super::container;
use super::reading::{Passage, own_name, own_summary, type_in_words};
use crate::search::get::FileFormat;
use crate::search::{Given, ORDERS};
use crate::text;
use crate::vocabulary::Vocabulary;
use askama::Template;
use exchange::concepts::Concepts;
use model::{Base, Container, Document, Iri};
use oxrdf::NamedNodeRef;
use registry::{Facet, FacetCounts, Findings, FoundDocument, SearchOrder};
use std::collections::BTreeMap;

/// Most values of a facet on a page.
const TOLD: usize = 12;

/// What was found, for people.
#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    pub(super) frame: Frame,
    action: String,
    q: String,
    near: String,
    within: String,
    bbox: Option<String>,
    orders: Vec<(&'static str, String, bool)>,
    facets: Vec<Group>,
    is_narrow: bool,
    is_widened: bool,
    count: String,
    hits: Vec<Found>,
    previous: Option<String>,
    next: Option<String>,
    formats: Vec<(String, &'static str)>,
    feed: String,
    everything: String,
}

struct Group {
    name: &'static str,
    legend: String,
    values: Vec<Choice>,
}

struct Choice {
    value: String,
    name: Passage,
    count: String,
    is_chosen: bool,
}

struct Found {
    href: String,
    name: Passage,
    kind: Option<String>,
    summary: Option<Passage>,
    modified: String,
    distance: Option<String>,
    /// Where it comes from.
    origin: Option<String>,
}

/// Who tells a document, where that is not this instance.
pub(crate) fn origin_of<'o>(base: &Base, iri: &Iri, origins: &'o BTreeMap<Iri, Iri>) -> Option<&'o Iri> {
    if base.owns(iri) { None } else { origins.get(iri) }
}

impl SearchPage {
    /// The values of facets that documents name, and not the grammar.
    pub(crate) fn to_be_named(counts: &FacetCounts, given: &Given, concepts: &Concepts) -> Vec<Iri> {
        [Facet::Theme, Facet::Territory]
            .into_iter()
            .flat_map(|facet| shown(counts.of(facet), chosen(given, facet)))
            .filter(|(value, _)| concepts.name(value).is_none())
            .filter_map(|(value, _)| Iri::parse(value).ok())
            .collect()
    }

    pub(crate) fn new(
        frame: Frame,
        given: &Given,
        found: &Findings,
        (origins, concepts, known): (&BTreeMap<Iri, Iri>, &Concepts, &[Document]),
        around: &[(&'static str, Iri)],
    ) -> Self {
        let base = frame.base().clone();
        let way = |relation: &str| around.iter().find(|(known, _)| *known == relation).map(|(_, iri)| frame.link(iri));
        let (previous, next) = (way("prev"), way("next"));
        let orders = ORDERS.map(|(word, order)| (word, frame.say(key_of(order)), found.order == order));
        let facets = Facet::ALL.map(|facet| group(&frame, given, &found.facets, facet, concepts, known));
        let formats = FileFormat::ALL.into_iter().filter(|format| *format != FileFormat::Page);
        let formats = formats.map(|format| (frame.link(&given.at(1, Some(format)).address(&base)), format.name()));
        Self {
            action: base.service("search").as_str().to_owned(),
            q: given.q.clone(),
            near: given.near.map(|near| format!("{},{}", near.latitude, near.longitude)).unwrap_or_default(),
            within: given.within.map(|within| within.to_string()).unwrap_or_default(),
            bbox: given.bbox(),
            orders: orders.into(),
            facets: facets.into_iter().filter(|group| !group.values.is_empty()).collect(),
            is_narrow: given.is_narrow(),
            is_widened: found.is_widened && found.total > 0,
            count: frame.count("search-count", found.total),
            hits: found.hits.iter().map(|hit| read(&frame, hit, origins)).collect(),
            previous,
            next,
            formats: formats.collect(),
            feed: frame.link(&given.at(1, Some(FileFormat::Atom)).address(&base)),
            everything: frame.service("search"),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let theme = format!("{}ThemeGeneral", model::vocab::NAMESPACE);
        let query = format!("q=abri&near=47.5,4.5&within=30&theme={}&page=2&limit=2", theme.replace('#', "%23"));
        let given = Given::of(&format!("/search?{query}").parse().unwrap()).unwrap();
        let listing = super::sample::listing();
        let hits = listing.members.into_iter().map(|resource| FoundDocument {
            shown: registry::Shown { resource, contact: Vec::new() },
            score: Some(1.0),
            distance: Some(3.27),
        });
        let types = Container::Codes.classes().iter().map(|class| (class.as_str().to_owned(), 4)).collect();
        let found = Findings {
            total: 7,
            hits: hits.collect(),
            facets: FacetCounts { types, themes: vec![(theme, 3)], territories: Vec::new() },
            order: SearchOrder::Relevance,
            is_widened: true,
            seq: model::Seq(1),
        };
        let around = [("prev", given.at(1, None).address(&base)), ("next", given.at(3, None).address(&base))];
        let frame = super::sample::frame(locale, given.address(&base));
        let concepts = Concepts::of(&[], &[locale.tag()]);
        Self::new(frame, &given, &found, (&BTreeMap::new(), &concepts, &[]), &around)
    }
}

/// What an order is called.
fn key_of(order: SearchOrder) -> &'static str {
    match order {
        SearchOrder::Relevance => "search-order-relevance",
        SearchOrder::Distance => "search-order-distance",
        SearchOrder::Name => "search-order-name",
        SearchOrder::Newest => "search-order-newest",
    }
}

fn chosen(given: &Given, facet: Facet) -> &[String] {
    match facet {
        Facet::Type => &given.types,
        Facet::Theme => &given.themes,
        Facet::Territory => &given.territories,
    }
}

/// The values that are shown: the most frequent ones, and those that are chosen.
fn shown<'c>(counts: &'c [(String, u64)], chosen: &'c [String]) -> impl Iterator<Item = &'c (String, u64)> {
    counts
        .iter()
        .enumerate()
        .filter(move |(at, (value, _))| *at < TOLD || chosen.contains(value))
        .map(|(_, count)| count)
}

fn group(
    frame: &Frame,
    given: &Given,
    counts: &FacetCounts,
    facet: Facet,
    concepts: &Concepts,
    known: &[Document],
) -> Group {
    let locale = frame.locale();
    let plain = |text: String| Passage { text, lang: None };
    let named = |value: &str| match facet {
        Facet::Type => {
            let container = Container::of_class(NamedNodeRef::new_unchecked(value));
            container.map(|container| plain(frame.say(container::key(container))))
        }
        Facet::Theme | Facet::Territory => concepts.name(value).map(plain).or_else(|| {
            known.iter().find(|document| document.iri().as_str() == value).map(|document| own_name(document, locale))
        }),
    };
    let is_chosen = |value: &String| chosen(given, facet).contains(value);
    let values = shown(counts.of(facet), chosen(given, facet)).filter_map(|(value, count)| {
        // What has no name for this reader says nothing to it, unless it was asked for.
        let name = named(value).or_else(|| is_chosen(value).then(|| plain(value.clone())))?;
        Some(Choice { name, count: text::number(locale, *count), is_chosen: is_chosen(value), value: value.clone() })
    });
    let (name, key) = match facet {
        Facet::Type => ("type", "search-facet-type"),
        Facet::Theme => ("theme", "search-facet-theme"),
        Facet::Territory => ("territory", "search-facet-territory"),
    };
    Group { name, legend: frame.say(key), values: values.collect() }
}

fn read(frame: &Frame, hit: &FoundDocument, origins: &BTreeMap<Iri, Iri>) -> Found {
    let (locale, document) = (frame.locale(), &hit.shown.resource.document);
    let origin = origin_of(frame.base(), document.iri(), origins);
    Found {
        href: frame.link(document.iri()),
        name: own_name(document, locale),
        kind: type_in_words(document, locale, Vocabulary::embedded()),
        summary: own_summary(document, locale),
        modified: frame.date(&hit.shown.modified()),
        distance: hit.distance.map(|kilometres| {
            let rounded = format!("{kilometres:.1}");
            let written = if locale == crate::locale::Locale::Fr { rounded.replace('.', ",") } else { rounded };
            frame.say_with("search-distance", "kilometres", &written)
        }),
        origin: origin.map(|origin| frame.say_with("search-origin", "origin", origin.as_str())),
    }
}
