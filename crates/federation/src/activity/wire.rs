//! JSON as peers write it: a value may be one or several, an address may stand alone or in an object.

use super::origin::Origin;
use super::{ActivityError, PUBLIC};
use model::Iri;
use serde_json::{Map, Value};

/// An address longer than this is none.
const ADDRESS_LIMIT: usize = 2_048;

/// A JSON object. The parser refuses what is nested deeper than 128.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, ActivityError> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(value)) => Ok(value),
        Ok(_) => Err(ActivityError::NotAnObject),
        Err(error) => Err(ActivityError::NotJson(error.to_string())),
    }
}

/// All that is there: none for null, one for what is no array.
pub(super) fn several(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        Value::Null => &[],
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => std::slice::from_ref(value),
    }
}

/// What stands alone in an array.
pub(super) fn only(value: &Value) -> &Value {
    match value.as_array().map(Vec::as_slice) {
        Some([one]) => one,
        _ => value,
    }
}

/// An address of the web, by itself or as the `id` of an object.
pub(super) fn address(value: &Value) -> Option<Iri> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(value) => value.get("id")?.as_str()?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    // ActivityPub, section 5.6: implementations that read plain JSON "should be prepared to accept all three
    // representations".
    let text = if matches!(text, "as:Public" | "Public") { PUBLIC } else { text };
    if text.len() > ADDRESS_LIMIT {
        return None;
    }
    Iri::parse(text).ok().filter(|iri| Origin::of(iri).is_some())
}

/// The addresses of a property that may be absent.
pub(super) fn addresses(
    value: &Map<String, Value>,
    name: &'static str,
    limit: usize,
) -> Result<Vec<Iri>, ActivityError> {
    let values = several(value.get(name).unwrap_or(&Value::Null));
    if values.len() > limit {
        return Err(ActivityError::TooMany(name));
    }
    values.iter().map(|value| address(value).ok_or(ActivityError::Malformed(name))).collect()
}

/// The types of an object.
pub(super) fn types(value: &Map<String, Value>) -> Vec<String> {
    let values = several(value.get("type").unwrap_or(&Value::Null));
    values.iter().take(8).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A text, if it is one.
pub(super) fn text(value: &Map<String, Value>, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}
