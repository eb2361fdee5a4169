//! What has a place as GeoJSON (RFC 7946), with the properties that uMap shows: `name` and `description`, then whatever a
//! template of a layer may want. What stands nowhere has no place on a map, and is left out.

use super::Writer;
use crate::concepts::Concepts;
use crate::gogocarto::in_one_line;
use crate::gogocarto::write::filed;
use crate::sheet::Sheet;
use model::vocab::{property, schema};
use serde_json::{Map, Value, json};

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
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": properties(sheet, concepts),
        });
        format!("{comma}\n{feature}")
    }

    fn end(&mut self) -> String {
        "\n]}\n".to_owned()
    }
}

fn properties(sheet: &Sheet<'_>, concepts: &Concepts) -> Value {
    let categories: Vec<String> = filed(sheet, concepts).into_iter().map(|category| category.name).collect();
    let all = |values: Vec<&str>| Some(values.join(", ")).filter(|text| !text.is_empty());
    let address = sheet.address();
    let fields = [
        ("name", sheet.name().map(str::to_owned)),
        // uMap shows this one; what is said at length stands beside it.
        ("description", sheet.text(property::SUMMARY).or_else(|| sheet.text(property::DESCRIPTION)).map(str::to_owned)),
        ("text", sheet.text(property::SUMMARY).and(sheet.text(property::DESCRIPTION)).map(str::to_owned)),
        ("type", sheet.class().map(|class| crate::write::local(class).to_owned())),
        ("address", address.as_ref().map(in_one_line).filter(|line| !line.is_empty())),
        ("locality", address.as_ref().and_then(|address| address.locality.clone())),
        ("postalCode", address.as_ref().and_then(|address| address.postal_code.clone())),
        ("website", all(sheet.links(property::WEBSITE))),
        ("email", all(sheet.emails())),
        ("telephone", all(sheet.telephones())),
        ("openingHours", all(sheet.values(schema::OPENING_HOURS))),
        ("categories", Some(categories.join(", ")).filter(|text| !text.is_empty())),
        ("image", sheet.links(property::IMAGE).first().map(|image| (*image).to_owned())),
        ("start", sheet.value(property::START).map(str::to_owned)),
        ("end", sheet.value(property::END).map(str::to_owned)),
        ("licence", all(sheet.links(property::LICENCE))),
        ("modified", Some(sheet.modified())),
        ("url", Some(sheet.iri().as_str().to_owned())),
    ];
    let said = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?))));
    Value::Object(said.collect::<Map<_, _>>())
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
        assert_eq!((&properties["name"], &properties["description"]), (&json!("Le Moulin"), &json!("Un moulin.")));
        assert_eq!(properties["text"], "Depuis 1987,\nau bord de l’eau.");
        assert_eq!(
            (&properties["address"], &properties["type"]),
            (&json!("1 rue du Quai, 63500 Issoire"), &json!("Organization"))
        );
        assert_eq!(properties["categories"], "Eau, Pain");
        assert_eq!(features[1]["properties"]["name"], "Le \"Four\"");
        let none: Value = serde_json::from_str(&written(GeoJson::default(), &documents[1..2], &[])).unwrap();
        assert_eq!(none["features"], json!([]));
    }
}
