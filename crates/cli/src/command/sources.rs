//! `codesocial sources`: where documents come from, when each source is due, what its runs did.

use crate::arguments::{Sources, SourcesAction};
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::{SourcesDone, SourcesOrder};
use crate::output;
use crate::report;
use crate::text::{self, Language};
use jiff::Timestamp;
use registry::import::summary::{CUT_OFF, RunReport, RunSummary, SourceSummary};
use std::time::Duration;

pub(super) async fn run(arguments: Sources, language: Language) -> Result<(), Failure> {
    let Sources { data, json, action } = arguments;
    let (data, order, json) = match action {
        None => (data.ok_or_else(|| Failure::usage(language, "sources-of-what", &[]))?, SourcesOrder::List, json),
        Some(SourcesAction::Schedule { name, every, data }) => {
            (data, SourcesOrder::Schedule { name, every: Some(every) }, false)
        }
        Some(SourcesAction::Stop { name, data }) => (data, SourcesOrder::Schedule { name, every: None }, false),
        Some(SourcesAction::Report { run, data, json }) => (data, SourcesOrder::Report { run }, json),
    };
    let instance = Instance::reach(&data.data, language).await?;
    let done = instance.sources(order).await;
    instance.close().await;
    let told = match done? {
        SourcesDone::Listed(sources) if json => serde_json::to_string_pretty(&sources).unwrap_or_default(),
        SourcesDone::Listed(sources) if sources.is_empty() => text::say(language, "sources-none"),
        SourcesDone::Listed(sources) => {
            sources.iter().map(|source| in_words(source, language)).collect::<Vec<_>>().join("\n\n")
        }
        SourcesDone::Report(run) if json => serde_json::to_string_pretty(&run).unwrap_or_default(),
        SourcesDone::Report(run) => report_of(&run, language),
        SourcesDone::Said(text) => text,
        SourcesDone::Place(place) => place.unwrap_or_default(),
        SourcesDone::ReadBefore(at) => serde_json::to_string_pretty(&at).unwrap_or_default(),
        SourcesDone::Undone(undone) => serde_json::to_string_pretty(&undone).unwrap_or_default(),
    };
    output::tell_line(&told, language)
}

fn in_words(source: &SourceSummary, language: Language) -> String {
    let values =
        [("name", source.name.clone()), ("format", source.format.clone()), ("address", source.address.clone())];
    let mut lines = vec![text::fill(language, "sources-one", &values)];
    if let (Some(every), Some(next)) = (source.every, source.next) {
        let values = [("every", span(Duration::from_secs(every))), ("next", minute(next))];
        lines.push(text::fill(language, "sources-due", &values));
    }
    lines.extend(source.last.as_ref().map(|run| run_in_words(run, language)));
    if source.vanished > 0 {
        lines.push(text::count(language, "sources-vanished", usize::try_from(source.vanished).unwrap_or(usize::MAX)));
    }
    lines.join("\n")
}

fn run_in_words(run: &RunSummary, language: Language) -> String {
    let values = [
        ("run", run.run.to_string()),
        ("began", minute(run.began)),
        ("created", run.created.to_string()),
        ("updated", run.updated.to_string()),
        ("unchanged", run.unchanged.to_string()),
        ("refused", run.refused.to_string()),
    ];
    let mut lines = vec![text::fill(language, "sources-run", &values)];
    if let Some(failure) = &run.failure {
        let cause = if failure == CUT_OFF { text::say(language, "sources-cut-off") } else { failure.clone() };
        lines.push(text::fill(language, "sources-failure", &[("cause", cause)]));
    }
    if run.ended.is_none() {
        lines.push(text::say(language, "sources-goes-on"));
    }
    if let Some(undone) = run.undone {
        lines.push(text::fill(language, "sources-undone", &[("at", minute(undone))]));
    }
    lines.join("\n")
}

fn report_of(run: &RunReport, language: Language) -> String {
    let mut lines: Vec<String> = run.records.iter().map(|record| report::line(record, language)).collect();
    lines.push(run_in_words(&run.run, language));
    lines.join("\n")
}

/// `1d 12h`.
fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let parts = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut left = seconds;
    let mut words = Vec::new();
    for (size, unit) in parts {
        if left >= size {
            words.push(format!("{}{unit}", left / size));
            left %= size;
        }
    }
    words.join(" ")
}

/// To the minute, in UTC, as computers and people both read it.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_told_as_they_are_typed() {
        for (seconds, expected) in [(3_600, "1h"), (129_600, "1d 12h"), (61, "1m 1s")] {
            assert_eq!(span(Duration::from_secs(seconds)), expected);
        }
    }
}
