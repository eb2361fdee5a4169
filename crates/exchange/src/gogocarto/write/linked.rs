//! An element as JSON-LD: the fields of GoGoCarto's own, which a context makes true. Theirs gives neither a type nor a name.

use super::element::{of_literal, origins, strings};
use crate::concepts::Category;
use crate::sheet::Sheet;
use model::vocab::{NAMESPACE, class, dct, owl, property, schema};
use serde_json::{Map, Value, json};

/// The context of the list: nothing is fetched to read it.
pub const CONTEXT: &str = include_str!("context.json");

/// What schema.org calls our classes.
const CLASSES: [(oxrdf::NamedNodeRef<'static>, &str); 8] = [
    (class::ORGANIZATION, "schema:Organization"),
    (class::ECOSYSTEM, "schema:Organization"),
    (class::GROUP, "schema:Organization"),
    (class::PROJECT, "schema:Project"),
    (class::EVENT, "schema:Event"),
    (class::PLACE, "schema:Place"),
    (class::TERRITORY, "schema:AdministrativeArea"),
    (class::PERSON, "schema:Person"),
];

/// Writes an element.
pub(super) fn write(sheet: &Sheet<'_>, filed: &[Category]) -> Value {
    let mut fields = Map::new();
    let mut say = |name: &str, values: Vec<Value>| match <[Value; 1]>::try_from(values) {
        Ok([one]) => drop(fields.insert(name.to_owned(), one)),
        Err(several) if several.is_empty() => {}
        Err(several) => drop(fields.insert(name.to_owned(), Value::Array(several))),
    };
    say("@id", vec![json!(sheet.iri().as_str())]);
    say("@type", types(sheet));
    say("id", vec![json!(sheet.key())]);
    say("name", sheet.name().into_iter().map(Value::from).collect());
    say("alternateName", strings(sheet.texts(property::ALTERNATE_NAME)));
    say("abstract", strings(sheet.texts(property::SUMMARY)));
    say("description", strings(sheet.texts(property::DESCRIPTION)));
    let geo = sheet.position().map(
        |(latitude, longitude)| json!({"@type": "schema:GeoCoordinates", "latitude": latitude, "longitude": longitude}),
    );
    say("geo", geo.into_iter().collect());
    say("address", address(sheet).into_iter().collect());
    say("openingHours", strings(sheet.values(schema::OPENING_HOURS)));
    for (name, predicate) in [("startDate", property::START), ("endDate", property::END)] {
        say(name, sheet.values(predicate).into_iter().map(date).collect());
    }
    for (name, predicate) in [
        ("website", property::WEBSITE),
        ("images", property::IMAGE),
        ("files", schema::SUBJECT_OF),
        ("licence", property::LICENCE),
        ("sameAs", owl::SAME_AS),
        ("themes", property::THEME),
    ] {
        say(name, strings(sheet.links(predicate)));
    }
    say("categories", filed.iter().map(|category| json!(category.name)).collect());
    say("telephone", strings(sheet.telephones()));
    say("email", strings(sheet.emails()));
    say("sourceKey", strings(sheet.values(dct::SOURCE)));
    say("sourceUrl", strings(origins(sheet)));
    say("createdAt", vec![date(&sheet.created())]);
    say("updatedAt", vec![date(&sheet.modified())]);
    say("additionalProperty", further(sheet));
    Value::Object(fields)
}

fn types(sheet: &Sheet<'_>) -> Vec<Value> {
    let mut types = Vec::new();
    for class in sheet.classes() {
        let known = CLASSES.iter().find(|(ours, _)| *ours == class).map(|(_, theirs)| json!(theirs));
        types.extend(known.filter(|known| !types.contains(known)));
        let own = class.as_str().strip_prefix(NAMESPACE).map(|name| format!("cs:{name}"));
        types.push(json!(own.unwrap_or_else(|| class.as_str().to_owned())));
    }
    types
}

fn address(sheet: &Sheet<'_>) -> Option<Value> {
    let address = sheet.address()?;
    let parts = [
        ("streetAddress", address.street),
        ("postalCode", address.postal_code),
        ("addressLocality", address.locality),
        ("addressCountry", address.country),
    ];
    let mut fields = Map::from_iter([("@type".to_owned(), json!("schema:PostalAddress"))]);
    fields.extend(parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), json!(part?)))));
    Some(Value::Object(fields))
}

/// A day or a moment with its type; a text where it is neither.
fn date(text: &str) -> Value {
    match text {
        _ if text.contains('T') => json!({"@type": "xsd:dateTime", "@value": text}),
        _ if text.parse::<jiff::civil::Date>().is_ok() => json!({"@type": "xsd:date", "@value": text}),
        _ => json!(text),
    }
}

fn further(sheet: &Sheet<'_>) -> Vec<Value> {
    let one = |further: crate::sheet::Further<'_>| {
        let values: Vec<Value> = further
            .values
            .iter()
            .filter_map(|value| match of_literal(*value)? {
                structure @ (Value::Object(_) | Value::Array(_)) => {
                    Some(json!({"@type": "@json", "@value": structure}))
                }
                value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => Some(value),
            })
            .collect();
        let mut fields = Map::from_iter([
            ("@type".to_owned(), json!("schema:PropertyValue")),
            ("schema:name".to_owned(), json!(further.name)),
        ]);
        fields.extend(further.id.map(|id| ("schema:propertyID".to_owned(), json!(id))));
        fields.insert("schema:value".to_owned(), Value::Array(values));
        Value::Object(fields)
    };
    sheet.further().into_iter().map(one).collect()
}
