//! The catalogue of what an instance has, as DCAT that data.gouv.fr harvests: a data set for each container, with where and in
//! which formats it is fetched. Nothing of a document is in it but when the last changed.

use super::Writer;
use crate::concepts::Concepts;
use crate::sheet::Sheet;
use jiff::Timestamp;
use model::syntax::{self, Format};
use model::vocab::{dcat, dct, foaf, property, rdf, vcard, xsd};
use model::{Base, Container, Iri};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

/// How often it changes: whenever somebody writes.
const IRREGULARLY: &str = "http://publications.europa.eu/resource/authority/frequency/IRREG";
/// Where the Union registers the formats of files, and languages.
const FILE_TYPES: &str = "http://publications.europa.eu/resource/authority/file-type/";
const LANGUAGES: &str = "http://publications.europa.eu/resource/authority/language/";
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
        let about = NamedNode::from(self.base.home().with_fragment("catalogue"));
        said.say(&about, rdf::TYPE, dcat::CATALOG);
        let languages: BTreeSet<&str> = self.words.about.iter().map(|(language, _)| *language).collect();
        for language in &languages {
            said.say(&about, dct::TITLE, Literal::new_language_tagged_literal_unchecked(&self.words.name, *language));
        }
        said.texts(&about, dct::DESCRIPTION, &self.words.about);
        said.say(&about, foaf::HOMEPAGE, NamedNode::from(self.base.home()));
        for language in languages.into_iter().filter_map(registered_language) {
            said.say(&about, dct::LANGUAGE, language);
        }
        let who = self.who(&mut said);
        said.say(&about, dct::PUBLISHER, who.publisher.clone());
        let last = self.found.values().filter_map(|found| found.last).max();
        if let Some(last) = last {
            said.say(&about, dct::MODIFIED, moment(last));
        }
        for (container, found) in &self.found {
            let dataset = self.dataset(*container, found, &who, &mut said);
            said.say(&about, dcat::DATASET, dataset);
        }
        said.0
    }

    /// Who publishes it, and how to reach them: the instance, at its own address.
    fn who(&self, said: &mut Said) -> Who {
        let publisher: NamedNode = self.base.actor().into();
        said.say(&publisher, rdf::TYPE, foaf::AGENT);
        said.say(&publisher, foaf::NAME, Literal::new_simple_literal(&self.words.name));
        let contact = NamedNode::from(self.base.home().with_fragment("contact"));
        said.say(&contact, rdf::TYPE, vcard::ORGANIZATION);
        said.say(&contact, vcard::FN, Literal::new_simple_literal(&self.words.name));
        said.say(&contact, vcard::HAS_URL, NamedNode::from(self.base.home()));
        Who { publisher, contact }
    }

    fn dataset(&self, container: Container, found: &Found, who: &Who, said: &mut Said) -> NamedNode {
        let page = self.base.container(container);
        let about = NamedNode::from(page.with_fragment("dataset"));
        said.say(&about, rdf::TYPE, dcat::DATASET_CLASS);
        said.say(&about, dct::IDENTIFIER, Literal::new_simple_literal(page.as_str()));
        let words = self.words.containers.get(&container).map(Vec::as_slice).unwrap_or_default();
        let titles: Vec<_> =
            words.iter().map(|(tag, words)| (*tag, format!("{words} – {}", self.words.name))).collect();
        said.texts(&about, dct::TITLE, &titles);
        // A description is demanded: what it holds, and how much of it.
        let described: Vec<_> = words.iter().map(|(tag, words)| (*tag, format!("{words} ({})", found.count))).collect();
        said.texts(&about, dct::DESCRIPTION, &described);
        said.texts(&about, dcat::KEYWORD, words);
        for language in words.iter().filter_map(|(tag, _)| registered_language(tag)) {
            said.say(&about, dct::LANGUAGE, language);
        }
        said.say(&about, dct::PUBLISHER, who.publisher.clone());
        said.say(&about, dcat::CONTACT_POINT, who.contact.clone());
        said.say(&about, dcat::LANDING_PAGE, NamedNode::from(page.clone()));
        said.say(&about, dct::ACCRUAL_PERIODICITY, NamedNode::new_unchecked(IRREGULARLY));
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
            said.say(&about, dct::LICENSE, licence.clone());
        }
        for distribution in self.distributions(container) {
            let part = distribution.say(&page, words, said);
            if let Some(licence) = &licence {
                said.say(&part, dct::LICENSE, licence.clone());
            }
            said.say(&about, dcat::DISTRIBUTION, part);
        }
        about
    }

    /// Where it is fetched: in formats that are asked for at its own address, and what stands on a map also as a map.
    fn distributions(&self, container: Container) -> Vec<Distribution> {
        let asked = |name, format: Format, file_type| Distribution {
            name,
            media_type: format.media_type(),
            file_type,
            download: None,
        };
        let mut all = vec![asked("turtle", Format::Turtle, "RDF_TURTLE"), asked("json-ld", Format::JsonLd, "JSON_LD")];
        if crate::gogocarto::write::ON_A_MAP.contains(&container) {
            let download = Some(NamedNode::from(self.base.service("api/elements.json")));
            all.push(Distribution { name: "gogocarto", media_type: "application/json", file_type: "JSON", download });
        }
        all
    }
}

