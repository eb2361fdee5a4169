//! Profiles for Murmurations: what an index reads at the address of one. Three of its schemas fit what is here; what a schema
//! demands and a document does not say is not invented, and the document has no profile.

use super::Writer;
use crate::concepts::Concepts;
use crate::gogocarto::in_one_line;
use crate::gogocarto::write::filed;
use crate::sheet::Sheet;
use model::Container;
use model::vocab::{class, individual, property};
use oxrdf::NamedNodeRef;
use serde_json::{Map, Value, json};

/// The schema of organisations and of what is like them.
pub const ORGANIZATIONS: &str = "organizations_schema-v1.0.0";
/// The schema of people.
pub const PEOPLE: &str = "people_schema-v0.1.0";
/// The schema of what is offered and needed.
pub const OFFERS_WANTS: &str = "offers_wants_schema-v0.1.0";

/// What may have a profile, in the order in which a name alone is looked for.
pub const CONTAINERS: &[Container] = &[
    Container::Organizations,
    Container::Projects,
    Container::Ecosystems,
    Container::Places,
    Container::Territories,
    Container::Groups,
    Container::People,
    Container::Offers,
    Container::Needs,
];

/// Letters of an address, and of a name.
const ADDRESS: usize = 2_000;
const NAME: usize = 200;
const TAG: usize = 100;
const TAGS: usize = 100;

/// Writes profiles as one list.
#[derive(Debug, Default)]
pub struct Profiles {
    has_begun: bool,
}

impl Writer for Profiles {
    fn begin(&mut self) -> String {
        "[".to_owned()
    }

    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String {
        let Some(profile) = profile(sheet, concepts) else { return String::new() };
        let comma = if std::mem::replace(&mut self.has_begun, true) { "," } else { "" };
        format!("{comma}\n{profile}")
    }

    fn end(&mut self) -> String {
        "\n]\n".to_owned()
    }
}

/// The profile of a document, if it can have one.
pub fn profile(sheet: &Sheet<'_>, concepts: &Concepts) -> Option<Value> {
    let profile = match sheet.class()? {
        class::ORGANIZATION | class::PROJECT | class::ECOSYSTEM | class::GROUP | class::PLACE | class::TERRITORY => {
            organization(sheet, concepts)?
        }
        class::PERSON => person(sheet, concepts)?,
        class::OFFER => exchange(sheet, concepts, "offer")?,
        class::NEED => exchange(sheet, concepts, "want")?,
        _ => return None,
    };
    Some(Value::Object(profile))
}

fn organization(sheet: &Sheet<'_>, concepts: &Concepts) -> Option<Map<String, Value>> {
    let mut profile = common(sheet, concepts, ORGANIZATIONS)?;
    let address = sheet.address();
    let line = address.as_ref().map(in_one_line).filter(|line| !line.is_empty());
    profile.extend(line.map(|line| ("full_address".to_owned(), json!(line))));
    profile.extend(seconds(sheet, property::START).map(|time| ("starts_at".to_owned(), json!(time))));
    profile.extend(seconds(sheet, property::END).map(|time| ("ends_at".to_owned(), json!(time))));
    profile.extend(own_words(sheet, "mission").map(|mission| ("mission".to_owned(), json!(mission))));
    profile.insert("unique_id".to_owned(), json!(sheet.iri().as_str()));
    Some(profile)
}

fn person(sheet: &Sheet<'_>, concepts: &Concepts) -> Option<Map<String, Value>> {
    let mut profile = common(sheet, concepts, PEOPLE)?;
    // Demanded here.
    profile.get("tags")?;
    let address = sheet.address().unwrap_or_default();
    let parts = [
        ("street_address", address.street),
        ("locality", address.locality.filter(|locality| locality.chars().count() <= TAG)),
        ("postal_code", address.postal_code),
    ];
    profile.extend(parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), json!(part?)))));
    Some(profile)
}

