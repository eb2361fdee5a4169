//! Records that are fields with names: the rows of a table, the properties of GeoJSON. What a field is follows from the
//! mapping of the source, else from its name as people and programs write it ([`guess`]).
//!
//! A field that is nothing here is kept under its own name; a value that is not what its field says, too, or it is told.
//! People are read with the members as their first readers, whatever the source is opened to: nothing in a table says that
//! they agreed to more.

pub(crate) mod guess;
#[cfg(test)]
mod tests;
mod value;

use crate::additional::Additional;
use crate::draft::{Address, Draft, refused, unplaced};
use crate::mapping::{self, Field, Mapping, Property, Writing};
use crate::source::Source;
use crate::value::{is_empty, word};
use model::vocab::{class, gsp, property, rdf};
use model::{Audience, Container, Iri, Passage, Place, RefusedReason, Unplaced, UnplacedReason};
use oxrdf::{Literal, NamedNode, NamedNodeRef};
use serde_json::Value;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(crate) use value::position;

/// What the records of a source are read with.
#[derive(Debug)]
pub(crate) struct Fields {
    at: Source,
    mapping: Mapping,
    /// What their names say, of the names met so far.
    guessed: HashMap<String, Option<Field>>,
    /// Which keys were read already, and where.
    seen: HashMap<u64, Place>,
}

/// Most names that are remembered: no table has as many columns.
const NAMES: usize = 10_000;

/// What a record says apart from its fields.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Own<'a> {
    /// What its source calls it by. What the mapping says of keys goes before it.
    pub(crate) key: Option<&'a str>,
    /// Where it is: latitude, longitude.
    pub(crate) position: Option<(f64, f64)>,
}

/// A record in the making: what its fields say is said, and more can be.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The document.
    pub(crate) draft: Draft,
    /// What the grammar has no word for.
    pub(crate) additional: Additional,
    at: Source,
    place: Place,
    address: Address,
    degrees: [Option<Value>; 2],
    unplaced: Vec<Unplaced>,
}

impl Fields {
    /// Of a source, with what its mapping says.
    pub(crate) fn new(at: &Source, mapping: &Mapping) -> Self {
        Self { at: at.clone(), mapping: mapping.clone(), guessed: HashMap::new(), seen: HashMap::new() }
    }

    /// What the mapping says.
    pub(crate) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Begins a record. It is called by the fields that the mapping names, else by its own key, else by the best of the
    /// fields whose names look like one.
    pub(crate) fn begin(
        &mut self,
        fields: &[(&str, Value)],
        own: Own<'_>,
        place: Place,
    ) -> Result<Box<Sheet>, Passage> {
        let (key, of) = self.key(fields, own.key);
        let name = self.name(fields).or_else(|| key.clone()).unwrap_or_default();
        let categories = self.categories(fields);
        let class = self.class(fields, &categories);
        let refusal = |reason| Err(refused(&name, place, reason));
        let Some(key) = key else { return refusal(RefusedReason::WithoutKey) };
        let container = Container::of_class(class);
        let Some(draft) = container.and_then(|container| Draft::new(&self.at, container, &key)) else {
            return refusal(RefusedReason::WithoutKey);
        };
        let mut hasher = DefaultHasher::new();
        draft.iri().hash(&mut hasher);
        if let Some(first) = self.seen.get(&hasher.finish()) {
            return refusal(RefusedReason::Repeated(first.number()));
        }
        self.seen.insert(hasher.finish(), place);
        let mut sheet = Box::new(Sheet {
            draft,
            additional: Additional::default(),
            at: first_readers(&self.at, class),
            place,
            address: Address::default(),
            degrees: [None, None],
            unplaced: Vec::new(),
        });
        sheet.draft.is_a(class);
        if let Some((latitude, longitude)) = own.position
            && !sheet.draft.position(latitude, longitude)
        {
            let text = format!("{latitude}, {longitude}");
            sheet.unplaced("lat, lon", &Value::String(text), UnplacedReason::BrokenLine);
        }
        if let Some(language) = self.mapping.language() {
            sheet.draft.in_language(language);
        }
        for category in &categories {
            sheet.draft.text(property::KEYWORD, category);
            if let Some(theme) = self.mapping.category(category).and_then(|category| category.theme.as_ref()) {
                sheet.draft.say(property::THEME, theme.as_named_node());
            }
        }
        for (name, value) in fields.iter().filter(|(_, value)| !is_empty(value)) {
            match self.field(name) {
                Some(Field::Property(property)) => {
                    for value in self.values(&property, value) {
                        sheet.property(&property, name, &value);
                    }
                }
                Some(Field::Position) => sheet.position(name, value),
                Some(Field::Category) if value.is_object() => sheet.additional.say(&mut sheet.draft, name, value),
                Some(Field::Category | Field::LeftOut) => {}
                // How it is called is said already.
                None if of.as_deref() == Some(*name) => {}
                None => sheet.additional.say(&mut sheet.draft, name, value),
            }
        }
        sheet.where_it_is();
        Ok(sheet)
    }