/// Who is behind a catalogue.
struct Who {
    publisher: NamedNode,
    contact: NamedNode,
}

/// One way of fetching a data set.
struct Distribution {
    name: &'static str,
    media_type: &'static str,
    /// Its format, as the Union registers it.
    file_type: &'static str,
    /// Where it is fetched without saying which format is meant.
    download: Option<NamedNode>,
}

impl Distribution {
    /// Each has an address of its own: who harvests knows two of one address for one.
    fn say(&self, page: &Iri, words: &[(&'static str, String)], said: &mut Said) -> NamedNode {
        let part = NamedNode::from(page.with_fragment(self.name));
        said.say(&part, rdf::TYPE, dcat::DISTRIBUTION_CLASS);
        let titles: Vec<_> = words.iter().map(|(tag, words)| (*tag, format!("{words} ({})", self.name))).collect();
        said.texts(&part, dct::TITLE, &titles);
        said.say(&part, dcat::ACCESS_URL, self.download.clone().unwrap_or_else(|| part.clone()));
        if let Some(address) = &self.download {
            said.say(&part, dcat::DOWNLOAD_URL, address.clone());
        }
        said.say(&part, dcat::MEDIA_TYPE, NamedNode::new_unchecked(format!("{MEDIA_TYPES}{}", self.media_type)));
        said.say(&part, dct::FORMAT, NamedNode::new_unchecked(format!("{FILE_TYPES}{}", self.file_type)));
        part
    }
}

/// A language as the Union registers it.
fn registered_language(tag: &str) -> Option<NamedNode> {
    let code = match tag {
        "fr" => "FRA",
        "en" => "ENG",
        _ => return None,
    };
    Some(NamedNode::new_unchecked(format!("{LANGUAGES}{code}")))
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

/// A moment to the second: of more digits not everybody makes one.
fn moment(time: Timestamp) -> Literal {
    let second = Timestamp::from_second(time.as_second()).unwrap_or(time);
    Literal::new_typed_literal(second.to_string(), xsd::DATE_TIME)
}

#[cfg(test)]
mod tests {
    use super::super::rig::{MOULIN, document, written};
    use super::*;

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
            assert_eq!(
                (count(dcat::DATASET), count(dcat::DISTRIBUTION), count(dcat::DOWNLOAD_URL)),
                (2, 5, 1),
                "{text}"
            );
            let dataset = "https://a.example/organizations/#dataset";
            let says = |subject: &str, predicate: NamedNodeRef<'_>| -> Vec<String> {
                let of = quads.iter().filter(|quad| quad.subject.to_string() == format!("<{subject}>"));
                of.filter(|quad| quad.predicate == predicate).map(|quad| quad.object.to_string()).collect()
            };
            // What data.gouv.fr's harvester asks of a data set.
            for predicate in [
                dct::TITLE,
                dct::DESCRIPTION,
                dct::IDENTIFIER,
                dct::PUBLISHER,
                dct::ACCRUAL_PERIODICITY,
                dct::LANGUAGE,
                dcat::CONTACT_POINT,
                dcat::KEYWORD,
                dcat::LANDING_PAGE,
                dct::ISSUED,
                dct::MODIFIED,
            ] {
                assert!(!says(dataset, predicate).is_empty(), "{predicate}: {text}");
            }
            assert_eq!(says(dataset, dct::LICENSE), ["<https://licence.example/>"]);
            assert_eq!(says("https://a.example/offers/#dataset", dct::LICENSE), Vec::<String>::new());
            assert!(says(dataset, dct::DESCRIPTION).contains(&"\"Organisations (2)\"@fr".to_owned()), "{text}");
            // Two of one address would be one resource there.
            let addresses: Vec<String> = (quads.iter().filter(|quad| quad.predicate == dcat::ACCESS_URL))
                .map(|quad| quad.object.to_string())
                .collect();
            let apart: BTreeSet<&String> = addresses.iter().collect();
            assert_eq!((addresses.len(), apart.len()), (5, 5), "{text}");
            for secret in ["Le Moulin", "Le Four"] {
                assert!(!text.contains(secret), "nothing of a document: {text}");
            }
        }
    }
}
