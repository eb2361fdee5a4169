//! Entity tags and dates, to find out whether something is there.

use crate::openness::case::{Asked, Case, Interface, status};
use crate::openness::world::World;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "validator",
    verbs: &["none-match any", "none-match", "match any", "match", "match another", "since now", "since ever"],
    share: 150,
    ask,
    expect,
    ..Interface::READING
};

const NEVER: &str = "\"9-000000000000-ttl\"";

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let asked = Asked::get(format!("/{}/{slug}", world.doc(case.doc).container), "text/turtle");
    let known = world.last_tags.get(&case.doc).map_or(NEVER, |(_, tag)| tag.as_str());
    match case.verb {
        "none-match any" => asked.with("if-none-match", "*"),
        "none-match" => asked.with("if-none-match", known),
        "match any" => asked.with("if-match", "*"),
        "match" => asked.with("if-match", known),
        "match another" => asked.with("if-match", NEVER),
        "since now" => asked.with("if-modified-since", "Fri, 31 Dec 2038 23:59:59 GMT"),
        _ => asked.with("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT"),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    if !world.model.is_there(case.doc) {
        return status(reply, 410);
    }
    let known = world.last_tags.get(&case.doc).filter(|(version, _)| *version == world.doc(case.doc).version);
    let knows_turtle = known.is_some_and(|(_, tag)| tag.ends_with("-ttl\""));
    status(
        reply,
        match case.verb {
            "none-match any" | "since now" => 304,
            "none-match" if knows_turtle => 304,
            "match another" => 412,
            // The tag of another format is another one; comparing is for this one alone.
            "match" if !knows_turtle => 412,
            _ => 200,
        },
    )
}
