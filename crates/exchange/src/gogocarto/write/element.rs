//! An element with everything that everybody may know of it. What the reader of this format made of a field becomes that
//! field again; what the grammar says besides stands under the grammar's word for it.

use crate::concepts::Category;
use crate::draft::{Address, DAYS};
use crate::gogocarto::in_one_line;
use crate::sheet::{Further, Sheet};
use model::vocab::{NAMESPACE, dct, owl, property, prov, rdf, schema, skos, xsd};
use oxrdf::{LiteralRef, NamedNodeRef, TermRef};
use serde_json::{Map, Number, Value, json};

/// What the people who run a map put there themselves.
const ADDED: i64 = 3;

/// Fields that hold lists, however many they have.
const LISTS: [&str; 6] = ["stamps", "images", "files", "taxonomy", "aggregatedElements", "categories"];

/// Writes an element.
pub(super) fn write(sheet: &Sheet<'_>, filed: &[Category]) -> Value {
    let further = sheet.further();
    let mut fields = Fields::default();
    fields.set("id", json!(sheet.key()));
    fields.set("name", json!(sheet.name()));
    let (latitude, longitude) = sheet.position().unwrap_or_default();
    fields.set("geo", json!({"latitude": latitude, "longitude": longitude}));
    fields.add("sourceKey", strings(sheet.values(dct::SOURCE)));
    fields.set("address", address(sheet, &further));
    hours(sheet, &mut fields);
    let created = further.iter().find(|further| further.name == "createdAt" && sheet.value(dct::CREATED).is_none());
    if created.is_none() {
        fields.set("createdAt", json!(sheet.created()));
    }
    fields.set("updatedAt", json!(sheet.modified()));
    if further.iter().all(|further| further.name != "status") {
        fields.set("status", json!(ADDED));
    }
    fields.set("categories", filed.iter().map(|category| json!(category.name)).collect());
    fields.set("categoriesFull", full(filed, &further));
    fields.add("abstract", strings(sheet.texts(property::SUMMARY)));
    fields.add("description", strings(sheet.texts(property::DESCRIPTION)));
    fields.add("website", strings(sheet.values(property::WEBSITE)));
    fields.add("telephone", strings(sheet.telephones()));
    fields.add("email", strings(sheet.emails()));
    fields.add("images", strings(sheet.values(property::IMAGE)));
    fields.add("files", strings(sheet.values(schema::SUBJECT_OF)));
    fields.add("licence", strings(sheet.values(property::LICENCE)));
    fields.add("link", vec![json!(sheet.iri().as_str())]);
    fields.add("sourceUrl", strings(origins(sheet)));
    fields.add("oldId", strings(sheet.values(dct::IDENTIFIER)));
    fields.add("aggregatedElements", aggregated(sheet));
    others(sheet, &mut fields);
    for Further { name, id, values } in &further {
        // Said where it belongs: what is said of a category in its own place, parts of the address in the address.
        let is_said = id.is_some() && filed.iter().any(|category| category.name == *name) || ADDRESS.contains(name);
        // Others' keys of what came here are ours to give; where it stands there was said by its address.
        let is_ours = ["id", "geo", "address", "link", "sourceUrl", "oldId", "openHours", "updatedAt"].contains(name);
        if !is_said && !is_ours {
            fields.add(name, values.iter().filter_map(|value| of_literal(*value)).collect());
        }
        if *name == "openHours" {
            fields.add("openHoursMoreInfos", values.iter().filter_map(|value| of_literal(*value)).collect());
        }
    }
    Value::Object(fields.0)
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// Values beside those that are there. One alone stands for itself, but in what always is a list.
    fn add(&mut self, name: &str, values: Vec<Value>) {
        let mut all = match self.0.get(name) {
            Some(Value::Array(known)) => known.clone(),
            Some(known) => vec![known.clone()],
            None => Vec::new(),
        };
        for value in values {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        match <[Value; 1]>::try_from(all) {
            Ok([one]) if !LISTS.contains(&name) => self.set(name, one),
            Ok([one]) => self.set(name, Value::Array(vec![one])),
            Err(several) if several.is_empty() => {}
            Err(several) => self.set(name, Value::Array(several)),
        }
    }
}

/// Parts of an address that the grammar has no word for, or not the one of the map.
const ADDRESS: [&str; 2] = ["streetNumber", "customFormatedAddress"];

fn address(sheet: &Sheet<'_>, further: &[Further<'_>]) -> Value {
    let address = sheet.address().unwrap_or_default();
    let part = |name: &str| {
        let found = further.iter().find(|further| further.name == name)?;
        found.values.first().map(|value| value.value().to_owned())
    };
    let number = part("streetNumber");
    let street = address.street.as_ref().map(|street| {
        // The number was said apart, and stands in both.
        let rest = number.as_ref().and_then(|number| street.strip_prefix(number.as_str()));
        rest.map_or(street.as_str(), str::trim_start).to_owned()
    });
    let line = part("customFormatedAddress").or_else(|| Some(in_one_line(&address)).filter(|line| !line.is_empty()));
    let Address { street: _, postal_code, locality, insee_code, country } = address;
    let parts = [
        ("streetNumber", number),
        ("streetAddress", street),
        ("addressLocality", locality),
        ("postalCode", postal_code),
        ("codeInsee", insee_code),
        ("addressCountry", country),
        ("customFormatedAddress", line),
    ];
    parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), json!(part?)))).collect()
}

