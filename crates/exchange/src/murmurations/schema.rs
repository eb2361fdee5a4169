//! Which schemas are which classes.

use model::vocab::class;
use oxrdf::NamedNodeRef;
use serde_json::Value;

/// What a profile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A document of this class.
    Of(NamedNodeRef<'static>),
    /// What somebody offers or wants, as `exchange_type` says.
    Exchange,
}

/// The schemas, without their versions. Where a profile has several, the first of these.
const SCHEMAS: [(&str, Kind); 14] = [
    ("offers_wants_schema", Kind::Exchange),
    ("offers_wants_prototype", Kind::Exchange),
    ("groups_needs_schema", Kind::Exchange),
    ("cta_opportunity", Kind::Exchange),
    ("people_schema", Kind::Of(class::PERSON)),
    ("small_social_graph_people", Kind::Of(class::PERSON)),
    ("cta_person", Kind::Of(class::PERSON)),
    ("organizations_schema", Kind::Of(class::ORGANIZATION)),
    ("complementary_currencies", Kind::Of(class::ORGANIZATION)),
    ("karte_von_morgen", Kind::Of(class::ORGANIZATION)),
    ("localloop_schema", Kind::Of(class::ORGANIZATION)),
    ("groups_schema", Kind::Of(class::GROUP)),
    ("cta_group", Kind::Of(class::GROUP)),
    // What is common to organisations of permaculture, where nothing else says what they are.
    ("permaculture_addon_schema", Kind::Of(class::ORGANIZATION)),
];

/// What a profile that names these schemas is; else their names.
pub(super) fn kind(linked: Option<&Value>) -> Result<Kind, String> {
    let names: Vec<&str> = match linked {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(name)) => vec![name.as_str()],
        _ => Vec::new(),
    };
    let has = |schema: &str| names.iter().any(|name| without_version(name) == schema);
    let found = SCHEMAS.iter().find(|(schema, _)| has(schema)).map(|(_, kind)| *kind);
    found.ok_or_else(|| names.join(", "))
}

/// `organizations_schema` of `organizations_schema-v1.0.0`.
fn without_version(name: &str) -> &str {
    // Some name the address that the schema stands at.
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit_once("-v").map_or(name, |(schema, _)| schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas_and_their_versions() {
        for (linked, expected) in [
            (json!(["organizations_schema-v1.0.0"]), Ok(Kind::Of(class::ORGANIZATION))),
            (json!(["organizations_schema-v2.3.1"]), Ok(Kind::Of(class::ORGANIZATION))),
            (json!(["permaculture_addon_schema-v1.0.0", "people_schema-v0.1.0"]), Ok(Kind::Of(class::PERSON))),
            (json!("offers_wants_schema-v0.1.0"), Ok(Kind::Exchange)),
            (
                json!(["media_schema-v0.1.0", "test_schema-v2.0.0"]),
                Err("media_schema-v0.1.0, test_schema-v2.0.0".to_owned()),
            ),
            (json!([]), Err(String::new())),
            (json!(7), Err(String::new())),
        ] {
            assert_eq!(kind(Some(&linked)), expected, "{linked}");
        }
    }
}