    /// What says which record it is, and in which field alone that stands.
    fn key(&self, fields: &[(&str, Value)], own_key: Option<&str>) -> (Option<String>, Option<String>) {
        let written = |name: &str| fields.iter().find(|(field, _)| *field == name).and_then(|(_, value)| word(value));
        match self.mapping.key() {
            [] => {
                if let Some(own) = own_key {
                    return (Some(own.to_owned()), None);
                }
                let names = fields.iter().filter(|(_, value)| word(value).is_some()).map(|(name, _)| *name);
                let of = guess::key(names);
                (of.and_then(written), of.map(str::to_owned))
            }
            [one] => (written(one), Some(one.clone())),
            several => {
                let parts: Vec<String> = several.iter().map(|name| written(name).unwrap_or_default()).collect();
                let key = parts.iter().any(|part| !part.is_empty()).then(|| {
                    let escaped = parts.iter().map(|part| part.replace('\\', "\\\\").replace('|', "\\|"));
                    escaped.collect::<Vec<_>>().join("|")
                });
                (key, None)
            }
        }
    }

    /// What it calls itself, for reports.
    fn name(&mut self, fields: &[(&str, Value)]) -> Option<String> {
        fields.iter().find_map(|(name, value)| {
            let is_name =
                matches!(self.field(name), Some(Field::Property(property)) if property.writing() == Writing::Name);
            is_name.then(|| word(value)).flatten()
        })
    }

    fn categories(&mut self, fields: &[(&str, Value)]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (name, value) in fields {
            if self.field(name) != Some(Field::Category) || self.class_in(name, value).is_some() {
                continue;
            }
            let separators = match self.mapping.separator() {
                Some(separator) => vec![separator],
                // A category that the mapping knows whole may have a comma in it.
                None if word(value).is_some_and(|whole| self.mapping.category(&whole).is_some()) => vec![],
                None => vec![";", "|", ","],
            };
            let several = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            for part in several.iter().filter_map(word).flat_map(|text| value::parts(&text, &separators)) {
                if !found.contains(&part) {
                    found.push(part);
                }
            }
        }
        found
    }

    /// What the record is: by its categories, else by its own word, else by the mapping's for all. People are read for the
    /// members and anything else for everybody, so that neither a category makes another thing of who is a person by
    /// their record, nor a record of who is one by the mapping.
    fn class(&self, fields: &[(&str, Value)], categories: &[String]) -> NamedNodeRef<'static> {
        let is_person = |class: &NamedNodeRef<'_>| *class == class::PERSON;
        let of_category = categories.iter().find_map(|category| self.mapping.category(category)?.class);
        let own = fields.iter().find_map(|(name, value)| self.class_in(name, value));
        let of_all = self.mapping.class();
        own.filter(is_person)
            .or(of_category)
            .or(of_all.filter(is_person))
            .or(own)
            .or(of_all)
            .unwrap_or(class::ORGANIZATION)
    }

    /// The class that a field names in the grammar's own word, as our tables do; the mapping's word for it goes before.
    /// That the field is a category, a saved mapping says too.
    fn class_in(&self, name: &str, value: &Value) -> Option<NamedNodeRef<'static>> {
        let word = word(value).filter(|word| name == "type" && self.mapping.category(word).is_none())?;
        matches!(self.mapping.field(name), None | Some(Field::Category)).then(|| mapping::class_named(&word)).flatten()
    }

    /// The values of a field: those of a list, and of a cell that has several.
    fn values(&self, property: &Property, value: &Value) -> Vec<Value> {
        let several = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        let separators = match self.mapping.separator() {
            Some(separator) if !value::is_once(property) => vec![separator],
            None if property.iri() == property::KEYWORD => vec![";", "|", ","],
            None if property.iri() == property::ALTERNATE_NAME => vec![";"],
            Some(_) | None => return several.into_iter().filter(|value| !is_empty(value)).collect(),
        };
        let parts = several.into_iter().flat_map(|value| match &value {
            Value::String(text) => value::parts(text, &separators).into_iter().map(Value::String).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => vec![value],
        });
        parts.filter(|value| !is_empty(value)).collect()
    }

    /// What a field is: as the mapping says, else as its name does.
    fn field(&mut self, name: &str) -> Option<Field> {
        if let Some(field) = self.mapping.field(name) {
            return Some(field.clone());
        }
        if let Some(known) = self.guessed.get(name) {
            return known.clone();
        }
        let guessed = guess::field(name);
        if self.guessed.len() < NAMES {
            self.guessed.insert(name.to_owned(), guessed.clone());
        }
        guessed
    }
}

/// Of a person nobody knows who may read it: the members, until somebody says more.
pub(crate) fn first_readers(at: &Source, class: NamedNodeRef<'_>) -> Source {
    let is_open = matches!(at.audience, Audience::Public | Audience::Network);
    let audience = if class == class::PERSON && is_open { Audience::Members } else { at.audience.clone() };
    Source { audience, ..at.clone() }
}

