//! Sections hang from their description, each at its own place.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, literal};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, property};
use oxrdf::NamedNodeRef;
use std::collections::HashMap;

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    for section in look.instances(class::SECTION) {
        let leads =
            look.pointing(section).iter().any(|statement| statement.triple.predicate.as_ref() == property::SECTION);
        let is_fragment = look.document(section).is_some_and(|document| document.iri().as_named_node() != section);
        if !leads && is_fragment {
            found.push(look.about(Code::LooseSection, section));
        }
    }
    for description in look.instances(class::CODE_SOCIAL) {
        let mut places: HashMap<&str, NamedNodeRef<'_>> = HashMap::new();
        for section in look.nodes(description, property::SECTION) {
            for statement in look.saying(section, property::ORDER) {
                let Some(order) = literal(statement) else { continue };
                let Some(other) = places.insert(order.value(), section).filter(|other| *other != section) else {
                    continue;
                };
                let diagnostic = look.about_statement(Code::SameOrder, statement);
                found.push(diagnostic.with_text("order", order.value()).with("other", look.called(other)));
            }
        }
    }
}
