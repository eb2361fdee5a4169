//! `codesocial doctor`: what is wrong with an instance, and what to do. It changes nothing, and runs beside the process
//! that runs the instance, or alone.

use crate::arguments::Doctor;
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::{self, DoctorReport};
use crate::output;
use crate::parts::SystemClock;
use crate::text::{self, Language};
use registry::OpenError;
use registry::folder::FolderError;
use std::path::Path;

pub(super) async fn run(arguments: Doctor, language: Language) -> Result<(), Failure> {
    let Doctor { data, json } = arguments;
    let report = examine(&data.data, language).await?;
    let said = if json { serde_json::to_string(&report).unwrap_or_default() } else { in_words(&report, language) };
    output::tell_line(&text::for_terminal(&said), language)?;
    if report.sound { Ok(()) } else { Err(Failure::No) }
}

async fn examine(folder: &Path, language: Language) -> Result<DoctorReport, Failure> {
    if let Some(instance) = Instance::running(folder, language).await {
        return instance.diagnose().await;
    }
    if !folder.is_dir() {
        return Err(Failure::opening(language, &OpenError::NoInstance(folder.to_owned())));
    }
    match registry::doctor::diagnose(folder, &SystemClock).await {
        Ok(diagnosis) => Ok(operation::report(&diagnosis, language)),
        // It was started between the two looks.
        Err(error @ OpenError::Folder(FolderError::Owned(_))) => match Instance::running(folder, language).await {
            Some(instance) => instance.diagnose().await,
            None => Err(Failure::opening(language, &error)),
        },
        Err(error) => Err(Failure::opening(language, &error)),
    }
}

fn in_words(report: &DoctorReport, language: Language) -> String {
    let mut lines = Vec::new();
    for check in &report.checks {
        let area = text::say(language, &format!("doctor-area-{}", check.area));
        lines.push(format!("{} {area}", sign(&check.state)));
        for finding in report.findings.iter().filter(|finding| finding.area == check.area) {
            lines.push(format!("    {} {}", sign(&finding.gravity), finding.message));
            lines.push(format!("      → {}", finding.help));
        }
        if check.area == "erasures" {
            for erased in &report.erased {
                let values = [
                    ("document", erased.document.clone()),
                    ("entries", erased.entries.to_string()),
                    ("first", erased.first.to_string()),
                    ("last", erased.last.to_string()),
                ];
                lines.push(format!("    – {}", text::fill(language, "doctor-erased", &values)));
            }
        }
    }
    if let (Some(entries), Some(documents), Some(chain)) = (report.entries, report.documents, &report.chain) {
        let values = [("entries", entries.to_string()), ("documents", documents.to_string()), ("chain", chain.clone())];
        lines.push(text::fill(language, "doctor-holds", &values));
    }
    lines.push(text::say(language, if report.sound { "doctor-sound" } else { "doctor-unsound" }));
    lines.join("\n")
}

fn sign(state: &str) -> &'static str {
    match state {
        "ok" => "✓",
        "note" => "·",
        "warning" => "!",
        "error" => "✗",
        _ => "?",
    }
}
