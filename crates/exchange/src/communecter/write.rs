//! What is here, told as Communecter's API tells it: `/api/organization/get` and its kin, a page of entities at a time.
//!
//! Entities are called by 24 hexadecimal digits there, and who reads them counts on it: here these are the beginning of the
//! hash of the document's address; the last part of the address is taken too. What Communecter tells of people they decide by
//! a preference: here it is whether they consented.

mod question;

pub use question::{MOST, Misfit, Question, USUAL};

use super::Kind;
use super::words;
use crate::concepts::Concepts;
use crate::gogocarto::write::filed;
use crate::sheet::Sheet;
use model::iri::Location;
use model::vocab::{dct, property};
use model::{Base, Container, ContentHash, Iri};
use oxrdf::NamedNodeRef;
use serde_json::{Map, Value, json};

/// A page in the making.
#[derive(Debug)]
pub struct Page<'a> {
    base: &'a Base,
    kind: Kind,
    question: &'a Question,
    passed: usize,
    entities: Map<String, Value>,
    has_more: bool,
}

impl<'a> Page<'a> {
    /// A page of what is asked for.
    pub fn new(base: &'a Base, kind: Kind, question: &'a Question) -> Self {
        Self { base, kind, question, passed: 0, entities: Map::new(), has_more: false }
    }

    /// Adds a document, if it is asked for. Whether there is room for more.
    pub fn add(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> bool {
        let tags: Vec<String> = filed(sheet, concepts).into_iter().map(|category| category.name).collect();
        if self.question.asks_for(sheet, &tags) {
            self.passed += 1;
            if self.entities.len() == self.question.size() {
                self.has_more = true;
            } else if self.passed > self.question.index {
                self.entities.insert(id(sheet.iri()), entity(self.base, self.kind, sheet, &tags));
            }
        }
        // Of one there is no second.
        !self.has_more && (self.question.id.is_none() || self.entities.is_empty())
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// The page. Where there is nothing, PHP writes a list.
    pub fn finish(self) -> Value {
        let mut meta = Map::from_iter([("limit".to_owned(), json!(self.entities.len()))]);
        let (size, index) = (self.question.size(), self.question.index);
        let at = |index: usize| json!(format!("{}limit/{size}/index/{index}", self.address()));
        if self.has_more {
            meta.insert("next".to_owned(), at(index + size));
        }
        if index > 0 && self.question.id.is_none() {
            meta.insert("previous".to_owned(), at(index.saturating_sub(size)));
        }
        let entities = if self.entities.is_empty() { json!([]) } else { Value::Object(self.entities) };
        json!({"meta": meta, "entities": entities})
    }

    /// Where pages of this question stand, up to the words that say which.
    fn address(&self) -> String {
        let question = self.question;
        let several = |name: &str, values: &[String]| (!values.is_empty()).then(|| (name.to_owned(), values.join(",")));
        let one = |name: &str, value: &Option<String>| value.as_ref().map(|value| (name.to_owned(), value.clone()));
        let all = question.needs_all_tags.then(|| ("multiTags".to_owned(), "true".to_owned()));
        let words = [
            several("tags", &question.tags),
            all,
            one("insee", &question.insee),
            several("namecity", &question.towns),
            one("key", &question.key),
        ];
        let mut address = self.base.service(&format!("api/{}/get/", word(self.kind))).as_str().to_owned();
        for (name, value) in words.into_iter().flatten() {
            address.extend([name.as_str(), "/", &percent(&value), "/"]);
        }
        address
    }
}

/// Where the entities of a kind stand here.
pub fn containers(kind: Kind) -> &'static [Container] {
    match kind {
        Kind::Person => &[Container::People],
        Kind::Organization => &[Container::Organizations],
        Kind::Project => &[Container::Projects],
        Kind::Event => &[Container::Events],
        Kind::Poi => &[Container::Places],
        Kind::Need => &[Container::Needs],
        Kind::Classified => &[Container::Offers],
    }
}

/// The word of a kind in addresses of the API.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "person",
        Kind::Organization => "organization",
        Kind::Project => "project",
        Kind::Event => "event",
        Kind::Poi => "poi",
        Kind::Need => "need",
        Kind::Classified => "classified",
    }
}

/// As `@type` has it.
fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "Person",
        Kind::Organization => "Organization",
        Kind::Project => "Project",
        Kind::Event => "Event",
        Kind::Poi => "Poi",
        Kind::Need => "Need",
        Kind::Classified => "Classified",
    }
}

