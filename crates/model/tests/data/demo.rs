//! What must hold of `fixtures/demo/`: it is valid, whole, in the ontology's words, and owns up to being an example.

use crate::{NAMESPACE, objects, ontology, range, root};
use model::iri::Location;
use model::vocab::{class, property, rdf, skos, xsd};
use model::{Base, Document, Iri};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use oxttl::TriGParser;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn base() -> Base {
    Base::parse("http://127.0.0.1:8080").unwrap()
}

/// Every document of the demonstration, admitted.
fn documents() -> Vec<Document> {
    let mut graphs: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
    let mut home: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(root().join("fixtures/demo")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.display().to_string();
        assert!(path.extension().is_some_and(|extension| extension == "trig"), "{file} is not TriG");
        let text = fs::read(&path).unwrap();
        for quad in TriGParser::new().with_base_iri(base().as_str()).unwrap().for_slice(&text) {
            let quad = quad.unwrap_or_else(|error| panic!("{file}: {error}"));
            let GraphName::NamedNode(graph) = quad.graph_name.clone() else {
                panic!("{file}: {quad} is in no document")
            };
            let first = home.entry(graph.as_str().to_owned()).or_insert_with(|| file.clone());
            assert_eq!(*first, file, "{graph} is in two files");
            graphs.entry(graph.into_string()).or_default().push(quad.into());
        }
    }
    graphs
        .into_iter()
        .map(|(graph, triples)| {
            let written = triples.len();
            let document = Document::admit(Iri::parse(&graph).unwrap(), triples).unwrap();
            assert_eq!(document.triples().len(), written, "{graph} repeats itself");
            document
        })
        .collect()
}

fn of_class<'a>(documents: &'a [Document], class: NamedNodeRef<'static>) -> impl Iterator<Item = &'a Document> {
    documents.iter().filter(move |document| document.own(rdf::TYPE).any(|term| term == TermRef::from(class)))
}

#[test]
fn each_document_lives_where_its_class_does() {
    for document in documents() {
        let Some(Location::Document(container, _)) = base().locate(document.iri()) else {
            panic!("{} is no address of a document", document.iri());
        };
        let held = document.own(rdf::TYPE).any(|term| container.classes().iter().any(|c| term == TermRef::from(*c)));
        assert!(held, "{} is not of a class that {} holds", document.iri(), container.segment());
        assert!(document.own(property::NAME).next().is_some(), "{} has no name", document.iri());
    }
}

#[test]
fn every_link_leads_somewhere() {
    let documents = documents();
    let subjects: BTreeSet<String> =
        documents.iter().flat_map(Document::triples).map(|triple| triple.subject.to_string()).collect();
    let mut links = 0;
    for triple in documents.iter().flat_map(Document::triples) {
        if let Term::NamedNode(object) = &triple.object
            && object.as_str().starts_with(base().as_str())
        {
            assert!(subjects.contains(&object.to_string()), "{triple}: nothing is there");
            links += 1;
        }
    }
    assert!(links > 300, "{links}");
}

#[test]
fn every_fragment_hangs_from_its_document() {
    for document in documents() {
        let mut reached = BTreeSet::from([document.iri().as_str().to_owned()]);
        while let Some(next) = document.triples().iter().find_map(|triple| match (&triple.subject, &triple.object) {
            (NamedOrBlankNode::NamedNode(from), Term::NamedNode(to))
                if reached.contains(from.as_str())
                    && document.iri().holds(to.as_ref())
                    && !reached.contains(to.as_str()) =>
            {
                Some(to.as_str().to_owned())
            }
            _ => None,
        }) {
            reached.insert(next);
        }
        for triple in document.triples() {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            assert!(reached.contains(subject.as_str()), "nothing leads to {subject}");
        }
    }
}

#[test]
fn it_speaks_the_ontology_s_words_with_the_datatypes_meant() {
    let ontology = ontology();
    for triple in documents().iter().flat_map(Document::triples) {
        let term = match &triple.object {
            Term::NamedNode(node) if node.as_str().starts_with(NAMESPACE) => Some(node),
            Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => None,
        };
        for node in
            term.into_iter().chain(triple.predicate.as_str().starts_with(NAMESPACE).then_some(&triple.predicate))
        {
            assert!(!objects(&ontology, node, rdf::TYPE).is_empty(), "{triple}: {node} is not defined");
        }
        let Term::Literal(literal) = &triple.object else { continue };
        let mut allowed = range(&ontology, &triple.predicate);
        if allowed.is_empty() {
            allowed.push(xsd::DATE_TIME.into_owned());
        }
        // XSD 1.1 part 2, section 3.4.13: an integer is a decimal.
        if allowed.contains(&xsd::DECIMAL.into_owned()) {
            allowed.push(xsd::INTEGER.into_owned());
        }
        assert!(allowed.iter().any(|one| one.as_ref() == literal.datatype()), "{triple}: not one of {allowed:?}");
        assert!(!literal.value().trim().is_empty(), "{triple}");
    }
}

#[test]
fn what_is_read_first_is_in_both_languages() {
    for document in documents() {
        for predicate in [property::NAME, property::SUMMARY] {
            let languages: BTreeSet<_> = document
                .own(predicate)
                .filter_map(|term| match term {
                    TermRef::Literal(literal) => literal.language(),
                    TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
                })
                .collect();
            assert!(
                languages.is_empty() || languages == BTreeSet::from(["en", "fr"]),
                "{} {predicate}",
                document.iri()
            );
        }
    }
}

#[test]
fn what_is_invented_says_so() {
    let documents = documents();
    for document in &documents {
        let real = [class::TERRITORY, class::THEME].map(TermRef::from);
        if document.own(rdf::TYPE).any(|term| real.contains(&term)) {
            continue;
        }
        for name in document.own(property::NAME) {
            let TermRef::Literal(name) = name else { panic!("{}: {name} is no name", document.iri()) };
            let mark = if name.language() == Some("fr") { "Exemple : " } else { "Example: " };
            assert!(name.value().starts_with(mark), "{}: {name}", document.iri());
        }
    }
}

#[test]
fn there_is_enough_to_look_at() {
    let documents = documents();
    for (class, least) in [
        (class::ORGANIZATION, 15),
        (class::PROJECT, 2),
        (class::EVENT, 1),
        (class::PLACE, 2),
        (class::GROUP, 1),
        (class::CONTACT, 1),
        (class::CODE_SOCIAL, 4),
        (class::WEALTH_FLOW, 20),
        (class::OFFER, 8),
        (class::NEED, 6),
    ] {
        assert!(of_class(&documents, class).count() >= least, "{class}");
    }
    for organization in of_class(&documents, class::ORGANIZATION) {
        assert!(organization.own(property::LATITUDE).count() == 1, "{} is not on the map", organization.iri());
    }
    let intentions: BTreeSet<NamedNode> = documents
        .iter()
        .flat_map(Document::triples)
        .filter(|triple| triple.predicate == property::REALISES)
        .filter_map(|triple| match &triple.object {
            Term::NamedNode(node) => Some(node.clone()),
            Term::BlankNode(_) | Term::Literal(_) => None,
        })
        .collect();
    assert!(intentions.len() >= 8, "{intentions:?}");
    let idle = of_class(&documents, class::ACTION).filter(|action| action.own(property::REALISES).next().is_none());
    assert_eq!(idle.count(), 1, "one action serves no intention, for the coherence page to show");
    let narrower = of_class(&documents, class::THEME).filter(|theme| theme.own(skos::BROADER).next().is_some());
    assert!(narrower.count() >= 8);
}
