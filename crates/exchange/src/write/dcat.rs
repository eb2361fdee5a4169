//! The catalogue of what an instance has, as DCAT that data.gouv.fr harvests: a data set for each container, with where and in
//! which formats it is fetched. Nothing of a document is in it but when the last changed.

use super::Writer;
use crate::concepts::Concepts;
use crate::sheet::Sheet;
use jiff::Timestamp;
use model::syntax::{self, Format};
use model::vocab::{dct, foaf, property, rdf, xsd};
use model::{Base, Container};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

macro_rules! terms {
    ($namespace:literal { $($name:ident $local:literal)* }) => {
        $(const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $local));)*
    };
}

terms! { "http://www.w3.org/ns/dcat#" {
    CATALOG "Catalog" DATASET_CLASS "Dataset" DISTRIBUTION_CLASS "Distribution" DATASET "dataset" DISTRIBUTION "distribution"
    ACCESS_URL "accessURL" DOWNLOAD_URL "downloadURL" MEDIA_TYPE "mediaType" KEYWORD "keyword" LANDING_PAGE "landingPage"
} }
terms! { "http://purl.org/dc/terms/" {
    DESCRIPTION "description" LANGUAGE "language" FORMAT "format" LICENCE "license" ACCRUAL "accrualPeriodicity"
} }
terms! { "http://xmlns.com/foaf/0.1/" { HOMEPAGE "homepage" NAME "name" } }

