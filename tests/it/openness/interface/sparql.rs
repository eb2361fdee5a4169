//! Questions about one document: by its graph, by its subject, with and without what is entailed.

use crate::openness::case::{Against, Asked, Case, Interface, Place, holds, status};
use crate::openness::world::World;
use http::Method;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "sparql",
    verbs: &["graph", "subject", "ask", "construct", "describe", "from", "from named", "protocol", "path"],
    share: 30,
    place: Place::Anywhere,
    ask,
    against,
    expect,
    ..Interface::READING
};

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let iri = World::iri_of(world.doc(case.doc).container, slug);
    let query = match case.verb {
        "graph" => format!("SELECT ?o {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"),
        "subject" => format!("SELECT ?o {{ <{iri}> ?p ?o }}"),
        "ask" => format!("ASK {{ <{iri}> ?p ?o }}"),
        "construct" => format!("CONSTRUCT {{ <urn:x> <urn:y> ?o }} WHERE {{ <{iri}> ?p ?o }}"),
        "describe" => format!("DESCRIBE <{iri}>"),
        "from" => format!("SELECT ?o FROM <{iri}> {{ ?s ?p ?o }}"),
        "from named" => format!("SELECT ?o FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        "path" => format!("SELECT ?o {{ <{iri}> (!<urn:none>)* ?o }}"),
        _ => "SELECT ?o { ?s ?p ?o }".to_owned(),
    };
    let mut path = format!("/sparql?entailment={}", case.choose(&["on", "off"]));
    if case.verb == "protocol" {
        path.extend(["&default-graph-uri=", &iri]);
    }
    let accept = match case.verb {
        "construct" | "describe" => "application/n-triples",
        _ => "application/sparql-results+json",
    };
    Asked::new(Method::POST, path).with("accept", accept).saying("application/sparql-query", query)
}

fn against(world: &World, case: &Case) -> Against {
    let rights = case.rights(world);
    let seen = world.model.sees(rights, case.doc) && world.model.is_there(case.doc);
    // What others say of it is theirs to tell.
    let of_all = ["subject", "ask", "construct", "describe", "path"].contains(&case.verb);
    if seen || (of_all && world.model.seen(rights).any(|from| world.mentions(from, case.doc))) {
        Against::Model
    } else {
        Against::NeverThere
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    status(reply, 200)?;
    if !world.model.is_there(case.doc) || !world.model.sees(case.rights(world), case.doc) {
        return Ok(());
    }
    let says = world.doc(case.doc).words.iter().all(|word| reply.text().contains(word));
    holds(if case.verb == "ask" { reply.text().contains("true") } else { says }, "it is not found")
}
