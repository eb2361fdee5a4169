//! `codesocial import`: reads a source, writes what it says, reports every record; or takes a run back.

use super::export::is_container;
use crate::arguments::{Import, ImportAction, ImportFormat, ImportedSource};
use crate::failure::{Failure, chain};
use crate::instance::Instance;
use crate::operation::{
    Content, ImportOrder, ImportSummary, Piece, STANDARD_INPUT, SourceTelling, SourcesDone, SourcesOrder, Spool,
    UndoSummary, fetch, follow,
};
use crate::output;
use crate::report;
use crate::text::{self, Language};
use indicatif::ProgressBar;
use jiff::Timestamp;
use outbound::{AllowList, Outbound, Settings};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) async fn run(arguments: Import, language: Language) -> Result<(), Failure> {
    match (arguments.action, arguments.source) {
        (Some(ImportAction::Undo { run, data, json }), _) => undo(run, &data.data, json, language).await,
        (None, Some(source)) => import(source, language).await,
        (None, None) => Err(Failure::usage(language, "import-of-what", &[])),
    }
}

async fn import(arguments: ImportedSource, language: Language) -> Result<(), Failure> {
    let telling = telling(&arguments, language)?;
    if arguments.format == ImportFormat::Ldes {
        return follow_stream(arguments, telling, language).await;
    }
    let before = read_before(&arguments, &telling, language).await?;
    let sources = sources(&arguments, before, language).await?;
    let instance = Instance::reach(&arguments.data, language).await?;
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(200));
    let mut whole = ImportSummary { dry_run: arguments.dry_run, ..ImportSummary::default() };
    let mut failure = None;
    for source in sources {
        progress.set_message(source.name.clone());
        let order = ImportOrder::of(arguments.format, source.name, telling.clone(), language);
        let (dry_run, every) = (arguments.dry_run, arguments.every);
        let order = ImportOrder { failure: source.failure, dry_run, every, ..order };
        match instance.import(order, source.pieces).await {
            Ok(summary) => {
                failure = summary.failure.clone().map(Failure::Failed);
                whole.add(summary);
            }
            Err(failed) => failure = Some(failed),
        }
        if failure.is_some() {
            break;
        }
    }
    progress.finish_and_clear();
    instance.close().await;
    told(&whole, failure, arguments.json, language)
}

/// Follows a stream to its end, leg by leg, each a run of its own.
async fn follow_stream(arguments: ImportedSource, telling: SourceTelling, language: Language) -> Result<(), Failure> {
    if !is_of_the_web(&arguments.source) {
        return Err(Failure::usage(language, "import-stream-address", &[]));
    }
    let outbound = outbound(&arguments, language)?;
    let instance = Instance::reach(&arguments.data, language).await?;
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(200));
    progress.set_message(arguments.source.clone());
    let mut whole = ImportSummary { dry_run: arguments.dry_run, ..ImportSummary::default() };
    let failure = loop {
        let order = SourcesOrder::Place { name: telling.name.clone(), address: arguments.source.clone() };
        let place = match instance.sources(order).await {
            Ok(SourcesDone::Place(place)) => place,
            Ok(_) => None,
            Err(failed) => break Some(failed),
        };
        let leg = follow(&outbound, &arguments.source, place.as_deref(), language).await;
        let has_more = leg.has_more && !arguments.dry_run;
        let order = ImportOrder::of(arguments.format, arguments.source.clone(), telling.clone(), language);
        let (failure, place) = (leg.failure, leg.place);
        let (dry_run, every) = (arguments.dry_run, arguments.every);
        let order = ImportOrder { failure, place, dry_run, every, ..order };
        match instance.import(order, leg.pieces).await {
            Ok(summary) => {
                let failure = summary.failure.clone().map(Failure::Failed);
                whole.add(summary);
                if failure.is_some() || !has_more {
                    break failure;
                }
            }
            Err(failed) => break Some(failed),
        }
    };
    progress.finish_and_clear();
    instance.close().await;
    told(&whole, failure, arguments.json, language)
}

fn outbound(arguments: &ImportedSource, language: Language) -> Result<Outbound, Failure> {
    let allowed = AllowList::parse(&arguments.allow_hosts)
        .map_err(|error| Failure::usage(language, "allow-host-unusable", &[("cause", chain(&error))]))?;
    Ok(Outbound::new(allowed, Settings::default()))
}

