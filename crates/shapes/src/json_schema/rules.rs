//! What a shape asks of a node, as a schema of the object that the node is written as.

use super::Wording;
use super::said::{Said, merged};
use super::value::{text_of, written};
use super::words::{Holder, Key, Manner, words};
use crate::class::Hierarchy;
use crate::graph::Graph;
use crate::vocabulary as sh;
use oxrdf::{NamedNodeRef, TermRef};
use serde_json::{Map, Value, json};

/// Deepest nesting of shapes that is followed. Compiled shapes are nested less, so nothing of theirs is lost.
pub(super) const DEPTH_LIMIT: usize = 64;

/// Shapes, as they are written.
pub(super) struct Rules<'g> {
    pub(super) graph: &'g Graph<'g>,
    pub(super) hierarchy: Hierarchy,
    pub(super) wording: &'g Wording<'g>,
}

/// What a property shape asks of an object that stands for a node.
pub(super) struct Asked {
    /// The key of the property, and the schema of what stands there.
    pub(super) key: Option<(String, Value)>,
    /// Whether the key must be there.
    pub(super) required: bool,
    /// What else is asked of the object.
    pub(super) besides: Vec<Value>,
    /// Whether all of the shape is said.
    pub(super) exact: bool,
}

impl Asked {
    fn nothing() -> Self {
        Self { key: None, required: false, besides: Vec::new(), exact: false }
    }
}

/// A property, and what its shape asks of its values as a set.
struct Field<'g> {
    shape: TermRef<'g>,
    least: u64,
    most: Option<u64>,
    one_per_language: bool,
}

impl<'g> Rules<'g> {
    /// What a property shape asks of the object, as one schema.
    pub(super) fn object(&self, shape: TermRef<'g>, depth: usize) -> Said {
        if self.is_off(shape) {
            return Said::yes();
        }
        let Asked { key, required, besides, exact } = self.asked(shape, Counted::All, depth);
        let mut schemas = besides;
        if let Some((name, schema)) = key {
            if schema != Value::Bool(true) {
                schemas.insert(0, json!({ "properties": { &name: schema } }));
            }
            if required {
                schemas.push(json!({ "required": [name] }));
            }
        }
        let schema = merged(schemas);
        match (exact, schema) {
            (true, schema) => Said::All(schema),
            (false, Value::Bool(true)) => Said::Nothing,
            (false, schema) => Said::Some(schema),
        }
    }

    /// Whether what a shape finds refuses the document.
    pub(super) fn refuses(&self, shape: TermRef<'g>) -> bool {
        let severity = self.graph.objects(shape, sh::SEVERITY).first();
        severity.is_none_or(|severity| ![sh::WARNING, sh::INFO].into_iter().any(|light| *severity == light.into()))
    }

