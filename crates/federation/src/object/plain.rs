//! What anybody's server understands of any document: an object of ActivityStreams. It says less than the document;
//! what it says beyond doubt is where to read on.

use super::hashtag::Hashtag;
use super::texts::{AsSent, Texts};
use super::write_time;
use crate::activity::origin::Origin;
use crate::activity::recipients::Recipients;
use crate::words::Language;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use model::vocab::{class, property, rdf};
use model::{Document, Iri};
use oxrdf::{NamedNodeRef, TermRef};
use serde_json::{Map, Number, Value, json};

/// What each class is in ActivityStreams; a document of several classes is the first of them. Whatever has no row is a
/// `Page`: it has an address where people read it.
const TYPES: [(NamedNodeRef<'static>, &str); 13] = [
    (class::ORGANIZATION, "Organization"),
    (class::PERSON, "Person"),
    (class::EVENT, "Event"),
    (class::PLACE, "Place"),
    // A territory is where things are; whoever lives there is its groups.
    (class::TERRITORY, "Place"),
    (class::GROUP, "Group"),
    (class::ECOSYSTEM, "Group"),
    // What is read, kept and cited as a whole.
    (class::CODE_SOCIAL, "Document"),
    (class::CONVENTION, "Document"),
    (class::EVIDENCE, "Document"),
    (class::KNOWLEDGE_SEED, "Article"),
    // Short, and about a passage of something else.
    (class::ANNOTATION, "Note"),
    (class::COHERENCE_REVIEW, "Note"),
];
const OTHERWISE: &str = "Page";

/// What a document does not say itself.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// The actor in whose name it is told.
    pub actor: &'a Iri,
    /// When it was first there.
    pub published: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// For whom.
    pub recipients: &'a Recipients,
    /// The language of what can be said in one only.
    pub language: Language,
}

/// The type of a document in ActivityStreams.
pub fn kind(document: &Document) -> &'static str {
    let is_of = |class: NamedNodeRef<'_>| document.own(rdf::TYPE).any(|term| term == TermRef::NamedNode(class));
    TYPES.iter().find(|(class, _)| is_of(*class)).map_or(OTHERWISE, |(_, name)| *name)
}

/// The object that stands for a document.
pub fn plain(document: &Document, telling: &Telling<'_>) -> Map<String, Value> {
    let mut object = Map::new();
    let id = document.iri().as_str();
    object.insert("id".to_owned(), Value::from(id));
    let kind = kind(document);
    object.insert("type".to_owned(), Value::from(kind));
    object.insert("attributedTo".to_owned(), Value::from(telling.actor.as_str()));
    telling.recipients.write(&mut object);
    describe(document, telling.language, &mut object);
    object.insert("published".to_owned(), write_time(telling.published));
    if telling.updated > telling.published {
        object.insert("updated".to_owned(), write_time(telling.updated));
    }
    for (name, stated, edge) in [("startTime", property::START, Edge::First), ("endTime", property::END, Edge::Last)] {
        if let Some(time) = document.own(stated).find_map(|term| moment(term, edge)) {
            object.insert(name.to_owned(), Value::from(time));
        }
    }
    if kind == "Place" {
        object.extend(position(document));
        object.extend(address(document).map(|address| ("address".to_owned(), address)));
    } else if let Some(location) = location(document, telling.language) {
        object.insert("location".to_owned(), location);
    }
    object
}

