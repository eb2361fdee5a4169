//! One's own account, who belongs to a group, who was invited, who there is.

use crate::openness::case::{Against, Asked, Case, Interface, as_if_never_there, status};
use crate::openness::world::{Secret, World};
use model::Role;
use tests::Reply;

pub(crate) const INTERFACE: Interface = Interface {
    name: "account",
    verbs: &["own", "own", "group", "members", "accounts", "invitations"],
    share: 40,
    fits: |world, case| case.verb != "group" || world.doc(case.doc).container == "groups",
    ask: |world, case, slug| {
        let path = match case.verb {
            "own" => "/account".to_owned(),
            "members" => format!("/account/groups/{}", world.doc(group(world, case)).slug),
            "group" => format!("/account/groups/{slug}"),
            "accounts" => "/admin/accounts".to_owned(),
            _ => "/invitations".to_owned(),
        };
        Asked::get(path, "text/html")
    },
    against: |world, case| if case.verb == "group" { as_if_never_there(world, case) } else { Against::Model },
    expect,
    tells,
    ..Interface::READING
};

/// The group that is asked about.
fn group(world: &World, case: &Case) -> usize {
    if case.verb == "members" { case.choose(&world.model.group_documents) } else { case.doc }
}

fn manages(world: &World, case: &Case) -> bool {
    let (rights, group) = (case.rights(world), group(world, case));
    let says = rights.role >= Role::Administrator || rights.account == Some(world.doc(group).owner);
    says && rights.guest_of.is_none() && world.model.may_read(rights, group)
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let rights = case.rights(world);
    let of_group = ["group", "members"].contains(&case.verb);
    let group = group(world, case);
    let expected = match case.verb {
        _ if !rights.is_session => 303,
        _ if of_group && !(world.model.is_there(group) && world.model.may_read(rights, group)) => 404,
        _ if of_group && manages(world, case) => 200,
        _ if rights.guest_of.is_some() => 403,
        "own" => 200,
        "accounts" if rights.role >= Role::Administrator => 200,
        "invitations" if rights.role >= Role::Editor => 200,
        _ => 403,
    };
    status(reply, expected)
}

fn tells(world: &World, case: &Case, _: &str, secret: &Secret) -> Option<&'static str> {
    let (model, rights) = (&world.model, case.rights(world));
    let number = |doc: usize| model.group_documents.iter().position(|group| *group == doc);
    match secret {
        Secret::Slug(doc) if case.verb == "own" => {
            let account = rights.account.unwrap_or(usize::MAX);
            number(*doc).is_some_and(|group| model.groups[group].contains(&account)).then_some("own-groups")
        }
        Secret::Email(person) if ["group", "members"].contains(&case.verb) && manages(world, case) => {
            let group = number(group(world, case));
            group.is_some_and(|group| model.groups[group].contains(person)).then_some("members")
        }
        Secret::Email(_) if case.verb == "accounts" && rights.role >= Role::Administrator => Some("lent"),
        Secret::Slug(_) | Secret::Email(_) | Secret::Words(_) => None,
    }
}
