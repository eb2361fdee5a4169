//! Where documents come from, and what each run did.

use super::Frame;
use crate::text;
use askama::Template;
use model::Iri;
use registry::import::summary::{CUT_OFF, DisputeSummary, RecordSummary, RunReport, RunSummary, SourceSummary};

/// The sources and the latest runs.
#[derive(Template)]
#[template(path = "imports.html")]
pub(crate) struct ImportsPage {
    pub(super) frame: Frame,
    sources: Vec<Source>,
    runs: Vec<Run>,
}

struct Source {
    name: String,
    format: String,
    address: String,
    due: Option<String>,
    last: Option<Run>,
    vanished: Option<String>,
}

/// A run, in a line.
struct Run {
    href: String,
    title: String,
    when: String,
    numbers: String,
    /// Why it ended before its source did, in the words of whoever asked for it.
    failure: Option<String>,
    goes_on: bool,
    undone: Option<String>,
}

impl ImportsPage {
    pub(crate) fn new(frame: Frame, sources: &[SourceSummary], runs: &[RunSummary]) -> Self {
        let sources = sources.iter().map(|source| Source {
            name: source.name.clone(),
            format: source.format.clone(),
            address: source.address.clone(),
            due: source.next.map(|next| frame.say_with("sources-due", "next", &text::moment(frame.locale(), next))),
            last: source.last.as_ref().map(|run| Run::new(&frame, run)),
            vanished: Some(source.vanished).filter(|count| *count > 0).map(|count| frame.count("run-vanished", count)),
        });
        Self { sources: sources.collect(), runs: runs.iter().map(|run| Run::new(&frame, run)).collect(), frame }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let failed = RunSummary {
            run: 13,
            failure: Some("après l’élément 2 le texte s’arrête au milieu".to_owned()),
            undone: Some("2026-11-22T09:00:00Z".parse().unwrap()),
            ..sample_run()
        };
        let sources = [SourceSummary {
            name: "carte".to_owned(),
            format: "gogocarto".to_owned(),
            address: "https://carte.example/api/elements.json".to_owned(),
            every: Some(86_400),
            next: Some("2026-11-23T08:00:00Z".parse().unwrap()),
            vanished: 2,
            last: Some(failed.clone()),
        }];
        let base = super::sample::base();
        let going_on = RunSummary { run: 14, ended: None, ..sample_run() };
        let frame = super::sample::frame(locale, base.service("admin/sources"));
        Self::new(frame, &sources, &[going_on, failed, sample_run()])
    }
}

impl Run {
    fn new(frame: &Frame, run: &RunSummary) -> Self {
        let (number, source) = (("run", run.run.to_string()), ("source", run.source.clone()));
        let count = |count: u64| text::number(frame.locale(), count);
        let numbers = [
            ("created", count(run.created)),
            ("updated", count(run.updated)),
            ("unchanged", count(run.unchanged)),
            ("refused", count(run.refused)),
        ];
        Self {
            href: frame.service(&format!("admin/runs/{}", run.run)),
            title: text::fill(frame.locale(), "run-title", &[number, source]),
            when: text::moment(frame.locale(), run.began),
            numbers: text::fill(frame.locale(), "run-numbers", &numbers),
            failure: run
                .failure
                .as_ref()
                .map(|failure| if failure == CUT_OFF { frame.say("run-cut-off") } else { failure.clone() }),
            goes_on: run.ended.is_none(),
            undone: run.undone.map(|at| frame.say_with("run-undone", "date", &text::moment(frame.locale(), at))),
        }
    }
}

/// What one run did.
#[derive(Template)]
#[template(path = "import-run.html")]
pub(crate) struct ImportRunPage {
    pub(super) frame: Frame,
    form_token: String,
    run: Run,
    vanished: Option<String>,
    removed: Option<String>,
    /// Where it can be taken back.
    undo: Option<String>,
    records: Vec<Record>,
    next: Option<String>,
    done: Option<String>,
}

struct Record {
    /// Where its document is; empty where it is none.
    href: String,
    name: String,
    fate: String,
    place: Option<String>,
    /// In the words of whoever asked for the run.
    why: Option<String>,
    disputes: Vec<Dispute>,
}

