//! The fields of an entity. Who reads one takes it out; what is left at the end found no place.

use crate::value;
pub(super) use crate::value::is_empty;
use model::{Passage, Place, Unplaced, UnplacedReason};
use serde_json::{Map, Value};

/// Letters of a field's value that a report repeats.
const SHOWN: usize = 500;

/// What is left of an entity, and what of it could not be placed.
pub(super) struct Fields {
    left: Map<String, Value>,
    gaps: Vec<Gap>,
}

struct Gap {
    field: String,
    value: Value,
    reason: UnplacedReason,
}

impl Fields {
    pub(super) fn new(entity: Map<String, Value>) -> Self {
        Self { left: entity, gaps: Vec::new() }
    }

    /// Looks at a field without taking it.
    pub(super) fn peek(&self, name: &str) -> Option<&Value> {
        self.left.get(name).filter(|value| !is_empty(value))
    }

    /// Takes a field that is not empty.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left.shift_remove(name).filter(|value| !is_empty(value))
    }

    /// Takes a field that is a text or a number.
    pub(super) fn word(&mut self, name: &str) -> Option<String> {
        let value = self.take(name)?;
        let word = word(&value);
        if word.is_none() {
            self.broken(name, value);
        }
        word
    }

    /// Takes a field that has fields itself. PHP writes one that has none as a list.
    pub(super) fn object(&mut self, name: &str) -> Option<Map<String, Value>> {
        match self.take(name)? {
            Value::Object(object) => Some(object),
            value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                self.broken(name, value);
                None
            }
        }
    }

    /// Leaves out fields on purpose.
    pub(super) fn leave(&mut self, names: &[&str]) {
        for name in names {
            self.left.shift_remove(*name);
        }
    }

    /// A field whose value is not what it should be.
    pub(super) fn broken(&mut self, field: &str, value: Value) {
        self.gaps.push(Gap { field: field.to_owned(), value, reason: UnplacedReason::BrokenLine });
    }

    /// A field, or a part of one, that nothing here stands for.
    pub(super) fn unknown(&mut self, field: &str, value: Value) {
        if !is_empty(&value) {
            self.gaps.push(Gap { field: field.to_owned(), value, reason: UnplacedReason::UnknownField });
        }
    }

    /// What is left of a part of this: unknown.
    pub(super) fn rest_of(&mut self, field: &str, part: Map<String, Value>) {
        for (name, value) in part {
            self.unknown(&format!("{field}.{name}"), value);
        }
    }

    /// What found no place: name and value, or the name alone where the value is nobody's business.
    pub(super) fn unplaced(mut self, place: Place, has_values: bool) -> Vec<Passage> {
        for (name, value) in std::mem::take(&mut self.left) {
            self.unknown(&name, value);
        }
        let passage = |gap: Gap| {
            let text = if has_values { shown(&gap.field, &gap.value) } else { gap.field };
            Passage::Unplaced(Unplaced { place, text, reason: gap.reason })
        };
        self.gaps.into_iter().map(passage).collect()
    }
}

fn shown(field: &str, value: &Value) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut text: String = value.chars().take(SHOWN).collect();
    if text.len() < value.len() {
        text.push('…');
    }
    format!("{field}: {text}")
}

/// A text, or a number as one. A yes or no is none: nobody means it as a word.
pub(super) fn word(value: &Value) -> Option<String> {
    value::word(value).filter(|_| !value.is_boolean())
}

/// A number, or a text as one; some write a decimal comma.
pub(super) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().replace(',', ".").parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|number| number.is_finite())
}

/// Whether a value says yes, in the ways of PHP and of forms.
pub(super) fn is_yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() == Some(1.0),
        Value::String(text) => matches!(text.trim(), "true" | "1" | "on"),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// The items of a list. PHP writes one whose numbers have gaps as an object, and a form writes one item without a list.
pub(super) fn items(value: Value) -> Vec<Value> {
    let items = match value {
        Value::Array(items) => items,
        Value::Object(fields) => fields.into_iter().map(|(_, value)| value).collect(),
        one @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => vec![one],
    };
    items.into_iter().filter(|item| !is_empty(item)).collect()
}
