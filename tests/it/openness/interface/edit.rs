//! The text of a document in a browser, and who was handed a link to it.

use crate::openness::case::{Asked, Case, Interface, holds, status};
use crate::openness::rules::{Model, Own};
use crate::openness::world::{Secret, World};
use tests::Reply;
use tests::server::BASE;

pub(crate) const INTERFACE: Interface =
    Interface { name: "edit", verbs: &["text", "links"], share: 26, ask, expect, tells, ..Interface::READING };

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let document = format!("{BASE}{}/{slug}", world.doc(case.doc).container);
    let page = if case.verb == "text" { "edit" } else { "edit-links" };
    Asked::get(format!("/{page}?document={document}"), "text/html")
}

fn lends(world: &World, case: &Case) -> bool {
    let (model, rights) = (&world.model, case.rights(world));
    let is_public = model.audiences(case.doc).iter().all(|own| *own == Own::Public);
    Model::no_writer(rights).is_none()
        && rights.guest_of.is_none()
        && model.may_change(rights, case.doc)
        && (is_public || model.may_open(rights, case.doc))
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let rights = case.rights(world);
    let is_there = world.model.is_there(case.doc);
    if !rights.is_session {
        return status(reply, 303);
    }
    if case.verb == "text" {
        status(reply, if is_there { 200 } else { 410 })?;
        return holds(!is_there || reply.text().contains(&world.doc(case.doc).words[0]), "it is not its text");
    }
    let expected = match Model::no_writer(rights) {
        Some(refused) => refused,
        None if !is_there => 404,
        None if lends(world, case) => 200,
        None => 403,
    };
    status(reply, expected)
}

/// Whoever lends it sees to whom.
fn tells(world: &World, case: &Case, _: &str, secret: &Secret) -> Option<&'static str> {
    let Secret::Email(person) = secret else { return None };
    let guest =
        |rights: &crate::openness::rules::Rights| rights.guest_of == Some(case.doc) && rights.account == Some(*person);
    let handed = world.callers.iter().any(|caller| guest(&caller.rights));
    (case.verb == "links" && handed && lends(world, case)).then_some("lent")
}
