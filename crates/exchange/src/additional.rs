//! What a source says and the grammar has no word for: each field a fragment of its own (`schema:additionalProperty`), with
//! its name as the source has it and its value as it was.
//!
//! A number stays a number and a list several values; what has a structure of its own is kept as JSON (`rdf:JSON`). Whatever
//! is written like an e-mail address stands with the contact details instead, which are closed at first.

use crate::draft::Draft;
use crate::value::{is_empty, word};
use model::Slug;
use model::vocab::{rdf, schema, xsd};
use oxrdf::{Literal, NamedNode};
use serde_json::Value;
use std::collections::BTreeMap;

/// The further fields of one document.
#[derive(Debug, Default)]
pub(crate) struct Additional {
    numbers: BTreeMap<String, u32>,
}

impl Additional {
    /// Says a field. Nothing where it is empty.
    pub(crate) fn say(&mut self, draft: &mut Draft, name: &str, value: &Value) {
        let mut value = value.clone();
        lift_emails(draft, &mut value);
        let literals = literals(&value);
        if literals.is_empty() {
            return;
        }
        let part = self.part(draft, name);
        for literal in literals {
            draft.say_of(&part, schema::VALUE, literal);
        }
    }

    /// Begins a field, of which more can be said by its fragment.
    pub(crate) fn part(&mut self, draft: &mut Draft, name: &str) -> String {
        let slug = Slug::from_text(name).map_or_else(|_| String::new(), |slug| format!("-{}", slug.as_str()));
        let number = self.numbers.entry(slug.clone()).or_default();
        *number += 1;
        let part = match *number {
            1 => format!("property{slug}"),
            // A point, which no slug has: `a 2` and the second `a` are others.
            number => format!("property{slug}.{number}"),
        };
        draft.say(schema::ADDITIONAL_PROPERTY, NamedNode::from(draft.iri().with_fragment(&part)));
        draft.say_of(&part, rdf::TYPE, schema::PROPERTY_VALUE);
        draft.say_of(&part, schema::NAME, Literal::new_simple_literal(name));
        part
    }
}

/// A value as JSON.
pub(crate) fn json(value: &Value) -> Literal {
    Literal::new_typed_literal(value.to_string(), rdf::JSON)
}

/// Moves whatever is an e-mail address to the contact details, at any depth.
pub(crate) fn lift_emails(draft: &mut Draft, value: &mut Value) {
    match value {
        Value::String(text) if draft.email(text) => *value = Value::Null,
        Value::Array(items) => items.iter_mut().for_each(|item| lift_emails(draft, item)),
        Value::Object(members) => members.values_mut().for_each(|member| lift_emails(draft, member)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn literals(value: &Value) -> Vec<Literal> {
    match value {
        Value::Array(items) if items.iter().all(|item| word(item).is_some() || item.is_null()) => {
            items.iter().flat_map(literals).collect()
        }
        _ if is_empty(value) => Vec::new(),
        Value::Number(number) if number.is_f64() => vec![Literal::new_typed_literal(number.to_string(), xsd::DOUBLE)],
        Value::Number(number) => vec![Literal::new_typed_literal(number.to_string(), xsd::INTEGER)],
        Value::Bool(truth) => vec![Literal::new_typed_literal(truth.to_string(), xsd::BOOLEAN)],
        Value::String(text) => vec![Literal::new_simple_literal(text.trim())],
        Value::Null | Value::Array(_) | Value::Object(_) => vec![json(value)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::sample;
    use model::{Container, Passage, Place};
    use serde_json::json;

    #[test]
    fn fields_as_they_were_and_e_mail_apart() {
        let source = sample();
        let mut draft = Draft::new(&source, Container::Organizations, "1").unwrap();
        draft.name("Le Moulin");
        let mut additional = Additional::default();
        additional.say(&mut draft, "Année", &json!(1987));
        additional.say(&mut draft, "annee", &json!("mille neuf cent"));
        additional.say(&mut draft, "€", &json!([1.5, "a", null, true]));
        additional.say(&mut draft, "empty", &json!({"a": "", "b": []}));
        additional.say(&mut draft, "mail", &json!("a@moulin.example"));
        additional.say(&mut draft, "team", &json!([{"name": "Ana", "mail": "b@moulin.example"}]));
        let passages = draft.finish(&source, None, Place::Item(1));
        let [Passage::Record(document), Passage::Record(contact)] = passages.as_slice() else { panic!("{passages:?}") };
        let canonical = document.document.canonical().nquads;
        for part in [
            "carte-1#property-annee> <https://schema.org/value> \"1987\"^^<http://www.w3.org/2001/XMLSchema#integer>",
            "carte-1#property-annee.2> <https://schema.org/name> \"annee\"",
            "carte-1#property> <https://schema.org/value> \"1.5\"^^<http://www.w3.org/2001/XMLSchema#double>",
            "carte-1#property> <https://schema.org/value> \"true\"^^",
            "\"[{\\\"name\\\":\\\"Ana\\\",\\\"mail\\\":null}]\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>",
        ] {
            assert!(canonical.contains(part), "{part}: {canonical}");
        }
        assert!(!canonical.contains("moulin.example") && !canonical.contains("empty"), "{canonical}");
        let contact = contact.document.canonical().nquads;
        assert!(contact.contains("\"a@moulin.example\"") && contact.contains("\"b@moulin.example\""), "{contact}");
    }
}
