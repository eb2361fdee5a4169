//! Position and address. Coordinates are numbers or texts, as `{latitude, longitude}` or as a point, and then longitude
//! comes first. Of the regions around a town only its INSEE code is taken: it says them all.

use super::fields::{self, Fields};
use crate::draft::{Address, Draft};
use serde_json::{Map, Value};

/// What an address has besides that says nothing more.
const LEFT_OUT: &[&str] = &[
    "@type",
    "@id",
    "addressRegion",
    "depName",
    "insee",
    "level1",
    "level1Name",
    "level2",
    "level2Name",
    "level3",
    "level3Name",
    "level4",
    "level4Name",
    "level5",
    "level5Name",
    "localityId",
    "osmID",
    "regionName",
];

/// The length of a French code: of a town, of its post.
const CODE: usize = 5;

/// Where it is, of the fields that say so.
pub(super) fn read(fields: &mut Fields, draft: &mut Draft) {
    let mut is_known = false;
    for name in ["geo", "geoPosition"] {
        let Some(value) = fields.take(name) else { continue };
        match coordinates(&value) {
            Some((0.0, 0.0)) => {}
            // Both say the same, one of them rounded.
            Some(_) if is_known => {}
            Some((latitude, longitude)) if draft.position(latitude, longitude) => is_known = true,
            _ => fields.broken(name, value),
        }
    }
    if let Some(mut parts) = fields.object("address") {
        draft.address(&address(&mut parts, fields));
        parts.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
        fields.rest_of("address", parts);
    }
}

fn coordinates(value: &Value) -> Option<(f64, f64)> {
    let degrees = |name: &str| value.get(name).and_then(fields::number);
    match value.get("coordinates").and_then(Value::as_array).map(Vec::as_slice) {
        Some([longitude, latitude, ..]) => Some((fields::number(latitude)?, fields::number(longitude)?)),
        _ => Some((degrees("latitude")?, degrees("longitude")?)),
    }
}

fn address(parts: &mut Map<String, Value>, fields: &mut Fields) -> Address {
    let mut part = |name: &str| {
        let value = parts.shift_remove(name).filter(|value| !fields::is_empty(value))?;
        let said = fields::word(&value).map(|word| super::text::line(&word));
        if said.is_none() {
            fields.broken(&format!("address.{name}"), value.clone());
        }
        // A program that takes a code for a number loses the zero at its beginning.
        said.map(|word| if value.is_number() { format!("{word:0>CODE$}") } else { word })
    };
    let (street, postal_code, locality) = (part("streetAddress"), part("postalCode"), part("addressLocality"));
    let (insee_code, country) = (part("codeInsee"), part("addressCountry"));
    let is_insee = |code: &String| {
        (2..=9).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit() || b"AB".contains(&byte))
    };
    let insee_code = insee_code.map(|code| code.to_ascii_uppercase());
    if let Some(code) = insee_code.as_ref().filter(|code| !is_insee(code)) {
        fields.broken("address.codeInsee", Value::String(code.clone()));
    }
    let country = country.map(|country| if country.len() == 2 { country.to_ascii_uppercase() } else { country });
    Address { street, postal_code, locality, insee_code: insee_code.filter(is_insee), country }
}
