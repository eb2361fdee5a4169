//! What must hold of `ontology/`: every term told in both languages, with an example that is one; thesauri that are
//! trees; every name of the grammar.

use crate::{
    OWL, PROPERTY_CLASSES, RANGE, is_a, local, named_subjects, objects, ontology, range, root, shared, turtle,
};
use model::vocab::{NAMESPACE, rdf, rdfs, skos};
use oxrdf::{NamedNode, NamedNodeRef, Term, Triple};
use std::collections::BTreeSet;
use std::fs;

const IS_DEFINED_BY: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#isDefinedBy");
const DOMAIN: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#domain");
const DOMAIN_INCLUDES: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://schema.org/domainIncludes");
const DEFINITION: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition");
const EXAMPLE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#example");
const EXACT_MATCH: NamedNodeRef<'static> =
    NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#exactMatch");

/// Where the ontology's examples live. Nobody does: RFC 2606, section 2 reserves `.example`.
const EXAMPLES: &str = "https://vallee.example/";

fn is_class(triples: &[Triple], term: &NamedNode) -> bool {
    is_a(triples, term, &format!("{OWL}Class"))
}

fn is_property(triples: &[Triple], term: &NamedNode) -> bool {
    PROPERTY_CLASSES.iter().any(|kind| is_a(triples, term, &format!("{OWL}{kind}")))
}

fn languages<'a>(terms: &[&'a Term]) -> Vec<&'a str> {
    let mut languages: Vec<_> = terms
        .iter()
        .filter_map(|term| match term {
            Term::Literal(literal) if !literal.value().trim().is_empty() => literal.language(),
            Term::Literal(_) | Term::NamedNode(_) | Term::BlankNode(_) => None,
        })
        .collect();
    languages.sort_unstable();
    languages
}

