//! Intentions, missions, dreams, stakes and challenges each have a horizon.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::Look;
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, property};

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    for class in [class::INTENTION, class::MISSION, class::DREAM, class::STAKE, class::CHALLENGE] {
        for node in look.instances(class) {
            // Challenges are concepts, too, and a concept has no horizon.
            let is_stated = look.document(node).is_some_and(|document| document.iri().as_named_node() != node);
            if is_stated && !look.has(node, property::HORIZON) {
                found.push(look.about_property(Code::NoHorizon, node, property::HORIZON));
            }
        }
    }
}
