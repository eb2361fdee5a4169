//! Diagnostics for people: the line with what is meant underlined, then why it matters and how to mend it.

use super::{Findings, word};
use crate::text::{self, Language};
use model::coherence::IntentionState;
use shapes::diagnostic::{Diagnostic, Place, Source};
use shapes::{Sentence, Severity};
use std::fmt::Write as _;

/// Widest line of our own words.
const WIDTH: usize = 100;
/// Most characters of a source line that are shown, and how many of them before the place.
const SHOWN: usize = 110;
const BEFORE: usize = 50;

/// How things look on a terminal; nothing where colours are not wanted.
#[derive(Clone, Copy)]
struct Paint {
    is_coloured: bool,
}

const BOLD: &str = "1";
const QUIET: &str = "1;34";

impl Paint {
    fn with(self, style: &str, text: &str) -> String {
        if self.is_coloured { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

fn style_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Violation => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    }
}

/// The whole report, but for the summary.
pub(super) fn write(findings: &Findings, is_coloured: bool) -> String {
    let paint = Paint { is_coloured };
    let mut report = String::new();
    for diagnostic in &findings.diagnostics {
        report.push_str(&tell(findings, diagnostic, paint));
        report.push('\n');
    }
    report.push_str(&intentions(findings, paint));
    report
}

/// A stranger's text as it is shown: in one line, and commanding the terminal nothing.
fn shown(text: &str) -> String {
    text::for_terminal(text).replace('\n', " ")
}

fn tell(findings: &Findings, diagnostic: &Diagnostic, paint: Paint) -> String {
    let style = style_of(diagnostic.severity);
    let say = |sentence: &Sentence| shown(&findings.in_language(sentence));
    let severity = text::say(findings.language, &format!("check-{}", word(diagnostic.severity)));
    let heading = paint.with(style, &format!("{severity}[{}]", diagnostic.code));
    let what = paint.with(BOLD, &format!(": {}", say(&diagnostic.what())));
    let mut told = format!("{heading}{what}\n");
    let source = diagnostic.place.as_ref().and_then(|place| {
        let source = findings.bundle.sources().get(place.file)?;
        Some((place, source))
    });
    let start = source.map(|(place, source)| source.position(place.span.start));
    let margin = start.map_or(2, |start| start.line.to_string().len()).max(2);
    let section = diagnostic.section.as_ref().map(|section| {
        let section = text::fill(findings.language, "check-section", &[("section", say(section))]);
        format!(", {section}")
    });
    let section = section.unwrap_or_default();
    let place = match (&diagnostic.place, start) {
        (Some(place), Some(start)) => format!("{}:{}:{}", shown(findings.file(place)), start.line, start.column),
        _ => text::say(findings.language, "check-nowhere"),
    };
    // Writing to a string does not fail.
    let mut line = |text: String| {
        told.push_str(text.trim_end());
        told.push('\n');
    };
    line(format!("{:margin$}{} {place}{section}", "", paint.with(QUIET, "-->")));
    if let Some((place, source)) = source {
        for drawn in draw(source, place, margin, style, paint) {
            line(drawn);
        }
    }
    let notes = [("check-why", say(&diagnostic.why())), ("check-help", say(&diagnostic.help()))];
    for (key, note) in notes {
        let label = text::say(findings.language, key);
        let colon = colon(findings.language);
        let indent = margin + 3;
        let mut lines = wrapped(&format!("{label}{colon} {note}"), WIDTH - indent).into_iter();
        let first = lines.next().unwrap_or_default();
        let first = match first.strip_prefix(&label) {
            Some(rest) => format!("{}{rest}", paint.with(BOLD, &label)),
            None => first,
        };
        line(format!("{:margin$} {} {first}", "", paint.with(QUIET, "=")));
        for rest in lines {
            line(format!("{:indent$}{rest}", ""));
        }
    }
    let see = text::say(findings.language, "check-see");
    let colon = colon(findings.language);
    line(format!(
        "{:margin$} {} {}{colon} {}",
        "",
        paint.with(QUIET, "="),
        paint.with(BOLD, &see),
        diagnostic.code.page()
    ));
    told
}

/// In French a space stands before it, one that does not break.
fn colon(language: Language) -> &'static str {
    match language {
        Language::Fr => "\u{a0}:",
        Language::En => ":",
    }
}