fn common(sheet: &Sheet<'_>, concepts: &Concepts, schema: &str) -> Option<Map<String, Value>> {
    let mut websites: Vec<&str> = sheet.links(property::WEBSITE).into_iter().filter(|link| is_web(link)).collect();
    // Where it has no site of its own, its page here is what is told of it.
    let primary = if websites.is_empty() { sheet.iri().as_str() } else { websites.remove(0) };
    let images: Vec<&str> = sheet.links(property::IMAGE).into_iter().filter(|link| is_web(link)).collect();
    websites.push(sheet.iri().as_str());
    let others = websites.iter().filter(|link| **link != primary);
    let mut urls = listed(sheet, "urls", "url");
    urls.extend(others.map(|link| json!({"url": link})));
    let description = sheet.text(property::SUMMARY).or_else(|| sheet.text(property::DESCRIPTION));
    let mut relationships = relationships(sheet);
    relationships.extend(listed(sheet, "relationships", "object_url"));
    let country = sheet.address().and_then(|address| address.country).filter(|country| is_country(country));
    let fields = [
        ("linked_schemas", Some(json!([schema]))),
        ("name", Some(json!(cut(sheet.name()?, NAME)))),
        ("nickname", sheet.texts(property::ALTERNATE_NAME).first().map(|name| json!(name))),
        ("primary_url", Some(json!(primary))),
        ("tags", tags(sheet, concepts)),
        ("urls", Some(Value::Array(urls)).filter(is_some)),
        ("description", description.map(|text| json!(text))),
        ("country_iso_3166", country.map(|country| json!(country))),
        ("geolocation", geolocation(sheet)),
        ("image", images.first().map(|image| json!(image))),
        ("images", Some(images.iter().skip(1).map(|image| json!({"url": image})).collect()).filter(is_some)),
        ("relationships", Some(Value::Array(relationships)).filter(is_some)),
        ("contact_details", sheet.emails().first().map(|email| json!({"email": email}))),
        ("telephone", sheet.telephones().first().map(|number| json!(number))),
    ];
    Some(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

fn exchange(sheet: &Sheet<'_>, concepts: &Concepts, kind: &str) -> Option<Map<String, Value>> {
    let description = sheet.text(property::DESCRIPTION).or_else(|| sheet.text(property::SUMMARY))?;
    let mut transactions: Vec<&str> = sheet.links(property::CONDITION).into_iter().filter_map(transaction).collect();
    transactions.sort_unstable();
    transactions.dedup();
    let item = sheet.links(property::KIND).into_iter().map(|kind| {
        let is_good =
            [individual::PRODUCT, individual::EQUIPMENT, individual::SPACE].iter().any(|good| good.as_str() == kind);
        if is_good { "good" } else { "service" }
    });
    // Demanded: without an address the page is where they can be reached.
    let contact = if let Some(email) = sheet.emails().first() {
        json!({"email": email})
    } else {
        let form = own_words(sheet, "contact_form").filter(|form| is_web(form));
        json!({"contact_form": form.unwrap_or(sheet.iri().as_str())})
    };
    let until = seconds(sheet, property::AVAILABLE_UNTIL);
    let fields = [
        ("linked_schemas", Some(json!([OFFERS_WANTS]))),
        ("exchange_type", Some(json!(kind))),
        ("item_type", item.into_iter().next().map(|item| json!(item))),
        ("transaction_type", Some(json!(transactions))),
        ("tags", Some(tags(sheet, concepts).unwrap_or_else(|| json!([])))),
        ("title", Some(json!(sheet.name()?))),
        ("description", Some(json!(description))),
        ("image", sheet.links(property::IMAGE).into_iter().find(|link| is_web(link)).map(|image| json!(image))),
        ("details_url", Some(json!(page(sheet)))),
        ("geolocation", geolocation(sheet)),
        ("geographic_scope", Some(json!(scope(sheet)))),
        ("contact_details", Some(contact)),
        ("expires_at", until.map(|time| json!(time))),
    ];
    Some(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

/// On what terms, in the schema's words. An exchange and what is given back are neither bought nor given away.
fn transaction(condition: &str) -> Option<&'static str> {
    let known: [(NamedNodeRef<'_>, &str); 4] = [
        (individual::GIFT, "receive-donate"),
        (individual::LOAN, "borrow-lend"),
        (individual::RENTAL, "rent-lease"),
        (individual::SALE, "buy-sell"),
    ];
    known.into_iter().find(|(term, _)| term.as_str() == condition).map(|(_, word)| word)
}

/// How far it reaches, in kilometres: a town, a region, a country.
fn scope<'a>(sheet: &Sheet<'a>) -> &'a str {
    if let Some(scope) = own_words(sheet, "geographic_scope").filter(|scope| SCOPES.contains(scope)) {
        return scope;
    }
    let within: Option<f64> = sheet.value(property::WITHIN).and_then(|within| within.parse().ok());
    match within {
        Some(kilometres) if kilometres > 1_000.0 => "international",
        Some(kilometres) if kilometres > 200.0 => "national",
        Some(kilometres) if kilometres > 30.0 => "regional",
        Some(_) | None => "local",
    }
}

/// As far as a schema knows things to reach.
const SCOPES: [&str; 4] = ["local", "regional", "national", "international"];

/// Where what is offered or needed is told at length: its own site, else its page here.
fn page<'a>(sheet: &Sheet<'a>) -> &'a str {
    sheet.links(property::WEBSITE).into_iter().find(|link| is_web(link)).unwrap_or(sheet.iri().as_str())
}

