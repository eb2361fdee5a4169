//! What fields are by their names, in French and in English, as tables, OpenStreetMap and open data have them. What is
//! guessed can be told as a mapping, for a person to correct.

use crate::mapping::{Field, Mapping};
use model::Slug;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What is guessed, as it stands in a mapping, and by which names; as addresses write them: no accents, no capitals, `-`
/// for all that is neither a letter nor a digit.
const NAMES: &[(&str, &[&str])] = &[
    (
        "cs:name",
        &[
            "nom",
            "name",
            "titre",
            "title",
            "raison-sociale",
            "denomination",
            "libelle",
            "intitule",
            "structure",
            "nom-structure",
            "nom-de-la-structure",
            "organisation",
            "organization",
            "nom-organisation",
            "nom-du-lieu",
            "nom-lieu",
            "nom-association",
            "nom-de-l-association",
            "label",
        ],
    ),
    (
        "cs:alternateName",
        &["sigle", "acronyme", "nom-court", "short-name", "alt-name", "alternatename", "official-name", "nickname"],
    ),
    ("cs:summary", &["resume", "accroche", "summary", "abstract", "description-courte", "short-description"]),
    ("cs:description", &["description", "presentation", "descriptif", "about"]),
    (
        "cs:street",
        &[
            "adresse",
            "address",
            "rue",
            "street",
            "voie",
            "numero-et-rue",
            "adresse-postale",
            "street-address",
            "adresse-1",
            "adresse1",
            "adresse-2",
            "adresse2",
            "complement-adresse",
            "complement-d-adresse",
            "addr-housenumber",
            "addr-street",
            "addr-full",
        ],
    ),
    (
        "cs:postalCode",
        &[
            "code-postal",
            "cp",
            "codepostal",
            "postal-code",
            "postalcode",
            "zip",
            "zipcode",
            "zip-code",
            "postcode",
            "addr-postcode",
        ],
    ),
    (
        "cs:locality",
        &["ville", "commune", "city", "town", "localite", "locality", "municipality", "nom-commune", "addr-city"],
    ),
    (
        "cs:inseeCode",
        &[
            "insee",
            "code-insee",
            "codeinsee",
            "inseecode",
            "insee-com",
            "code-commune",
            "code-commune-insee",
            "ref-insee",
        ],
    ),
    ("cs:country", &["pays", "country", "addr-country"]),
    ("cs:latitude", &["latitude", "lat", "y", "coord-y", "geo-lat", "y-wgs84", "ylat"]),
    ("cs:longitude", &["longitude", "lon", "lng", "long", "x", "coord-x", "geo-lon", "geo-lng", "x-wgs84", "xlong"]),
    (
        "position",
        &[
            "coordonnees",
            "coordonnees-gps",
            "coordinates",
            "geo-point",
            "geo-point-2d",
            "geopoint",
            "latlng",
            "lat-lon",
            "lat-lng",
            "gps",
        ],
    ),
    (
        "cs:website",
        &[
            "site-web",
            "siteweb",
            "website",
            "site",
            "url",
            "web",
            "site-internet",
            "page-web",
            "homepage",
            "home-page",
            "lien",
            "link",
            "contact-website",
            "url-du-site",
        ],
    ),
    (
        "cs:email",
        &[
            "email",
            "mail",
            "e-mail",
            "courriel",
            "mel",
            "adresse-email",
            "adresse-mail",
            "adresse-e-mail",
            "contact-email",
        ],
    ),
    (
        "cs:telephone",
        &[
            "telephone",
            "tel",
            "phone",
            "telephone-fixe",
            "mobile",
            "portable",
            "telephone-portable",
            "numero-de-telephone",
            "contact-phone",
            "contact-mobile",
        ],
    ),
    ("cs:keyword", &["tags", "tag", "mots-cles", "mots-clefs", "motscles", "keywords", "etiquettes"]),
    (
        "category",
        &[
            "categorie",
            "categories",
            "category",
            "theme",
            "themes",
            "thematique",
            "thematiques",
            "type",
            "types",
            "activite",
            "activites",
            "domaine",
            "domaines",
            "secteur",
            "secteurs",
        ],
    ),
    (
        "schema:openingHours",
        &["horaires", "horaire", "opening-hours", "openinghours", "horaires-d-ouverture", "heures-d-ouverture"],
    ),
    ("cs:image", &["image", "images", "photo", "photos", "logo", "picture"]),
    (
        "cs:sirenNumber",
        &[
            "siren",
            "siret",
            "sirennumber",
            "n-siren",
            "n-siret",
            "numero-siren",
            "numero-siret",
            "ref-fr-siren",
            "ref-fr-siret",
        ],
    ),
    ("cs:legalForm", &["forme-juridique", "statut-juridique", "legal-form", "legalform"]),
    ("cs:start", &["date-de-debut", "date-debut", "start-date", "start"]),
    ("cs:end", &["date-de-fin", "date-fin", "end-date", "end"]),
    ("dct:created", &["created", "created-at", "createdat", "cree-le"]),
    (
        "dct:modified",
        &[
            "modified",
            "updated",
            "updated-at",
            "updatedat",
            "date-maj",
            "date-de-mise-a-jour",
            "derniere-modification",
            "modifie-le",
        ],
    ),
    ("cs:licence", &["licence", "license"]),
    ("dct:source", &["source"]),
];

