//! What a doctor found, in words, with what to do about it.

use crate::failure::chain;
use crate::text::{self, Language};
use registry::Fault;
use registry::doctor::{Ailment, Area, Diagnosis, Finding, Gravity};
use serde::{Deserialize, Serialize};

/// What was found: `codesocial doctor --json`. Fields are only added while `version` stays 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DoctorReport {
    /// 1.
    pub version: u32,
    /// Whether nothing is wrong.
    pub sound: bool,
    /// What was looked at, and the gravest that was found there.
    pub checks: Vec<CheckSummary>,
    /// What was found.
    pub findings: Vec<FindingSummary>,
    /// Entries of the journal; `None`: it cannot be read.
    pub entries: Option<u64>,
    /// Documents that are there.
    pub documents: Option<u64>,
    /// The end of the chain, in hexadecimal: whoever notes it down can say tomorrow that nothing before it was changed.
    pub chain: Option<String>,
    /// What was erased.
    pub erased: Vec<ErasedSummary>,
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSummary {
    /// `files`, `disk`, `journal`, `erasures`, `projection`, `keys`, `releases` or `clock`.
    pub area: String,
    /// `ok`, `note`, `warning`, `error`, or `unknown` where it could not be looked at.
    pub state: String,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingSummary {
    /// Where.
    pub area: String,
    /// `note`, `warning` or `error`.
    pub gravity: String,
    /// A word for programs.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The entries of one document that were erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedSummary {
    /// Its address.
    pub document: String,
    /// How many.
    pub entries: u64,
    /// The first of them.
    pub first: u64,
    /// The last of them.
    pub last: u64,
}

/// What was found, in words.
pub fn report(diagnosis: &Diagnosis, language: Language) -> DoctorReport {
    let holds = diagnosis.holds.as_ref();
    let checks = Area::ALL.into_iter().map(|area| CheckSummary {
        area: area_word(area).to_owned(),
        state: match diagnosis.gravest(area) {
            Some(gravity) => gravity_word(gravity),
            None if holds.is_some() || matches!(area, Area::Files | Area::Disk) => "ok",
            None => "unknown",
        }
        .to_owned(),
    });
    let erased = holds.map(|holds| holds.erased.as_slice()).unwrap_or_default().iter().map(|erased| ErasedSummary {
        document: erased.iri.to_string(),
        entries: erased.entries,
        first: erased.first.0,
        last: erased.last.0,
    });
    DoctorReport {
        version: 1,
        sound: diagnosis.is_sound(),
        checks: checks.collect(),
        findings: diagnosis.findings.iter().map(|finding| in_words(finding, language)).collect(),
        entries: holds.map(|holds| holds.entries),
        documents: holds.map(|holds| holds.documents),
        chain: holds.map(|holds| model::ContentHash(holds.chain).to_hex()),
        erased: erased.collect(),
    }
}

fn in_words(finding: &Finding, language: Language) -> FindingSummary {
    let (code, values) = described(&finding.ailment);
    // What an entry is told to be is one thing, what to do about it always the same.
    let advice = if code.starts_with("entry-") && code != "entry-unaccounted" { "entry" } else { code };
    FindingSummary {
        area: area_word(finding.area).to_owned(),
        gravity: gravity_word(finding.gravity).to_owned(),
        code: code.to_owned(),
        message: text::fill(language, &format!("doctor-{code}"), &values),
        help: text::fill(language, &format!("doctor-{advice}-help"), &values),
    }
}

/// Its word for programs, and what its sentences are filled with.
fn described(ailment: &Ailment) -> (&'static str, Vec<(&'static str, String)>) {
    match ailment {
        Ailment::ReadableByOthers { path, mode, wanted } => (
            "readable-by-others",
            vec![
                ("path", path.display().to_string()),
                ("mode", format!("{mode:04o}")),
                ("wanted", format!("{wanted:04o}")),
            ],
        ),
        Ailment::Unreadable { path, source } => {
            ("unreadable", vec![("path", path.display().to_string()), ("cause", source.to_string())])
        }
        Ailment::Leftover(path) => ("leftover", vec![("path", path.display().to_string())]),
        Ailment::LittleSpace { free, wanted } => {
            ("little-space", vec![("free", megabytes(*free)), ("wanted", megabytes(*wanted))])
        }
        Ailment::JournalUnusable(error) => ("journal-unusable", vec![("cause", chain(error))]),
        Ailment::JournalOlder { found, known } => {
            ("journal-older", vec![("found", found.to_string()), ("known", known.to_string())])
        }
        Ailment::StorageDamaged(said) => ("storage-damaged", vec![("cause", said.clone())]),
        Ailment::Entry { seq, fault } => (entry_code(*fault), vec![("seq", seq.0.to_string())]),
        Ailment::Askew(iri) => ("askew", vec![("document", iri.to_string())]),
        Ailment::Unfinished(erasure) => {
            ("unfinished", vec![("document", erasure.iri.to_string()), ("at", erasure.at.to_string())])
        }
        Ailment::UnfinishedAccount(erased) => {
            ("unfinished-account", vec![("account", erased.id.0.to_string()), ("at", erased.at.to_string())])
        }
        Ailment::ProjectionAbsent => ("projection-absent", Vec::new()),
        Ailment::ProjectionUnusable(error) => ("projection-unusable", vec![("cause", chain(error))]),
        Ailment::ProjectionElsewhere { applied, head } => {
            ("projection-elsewhere", vec![("applied", applied.0.to_string()), ("head", head.0.to_string())])
        }
        Ailment::ProjectionDiffers(iri) => ("projection-differs", vec![("document", iri.to_string())]),
        Ailment::IndexAbsent => ("index-absent", Vec::new()),
        Ailment::IndexUnusable(error) => ("index-unusable", vec![("cause", chain(error))]),
        Ailment::IndexElsewhere { applied, head } => {
            ("index-elsewhere", vec![("applied", applied.0.to_string()), ("head", head.0.to_string())])
        }
        Ailment::KeyUnusable { path, source } => {
            ("key-unusable", vec![("path", path.display().to_string()), ("cause", chain(source))])
        }
        Ailment::KeyUnpublished(key) => ("key-unpublished", vec![("key", key.clone())]),
        Ailment::PublishedKeyUnreadable(key) => ("published-key-unreadable", vec![("key", key.clone())]),
        Ailment::ReleaseBroken(release) => ("release-broken", vec![("release", release.to_string())]),
        Ailment::ReleaseOfUnknownKey(release) => ("release-of-unknown-key", vec![("release", release.to_string())]),
        Ailment::ClockBehind { now, last } => {
            ("clock-behind", vec![("now", now.to_string()), ("last", last.to_string())])
        }
        Ailment::ClockOff(now) => ("clock-off", vec![("now", now.to_string())]),
    }
}