/// What a profile said in a field that the grammar has no word for.
fn own_words<'a>(sheet: &Sheet<'a>, name: &str) -> Option<&'a str> {
    let further = sheet.further().into_iter().find(|further| further.name == name)?;
    further.values.first().map(|literal| literal.value()).filter(|text| !text.is_empty())
}

/// The same of a list of objects, each with an address of the web under this name.
fn listed(sheet: &Sheet<'_>, name: &str, address: &str) -> Vec<Value> {
    let list = own_words(sheet, name).and_then(|text| serde_json::from_str(text).ok());
    let items = match list {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    let is_one = |item: &Value| item.get(address).and_then(Value::as_str).is_some_and(is_web);
    // What was told as a profile may be of another schema: only texts are in all of them.
    let is_plain = |item: &Value| item.as_object().is_some_and(|members| members.values().all(Value::is_string));
    items.into_iter().filter(|item| is_one(item) && is_plain(item)).collect()
}

fn tags(sheet: &Sheet<'_>, concepts: &Concepts) -> Option<Value> {
    let mut tags: Vec<String> = Vec::new();
    for category in filed(sheet, concepts).into_iter().take(TAGS) {
        let tag = cut(&category.name, TAG);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    (!tags.is_empty()).then(|| json!(tags))
}

fn geolocation(sheet: &Sheet<'_>) -> Option<Value> {
    sheet.position().map(|(latitude, longitude)| json!({"lat": latitude, "lon": longitude}))
}

/// Whom it is linked to, in schema.org's words where it has them.
fn relationships(sheet: &Sheet<'_>) -> Vec<Value> {
    let known = [
        (property::MEMBER_OF, "https://schema.org/memberOf"),
        (property::PARTNER_OF, "https://w3id.org/codesocial#partnerOf"),
        (property::PART_OF, "https://schema.org/isPartOf"),
        (property::CARRIED_BY, "https://w3id.org/codesocial#carriedBy"),
    ];
    let linked = known.into_iter().flat_map(|(predicate, theirs)| {
        let links = sheet.links(predicate).into_iter().filter(|link| is_web(link));
        links.map(|link| json!({"predicate_url": theirs, "object_url": link})).collect::<Vec<_>>()
    });
    linked.collect()
}

fn seconds(sheet: &Sheet<'_>, predicate: NamedNodeRef<'static>) -> Option<i64> {
    let text = sheet.value(predicate)?;
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let moment = text.parse::<jiff::Timestamp>().ok();
    moment.or_else(|| day(text).map(|zoned| zoned.timestamp())).map(jiff::Timestamp::as_second)
}

fn is_some(value: &Value) -> bool {
    value.as_array().is_none_or(|items| !items.is_empty())
}

fn is_web(link: &str) -> bool {
    (link.starts_with("https://") || link.starts_with("http://")) && link.chars().count() <= ADDRESS
}

/// Two capital letters, which is how the schema knows them; some pairs are no country, and these nobody writes.
fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase())
}