fn slug<'a>(sheet: &Sheet<'a>) -> &'a str {
    let iri = sheet.iri().as_str();
    iri.rsplit('/').next().unwrap_or(iri)
}

/// What Communecter would call a document: twelve bytes, here those that its address hashes to.
fn id(iri: &Iri) -> String {
    hex::encode(ContentHash::of(iri.as_str().as_bytes()).0.get(..BYTES).unwrap_or_default())
}

/// Bytes of an id.
const BYTES: usize = 12;

/// Whether this is written as an id, and not as the last part of an address.
pub fn is_id(text: &str) -> bool {
    text.len() == 2 * BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// One entity.
fn entity(base: &Base, kind: Kind, sheet: &Sheet<'_>, tags: &[String]) -> Value {
    let text = |predicate: NamedNodeRef<'static>| sheet.text(predicate).map(|text| json!(text));
    let website = sheet.links(property::WEBSITE).first().map(|link| json!(link));
    let mut url = Map::from_iter([
        ("communecter".to_owned(), json!(sheet.iri().as_str())),
        ("api".to_owned(), json!(api(base, kind, &id(sheet.iri())))),
    ]);
    url.extend(website.map(|website| ("website".to_owned(), website)));
    let position = sheet.position();
    let geo = position.map(|(latitude, longitude)| {
        json!({"@type": "GeoCoordinates", "latitude": latitude.to_string(), "longitude": longitude.to_string()})
    });
    let point = position.map(|(latitude, longitude)| json!({"@type": "Point", "coordinates": [longitude, latitude]}));
    let telephones = sheet.telephones();
    let consented = (kind == Kind::Person).then(|| {
        let is_open = sheet.value(property::CONSENT_BY).is_some() && sheet.value(property::WITHDRAWN_ON).is_none();
        json!({"isOpenData": is_open})
    });
    // Of what somebody needs or offers it is said how long.
    let [start, end] = match kind {
        Kind::Need | Kind::Classified => [property::AVAILABLE_FROM, property::AVAILABLE_UNTIL],
        Kind::Person | Kind::Organization | Kind::Project | Kind::Event | Kind::Poi => [property::START, property::END],
    };
    let is_day = sheet.value(start).map(|start| !start.contains('T'));
    let sort = sheet.text(property::LEGAL_FORM).and_then(words::of_legal_form);
    let links = links(base, sheet);
    let fields = [
        ("@type", Some(json!(label(kind)))),
        ("name", sheet.name().map(|name| json!(name))),
        ("typeCommunecter", sort.map(|sort| json!(sort))),
        ("image", sheet.links(property::IMAGE).first().map(|image| json!(image))),
        ("url", Some(Value::Object(url))),
        ("email", sheet.emails().first().map(|email| json!(email))),
        ("address", address(sheet)),
        ("geo", geo),
        ("geoPosition", point),
        ("shortDescription", text(property::SUMMARY)),
        ("description", text(property::DESCRIPTION)),
        ("phone", (!telephones.is_empty()).then(|| json!({"fixe": telephones}))),
        ("tags", (!tags.is_empty()).then(|| json!(tags))),
        ("slug", Some(json!(slug(sheet)))),
        ("allDay", is_day.filter(|_| kind == Kind::Event).map(|is_day| json!(is_day))),
        ("startDate", sheet.value(start).map(|date| json!(date))),
        ("endDate", sheet.value(end).map(|date| json!(date))),
        ("created", sheet.value(dct::CREATED).map(|date| json!(date))),
        ("modified", sheet.value(dct::MODIFIED).map(|date| json!(date))),
        (
            "maturity",
            sheet.value(property::DEVELOPMENT_LEVEL).and_then(words::of_development_level).map(|word| json!(word)),
        ),
        ("preferences", consented),
        ("links", (!links.is_empty()).then(|| Value::Object(links))),
    ];
    Value::Object(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

fn api(base: &Base, kind: Kind, id: &str) -> String {
    base.service(&format!("api/{}/get/id/{id}", word(kind))).as_str().to_owned()
}

fn address(sheet: &Sheet<'_>) -> Option<Value> {
    let address = sheet.address()?;
    let parts = [
        ("@type", Some("PostalAddress".to_owned())),
        ("streetAddress", address.street),
        ("postalCode", address.postal_code),
        ("addressLocality", address.locality),
        ("codeInsee", address.insee_code),
        ("addressCountry", address.country),
    ];
    Some(parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), json!(part?)))).collect())
}

