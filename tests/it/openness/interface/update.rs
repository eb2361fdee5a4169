//! Updates of what is closed, and that ask what is closed.

use crate::openness::case::{Against, Asked, Case, Interface, Place};
use crate::openness::world::World;
use http::Method;

pub(crate) const INTERFACE: Interface = Interface {
    name: "update",
    verbs: &["delete", "delete data", "drop", "drop silently", "clear", "copy", "ask", "using", "create silently"],
    share: 60,
    place: Place::Anywhere,
    // What whoever may read it does to it is asked by the other ways to write.
    fits: |world, case| !case.may_read(world),
    ask,
    against: |_, _| Against::NeverThere,
    ..Interface::READING
};

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let doc = world.doc(case.doc);
    let iri = World::iri_of(doc.container, slug);
    let name = "https://w3id.org/codesocial#name";
    let update = match case.verb {
        "delete data" => format!("DELETE DATA {{ <{iri}> <{name}> \"{}\"@fr }}", doc.words[0]),
        "drop" => format!("DROP GRAPH <{iri}>"),
        "drop silently" => format!("DROP SILENT GRAPH <{iri}>"),
        "clear" => format!("CLEAR SILENT GRAPH <{iri}>"),
        "copy" => format!("COPY <{iri}> TO <{iri}-copy>"),
        "ask" => format!("INSERT {{ <{iri}> <{name}> \"x\" }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"),
        "using" => format!("INSERT {{ <{iri}> <{name}> ?o }} USING <{iri}> WHERE {{ ?s ?p ?o }}"),
        "create silently" => format!("CREATE SILENT GRAPH <{iri}>"),
        _ => format!("DELETE WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"),
    };
    Asked::new(Method::POST, "/update").saying("application/sparql-update", update)
}
