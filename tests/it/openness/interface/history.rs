//! What a document was: its versions by number and by date, their list, what changed between them.

use crate::openness::case::{Asked, Case, Interface, holds, same, status};
use crate::openness::world::{Secret, World};
use std::collections::BTreeSet;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "history",
    verbs: &["version", "version as a page", "date", "map", "map as a page", "map in turtle", "diff", "diff as a page"],
    share: 45,
    ask,
    expect,
    tells,
    ..Interface::READING
};

fn number(case: &Case) -> u64 {
    1 + case.roll % 4
}

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let path = format!("/{}/{slug}", world.doc(case.doc).container);
    let version = format!("{path}?version={}", number(case));
    let changes = format!("{path}/diff?from={}&to={}", number(case), number(case) + 1);
    match case.verb {
        "version" => Asked::get(version, case.choose(&["text/turtle", "application/ld+json", "application/trig"])),
        "version as a page" => Asked::get(version, "text/html"),
        "date" => Asked::get(path, "text/turtle").with("accept-datetime", "Sun, 22 Nov 2026 08:00:30 GMT"),
        "map" => Asked::get(format!("{path}/versions/"), "application/link-format"),
        "map as a page" => Asked::get(format!("{path}/versions/"), "text/html"),
        "map in turtle" => Asked::get(format!("{path}/versions/"), "text/turtle"),
        "diff" => Asked::get(changes, "application/json"),
        _ => Asked::get(changes, "text/html"),
    }
}

/// Whether somebody who may read the document may read this version of it.
pub(crate) fn may_read(world: &World, case: &Case, number: u64) -> bool {
    let doc = world.doc(case.doc);
    let past = usize::try_from(number).ok().and_then(|number| doc.past.get(number.checked_sub(1)?));
    match past {
        // A guest sees of the past what strangers see.
        Some(past) => world.model.admit(&past.audiences, past.owner, case.rights(world)),
        None => number == doc.version && world.model.sees(case.rights(world), case.doc),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    if !world.model.is_there(case.doc) {
        return status(reply, 410);
    }
    let doc = world.doc(case.doc);
    let readable: BTreeSet<u64> = (1..=doc.version).filter(|number| may_read(world, case, *number)).collect();
    match case.verb {
        "version" | "version as a page" => {
            let is_there = readable.contains(&number(case));
            status(reply, if is_there { 200 } else { 404 })
        }
        "date" => status(reply, if readable.is_empty() { 404 } else { 200 }),
        "map" => {
            status(reply, 200)?;
            let named = |number: &u64| reply.text().contains(&format!("?version={number}>"));
            same((1..=doc.version).filter(named).collect(), readable, "versions")
        }
        "diff" | "diff as a page" => {
            let both = readable.contains(&number(case)) && readable.contains(&(number(case) + 1));
            status(reply, if both { 200 } else { 404 })
        }
        "map as a page" => {
            status(reply, 200)?;
            // Of the one that stands it may say "version 3" alone.
            let past = readable.iter().filter(|number| **number < doc.version);
            let named = past.clone().filter(|number| reply.text().contains(&format!("?version={number}\"")));
            same(named.count(), past.count(), "versions")?;
            let count = format!("<p class=\"summary\">{} version", readable.len());
            holds(reply.text().contains(&count), "how many versions there are")
        }
        _ => {
            status(reply, 200)?;
            let named = |number: &u64| reply.text().contains(&format!("?version={number}>"));
            same((1..=doc.version).filter(named).collect(), readable, "versions")
        }
    }
}

/// What a version said that the caller may read: that is the interface's purpose, and no exception.
fn tells(world: &World, case: &Case, told: &str, secret: &Secret) -> Option<&'static str> {
    let doc = world.doc(case.doc);
    let numbers = (1..=doc.version).filter(|number| may_read(world, case, *number));
    let mut past = numbers.filter_map(|number| doc.past.get(usize::try_from(number).ok()?.checked_sub(1)?));
    (case.may_read(world)
        && past.any(|past| match secret {
            Secret::Words(of) => *of == case.doc && past.words.iter().any(|each| each == told),
            Secret::Slug(to) => past.links.iter().any(|(_, each)| each == to),
            Secret::Email(person) => past.names_owner && past.owner == *person,
        }))
    .then_some("")
}
