//! Contact data starts closed: it is told where everybody may read it, in its own property or within a text.

use crate::diagnostic::code::Code;
use crate::diagnostic::is_public;
use crate::diagnostic::look::{Look, literal, subject};
use crate::diagnostic::{Asked, Diagnostic};
use model::Document;
use model::vocab::property;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// An e-mail address, or a telephone number as it is written in France or with its country.
static CONTACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        [A-Za-z0-9._%+-]+ @ [A-Za-z0-9-]+ (?: \. [A-Za-z0-9-]+ )+
        | \b 0 [1-9] (?: [\ .-]? [0-9]{2} ){4} \b
        | \+ [0-9]{2,3} [\ .]? [0-9] (?: [\ .-]? [0-9]{2,3} ){3,4} \b",
    )
    .ok()
});

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let public: HashSet<_> =
        look.bundle.documents().iter().filter(|document| is_public(document)).map(Document::iri).collect();
    for statement in look.statements() {
        let (Some(node), Some(text)) = (subject(statement), literal(statement)) else { continue };
        let Some(document) = look.document(node).filter(|document| public.contains(document.iri())) else { continue };
        let predicate = statement.triple.predicate.as_ref();
        if predicate == property::EMAIL || predicate == property::TELEPHONE {
            let diagnostic = look.about_statement(Code::PublicContact, statement);
            found.push(diagnostic.with_text("document", look.reference(document.iri().as_named_node())));
        } else if text.language().is_some()
            && let Some(contact) = CONTACT.as_ref().and_then(|contact| contact.find(text.value()))
        {
            found.push(look.about_statement(Code::ContactInText, statement).with_text("contact", contact.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_contact_data() {
        for (text, expected) in [
            ("écrivez à ada.l@moulin.example, merci", Some("ada.l@moulin.example")),
            ("au 04 73 00 00 12 le soir", Some("04 73 00 00 12")),
            ("au +33 4 73 00 00 12.", Some("+33 4 73 00 00 12")),
            ("0473000012", Some("0473000012")),
            ("en 2026, 12 000 repas @ prix libre", None),
            ("du 2026-05-12 au 2026-06-12", None),
        ] {
            let found = CONTACT.as_ref().unwrap().find(text).map(|found| found.as_str());
            assert_eq!(found, expected, "{text}");
        }
    }
}
