//! What was found, for people.

use super::Findings;
use crate::text::{self, Language};
use model::release::verify::{Compared, Content, Differences, Finding, KeyStanding};
use model::release::{Texts, Withheld};

/// Most triples told of one document and one side; `--json` has them all.
const TOLD: usize = 20;

pub(super) fn write(findings: &Findings) -> String {
    let Findings { file, verification, language } = findings;
    let language = *language;
    let manifest = &file.manifest.manifest;
    let mut report = Report { lines: Vec::new(), language };
    let name = said(&manifest.of.name, language).unwrap_or_else(|| manifest.of.iri.to_string());
    report.fill("verify-release", &[("number", manifest.number.to_string()), ("name", name)]);
    report.fill("verify-address", &[("iri", manifest.iri.to_string())]);
    if let Some(title) = said(&manifest.name, language) {
        report.lines.push(format!("  {title}"));
    }
    let (day, publisher) = (manifest.released.to_string(), manifest.publisher.title.clone());
    report.fill("verify-published", &[("day", day), ("name", publisher), ("iri", manifest.publisher.iri.to_string())]);
    if let Some(convention) = &manifest.convention {
        let parties: Vec<String> = convention
            .parties
            .iter()
            .map(|party| said(&party.name, language).unwrap_or_else(|| party.iri.to_string()))
            .collect();
        let called = said(&convention.name, language).unwrap_or_else(|| convention.document.to_string());
        report.fill("verify-convention", &[("name", called), ("parties", parties.join(", "))]);
    }
    report.fill("verify-fingerprint", &[("hash", file.manifest.fingerprint().to_hex())]);
    let key = [("key", manifest.key.public.to_multibase()), ("iri", manifest.key.id.to_string())];
    report.fill(if verification.signature.is_ok() { "verify-signature" } else { "verify-no-signature" }, &key);
    report.fill(
        match verification.key {
            KeyStanding::Claimed => "verify-key-claimed",
            KeyStanding::Trusted => "verify-key-trusted",
            KeyStanding::Other => "verify-key-other",
        },
        &key,
    );
    let (frozen, all) = (verification.frozen().to_string(), verification.members.len().to_string());
    report.fill("verify-contents", &[("frozen", frozen), ("all", all)]);
    for checked in &verification.members {
        let document = ("document", checked.member.document.to_string());
        match &checked.content {
            Content::Frozen => {}
            Content::Changed(differences) => {
                report.fill("verify-changed", &[document]);
                report.differences(differences.as_ref());
            }
            Content::Absent(why) => {
                // A manifest alone holds no content: one line said so.
                if !file.contents.is_empty() || why.is_some() {
                    report.fill(absent(*why), &[document]);
                }
            }
        }
    }
    for stranger in &verification.strangers {
        report.fill("verify-stranger", &[("document", stranger.to_string())]);
    }
    for copy in &verification.copies {
        report.copy(copy);
    }
    if !verification.has_description {
        report.fill("verify-no-description", &[("document", manifest.of.iri.to_string())]);
    }
    let is_whole = verification.frozen() == verification.members.len();
    report.fill(
        match (verification.holds(), is_whole) {
            (false, _) => "verify-fails",
            (true, true) => "verify-holds",
            (true, false) => "verify-holds-in-part",
        },
        &[],
    );
    report.lines.join("\n")
}

fn absent(why: Option<Withheld>) -> &'static str {
    match why {
        Some(Withheld::Erased) => "verify-erased",
        Some(Withheld::Closed) => "verify-closed",
        None => "verify-absent",
    }
}

/// A text in this language, else in whichever there is.
fn said(texts: &Texts, language: Language) -> Option<String> {
    let values = texts.get(language.tag()).or_else(|| texts.values().next())?;
    values.first().cloned()
}

struct Report {
    lines: Vec<String>,
    language: Language,
}

impl Report {
    fn fill(&mut self, key: &str, values: &[(&'static str, String)]) {
        self.lines.push(text::fill(self.language, key, values));
    }

    fn copy(&mut self, copy: &Compared) {
        let name = ("file", copy.name.clone());
        let document = ("document", copy.document.as_ref().map(ToString::to_string).unwrap_or_default());
        match &copy.finding {
            Finding::Same => self.fill("verify-copy-same", &[name, document]),
            Finding::Differs(differences) => {
                self.fill("verify-copy-differs", &[name, document]);
                self.differences(differences.as_ref());
            }
            Finding::NotAMember => self.fill("verify-copy-stranger", &[name, document]),
            Finding::Unreadable(cause) => {
                self.fill("verify-copy-unreadable", &[name, ("cause", cause.to_string())]);
            }
            Finding::NotADocument(cause) => {
                self.fill("verify-copy-unreadable", &[name, ("cause", cause.to_string())]);
            }
        }
    }

    fn differences(&mut self, differences: Option<&Differences>) {
        let Some(differences) = differences else {
            self.fill("verify-differences-unknown", &[]);
            return;
        };
        for (sign, lines) in [("-", &differences.missing), ("+", &differences.added)] {
            self.lines.extend(lines.iter().take(TOLD).map(|line| format!("    {sign} {line}")));
            if lines.len() > TOLD {
                let more = (lines.len() - TOLD).to_string();
                self.fill("verify-more", &[("sign", sign.to_owned()), ("count", more)]);
            }
        }
    }
}