/// How often it changes: whenever somebody writes.
const CONTINUOUS: &str = "http://publications.europa.eu/resource/authority/frequency/CONT";
/// Where media types are registered.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// What people call an instance and its containers, in the languages that are told.
#[derive(Debug, Clone)]
pub struct Words {
    /// What the instance is called.
    pub name: String,
    /// What it is, by language.
    pub about: Vec<(&'static str, String)>,
    /// What each container holds, by language.
    pub containers: BTreeMap<Container, Vec<(&'static str, String)>>,
}

/// Gathers what a catalogue says, and writes it at the end.
#[derive(Debug)]
pub struct Catalogue {
    base: Base,
    words: Words,
    format: Format,
    found: BTreeMap<Container, Found>,
}

#[derive(Debug, Default)]
struct Found {
    count: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    licences: BTreeSet<String>,
    has_licence: u64,
}

impl Catalogue {
    /// The catalogue of the instance at this address.
    pub fn new(base: Base, words: Words, format: Format) -> Self {
        Self { base, words, format, found: BTreeMap::new() }
    }

    fn quads(&self) -> Vec<Quad> {
        let mut said = Said::default();
        let catalogue = self.base.home().with_fragment("catalogue");
        let about: NamedNode = catalogue.into();
        said.say(&about, rdf::TYPE, CATALOG.into_owned());
        let languages: BTreeSet<&str> = self.words.about.iter().map(|(language, _)| *language).collect();
        for language in &languages {
            said.say(&about, dct::TITLE, Literal::new_language_tagged_literal_unchecked(&self.words.name, *language));
        }
        said.texts(&about, DESCRIPTION, &self.words.about);
        said.say(&about, HOMEPAGE, NamedNode::from(self.base.home()));
        for language in languages {
            said.say(&about, LANGUAGE, Literal::new_simple_literal(language));
        }
        let publisher: NamedNode = self.base.actor().into();
        said.say(&publisher, rdf::TYPE, foaf::AGENT.into_owned());
        said.say(&publisher, NAME, Literal::new_simple_literal(&self.words.name));
        said.say(&about, dct::PUBLISHER, publisher.clone());
        let last = self.found.values().filter_map(|found| found.last).max();
        if let Some(last) = last {
            said.say(&about, dct::MODIFIED, moment(last));
        }
        for (container, found) in &self.found {
            let dataset = self.dataset(*container, found, &publisher, &mut said);
            said.say(&about, DATASET, dataset);
        }
        said.0
    }

    fn dataset(&self, container: Container, found: &Found, publisher: &NamedNode, said: &mut Said) -> NamedNode {
        let page = self.base.container(container);
        let about = NamedNode::from(page.with_fragment("dataset"));
        said.say(&about, rdf::TYPE, DATASET_CLASS.into_owned());
        said.say(&about, dct::IDENTIFIER, Literal::new_simple_literal(page.as_str()));
        let words = self.words.containers.get(&container).map(Vec::as_slice).unwrap_or_default();
        let titles: Vec<_> =
            words.iter().map(|(tag, words)| (*tag, format!("{words} – {}", self.words.name))).collect();
        said.texts(&about, dct::TITLE, &titles);
        // A description is demanded: what it holds, and how much of it.
        let described: Vec<_> = words.iter().map(|(tag, words)| (*tag, format!("{words} ({})", found.count))).collect();
        said.texts(&about, DESCRIPTION, &described);
        said.texts(&about, KEYWORD, words);
        said.say(&about, dct::PUBLISHER, publisher.clone());
        said.say(&about, LANDING_PAGE, NamedNode::from(page.clone()));
        said.say(&about, ACCRUAL, NamedNode::new_unchecked(CONTINUOUS));
        for (predicate, time) in [(dct::ISSUED, found.first), (dct::MODIFIED, found.last)] {
            if let Some(time) = time {
                said.say(&about, predicate, moment(time));
            }
        }
        // A data set has one licence where all of it has.
        let licence =
            found.licences.iter().next().filter(|_| found.licences.len() == 1 && found.has_licence == found.count);
        let licence = licence.map(|licence| NamedNode::new_unchecked(licence.as_str()));
        if let Some(licence) = &licence {
            said.say(&about, LICENCE, licence.clone());
        }
        for (name, address, media_type) in self.distributions(container) {
            let part = NamedNode::from(page.with_fragment(name));
            said.say(&part, rdf::TYPE, DISTRIBUTION_CLASS.into_owned());
            said.texts(
                &part,
                dct::TITLE,
                &words.iter().map(|(tag, words)| (*tag, format!("{words} ({name})"))).collect::<Vec<_>>(),
            );
            said.say(&part, ACCESS_URL, NamedNode::from(page.clone()));
            said.say(&part, DOWNLOAD_URL, NamedNode::new_unchecked(address));
            said.say(&part, MEDIA_TYPE, NamedNode::new_unchecked(format!("{MEDIA_TYPES}{media_type}")));
            said.say(&part, FORMAT, Literal::new_simple_literal(name));
            if let Some(licence) = &licence {
                said.say(&part, LICENCE, licence.clone());
            }
            said.say(&about, DISTRIBUTION, part);
        }
        about
    }

    /// Where it is fetched: what stands on a map also as a map.
    fn distributions(&self, container: Container) -> Vec<(&'static str, String, &'static str)> {
        let page = self.base.container(container).as_str().to_owned();
        let mut all = vec![("turtle", page.clone(), "text/turtle"), ("json-ld", page, "application/ld+json")];
        if crate::gogocarto::write::ON_A_MAP.contains(&container) {
            let map = self.base.service("api/elements.json").as_str().to_owned();
            all.push(("gogocarto", map, "application/json"));
        }
        all
    }
}

impl Writer for Catalogue {
    fn begin(&mut self) -> String {
        String::new()
    }

    fn document(&mut self, sheet: &Sheet<'_>, _: &Concepts) -> String {
        if let Some(model::iri::Location::Document(container, _)) = self.base.locate(sheet.iri()) {
            let found = self.found.entry(container).or_default();
            let times = sheet.times();
            found.count += 1;
            found.first = Some(found.first.map_or(times.created, |first| first.min(times.created)));
            found.last = Some(found.last.map_or(times.modified, |last| last.max(times.modified)));
            let licences = sheet.links(property::LICENCE);
            found.has_licence += u64::from(!licences.is_empty());
            // Two are enough to know that there is not one.
            if found.licences.len() < 2 {
                found.licences.extend(licences.into_iter().map(str::to_owned));
            }
        }
        String::new()
    }

    fn end(&mut self) -> String {
        String::from_utf8(syntax::write(&self.quads(), self.format)).unwrap_or_default()
    }
}

#[derive(Default)]
struct Said(Vec<Quad>);

impl Said {
    fn say(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.0.push(Quad::new(subject.clone(), predicate, object, GraphName::DefaultGraph));
    }

    fn texts(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, texts: &[(&'static str, String)]) {
        for (language, text) in texts {
            self.say(subject, predicate, Literal::new_language_tagged_literal_unchecked(text, *language));
        }
    }
}

fn moment(time: Timestamp) -> Literal {
    Literal::new_typed_literal(time.to_string(), xsd::DATE_TIME)
}

#[cfg(test)]
mod tests {
    use super::super::rig::{MOULIN, document, written};
    use super::*;
    use model::Iri;

    fn catalogue(format: Format) -> Catalogue {
        let organizations = vec![("fr", "Organisations".to_owned()), ("en", "Organisations".to_owned())];
        let words = Words {
            name: "Le Val".to_owned(),
            about: vec![("fr", "Ce qui est décrit ici.".to_owned()), ("en", "What is described here.".to_owned())],
            containers: [
                (Container::Organizations, organizations),
                (Container::Offers, vec![("fr", "Offres".to_owned())]),
            ]
            .into(),
        };
        Catalogue::new(Base::parse("https://a.example/").unwrap(), words, format)
    }

    #[test]
    fn a_data_set_for_each_container() {
        let documents = [
            document("organizations/moulin", MOULIN),
            document(
                "organizations/four",
                "<> a cs:Organization ; cs:name \"Le Four\"@fr ; cs:licence <https://licence.example/> .",
            ),
            document("offers/a", "<> a cs:Offer ; cs:name \"A\"@fr ."),
        ];
        for format in [Format::Turtle, Format::JsonLd, Format::RdfXml] {
            let text = written(catalogue(format), &documents, &[]);
            if format == Format::RdfXml {
                assert!(text.contains("Dataset") && text.contains("api/elements.json"), "{text}");
                continue;
            }
            let quads =
                syntax::parse(text.as_bytes(), format, &Iri::parse("https://a.example/").unwrap(), usize::MAX).unwrap();
            let count = |predicate: NamedNodeRef<'_>| quads.iter().filter(|quad| quad.predicate == predicate).count();
            assert_eq!((count(DATASET), count(DISTRIBUTION), count(DOWNLOAD_URL)), (2, 5, 5), "{text}");
            let dataset = "https://a.example/organizations/#dataset";
            let says = |subject: &str, predicate: NamedNodeRef<'_>| -> Vec<String> {
                let of = quads.iter().filter(|quad| quad.subject.to_string() == format!("<{subject}>"));
                of.filter(|quad| quad.predicate == predicate).map(|quad| quad.object.to_string()).collect()
            };
            // What data.gouv.fr's harvester asks of a data set.
            for predicate in [
                dct::TITLE,
                DESCRIPTION,
                dct::IDENTIFIER,
                dct::PUBLISHER,
                KEYWORD,
                LANDING_PAGE,
                dct::ISSUED,
                dct::MODIFIED,
            ] {
                assert!(!says(dataset, predicate).is_empty(), "{predicate}: {text}");
            }
            assert_eq!(says(dataset, LICENCE), ["<https://licence.example/>"]);
            assert_eq!(says("https://a.example/offers/#dataset", LICENCE), Vec::<String>::new());
            assert!(says(dataset, DESCRIPTION).contains(&"\"Organisations (2)\"@fr".to_owned()), "{text}");
            for secret in ["Le Moulin", "Le Four"] {
                assert!(!text.contains(secret), "nothing of a document: {text}");
            }
        }
    }
}
