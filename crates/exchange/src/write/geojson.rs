//! What has a place as GeoJSON (RFC 7946), with the properties that uMap shows: `name` and `description`, then whatever a
//! template of a layer may want. What the grammar has no word for goes under its own name, and what was read with a geometry
//! has it again. What stands nowhere has no place on a map, and is left out.

use super::Writer;
use crate::concepts::Concepts;
use crate::geojson::geometry::Geometry;
use crate::gogocarto::write::{filed, of_literal};
use crate::sheet::Sheet;
use model::Container;
use model::vocab::{dct, gsp, property, schema};
use serde_json::{Map, Value, json};

/// What may stand somewhere.
pub const CONTAINERS: &[Container] = &[
    Container::Organizations,
    Container::Projects,
    Container::Ecosystems,
    Container::Territories,
    Container::Places,
    Container::Events,
    Container::Offers,
    Container::Needs,
];

/// Writes GeoJSON.
#[derive(Debug, Default)]
pub struct GeoJson {
    has_begun: bool,
}

impl Writer for GeoJson {
    fn begin(&mut self) -> String {
        r#"{"type":"FeatureCollection","features":["#.to_owned()
    }

    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String {
        let Some((latitude, longitude)) = sheet.position() else { return String::new() };
        let comma = if std::mem::replace(&mut self.has_begun, true) { "," } else { "" };
        let feature = json!({
            "type": "Feature",
            "id": sheet.iri().as_str(),
            "geometry": geometry(sheet, (latitude, longitude))
                .unwrap_or_else(|| json!({"type": "Point", "coordinates": [longitude, latitude]})),
            "properties": properties(sheet, concepts),
        });
        format!("{comma}\n{feature}")
    }

    fn end(&mut self) -> String {
        "\n]}\n".to_owned()
    }
}

/// Degrees that make no difference: a tenth of a metre.
const SAME: f64 = 1e-6;

/// The geometry that it was read with, if it is one. A point is told only where it says no other place than the document,
/// which may have been moved since, or made less exact.
fn geometry(sheet: &Sheet<'_>, (latitude, longitude): (f64, f64)) -> Option<Value> {
    let is_told = |geometry: &Value| {
        Geometry::read_whole(geometry).is_some_and(|geometry| {
            let (north, east) = geometry.point;
            !geometry.is_point || (north - latitude).abs() <= SAME && (east - longitude).abs() <= SAME
        })
    };
    let written = |part| serde_json::from_str(sheet.of_part(part, gsp::AS_GEO_JSON)?.value()).ok();
    sheet.links(gsp::HAS_GEOMETRY).into_iter().filter_map(written).find(is_told)
}

fn properties(sheet: &Sheet<'_>, concepts: &Concepts) -> Value {
    let categories: Vec<String> = filed(sheet, concepts).into_iter().map(|category| category.name).collect();
    let all = |values: Vec<&str>| Some(values.join("; ")).filter(|text| !text.is_empty());
    let address = sheet.address().unwrap_or_default();
    let images = sheet.links(property::IMAGE);
    let fields = [
        ("name", sheet.name().map(str::to_owned)),
        ("alternateName", all(sheet.texts(property::ALTERNATE_NAME))),
        ("summary", sheet.text(property::SUMMARY).map(str::to_owned)),
        // uMap shows this one.
        ("description", sheet.text(property::DESCRIPTION).or_else(|| sheet.text(property::SUMMARY)).map(str::to_owned)),
        ("type", sheet.class().map(|class| crate::write::local(class).to_owned())),
        ("street", address.street),
        ("postalCode", address.postal_code),
        ("locality", address.locality),
        ("inseeCode", address.insee_code),
        ("country", address.country),
        ("website", all(sheet.links(property::WEBSITE))),
        ("email", all(sheet.emails())),
        ("telephone", all(sheet.telephones())),
        ("openingHours", all(sheet.values(schema::OPENING_HOURS))),
        ("categories", Some(categories.join("; ")).filter(|text| !text.is_empty())),
        // A template shows one.
        ("image", images.first().map(|image| (*image).to_owned())),
        ("images", (images.len() > 1).then(|| images.join("; "))),
        ("legalForm", sheet.text(property::LEGAL_FORM).map(str::to_owned)),
        ("sirenNumber", sheet.value(property::SIREN_NUMBER).map(str::to_owned)),
        ("start", sheet.value(property::START).map(str::to_owned)),
        ("end", sheet.value(property::END).map(str::to_owned)),
        ("licence", all(sheet.links(property::LICENCE))),
        ("source", all(sheet.values(dct::SOURCE))),
        ("identifier", sheet.value(dct::IDENTIFIER).map(str::to_owned)),
        ("created", Some(sheet.created())),
        ("modified", Some(sheet.modified())),
        ("page", Some(sheet.iri().as_str().to_owned())),
    ];
    let said = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?))));
    let mut properties: Map<String, Value> = said.collect();
    for further in sheet.further() {
        let mut values: Vec<Value> = further.values.iter().filter_map(|literal| of_literal(*literal)).collect();
        let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        properties.entry(further.name).or_insert(value);
    }
    Value::Object(properties)
}

