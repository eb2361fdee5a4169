//! The dataset, in the words of VoID and DCAT: what it is called, how it is asked, fetched whole and followed, how much
//! there is of what.

use super::counts::Counts;
use crate::locale::Locale;
use crate::text;
use model::syntax::Format;
use model::vocab::{dcat, dct, foaf, rdf};
use model::{Base, Iri};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

macro_rules! void {
    ($local:literal) => {
        NamedNodeRef::new_unchecked(concat!("http://rdfs.org/ns/void#", $local))
    };
}

macro_rules! dcat_more {
    ($local:literal) => {
        NamedNodeRef::new_unchecked(concat!("http://www.w3.org/ns/dcat#", $local))
    };
}

/// The media types of IANA, as DCAT names them.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// What is said of the open dataset of this instance.
pub(super) fn quads(base: &Base, name: &str, counts: &Counts) -> Vec<Quad> {
    let page = base.service(".well-known/void");
    let part = |name: &str| NamedNode::from(page.with_fragment(name));
    let (dataset, sparql, dump, feed) = (part("dataset"), part("sparql"), part("dump"), part("feed"));
    let mut said = Said(Vec::new());
    let description = NamedNode::from(page.clone());
    said.kinds(&description, &[void!("DatasetDescription"), dcat::CATALOG]);
    said.say(&description, foaf_more("primaryTopic"), dataset.clone());
    said.say(&description, dcat::DATASET, dataset.clone());
    said.say(&description, dcat_more!("service"), sparql.clone());
    said.say(&description, void!("inDataset"), dataset.clone());

    said.kinds(&dataset, &[void!("Dataset"), dcat::DATASET_CLASS]);
    for locale in Locale::ALL {
        let tagged = |text: &str| Literal::new_language_tagged_literal_unchecked(text, locale.tag());
        said.say(&description, dct::TITLE, tagged(name));
        said.say(&dataset, dct::TITLE, tagged(name));
        said.say(&dataset, dct::DESCRIPTION, tagged(&text::say(locale, "catalogue-about")));
    }
    said.say(&dataset, dct::PUBLISHER, NamedNode::from(base.actor()));
    said.say(&dataset, foaf::HOMEPAGE, NamedNode::from(base.home()));
    said.say(&dataset, dcat::LANDING_PAGE, NamedNode::from(base.home()));
    said.say(&dataset, void!("uriSpace"), Literal::from(base.as_str()));
    said.say(&dataset, void!("sparqlEndpoint"), NamedNode::from(base.service("sparql")));
    let whole = base.service("graphs").with_query("default", "");
    said.say(&dataset, void!("dataDump"), NamedNode::from(whole.clone()));
    for vocabulary in counts.vocabularies() {
        said.say(&dataset, void!("vocabulary"), NamedNode::new_unchecked(vocabulary));
    }
    for example in &counts.examples {
        said.say(&dataset, void!("exampleResource"), NamedNode::from(example.clone()));
    }
    said.numbers(
        &dataset,
        &[
            (void!("triples"), counts.triples),
            (void!("entities"), counts.entities),
            (void!("distinctSubjects"), counts.entities),
            (void!("distinctObjects"), counts.objects),
            (void!("documents"), counts.documents),
            (void!("classes"), counts.classes.len() as u64),
            (void!("properties"), counts.properties.len() as u64),
        ],
    );
    for (number, (class, entities)) in (1..).zip(&counts.classes) {
        let partition = part(&format!("class-{number}"));
        said.say(&dataset, void!("classPartition"), partition.clone());
        said.say(&partition, void!("class"), NamedNode::from(class.clone()));
        said.numbers(&partition, &[(void!("entities"), *entities)]);
    }
    for (number, (property, triples)) in (1..).zip(&counts.properties) {
        let partition = part(&format!("property-{number}"));
        said.say(&dataset, void!("propertyPartition"), partition.clone());
        said.say(&partition, void!("property"), NamedNode::from(property.clone()));
        said.numbers(&partition, &[(void!("triples"), *triples)]);
    }

    said.kinds(&sparql, &[dcat_more!("DataService")]);
    said.say(&sparql, dcat_more!("endpointURL"), NamedNode::from(base.service("sparql")));
    said.say(&sparql, dcat_more!("endpointDescription"), NamedNode::from(base.service("sparql")));
    said.say(&sparql, dcat_more!("servesDataset"), dataset.clone());
    said.distribution(&dataset, &dump, (&whole, Some(&whole)), Format::ALL);
    said.distribution(&dataset, &feed, (&base.service("feed"), None), Format::ALL);
    said.0
}

fn foaf_more(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://xmlns.com/foaf/0.1/{local}"))
}

/// What was said so far.
struct Said(Vec<Quad>);

impl Said {
    fn say(&mut self, subject: &NamedNode, predicate: impl Into<NamedNode>, object: impl Into<Term>) {
        let subject = NamedOrBlankNode::from(subject.clone());
        self.0.push(Quad::new(subject, predicate, object, GraphName::DefaultGraph));
    }

    fn kinds(&mut self, subject: &NamedNode, kinds: &[NamedNodeRef<'static>]) {
        for kind in kinds {
            self.say(subject, rdf::TYPE, kind.into_owned());
        }
    }

    fn numbers(&mut self, subject: &NamedNode, numbers: &[(NamedNodeRef<'static>, u64)]) {
        for (predicate, number) in numbers {
            self.say(subject, *predicate, Literal::from(*number));
        }
    }

    /// A way to fetch the dataset, where there is one to download it.
    fn distribution(
        &mut self,
        dataset: &NamedNode,
        distribution: &NamedNode,
        (access, download): (&Iri, Option<&Iri>),
        formats: &[Format],
    ) {
        self.say(dataset, dcat::DISTRIBUTION, distribution.clone());
        self.kinds(distribution, &[dcat::DISTRIBUTION_CLASS]);
        self.say(distribution, dcat::ACCESS_URL, NamedNode::from(access.clone()));
        if let Some(download) = download {
            self.say(distribution, dcat::DOWNLOAD_URL, NamedNode::from(download.clone()));
        }
        for format in formats {
            let media_type = NamedNode::new_unchecked([MEDIA_TYPES, format.media_type()].concat());
            self.say(distribution, dcat::MEDIA_TYPE, media_type);
        }
    }
}
