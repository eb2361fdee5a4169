//! What is over: actions past their day that are not finished, offers and needs that have run out.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, literal};
use crate::diagnostic::{Asked, Diagnostic};
use model::vocab::{class, individual, property, xsd};
use oxrdf::{Literal, NamedNodeRef};
use oxsdatatypes::{Date, DateTime, GYear, GYearMonth};
use std::fmt;

pub(super) fn find(look: &Look<'_>, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let Some(today) = asked.today.and_then(|today| When::read(today, xsd::DATE)) else { return };
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
    today: When,
    found: &mut Vec<Diagnostic>,
) {
    for statement in look.saying(node, predicate) {
        if let Some(day) = literal(statement).and_then(When::of).filter(|day| day.is_before(today)) {
            found.push(look.about_statement(code, statement).with_text("date", day.to_string()));
        }
    }
}

/// A day, a month or a year, as its author's calendar has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct When {
    year: i64,
    month: Option<u8>,
    day: Option<u8>,
}

impl When {
    /// What is no date of its datatype is none; `CS0103` tells that.
    fn of(literal: &Literal) -> Option<Self> {
        Self::read(literal.value(), literal.datatype())
    }

    fn read(text: &str, datatype: NamedNodeRef<'_>) -> Option<Self> {
        let (year, month, day) = match datatype {
            d if d == xsd::DATE => {
                let date: Date = text.parse().ok()?;
                (date.year(), Some(date.month()), Some(date.day()))
            }
            d if d == xsd::DATE_TIME => {
                let date: DateTime = text.parse().ok()?;
                (date.year(), Some(date.month()), Some(date.day()))
            }
            d if d == xsd::G_YEAR_MONTH => {
                let date: GYearMonth = text.parse().ok()?;
                (date.year(), Some(date.month()), None)
            }
            d if d == xsd::G_YEAR => (text.parse::<GYear>().ok()?.year(), None, None),
            _ => return None,
        };
        Some(Self { year, month, day })
    }

    /// A year is past when it is over, a month and a day likewise.
    fn is_before(self, today: Self) -> bool {
        let month = self.month.and(today.month);
        let day = self.day.and(today.day);
        (self.year, self.month, self.day) < (today.year, month, day)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        [self.month, self.day].into_iter().flatten().try_for_each(|part| write!(f, "-{part:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over() {
        let today = When::read("2026-11-22", xsd::DATE).unwrap();
        for (text, datatype, expected) in [
            ("2026-11-21", xsd::DATE, Some("2026-11-21")),
            ("2026-11-21+02:00", xsd::DATE, Some("2026-11-21")),
            ("2026-11-22", xsd::DATE, None),
            ("2026-11-21T23:59:59Z", xsd::DATE_TIME, Some("2026-11-21")),
            ("2026-11-22T00:00:00", xsd::DATE_TIME, None),
            ("2026-10", xsd::G_YEAR_MONTH, Some("2026-10")),
            ("2026-11", xsd::G_YEAR_MONTH, None),
            ("2025", xsd::G_YEAR, Some("2025")),
            ("2026", xsd::G_YEAR, None),
            ("12026-01-01", xsd::DATE, None),
            // No dates, whatever their letters.
            ("1er mars", xsd::STRING, None),
            ("", xsd::DATE, None),
            ("2025-02-30", xsd::DATE, None),
            ("2025-01-01", xsd::STRING, None),
            ("2025", xsd::INTEGER, None),
        ] {
            let day = When::of(&Literal::new_typed_literal(text, datatype)).filter(|day| day.is_before(today));
            assert_eq!(day.map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }
}