    /// The property that a shape is about, where it is a single one.
    pub(super) fn property(&self, shape: TermRef<'g>) -> Option<NamedNodeRef<'g>> {
        match self.graph.objects(shape, sh::PATH) {
            [TermRef::NamedNode(property)] => Some(*property),
            _ => None,
        }
    }

    /// What a property shape asks, apart by key.
    pub(super) fn asked(&self, shape: TermRef<'g>, counted: Counted, depth: usize) -> Asked {
        let (Some(property), true) = (self.property(shape), depth <= DEPTH_LIMIT) else { return Asked::nothing() };
        let count = |parameter| {
            self.graph.objects(shape, parameter).first().and_then(text_of).and_then(|text| text.parse::<u64>().ok())
        };
        let field = Field {
            shape,
            least: if counted == Counted::All { count(sh::MIN_COUNT).unwrap_or(0) } else { 0 },
            most: count(sh::MAX_COUNT),
            one_per_language: self.graph.objects(shape, sh::UNIQUE_LANG).first().and_then(text_of) == Some("true"),
        };
        let other = Key { name: words().other_key(property), manner: Manner::Plain, holder: Holder::AsNeeded };
        let under_other = self.value(shape, &other.manner, depth);
        let mut exact = !matches!(under_other, Said::Some(_) | Said::Nothing);
        let Some(key) = words().key(property) else {
            // A territory's own property: one key, whatever its values are.
            let (schema, said_all) = self.held(&other, (under_other, Said::no()), &field);
            let mut besides = Vec::new();
            let qualified = self.qualified(&field, &other, counted, &mut besides, depth);
            let has = self.has_values(shape, &[&other], &mut besides);
            let required = field.least > 0 && field.most != Some(0);
            return Asked { key: Some((other.name, schema)), required, besides, exact: said_all && qualified && has };
        };
        let under_key = self.value(shape, &key.manner, depth);
        exact &= matches!(under_key, Said::All(_));
        let languageless = match key.manner {
            Manner::Languages => self.value(shape, &Manner::Languageless, depth),
            Manner::Plain | Manner::Id | Manner::Word | Manner::Typed(_) | Manner::Languageless | Manner::Node => {
                Said::no()
            }
        };
        exact &= matches!(languageless, Said::All(_));
        let key_is_used = !under_key.is_no() || !languageless.is_no();
        let other_is_used = !under_other.is_no() && key.name != other.name;
        let (schema, said_all) =
            if key_is_used { self.held(key, (under_key, languageless), &field) } else { (Value::Bool(false), true) };
        exact &= said_all;
        let mut besides = Vec::new();
        if key.name != other.name {
            let (schema, said_all) = self.held(&other, (under_other, Said::no()), &field);
            exact &= said_all;
            if schema != Value::Bool(true) {
                besides.push(json!({ "properties": { &other.name: schema } }));
            }
        }
        if key_is_used && other_is_used {
            if field.least > 0 {
                besides.push(json!({ "anyOf": [{ "required": [&key.name] }, { "required": [&other.name] }] }));
            }
            if field.most == Some(1) {
                besides.push(json!({ "not": { "required": [&key.name, &other.name] } }));
            }
            exact &= field.least < 2 && field.most.is_none_or(|most| most < 2);
        } else if other_is_used && field.least > 0 {
            besides.push(json!({ "required": [&other.name] }));
        }
        exact &= self.qualified(&field, key, counted, &mut besides, depth);
        exact &= self.has_values(shape, &[key, &other], &mut besides);
        let required = field.least > 0 && key_is_used && !other_is_used;
        Asked { key: Some((key.name.clone(), schema)), required, besides, exact }
    }

    /// What stands under a key: one value, several, or texts by language. Also whether all of what is asked is said.
    fn held(&self, key: &Key, (value, languageless): (Said, Said), field: &Field<'g>) -> (Value, bool) {
        if (value.is_no() && languageless.is_no()) || field.most == Some(0) {
            return (Value::Bool(false), true);
        }
        let one = merged(vec![written(&key.manner), value.into_schema()]);
        let (least, most) = (field.least, field.most);
        match (&key.manner, key.holder) {
            (Manner::Languages, _) => {
                let single = field.one_per_language || most == Some(1);
                let texts = if single { one } else { one_or_several(one) };
                // `sh:uniqueLang` says nothing of texts without language.
                let without = merged(vec![written(&Manner::Languageless), languageless.into_schema()]);
                let without = if most == Some(1) { without } else { one_or_several(without) };
                let mut schema = json!({
                    "type": "object", "properties": { "@none": &without }, "additionalProperties": texts
                });
                if let Some(members) = schema.as_object_mut() {
                    if least > 0 {
                        members.insert("minProperties".to_owned(), if single { least } else { 1 }.into());
                    }
                    if let Some(most) = most {
                        members.insert("maxProperties".to_owned(), most.into());
                    }
                    if let Some(languages) = self.languages(field.shape) {
                        members.insert("propertyNames".to_owned(), json!({ "pattern": languages }));
                    }
                }
                let said_all = single || (least < 2 && most.is_none());
                if without == Value::Bool(false) || least > 1 {
                    return (schema, said_all);
                }
                // JSON-LD API, section 5.1.2, step 13.7: only a map is read by language; a text alone is itself.
                (json!({ "anyOf": [without, schema] }), said_all && most.is_none_or(|most| most == 1))
            }
            (_, Holder::Array) => {
                let mut schema = json!({ "type": "array", "items": one });
                if let Some(members) = schema.as_object_mut() {
                    if least > 0 {
                        members.insert("minItems".to_owned(), least.into());
                    }
                    if let Some(most) = most {
                        members.insert("maxItems".to_owned(), most.into());
                    }
                }
                (schema, true)
            }
            (_, Holder::AsNeeded) if most == Some(1) => (and_no_array(one), true),
            (_, Holder::AsNeeded) => {
                if one == Value::Bool(true) && least < 2 && most.is_none() {
                    return (one, true);
                }
                let mut several = json!({ "type": "array", "items": one, "minItems": least.max(1) });
                if let (Some(most), Some(members)) = (most, several.as_object_mut()) {
                    members.insert("maxItems".to_owned(), most.into());
                }
                let schema = if least > 1 { several } else { json!({ "anyOf": [and_no_array(one), several] }) };
                (schema, true)
            }
        }
    }

    /// `sh:languageIn` as a pattern of tags, upper and lower case alike.
    fn languages(&self, shape: TermRef<'g>) -> Option<String> {
        let list = self.graph.objects(shape, sh::LANGUAGE_IN).first()?;
        let ranges = crate::path::read_list(self.graph, *list).ok()?;
        let ranges: Vec<String> = ranges
            .iter()
            .filter_map(text_of)
            .map(|range| match range {
                "*" => ".+".to_owned(),
                range => range
                    .chars()
                    .map(|c| match c {
                        c if c.is_ascii_alphabetic() => {
                            format!("[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase())
                        }
                        c => c.to_string(),
                    })
                    .collect(),
            })
            .collect();
        Some(format!("^({})(-.*)?$", ranges.join("|")))
    }

    /// `sh:qualifiedMinCount` and `sh:qualifiedMaxCount`.
    fn qualified(
        &self,
        field: &Field<'g>,
        key: &Key,
        counted: Counted,
        besides: &mut Vec<Value>,
        depth: usize,
    ) -> bool {
        let shapes = self.graph.objects(field.shape, sh::QUALIFIED_VALUE_SHAPE);
        let count = |parameter| {
            let text = self.graph.objects(field.shape, parameter).first().and_then(text_of);
            text.and_then(|text| text.parse::<u64>().ok())
        };
        let least = count(sh::QUALIFIED_MIN_COUNT).filter(|_| counted == Counted::All);
        let most = count(sh::QUALIFIED_MAX_COUNT);
        for shape in shapes {
            let counts = self.conforms(*shape, &key.manner, depth + 1);
            if matches!(key.manner, Manner::Languages) {
                continue;
            }
            if let Some(least) = least.filter(|least| *least > 0) {
                let one = counts.clone().into_schema();
                let several = json!({ "type": "array", "contains": one, "minContains": least });
                let schema = match key.holder {
                    Holder::Array => several,
                    Holder::AsNeeded if least > 1 => several,
                    Holder::AsNeeded => json!({ "anyOf": [and_no_array(one), several] }),
                };
                besides.push(json!({ "properties": { &key.name: schema }, "required": [&key.name] }));
            }
            if let (Some(most), Said::All(one)) = (most, counts) {
                let several = json!({ "contains": one, "minContains": 0, "maxContains": most });
                besides.push(json!({ "properties": { &key.name: several } }));
            }
        }
        shapes.is_empty() || (least.is_none() && most.is_none())
    }

    /// `sh:hasValue` (SHACL, section 4.8.2): the value is among those of the property.
    fn has_values(&self, shape: TermRef<'g>, keys: &[&Key], besides: &mut Vec<Value>) -> bool {
        let mut exact = true;
        for value in self.graph.objects(shape, sh::HAS_VALUE) {
            let ways = keys.iter().map(|key| {
                let one = match self.one_of(&[*value], &key.manner) {
                    Said::All(Value::Bool(false)) => return Said::no(),
                    Said::All(one) => one,
                    Said::Some(_) | Said::Nothing => return Said::Nothing,
                };
                let there = json!({ "anyOf": [and_no_array(one.clone()), { "type": "array", "contains": one }] });
                Said::All(json!({ "properties": { &key.name: there }, "required": [&key.name] }))
            });
            match Said::any(ways) {
                Said::All(schema) => besides.push(schema),
                Said::Some(_) | Said::Nothing => exact = false,
            }
        }
        exact
    }
}

/// What of the counts is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Everything.
    All,
    /// What is missing is only told.
    NothingMissing,
}

/// A text, or a list of them.
fn one_or_several(one: Value) -> Value {
    if one == Value::Bool(false) {
        return one;
    }
    json!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
}

/// One value and no list of them.
fn and_no_array(one: Value) -> Value {
    match one {
        Value::Bool(true) => json!({ "not": { "type": "array" } }),
        Value::Object(members)
            if ["type", "const", "oneOf", "anyOf"].iter().any(|keyword| members.contains_key(*keyword)) =>
        {
            Value::Object(members)
        }
        Value::Object(mut members) => {
            if !members.contains_key("not") {
                members.insert("not".to_owned(), json!({ "type": "array" }));
                return Value::Object(members);
            }
            let mut whole = Map::new();
            whole.insert("allOf".to_owned(), json!([members, { "not": { "type": "array" } }]));
            Value::Object(whole)
        }
        other @ (Value::Bool(false) | Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_)) => other,
    }
}
