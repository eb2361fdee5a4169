//! Ending a document.

use super::replace::{condition, meets};
use crate::openness::case::{Asked, Case, Interface, status};
use crate::openness::rules::Model;
use crate::openness::world::World;
use http::Method;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "delete",
    verbs: &["any", "tagged", "another", "unsaid"],
    share: 26,
    fits: |world, case| {
        let lent = world.callers.iter().any(|caller| caller.rights.guest_of == Some(case.doc));
        // What is asked about most stays most of the time.
        let stays = lent || world.model.group_documents.contains(&case.doc) || !case.roll.is_multiple_of(3);
        !stays || !case.may_read(world) || ["another", "unsaid"].contains(&case.verb)
    },
    ask,
    expect,
    after,
    ..Interface::READING
};

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let asked = Asked::new(Method::DELETE, format!("/{}/{slug}", world.doc(case.doc).container));
    if case.verb == "unsaid" { asked } else { asked.with("if-match", condition(world, case)) }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let (model, rights) = (&world.model, case.rights(world));
    let expected = match Model::no_writer(rights) {
        Some(refused) => refused,
        None if !model.may_change(rights, case.doc) || rights.guest_of.is_some() => 403,
        None if !model.is_there(case.doc) => 410,
        None if case.verb == "unsaid" => 428,
        None if !meets(world, case) => 412,
        None => 204,
    };
    status(reply, expected)
}

fn after(world: &mut World, case: &Case, _: &Reply) {
    world.ended(case.doc);
}