/// The source line and what is underlined in it.
fn draw(source: &Source, place: &Place, margin: usize, style: &str, paint: Paint) -> Vec<String> {
    let (start, end) = (source.position(place.span.start), source.position(place.span.end));
    let (written, column) = source.line_near(place.span.start, SHOWN * char::MAX_LEN_UTF8);
    let written = shown(written);
    let length = written.chars().count();
    let last = if end.line == start.line { column + end.column - start.column } else { length + 1 };
    // A long line is shown around the place.
    let skipped = if length > SHOWN { column.saturating_sub(BEFORE + 1).min(length) } else { 0 };
    let kept: String = written.chars().skip(skipped).take(SHOWN).collect();
    let cut_before = if skipped > 0 { "…" } else { "" };
    let cut_after = if skipped + SHOWN < length { "…" } else { "" };
    let before: String = written.chars().skip(skipped).take(column - 1 - skipped).collect();
    let width = |text: &str| text.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum::<usize>();
    let pad = width(&before) + cut_before.chars().count();
    let room = width(&kept).saturating_sub(width(&before)).max(1);
    let marks = "^".repeat(last.saturating_sub(column).clamp(1, room));
    let bar = paint.with(QUIET, "|");
    let number = paint.with(QUIET, &format!("{:>margin$}", start.line));
    vec![
        format!("{:margin$} {bar}", ""),
        format!("{number} {bar} {cut_before}{}{cut_after}", kept.replace('\t', "    ")),
        format!("{:margin$} {bar} {:pad$}{}", "", "", paint.with(style, &marks)),
    ]
}

/// What became of the intentions.
fn intentions(findings: &Findings, paint: Paint) -> String {
    let mut told = String::new();
    if findings.intentions.is_empty() {
        return told;
    }
    let heading = text::count(findings.language, "check-intentions", findings.intentions.len());
    told.push_str(&paint.with(BOLD, &heading));
    told.push('\n');
    let states: Vec<_> =
        findings.intentions.iter().map(|intention| text::say(findings.language, key(intention.state))).collect();
    let width = states.iter().map(|state| state.chars().count()).max().unwrap_or_default();
    for (intention, state) in findings.intentions.iter().zip(states) {
        let style = match intention.state {
            IntentionState::Declared | IntentionState::Abandoned => "2",
            IntentionState::InAction | IntentionState::Evidenced => "36",
            IntentionState::Confirmed => "32",
            IntentionState::Contested => "33",
        };
        let name = shown(&findings.in_language(&intention.name));
        let padding = " ".repeat(width - state.chars().count());
        let written = writeln!(told, "  {}{padding}  {name}", paint.with(style, &state));
        debug_assert!(written.is_ok(), "writing to a string does not fail");
    }
    told.push('\n');
    told
}

pub(super) fn key(state: IntentionState) -> &'static str {
    match state {
        IntentionState::Declared => "state-declared",
        IntentionState::InAction => "state-in-action",
        IntentionState::Evidenced => "state-evidenced",
        IntentionState::Confirmed => "state-confirmed",
        IntentionState::Contested => "state-contested",
        IntentionState::Abandoned => "state-abandoned",
    }
}

/// The text in lines of at most this many characters, as far as its words allow. A space that must not break does not.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in pieces(text) {
        let length = line.chars().count() + 1 + word.chars().count();
        let breaks = length > width && !word.starts_with([':', ';', '?', '!', '»']);
        if breaks && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

/// The words of a text. Code is copied, and guillemets belong to what they hold: both stay in one piece.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in text.split(' ') {
        match pieces.last_mut() {
            Some(piece) if is_open || piece.ends_with('«') => {
                piece.push(' ');
                piece.push_str(word);
            }
            _ => pieces.push(word.to_owned()),
        }
        if word.matches('`').count() % 2 == 1 {
            is_open = !is_open;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_code_is_not() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("see `a b c d` there", 6), ["see", "`a b c d`", "there"]);
        assert_eq!(wrapped("« oui »", 3), ["« oui »"], "no guillemet stands alone");
    }
}
