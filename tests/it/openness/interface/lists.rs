//! What is here in formats of others, list by list: the same to everybody.

use crate::openness::case::{Against, Asked, Interface, status};

pub(crate) const INTERFACE: Interface = Interface {
    name: "lists",
    verbs: &["map", "linked", "layer", "table", "calendar", "entities", "catalogue"],
    share: 20,
    ask: |_, case, _| match case.verb {
        "map" => Asked::get("/api/elements.json".to_owned(), "*/*"),
        "linked" => Asked::get("/api/elements.jsonld".to_owned(), "*/*"),
        "layer" => Asked::get("/api/elements.geojson".to_owned(), "*/*"),
        "table" => Asked::get("/api/elements.csv".to_owned(), "*/*"),
        "calendar" => Asked::get("/api/events.ics".to_owned(), "*/*"),
        "entities" => Asked::get("/api/organization/get".to_owned(), "*/*"),
        _ => Asked::get("/api/catalogue.ttl".to_owned(), "*/*"),
    },
    against: |_, _| Against::Model,
    expect: |_, _, reply| status(reply, 200),
    ..Interface::READING
};
