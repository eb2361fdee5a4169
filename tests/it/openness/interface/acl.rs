//! Who may do what, as Web Access Control says it: read, set, and told with each answer.

use crate::openness::case::{Against, Asked, Case, Interface, Place, as_if_never_there, same, status};
use crate::openness::rules::{BINDS, Doc, Model, Own, Rights};
use crate::openness::world::{Secret, World};
use http::Method;
use model::Role;
use std::collections::BTreeSet;
use tests::Reply;
use tests::server::BASE;

pub(crate) const INTERFACE: Interface = Interface {
    name: "acl",
    verbs: &["read", "head", "options", "of container", "open", "close", "insert"],
    share: 80,
    place: Place::Here,
    fits,
    ask,
    against: |world, case| if case.verb == "of container" { Against::Model } else { as_if_never_there(world, case) },
    expect,
    tells,
    after,
};

const CLOSED: [Own; 5] = [Own::Network, Own::Members, Own::Group(0), Own::Group(1), Own::Private];
/// In Turtle as in SPARQL.
const PREFIXES: &str = "PREFIX acl: <http://www.w3.org/ns/auth/acl#>\nPREFIX foaf: <http://xmlns.com/foaf/0.1/>\n";

/// Most questions come from whoever is in control, who are few: of those that fit by chance alone, most are left out.
fn fits(world: &World, case: &Case) -> bool {
    let (model, rights) = (&world.model, case.rights(world));
    let controls = || model.is_there(case.doc) && case.may_read(world) && model.may_open(rights, case.doc);
    // These stay as open as they are.
    let stays = world.model.group_documents.contains(&case.doc);
    !(stays && sets(case)) && (case.roll.is_multiple_of(16) || controls())
}

fn sets(case: &Case) -> bool {
    ["open", "close", "insert"].contains(&case.verb)
}

/// Who shall read it.
fn wanted(case: &Case) -> Own {
    if case.verb == "close" { case.choose(&CLOSED) } else { Own::Public }
}

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let doc = world.doc(case.doc);
    let path = format!("/{}/{slug}.acl", doc.container);
    let target = format!("{BASE}{}/{slug}", doc.container);
    let owner = &world.model.people[doc.owner].email;
    let group = |group: usize| format!("acl:agentGroup <{}>", world.iri(world.model.group_documents[group]));
    let readers = match wanted(case) {
        Own::Public => "acl:agentClass foaf:Agent".to_owned(),
        Own::Network => {
            "acl:agentClass acl:AuthenticatedAgent ; acl:agentGroup <https://w3id.org/codesocial#Network>".to_owned()
        }
        Own::Members => "acl:agentClass acl:AuthenticatedAgent".to_owned(),
        Own::Group(number) => group(number),
        // An authorization of nobody grants nothing.
        Own::Private => "a acl:Authorization".to_owned(),
    };
    let reads = format!("<#more> a acl:Authorization ; acl:accessTo <{target}> ; acl:mode acl:Read ; {readers} .");
    match case.verb {
        "read" => Asked::get(path, "text/turtle"),
        "head" => Asked::new(Method::HEAD, path).with("accept", "text/turtle"),
        "options" => Asked::new(Method::OPTIONS, path),
        "of container" => Asked::get(format!("/{}/.acl", doc.container), "text/turtle"),
        "insert" => Asked::new(Method::PATCH, path)
            .saying("application/sparql-update", format!("{PREFIXES}INSERT DATA {{ {reads} }}")),
        _ => Asked::new(Method::PUT, path).with("if-match", "*").saying(
            "text/turtle",
            format!(
                "{PREFIXES}<#owner> a acl:Authorization ; acl:agent <mailto:{owner}> ; acl:accessTo <{target}> ;
                 acl:mode acl:Read, acl:Write, acl:Control . {reads}"
            ),
        ),
    }
}

/// Who reads what has to satisfy all of these.
fn together(audiences: &BTreeSet<Own>) -> Own {
    let groups: Vec<Own> = audiences.iter().filter(|own| matches!(own, Own::Group(_))).copied().collect();
    match (groups.first(), groups.len()) {
        _ if audiences.contains(&Own::Private) => Own::Private,
        (Some(group), 1) => *group,
        (Some(_), _) => Own::Private,
        _ if audiences.contains(&Own::Members) => Own::Members,
        _ if audiences.contains(&Own::Network) => Own::Network,
        _ => Own::Public,
    }
}

