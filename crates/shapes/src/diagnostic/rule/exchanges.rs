//! Flows of wealth have two ends that are named and are not the same; offers say on what condition.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, object};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, property};

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    for flow in look.instances(class::WEALTH_FLOW) {
        for end in [property::FROM, property::TO] {
            if !look.has(flow, end) {
                found.push(look.about_property(Code::FlowWithoutEnd, flow, end));
            }
        }
        for statement in look.saying(flow, property::TO) {
            if object(statement).is_some_and(|to| look.says(flow, property::FROM, to)) {
                found.push(look.about_statement(Code::FlowToItself, statement));
            }
        }
    }
    for offer in look.instances(class::OFFER) {
        if !look.has(offer, property::CONDITION) && !look.has(offer, property::CONDITION_TEXT) {
            found.push(look.about_property(Code::OfferWithoutCondition, offer, property::CONDITION));
        }
    }
}
