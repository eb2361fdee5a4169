//! Links lead somewhere, as far as that can be known: into the documents that were given, and to others of the same
//! place. What is elsewhere is not looked up.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, document_of, object};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{NAMESPACE, rdf};

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    // What could not be read may be what a link leads to.
    if !look.bundle.is_whole() {
        return;
    }
    for statement in look.statements().filter(|statement| statement.triple.predicate.as_ref() != rdf::TYPE) {
        let Some(target) = object(statement) else { continue };
        if look.is_said(target) || !look.is_ours(target) || target.as_str().starts_with(NAMESPACE) {
            continue;
        }
        let code = if look.is_given(&document_of(target)) { Code::DeadLink } else { Code::NotGiven };
        let diagnostic = look.about_statement(code, statement);
        found.push(diagnostic.with_text("object", look.reference(target)));
    }
}
