//! What changed, as feeds tell it: the same to everybody.

use crate::openness::case::{Against, Asked, Interface, status};

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
    ..Interface::READING
};