struct Dispute {
    about: String,
    here: Vec<String>,
    there: Vec<String>,
}

impl ImportRunPage {
    pub(crate) fn new(frame: Frame, form_token: String, report: RunReport, done: Option<String>) -> Self {
        let RunReport { run, records, next } = report;
        let address = format!("admin/runs/{}", run.run);
        let can_be_undone = run.ended.is_some() && run.undone.is_none() && run.created + run.updated > 0;
        Self {
            vanished: Some(run.vanished).filter(|count| *count > 0).map(|count| frame.count("run-vanished", count)),
            removed: Some(run.removed).filter(|count| *count > 0).map(|count| frame.count("run-removed", count)),
            undo: can_be_undone.then(|| frame.asset(&format!("{address}/undo"))),
            records: records.into_iter().map(|record| Record::new(&frame, record)).collect(),
            next: next.map(|after| frame.link(&frame.base().service(&address).with_query("after", &after.to_string()))),
            run: Run::new(&frame, &run),
            form_token,
            done,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let record = |name: &str, outcome: &str| RecordSummary {
            iri: name.to_owned(),
            outcome: outcome.to_owned(),
            lines: Vec::new(),
            items: vec![3],
            why: None,
            disputes: Vec::new(),
        };
        let moulin = base.service("organizations/moulin");
        let dispute = DisputeSummary {
            subject: moulin.as_str().to_owned(),
            property: Some("https://w3id.org/codesocial#summary".to_owned()),
            here: vec![format!("<{moulin}> <https://w3id.org/codesocial#summary> \"Une minoterie.\"@fr")],
            source: Vec::new(),
        };
        let records = vec![
            record(moulin.as_str(), "created"),
            RecordSummary {
                disputes: vec![dispute],
                why: Some("quelqu’un l’a changée ici".to_owned()),
                lines: vec![12],
                items: Vec::new(),
                ..record(moulin.as_str(), "kept")
            },
            RecordSummary { why: Some("elle n’a pas de nom".to_owned()), ..record("9z", "refused") },
            RecordSummary { items: Vec::new(), ..record(base.service("places/four").as_str(), "vanished") },
            RecordSummary { items: Vec::new(), ..record("https://b.example/places/four", "removed") },
        ];
        let frame = super::sample::frame(locale, base.service("admin/runs/12"));
        let done = frame.done("undone");
        Self::new(frame, "f".to_owned(), RunReport { run: sample_run(), records, next: Some(200) }, done)
    }
}

impl Record {
    fn new(frame: &Frame, record: RecordSummary) -> Self {
        let iri = Iri::parse(&record.iri).ok();
        let numbers = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        let place = match (record.lines.is_empty(), record.items.is_empty()) {
            (false, _) => Some(frame.say_with("run-lines", "lines", &numbers(&record.lines))),
            (true, false) => Some(frame.say_with("run-items", "items", &numbers(&record.items))),
            (true, true) => None,
        };
        Self {
            href: iri.map_or_else(String::new, |iri| frame.link(&iri)),
            fate: frame.say(match record.outcome.as_str() {
                "created" => "run-fate-created",
                "updated" => "run-fate-updated",
                "kept" => "run-fate-kept",
                "vanished" => "run-fate-vanished",
                "removed" => "run-fate-removed",
                _ => "run-fate-refused",
            }),
            name: record.iri,
            place,
            why: record.why,
            disputes: record.disputes.into_iter().map(Dispute::from).collect(),
        }
    }
}

impl From<DisputeSummary> for Dispute {
    fn from(dispute: DisputeSummary) -> Self {
        let DisputeSummary { subject, property, here, source } = dispute;
        Self { about: property.unwrap_or(subject), here, there: source }
    }
}

#[cfg(test)]
fn sample_run() -> RunSummary {
    RunSummary {
        run: 12,
        source: "carte".to_owned(),
        began: "2026-11-22T08:00:00Z".parse().unwrap(),
        ended: Some("2026-11-22T08:01:00Z".parse().unwrap()),
        failure: None,
        created: 3,
        updated: 1,
        unchanged: 1_234,
        refused: 1,
        vanished: 1,
        removed: 3,
        undone: None,
    }
}
