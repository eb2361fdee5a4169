//! Fragments and documents of which nothing says what kind of thing they are: no shape looks at them.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, subject};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::rdf;
use std::collections::HashSet;

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    for node in look.statements().filter_map(subject) {
        if seen.insert(node) && !look.has(node, rdf::TYPE) {
            found.push(look.about(Code::Untyped, node));
        }
    }
}
