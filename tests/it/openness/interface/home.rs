//! How many documents there are.

use crate::openness::case::{Against, Asked, Interface, same, status};
use crate::openness::world::CONTAINERS;

pub(crate) const INTERFACE: Interface = Interface {
    name: "home",
    verbs: &["text/html"],
    share: 26,
    ask: |_, _, _| Asked::get("/", "text/html"),
    against: |_, _| Against::Model,
    expect: |world, case, reply| {
        status(reply, 200)?;
        let page = reply.text();
        for (container, _) in CONTAINERS {
            let seen = world.model.seen(case.rights(world)).filter(|doc| world.doc(*doc).container == container);
            let link = format!("/{container}/\"");
            let card = page.split("class=\"card\"").skip(1).find(|card| card.contains(&link));
            let told = card.and_then(|card| card.split("figure\">").nth(1)?.split('<').next());
            let told = told.map_or(0, |told| told.trim().parse().unwrap());
            same(told, seen.count(), container)?;
        }
        Ok(())
    },
    ..Interface::READING
};
