//! What is found, by words, counted, told as pages and files.

use crate::openness::case::{Against, Asked, Case, Interface, Place, same, status};
use crate::openness::world::{World, class_of};
use std::collections::BTreeSet;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "search",
    verbs: &["word", "everything", "class", "page", "lines"],
    share: 30,
    place: Place::Anywhere,
    ask,
    against: |_, _| Against::Model,
    expect,
    ..Interface::READING
};

fn ask(world: &World, case: &Case, _: &str) -> Asked {
    let doc = world.doc(case.doc);
    let (path, accept) = match case.verb {
        // In quotes: words of chance are written nearly like each other.
        "word" => (format!("/search?q=%22{}%22", doc.words[1]), "application/ld+json"),
        "everything" => ("/search?limit=1000".to_owned(), "application/ld+json"),
        "class" => (format!("/search?limit=1000&type={}", class_of(doc.container)), "application/ld+json"),
        "page" => (format!("/search?q={}", doc.words[0]), "text/html"),
        _ => ("/search?order=name".to_owned(), "application/n-quads"),
    };
    Asked::get(path, accept)
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    status(reply, 200)?;
    let seen: Vec<usize> = world.model.seen(case.rights(world)).collect();
    if !["word", "everything", "class"].contains(&case.verb) {
        return Ok(());
    }
    let wanted = |doc: &&usize| match case.verb {
        "word" => **doc == case.doc,
        "class" => class_of(world.doc(**doc).container) == class_of(world.doc(case.doc).container),
        _ => true,
    };
    let expected: BTreeSet<String> = seen.iter().filter(wanted).map(|doc| world.iri(*doc)).collect();
    let found = reply.json();
    same(found["total"].as_u64(), Some(expected.len() as u64), "how many")?;
    let members = found["member"].as_array().cloned().unwrap_or_default();
    let told = members.iter().filter_map(|member| member["document"]["@id"].as_str().map(str::to_owned));
    same(told.collect(), expected, "what is found")
}
