//! Graphs one by one and all together, and what is counted of all that is open.

use crate::openness::case::{Against, Asked, Case, Interface, Place, holds, same, status};
use crate::openness::world::World;
use http::Method;
use tests::Reply;
use tests::client::url_encoded;

pub(crate) const INTERFACE: Interface = Interface {
    name: "graphs",
    verbs: &["graph", "graph", "head", "put", "default", "open"],
    share: 60,
    place: Place::Anywhere,
    ask,
    against,
    expect,
    ..Interface::READING
};

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let graph = format!("/graphs?graph={}", url_encoded(&World::iri_of(world.doc(case.doc).container, slug)));
    let format = case.choose(&["application/n-triples", "text/turtle", "application/rdf+xml"]);
    match case.verb {
        "head" => Asked::new(Method::HEAD, graph).with("accept", format),
        "put" => Asked::new(Method::PUT, graph).saying("text/turtle", ""),
        "default" => Asked::get("/graphs?default", "application/n-triples"),
        "open" => Asked::get("/.well-known/void", "application/n-triples"),
        _ => Asked::get(graph, format),
    }
}

fn against(world: &World, case: &Case) -> Against {
    let seen = world.model.sees(case.rights(world), case.doc) && world.model.is_there(case.doc);
    if seen || ["default", "open"].contains(&case.verb) { Against::Model } else { Against::NeverThere }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let model = &world.model;
    let all_words = |doc: usize| model.docs[doc].words.iter().all(|word| reply.text().contains(word));
    match case.verb {
        "put" => status(reply, 405),
        "head" => status(reply, 200),
        "default" => {
            status(reply, 200)?;
            holds(model.seen(case.rights(world)).all(all_words), "something is not in the default graph")
        }
        "open" => {
            status(reply, 200)?;
            let counted = reply.text().lines().find(|line| line.contains("void#documents")).unwrap_or_default();
            let expected = model.seen(&world.callers[0].rights).count().to_string();
            same(counted.split('"').nth(1).unwrap_or_default(), expected.as_str(), "open documents")
        }
        _ => {
            status(reply, 200)?;
            holds(all_words(case.doc), "the graph does not say all")
        }
    }
}
