//! Making something new: where something is already, beside it, and bound to it.

use crate::openness::case::{Against, Asked, Case, Interface, holds, status};
use crate::openness::rules::{Doc, Model, Own, Past};
use crate::openness::world::World;
use http::Method;
use std::collections::BTreeSet;
use tests::Reply;
use tests::server::BASE;

pub(crate) const INTERFACE: Interface = Interface {
    name: "create",
    verbs: &["put", "put unsaid", "put nonsense", "post", "bundle", "bind"],
    share: 40,
    fits: |world, case| case.verb != "bind" || world.doc(case.doc).container == "codes",
    ask,
    against,
    expect,
    after,
    ..Interface::READING
};

/// What it would be.
fn new(world: &World, case: &Case) -> Doc {
    let (container, links) = match case.verb {
        "bind" => ("annexes", vec![("annexOf", case.doc)]),
        // A description has to describe somebody.
        _ if world.doc(case.doc).container == "codes" => ("codes", world.doc(case.doc).links.clone()),
        _ => (world.doc(case.doc).container, Vec::new()),
    };
    Doc {
        container,
        slug: case.free[0].clone(),
        owner: case.rights(world).account.unwrap_or_default(),
        own: Own::Public,
        links,
        gone: None,
        version: 1,
        words: case.fresh.clone(),
        names_owner: false,
        past: Vec::new(),
    }
}

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let container = world.doc(case.doc).container;
    let text = world.turtle(&new(world, case));
    match case.verb {
        "put" => Asked::new(Method::PUT, format!("/{container}/{slug}"))
            .with("if-none-match", "*")
            .saying("text/turtle", text),
        "put unsaid" => Asked::new(Method::PUT, format!("/{container}/{slug}")).saying("text/turtle", text),
        "put nonsense" => {
            Asked::new(Method::PUT, format!("/{container}/{slug}")).saying("text/turtle", "nothing at all")
        }
        "post" => Asked::new(Method::POST, format!("/{container}/")).with("slug", slug).saying("text/turtle", text),
        "bundle" => {
            // Before the other one in any order, which is no part of the question.
            let own = format!("{BASE}places/a-{}", case.free[0]);
            let cs = "https://w3id.org/codesocial#";
            let graph = |iri: &str, class: &str| {
                format!("<{iri}> {{ <{iri}> a <{cs}{class}> ; <{cs}name> \"{}\"@fr . }}\n", case.fresh[0])
            };
            let other = graph(&format!("{BASE}{container}/{slug}"), "Place");
            Asked::new(Method::PUT, format!("/places/a-{}", case.free[0]))
                .saying("application/trig", graph(&own, "Place") + &other)
        }
        _ => Asked::new(Method::PUT, format!("/annexes/{}", case.free[0]))
            .with("if-none-match", "*")
            .saying("text/turtle", text.replace(&world.iri(case.doc), &format!("{BASE}codes/{slug}"))),
    }
}

fn against(world: &World, case: &Case) -> Against {
    let rights = case.rights(world);
    let makes = Model::no_writer(rights).is_none() && rights.guest_of.is_none();
    match case.verb {
        _ if case.may_read(world) => Against::Model,
        "put nonsense" => Against::NeverThere,
        _ if !makes => Against::NeverThere,
        "bind" => Against::Exception("bound"),
        _ => Against::Exception("taken"),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let (model, rights) = (&world.model, case.rights(world));
    if let Some(refused) = Model::no_writer(rights) {
        return status(reply, refused);
    }
    let (is_there, reads) = (model.is_there(case.doc), case.may_read(world));
    let changes = reads && model.may_change(rights, case.doc);
    let makes = rights.guest_of.is_none();
    match case.verb {
        "put nonsense" => status(reply, 400),
        "post" | "bind" if !makes => status(reply, 403),
        "post" => {
            status(reply, 201)?;
            let taken = format!("{}-", world.iri(case.doc));
            holds(reply.header("location").starts_with(&taken), "the name was taken")
        }
        "bind" => status(reply, 201),
        // Whichever of both is refused first.
        "bundle" if !makes => holds([403, 422].contains(&reply.status.as_u16()), "it makes something new"),
        // The other document is of another class, or not to be changed: nothing is written.
        _ if !reads => status(reply, 404),
        _ if !changes => status(reply, 403),
        "bundle" if world.doc(case.doc).container != "places" => status(reply, 422),
        // Who says nothing of its audience opens it.
        _ if world.doc(case.doc).own != Own::Public && !model.may_open(rights, case.doc) => status(reply, 403),
        _ if !is_there => status(reply, 410),
        "put" => status(reply, 412),
        _ => status(reply, 428),
    }
}

fn after(world: &mut World, case: &Case, reply: &Reply) {
    let location = reply.header("location").to_owned();
    match case.verb {
        "bind" => {
            let new = new(world, case);
            world.model.docs.push(new);
            world.remember(world.model.docs.len() - 1);
        }
        _ if !location.is_empty() => {
            // The repository keeps the past of what is deleted.
            let Doc { words, links, .. } = new(world, case);
            let past = Past {
                words,
                links,
                audiences: BTreeSet::new(),
                owner: usize::MAX,
                names_owner: false,
                by: String::new(),
            };
            world.model.copies.push((usize::MAX, past));
            world.by_the_way.push(location);
        }
        _ => {}
    }
}