/// Tells what an import did, and what it failed at.
fn told(whole: &ImportSummary, failure: Option<Failure>, json: bool, language: Language) -> Result<(), Failure> {
    // What was read before a source failed is in, and has its report.
    let has_run = json && whole.run.is_some();
    if failure.is_none() || has_run || !whole.records.is_empty() || !whole.unplaced.is_empty() {
        if json {
            output::tell_line(&serde_json::to_string_pretty(whole).unwrap_or_default(), language)?;
        } else {
            output::tell(report::imported(whole, language).as_bytes(), language)?;
        }
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    if whole.faults > 0 {
        return Err(Failure::Failed(text::count(language, "import-refused", whole.faults)));
    }
    Ok(())
}

async fn undo(run: u64, folder: &Path, json: bool, language: Language) -> Result<(), Failure> {
    let instance = Instance::reach(folder, language).await?;
    let done = instance.sources(SourcesOrder::Undo { run }).await;
    instance.close().await;
    let SourcesDone::Undone(undone) = done? else {
        return Err(Failure::failed(language, "instance-lost", &[("cause", "?".to_owned())]));
    };
    let UndoSummary { ended, restored, left, .. } = &undone;
    if json {
        return output::tell_line(&serde_json::to_string_pretty(&undone).unwrap_or_default(), language);
    }
    let mut lines: Vec<String> =
        left.iter().map(|iri| text::fill(language, "undo-left", &[("iri", iri.clone())])).collect();
    let values = [
        ("run", run.to_string()),
        ("ended", ended.to_string()),
        ("restored", restored.to_string()),
        ("left", left.len().to_string()),
    ];
    lines.push(text::fill(language, "undo-did", &values));
    output::tell_line(&lines.join("\n"), language)
}

/// What is said of a source beside what it says itself; nothing of one whose records have addresses already, but its name.
fn telling(arguments: &ImportedSource, language: Language) -> Result<SourceTelling, Failure> {
    if arguments.audience.is_some() && !arguments.format.has_keys() {
        let format = arguments.format.name().to_owned();
        return Err(Failure::usage(language, "import-telling-unused", &[("format", format)]));
    }
    if arguments.map.is_some() && !arguments.format.is_mapped() {
        let format = arguments.format.name().to_owned();
        return Err(Failure::usage(language, "import-map-unused", &[("format", format)]));
    }
    if arguments.territory.is_some() && arguments.format == ImportFormat::Ldes {
        return Err(Failure::usage(language, "import-territory-unused", &[]));
    }
    if arguments.mint.is_some() && arguments.format.rdf().is_none() {
        let format = arguments.format.name().to_owned();
        return Err(Failure::usage(language, "import-mint-unused", &[("format", format)]));
    }
    is_container(arguments.mint.as_deref(), language)?;
    if arguments.every.is_some() && !is_of_the_web(&arguments.source) {
        return Err(Failure::usage(language, "import-every-unused", &[]));
    }
    let mapping = arguments.map.as_deref().map(|file| {
        std::fs::read_to_string(file)
            .map_err(|error| unreadable(language, &file.display().to_string(), &error.to_string()))
    });
    Ok(SourceTelling {
        name: arguments.source_name.clone(),
        audience: arguments.audience,
        mapping: mapping.transpose()?,
        territory: arguments.territory.clone(),
        mint: arguments.mint.clone(),
    })
}

/// What is one source here.
struct Source {
    name: String,
    pieces: Vec<Piece>,
    failure: Option<String>,
}

impl Source {
    fn of(name: String, content: Content) -> Self {
        Self { pieces: vec![Piece { name: name.clone(), content }], name, failure: None }
    }
}

fn is_of_the_web(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

/// Since when only what changed has to be read: of a live map alone, which tells that.
async fn read_before(
    arguments: &ImportedSource,
    telling: &SourceTelling,
    language: Language,
) -> Result<Option<Timestamp>, Failure> {
    let tells =
        arguments.format == ImportFormat::Gogocarto && exchange::gogocarto::changes(&arguments.source).is_some();
    if !tells || arguments.dry_run {
        return Ok(None);
    }
    let order = ImportOrder::of(arguments.format, arguments.source.clone(), telling.clone(), language);
    // The folder is let go of while the map is asked.
    let instance = Instance::reach(&arguments.data, language).await?;
    let done = instance.sources(SourcesOrder::ReadBefore(Box::new(order))).await;
    instance.close().await;
    Ok(if let SourcesDone::ReadBefore(before) = done? { before } else { None })
}

async fn sources(
    arguments: &ImportedSource,
    before: Option<Timestamp>,
    language: Language,
) -> Result<Vec<Source>, Failure> {
    let name = arguments.source.clone();
    if name == STANDARD_INPUT {
        let unreadable = |error: io::Error| unreadable(language, "-", &error.to_string());
        let mut spool = Spool::new().map_err(unreadable)?;
        io::copy(&mut io::stdin().lock(), &mut spool).map_err(unreadable)?;
        return Ok(vec![Source::of(name, spool.cut())]);
    }
    if is_of_the_web(&name) {
        let outbound = outbound(arguments, language)?;
        let (pieces, failure) = match fetch(&outbound, arguments.format, &name, before, language).await {
            Ok(pieces) => (pieces, None),
            Err(failure) => (Vec::new(), Some(failure)),
        };
        return Ok(vec![Source { name, pieces, failure }]);
    }
    let path = PathBuf::from(&name);
    if !path.is_dir() {
        return Ok(vec![file(&path, language)?]);
    }
    let files = files_of(&path, arguments, language)?;
    let sources = together(&files).map_err(|error| unreadable(language, &name, &error.to_string()))?;
    // Files of RDF name their documents themselves and are sources of their own; those of a map or a list are one.
    if !arguments.format.has_keys() {
        return Ok(sources);
    }
    let pieces = sources.into_iter().flat_map(|source| source.pieces).collect();
    Ok(vec![Source { name: name_of(&path), pieces, failure: None }])
}

fn file(path: &Path, language: Language) -> Result<Source, Failure> {
    let content = File::open(path).and_then(Content::file);
    let content = content.map_err(|error| unreadable(language, &path.display().to_string(), &error.to_string()))?;
    Ok(Source::of(name_of(path), content))
}

/// All files of a folder, in one: a process may not hold many open.
fn together(files: &[PathBuf]) -> io::Result<Vec<Source>> {
    let mut spool = Spool::new()?;
    let source = |path: &PathBuf| {
        io::copy(&mut File::open(path)?, &mut spool)?;
        Ok(Source::of(name_of(path), spool.cut()))
    };
    files.iter().map(source).collect()
}

/// The name alone: the same source wherever it lies, and no path of this machine in the history.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The files of a folder that have the format's extension, by name.
fn files_of(folder: &Path, arguments: &ImportedSource, language: Language) -> Result<Vec<PathBuf>, Failure> {
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
