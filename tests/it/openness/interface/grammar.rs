//! Forms, shapes, the ontology: for everybody.

use crate::openness::case::{Against, Asked, Interface, status};

pub(crate) const INTERFACE: Interface = Interface {
    name: "grammar",
    verbs: &[
        "/forms/",
        "/forms/territoire",
        "/shapes/",
        "/shapes/organization",
        "/ns/Organization",
        "/ns/describes",
        "/ns/CodeSocial",
        "/keys/",
        "/openapi.json",
        "/docs",
    ],
    share: 26,
    ask: |_, case, _| match case.verb {
        "/openapi.json" | "/docs" | "/keys/" => Asked::get(case.verb, "*/*"),
        path => Asked::get(path, case.choose(&["text/html", "text/turtle", "application/ld+json"])),
    },
    against: |_, _| Against::Model,
    expect: |_, _, reply| status(reply, 200),
    ..Interface::READING
};
