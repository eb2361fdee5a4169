//! What shapes refused: a text per field for people and forms, and the `sh:ValidationReport` for programs.

use crate::locale::Locale;
use crate::vocabulary::Vocabulary;
use model::Iri;
use model::syntax::{self, Format};
use oxrdf::{BlankNode, Literal, NamedOrBlankNode, Quad, Term};
use registry::{Report, Severity, ValidationResult};
use serde_json::{Map, Value, json};

/// One refused field, for people.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// The property, in words.
    pub(crate) field: Option<String>,
    /// What is wrong and what to do.
    pub(crate) message: String,
    pub(crate) severity: Severity,
}

/// The findings of all documents, in order.
pub(super) fn findings(reports: &[(Iri, Report)], locale: Locale, vocabulary: &Vocabulary) -> Vec<Finding> {
    results(reports)
        .map(|(_, result)| Finding {
            field: result.path.as_ref().map(|path| vocabulary.label(locale, path.as_ref())),
            message: message(result, locale),
            severity: result.severity,
        })
        .collect()
}

/// The findings as members of a problem: `errors`, one per field.
pub(super) fn errors(reports: &[(Iri, Report)], locale: Locale) -> Value {
    results(reports)
        .map(|(document, result)| {
            let mut error = Map::new();
            error.insert("document".to_owned(), document.as_str().into());
            error.insert("focus".to_owned(), shown(&result.focus).into());
            if let Some(path) = &result.path {
                error.insert("path".to_owned(), path.as_str().into());
            }
            if let Some(value) = &result.value {
                error.insert("value".to_owned(), shown(value).into());
            }
            error.insert("severity".to_owned(), severity(result.severity).into());
            error.insert("message".to_owned(), message(result, locale).into());
            let messages: Map<String, Value> = result
                .messages
                .iter()
                .filter_map(|message| Some((message.language()?.to_owned(), message.value().into())))
                .collect();
            error.insert("messages".to_owned(), messages.into());
            Value::Object(error)
        })
        .collect()
}

/// The reports as RDF, one `sh:ValidationReport` per document; their blank nodes are kept apart.
pub(super) fn quads(reports: &[(Iri, Report)]) -> Vec<Quad> {
    reports
        .iter()
        .enumerate()
        .flat_map(|(number, (_, report))| report.to_quads().into_iter().map(move |quad| apart(quad, number)))
        .collect()
}

/// The reports in JSON-LD, as a member of a problem.
pub(super) fn json_ld(reports: &[(Iri, Report)]) -> Value {
    serde_json::from_slice(&syntax::write(&quads(reports), Format::JsonLd)).unwrap_or_else(|_| json!([]))
}

fn results(reports: &[(Iri, Report)]) -> impl Iterator<Item = (&Iri, &ValidationResult)> {
    reports.iter().flat_map(|(document, report)| report.results.iter().map(move |result| (document, result)))
}

/// The message in this language, else in any.
fn message(result: &ValidationResult, locale: Locale) -> String {
    let in_language = |message: &&Literal| message.language().and_then(Locale::from_tag) == Some(locale);
    result
        .messages
        .iter()
        .find(in_language)
        .or(result.messages.first())
        .map_or_else(|| result.component.as_str().to_owned(), |message| message.value().to_owned())
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Violation => "violation",
    }
}

fn shown(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => literal.value().to_owned(),
    }
}

fn apart(mut quad: Quad, number: usize) -> Quad {
    let renamed = |node: &BlankNode| BlankNode::new_unchecked(format!("r{number}{}", node.as_str()));
    if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
        quad.subject = renamed(node).into();
    }
    if let Term::BlankNode(node) = &quad.object {
        quad.object = renamed(node).into();
    }
    quad
}
