//! What shapes say of a document about another: the territory's form asks what the described is called, and its report
//! tells.

use crate::openness::case::{Against, Asked, Case, Interface, same, status};
use crate::openness::rules::Model;
use crate::openness::world::World;
use http::Method;
use tests::Reply;
use tests::server::BASE;

pub(crate) const INTERFACE: Interface =
    Interface { name: "report", verbs: &["put", "post"], share: 26, ask, against, expect, ..Interface::READING };

fn ask(world: &World, case: &Case, slug: &str) -> Asked {
    // It lacks a name, so that it is refused in any case.
    let text = format!(
        "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:CodeSocial ; cs:form </forms/territoire> ; \
         cs:describes <{BASE}{}/{slug}> .",
        world.doc(case.doc).container
    );
    let asked = match case.verb {
        "put" => Asked::new(Method::PUT, format!("/codes/{}", case.free[0])).with("if-none-match", "*"),
        _ => Asked::new(Method::POST, "/codes/").with("slug", case.free[0].clone()),
    };
    asked.with("accept", case.choose(&["application/json", "text/turtle"])).saying("text/turtle", text)
}

fn against(world: &World, case: &Case) -> Against {
    let is_seen = world.model.is_there(case.doc) && world.model.sees(case.rights(world), case.doc);
    if is_seen { Against::Model } else { Against::NeverThere }
}

fn expect(world: &mut World, case: &Case, reply: &Reply) -> Result<(), String> {
    let rights = case.rights(world);
    if let Some(refused) = Model::no_writer(rights) {
        return status(reply, refused);
    }
    if rights.guest_of.is_some() {
        return status(reply, 403);
    }
    status(reply, 422)?;
    same(reply.text().contains("Le sujet est connu."), true, "whether the form sees it")
}
