//! `codesocial import`: reads a source, writes what it says, reports every record.

use crate::arguments::{Import, ImportFormat};
use crate::failure::{Failure, chain};
use crate::instance::Instance;
use crate::operation::{ImportOrder, ImportSummary, SourceTelling};
use crate::output;
use crate::text::{self, Language};
use indicatif::ProgressBar;
use model::syntax::Format;
use outbound::{AllowList, FetchLimits, Outbound, Settings};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) async fn run(arguments: Import, language: Language) -> Result<(), Failure> {
    let telling = telling(&arguments, language)?;
    let sources = sources(&arguments, language).await?;
    let instance = Instance::reach(&arguments.data.data, language).await?;
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(200));
    let mut whole = ImportSummary { dry_run: arguments.dry_run, ..ImportSummary::default() };
    let mut failure = None;
    for source in sources {
        progress.set_message(source.name.clone());
        let (format, source_name, dry_run, telling) =
            (arguments.format, source.name, arguments.dry_run, telling.clone());
        let order = ImportOrder { format, source: source_name, dry_run, telling, language };
        match instance.import(order, &source.bytes).await {
            Ok(summary) => add(&mut whole, summary),
            Err(failed) => {
                failure = Some(failed);
                break;
            }
        }
    }
    progress.finish_and_clear();
    instance.close().await;
    // What was read before a source failed is in, and has its report.
    if failure.is_none() || !whole.records.is_empty() || !whole.unplaced.is_empty() {
        if arguments.json {
            output::tell_line(&serde_json::to_string_pretty(&whole).unwrap_or_default(), language)?;
        } else {
            output::tell(report(&whole, language).as_bytes(), language)?;
        }
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    if whole.refused > 0 {
        return Err(Failure::Failed(text::count(language, "import-refused", whole.refused)));
    }
    Ok(())
}

/// What is said of a source beside what it says itself; nothing of one whose records have addresses already.
fn telling(arguments: &Import, language: Language) -> Result<SourceTelling, Failure> {
    let is_told = arguments.map.is_some() || arguments.source_name.is_some() || arguments.audience.is_some();
    if is_told && !arguments.format.has_keys() {
        let format = arguments.format.name().to_owned();
        return Err(Failure::usage(language, "import-telling-unused", &[("format", format)]));
    }
    if arguments.map.is_some() && arguments.format != ImportFormat::Gogocarto {
        let format = arguments.format.name().to_owned();
        return Err(Failure::usage(language, "import-map-unused", &[("format", format)]));
    }
    let mapping = arguments.map.as_deref().map(|file| {
        std::fs::read_to_string(file)
            .map_err(|error| unreadable(language, &file.display().to_string(), &error.to_string()))
    });
    Ok(SourceTelling {
        name: arguments.source_name.clone(),
        audience: arguments.audience,
        mapping: mapping.transpose()?,
    })
}

struct Source {
    name: String,
    bytes: Vec<u8>,
}

async fn sources(arguments: &Import, language: Language) -> Result<Vec<Source>, Failure> {
    let name = arguments.source.clone();
    if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| unreadable(language, "-", &error.to_string()))?;
        return Ok(vec![Source { name, bytes }]);
    }
    if name.starts_with("http://") || name.starts_with("https://") {
        let allowed = AllowList::parse(&arguments.allow_hosts)
            .map_err(|error| Failure::usage(language, "allow-host-unusable", &[("cause", chain(&error))]))?;
        let fetched = Outbound::new(allowed, Settings::default())
            .fetch_as(&name, &accept(arguments.format), FetchLimits::IMPORT)
            .await;
        let fetched = fetched.map_err(|error| unreadable(language, &name, &chain(&error)))?;
        return Ok(vec![Source { name, bytes: fetched.body }]);
    }
    let path = PathBuf::from(&name);
    let files = if path.is_dir() { files_of(&path, arguments, language)? } else { vec![path] };
    files
        .into_iter()
        .map(|file| {
            let bytes = std::fs::read(&file)
                .map_err(|error| unreadable(language, &file.display().to_string(), &error.to_string()))?;
            // The file's name alone: the same source wherever it lies, and no path of this machine in the history.
            let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
            Ok(Source { name, bytes })
        })
        .collect()
}

