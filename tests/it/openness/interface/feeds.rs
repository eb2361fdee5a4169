//! What changed, as feeds tell it: the same to everybody.

use crate::openness::case::{Against, Asked, Case, Interface, status};
use crate::openness::rules::Own;
use crate::openness::world::{Secret, World};

pub(crate) const INTERFACE: Interface = Interface {
    name: "feeds",
    verbs: &["stream", "atom", "first page"],
    share: 20,
    ask: |_, case, _| match case.verb {
        "stream" => Asked::get(format!("/feed?page={}", 1 + case.roll % 3), "application/trig"),
        "atom" => Asked::get("/feed.atom", "*/*"),
        _ => Asked::get("/feed?page=1", "text/turtle"),
    },
    against: |_, _| Against::Model,
    expect: |_, case, reply| {
        // A page that is not there yet.
        if case.verb == "stream" && reply.status.as_u16() == 404 { Ok(()) } else { status(reply, 200) }
    },
    tells,
    ..Interface::READING
};

/// What a document that everybody may read said in versions that everybody might read; and of whatever was open once, where
/// it was: a feed tells that it ended.
fn tells(world: &World, _: &Case, told: &str, secret: &Secret) -> Option<&'static str> {
    let (model, stranger) = (&world.model, &world.callers[0].rights);
    let is_open = |doc: &usize| model.is_there(*doc) && model.may_read(stranger, *doc);
    let mut past = (0..model.docs.len()).filter(is_open).flat_map(|doc| {
        let versions = model.docs[doc].past.iter().map(move |past| (doc, past));
        versions.filter(|(_, past)| model.admit(&past.audiences, past.owner, stranger))
    });
    let was_open = |doc: usize| {
        let now = &model.docs[doc];
        let before = now.past.iter().any(|past| past.audiences.contains(&Own::Public));
        before || now.own == Own::Public || model.audiences(doc).contains(&Own::Public)
    };
    let is_told = match secret {
        Secret::Words(of) => past.any(|(doc, past)| doc == *of && past.words.iter().any(|each| each == told)),
        Secret::Slug(to) => was_open(*to) || past.any(|(_, past)| past.links.iter().any(|(_, each)| each == to)),
        Secret::Email(person) => past.any(|(_, past)| past.names_owner && past.owner == *person),
    };
    is_told.then_some("")
}
