//! The shapes of the grammar against its ontology: they name only what it defines, a list of choices forgets none, and
//! a value is accepted only as the ontology says that it is.

#![expect(clippy::unwrap_used, reason = "a test says what it meets by failing")]

use model::vocab::{NAMESPACE, rdf, xsd};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const IN: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#in");
const PATH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#path");
const DATATYPE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#datatype");
const OR: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#or");
const RANGE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#range");
const UNION_OF: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#unionOf");
const IN_SCHEME: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");

/// The one thesaurus of which each class takes a part: a request is never ongoing, a deed never declined.
const STATUSES: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/codesocial#Statuses");

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "ttl") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn triples(file: &Path) -> Vec<Triple> {
    let text = std::fs::read(file).unwrap();
    let parser = TurtleParser::new().with_base_iri("https://territory.example/").unwrap();
    parser.for_slice(&text).map(Result::unwrap).collect()
}

fn project(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder)
}

fn ontology() -> Vec<Triple> {
    files(&project("ontology")).iter().flat_map(|file| triples(file)).collect()
}

fn named(triple: &Triple) -> Vec<NamedNode> {
    let mut nodes = vec![triple.predicate.clone()];
    if let NamedOrBlankNode::NamedNode(subject) = &triple.subject {
        nodes.push(subject.clone());
    }
    if let Term::NamedNode(object) = &triple.object {
        nodes.push(object.clone());
    }
    nodes
}

#[test]
fn shapes_and_what_they_accept_speak_the_words_of_the_ontology() {
    let defined: BTreeSet<NamedNode> = ontology()
        .into_iter()
        .filter_map(|triple| match triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    // An invalid fixture may well be one for its words.
    let accepted = files(&project("fixtures/shapes"))
        .into_iter()
        .filter(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("valid-")));
    let mut unknown = BTreeSet::new();
    for file in files(&project("shapes")).into_iter().chain(accepted) {
        let words = triples(&file).iter().flat_map(named).collect::<BTreeSet<_>>();
        let strange = words.into_iter().filter(|word| word.as_str().starts_with(NAMESPACE) && !defined.contains(word));
        unknown.extend(strange.map(|word| format!("{}: {word}", file.display())));
    }
    assert!(unknown.is_empty(), "the ontology does not define {unknown:#?}");
}

#[test]
fn a_list_of_choices_is_a_whole_thesaurus() {
    let mut schemes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for triple in ontology().into_iter().filter(|triple| triple.predicate == IN_SCHEME) {
        schemes.entry(triple.object.to_string()).or_default().insert(triple.subject.to_string());
    }
    let mut checked = 0;
    for file in files(&project("shapes")) {
        let shapes = triples(&file);
        for list in shapes.iter().filter(|triple| triple.predicate == IN) {
            let choices = members(&shapes, &list.object);
            // A class has some of the statuses; being abandoned is a state of intentions, too.
            if schemes.get(&STATUSES.to_string()).is_some_and(|statuses| choices.is_subset(statuses)) {
                continue;
            }
            for (scheme, whole) in &schemes {
                if choices.is_subset(whole) {
                    assert_eq!(&choices, whole, "{}: {scheme}", file.display());
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 3, "{checked}");
}

#[test]
fn a_field_takes_what_the_ontology_says_that_its_property_holds() {
    let ontology = ontology();
    let mut wrong = BTreeSet::new();
    let mut checked = 0;
    for file in files(&project("shapes")) {
        let shapes = triples(&file);
        for field in shapes.iter().filter(|triple| triple.predicate == PATH) {
            let Term::NamedNode(property) = &field.object else { continue };
            // The words of others have their ranges elsewhere.
            if !property.as_str().starts_with(NAMESPACE) {
                continue;
            }
            let mut meant = range(&ontology, property);
            // XSD 1.1 part 2, section 3.4.13: an integer is a decimal.
            if meant.contains(&xsd::DECIMAL.to_string()) {
                meant.insert(xsd::INTEGER.to_string());
            }
            let taken = datatypes(&shapes, &field.subject);
            checked += taken.len();
            let strange = taken.difference(&meant);
            wrong.extend(strange.map(|datatype| format!("{}: {property} as {datatype}", file.display())));
        }
    }
    assert!(checked > 250, "{checked}");
    assert!(wrong.is_empty(), "the ontology knows nothing of {wrong:#?}");
}

/// The classes or datatypes that a property holds.
fn range(ontology: &[Triple], property: &NamedNode) -> BTreeSet<String> {
    let property = NamedOrBlankNode::from(property.clone());
    let said = ontology.iter().filter(|triple| triple.subject == property && triple.predicate == RANGE);
    let mut range = BTreeSet::new();
    for Triple { object, .. } in said {
        match object {
            Term::BlankNode(union) => {
                let lists = ontology.iter().filter(|triple| triple.subject == NamedOrBlankNode::from(union.clone()));
                let lists = lists.filter(|triple| triple.predicate == UNION_OF);
                range.extend(lists.flat_map(|triple| members(ontology, &triple.object)));
            }
            Term::NamedNode(_) | Term::Literal(_) => _ = range.insert(object.to_string()),
        }
    }
    range
}

/// The datatypes that a field takes: its own, or those among which it leaves the choice.
fn datatypes(shapes: &[Triple], field: &NamedOrBlankNode) -> BTreeSet<String> {
    let choices = shapes.iter().filter(|triple| triple.subject == *field && triple.predicate == OR);
    let mut places: BTreeSet<String> = choices.flat_map(|triple| members(shapes, &triple.object)).collect();
    places.insert(field.to_string());
    let datatypes = shapes.iter().filter(|triple| triple.predicate == DATATYPE);
    datatypes.filter(|triple| places.contains(&triple.subject.to_string())).map(|t| t.object.to_string()).collect()
}

/// The members of a list, as they are written in N-Triples.
fn members(triples: &[Triple], list: &Term) -> BTreeSet<String> {
    let object = |predicate: NamedNodeRef<'_>, node: &Term| {
        let said = triples.iter().find(|t| t.predicate == predicate && Term::from(t.subject.clone()) == *node);
        said.map(|triple| triple.object.clone())
    };
    let mut members = BTreeSet::new();
    let mut rest = Some(list.clone());
    while let Some(node) = rest {
        members.extend(object(rdf::FIRST, &node).map(|member| member.to_string()));
        rest = object(rdf::REST, &node);
    }
    members
}
