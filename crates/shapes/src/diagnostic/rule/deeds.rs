//! Words and deeds answer each other: intentions have actions, actions have intentions and evidence, evidence has a
//! source.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, object};
use crate::diagnostic::{Asked, Diagnostic};
use crate::report::Severity;
use model::vocab::{class, dct, individual, property, rdf};
use oxrdf::NamedNodeRef;

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    for intention in look.instances(class::INTENTION) {
        let serves = |predicate: NamedNodeRef<'_>| predicate == property::REALISES;
        let is_served = look.pointing(intention).iter().any(|one| serves(one.triple.predicate.as_ref()));
        if !is_served && !look.says(intention, property::STATUS, individual::ABANDONED) {
            found.push(
                look.about(Code::IntentionWithoutAction, intention).with_text("address", look.address(intention)),
            );
        }
    }
    for action in look.instances(class::ACTION) {
        serves_an_intention(look, action, found);
        let status = |status| look.says(action, property::STATUS, status);
        if !look.has(action, property::EVIDENCED_BY) && !status(individual::PLANNED) && !status(individual::ABANDONED) {
            // What is done could be shown; what goes on may be shown later.
            let severity = if status(individual::DONE) { Severity::Warning } else { Severity::Info };
            let diagnostic = look.about_property(Code::ActionWithoutEvidence, action, property::EVIDENCED_BY);
            found.push(diagnostic.weighing(severity));
        }
    }
    for evidence in look.instances(class::EVIDENCE) {
        if ![property::DOCUMENT, property::IMAGE, dct::SOURCE].iter().any(|source| look.has(evidence, *source)) {
            found.push(look.about(Code::EvidenceWithoutSource, evidence));
        }
    }
}

fn serves_an_intention<'b>(look: &Look<'b>, action: NamedNodeRef<'b>, found: &mut Vec<Diagnostic>) {
    if !look.has(action, property::REALISES) {
        found.push(look.about_property(Code::ActionWithoutIntention, action, property::REALISES));
    }
    for statement in look.saying(action, property::REALISES) {
        // Of what is elsewhere nothing is known; what is not there at all is a dead link.
        let is_other = |target| look.has(target, rdf::TYPE) && !look.is_a(target, class::INTENTION);
        if object(statement).is_some_and(is_other) {
            found.push(look.about_statement(Code::ActionWithoutIntention, statement));
        }
    }
}
