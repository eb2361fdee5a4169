//! What is held here of a document from elsewhere, in every format.

use crate::openness::case::{Asked, Case, Interface, Place, holds, status};
use crate::openness::world::{ELSEWHERE, World};
use http::Method;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "elsewhere",
    verbs: &[
        "text/turtle",
        "application/ld+json",
        "application/trig",
        "application/rdf+xml",
        "text/html",
        "",
        "HEAD",
        "none-match any",
        "match another",
    ],
    share: 40,
    place: Place::Elsewhere,
    ask,
    expect,
    ..Interface::READING
};

fn ask(_: &World, case: &Case, slug: &str) -> Asked {
    let path = format!("/elsewhere?iri={}", World::iri_of(ELSEWHERE, slug));
    match case.verb {
        "" => Asked::new(Method::GET, path),
        "HEAD" => Asked::new(Method::HEAD, path).with("accept", "text/turtle"),
        "none-match any" => Asked::get(path, "text/turtle").with("if-none-match", "*"),
        "match another" => Asked::get(path, "text/turtle").with("if-match", "\"9-000000000000-ttl\""),
        accept => Asked::get(path, accept),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    if !world.model.is_there(case.doc) {
        return status(reply, 410);
    }
    match case.verb {
        "none-match any" => return status(reply, 304),
        "match another" => return status(reply, 412),
        _ => status(reply, 200)?,
    }
    let doc = world.doc(case.doc);
    let says = doc.words.iter().all(|word| reply.text().contains(word));
    holds(says || case.verb == "HEAD", "it does not say what was told")?;
    let version = format!("\"{}-", doc.version);
    holds(case.verb == "text/html" || reply.header("etag").starts_with(&version), "another version")
}
