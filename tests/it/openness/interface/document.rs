//! A document at its address, in every format.

use crate::openness::case::{Asked, Case, Interface, holds, status};
use crate::openness::world::World;
use http::Method;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "document",
    verbs: &[
        "text/turtle",
        "application/ld+json",
        "application/n-quads",
        "application/n-triples",
        "application/rdf+xml",
        "application/json",
        "text/html",
        "",
        "HEAD",
    ],
    share: 300,
    ask,
    expect,
    after,
    tells: super::release::told_on_its_page,
    ..Interface::READING
};

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let path = format!("/{}/{slug}", world.doc(case.doc).container);
    match case.verb {
        "" => Asked::new(Method::GET, path),
        "HEAD" => Asked::new(Method::HEAD, path).with("accept", "text/turtle"),
        accept => Asked::get(path, accept),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    if !world.model.is_there(case.doc) {
        return status(reply, 410);
    }
    status(reply, 200)?;
    super::acl::allowed(world, case, reply)?;
    let doc = world.doc(case.doc);
    let says = doc.words.iter().all(|word| reply.text().contains(word));
    holds(says || case.verb == "HEAD", "it does not say what was written")?;
    let version = format!("\"{}-", doc.version);
    holds(case.verb == "text/html" || reply.header("etag").starts_with(&version), "another version")
}

fn after(world: &mut World, case: &Case, reply: &Reply) {
    let tag = reply.header("etag").to_owned();
    if !tag.is_empty() {
        let version = world.doc(case.doc).version;
        world.last_tags.insert(case.doc, (version, tag));
    }
}
