//! `codesocial erase`: destroys what documents said, with every version, wherever this machine keeps it.

use crate::arguments::Erase;
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::{EraseOrder, EraseSummary};
use crate::output;
use crate::text::{self, Language};
use std::io::{BufRead, IsTerminal};

/// Most addresses told of one list; `--json` has them all.
const TOLD: usize = 20;

pub(super) async fn run(arguments: Erase, language: Language) -> Result<(), Failure> {
    let Erase { documents, data, yes, dry_run, json } = arguments;
    if !yes && !dry_run && !std::io::stdin().is_terminal() {
        return Err(Failure::usage(language, "erase-unconfirmed", &[]));
    }
    let instance = Instance::reach(&data.data, language).await?;
    let done = erase(&instance, documents, Manner::of(yes, dry_run), language).await;
    instance.close().await;
    let Some(summary) = done? else { return Err(Failure::failed(language, "erase-left", &[])) };
    let report = if json { serde_json::to_string(&summary).unwrap_or_default() } else { in_words(&summary, language) };
    output::tell_line(&report, language)
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Look,
    Ask,
    Erase,
}

impl Manner {
    fn of(yes: bool, dry_run: bool) -> Self {
        match (dry_run, yes) {
            (true, _) => Self::Look,
            (false, true) => Self::Erase,
            (false, false) => Self::Ask,
        }
    }
}

/// Nothing: it was not confirmed.
#[expect(clippy::print_stderr, reason = "a question to whoever sits there is no answer of the command")]
async fn erase(
    instance: &Instance,
    documents: Vec<String>,
    manner: Manner,
    language: Language,
) -> Result<Option<EraseSummary>, Failure> {
    let order = EraseOrder { documents, dry_run: manner != Manner::Erase, language };
    let summary = instance.erase(order.clone()).await?;
    if manner != Manner::Ask {
        return Ok(Some(summary));
    }
    eprintln!("{}", text::for_terminal(&in_words(&summary, language)));
    eprintln!("{}", text::say(language, "erase-ask"));
    let mut answer = String::new();
    if std::io::stdin().lock().read_line(&mut answer).is_err() || answer.trim() != text::say(language, "erase-yes") {
        return Ok(None);
    }
    instance.erase(EraseOrder { dry_run: false, ..order }).await.map(Some)
}

fn in_words(summary: &EraseSummary, language: Language) -> String {
    let mut lines = vec![text::say(language, &format!("erase-{}", summary.progress))];
    for document in &summary.documents {
        let values = [("iri", document.id.clone()), ("entries", document.entries.to_string())];
        lines.push(text::fill(language, if document.entries == 0 { "erase-again" } else { "erase-document" }, &values));
    }
    for (key, addresses) in [
        ("erase-releases", &summary.releases),
        ("erase-frozen-in", &summary.frozen_in),
        ("erase-named-in", &summary.named_in),
    ] {
        if addresses.is_empty() {
            continue;
        }
        lines.push(text::count(language, key, addresses.len()));
        lines.extend(addresses.iter().take(TOLD).map(|address| format!("  {address}")));
        if addresses.len() > TOLD {
            lines.push("  …".to_owned());
        }
    }
    lines.push(text::say(language, "erase-elsewhere"));
    lines.join("\n")
}
