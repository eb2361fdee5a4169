//! Questions about all documents: names, graphs, numbers, texts.

use crate::openness::case::{Against, Asked, Case, Interface, Place, holds, same, status};
use crate::openness::world::{ELSEWHERE, World, class_of};
use http::Method;
use std::collections::{BTreeMap, BTreeSet};
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "sparql of all",
    verbs: &["names", "graphs", "count", "classes", "linked", "text", "order", "sources"],
    share: 30,
    place: Place::Anywhere,
    ask,
    against: |_, _| Against::Model,
    expect,
    ..Interface::READING
};

const CS: &str = "https://w3id.org/codesocial#";

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let doc = world.doc(case.doc);
    let query = match case.verb {
        "names" => format!("SELECT ?x {{ ?s <{CS}name> ?x }}"),
        "graphs" => "SELECT DISTINCT ?x { GRAPH ?x { ?s ?p ?o } }".to_owned(),
        "count" => "SELECT (COUNT(DISTINCT ?g) AS ?x) { GRAPH ?g { ?s ?p ?o } }".to_owned(),
        "classes" => "SELECT ?x (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?g a ?x } } GROUP BY ?x".to_owned(),
        "linked" => {
            format!("SELECT DISTINCT ?x {{ GRAPH ?x {{ ?s ?p <{}> }} }}", World::iri_of(doc.container, slug))
        }
        "sources" => "SELECT ?x { ?x <http://purl.org/dc/terms/source> ?o }".to_owned(),
        "text" => format!("SELECT ?x {{ ?s ?p ?x FILTER (isLiteral(?x) && CONTAINS(STR(?x), \"{}\")) }}", doc.words[1]),
        _ => format!("SELECT ?x {{ ?s <{CS}description> ?x }} ORDER BY ?x LIMIT 9"),
    };
    let path = format!("/sparql?entailment={}", case.choose(&["on", "off"]));
    let asked = Asked::new(Method::POST, path).with("accept", "application/sparql-results+json");
    asked.saying("application/sparql-query", query)
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    status(reply, 200)?;
    let model = &world.model;
    let seen: Vec<usize> = model.seen(case.rights(world)).collect();
    let found = reply.column("x");
    let set = |found: Vec<String>| found.into_iter().collect::<BTreeSet<_>>();
    match case.verb {
        "names" => {
            let expected = seen.iter().map(|doc| model.docs[*doc].words[0].clone()).collect();
            same(set(found), expected, "names")
        }
        "graphs" => same(set(found), seen.iter().map(|doc| world.iri(*doc)).collect(), "graphs"),
        "count" => same(found, vec![seen.len().to_string()], "graphs"),
        "classes" => {
            let mut expected: BTreeMap<String, usize> = BTreeMap::new();
            for doc in &seen {
                let class = class_of(model.docs[*doc].container);
                *expected.entry(format!("{CS}{class}")).or_default() += 1;
            }
            let rows = reply.json()["results"]["bindings"].as_array().cloned().unwrap_or_default();
            let told = rows.iter().map(|row| {
                let value = |name: &str| row[name]["value"].as_str().unwrap_or_default().to_owned();
                (value("x"), value("n").parse().unwrap())
            });
            same(told.collect(), expected, "classes")
        }
        "linked" => {
            let linking = |from: &&usize| {
                // These point at a part of it.
                let whole = |by: &str| !["realises", "reviews"].contains(&by);
                let links = &model.docs[**from].links;
                links.iter().any(|(by, to)| *to == case.doc && whole(by)) || world.names_as_audience(**from, case.doc)
            };
            same(set(found), seen.iter().filter(linking).map(|doc| world.iri(*doc)).collect(), "who points there")
        }
        "sources" => {
            let from_elsewhere = seen.iter().filter(|doc| model.docs[**doc].container == ELSEWHERE);
            same(set(found), from_elsewhere.map(|doc| world.iri(*doc)).collect(), "where it is from")
        }
        "text" => same(!found.is_empty(), seen.contains(&case.doc), "whether it is found"),
        _ => {
            let mut all: Vec<&str> = seen.iter().map(|doc| model.docs[*doc].words[1].as_str()).collect();
            all.sort_unstable();
            all.truncate(9);
            holds(
                found.len() == all.len() && found.iter().zip(&all).all(|(text, word)| text.contains(word)),
                "the first",
            )
        }
    }
}