/// What may be a key, the best first.
const KEYS: &[&str] = &[
    "id",
    "identifiant",
    "identifier",
    "uuid",
    "uid",
    "guid",
    "cle",
    "key",
    "osm-id",
    "reference",
    "ref",
    "siret",
    "n-siret",
    "numero-siret",
    "rna",
    "siren",
    "n-siren",
    "numero-siren",
    "objectid",
    "fid",
];

static GUESSES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| NAMES.iter().flat_map(|(what, names)| names.iter().map(|name| (*name, *what))).collect());

/// What each guess means.
static FIELDS: LazyLock<Mapping> = LazyLock::new(|| {
    let mut text = "[fields]
"
    .to_owned();
    for (what, _) in NAMES {
        say(&mut text, &quoted(what), &quoted(what));
    }
    Mapping::read(&text).unwrap_or_default()
});

/// What a field of this name is, if its name says so.
pub(crate) fn field(name: &str) -> Option<Field> {
    FIELDS.field(written(name)?).cloned()
}

/// Which of these names is a key, if one is.
pub(crate) fn key<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let ranked = names.into_iter().filter_map(|name| {
        let plain = plain(name)?;
        KEYS.iter().position(|key| *key == plain).map(|rank| (rank, name))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, name)| name)
}

/// What is done with fields of these names, as a mapping (TOML): what a mapping says of them, and what is guessed where it
/// says nothing. Given back as a mapping it does the same.
pub(crate) fn told<'a>(names: impl IntoIterator<Item = &'a str> + Clone, mapping: &Mapping) -> String {
    let class = mapping.class().map_or("Organization", |class| local(class.as_str()));
    let mut text = format!("class = {}\n", quoted(class));
    match mapping.key() {
        [] => match key(names.clone()) {
            Some(key) => say(&mut text, "key", &quoted(key)),
            None => text.push_str("# key = [\"…\"] # NO KEY: which columns say which record it is?\n"),
        },
        [one] => say(&mut text, "key", &quoted(one)),
        several => say(&mut text, "key", &list(several)),
    }
    for (name, value) in [("separator", mapping.separator()), ("language", mapping.language())] {
        if let Some(value) = value {
            say(&mut text, name, &quoted(value));
        }
    }
    say_categories(&mut text, mapping);
    text.push_str("\n[fields]\n");
    let mut told: Vec<&str> = Vec::new();
    for name in names {
        if told.contains(&name) || name.trim().is_empty() {
            continue;
        }
        told.push(name);
        match (mapping.field(name).map(of_field), written(name)) {
            (Some(said), _) => say(&mut text, &quoted(name), &quoted(&said)),
            (None, Some(guessed)) => say(&mut text, &quoted(name), &quoted(guessed)),
            (None, None) => say(&mut text, &format!("# {}", quoted(name)), "\"…\""),
        }
    }
    text
}

