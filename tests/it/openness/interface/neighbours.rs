//! What other sites answered to a document, and who of them learnt what it says.

use crate::openness::case::{Asked, Interface, holds, status};
use model::Role;

pub(crate) const INTERFACE: Interface = Interface {
    name: "neighbours",
    verbs: &["comments", "comments as a page", "receipts"],
    share: 30,
    // What was once open to other sites administrators may ask for: `receipts.rs` does.
    fits: |world, case| {
        case.verb != "receipts" || case.may_read(world) || case.rights(world).role < Role::Administrator
    },
    ask: |world, case, slug| {
        let path = format!("/{}/{slug}", world.doc(case.doc).container);
        match case.verb {
            "comments" => Asked::get(format!("{path}/comments"), "application/json"),
            "receipts" => Asked::get(format!("{path}/receipts"), "application/json"),
            _ => Asked::get(format!("{path}/comments"), "text/html"),
        }
    },
    expect: |world, case, reply| {
        if case.verb != "receipts" {
            return status(reply, if world.model.is_there(case.doc) { 200 } else { 410 });
        }
        let rights = case.rights(world);
        let answers = rights.account.is_some() && world.model.may_open(rights, case.doc);
        holds(answers || reply.status.as_u16() != 200, "it is told to whoever does not answer for it")?;
        holds([200, 401, 403].contains(&reply.status.as_u16()), "neither told nor refused")
    },
    ..Interface::READING
};
