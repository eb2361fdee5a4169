//! Events as iCalendar (RFC 5545). What has no beginning is no event of a calendar, and is left out. A moment is told in UTC,
//! a day as a day; an event keeps its address as `UID`, so that a calendar that reads it again knows it.
//!
//! Lines are written here: the well-kept crate for it (`icalendar` 0.17) folds some lines at 76 octets, where 75 are allowed,
//! and asks the clock of the machine.

use super::Writer;
use crate::concepts::Concepts;
use crate::gogocarto::in_one_line;
use crate::gogocarto::write::filed;
use crate::sheet::Sheet;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use model::Container;
use model::vocab::{class, property};

/// What may have a day.
pub const CONTAINERS: &[Container] = &[Container::Events];

/// Octets of a line, without its end (section 3.1).
const LINE: usize = 75;

/// Writes a calendar.
#[derive(Debug)]
pub struct Calendar {
    name: String,
}

impl Calendar {
    /// A calendar of this name.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned() }
    }
}

impl Writer for Calendar {
    fn begin(&mut self) -> String {
        let mut lines = Lines::default();
        lines.say("BEGIN", "VCALENDAR");
        lines.say("VERSION", "2.0");
        lines.say("PRODID", "-//codesocial//codesocial//EN");
        lines.text("NAME", &self.name);
        // What calendars read before RFC 7986 named it.
        lines.text("X-WR-CALNAME", &self.name);
        lines.0
    }

    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String {
        event(sheet, concepts).unwrap_or_default()
    }

    fn end(&mut self) -> String {
        "END:VCALENDAR\r\n".to_owned()
    }
}

fn event(sheet: &Sheet<'_>, concepts: &Concepts) -> Option<String> {
    if !sheet.classes().any(|found| found == class::EVENT) {
        return None;
    }
    let (name, start) = (sheet.name()?, At::parse(sheet.value(property::START)?)?);
    let mut lines = Lines::default();
    lines.say("BEGIN", "VEVENT");
    lines.say("UID", sheet.iri().as_str());
    // Section 3.8.7.2: without METHOD, when it was last revised.
    lines.say("DTSTAMP", &utc(sheet.times().modified));
    lines.say("CREATED", &utc(sheet.times().created));
    lines.say("LAST-MODIFIED", &utc(sheet.times().modified));
    lines.date("DTSTART", start);
    if let Some(end) = sheet.value(property::END).and_then(At::parse).and_then(|end| end.closing(start)) {
        lines.date("DTEND", end);
    }
    lines.text("SUMMARY", name);
    if let Some(text) = sheet.text(property::DESCRIPTION).or_else(|| sheet.text(property::SUMMARY)) {
        lines.text("DESCRIPTION", text);
    }
    if let Some(place) = sheet.address().map(|address| in_one_line(&address)).filter(|place| !place.is_empty()) {
        lines.text("LOCATION", &place);
    }
    if let Some((latitude, longitude)) = sheet.position() {
        lines.say("GEO", &format!("{latitude};{longitude}"));
    }
    let categories: Vec<String> = filed(sheet, concepts).iter().map(|category| escaped(&category.name)).collect();
    if !categories.is_empty() {
        lines.say("CATEGORIES", &categories.join(","));
    }
    lines.say("URL", sheet.links(property::WEBSITE).first().copied().unwrap_or(sheet.iri().as_str()));
    lines.say("END", "VEVENT");
    Some(lines.0)
}

/// When something begins, or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Day(Date),
    Moment(Timestamp),
}

impl At {
    /// A day, a moment, or a month: its first day.
    fn parse(text: &str) -> Option<Self> {
        let moment = text.parse().ok().map(Self::Moment);
        // A moment without a zone has no place in time: its day is what is sure.
        let day = text.get(..10).unwrap_or(text).parse().ok().map(Self::Day);
        moment.or(day).or_else(|| format!("{text}-01").parse().ok().map(Self::Day))
    }

    /// As the end of what begins then: after it, and of the same kind. The day behind the last (section 3.6.1).
    fn closing(self, start: Self) -> Option<Self> {
        match (start, self) {
            (Self::Day(start), Self::Day(end)) if end >= start => end.checked_add(1.day()).ok().map(Self::Day),
            (Self::Moment(start), Self::Moment(end)) if end > start => Some(self),
            (Self::Day(_) | Self::Moment(_), Self::Day(_) | Self::Moment(_)) => None,
        }
    }
}

