//! The records that a map merged into an element because they are of the same thing.
//!
//! Where a record's own address is known, the document is the same as what stands there. What the map has of it is kept in
//! a fragment, from which the document is derived; what is contact details in it stands with those of the element.

use super::element::open_part;
use crate::additional::json;
use crate::draft::{Draft, web_address};
use crate::value::word;
use model::vocab::{dct, owl, prov, rdf, schema};
use oxrdf::{Literal, NamedNode};
use serde_json::Value;

/// Where a record's own address stands.
const ADDRESSES: [&str; 3] = ["link", "url", "sourceUrl"];

/// Says them.
pub(super) fn say(draft: &mut Draft, value: &Value) {
    let one = std::slice::from_ref(value);
    for (number, record) in value.as_array().map_or(one, Vec::as_slice).iter().enumerate() {
        let record = open_part(draft, record);
        let address = match word(&record) {
            Some(word) => Some(word),
            None => ADDRESSES.iter().find_map(|name| record.get(name).and_then(word)),
        };
        // Without its scheme a word is a key.
        let address = address.filter(|text| text.contains("://")).and_then(|text| web_address(&text));
        if let Some(address) = &address {
            draft.say(owl::SAME_AS, address.as_named_node());
        }
        let part = format!("aggregated-{}", number + 1);
        match &record {
            Value::Object(members) if !members.is_empty() => {
                let field = |name: &str| members.get(name).and_then(word);
                for (predicate, name) in [(dct::IDENTIFIER, "id"), (schema::NAME, "name"), (dct::SOURCE, "sourceKey")] {
                    if let Some(text) = field(name) {
                        draft.say_of(&part, predicate, Literal::new_simple_literal(text));
                    }
                }
                draft.say_of(&part, schema::VALUE, json(&record));
            }
            Value::String(key) if address.is_none() => {
                draft.say_of(&part, dct::IDENTIFIER, Literal::new_simple_literal(key));
            }
            Value::Number(key) => draft.say_of(&part, dct::IDENTIFIER, Literal::new_simple_literal(key.to_string())),
            Value::Array(items) if !items.is_empty() => draft.say_of(&part, schema::VALUE, json(&record)),
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => continue,
        }
        draft.say_of(&part, rdf::TYPE, prov::ENTITY);
        let part = NamedNode::from(draft.iri().with_fragment(&part));
        draft.say(prov::WAS_DERIVED_FROM, part);
    }
}