fn cut(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rig::{MOULIN, document, written};
    use super::*;
    use std::path::{Path, PathBuf};

    fn library() -> Option<PathBuf> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let shared = std::env::var_os("CODESOCIAL_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
        let library = shared.join("suites/murmurations");
        if !library.is_dir() {
            println!("skipped: no suites");
            return None;
        }
        Some(library)
    }

    /// The schema, with its fields in the place of their references.
    fn schema(library: &Path, file: &Path) -> Value {
        let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        fill(&mut schema, library);
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema.as_object_mut().unwrap().remove("$id");
        schema
    }

    fn fill(value: &mut Value, library: &Path) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.remove("$ref") {
                    let file = library.join("fields").join(reference.rsplit('/').next().unwrap());
                    let field: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
                    members.extend(field.as_object().unwrap().clone());
                }
                members.values_mut().for_each(|member| fill(member, library));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| fill(item, library)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    const CONTACT: &str = "<> a cs:Contact ; cs:email \"a@b.example\" ; cs:telephone \"+33 4 65 71 00 12\" .";
    const OFFER: &str = "<> a cs:Offer ; cs:name \"Une remorque\"@fr ; cs:summary \"À prêter.\"@fr ; cs:kind cs:Equipment ; \
        cs:condition cs:Loan , cs:Exchange ; cs:within 50 ; cs:availableUntil \"2027-01-01\"^^xsd:date ; cs:keyword \"Vélo\"@fr ; \
        cs:latitude 45.5 ; cs:longitude 3 .";

    #[test]
    fn profiles_are_what_their_schemas_ask() {
        let Some(library) = library() else { return };
        let long = "x".repeat(250);
        let documents = [
            document("organizations/moulin", MOULIN),
            document("organizations/bare", "<> a cs:Organization ; cs:name \"Nu\"@fr ."),
            document(
                "projects/long",
                &format!(
                    "<> a cs:Project ; cs:name \"{long}\"@fr ; cs:keyword \"{long}\"@fr ; cs:start \"2020-01-01\"^^xsd:date ; cs:address [ cs:country \"France\" ] ; cs:memberOf <https://b.example/a> ."
                ),
            ),
            document(
                "people/ana",
                "<> a cs:Person ; cs:name \"Ana\"@fr ; cs:keyword \"Pain\"@fr ; cs:address [ cs:locality \"Issoire\"@fr ; cs:country \"FR\" ] .",
            ),
            document("offers/remorque", OFFER),
            document("needs/pain", "<> a cs:Need ; cs:name \"Du pain\"@fr ; cs:description \"Chaque jour.\"@fr ."),
        ];
        let contact = [document("annexes/a", CONTACT)];
        for contact in [&contact[..], &[]] {
            let told: Value = serde_json::from_str(&written(Profiles::default(), &documents, contact)).unwrap();
            let profiles = told.as_array().unwrap();
            assert_eq!(profiles.len(), documents.len());
            for profile in profiles {
                let name = profile["linked_schemas"][0].as_str().unwrap();
                let schema = schema(&library, &library.join(format!("schemas/{name}.json")));
                let judge = jsonschema::validator_for(&schema).unwrap();
                let wrong: Vec<String> = judge.iter_errors(profile).map(|error| error.to_string()).collect();
                assert_eq!(wrong, Vec::<String>::new(), "{profile:#}");
                let unknown: Vec<&String> = profile
                    .as_object()
                    .unwrap()
                    .keys()
                    .filter(|key| schema["properties"].get(key.as_str()).is_none())
                    .collect();
                assert_eq!(unknown, Vec::<&String>::new(), "{name} has no such fields");
            }
            // The judge is awake.
            let schema = schema(&library, &library.join(format!("schemas/{ORGANIZATIONS}.json")));
            let judge = jsonschema::validator_for(&schema).unwrap();
            assert!(
                !judge.is_valid(&json!({"name": "x"}))
                    && !judge.is_valid(&json!({"linked_schemas": [ORGANIZATIONS], "name": 1}))
            );
            assert!(!judge.is_valid(
                &json!({"linked_schemas": [ORGANIZATIONS], "name": "x", "geolocation": {"lat": 91, "lon": 0}})
            ));
        }
    }

    #[test]
    fn what_is_told_and_what_is_not_invented() {
        let documents = [
            document("organizations/moulin", MOULIN),
            document("people/bare", "<> a cs:Person ; cs:name \"Ana\"@fr ."),
            document("offers/bare", "<> a cs:Offer ; cs:name \"Rien de plus\"@fr ."),
            document("offers/remorque", OFFER),
            document("events/fete", "<> a cs:Event ; cs:name \"Fête\"@fr ."),
        ];
        let told: Value = serde_json::from_str(&written(Profiles::default(), &documents, &[])).unwrap();
        assert_eq!(told.as_array().unwrap().len(), 2);
        let moulin = &told[0];
        assert_eq!((&moulin["name"], &moulin["primary_url"]), (&json!("Le Moulin"), &json!("https://moulin.example/")));
        assert_eq!(moulin["full_address"], "1 rue du Quai, 63500 Issoire");
        assert_eq!((&moulin["country_iso_3166"], &moulin["tags"]), (&json!("FR"), &json!(["Eau", "Pain"])));
        assert_eq!(moulin["relationships"][0]["object_url"], "https://a.example/organizations/four");
        assert_eq!(moulin["urls"], json!([{"url": "https://a.example/organizations/moulin"}]));
        let offer = &told[1];
        assert_eq!((&offer["exchange_type"], &offer["item_type"]), (&json!("offer"), &json!("good")));
        assert_eq!(
            (&offer["transaction_type"], &offer["geographic_scope"]),
            (&json!(["borrow-lend"]), &json!("regional"))
        );
        assert_eq!(
            (&offer["expires_at"], &offer["contact_details"]["contact_form"]),
            (&json!(1_798_761_600), &json!("https://a.example/offers/remorque"))
        );
    }
}
