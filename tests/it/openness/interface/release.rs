//! Releases: their list, what was signed, the file with what it froze.

use crate::openness::case::{Asked, Case, Interface, holds, same, status};
use crate::openness::rules::Frozen;
use crate::openness::world::{Secret, World};
use std::collections::BTreeSet;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "release",
    verbs: &["list", "list as a page", "signed", "page", "turtle", "file"],
    share: 45,
    fits: |world, case| world.doc(case.doc).container == "codes",
    ask,
    expect,
    tells,
    ..Interface::READING
};

fn number(case: &Case) -> u64 {
    1 + case.roll % 3
}

fn ask(_: &World, case: &Case, slug: &str) -> Asked {
    let list = format!("/releases/codes/{slug}/");
    let one = format!("{list}{}", number(case));
    match case.verb {
        "list" => Asked::get(list, "application/n-triples"),
        "list as a page" => Asked::get(list, "text/html"),
        "signed" => Asked::get(one, "application/ld+json"),
        "page" => Asked::get(one, "text/html"),
        "turtle" => Asked::get(one, "text/turtle"),
        _ => Asked::get(format!("{one}/file"), "*/*"),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let (model, rights) = (&world.model, case.rights(world));
    let readable: Vec<&Frozen> = model
        .releases
        .iter()
        .filter(|release| release.of == case.doc && model.may_read_release(rights, release))
        .collect();
    if case.verb.starts_with("list") {
        status(reply, 200)?;
        let address = |number: u64| format!("/releases/codes/{}/{number}", world.doc(case.doc).slug);
        let ends = |number: u64| ['>', '"'].map(|end| format!("{}{end}", address(number)));
        let told = (1..99).filter(|number| ends(*number).iter().any(|end| reply.text().contains(end)));
        return same(told.collect(), readable.iter().map(|each| each.number).collect::<BTreeSet<_>>(), "releases");
    }
    let Some(release) = readable.into_iter().find(|release| release.number == number(case)) else {
        return status(reply, 404);
    };
    status(reply, 200)?;
    if case.verb != "file" {
        return Ok(());
    }
    for (doc, frozen) in &release.members {
        let open = model.admit(&model.audiences(*doc), model.docs[*doc].owner, rights);
        let [_, said] = &frozen.words;
        same(reply.text().contains(said), open, "whether the file has what is frozen")?;
    }
    holds(!release.members.is_empty(), "it froze nothing")
}

/// The names that a description's own page tells of its releases.
pub(crate) fn told_on_its_page(world: &World, case: &Case, told: &str, secret: &Secret) -> Option<&'static str> {
    let named = *secret == Secret::Words(case.doc)
        && world.model.releases.iter().any(|release| {
            let own = release.members.iter().find(|(doc, _)| *doc == release.of);
            release.of == case.doc
                && world.model.may_read_release(case.rights(world), release)
                && own.is_some_and(|(_, frozen)| frozen.words[0] == told)
        });
    named.then_some("released")
}

/// What was signed stays as it was signed: addresses of all that it froze, the names of the description and of whom it
/// describes. What it froze is in the file for whoever may read each of it today.
fn tells(world: &World, case: &Case, told: &str, secret: &Secret) -> Option<&'static str> {
    let model = &world.model;
    let of_this = |release: &&Frozen| release.of == case.doc && model.may_read_release(case.rights(world), release);
    let mut members = model.releases.iter().filter(of_this).flat_map(|release| &release.members);
    let open = |doc: usize| {
        ["file", "page"].contains(&case.verb)
            && model.admit(&model.audiences(doc), model.docs[doc].owner, case.rights(world))
    };
    match secret {
        Secret::Slug(doc) => members
            .any(|(member, frozen)| member == doc || (open(*member) && frozen.links.iter().any(|(_, to)| to == doc))),
        Secret::Words(doc) => members.any(|(member, frozen)| {
            let named = frozen.words[0] == told && ["codes", "organizations"].contains(&frozen.container);
            let said = frozen.words.iter().any(|each| each == told) && open(*member);
            member == doc && (named || said)
        }),
        Secret::Email(person) => {
            members.any(|(member, frozen)| open(*member) && frozen.names_owner && frozen.owner == *person)
        }
    }
    .then_some("released")
}
