//! `codesocial release`: freezes and signs a description as it stands.

use crate::arguments::Release;
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::{ReleaseSummary, ReleaseWish};
use crate::output;
use crate::text::{self, Language};

pub(super) async fn run(arguments: Release, language: Language) -> Result<(), Failure> {
    let instance = Instance::reach(&arguments.data.data, language).await?;
    let Release { description, name, note, convention, json, .. } = arguments;
    let wish = ReleaseWish { description, name, note, convention, language };
    let released = instance.release(wish).await;
    instance.close().await;
    let summary = released?;
    let report = if json { serde_json::to_string(&summary).unwrap_or_default() } else { in_words(&summary, language) };
    output::tell_line(&report, language)
}

fn in_words(summary: &ReleaseSummary, language: Language) -> String {
    let mut lines = vec![
        text::fill(language, "released", &[("iri", summary.id.clone())]),
        text::count(language, "released-members", summary.members),
    ];
    if !summary.left_out.is_empty() {
        lines.push(text::count(language, "released-left-out", summary.left_out.len()));
        lines.extend(summary.left_out.iter().map(|iri| format!("  {iri}")));
    }
    lines.join("\n")
}
