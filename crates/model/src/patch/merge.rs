//! `application/merge-patch+json` (RFC 7396), on the document's JSON-LD as [`syntax::write_document`] writes it.

use super::{PatchError, Rule};
use crate::document::{Document, TRIPLE_LIMIT};
use crate::syntax::{self, Format, SyntaxError, check_json};
use oxrdf::{GraphName, Triple};
use serde_json::{Map, Value};

/// Reads a merge patch.
pub(super) fn read(text: &str) -> Result<Map<String, Value>, PatchError> {
    check_json(text)?;
    let value: Value = serde_json::from_str(text).map_err(|error| SyntaxError::Malformed {
        line: error.line() as u64,
        column: error.column() as u64,
        message: error.to_string(),
    })?;
    match value {
        Value::Object(members) => Ok(members),
        // RFC 7396, section 1: "If the provided merge patch contains members that are not objects, […] it replaces the
        // target", and no document is a number.
        Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Null => {
            Err(refused(Rule::NoObject, text.trim().chars().take(40).collect::<String>()))
        }
    }
}

/// What becomes of the document.
pub(super) fn apply(patch: &Map<String, Value>, before: &Document) -> Result<Document, PatchError> {
    let unreadable = |error: serde_json::Error| refused(Rule::NoJsonLd, error.to_string());
    let target: Value = serde_json::from_slice(&syntax::write_document(before, Format::JsonLd)).map_err(unreadable)?;
    let context = target.get("@context");
    if let Some(other) = patch.get("@context").filter(|stated| Some(*stated) != context) {
        return Err(refused(Rule::Context, other.to_string()));
    }
    if let Some(other) = patch.values().find_map(inner_context) {
        return Err(refused(Rule::Context, other.to_string()));
    }
    let mut merged = target.clone();
    merge(&mut merged, patch);
    if merged == target {
        return Ok(before.clone());
    }
    let text = serde_json::to_vec(&merged).map_err(unreadable)?;
    let quads = syntax::parse(&text, Format::JsonLd, before.iri(), TRIPLE_LIMIT)
        .map_err(|error| refused(Rule::NoJsonLd, in_words(error)))?;
    // What the context does not know, JSON-LD leaves out, and nobody would be told.
    if let Some(unheard) = syntax::unheard(&text, Format::JsonLd, before.iri()).into_iter().next() {
        return Err(refused(Rule::UnknownKey, unheard.written));
    }
    if let Some(graph) = quads.iter().map(|quad| &quad.graph_name).find(|graph| **graph != GraphName::DefaultGraph) {
        return Err(refused(Rule::OtherGraph, graph.to_string()));
    }
    Ok(Document::admit(before.iri().clone(), quads.into_iter().map(Triple::from).collect())?)
}

/// RFC 7396, section 2, `MergePatch`. No deeper than JSON was allowed to be.
fn merge(target: &mut Value, patch: &Map<String, Value>) {
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(members) = target.as_object_mut() else { return };
    for (name, value) in patch {
        match value {
            Value::Null => {
                members.shift_remove(name);
            }
            Value::Object(inner) => merge(members.entry(name.clone()).or_insert(Value::Null), inner),
            Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                members.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A context within the patch, which would give its words other meanings.
fn inner_context(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(members) => members.get("@context").or_else(|| members.values().find_map(inner_context)),
        Value::Array(items) => items.iter().find_map(inner_context),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The place is one of the merged text, which nobody has seen.
fn in_words(error: SyntaxError) -> String {
    match error {
        SyntaxError::Malformed { message, .. } => message,
        other @ (SyntaxError::NotUtf8 { .. }
        | SyntaxError::TooDeep { .. }
        | SyntaxError::TooMany { .. }
        | SyntaxError::UnknownContext(_)
        | SyntaxError::WriteOnly(_)) => other.to_string(),
    }
}

fn refused(rule: Rule, what: impl Into<String>) -> PatchError {
    PatchError::unusable(rule, what, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7396_appendix_a() {
        for (target, patch, expected) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, r"{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            (r"[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            (r"{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            let [mut target, patch, expected]: [Value; 3] =
                [target, patch, expected].map(|text| serde_json::from_str(text).unwrap());
            merge(&mut target, patch.as_object().unwrap());
            assert_eq!(target, expected);
        }
    }
}
