//! Writing over what is there: other words, another audience, another owner.

use crate::openness::case::{Asked, Case, Interface, status};
use crate::openness::rules::{Doc, Model, Own, Rights};
use crate::openness::world::World;
use http::Method;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "replace",
    verbs: &["words", "open", "close", "give", "keep", "tagged", "another"],
    share: 60,
    // These stay as they are.
    fits: |world, case| {
        !world.model.group_documents.contains(&case.doc) || ["words", "tagged", "another"].contains(&case.verb)
    },
    ask,
    expect,
    after,
    ..Interface::READING
};

const CLOSED: [Own; 5] = [Own::Network, Own::Members, Own::Group(0), Own::Group(1), Own::Private];

/// What it would be.
fn new(world: &World, case: &Case) -> Doc {
    let doc = world.doc(case.doc);
    let own = match case.verb {
        "open" => Own::Public,
        "close" => case.choose(&CLOSED),
        _ => doc.own,
    };
    let new = world.rewritten(case.doc, &case.fresh, own);
    match case.verb {
        "give" => Doc { owner: case.choose(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), names_owner: true, ..new },
        // Whoever asks takes it, if it is not theirs already.
        "keep" => {
            let owner = case.rights(world).account.filter(|account| *account < 10).unwrap_or(doc.owner);
            Doc { owner, names_owner: true, ..new }
        }
        _ => new,
    }
}

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    let asked = Asked::new(Method::PUT, format!("/{}/{slug}", world.doc(case.doc).container));
    asked.with("if-match", condition(world, case)).saying("text/turtle", world.turtle(&new(world, case)))
}

/// The revision that it is thought to have.
pub(crate) fn condition(world: &World, case: &Case) -> String {
    let known = world.last_tags.get(&case.doc).map(|(_, tag)| tag.clone());
    match case.verb {
        "tagged" => known.unwrap_or_else(|| "*".to_owned()),
        "another" => "\"9-000000000000-ttl\"".to_owned(),
        _ => "*".to_owned(),
    }
}

/// Whether that is the revision that it has.
pub(crate) fn meets(world: &World, case: &Case) -> bool {
    let known = world.last_tags.get(&case.doc);
    match case.verb {
        "tagged" => known.is_none_or(|(version, _)| *version == world.doc(case.doc).version),
        "another" => false,
        _ => true,
    }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let (model, rights) = (&world.model, case.rights(world));
    let (now, new) = (world.doc(case.doc), new(world, case));
    let expected = match Model::no_writer(rights) {
        Some(refused) => refused,
        None if !model.may_change(rights, case.doc) => 403,
        // Whoever may read it must be known to whoever says so.
        None if is_unknown(model, rights, now.own, new.own) => 422,
        // Only administrators name others, or what the document says already.
        None if new.names_owner && !may_name(world, case, new.owner) => 422,
        None if (new.own != now.own || new.owner != now.owner) && !model.may_open(rights, case.doc) => 403,
        None if !model.is_there(case.doc) => 410,
        None if !meets(world, case) => 412,
        None => 204,
    };
    status(reply, expected)
}

fn is_unknown(model: &Model, rights: &Rights, now: Own, new: Own) -> bool {
    match new {
        Own::Group(group) => now != new && !model.knows_group(rights, group),
        Own::Public | Own::Network | Own::Members | Own::Private => false,
    }
}

fn may_name(world: &World, case: &Case, owner: usize) -> bool {
    let (now, rights) = (world.doc(case.doc), case.rights(world));
    let says_so = now.names_owner && now.owner == owner && now.gone.is_none();
    let is_oneself = rights.account == Some(owner) && rights.guest_of.is_none();
    rights.role >= model::Role::Administrator || is_oneself || says_so
}

fn after(world: &mut World, case: &Case, _: &Reply) {
    let new = new(world, case);
    world.model.replace(case.doc, new, format!("replace {}, roll {}", case.verb, case.roll));
    world.remember(case.doc);
}
