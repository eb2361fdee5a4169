//! Copies of descriptions, what is offered to them, versions that are put back.

use super::history::may_read;
use crate::openness::case::{Asked, Case, Interface, holds, status};
use crate::openness::rules::{Model, Own, Past};
use crate::openness::world::World;
use http::Method;
use std::collections::BTreeSet;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "forks",
    verbs: &["fork", "fork of the first", "offers", "offer", "restore"],
    share: 26,
    fits: |world, case| world.doc(case.doc).container == "codes",
    ask,
    expect,
    after: |world, case, reply| {
        if case.verb.starts_with("fork") {
            world.by_the_way.push(reply.header("location").to_owned());
            let mut copy = world.model.standing(case.doc);
            if let (Some(first), true) = (world.doc(case.doc).past.first(), case.verb != "fork") {
                // As closed as both, then and now.
                let audiences = &copy.audiences | &first.audiences;
                copy = Past { audiences, names_owner: false, ..first.clone() };
            }
            world.model.copies.push((case.doc, Past { names_owner: false, ..copy }));
        }
    },
    ..Interface::READING
};

fn ask(_: &World, case: &Case, slug: &str) -> Asked {
    let form = |what: &str, fields: &str| {
        Asked::new(Method::POST, format!("/codes/{slug}/{what}/")).saying("application/x-www-form-urlencoded", fields)
    };
    match case.verb {
        "fork" => form("forks", "").with("slug", case.free[0].clone()),
        "fork of the first" => form("forks", "version=1").with("slug", case.free[0].clone()),
        "offers" => Asked::get(format!("/codes/{slug}/proposals/"), "text/turtle"),
        "offer" => form("proposals", "name=Proposition"),
        // Nobody has written so often.
        _ => form("versions", "version=999").with("if-match", "*"),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let rights = case.rights(world);
    let is_there = world.model.is_there(case.doc);
    if case.verb == "offers" {
        return status(reply, if is_there { 200 } else { 410 });
    }
    if let Some(refused) = Model::no_writer(rights) {
        return status(reply, refused);
    }
    let found = reply.status.as_u16();
    match case.verb {
        _ if !is_there => holds([403, 410].contains(&found), "it is gone"),
        "fork" if rights.guest_of.is_none() => status(reply, copied(world, case, &world.model.audiences(case.doc))),
        "fork of the first" if rights.guest_of.is_none() && !may_read(world, case, 1) => status(reply, 404),
        "fork of the first" if rights.guest_of.is_none() => {
            let now = world.model.audiences(case.doc);
            let then = world.doc(case.doc).past.first().map(|first| &now | &first.audiences);
            status(reply, copied(world, case, &then.unwrap_or(now)))
        }
        "restore" => status(reply, if world.model.may_change(rights, case.doc) { 404 } else { 403 }),
        _ => holds((400..500).contains(&found), "it is no copy, or theirs"),
    }
}

/// The status of a copy that would have these audiences: an owner who left the group that it would be open to may not name
/// that group again.
fn copied(world: &World, case: &Case, audiences: &BTreeSet<Own>) -> u16 {
    let group = |own: &Own| if let Own::Group(group) = own { Some(*group) } else { None };
    let groups: Vec<usize> = audiences.iter().filter_map(group).collect();
    match groups.as_slice() {
        [group] if !audiences.contains(&Own::Private) && !world.model.knows_group(case.rights(world), *group) => 422,
        _ => 201,
    }
}
