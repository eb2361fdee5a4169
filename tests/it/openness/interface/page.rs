//! A document's page: who points here, the deeds, the names of what it mentions.

use crate::openness::case::{Asked, Interface, holds, status};

pub(crate) const INTERFACE: Interface = Interface {
    name: "page",
    verbs: &["fr", "en"],
    share: 60,
    ask: |world, case, slug| {
        Asked::get(format!("/{}/{slug}?lang={}", world.doc(case.doc).container, case.verb), "text/html")
    },
    expect: |world, case, reply| {
        if !world.model.is_there(case.doc) {
            return status(reply, 410);
        }
        status(reply, 200)?;
        let all = ["describes", "annexOf", "realises", "evidencedBy", "reviews", "offeredBy", "target", "partnerOf"];
        let pointing = world.model.pointing(case.doc, &all).into_iter();
        for from in pointing.filter(|from| world.model.sees(case.rights(world), *from)) {
            holds(reply.text().contains(&world.doc(from).slug), "somebody who points here is missing")?;
        }
        Ok(())
    },
    tells: super::release::told_on_its_page,
    ..Interface::READING
};
