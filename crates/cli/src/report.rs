//! A run, told to a person: the records in the order of the source, what found no place, and the numbers last, where the
//! eye is when a long list has gone by. Of what went as it should a long source shows the first ones only.

use crate::operation::ImportSummary;
use crate::text::{self, Language};
use registry::import::summary::{DisputeSummary, RecordSummary};
use std::collections::BTreeMap;

/// Records that are shown of each outcome, where nothing has to be said of them.
const SHOWN: usize = 50;

/// What an import did, or would do.
pub fn imported(summary: &ImportSummary, language: Language) -> String {
    let mut lines = Vec::new();
    let mut plain: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &summary.records {
        if record.why.is_none() && record.disputes.is_empty() {
            let count = plain.entry(record.outcome.as_str()).or_default();
            *count += 1;
            if *count > SHOWN {
                continue;
            }
        }
        lines.push(line(record, language));
    }
    for (outcome, count) in plain.into_iter().filter(|(_, count)| *count > SHOWN) {
        let word = text::say(language, &format!("outcome-{outcome}"));
        let more = text::count(language, "import-more", count - SHOWN);
        lines.push(format!("{word:<10} {more}"));
    }
    if !summary.unplaced.is_empty() {
        lines.push(String::new());
        lines.push(text::count(language, "unplaced-heading", summary.unplaced.len()));
        for unplaced in &summary.unplaced {
            lines.push(format!("{:>5}  {}  [{}]", unplaced.line, unplaced.text, unplaced.why));
        }
    }
    if let Some(mapping) = &summary.mapping {
        lines.push(String::new());
        lines.push(text::say(language, "import-mapping"));
        lines.push(String::new());
        lines.push(mapping.trim_end().to_owned());
    }
    lines.push(String::new());
    let values = [
        ("created", summary.created.to_string()),
        ("updated", summary.updated.to_string()),
        ("unchanged", summary.unchanged.to_string()),
        ("refused", summary.refused.to_string()),
    ];
    lines.push(text::fill(language, if summary.dry_run { "import-would" } else { "import-did" }, &values));
    if summary.vanished > 0 {
        lines.push(text::count(language, "import-vanished", summary.vanished));
    }
    if summary.removed > 0 {
        lines.push(text::count(language, "import-removed", summary.removed));
    }
    if let Some(run) = summary.run {
        lines.push(text::fill(language, "import-run", &[("run", run.to_string())]));
    }
    lines.join("\n") + "\n"
}

/// One record, with where it is told, why it is as it is, and what its source says otherwise.
pub fn line(record: &RecordSummary, language: Language) -> String {
    let word = text::say(language, &format!("outcome-{}", record.outcome));
    let place = |numbers: &[u64], one: &str, several: &str| match numbers {
        [] => String::new(),
        [number] => format!(" ({})", text::fill(language, one, &[("lines", number.to_string())])),
        many => format!(" ({})", text::fill(language, several, &[("lines", spans(many))])),
    };
    let place = place(&record.lines, "at-line", "at-lines") + &place(&record.items, "at-item", "at-items");
    let why = record.why.as_ref().map(|why| format!("\n    {why}")).unwrap_or_default();
    let disputes: String = record.disputes.iter().map(|dispute| disputed(dispute, language)).collect();
    format!("{word:<10} {}{place}{why}{disputes}", record.iri)
}

fn disputed(dispute: &DisputeSummary, language: Language) -> String {
    let about = dispute.property.as_ref().unwrap_or(&dispute.subject);
    let mut lines = format!("\n    {about}");
    for (key, said) in [("disputed-here", &dispute.here), ("disputed-there", &dispute.source)] {
        let said = if said.is_empty() { text::say(language, "disputed-nothing") } else { said.join("\n        ") };
        lines.push_str("\n      ");
        lines.push_str(&text::fill(language, key, &[("said", said)]));
    }
    lines
}

/// `3-5, 9`: consecutive lines as one span.
fn spans(lines: &[u64]) -> String {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            Some(_) | None => spans.push((*line, *line)),
        }
    }
    let shown =
        spans.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::UnplacedSummary;

    #[test]
    fn lines_are_told_as_spans() {
        assert_eq!(spans(&[3, 4, 5, 9, 11, 12]), "3-5, 9, 11-12");
    }

    fn record(iri: &str, outcome: &str) -> RecordSummary {
        RecordSummary {
            iri: iri.to_owned(),
            outcome: outcome.to_owned(),
            lines: Vec::new(),
            items: Vec::new(),
            why: None,
            disputes: Vec::new(),
        }
    }

    #[test]
    fn of_a_long_source_the_first_records_are_shown_and_all_that_want_attention() {
        let mut records: Vec<_> = (1..=120).map(|number| record(&format!("o{number}."), "created")).collect();
        records.push(RecordSummary { why: Some("because".to_owned()), ..record("last", "refused") });
        let text = imported(&ImportSummary { records, ..ImportSummary::default() }, Language::En);
        assert!(text.contains(" o50.") && !text.contains(" o51.") && text.contains("70 more"), "{text}");
        assert!(text.contains("last\n    because"), "{text}");
    }

    #[test]
    fn a_report_names_what_wants_attention() {
        let dispute = DisputeSummary {
            subject: "https://a.example/projects/x".to_owned(),
            property: Some("https://w3id.org/codesocial#summary".to_owned()),
            here: vec!["\"mine\"@fr".to_owned()],
            source: Vec::new(),
        };
        let summary = ImportSummary {
            run: Some(7),
            created: 1,
            refused: 1,
            faults: 1,
            vanished: 2,
            removed: 1,
            records: vec![
                RecordSummary {
                    lines: vec![1, 2],
                    items: vec![7],
                    disputes: vec![dispute],
                    ..record("https://a.example/projects/x", "updated")
                },
                RecordSummary { why: Some("because".to_owned()), ..record("y", "refused") },
            ],
            unplaced: vec![UnplacedSummary {
                line: 7,
                text: "…".to_owned(),
                reason: "broken-line".to_owned(),
                why: "cut".to_owned(),
            }],
            mapping: Some("key = \"id\"\n".to_owned()),
            ..ImportSummary::default()
        };
        let text = imported(&summary, Language::En);
        for expected in [
            "projects/x (lines 1-2) (item 7)",
            "#summary",
            "\"mine\"@fr",
            "nothing",
            "because",
            "    7  …  [cut]",
            "--map:\n\nkey = \"id\"\n\n",
            "1 created, 0 updated, 0 unchanged, 1 refused",
            "2 records",
            "import undo 7",
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
    }
}
