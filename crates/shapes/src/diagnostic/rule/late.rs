//! What is over: actions past their day that are not finished, offers and needs that have run out.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, literal};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, individual, property};
use oxrdf::NamedNodeRef;

pub(super) fn find(look: &Look<'_>, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let Some(today) = asked.today else { return };
    let over = [individual::DONE, individual::ABANDONED, individual::WITHDRAWN];
    for action in look.instances(class::ACTION) {
        let is_over = over.iter().any(|status| look.says(action, property::STATUS, *status));
        if !is_over && !look.has(action, property::END) {
            past(look, action, property::DUE, Code::Overdue, today, found);
        }
    }
    for proposal in look.instances(class::OFFER).into_iter().chain(look.instances(class::NEED)) {
        past(look, proposal, property::AVAILABLE_UNTIL, Code::RunOut, today, found);
    }
}

fn past<'b>(
    look: &Look<'b>,
    node: NamedNodeRef<'b>,
    predicate: NamedNodeRef<'static>,
    code: Code,
    today: &str,
    found: &mut Vec<Diagnostic>,
) {
    for statement in look.saying(node, predicate) {
        // `2026`, `2026-05` and `2026-05-12T10:00:00Z` are past when the year, the month, the day are.
        let day = literal(statement).and_then(|literal| literal.value().get(..literal.value().len().min(today.len())));
        if let Some(day) = day.filter(|day| today.get(..day.len()).is_some_and(|today| *day < today)) {
            found.push(look.about_statement(code, statement).with_text("date", day));
        }
    }
}
