//! Diagnostics for forges: SARIF 2.1.0 (OASIS Standard, 27 March 2020).

use super::Findings;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use shapes::Severity;
use shapes::diagnostic::{Code, Diagnostic};
use std::path::Path;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What stays as it is in the path of a URI (RFC 3986, section 3.3).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn write(findings: &Findings) -> String {
    let rules: Vec<_> = Code::ALL.iter().map(|code| rule(findings, *code)).collect();
    let results: Vec<_> = findings.diagnostics.iter().map(|diagnostic| result(findings, diagnostic)).collect();
    let artifacts: Vec<_> =
        findings.bundle.sources().iter().map(|source| json!({ "location": { "uri": uri(&source.name) } })).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "codesocial",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "language": findings.language.tag(),
            // SARIF, section 3.14.17: columns are counted in characters, not in UTF-16.
            "columnKind": "unicodeCodePoints",
            "artifacts": artifacts,
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn rule(findings: &Findings, code: Code) -> Value {
    let texts = code.texts();
    let say = |sentence| findings.in_language(sentence);
    json!({
        "id": code.to_string(),
        "name": format!("{code:?}"),
        "shortDescription": { "text": say(&texts.title) },
        "fullDescription": { "text": say(&texts.why) },
        "help": { "text": say(&texts.help) },
        "helpUri": format!("{}/{}", env!("CARGO_PKG_REPOSITORY"), code.page()),
        "defaultConfiguration": { "level": level(texts.severity) },
    })
}

fn result(findings: &Findings, diagnostic: &Diagnostic) -> Value {
    let index = Code::ALL.iter().position(|code| *code == diagnostic.code);
    let say = |sentence| findings.in_language(&sentence);
    let locations: Vec<_> = diagnostic
        .place
        .iter()
        .map(|place| {
            let (start, end) = findings.positions(place);
            let section = diagnostic.section.clone().map(|section| json!([{ "name": say(section), "kind": "module" }]));
            let mut location = json!({
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(findings.file(place)), "index": place.file },
                    // SARIF, section 3.30: lines and columns from 1, the end one past the last character.
                    "region": {
                        "startLine": start.line,
                        "startColumn": start.column,
                        "endLine": end.line,
                        "endColumn": end.column,
                    },
                },
            });
            if let (Some(section), Some(fields)) = (section, location.as_object_mut()) {
                fields.insert("logicalLocations".to_owned(), section);
            }
            location
        })
        .collect();
    json!({
        "ruleId": diagnostic.code.to_string(),
        "ruleIndex": index,
        "level": level(diagnostic.severity),
        "message": { "text": format!("{} {}", sentence(&say(diagnostic.what())), sentence(&say(diagnostic.help()))) },
        "locations": locations,
    })
}

/// SARIF, section 3.58.6.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Violation => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A text with its full stop.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// A file's name as a URI: relative as it was given, or `file:`.
fn uri(name: &str) -> String {
    let path = utf8_percent_encode(name, PATH);
    if Path::new(name).is_absolute() { format!("file://{path}") } else { path.to_string() }
}
