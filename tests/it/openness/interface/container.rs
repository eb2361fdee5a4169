//! Containers: pages, cursors at what is closed, preferences, counts, and the entity tag as the caller sees it.

use crate::openness::case::{Against, Asked, Case, Interface, holds, same, status};
use crate::openness::world::{World, words};
use std::collections::BTreeSet;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "container",
    verbs: &["all", "minimal", "named", "whole", "html", "after", "before", "first"],
    share: 120,
    ask,
    against: |_, _| Against::Model,
    expect,
    ..Interface::READING
};

const PAGE: usize = 4;

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let container = format!("/{}/", world.doc(case.doc).container);
    let prefer = |what: &str| format!("return=representation; include=\"{what}\"");
    let format = case.choose(&["application/n-triples", "text/turtle", "application/ld+json", "application/rdf+xml"]);
    match case.verb {
        "html" => Asked::get(format!("{container}?limit=1000"), "text/html"),
        "minimal" => Asked::get(container, "text/turtle")
            .with("prefer", prefer("http://www.w3.org/ns/ldp#PreferMinimalContainer")),
        "named" => Asked::get(format!("{container}?limit=1000"), format)
            .with("prefer", prefer("http://www.w3.org/ns/oa#PreferContainedIRIs")),
        "whole" => Asked::get(format!("{container}?limit=1000"), format)
            .with("prefer", prefer("http://www.w3.org/ns/oa#PreferContainedDescriptions")),
        "after" | "before" => Asked::get(format!("{container}?{}={slug}&limit={PAGE}", case.verb), format),
        "first" => Asked::get(format!("{container}?limit={PAGE}"), format),
        _ => Asked::get(format!("{container}?limit=1000"), format),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    status(reply, 200)?;
    let (container, cursor) = (world.doc(case.doc).container, world.doc(case.doc).slug.clone());
    let model = &world.model;
    let mut seen: Vec<usize> =
        model.seen(case.rights(world)).filter(|doc| model.docs[*doc].container == container).collect();
    seen.sort_by_key(|doc| model.docs[*doc].slug.clone());
    let state: Vec<String> =
        seen.iter().map(|doc| format!("{} {}", model.docs[*doc].slug, model.docs[*doc].version)).collect();
    let slug = |doc: &usize| model.docs[*doc].slug.as_str();
    let page: Vec<usize> = match case.verb {
        "minimal" => Vec::new(),
        "after" => seen.iter().copied().filter(|doc| slug(doc) > cursor.as_str()).take(PAGE).collect(),
        "before" => {
            let before: Vec<usize> = seen.iter().copied().filter(|doc| slug(doc) < cursor.as_str()).collect();
            before[before.len().saturating_sub(PAGE)..].to_vec()
        }
        "first" => seen.iter().copied().take(PAGE).collect(),
        _ => seen.clone(),
    };
    let expected: BTreeSet<&str> = page.iter().map(slug).collect();
    let links: Vec<&str> = reply.headers.get_all("link").iter().filter_map(|link| link.to_str().ok()).collect();
    let leads = |relation: &str| links.iter().any(|link| link.contains(&format!("rel=\"{relation}\"")));
    // What they say may name others, so that there each is looked for.
    let addresses = words(reply.bytes());
    let found: BTreeSet<&str> = addresses.iter().copied().filter(|word| word.starts_with("zqs")).collect();
    if case.verb == "whole" {
        holds(expected.is_subset(&found), "a member is missing")?;
    } else {
        same(&found, &expected, "members")?;
    }
    if !["minimal", "named"].contains(&case.verb) {
        let named = page.iter().all(|doc| addresses.contains(&model.docs[*doc].words[0].as_str()));
        holds(named, "a name is missing")?;
    }
    if ["after", "first"].contains(&case.verb) {
        same(leads("next"), !page.is_empty() && seen.last() != page.last(), "whether there is more")?;
        let before = case.verb == "after" && seen.first() != page.first();
        holds(page.is_empty() || leads("prev") == before, "whether there is something before")?;
    }
    if case.verb == "html" {
        return Ok(());
    }
    let tag = reply.header("etag").to_owned();
    let what = format!("{container} {} {}", case.verb, reply.header("content-type"));
    let what = if ["after", "before"].contains(&case.verb) { format!("{what} {cursor}") } else { what };
    world.tag(&what, &state.join("\n"), &tag)
}