/// Days and hours; what is written otherwise is what GoGoCarto has words for beside them.
fn hours(sheet: &Sheet<'_>, fields: &mut Fields) {
    let (mut days, mut others) = (Map::new(), Vec::new());
    for text in sheet.values(schema::OPENING_HOURS) {
        match text.split_once(' ').filter(|(day, _)| DAYS.contains(day)) {
            Some((day, hours)) => {
                let known = days.get(day).and_then(Value::as_str).map(|known| format!("{known},{hours}"));
                days.insert(day.to_owned(), json!(known.as_deref().unwrap_or(hours)));
            }
            None => others.push(json!(text)),
        }
    }
    if !days.is_empty() {
        let week = DAYS.iter().filter_map(|day| Some(((*day).to_owned(), days.get(*day)?.clone())));
        fields.set("openHours", week.collect());
    }
    fields.add("openHoursMoreInfos", others);
}

fn full(filed: &[Category], further: &[Further<'_>]) -> Value {
    let one = |(index, category): (usize, &Category)| {
        let said = further.iter().find(|further| further.id.is_some() && further.name == category.name);
        let said = said.and_then(|said| said.values.first()).map(|literal| literal.value());
        json!({"id": category.number, "name": category.name, "description": said, "index": index})
    };
    filed.iter().enumerate().map(one).collect()
}

/// Where it was read before it came here.
pub(super) fn origins<'a>(sheet: &Sheet<'a>) -> Vec<&'a str> {
    let derived = sheet.links(prov::WAS_DERIVED_FROM).into_iter();
    let mut found: Vec<&str> = derived.filter(|iri| !is_part(sheet, iri)).collect();
    found.extend(sheet.links(property::TRANSISCOPE_RECORD));
    found.extend(sheet.links(property::COMMUNECTER_RECORD));
    found.sort_unstable();
    found.dedup();
    found
}

fn is_part(sheet: &Sheet<'_>, iri: &str) -> bool {
    iri.strip_prefix(sheet.iri().as_str()).is_some_and(|rest| rest.starts_with('#'))
}

/// The records that are of the same thing: those that a map merged, and where others have it.
fn aggregated(sheet: &Sheet<'_>) -> Vec<Value> {
    let mut parts: Vec<&str> = sheet.links(prov::WAS_DERIVED_FROM);
    parts.retain(|iri| is_part(sheet, iri));
    parts.sort_by_key(|part| part.rsplit('-').next().and_then(|number| number.parse::<u32>().ok()));
    let mut found: Vec<Value> = parts
        .into_iter()
        .filter_map(|part| {
            let value = sheet.of_part(part, schema::VALUE).and_then(of_literal);
            value.or_else(|| sheet.of_part(part, dct::IDENTIFIER).map(|id| json!(id.value())))
        })
        .collect();
    for same in sheet.links(owl::SAME_AS) {
        let is_said = found.iter().any(|record| ["link", "url", "sourceUrl"].iter().any(|name| record[*name] == same));
        if !is_said {
            found.push(json!(same));
        }
    }
    found
}

/// Whatever else is said of it, in the grammar's words.
fn others(sheet: &Sheet<'_>, fields: &mut Fields) {
    for (predicate, object) in sheet.statements().filter(|(predicate, _)| !SAID.contains(predicate)) {
        let iri = predicate.as_str();
        let name = match (iri.strip_prefix(NAMESPACE), iri.strip_prefix("https://schema.org/")) {
            (Some(name), _) => name.to_owned(),
            (None, Some(name)) => format!("schema:{name}"),
            (None, None) => iri.to_owned(),
        };
        let values = match object {
            TermRef::NamedNode(node) => vec![json!(node.as_str())],
            // Of texts in several languages one is told.
            TermRef::Literal(literal) if literal.language().is_some() => strings(sheet.texts(predicate)),
            TermRef::Literal(literal) => of_literal(literal).into_iter().collect(),
            TermRef::BlankNode(_) => continue,
        };
        fields.add(&name, values);
    }
}

/// What is told in its own place, and what is nobody's elsewhere: who may read it, whose it is.
const SAID: [NamedNodeRef<'static>; 31] = [
    rdf::TYPE,
    dct::IDENTIFIER,
    dct::SOURCE,
    dct::CREATED,
    dct::MODIFIED,
    owl::SAME_AS,
    prov::WAS_DERIVED_FROM,
    schema::ADDITIONAL_PROPERTY,
    schema::OPENING_HOURS,
    schema::SUBJECT_OF,
    skos::IN_SCHEME,
    property::NAME,
    property::SUMMARY,
    property::DESCRIPTION,
    property::KEYWORD,
    property::THEME,
    property::LATITUDE,
    property::LONGITUDE,
    property::ADDRESS,
    property::WEBSITE,
    property::IMAGE,
    property::LICENCE,
    property::EMAIL,
    property::TELEPHONE,
    property::CONTACT,
    property::AUDIENCE,
    property::OWNER,
    property::ANNEX_OF,
    property::INSEE_CODE,
    property::TRANSISCOPE_RECORD,
    property::COMMUNECTER_RECORD,
];

pub(super) fn strings(values: Vec<&str>) -> Vec<Value> {
    values.into_iter().map(Value::from).collect()
}

/// As it was when it was read: a number, a truth, a structure, a text.
pub(crate) fn of_literal(literal: LiteralRef<'_>) -> Option<Value> {
    let text = literal.value();
    let value = match literal.datatype() {
        rdf::JSON => serde_json::from_str(text).ok(),
        xsd::INTEGER => text.parse::<i64>().ok().map(Value::from),
        xsd::DECIMAL | xsd::DOUBLE => text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::from),
        xsd::BOOLEAN => matches!(text, "true" | "false" | "1" | "0").then(|| json!(matches!(text, "true" | "1"))),
        _ => None,
    };
    (!text.is_empty()).then(|| value.unwrap_or_else(|| json!(text)))
}