/// Name, words, links and tags.
fn describe(document: &Document, language: Language, object: &mut Map<String, Value>) {
    Texts::of(document, property::NAME).write(object, "name", language, AsSent::Line);
    Texts::whole(document, property::SUMMARY).write(object, "summary", language, AsSent::Html);
    Texts::whole(document, property::DESCRIPTION).write(object, "content", language, AsSent::Html);
    object.insert("url".to_owned(), Value::from(document.iri().as_str()));
    if let Some(image) = addresses(document, property::IMAGE).next() {
        object.insert("image".to_owned(), json!({ "type": "Image", "url": image.as_str() }));
    }
    let sites = addresses(document, property::WEBSITE).map(|site| json!({ "type": "Link", "href": site.as_str() }));
    let sites: Vec<_> = sites.collect();
    if !sites.is_empty() {
        object.insert("attachment".to_owned(), Value::from(sites));
    }
    let tags: Vec<_> = Hashtag::of(document, language).iter().map(Hashtag::to_value).collect();
    if !tags.is_empty() {
        object.insert("tag".to_owned(), Value::from(tags));
    }
    if let Some(licence) = addresses(document, property::LICENCE).next() {
        object.insert("cs:licence".to_owned(), Value::from(licence.as_str()));
    }
}

/// The addresses of the web that a document states, as IRIs or as text. No other address leaves: what a peer would do
/// with `javascript:` is not ours to know.
pub(crate) fn addresses(document: &Document, property: NamedNodeRef<'static>) -> impl Iterator<Item = Iri> {
    let addresses = document.own(property).filter_map(|term| match term {
        TermRef::NamedNode(node) => Some(Iri::from_named_node(node.into_owned())),
        TermRef::Literal(text) => Iri::parse(text.value()).ok(),
        TermRef::BlankNode(_) => None,
    });
    addresses.filter(|address| Origin::of(address).is_some())
}

/// Where something is: the document of its place, or what it says of its place itself. One value: many servers read no
/// list here.
fn location(document: &Document, language: Language) -> Option<Value> {
    let place = addresses(document, property::TAKES_PLACE_IN).next();
    let (position, address) = (position(document), address(document));
    if position.is_empty() && address.is_none() {
        return place.map(|place| Value::from(place.as_str()));
    }
    let mut location = Map::new();
    location.insert("type".to_owned(), Value::from("Place"));
    let locality = address.as_ref().and_then(|address| address.get("addressLocality")).cloned();
    let name = locality.or_else(|| Texts::of(document, property::NAME).best(language).map(Value::from));
    location.extend(name.map(|name| ("name".to_owned(), name)));
    location.extend(place.map(|place| ("url".to_owned(), Value::from(place.as_str()))));
    location.extend(position);
    location.extend(address.map(|address| ("address".to_owned(), address)));
    Some(Value::Object(location))
}

/// Both coordinates, or none.
fn position(document: &Document) -> Map<String, Value> {
    let number = |property, limit: f64| {
        let term = document.own(property).next()?;
        let TermRef::Literal(literal) = term else { return None };
        let number: f64 = literal.value().parse().ok()?;
        Number::from_f64(number).filter(|_| number.abs() <= limit)
    };
    match (number(property::LATITUDE, 90.0), number(property::LONGITUDE, 180.0)) {
        (Some(latitude), Some(longitude)) => Map::from_iter([
            ("latitude".to_owned(), Value::Number(latitude)),
            ("longitude".to_owned(), Value::Number(longitude)),
        ]),
        _ => Map::new(),
    }
}

/// The first address, in the words of schema.org, which Mobilizon and others read.
fn address(document: &Document) -> Option<Value> {
    let node = document.own(property::ADDRESS).find_map(|term| match term {
        TermRef::NamedNode(node) if document.iri().holds(node) => Some(node),
        TermRef::NamedNode(_) | TermRef::Literal(_) | TermRef::BlankNode(_) => None,
    })?;
    let names = [
        ("streetAddress", property::STREET),
        ("postalCode", property::POSTAL_CODE),
        ("addressLocality", property::LOCALITY),
        ("addressCountry", property::COUNTRY),
    ];
    let parts = names.into_iter().filter_map(|(name, property)| {
        let text = document.objects(node, property).find_map(|term| match term {
            TermRef::Literal(text) => Some(text.value()),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        });
        text.map(|text| (name.to_owned(), Value::from(text)))
    });
    let mut address = Map::from_iter([("type".to_owned(), Value::from("PostalAddress"))]);
    address.extend(parts);
    (address.len() > 1).then_some(Value::Object(address))
}

