//! A description with what belongs to it, as far as the caller sees.

use crate::openness::case::{Asked, Case, Interface, holds, same, status};
use crate::openness::world::World;
use model::syntax::{self, Format};
use oxrdf::GraphName;
use std::collections::BTreeSet;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "bundle",
    verbs: &["trig", "with all", "with some", "json"],
    share: 60,
    fits: |world, case| world.doc(case.doc).container == "codes",
    ask,
    expect,
    ..Interface::READING
};

fn ask(_: &World, case: &Case, slug: &str) -> Asked {
    match case.verb {
        "trig" => Asked::get(format!("/codes/{slug}"), "application/trig"),
        "with all" => Asked::get(format!("/codes/{slug}?with=*"), "application/n-quads"),
        "with some" => Asked::get(format!("/codes/{slug}?with=annexes,evidence"), "application/n-quads"),
        _ => Asked::get(format!("/codes/{slug}?with=*"), "application/ld+json"),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    if !world.model.is_there(case.doc) {
        return status(reply, 410);
    }
    status(reply, 200)?;
    let mut whole = world.model.whole(case.rights(world), case.doc);
    if case.verb == "with some" {
        whole.retain(|doc| ["annexes", "evidence"].contains(&world.doc(*doc).container));
    }
    whole.insert(case.doc);
    let expected: BTreeSet<String> = whole.iter().map(|doc| world.iri(*doc)).collect();
    let state: Vec<String> =
        whole.iter().map(|doc| format!("{} {}", world.iri(*doc), world.doc(*doc).version)).collect();
    if case.verb == "json" {
        holds(expected.iter().all(|iri| reply.text().contains(iri.rsplit('/').next().unwrap())), "one is missing")?;
    } else {
        let format = if case.verb == "trig" { Format::TriG } else { Format::NQuads };
        let own = model::Iri::parse(&world.iri(case.doc)).unwrap();
        let quads = syntax::parse(reply.bytes(), format, &own, 1_000_000).map_err(|error| error.to_string())?;
        let graphs = quads.into_iter().map(|quad| match quad.graph_name {
            GraphName::NamedNode(name) => name.into_string(),
            GraphName::BlankNode(_) | GraphName::DefaultGraph => "no graph".to_owned(),
        });
        same(graphs.collect::<BTreeSet<_>>(), expected, "what belongs to it")?;
    }
    let tag = reply.header("etag").to_owned();
    world.tag(&format!("{} {}", world.iri(case.doc), case.verb), &state.join("\n"), &tag)
}