fn say_categories(text: &mut String, mapping: &Mapping) {
    for (number, (name, category)) in mapping.categories().enumerate() {
        if number == 0 {
            text.push_str("\n[categories]\n");
        }
        let class = category.class.map(|class| format!("class = {}", quoted(local(class.as_str()))));
        let theme = category.theme.as_ref().map(|theme| format!("theme = {}", quoted(theme.as_str())));
        let parts: Vec<String> = [class, theme].into_iter().flatten().collect();
        say(text, &quoted(name), &format!("{{ {} }}", parts.join(", ")));
    }
}

fn say(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str(" = ");
    text.push_str(value);
    text.push('\n');
}

fn of_field(field: &Field) -> String {
    match field {
        Field::Property(property) => property.iri().as_str().to_owned(),
        Field::Category => "category".to_owned(),
        Field::Position => "position".to_owned(),
        Field::LeftOut => "leave out".to_owned(),
    }
}

fn written(name: &str) -> Option<&'static str> {
    GUESSES.get(plain(name)?.as_str()).copied()
}

fn plain(name: &str) -> Option<String> {
    Slug::from_text(name).ok().map(|slug| slug.as_str().to_owned())
}

fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

fn list(names: &[String]) -> String {
    format!("[{}]", names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
}

/// A text as TOML writes it: as JSON does, but for the one control character that JSON lets stand.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guess_is_a_field_and_no_name_says_two() {
        let mut seen: Vec<&str> = Vec::new();
        for (what, names) in NAMES {
            assert!(FIELDS.field(what).is_some(), "{what}");
            for name in *names {
                assert_eq!(plain(name).as_deref(), Some(*name), "written otherwise");
                assert!(!seen.contains(name), "{name} twice");
                seen.push(name);
            }
        }
        assert!(KEYS.iter().all(|key| plain(key).as_deref() == Some(*key)));
    }

    #[test]
    fn names_as_people_write_them() {
        for (name, expected) in [
            ("Code postal", "cs:postalCode"),
            ("  TÉLÉPHONE ", "cs:telephone"),
            ("E-mail", "cs:email"),
            ("addr:street", "cs:street"),
            ("contact:website", "cs:website"),
            ("N° SIRET", "cs:sirenNumber"),
            ("Thématiques", "category"),
            ("geo_point_2d", "position"),
        ] {
            assert_eq!(written(name), Some(expected), "{name}");
        }
        assert_eq!(written("Budget 2024"), None);
        assert_eq!(key(["SIRET", "Nom", "@id"]), Some("@id"));
        assert_eq!(key(["Nom", "Ville"]), None);
    }

    #[test]
    fn what_is_told_reads_back_as_the_same() {
        let names = ["ID", "Nom", "a \"b\" \\ \u{7f}\u{1}", "Note", "Note", ""];
        let mapping = Mapping::read(
            "class = \"Event\"\nlanguage = \"en\"\n[categories]\nBar = { class = \"Place\", theme = \"https://a.example/t\" }\n\
             [fields]\nNote = \"leave out\"",
        )
        .unwrap();
        let text = told(names, &mapping);
        let read = Mapping::read(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!((read.key(), read.language()), (&["ID".to_owned()][..], Some("en")));
        assert_eq!((read.class(), read.category("Bar")), (mapping.class(), mapping.category("Bar")));
        assert_eq!(read.field("Nom"), field("nom").as_ref());
        assert_eq!(read.field("Note"), Some(&Field::LeftOut));
        assert!(text.contains("# \"a \\\"b\\\" \\\\ \\u007F\\u0001\" = "), "{text}");
        assert_eq!(told(names, &read), text.replace("\"cs:name\"", "\"https://w3id.org/codesocial#name\""));
        assert!(told(["Nom"], &Mapping::default()).contains("NO KEY"));
    }
}
