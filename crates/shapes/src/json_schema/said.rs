//! What a schema can say of a constraint: all of it, some of it, nothing. SHACL says more than JSON Schema; whatever is
//! written must never refuse what SHACL accepts, so that a part which says only some of a constraint is never negated.

use serde_json::{Value, json};

/// What a schema says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// Exactly what the constraint says.
    All(Value),
    /// Something that follows from it.
    Some(Value),
    /// Nothing.
    Nothing,
}

impl Said {
    /// Whatever it is, it is fine.
    pub(super) fn yes() -> Self {
        Self::All(Value::Bool(true))
    }

    /// Nothing is fine.
    pub(super) fn no() -> Self {
        Self::All(Value::Bool(false))
    }

    /// Whether nothing is fine.
    pub(super) fn is_no(&self) -> bool {
        *self == Self::no()
    }

    /// The same, known to be less than the whole.
    pub(super) fn at_most_some(self) -> Self {
        match self {
            Self::All(schema) | Self::Some(schema) => Self::Some(schema),
            Self::Nothing => Self::Nothing,
        }
    }

    /// As a schema; what says nothing accepts everything.
    pub(super) fn into_schema(self) -> Value {
        match self {
            Self::All(schema) | Self::Some(schema) => schema,
            Self::Nothing => Value::Bool(true),
        }
    }

    /// All of these hold.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut schemas: Vec<Value> = Vec::new();
        let mut exact = true;
        for part in parts {
            exact &= matches!(part, Self::All(_));
            let schema = part.into_schema();
            if schema == Value::Bool(false) {
                return Self::no();
            }
            if schema != Value::Bool(true) && !schemas.contains(&schema) {
                schemas.push(schema);
            }
        }
        let schema = merged(schemas);
        match (exact, schema) {
            (true, schema) => Self::All(schema),
            (false, Value::Bool(true)) => Self::Nothing,
            (false, schema) => Self::Some(schema),
        }
    }

    /// One of these holds at least.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut schemas: Vec<Value> = Vec::new();
        let mut exact = true;
        let mut unsaid = false;
        for part in parts {
            if part == Self::yes() {
                return part;
            }
            exact &= matches!(part, Self::All(_));
            let schema = part.into_schema();
            unsaid |= schema == Value::Bool(true);
            if schema != Value::Bool(false) && !schemas.contains(&schema) {
                schemas.push(schema);
            }
        }
        if unsaid {
            return Self::Nothing;
        }
        let schema = match schemas.len() {
            0 => Value::Bool(false),
            1 => schemas.pop().unwrap_or(Value::Bool(true)),
            _ => json!({ "anyOf": schemas }),
        };
        if exact { Self::All(schema) } else { Self::Some(schema) }
    }

    /// It does not hold.
    pub(super) fn not(self) -> Self {
        match self {
            Self::All(Value::Bool(fine)) => Self::All(Value::Bool(!fine)),
            Self::All(schema) => Self::All(json!({ "not": schema })),
            Self::Some(_) | Self::Nothing => Self::Nothing,
        }
    }
}

/// Schemas that all hold, as one: side by side where they do not speak of the same keyword.
pub(super) fn merged(schemas: Vec<Value>) -> Value {
    let mut whole = serde_json::Map::new();
    let mut apart: Vec<Value> = Vec::new();
    for schema in schemas {
        match schema {
            Value::Bool(true) => {}
            Value::Object(members) => {
                let clashes = members.iter().any(|(keyword, value)| {
                    whole.get(keyword).is_some_and(|known| known != value) || DEPENDENT.contains(&keyword.as_str())
                });
                if clashes {
                    apart.push(Value::Object(members));
                } else {
                    whole.extend(members);
                }
            }
            other @ (Value::Bool(false) | Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                apart.push(other);
            }
        }
    }
    if !apart.is_empty() {
        if whole.is_empty() && apart.len() == 1 {
            return apart.pop().unwrap_or(Value::Bool(true));
        }
        let known = whole.remove("allOf");
        let mut all = match known {
            Some(Value::Array(all)) => all,
            Some(_) | None => Vec::new(),
        };
        all.append(&mut apart);
        whole.insert("allOf".to_owned(), Value::Array(all));
    }
    if whole.is_empty() { Value::Bool(true) } else { Value::Object(whole) }
}

/// Keywords whose meaning depends on their neighbours, so that they stay with those they came with.
const DEPENDENT: [&str; 7] =
    ["additionalProperties", "contains", "minContains", "maxContains", "if", "then", "unevaluatedProperties"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_less_is_never_negated() {
        let text = || Said::All(json!({ "type": "string" }));
        let long = || Said::Some(json!({ "minLength": 2 }));
        assert_eq!(text().not(), Said::All(json!({ "not": { "type": "string" } })));
        assert_eq!(long().not(), Said::Nothing);
        assert_eq!(Said::all([text(), long()]), Said::Some(json!({ "type": "string", "minLength": 2 })));
        assert_eq!(Said::all([text(), Said::Nothing]), Said::Some(json!({ "type": "string" })));
        assert_eq!(Said::all([Said::Nothing, Said::yes()]), Said::Nothing);
        assert_eq!(Said::any([text(), Said::Nothing]), Said::Nothing);
        assert_eq!(Said::any([text(), Said::no()]), text());
        assert_eq!(Said::any([Said::no(), Said::no()]), Said::no());
        assert_eq!(Said::any([text(), Said::yes()]), Said::yes());
        assert!(Said::all([text(), Said::no()]).is_no());
    }

    #[test]
    fn side_by_side_where_nothing_clashes() {
        let schemas = vec![json!({ "type": "string" }), json!({ "pattern": "a" }), json!({ "pattern": "b" })];
        assert_eq!(merged(schemas), json!({ "type": "string", "pattern": "a", "allOf": [{ "pattern": "b" }] }));
        assert_eq!(merged(vec![Value::Bool(true)]), Value::Bool(true));
        assert_eq!(merged(vec![json!({ "contains": 1 })]), json!({ "contains": 1 }));
    }
}