/// What it has to do with others of this instance; what they are called is theirs to say. Nobody is pointed at who is a
/// person.
fn links(base: &Base, sheet: &Sheet<'_>) -> Map<String, Value> {
    let mut links = Map::new();
    for (name, predicate) in [
        ("memberOf", property::MEMBER_OF),
        ("contributors", property::CONTRIBUTOR),
        ("organizer", property::CARRIED_BY),
    ] {
        let others = sheet.links(predicate).into_iter().filter_map(|link| other(base, link));
        let others: Vec<Value> = others.collect();
        if !others.is_empty() {
            links.insert(name.to_owned(), Value::Array(others));
        }
    }
    links
}

fn other(base: &Base, link: &str) -> Option<Value> {
    let iri = Iri::parse(link).ok()?;
    let Location::Document(container, _) = base.locate(&iri)? else { return None };
    let kind = [Kind::Organization, Kind::Project, Kind::Event, Kind::Poi]
        .into_iter()
        .find(|kind| containers(*kind).contains(&container))?;
    Some(json!({"type": label(kind), "url": {"communecter": link, "api": api(base, kind, &id(&iri.document()))}}))
}

/// As a part of an address.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::communecter::read;
    use crate::source::sample;
    use crate::write::rig::{MOULIN, document, times};
    use model::vocab::class;
    use model::{Document, Passage};

    fn page(kind: Kind, question: &Question, documents: &[Document], contact: &[Document]) -> Value {
        let base = Base::parse("https://a.example/").unwrap();
        let mut page = Page::new(&base, kind, question);
        let mut room = documents.iter();
        while let Some(document) = room.next()
            && page.add(&Sheet::new(document, contact, &["fr", "en"], times()), &Concepts::default())
        {}
        page.finish()
    }

    fn organizations(count: usize) -> Vec<Document> {
        let said = |number| format!("<> a cs:Organization ; cs:name \"N{number}\"@fr ; cs:keyword \"Pain\"@fr .");
        (0..count).map(|number| document(&format!("organizations/n{number:03}"), &said(number))).collect()
    }

    fn only(told: &Value) -> (&str, &Value) {
        let mut entities = told["entities"].as_object().unwrap().iter();
        let (id, entity) = entities.next().unwrap();
        assert!(is_id(id) && entities.next().is_none(), "{told:#}");
        (id, entity)
    }

    fn of_slug<'a>(told: &'a Value, slug: &str) -> &'a Value {
        told["entities"].as_object().unwrap().values().find(|entity| entity["slug"] == slug).unwrap()
    }

    #[test]
    fn an_entity_has_the_shape_of_the_samples() {
        let contact =
            [document("annexes/a", "<> a cs:Contact ; cs:email \"a@b.example\" ; cs:telephone \"0262000000\" .")];
        let told =
            page(Kind::Organization, &Question::default(), &[document("organizations/moulin", MOULIN)], &contact);
        assert_eq!(told["meta"], json!({"limit": 1}));
        let (id, entity) = only(&told);
        assert_eq!((&entity["@type"], &entity["name"]), (&json!("Organization"), &json!("Le Moulin")));
        assert_eq!(entity["url"]["api"], format!("https://a.example/api/organization/get/id/{id}"));
        for asked in [id, "moulin"] {
            let question = Question { id: Some(asked.to_owned()), ..Question::default() };
            let documents = [organizations(3), vec![document("organizations/moulin", MOULIN)]].concat();
            assert_eq!(only(&page(Kind::Organization, &question, &documents, &[])).0, id, "{asked}");
        }
        assert_eq!(
            (&entity["geo"]["latitude"], &entity["geoPosition"]["coordinates"]),
            (&json!("45.5"), &json!([-3.25, 45.5]))
        );
        assert_eq!(entity["address"]["postalCode"], "63500");
        assert_eq!((&entity["email"], &entity["phone"]["fixe"]), (&json!("a@b.example"), &json!(["0262000000"])));
        assert_eq!(entity["tags"], json!(["Eau", "Pain"]));
        // Only words that Communecter has.
        let known = [
            "@type",
            "name",
            "typeCommunecter",
            "image",
            "url",
            "email",
            "address",
            "geo",
            "geoPosition",
            "shortDescription",
            "description",
            "phone",
            "tags",
            "slug",
            "links",
        ];
        assert!(entity.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{entity:#}");
    }

    #[test]
    fn our_own_reader_takes_it() {
        let documents = [document("organizations/moulin", MOULIN)];
        let told = page(Kind::Organization, &Question::default(), &documents, &[]);
        let read = read(told.to_string().as_bytes(), None, &sample()).unwrap();
        let [Passage::Record(record), ..] = read.passages.as_slice() else { panic!("{read:?}") };
        let says = |predicate, text: &str| record.document.own(predicate).any(|term| term.to_string() == text);
        assert!(says(property::NAME, "\"Le Moulin\"@fr") && says(property::SUMMARY, "\"Un moulin.\"@fr"), "{record:?}");
        assert!(says(property::KEYWORD, "\"Pain\"@fr") && says(property::WEBSITE, "<https://moulin.example/>"));
        assert!(record.document.own(model::vocab::rdf::TYPE).any(|term| term == class::ORGANIZATION.into()));
        assert_eq!((read.count, read.next), (1, None));
    }

    #[test]
    fn page_after_page() {
        let documents = organizations(120);
        let ask =
            |limit, index| page(Kind::Organization, &Question { limit, index, ..Question::default() }, &documents, &[]);
        let first = ask(None, 0);
        assert_eq!((first["entities"].as_object().unwrap().len(), &first["meta"]["limit"]), (50, &json!(50)));
        assert_eq!(first["meta"]["next"], "https://a.example/api/organization/get/limit/50/index/50");
        let last = ask(Some(50), 100);
        assert_eq!((last["entities"].as_object().unwrap().len(), &last["meta"]["next"]), (20, &Value::Null));
        assert_eq!(last["meta"]["previous"], "https://a.example/api/organization/get/limit/50/index/50");
        assert_eq!(ask(Some(50), 500)["entities"], json!([]));
        assert_eq!(ask(Some(9_999), 0)["entities"].as_object().unwrap().len(), 120);
        assert_eq!(ask(Some(60), 60)["meta"]["next"], Value::Null, "the last is full");
    }

    #[test]
    fn what_is_asked() {
        let read = |pairs: &[(&str, &str)]| Question::read(pairs.iter().copied());
        let question = read(&[("tags", "pain, eau"), ("multiTags", "true"), ("limit", "7"), ("level3", "x")]).unwrap();
        assert_eq!((question.tags.len(), question.needs_all_tags, question.size()), (2, true, 7));
        for wrong in [("limit", "many"), ("index", "-1"), ("format", "kml")] {
            assert_eq!(read(&[wrong]).unwrap_err().name, wrong.0);
        }
        let documents = [
            document("organizations/moulin", MOULIN),
            document(
                "organizations/autre",
                "<> a cs:Organization ; cs:name \"A\"@fr ; cs:keyword \"Pain\"@fr ; dct:source \"Réseau\" ; cs:inseeCode \"63178\" .",
            ),
        ];
        let count = |pairs: &[(&str, &str)]| {
            let told = page(Kind::Organization, &read(pairs).unwrap(), &documents, &[]);
            told["meta"]["limit"].as_u64().unwrap()
        };
        for (pairs, expected) in [
            (&[("tags", "pain")][..], 2),
            (&[("tags", "pain,eau"), ("multiTags", "true")], 1),
            (&[("tags", "pain,eau")], 2),
            (&[("namecity", "ISSOIRE")], 1),
            (&[("insee", "63178")], 1),
            (&[("key", "Réseau")], 1),
            (&[("key", "Autre")], 0),
        ] {
            assert_eq!(count(pairs), expected, "{pairs:?}");
        }
    }

    #[test]
    fn whoever_did_not_consent_says_so() {
        let documents = [
            document(
                "people/ana",
                "<> a cs:Person ; cs:name \"Ana\"@fr ; cs:consentBy <https://a.example/people/ana> ; cs:memberOf <https://a.example/organizations/moulin> , <https://b.example/x> .",
            ),
            document(
                "people/bob",
                "<> a cs:Person ; cs:name \"Bob\"@fr ; cs:contributor <https://a.example/people/ana> .",
            ),
        ];
        let told = page(Kind::Person, &Question::default(), &documents, &[]);
        assert_eq!(of_slug(&told, "ana")["preferences"]["isOpenData"], true);
        assert_eq!(of_slug(&told, "bob")["preferences"]["isOpenData"], false);
        assert_eq!(of_slug(&told, "ana")["links"]["memberOf"].as_array().unwrap().len(), 1);
        assert_eq!(of_slug(&told, "bob")["links"], Value::Null, "people are not pointed at");
        let again = read(told.to_string().as_bytes(), None, &sample()).unwrap();
        let people = again.passages.iter().filter(|passage| matches!(passage, Passage::Record(_))).count();
        assert_eq!(people, 1, "{again:?}");
    }
}
