//! What is described is a subject; a description has a licence, and a form that is known.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, object};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, property, rdf};

pub(super) fn find(look: &Look<'_>, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    for description in look.instances(class::CODE_SOCIAL) {
        for statement in look.saying(description, property::DESCRIBES) {
            let Some(described) = object(statement) else { continue };
            let is_typed = look.has(described, rdf::TYPE);
            if is_typed && !look.is_a(described, class::SUBJECT) {
                let diagnostic = look.about_statement(Code::NotASubject, statement);
                found.push(diagnostic.with_text("object", look.reference(described)));
            }
        }
        if !look.has(description, property::LICENCE) {
            found.push(look.about_property(Code::NoLicence, description, property::LICENCE));
        }
        if asked.form.is_none() {
            for statement in look.saying(description, property::FORM) {
                if let Some(form) = object(statement).filter(|form| asked.grammar.form(*form).is_none()) {
                    let diagnostic = look.about_statement(Code::UnknownForm, statement);
                    found.push(diagnostic.with_text("form", look.reference(form)));
                }
            }
        }
    }
}
