//! Patches in three formats, and conditions that would ask about what is closed.

use super::replace::{condition, meets};
use crate::openness::case::{Against, Asked, Case, Interface, as_if_never_there, status};
use crate::openness::rules::Model;
use crate::openness::world::{ELSEWHERE, World};
use http::Method;
use tests::Reply;
use tests::server::BASE;

pub(crate) const INTERFACE: Interface = Interface {
    name: "patch",
    verbs: &[
        "sparql",
        "n3",
        "merge",
        "merge unsaid",
        "insert",
        "n3 insert",
        "guess",
        "elsewhere",
        "graph",
        "tagged",
        "another",
    ],
    share: 60,
    fits: |world, case| !["elsewhere", "graph"].contains(&case.verb) || own(world, case).is_some(),
    ask,
    against,
    expect,
    after,
    ..Interface::READING
};

const PREFIX: &str = "PREFIX cs: <https://w3id.org/codesocial#>\n";
const N3: &str = "@prefix cs: <https://w3id.org/codesocial#> .\n\
    @prefix solid: <http://www.w3.org/ns/solid/terms#> .\n_:patch a solid:InsertDeletePatch";

/// Another document, that the caller may change.
fn own(world: &World, case: &Case) -> Option<usize> {
    let (model, rights) = (&world.model, case.rights(world));
    let fits = |doc: &usize| {
        *doc != case.doc
            && model.docs[*doc].container != ELSEWHERE
            && model.is_there(*doc)
            && model.may_read(rights, *doc)
            && model.may_change(rights, *doc)
    };
    let all: Vec<usize> = (0..model.docs.len()).filter(fits).collect();
    (!all.is_empty() && Model::no_writer(rights).is_none()).then(|| case.choose(&all))
}

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let [fresh, _] = &case.fresh;
    let iri = format!("{BASE}{}/{slug}", world.doc(case.doc).container);
    let at = match case.verb {
        "elsewhere" | "graph" => own(world, case).map(|own| world.iri(own)).unwrap_or_default(),
        _ => iri.clone(),
    };
    let asked = Asked::new(Method::PATCH, tests::browser::local(&at));
    let sparql = |text: String| format!("{PREFIX}{text}");
    let rename = format!("DELETE {{ <> cs:name ?n }} INSERT {{ <> cs:name \"{fresh}\"@fr }} WHERE {{ <> cs:name ?n }}");
    let (media_type, body) = match case.verb {
        "n3" => (
            "text/n3",
            format!(
                "{N3} ; solid:where {{ <> cs:name ?n }} ; solid:deletes {{ <> cs:name ?n }} ; \
                     solid:inserts {{ <> cs:name \"{fresh}\"@fr }} ."
            ),
        ),
        "n3 insert" => ("text/n3", format!("{N3} ; solid:inserts {{ <> <urn:x> \"{fresh}\" }} .")),
        "merge" | "merge unsaid" => ("application/merge-patch+json", format!("{{\"name\": {{\"fr\": \"{fresh}\"}}}}")),
        "insert" => ("application/sparql-update", sparql(format!("INSERT DATA {{ <> <urn:x> \"{fresh}\" }}"))),
        "guess" => ("application/sparql-update", sparql(format!("DELETE DATA {{ <> cs:name \"{fresh}\"@fr }}"))),
        "elsewhere" => (
            "application/sparql-update",
            sparql(format!(
                "DELETE {{ <> cs:name ?n }} INSERT {{ <> cs:name \"{fresh}\"@fr }} WHERE {{ <> cs:name ?n . <{iri}> cs:name ?m }}"
            )),
        ),
        "graph" => (
            "application/sparql-update",
            sparql(format!("INSERT {{ <> cs:name \"{fresh}\"@fr }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")),
        ),
        _ => ("application/sparql-update", sparql(rename)),
    };
    let asked = if ["merge", "tagged", "another"].contains(&case.verb) {
        asked.with("if-match", condition(world, case))
    } else {
        asked
    };
    asked.saying(media_type, body)
}

fn against(world: &World, case: &Case) -> Against {
    let rights = case.rights(world);
    let makes = Model::no_writer(rights).is_none() && rights.guest_of.is_none();
    match case.verb {
        // Nothing that stands elsewhere plays a part, open or closed.
        "elsewhere" | "graph" => Against::NeverThere,
        "insert" | "n3 insert" if makes && !case.may_read(world) => Against::Exception("taken"),
        _ => as_if_never_there(world, case),
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let (model, rights) = (&world.model, case.rights(world));
    let expected = match Model::no_writer(rights) {
        Some(refused) => refused,
        None if !case.may_read(world) => 404,
        None if !model.is_there(case.doc) => 410,
        None if !model.may_change(rights, case.doc) => 403,
        None if !meets(world, case) => 412,
        None if case.verb == "merge unsaid" => 428,
        None if case.verb == "guess" => 409,
        None => 204,
    };
    status(reply, expected)
}

fn after(world: &mut World, case: &Case, _: &Reply) {
    if ["elsewhere", "graph"].contains(&case.verb) {
        return;
    }
    let mut new = world.doc(case.doc).clone();
    new.version += 1;
    if !["insert", "n3 insert"].contains(&case.verb) {
        new.words[0].clone_from(&case.fresh[0]);
    }
    world.model.replace(case.doc, new, format!("patch {}, roll {}", case.verb, case.roll));
    world.remember(case.doc);
}
