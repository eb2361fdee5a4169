//! What the grammar asks beyond shapes, because it looks at several documents at once, at the text itself, or at the
//! calendar. One file per rule, and the table of them.

use super::look::Look;
use super::{Asked, Diagnostic};

mod dead_link;
mod deeds;
mod described;
mod empty_chapter;
mod exchanges;
mod late;
mod no_horizon;
mod openness;
mod reviews;
mod sections;
mod unknown_term;
mod untyped;

type Rule = fn(&Look<'_>, &Asked<'_>, &mut Vec<Diagnostic>);

const RULES: &[Rule] = &[
    unknown_term::find,
    untyped::find,
    empty_chapter::find,
    no_horizon::find,
    described::find,
    sections::find,
    dead_link::find,
    deeds::find,
    reviews::find,
    late::find,
    exchanges::find,
    openness::find,
];

/// Everything that the rules find.
pub(super) fn all(look: &Look<'_>, asked: &Asked<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in RULES {
        rule(look, asked, &mut found);
    }
    found
}