/// A host that offers several formats gives the one that will be read.
fn accept(format: ImportFormat) -> String {
    let otherwise = if format.has_keys() { "application/json" } else { "text/plain" };
    let media_type = format.rdf().map_or(otherwise, Format::media_type);
    format!("{media_type}, */*;q=0.1")
}

/// The files of a folder that have the format's extension, by name.
fn files_of(folder: &Path, arguments: &Import, language: Language) -> Result<Vec<PathBuf>, Failure> {
    let name = folder.display().to_string();
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(language, &name, &error.to_string()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(language, &name, &error.to_string()))?.path();
        if path.extension().is_some_and(|extension| extension == arguments.format.extension()) {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        let values = [("folder", name), ("extension", arguments.format.extension().to_owned())];
        return Err(Failure::failed(language, "folder-empty", &values));
    }
    Ok(files)
}

fn unreadable(language: Language, source: &str, cause: &str) -> Failure {
    Failure::failed(language, "source-unreadable", &[("source", source.to_owned()), ("cause", cause.to_owned())])
}

fn add(whole: &mut ImportSummary, part: ImportSummary) {
    whole.created += part.created;
    whole.updated += part.updated;
    whole.unchanged += part.unchanged;
    whole.refused += part.refused;
    whole.records.extend(part.records);
    whole.unplaced.extend(part.unplaced);
}

/// A person's report: every record in the order of the source, what found no place, and the numbers last, where the
/// eye is when a long list has gone by.
fn report(summary: &ImportSummary, language: Language) -> String {
    let mut lines = Vec::new();
    for record in &summary.records {
        let word = text::say(language, &format!("outcome-{}", record.outcome));
        let place = |numbers: &[u64], one: &str, several: &str| match numbers {
            [] => String::new(),
            [number] => format!(" ({})", text::fill(language, one, &[("lines", number.to_string())])),
            many => format!(" ({})", text::fill(language, several, &[("lines", spans(many))])),
        };
        let place = place(&record.lines, "at-line", "at-lines") + &place(&record.items, "at-item", "at-items");
        let why = record.why.as_ref().map(|why| format!("\n    {why}")).unwrap_or_default();
        lines.push(format!("{word:<10} {}{place}{why}", record.iri));
    }
    if !summary.unplaced.is_empty() {
        lines.push(String::new());
        lines.push(text::count(language, "unplaced-heading", summary.unplaced.len()));
        for unplaced in &summary.unplaced {
            lines.push(format!("{:>5}  {}  [{}]", unplaced.line, unplaced.text, unplaced.why));
        }
    }
    lines.push(String::new());
    let values = [
        ("created", summary.created.to_string()),
        ("updated", summary.updated.to_string()),
        ("unchanged", summary.unchanged.to_string()),
        ("refused", summary.refused.to_string()),
    ];
    lines.push(text::fill(language, if summary.dry_run { "import-would" } else { "import-did" }, &values));
    lines.join("\n") + "\n"
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

    #[test]
    fn lines_are_told_as_spans() {
        assert_eq!(spans(&[3, 4, 5, 9, 11, 12]), "3-5, 9, 11-12");
    }

    #[test]
    fn a_report_names_what_wants_attention() {
        let summary = ImportSummary {
            created: 1,
            refused: 1,
            records: vec![
                crate::operation::RecordSummary {
                    iri: "https://a.example/projects/x".into(),
                    outcome: "created".into(),
                    lines: vec![1, 2],
                    items: vec![7],
                    why: None,
                },
                crate::operation::RecordSummary {
                    iri: "y".into(),
                    outcome: "refused".into(),
                    lines: vec![],
                    items: vec![],
                    why: Some("because".into()),
                },
            ],
            unplaced: vec![crate::operation::UnplacedSummary {
                line: 7,
                text: "…".into(),
                reason: "broken-line".into(),
                why: "cut".into(),
            }],
            ..ImportSummary::default()
        };
        let text = report(&summary, Language::En);
        for expected in [
            "projects/x (lines 1-2) (item 7)",
            "because",
            "    7  …  [cut]",
            "1 created, 0 updated, 0 unchanged, 1 refused",
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
    }
}
