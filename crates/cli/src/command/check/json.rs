//! Diagnostics for programs: one object. docs/API.md describes it; a field is never taken away or given another meaning.

use super::{Findings, word};
use serde_json::{Value, json};
use shapes::Severity;
use shapes::diagnostic::Diagnostic;

/// The version of what is written: a number that grows when a program has to be changed.
const VERSION: u32 = 1;

pub(super) fn write(findings: &Findings) -> String {
    let files: Vec<_> = findings.bundle.sources().iter().map(|source| source.name.as_str()).collect();
    let diagnostics: Vec<_> = findings.diagnostics.iter().map(|diagnostic| one(findings, diagnostic)).collect();
    let intentions: Vec<_> = findings
        .intentions
        .iter()
        .map(|intention| {
            let state = intention.state.to_term().as_str();
            json!({
                "intention": intention.node.as_str(),
                "name": findings.in_language(&intention.name),
                "state": state.rsplit_once('#').map_or(state, |(_, local)| local),
            })
        })
        .collect();
    let report = json!({
        "version": VERSION,
        "language": findings.language.tag(),
        "files": files,
        "summary": {
            "errors": findings.count(Severity::Violation),
            "warnings": findings.count(Severity::Warning),
            "advice": findings.count(Severity::Info),
        },
        "diagnostics": diagnostics,
        "intentions": intentions,
    });
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn one(findings: &Findings, diagnostic: &Diagnostic) -> Value {
    let mut value = json!({
        "code": diagnostic.code.to_string(),
        "severity": word(diagnostic.severity),
        "title": findings.in_language(&diagnostic.code.texts().title),
        "message": findings.in_language(&diagnostic.what()),
        "why": findings.in_language(&diagnostic.why()),
        "help": findings.in_language(&diagnostic.help()),
        "page": diagnostic.code.page(),
        "file": null,
        "line": null,
        "column": null,
        "endLine": null,
        "endColumn": null,
        "section": diagnostic.section.as_ref().map(|section| findings.in_language(section)),
        "node": diagnostic.node.as_ref().map(oxrdf::NamedNode::as_str),
        "property": diagnostic.property.as_ref().map(oxrdf::NamedNode::as_str),
    });
    if let Some(place) = &diagnostic.place
        && let Some(fields) = value.as_object_mut()
    {
        let (start, end) = findings.positions(place);
        fields.insert("file".to_owned(), findings.file(place).into());
        for (name, number) in
            [("line", start.line), ("column", start.column), ("endLine", end.line), ("endColumn", end.column)]
        {
            fields.insert(name.to_owned(), number.into());
        }
    }
    value
}
