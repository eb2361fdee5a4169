//! What is done about sources beside reading them: listing, scheduling, telling what a run did, taking it back.

use super::{ImportOrder, explain, read_before, source_name};
use crate::text::{self, Language};
use jiff::Timestamp;
use model::Slug;
use registry::import::summary::{RecordSummary, RunReport, SourceSummary};
use registry::{Registry, UndoError, Undoing};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Records of a run that are asked for at once.
const PAGE: usize = 1_000;

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "sources", rename_all = "kebab-case")]
pub enum SourcesOrder {
    /// Say which there are, and how their last runs went.
    List,
    /// Have one read again and again, or by hand only.
    Schedule {
        /// Its name.
        name: String,
        /// How long from one run to the next.
        every: Option<Duration>,
    },
    /// Say what a run did.
    Report {
        /// Its number.
        run: u64,
    },
    /// Say since when only what changed has to be read of what is to be imported.
    ReadBefore(Box<ImportOrder>),
    /// Take a run back.
    Undo {
        /// Its number.
        run: u64,
    },
    /// Say how far a stream was read.
    Place {
        /// Its name, if it was given one.
        name: Option<String>,
        /// Its address.
        address: String,
    },
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "sources", content = "with", rename_all = "kebab-case")]
pub enum SourcesDone {
    /// The sources.
    Listed(Vec<SourceSummary>),
    /// What to say of it.
    Said(String),
    /// A run.
    Report(Box<RunReport>),
    /// Since when only what changed has to be read.
    ReadBefore(Option<Timestamp>),
    /// A run that was taken back.
    Undone(UndoSummary),
    /// How far a stream was read; nothing: not at all.
    Place(Option<String>),
}

/// A run that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoSummary {
    /// Its number.
    pub run: u64,
    /// How many documents are gone that it had made.
    pub ended: usize,
    /// How many say again what they said before.
    pub restored: usize,
    /// Those that somebody changed since: they stay so.
    pub left: Vec<String>,
}

/// Does it with the operator's rights. `Err`: said in `language`.
pub async fn sources(registry: &Registry, order: SourcesOrder, language: Language) -> Result<SourcesDone, String> {
    let operator = registry.operator();
    let refused = |error| explain(language, error);
    match order {
        SourcesOrder::List => {
            let sources = registry.sources(&operator).await.map_err(refused)?;
            Ok(SourcesDone::Listed(sources.into_iter().map(SourceSummary::from).collect()))
        }
        SourcesOrder::Schedule { name, every } => {
            let unknown = || text::fill(language, "source-unknown", &[("name", name.clone())]);
            let slug = Slug::from_text(&name).map_err(|_| unknown())?;
            if !registry.schedule_source(&operator, &slug, every).await.map_err(refused)? {
                return Err(unknown());
            }
            let key = if every.is_some() { "source-scheduled" } else { "source-stopped" };
            Ok(SourcesDone::Said(text::fill(language, key, &[("name", slug.to_string())])))
        }
        SourcesOrder::Report { run } => {
            let kept = registry.run(&operator, run).await.map_err(refused)?;
            let kept = kept.ok_or_else(|| text::fill(language, "run-unknown", &[("run", run.to_string())]))?;
            let mut records = Vec::new();
            let mut after = 0;
            loop {
                let page = registry.run_records(&operator, run, after, PAGE).await.map_err(refused)?;
                let Some(last) = page.last().map(|record| record.position) else { break };
                after = last;
                records.extend(page.into_iter().map(RecordSummary::from));
            }
            Ok(SourcesDone::Report(Box::new(RunReport { run: kept.into(), records, next: None })))
        }
        SourcesOrder::Place { name, address } => {
            let key = if name.is_none() && address.contains('?') { "source-asked-nameless" } else { "source-nameless" };
            let nameless = || text::fill(language, key, &[("source", address.clone())]);
            let name = source_name(name.as_deref(), &address).ok_or_else(nameless)?;
            Ok(SourcesDone::Place(registry.replica_place(&operator, &name).await.map_err(refused)?))
        }
        SourcesOrder::ReadBefore(order) => Ok(SourcesDone::ReadBefore(read_before(registry, &order).await)),
        SourcesOrder::Undo { run } => {
            let undone = registry.undo_run(&operator, run).await;
            let undone = undone.map_err(|error| explain_undo(language, error))?;
            let count = |undoing| undone.records.iter().filter(|record| record.undoing == undoing).count();
            let left = undone.records.iter().filter(|record| record.undoing == Undoing::Left);
            Ok(SourcesDone::Undone(UndoSummary {
                run,
                ended: count(Undoing::Ended),
                restored: count(Undoing::Restored),
                left: left.map(|record| record.iri.to_string()).collect(),
            }))
        }
    }
}

fn explain_undo(language: Language, error: UndoError) -> String {
    let of = |key, run: u64| text::fill(language, key, &[("run", run.to_string())]);
    match error {
        UndoError::Unknown(run) => of("run-unknown", run),
        UndoError::GoesOn(run) => of("run-goes-on", run),
        UndoError::Undone(run) => of("run-undone", run),
        UndoError::Refused(error) => explain(language, error),
    }
}