/// Which moment stands for a day or a month.
#[derive(Debug, Clone, Copy)]
enum Edge {
    First,
    Last,
}

/// `startTime` and `endTime` are moments, of which a document may know the day or the month alone. Without a zone it is
/// UTC's.
fn moment(term: TermRef<'_>, edge: Edge) -> Option<String> {
    let TermRef::Literal(literal) = term else { return None };
    let text = literal.value();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.to_string());
    }
    let at = |time: DateTime| Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp().to_string());
    if text.contains('T') {
        return at(text.parse().ok()?);
    }
    let day = text.parse().ok().or_else(|| {
        let first: Date = format!("{text}-01").parse().ok()?;
        Some(match edge {
            Edge::First => first,
            Edge::Last => first.last_of_month(),
        })
    });
    let day: Date = day?;
    match edge {
        Edge::First => at(day.at(0, 0, 0, 0)),
        Edge::Last => at(day.at(23, 59, 59, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::syntax::{Format, parse};
    use oxrdf::Triple;

    fn object(turtle: &str) -> Value {
        let iri = Iri::parse("https://our.example/events/harbour").unwrap();
        let text = format!(
            "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . {turtle} ."
        );
        let quads = parse(text.as_bytes(), Format::Turtle, &iri, 100).unwrap();
        let document = Document::admit(iri, quads.into_iter().map(Triple::from).collect()).unwrap();
        let recipients = Recipients::everybody(Iri::parse("https://our.example/followers").unwrap());
        let telling = Telling {
            actor: &Iri::parse("https://our.example/actor").unwrap(),
            published: "2026-05-12T08:00:00Z".parse().unwrap(),
            updated: "2026-05-13T08:00:00Z".parse().unwrap(),
            recipients: &recipients,
            language: Language::Fr,
        };
        Value::Object(plain(&document, &telling))
    }

    #[test]
    fn an_event_says_all_that_it_can() {
        let event = object(
            "<> a cs:Event ; cs:name '36 photos'@fr, '36 photos, in English'@en ; cs:summary 'Le <port>'@fr ;
             cs:description 'Un.\\n\\nDeux.'@fr ; cs:start '2027-05-22'^^xsd:date ; cs:end '2027-05'^^xsd:gYearMonth ;
             cs:takesPlaceIn </places/quay> ; cs:latitude 50.7252 ; cs:longitude 1.5991 ;
             cs:address [ cs:locality 'Boulogne'@fr ; cs:postalCode '62200' ] ; cs:theme </themes/la-peche> ;
             cs:keyword 'photo libre'@fr, 'free photo'@en ; cs:website <https://port.example/?a=1&b> ;
             cs:image <https://port.example/1.jpg> ; cs:licence <https://creativecommons.org/licenses/by/4.0/>",
        );
        let expected = json!({
            "id": "https://our.example/events/harbour",
            "type": "Event",
            "attributedTo": "https://our.example/actor",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": ["https://our.example/followers"],
            "name": "36 photos",
            "nameMap": { "en": "36 photos, in English", "fr": "36 photos" },
            "summary": "<p>Le &lt;port&gt;</p>",
            "summaryMap": { "fr": "<p>Le &lt;port&gt;</p>" },
            "content": "<p>Un.</p><p>Deux.</p>",
            "contentMap": { "fr": "<p>Un.</p><p>Deux.</p>" },
            "url": "https://our.example/events/harbour",
            "image": { "type": "Image", "url": "https://port.example/1.jpg" },
            "attachment": [{ "type": "Link", "href": "https://port.example/?a=1&b" }],
            "tag": [
                { "type": "Hashtag", "name": "#LaPeche", "href": "https://our.example/themes/la-peche" },
                { "type": "Hashtag", "name": "#PhotoLibre" },
            ],
            "cs:licence": "https://creativecommons.org/licenses/by/4.0/",
            "published": "2026-05-12T08:00:00.000000Z",
            "updated": "2026-05-13T08:00:00.000000Z",
            "startTime": "2027-05-22T00:00:00Z",
            "endTime": "2027-05-31T23:59:59Z",
            "location": {
                "type": "Place",
                "name": "Boulogne",
                "url": "https://our.example/places/quay",
                "latitude": 50.7252,
                "longitude": 1.5991,
                "address": { "type": "PostalAddress", "postalCode": "62200", "addressLocality": "Boulogne" },
            },
        });
        assert_eq!(event, expected);
    }

    #[test]
    fn each_class_is_something() {
        let check = |classes: &str, expected: &str| assert_eq!(object(&format!("<> a {classes}"))["type"], *expected);
        check("cs:Organization", "Organization");
        check("cs:Person", "Person");
        check("cs:Place", "Place");
        check("cs:Territory", "Place");
        check("cs:Group", "Group");
        check("cs:Ecosystem", "Group");
        check("cs:Event", "Event");
        check("cs:CodeSocial", "Document");
        check("cs:KnowledgeSeed", "Article");
        check("cs:Annotation", "Note");
        check("cs:Offer", "Page");
        check("cs:Project", "Page");
        check("<https://other.example/Class>", "Page");
        check("cs:Place, cs:Organization", "Organization");
        assert_eq!(object("<> cs:name 'x'")["type"], "Page");
    }

    #[test]
    fn places_have_their_position_themselves() {
        let place = object("<> a cs:Place ; cs:latitude 45.5 ; cs:longitude 3.25");
        assert_eq!((&place["latitude"], &place["longitude"]), (&json!(45.5), &json!(3.25)));
        assert_eq!(place.get("location"), None);
        for odd in
            ["cs:latitude 91 ; cs:longitude 3", "cs:latitude 'NaN'^^xsd:double ; cs:longitude 3", "cs:latitude 45"]
        {
            assert_eq!(object(&format!("<> a cs:Place ; {odd}")).get("latitude"), None, "{odd}");
        }
        let event = object("<> a cs:Event ; cs:takesPlaceIn </places/quay>");
        assert_eq!(event["location"], "https://our.example/places/quay");
    }

    #[test]
    fn only_addresses_of_the_web_leave() {
        let with = |value: &str| {
            object(&format!("<> cs:website {value} ; cs:image {value} ; cs:licence {value} ; cs:takesPlaceIn {value}"))
        };
        for odd in ["<javascript:alert(1)>", "<data:text/html,x>", "'not an address'", "<https://a.example@b.example/>"]
        {
            let object = with(odd);
            for name in ["attachment", "image", "cs:licence", "location"] {
                assert_eq!(object.get(name), None, "{name} {odd}");
            }
        }
        assert_eq!(with("'https://a.example/'")["attachment"][0]["href"], "https://a.example/");
    }

    #[test]
    fn moments_are_understood() {
        let check = |value: &str, start: &str, end: &str| {
            let object = object(&format!("<> a cs:Event ; cs:start {value} ; cs:end {value}"));
            let at = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            assert_eq!((at("startTime").as_str(), at("endTime").as_str()), (start, end), "{value}");
        };
        check("'2027-02-03'^^xsd:date", "2027-02-03T00:00:00Z", "2027-02-03T23:59:59Z");
        check("'2027-02'^^xsd:gYearMonth", "2027-02-01T00:00:00Z", "2027-02-28T23:59:59Z");
        check("'2027-02-03T09:30:00+02:00'^^xsd:dateTime", "2027-02-03T07:30:00Z", "2027-02-03T07:30:00Z");
        check("'2027-02-03T09:30:00'^^xsd:dateTime", "2027-02-03T09:30:00Z", "2027-02-03T09:30:00Z");
        check("'in spring'", "", "");
    }
}