fn utc(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A value that is no text: nothing is escaped, and no end of a line gets in.
    fn say(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|letter| !letter.is_control()).collect();
        self.line(&format!("{name}:{value}"));
    }

    fn text(&mut self, name: &str, text: &str) {
        self.line(&format!("{name}:{}", escaped(text)));
    }

    fn date(&mut self, name: &str, at: At) {
        match at {
            At::Day(day) => self.line(&format!("{name};VALUE=DATE:{}", day.strftime("%Y%m%d"))),
            At::Moment(time) => self.line(&format!("{name}:{}", utc(time))),
        }
    }

    /// Folds: what goes on begins with a space, and no letter is taken apart.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Section 3.3.11. Other control characters have no place in a text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' | '\r' => escaped.push_str("\\n"),
            letter if letter.is_control() && letter != '\t' => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::rig::{document, written};
    use super::*;
    use proptest::prelude::*;

    fn event(slug: &str, said: &str) -> model::Document {
        document(&format!("events/{slug}"), &format!("<> a cs:Event ; {said} ."))
    }

    fn unfolded(text: &str) -> Vec<String> {
        assert!(text.split("\r\n").all(|line| line.len() <= LINE && !line.contains(['\r', '\n'])), "{text}");
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn days_and_moments() {
        let documents = [
            event(
                "a",
                "cs:name \"Fête, du; Pain\\\\\"@fr ; cs:start \"2026-05-17\"^^xsd:date ; cs:end \"2026-05-18\"^^xsd:date ; cs:description \"Un\\r\\ndeux\"@fr ; cs:keyword \"Pain, eau\"@fr , \"Vin\"@fr",
            ),
            event(
                "b",
                "cs:name \"Atelier\"@fr ; cs:start \"2026-05-17T10:00:00+02:00\"^^xsd:dateTime ; cs:end \"2026-05-17T12:00:00+02:00\"^^xsd:dateTime ; cs:latitude 45.5 ; cs:longitude 3",
            ),
            event("c", "cs:name \"Un mois\"@fr ; cs:start \"2026-06\"^^xsd:gYearMonth"),
            event("d", "cs:name \"Sans date\"@fr"),
            event(
                "e",
                "cs:name \"À l’envers\"@fr ; cs:start \"2026-05-17\"^^xsd:date ; cs:end \"2026-05-01\"^^xsd:date",
            ),
            document(
                "organizations/a",
                "<> a cs:Organization ; cs:name \"Non\"@fr ; cs:start \"2026-05-17\"^^xsd:date .",
            ),
        ];
        let text = written(Calendar::new("Le Moulin, ici"), &documents, &[]);
        let lines = unfolded(&text);
        let said = |line: &str| lines.iter().filter(|found| *found == line).count();
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "NAME:Le Moulin\\, ici",
            "END:VCALENDAR",
            "UID:https://a.example/events/a",
            "SUMMARY:Fête\\, du\\; Pain\\\\",
            "DTEND;VALUE=DATE:20260519",
            "DESCRIPTION:Un\\ndeux",
            "CATEGORIES:Pain\\, eau,Vin",
            "DTSTART:20260517T080000Z",
            "DTEND:20260517T100000Z",
            "GEO:45.5;3",
            "DTSTART;VALUE=DATE:20260601",
            "URL:https://a.example/events/a",
        ] {
            assert_eq!(said(line), 1, "{line}: {text}");
        }
        assert_eq!((said("BEGIN:VEVENT"), said("END:VEVENT"), said("DTSTART;VALUE=DATE:20260517")), (4, 4, 2));
        assert_eq!(said("DTSTAMP:20260102T030405Z"), 4);
        assert_eq!(
            lines.iter().filter(|line| line.starts_with("DTEND")).count(),
            2,
            "an end before the beginning is none"
        );
        assert_eq!(text, written(Calendar::new("Le Moulin, ici"), &documents, &[]), "the same each time");
    }

    proptest! {
        #[test]
        fn nothing_breaks_a_line(text in "\\PC{0,60}([é老\r\n;,\\\\:]{0,40})\\PC{0,60}") {
            let mut lines = Lines::default();
            lines.text("SUMMARY", &text);
            lines.say("URL", &text);
            let lines = unfolded(&lines.0);
            prop_assert_eq!(lines.len(), 2);
            let said = lines[0].strip_prefix("SUMMARY:").unwrap();
            let mut back = String::new();
            let mut letters = said.chars();
            while let Some(letter) = letters.next() {
                match letter {
                    '\\' => back.push(match letters.next() { Some('n') => '\n', Some(other) => other, None => '?' }),
                    letter => back.push(letter),
                }
            }
            let plain = text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(back, plain);
        }
    }
}