impl Sheet {
    /// Says a value of a property, where it is such a value; else under the name of its field, or it is told.
    pub(crate) fn property(&mut self, property: &Property, name: &str, value: &Value) {
        let is_contact = matches!(property.writing(), Writing::Email | Writing::Telephone);
        let text = match word(value) {
            Some(text) => text,
            None if is_contact => return self.unplaced(name, value, UnplacedReason::BrokenLine),
            None => return self.additional.say(&mut self.draft, name, value),
        };
        let part = match property.iri() {
            property::LATITUDE => return self.degree(0, name, value),
            property::LONGITUDE => return self.degree(1, name, value),
            property::STREET => &mut self.address.street,
            property::POSTAL_CODE => &mut self.address.postal_code,
            property::LOCALITY => &mut self.address.locality,
            property::INSEE_CODE => &mut self.address.insee_code,
            property::COUNTRY => &mut self.address.country,
            _ => return self.plain(property, name, &text, value),
        };
        let text = if property.iri() == property::INSEE_CODE { value::insee(&text) } else { Some(text) };
        match (part.as_mut(), text) {
            (None, Some(text)) => *part = Some(text),
            (Some(said), Some(text)) if *said == text => {}
            // Number and street, or what is added to them, in their order.
            (Some(said), Some(text)) if property.iri() == property::STREET => {
                said.push(' ');
                said.push_str(&text);
            }
            (_, _) => self.additional.say(&mut self.draft, name, value),
        }
    }

    fn plain(&mut self, property: &Property, name: &str, text: &str, value: &Value) {
        let is_contact = matches!(property.writing(), Writing::Email | Writing::Telephone);
        let is_twice = value::is_once(property) && self.draft.says(property.iri());
        let written = value::written(property, text);
        let is_said = !is_twice && written.as_ref().is_some_and(|written| property.say(&mut self.draft, written));
        let is_whole = written.as_deref() == Some(text);
        match (is_said, is_contact) {
            // A SIRET says more than the SIREN that it begins with.
            (true, _) if is_whole || property.writing() == Writing::Date => {}
            (false, _) if !is_twice && property.say_each(&mut self.draft, text) => {}
            (true, _) | (false, false) => self.additional.say(&mut self.draft, name, value),
            (false, true) => self.unplaced(name, value, UnplacedReason::BrokenLine),
        }
    }

    fn degree(&mut self, which: usize, name: &str, value: &Value) {
        match self.degrees.get_mut(which) {
            Some(degree) if degree.is_none() => *degree = Some(value.clone()),
            _ => self.additional.say(&mut self.draft, name, value),
        }
    }

    fn position(&mut self, name: &str, value: &Value) {
        let text = word(value).unwrap_or_else(|| value.to_string());
        let place = position(&text);
        if self.draft.says(property::LATITUDE) {
            self.additional.say(&mut self.draft, name, value);
        } else if !place.is_some_and(|(latitude, longitude)| self.draft.position(latitude, longitude)) {
            self.unplaced(name, value, UnplacedReason::BrokenLine);
        }
    }

    fn where_it_is(&mut self) {
        self.draft.address(&std::mem::take(&mut self.address));
        let [latitude, longitude] = std::mem::take(&mut self.degrees);
        if latitude.is_none() && longitude.is_none() {
            return;
        }
        let degrees = |value: &Option<Value>| value.as_ref().and_then(word).and_then(|text| value::degrees(&text));
        let place = degrees(&latitude).zip(degrees(&longitude));
        let text = [latitude, longitude].map(|value| value.as_ref().and_then(word).unwrap_or_default()).join(", ");
        let text = Value::String(text);
        if self.draft.says(property::LATITUDE) {
            self.additional.say(&mut self.draft, "lat, lon", &text);
        } else if !place.is_some_and(|(latitude, longitude)| self.draft.position(latitude, longitude)) {
            self.unplaced("lat, lon", &text, UnplacedReason::BrokenLine);
        }
    }

    /// Tells that something found no place.
    pub(crate) fn unplaced(&mut self, name: &str, value: &Value, reason: UnplacedReason) {
        self.unplaced.push(unplaced(self.place, name, value, reason));
    }

    /// Says a geometry as it was, beside the point that stands for it: GeoSPARQL 1.1, section 8.7 (GeoJSON).
    pub(crate) fn geometry(&mut self, geojson: &Value) {
        let part = NamedNode::from(self.draft.iri().with_fragment("geometry"));
        self.draft.say(gsp::HAS_GEOMETRY, part);
        self.draft.say_of("geometry", rdf::TYPE, gsp::GEOMETRY);
        let literal = Literal::new_typed_literal(geojson.to_string(), gsp::GEO_JSON_LITERAL);
        self.draft.say_of("geometry", gsp::AS_GEO_JSON, literal);
    }

    /// The records, and what found no place in them.
    pub(crate) fn finish(self, page: Option<&Iri>) -> Vec<Passage> {
        let mut passages = self.draft.finish(&self.at, page, self.place);
        passages.extend(self.unplaced.into_iter().map(Passage::Unplaced));
        passages
    }
}
