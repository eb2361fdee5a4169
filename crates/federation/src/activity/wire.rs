//! JSON as peers write it: a value may be one or several, an address may stand alone or in an object.

use super::origin::Origin;
use super::{ActivityError, PUBLIC};
use model::Iri;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An address longer than this is none.
const ADDRESS_LIMIT: usize = 2_048;
/// Nobody says a name in more languages.
const LANGUAGES_LIMIT: usize = 64;

/// A document has so many values and names at most. A page of an outbox of 1,000 activities has about 50,000.
const VALUES_LIMIT: usize = 200_000;

/// A JSON object. The parser refuses what is nested deeper than 128; what has too many values is refused before they
/// take the memory.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, ActivityError> {
    if values(bytes) > VALUES_LIMIT {
        return Err(ActivityError::TooMany("the document"));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(value)) => Ok(value),
        Ok(_) => Err(ActivityError::NotAnObject),
        Err(error) => Err(ActivityError::NotJson(error.to_string())),
    }
}

/// How many values there are, about: each but the first is after a comma, or inside something.
fn values(bytes: &[u8]) -> usize {
    let (mut values, mut is_text, mut is_escaped) = (0, false, false);
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_text,
            b'"' => is_text = !is_text,
            b',' | b'{' | b'[' if !is_text => values += 1,
            _ => {}
        }
    }
    values
}

/// All that is there: none for null, one for what is no array.
pub(crate) fn several(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        Value::Null => &[],
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => std::slice::from_ref(value),
    }
}

/// What stands alone in an array.
pub(crate) fn only(value: &Value) -> &Value {
    match value.as_array().map(Vec::as_slice) {
        Some([one]) => one,
        _ => value,
    }
}

/// An address of the web, by itself or as the `id` of an object.
pub(crate) fn address(value: &Value) -> Option<Iri> {
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

/// The address of a page or a picture, by itself, in the `href` of a `Link` or the `url` of an `Image`, the first of
/// several.
pub(crate) fn page(value: &Value) -> Option<Iri> {
    let first = several(value).first()?;
    let Value::Object(link) = first else { return address(first) };
    let inner = ["href", "url"].iter().find_map(|name| link.get(*name))?;
    let inner = several(inner).first()?;
    inner.get("href").map_or_else(|| address(inner), address)
}

/// The addresses of a property that may be absent.
pub(crate) fn addresses(
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
pub(crate) fn types(value: &Map<String, Value>) -> Vec<String> {
    let values = several(value.get("type").unwrap_or(&Value::Null));
    values.iter().take(8).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A text, if it is one.
pub(crate) fn text(value: &Map<String, Value>, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// Texts by language, where there are some.
pub(crate) fn texts(value: &Map<String, Value>, name: &str) -> BTreeMap<String, String> {
    let texts = value.get(name).and_then(Value::as_object);
    let texts = texts.into_iter().flatten().take(LANGUAGES_LIMIT);
    texts.filter_map(|(tag, text)| Some((tag.clone(), text.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_too_many_values_is_refused_before_it_is_read() {
        let check = |text: &str, expected: usize| assert_eq!(values(text.as_bytes()), expected, "{text}");
        check("{}", 1);
        check(r#"{"a":[1,2],"b":"[,{\",{"}"#, 4);
        check(r#"{"a\":"\"[[[","b":","}"#, 2);
        let many = |values: usize| format!("{{\"a\":[{}0]}}", "0,".repeat(values - 2));
        assert!(object(many(VALUES_LIMIT).as_bytes()).is_ok());
        let refused = object(many(VALUES_LIMIT + 1).as_bytes()).err();
        assert_eq!(refused, Some(ActivityError::TooMany("the document")));
        let names = (0..1_000_000).map(|name| format!("\"{name}\":0,")).collect::<Vec<_>>().concat();
        let refused = object(format!("{{{names}\"a\":0}}").as_bytes()).err();
        assert_eq!(refused, Some(ActivityError::TooMany("the document")));
        let deep = "{\"a\":".repeat(10_000);
        assert!(matches!(object(deep.as_bytes()), Err(ActivityError::NotJson(_))));
    }
}
