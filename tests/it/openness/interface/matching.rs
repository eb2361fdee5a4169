//! What goes with a document, and what waits.

use crate::openness::case::{Against, Asked, Interface, as_if_never_there, same, status};
use crate::openness::world::World;

pub(crate) const INTERFACE: Interface = Interface {
    name: "matching",
    verbs: &["for as JSON-LD", "for as a page", "waiting"],
    share: 40,
    ask: |world, case, slug| {
        let path = format!("/matching?for={}", World::iri_of(world.doc(case.doc).container, slug));
        match case.verb {
            "for as JSON-LD" => Asked::get(path, "application/ld+json"),
            "for as a page" => Asked::get(path, "text/html"),
            _ => Asked::get("/matching", "application/json"),
        }
    },
    against: |world, case| {
        if case.verb == "waiting" { Against::Model } else { as_if_never_there(world, case) }
    },
    expect: |world, case, reply| {
        if case.verb == "waiting" {
            status(reply, 200)?;
            let seen = world.model.seen(case.rights(world)).filter(|doc| world.doc(*doc).container == "offers");
            return same(reply.json()["total"].as_u64(), Some(seen.count() as u64), "what waits");
        }
        if !world.model.is_there(case.doc) {
            return status(reply, 410);
        }
        // What is neither an offer nor a need goes with nothing.
        status(reply, if world.doc(case.doc).container == "offers" { 200 } else { 400 })
    },
    ..Interface::READING
};
