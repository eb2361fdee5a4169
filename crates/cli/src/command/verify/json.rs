//! What was found, for programs. New fields may come; none goes or changes its meaning while `version` stays.

use super::Findings;
use model::Iri;
use model::release::verify::{Content, Differences, Finding, KeyStanding};
use model::release::{ReleaseFileError, Withheld};
use serde_json::{Value, json};

const VERSION: u32 = 1;

pub(super) fn write(findings: &Findings) -> String {
    let (file, verification) = (&findings.file, &findings.verification);
    let manifest = &file.manifest.manifest;
    let members: Vec<Value> = verification
        .members
        .iter()
        .map(|checked| {
            let (state, differences) = match &checked.content {
                Content::Frozen => ("same", None),
                Content::Changed(differences) => ("changed", differences.as_ref()),
                Content::Absent(Some(Withheld::Erased)) => ("erased", None),
                Content::Absent(Some(Withheld::Closed)) => ("closed", None),
                Content::Absent(None) => ("absent", None),
            };
            json!({
                "document": checked.member.document.as_str(),
                "version": checked.member.version,
                "sha256": checked.member.hash.to_hex(),
                "state": state,
                "differences": differences.map(triples),
            })
        })
        .collect();
    let copies: Vec<Value> = verification
        .copies
        .iter()
        .map(|copy| {
            let (state, differences, cause) = match &copy.finding {
                Finding::Same => ("same", None, None),
                Finding::Differs(differences) => ("differs", differences.as_ref(), None),
                Finding::NotAMember => ("not-a-member", None, None),
                Finding::Unreadable(cause) => ("unreadable", None, Some(cause.to_string())),
                Finding::NotADocument(cause) => ("unreadable", None, Some(cause.to_string())),
            };
            json!({
                "file": copy.name,
                "document": copy.document.as_ref().map(Iri::as_str),
                "state": state,
                "differences": differences.map(triples),
                "cause": cause,
            })
        })
        .collect();
    let key = match verification.key {
        KeyStanding::Claimed => "claimed",
        KeyStanding::Trusted => "trusted",
        KeyStanding::Other => "other",
    };
    json!({
        "version": VERSION,
        "verified": verification.holds(),
        "release": manifest.iri.as_str(),
        "number": manifest.number,
        "releaseOf": manifest.of.iri.as_str(),
        "released": manifest.released.to_string(),
        "publisher": { "id": manifest.publisher.iri.as_str(), "title": manifest.publisher.title },
        "convention": manifest.convention.as_ref().map(|convention| convention.document.as_str()),
        "fingerprint": file.manifest.fingerprint().to_hex(),
        "signature": verification.signature.is_ok(),
        "key": {
            "id": manifest.key.id.as_str(),
            "publicKeyMultibase": manifest.key.public.to_multibase(),
            "standing": key,
        },
        "descriptionPresent": verification.has_description,
        "members": members,
        "strangers": verification.strangers.iter().map(Iri::as_str).collect::<Vec<_>>(),
        "copies": copies,
    })
    .to_string()
}

/// Of a file that is no release, or says what was not signed.
pub(super) fn refused(reason: &str, error: &ReleaseFileError) -> String {
    json!({ "version": VERSION, "verified": false, "refused": reason, "cause": error.to_string() }).to_string()
}

fn triples(differences: &Differences) -> Value {
    json!({ "missing": differences.missing, "added": differences.added })
}
