//! Sections that have a place and a title and say nothing.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, literal};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, property, rdf};

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let frame = [rdf::TYPE, property::NAME, property::ORDER];
    for section in look.instances(class::SECTION) {
        let says_something = look.said(section).iter().any(|statement| {
            !frame.contains(&statement.triple.predicate.as_ref())
                && literal(statement).is_none_or(|literal| !literal.value().trim().is_empty())
        });
        if !says_something {
            found.push(look.about(Code::EmptyChapter, section));
        }
    }
}