fn has_both_languages(triples: &[Triple], subject: &NamedNode, predicates: [NamedNodeRef<'_>; 2]) {
    for predicate in predicates {
        assert_eq!(languages(&objects(triples, subject, predicate)), ["en", "fr"], "{subject} {predicate}");
    }
}

#[test]
fn every_term_speaks_french_and_english() {
    let triples = ontology();
    let ours = Term::from(NamedNode::new_unchecked(NAMESPACE));
    let mut counted = 0;
    for subject in named_subjects(&triples) {
        if is_class(&triples, &subject) || is_property(&triples, &subject) {
            has_both_languages(&triples, &subject, [rdfs::LABEL, rdfs::COMMENT]);
        } else if local(&subject).is_some() || is_a(&triples, &subject, skos::CONCEPT.as_str()) {
            has_both_languages(&triples, &subject, [skos::PREF_LABEL, DEFINITION]);
        } else {
            continue;
        }
        if local(&subject).is_some() {
            assert_eq!(objects(&triples, &subject, IS_DEFINED_BY), [&ours], "{subject}");
        }
        counted += 1;
    }
    assert!(counted > 450, "{counted}");
}

#[test]
fn every_class_and_property_has_an_example_of_itself() {
    let triples = ontology();
    for subject in named_subjects(&triples) {
        let examples = objects(&triples, &subject, EXAMPLE);
        if is_class(&triples, &subject) {
            assert_eq!(languages(&examples), ["en", "fr"], "{subject}");
        } else if is_property(&triples, &subject) {
            check_example(&triples, &subject, &examples);
        }
    }
}

/// A property's example is a value that it takes.
fn check_example(triples: &[Triple], property: &NamedNode, examples: &[&Term]) {
    assert!(objects(triples, property, RANGE).len() <= 1, "{property} has several ranges");
    let range = range(triples, property);
    if range.iter().any(|one| one == &rdf::LANG_STRING) {
        assert_eq!(languages(examples), ["en", "fr"], "{property}");
        return;
    }
    let [example] = examples else { panic!("{property} has the examples {examples:?}") };
    match example {
        Term::Literal(literal) => {
            let datatype = literal.datatype();
            assert!(
                range.is_empty() || range.iter().any(|one| one.as_ref() == datatype),
                "{property} is shown with {literal}"
            );
            assert!(is_a(triples, property, &format!("{OWL}DatatypeProperty")), "{property} is shown with {literal}");
        }
        Term::NamedNode(node) => {
            assert!(is_a(triples, property, &format!("{OWL}ObjectProperty")), "{property} is shown with {node}");
            // Whatever is of a thesaurus is looked up in it, and everything else is obviously invented.
            if let [range] = range.as_slice()
                && is_concept_class(triples, range)
            {
                assert!(is_a(triples, node, range.as_str()), "{property} is shown with {node}, which is no {range}");
            } else if local(node).is_none() {
                let example = node.as_str().starts_with(EXAMPLES) || node.as_str().contains(".vallee.example/");
                let known = is_a(triples, node, skos::CONCEPT.as_str()) || node.as_str().contains(".example/");
                assert!(example || known, "{property} is shown with {node}");
            }
        }
        Term::BlankNode(node) => panic!("{property} is shown with {node}"),
    }
}

fn is_concept_class(triples: &[Triple], class: &NamedNode) -> bool {
    objects(triples, class, rdfs::SUB_CLASS_OF).contains(&&Term::from(skos::CONCEPT.into_owned()))
}

#[test]
fn every_property_says_where_it_is_used() {
    let triples = ontology();
    for subject in named_subjects(&triples).iter().filter(|subject| is_property(&triples, subject)) {
        let mut classes = objects(&triples, subject, DOMAIN);
        classes.extend(objects(&triples, subject, DOMAIN_INCLUDES));
        assert!(!classes.is_empty(), "{subject}");
        for class in classes {
            let Term::NamedNode(class) = class else { panic!("{subject} is used on {class}") };
            assert!(is_class(&triples, class), "{subject} is used on {class}");
        }
    }
}

#[test]
fn the_ontology_names_only_what_it_defines() {
    let triples = ontology();
    let subjects = named_subjects(&triples);
    let alignment = turtle(&root().join("ontology/alignment.ttl"));
    for node in triples.iter().chain(&alignment).flat_map(|t| {
        let object = match &t.object {
            Term::NamedNode(node) => Some(node.clone()),
            Term::BlankNode(_) | Term::Literal(_) => None,
        };
        object.into_iter().chain(named_subjects(std::slice::from_ref(t)))
    }) {
        assert!(local(&node).is_none() || subjects.contains(&node), "{node} is used but not defined");
    }
}

#[test]
fn each_file_says_which_section_it_is() {
    for (file, section) in [
        ("subjects", 1),
        ("description", 2),
        ("deeds", 3),
        ("linked-concepts", 4),
        ("knowledge", 5),
        ("life", 6),
        ("alignment", 8),
        ("core", 9),
    ] {
        let text = fs::read_to_string(root().join(format!("ontology/{file}.ttl"))).unwrap();
        assert!(text.starts_with(&format!("# Section {section} of the grammar: ")), "{file}.ttl");
    }
}

/// Section 7 of the grammar.
#[test]
fn thesauri_are_trees_of_their_scheme() {
    let triples = ontology();
    let scheme_class = skos::CONCEPT_SCHEME.as_str();
    let mut concepts = 0;
    for concept in named_subjects(&triples).iter().filter(|node| is_a(&triples, node, skos::CONCEPT.as_str())) {
        let schemes = objects(&triples, concept, skos::IN_SCHEME);
        assert!(!schemes.is_empty(), "{concept} is in no scheme");
        for scheme in schemes {
            let Term::NamedNode(scheme) = scheme else { panic!("{concept} is in {scheme}") };
            assert!(is_a(&triples, scheme, scheme_class), "{concept} is in {scheme}");
        }
        let mut above = concept.clone();
        let mut passed = BTreeSet::new();
        while let [Term::NamedNode(broader), ..] = objects(&triples, &above, skos::BROADER).as_slice() {
            assert!(passed.insert(broader.clone()), "{concept} stands below itself");
            above = broader.clone();
        }
        assert!(!objects(&triples, &above, skos::TOP_CONCEPT_OF).is_empty(), "nothing leads to {concept}");
        concepts += 1;
    }
    assert!(concepts > 150, "{concepts}");
}

#[test]
fn the_goals_of_the_united_nations_are_theirs() {
    let triples = ontology();
    let matched: BTreeSet<String> = triples
        .iter()
        .filter(|triple| triple.predicate == EXACT_MATCH)
        .map(|triple| triple.object.to_string())
        .collect();
    let goals: BTreeSet<String> = (1..=17).map(|goal| format!("<http://metadata.un.org/sdg/{goal}>")).collect();
    assert_eq!(matched, goals);
    let Some(shared) = shared() else { return };
    let theirs = turtle(&shared.join("suites/ontologies/un-sdg-kos-goals-targets-indicators.ttl"));
    let theirs: BTreeSet<String> = theirs
        .iter()
        .filter(|triple| {
            triple.object == Term::from(NamedNode::new_unchecked("http://metadata.un.org/sdg/ontology#Goal"))
        })
        .map(|triple| triple.subject.to_string())
        .collect();
    assert_eq!(theirs, goals);
}

/// Whatever the grammar's page calls `cs:…` is a term of the ontology.
#[test]
fn every_name_of_the_grammar_is_defined() {
    let Some(shared) = shared() else { return };
    let defined = named_subjects(&ontology());
    let text = fs::read_to_string(shared.join("grammar.md")).unwrap();
    let names: BTreeSet<&str> = text
        .split("cs:")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
        .filter(|name| !name.is_empty())
        .collect();
    assert!(names.len() > 120, "{}", names.len());
    for name in names {
        assert!(defined.contains(&NamedNode::new_unchecked([NAMESPACE, name].concat())), "cs:{name}");
    }
}
