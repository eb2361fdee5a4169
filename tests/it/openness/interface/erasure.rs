//! What erasing would take, asked without doing it.

use crate::openness::case::{Against, Asked, Case, Interface, as_if_never_there, holds, status};
use crate::openness::world::World;
use http::Method;
use tests::Reply;
use tests::server::BASE;

pub(crate) const INTERFACE: Interface = Interface {
    name: "erasure",
    verbs: &["plan", "plan of two", "list"],
    share: 26,
    // Two are looked at by address: the same order with the address where nothing was.
    fits: |world, case| case.verb != "plan of two" || world.doc(case.doc).container != world.doc(0).container,
    ask,
    against: |world, case| if case.verb == "list" { Against::Model } else { as_if_never_there(world, case) },
    expect,
    ..Interface::READING
};

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    if case.verb == "list" {
        return Asked::get("/erasures/", "application/json");
    }
    let mut documents = format!("\"{BASE}{}/{slug}\"", world.doc(case.doc).container);
    if case.verb == "plan of two" {
        documents.extend([", \"", &world.iri(0), "\""]);
    }
    let order = format!("{{\"documents\": [{documents}], \"dryRun\": true}}");
    Asked::new(Method::POST, "/erasures/").with("accept", "application/json").saying("application/json", order)
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let rights = case.rights(world);
    let runs = rights.role >= model::Role::Administrator && rights.guest_of.is_none();
    let owns = rights.guest_of.is_none() && rights.account == Some(world.doc(case.doc).owner);
    match reply.status.as_u16() {
        200 if case.verb == "list" => holds(runs, "it is for administrators"),
        200 => holds(runs || owns, "it is not theirs"),
        404 => holds(case.verb == "plan of two" && !world.model.may_read(rights, 0), "both are there"),
        401 => holds(rights.account.is_none(), "somebody is known"),
        _ => status(reply, 403),
    }
}
