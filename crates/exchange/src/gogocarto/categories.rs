//! What an element is filed under. Maps write it in four ways: names (`categories`), names with ids and what the element says
//! of itself there (`categoriesFull`, `optionValues`), ids alone or names among them (`taxonomy`). The same category written
//! twice is one.

use super::element::{Map, SUBSCRIBERS};
use crate::additional::Additional;
use crate::draft::{Draft, LANGUAGE};
use crate::value::word;
use model::Iri;
use model::vocab::{property, schema};
use oxrdf::{Literal, NamedNodeRef};
use serde_json::{Map as Members, Value};

/// Where it is written; the fullest first.
pub(super) const FIELDS: [&str; 4] = ["categoriesFull", "categories", "optionValues", "taxonomy"];

/// One category of an element.
#[derive(Debug)]
pub(super) struct Filed<'a> {
    id: Option<String>,
    name: Option<String>,
    text: Option<String>,
    /// What the mapping makes of what is in it.
    pub(super) class: Option<NamedNodeRef<'static>>,
    theme: Option<&'a Iri>,
}

/// The categories, in the order of the element.
pub(super) fn read<'a>(fields: &Members<String, Value>, map: &'a Map) -> Vec<Filed<'a>> {
    let mut found: Vec<Filed<'a>> = Vec::new();
    let own = map.mapping.fields_of_categories().filter(|name| *name != SUBSCRIBERS);
    let names = FIELDS.into_iter().chain(own);
    for written in names.filter_map(|field| fields.get(field)) {
        let one = std::slice::from_ref(written);
        for value in written.as_array().map_or(one, Vec::as_slice) {
            let Some(filed) = category(value, map) else { continue };
            let is_known = found.iter().any(|known| {
                (known.name.is_some() && known.name == filed.name && (known.id == filed.id || filed.id.is_none()))
                    || (known.id.is_some() && known.id == filed.id)
            });
            if !is_known {
                found.push(filed);
            }
        }
    }
    found
}

fn category<'a>(value: &Value, map: &'a Map) -> Option<Filed<'a>> {
    let part = |names: &[&str]| names.iter().find_map(|name| value.get(name)).and_then(word);
    let (id, name) = match word(value) {
        Some(word) => {
            // A word alone is a name, unless it is one of the taxonomy's ids or a number, which is no name of anything.
            let is_id = map.taxonomy.as_ref().is_some_and(|taxonomy| taxonomy.by_id(&word).is_some())
                || word.bytes().all(|byte| byte.is_ascii_digit());
            if is_id { (Some(word), None) } else { (None, Some(word)) }
        }
        None => (part(&["id", "optionId"]), part(&["name"])),
    };
    if id.is_none() && name.is_none() {
        return None;
    }
    let said = [&id, &name].into_iter().flatten().find_map(|key| map.mapping.category(key));
    let concept = map.taxonomy.as_ref().and_then(|taxonomy| {
        let by_id = id.as_ref().and_then(|id| taxonomy.by_id(id));
        by_id.or_else(|| name.as_ref().and_then(|name| taxonomy.by_name(name)))
    });
    // The taxonomy may know a name that only the mapping says something of.
    let said = said.or_else(|| concept.and_then(|concept| map.mapping.category(&concept.name)));
    Some(Filed {
        name: name.or_else(|| concept.map(|concept| concept.name.clone())),
        id,
        text: part(&["description"]),
        class: said.and_then(|said| said.class),
        theme: said.and_then(|said| said.theme.as_ref()).or(concept.map(|concept| &concept.iri)),
    })
}

impl Filed<'_> {
    /// Says that the document is filed here: a keyword, a theme where it is known as one, what it says of itself there.
    pub(super) fn say(&self, draft: &mut Draft, additional: &mut Additional) {
        if let Some(theme) = self.theme {
            draft.say(property::THEME, theme.as_named_node());
        }
        match (&self.name, &self.id) {
            (Some(name), _) => {
                draft.text(property::KEYWORD, name);
            }
            // An id that nobody knows the name of.
            (None, Some(id)) => additional.say(draft, "taxonomy", &Value::String(id.clone())),
            (None, None) => {}
        }
        if let (Some(name), Some(text)) = (&self.name, &self.text) {
            let part = additional.part(draft, name);
            draft.say_of(&part, schema::VALUE, Literal::new_language_tagged_literal_unchecked(text, LANGUAGE));
            if let Some(id) = &self.id {
                draft.say_of(&part, schema::PROPERTY_ID, Literal::new_simple_literal(id));
            }
        }
    }
}
