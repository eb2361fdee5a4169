//! `codesocial same`: which documents are likely of one organisation, and what somebody says of that.

use crate::arguments::{Same, SameAction};
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::{Deciding, SameDone, SameOrder, SameReport};
use crate::output;
use crate::text::{self, Language};
use registry::same::summary::{DecisionSummary, PairSummary, SheetSummary};

pub(super) async fn run(arguments: Same, language: Language) -> Result<(), Failure> {
    let Same { data, json, territory, limit, action } = arguments;
    let (data, order) = match action {
        None => {
            let data = data.ok_or_else(|| Failure::usage(language, "sources-of-what", &[]))?;
            (data, SameOrder::List { territory, limit })
        }
        Some(action) => {
            let (decision, pair) = match action {
                SameAction::Confirm(pair) => (Deciding::Confirm, pair),
                SameAction::Refuse(pair) => (Deciding::Refuse, pair),
                SameAction::Merge(pair) => (Deciding::Merge, pair),
                SameAction::Undo(pair) => (Deciding::Undo, pair),
            };
            (pair.data, SameOrder::Decide { decision, one: pair.one, other: pair.other })
        }
    };
    let instance = Instance::reach(&data.data, language).await?;
    let done = instance.same(order).await;
    instance.close().await;
    let told = match done? {
        SameDone::Listed(report) if json => serde_json::to_string_pretty(&report).unwrap_or_default(),
        SameDone::Listed(report) => in_words(&report, language),
        SameDone::Said(text) => text,
    };
    output::tell_line(&told, language)
}

fn in_words(report: &SameReport, language: Language) -> String {
    let mut parts: Vec<String> = report.likely.candidates.iter().map(|pair| pair_in_words(pair, language)).collect();
    if parts.is_empty() {
        parts.push(text::say(language, "same-none"));
    }
    parts.push(text::count(language, "same-compared", report.likely.compared));
    if !report.decisions.is_empty() {
        let decisions: Vec<String> =
            report.decisions.iter().map(|decision| decision_in_words(decision, language)).collect();
        parts.push(decisions.join("\n"));
    }
    parts.join("\n\n")
}

fn pair_in_words(pair: &PairSummary, language: Language) -> String {
    let mut lines = vec![web::likelihood_of(pair.probability, language.tag())];
    lines.extend([&pair.one, &pair.other].map(|sheet| format!("  {}", sheet_in_words(sheet, language))));
    lines.extend(web::reasons_of(&pair.reasons, language.tag()).into_iter().map(|reason| format!("    {reason}")));
    lines.join("\n")
}

fn sheet_in_words(sheet: &SheetSummary, language: Language) -> String {
    match &sheet.source {
        Some(source) => {
            let values = [("name", sheet.name.clone()), ("iri", sheet.iri.clone()), ("source", source.clone())];
            text::fill(language, "same-imported", &values)
        }
        None => format!("{} <{}>", sheet.name, sheet.iri),
    }
}

fn decision_in_words(decision: &DecisionSummary, language: Language) -> String {
    let key = match decision.decision.as_str() {
        "refused" => "same-was-refused",
        "merged" => "same-was-merged",
        _ => "same-was-confirmed",
    };
    text::fill(language, key, &[("one", decision.one.clone()), ("other", decision.other.clone())])
}