/// Who is said to read it: a group that whoever asks may not know of is not named.
fn told(world: &World, case: &Case) -> Own {
    let (model, own) = (&world.model, world.doc(case.doc).own);
    let reader = together(&model.audiences(case.doc));
    match reader {
        Own::Group(group) if own != reader && !model.knows_group(case.rights(world), group) => Own::Private,
        Own::Public | Own::Network | Own::Members | Own::Group(_) | Own::Private => reader,
    }
}

/// What the document would be, if it is another one then, or the status with which it is refused.
fn becoming(world: &World, case: &Case) -> Result<Option<Doc>, u16> {
    let (model, doc, wanted) = (&world.model, world.doc(case.doc), wanted(case));
    if wanted == told(world, case) {
        return Ok(None);
    }
    if let Own::Group(group) = wanted
        && !model.knows_group(case.rights(world), group)
    {
        return Err(422);
    }
    // What it is bound to may be less open.
    let mut bounds = BTreeSet::from([wanted]);
    for (_, to) in doc.links.iter().filter(|(by, _)| BINDS.contains(by)) {
        bounds.extend(model.audiences(*to));
    }
    if together(&bounds) != wanted {
        return Err(422);
    }
    // It says so already, and is narrowed by what was above something that is gone.
    if wanted == doc.own {
        return Ok(None);
    }
    Ok(Some(Doc { own: wanted, version: doc.version + 1, ..doc.clone() }))
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let (model, rights) = (&world.model, case.rights(world));
    if case.verb == "of container" {
        return status(
            reply,
            if rights.account.is_none() {
                401
            } else if rights.role < Role::Administrator {
                403
            } else {
                200
            },
        );
    }
    if case.verb == "options" {
        return status(reply, 204);
    }
    let refused = match Model::no_writer(rights) {
        Some(refused) if sets(case) => Some(refused),
        _ if !model.is_there(case.doc) => Some(410),
        _ if rights.account.is_none() => Some(401),
        _ if !model.may_open(rights, case.doc) || !rights.reads => Some(403),
        _ => None,
    };
    match refused {
        Some(refused) => status(reply, refused),
        None if sets(case) => status(reply, becoming(world, case).map_or_else(|refused| refused, |_| 204)),
        None => {
            status(reply, 200)?;
            if case.verb == "head" { Ok(()) } else { says(reply.text(), told(world, case), world) }
        }
    }
}

/// Whether an acl says that these read.
fn says(text: &str, told: Own, world: &World) -> Result<(), String> {
    let group =
        |number: usize| text.contains(&format!("agentGroup> <{}>", world.iri(world.model.group_documents[number])));
    let found = (
        text.contains("foaf/0.1/Agent") || text.contains("foaf:Agent"),
        text.contains("AuthenticatedAgent"),
        text.contains("codesocial#Network") || text.contains("cs:Network"),
        [group(0), group(1)],
    );
    let expected = match told {
        Own::Public => (true, false, false, [false; 2]),
        Own::Network => (false, true, true, [false; 2]),
        Own::Members => (false, true, false, [false; 2]),
        Own::Group(number) => (false, false, false, [number == 0, number == 1]),
        Own::Private => (false, false, false, [false; 2]),
    };
    same(found, expected, "who reads it")
}

/// Whoever is in control knows whose it is.
fn tells(world: &World, case: &Case, _: &str, secret: &Secret) -> Option<&'static str> {
    let rights: &Rights = case.rights(world);
    let is_owner = *secret == Secret::Email(world.doc(case.doc).owner);
    (is_owner && rights.role >= Role::Administrator).then_some("lent")
}

fn after(world: &mut World, case: &Case, _: &Reply) {
    if !sets(case) {
        return;
    }
    if let Ok(Some(new)) = becoming(world, case) {
        world.model.replace(case.doc, new, format!("acl {}, roll {}", case.verb, case.roll));
    }
}

/// What is told with every answer about a document: what the caller may do with it, and what everybody may.
pub(crate) fn allowed(world: &World, case: &Case, reply: &Reply) -> Result<(), String> {
    let (model, rights) = (&world.model, case.rights(world));
    let writes = Model::no_writer(rights).is_none() && model.may_change(rights, case.doc);
    let controls = writes && rights.reads && model.may_open(rights, case.doc);
    let user = match (writes, controls) {
        (true, true) => "read write append control",
        (true, false) => "read write append",
        (false, _) => "read",
    };
    let public = if together(&model.audiences(case.doc)) == Own::Public { "read" } else { "" };
    same(reply.header("wac-allow"), &*format!("user=\"{user}\", public=\"{public}\""), "WAC-Allow")
}