#[cfg(test)]
mod tests {
    use super::super::rig::{MOULIN, document, written};
    use super::*;

    #[test]
    fn features_with_a_place() {
        let documents = [
            document("organizations/moulin", MOULIN),
            document("organizations/ailleurs", "<> a cs:Organization ; cs:name \"Nulle part\"@fr ."),
            document(
                "places/four",
                "<> a cs:Place ; cs:name \"Le \\\"Four\\\"\"@fr ; cs:latitude 0.5 ; cs:longitude 1 .",
            ),
        ];
        let text = written(GeoJson::default(), &documents, &[]);
        let told: Value = serde_json::from_str(&text).unwrap();
        let features = told["features"].as_array().unwrap();
        assert_eq!((&told["type"], features.len()), (&json!("FeatureCollection"), 2));
        assert_eq!(features[0]["geometry"], json!({"type": "Point", "coordinates": [-3.25, 45.5]}));
        let properties = &features[0]["properties"];
        assert_eq!((&properties["name"], &properties["summary"]), (&json!("Le Moulin"), &json!("Un moulin.")));
        assert_eq!(properties["description"], "Depuis 1987,\nau bord de l’eau.");
        assert_eq!((&properties["street"], &properties["type"]), (&json!("1 rue du Quai"), &json!("Organization")));
        assert_eq!(properties["categories"], "Eau; Pain");
        assert_eq!(features[1]["properties"]["name"], "Le \"Four\"");
        let none: Value = serde_json::from_str(&written(GeoJson::default(), &documents[1..2], &[])).unwrap();
        assert_eq!(none["features"], json!([]));
    }

    #[test]
    fn a_geometry_is_one_and_its_point_is_where_it_is() {
        let own = json!({"type": "Point", "coordinates": [3.25, 45.5]});
        let line = json!({"type": "LineString", "coordinates": [[3, 45], [3.25, 45.5]]});
        let of_two = |other: Value| json!({"type": "GeometryCollection", "geometries": [line, other]});
        let high = json!({"type": "Point", "coordinates": [3.250_000_4, 45.5, 300]});
        for (geometry, is_told) in [
            (line.clone(), true),
            (high, true),
            (of_two(own.clone()), true),
            // The document has moved, or was made less exact.
            (json!({"type": "Point", "coordinates": [3.25, 45.500_1]}), false),
            (json!({"type": "Point", "coordinates": [3.250_002, 45.5]}), false),
            (json!({"type": "Point", "coordinates": [45.5, 3.25]}), false),
            (json!({"type": "LineString", "coordinates": [["3", "45"]]}), false),
            (json!({"type": "Polygon", "coordinates": [[[700_000, 6_600_000], [700_001, 6_600_000]]]}), false),
            (of_two(json!({"type": "Circle"})), false),
            (json!({"type": "Feature", "geometry": own}), false),
            (json!(["<script>"]), false),
            (json!("Point"), false),
        ] {
            let literal = oxrdf::Literal::new_typed_literal(geometry.to_string(), gsp::GEO_JSON_LITERAL);
            let says = format!(
                "<> a cs:Place ; cs:name \"Ici\"@fr ; cs:latitude 45.5 ; cs:longitude 3.25 ; {} <#geometry> .\n<#geometry> {} {literal} .",
                gsp::HAS_GEOMETRY,
                gsp::AS_GEO_JSON
            );
            let text = written(GeoJson::default(), &[document("places/ici", &says)], &[]);
            let told: Value = serde_json::from_str(&text).unwrap();
            let expected = if is_told { &geometry } else { &own };
            assert_eq!(&told["features"][0]["geometry"], expected, "{geometry}");
        }
    }
}
