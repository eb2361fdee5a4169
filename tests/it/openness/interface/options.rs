//! What can be done: the same wherever something could be.

use crate::openness::case::{Against, Asked, Interface};
use http::Method;

pub(crate) const INTERFACE: Interface = Interface {
    name: "options",
    verbs: &["OPTIONS", "TRACE", "with a script"],
    share: 26,
    ask: |world, case, slug| {
        let path = format!("/{}/{slug}", world.doc(case.doc).container);
        match case.verb {
            "OPTIONS" => Asked::new(Method::OPTIONS, path),
            "TRACE" => Asked::new(Method::TRACE, path),
            _ => Asked::new(Method::OPTIONS, path).with("access-control-request-headers", "slug, x-other"),
        }
    },
    against: |_, _| Against::NeverThere,
    ..Interface::READING
};