fn entry_code(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => "entry-missing",
        Fault::Unreadable => "entry-unreadable",
        Fault::Content => "entry-content",
        Fault::HalfErased => "entry-half-erased",
        Fault::Commitment => "entry-commitment",
        Fault::Chain => "entry-chain",
        Fault::Unaccounted => "entry-unaccounted",
    }
}

fn megabytes(bytes: u64) -> String {
    (bytes >> 20).to_string()
}

fn area_word(area: Area) -> &'static str {
    match area {
        Area::Files => "files",
        Area::Disk => "disk",
        Area::Journal => "journal",
        Area::Erasures => "erasures",
        Area::Projection => "projection",
        Area::Index => "index",
        Area::Keys => "keys",
        Area::Releases => "releases",
        Area::Clock => "clock",
    }
}

fn gravity_word(gravity: Gravity) -> &'static str {
    match gravity {
        Gravity::Note => "note",
        Gravity::Warning => "warning",
        Gravity::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{AccountId, Iri, Seq};

    /// A finding without words would tell its key.
    #[test]
    fn every_finding_has_its_words_and_what_to_do() {
        let faults = [
            Fault::Missing,
            Fault::Unreadable,
            Fault::Content,
            Fault::HalfErased,
            Fault::Commitment,
            Fault::Chain,
            Fault::Unaccounted,
        ];
        let iri = Iri::parse("https://a.example/codes/a").unwrap();
        let path = || std::path::PathBuf::from("/srv/a");
        let now = jiff::Timestamp::UNIX_EPOCH;
        let mut ailments: Vec<Ailment> = faults.map(|fault| Ailment::Entry { seq: Seq(7), fault }).into();
        ailments.extend([
            Ailment::ReadableByOthers { path: path(), mode: 0o644, wanted: 0o600 },
            Ailment::Unreadable { path: path(), source: std::io::Error::other("why") },
            Ailment::Leftover(path()),
            Ailment::LittleSpace { free: 1 << 20, wanted: 2 << 20 },
            Ailment::JournalOlder { found: 1, known: 4 },
            Ailment::StorageDamaged("page 7".to_owned()),
            Ailment::Askew(iri.clone()),
            Ailment::Unfinished(registry::KeptErasure {
                seq: Seq(7),
                iri: iri.clone(),
                at: now,
                by: AccountId(1),
                finished: None,
            }),
            Ailment::UnfinishedAccount(registry::ErasedAccount { id: AccountId(7), at: now, finished: None }),
            Ailment::ProjectionAbsent,
            Ailment::ProjectionElsewhere { applied: Seq(1), head: Seq(2) },
            Ailment::ProjectionDiffers(iri.clone()),
            Ailment::IndexAbsent,
            Ailment::IndexUnusable(registry::SearchError::Held(1)),
            Ailment::IndexElsewhere { applied: Seq(1), head: Seq(2) },
            Ailment::KeyUnpublished("z6Mk".to_owned()),
            Ailment::PublishedKeyUnreadable("x".to_owned()),
            Ailment::ReleaseBroken(iri.clone()),
            Ailment::ReleaseOfUnknownKey(iri),
            Ailment::ClockBehind { now, last: now },
            Ailment::ClockOff(now),
        ]);
        for ailment in ailments {
            let finding = Finding { area: Area::Journal, gravity: Gravity::Error, ailment };
            for language in Language::ALL {
                let said = in_words(&finding, language);
                for text in [&said.message, &said.help] {
                    assert!(
                        !text.contains("doctor-") && !text.contains("Unknown"),
                        "{language:?} {}: {text}",
                        said.code
                    );
                }
            }
        }
        for area in Area::ALL {
            for language in Language::ALL {
                assert!(text::find(language, &format!("doctor-area-{}", area_word(area))).is_some());
            }
        }
    }
}
