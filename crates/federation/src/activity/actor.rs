//! Actors: who has an inbox, which keys are theirs, and what they understand.

use super::{ActivityError, CONTEXT, origin::Origin, wire};
use crate::discovery::webfinger::Handle;
use crate::key::PublicKey;
use crate::object::texts::Texts;
use crate::object::{read_time, write_time};
use crate::signature::KeyId;
use crate::words::Language;
use jiff::Timestamp;
use model::vocab::{NAMESPACE, class, property, rdf};
use model::{Document, Iri};
use oxrdf::{NamedNodeRef, TermRef};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The contexts of keys. Readers of JSON-LD bring these with them. No others are named: whoever wants to read an actor
/// would have to ask for them, and could not read it while they are not to be had.
const SECURITY: &str = "https://w3id.org/security/v1";
const MULTIKEY: &str = "https://w3id.org/security/multikey/v1";
/// The properties of capabilities (FEP-844e), and of the name that WebFinger knows (FEP-2c59).
const IMPLEMENTS: &str = "https://w3id.org/fep/844e#implements";
const WEBFINGER: &str = "https://purl.archive.org/socialweb/webfinger#webfinger";

/// An actor has so many keys at most. More would be verified one after the other.
const KEYS_LIMIT: usize = 16;
/// Whoever lists more than that of what they implement is not read further.
const CAPABILITIES_LIMIT: usize = 64;

/// That an actor's server takes and sends `cs:exact`.
pub const EXACT_DOCUMENTS: &str = "https://w3id.org/codesocial";
/// That it verifies RFC 9421; the name that FEP-844e gives.
pub const RFC9421: &str = "https://datatracker.ietf.org/doc/html/rfc9421";

/// The type of the actor that an instance is.
pub const INSTANCE: &str = "Application";

/// What people follow a document as: one of the five types that servers take for actors. Whatever has no row is a
/// `Service`, which is shown as something that speaks by itself, as news of a document do.
///
/// Places and territories are groups: who follows one wants to hear of those who are there, and a `Service` would be
/// shown as a robot and left out of lists.
const FOLLOWED_AS: [(NamedNodeRef<'static>, &str); 7] = [
    (class::ORGANIZATION, "Organization"),
    (class::PERSON, "Person"),
    (class::GROUP, "Group"),
    (class::ECOSYSTEM, "Group"),
    (class::PROJECT, "Group"),
    (class::PLACE, "Group"),
    (class::TERRITORY, "Group"),
];
const OTHERWISE: &str = "Service";

/// Every type of actor that ActivityStreams has.
const KINDS: [&str; 5] = ["Application", "Group", "Organization", "Person", "Service"];

/// An actor, as its document says.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// Its address.
    pub id: Iri,
    /// `Person`, `Organization`, `Group`, `Service`, `Application`, or what else it calls itself.
    pub kind: String,
    /// The name before the @.
    pub username: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The same by language.
    pub names: BTreeMap<String, String>,
    /// A few words, as HTML that nobody has cleaned yet.
    pub summary: Option<String>,
    /// The same by language.
    pub summaries: BTreeMap<String, String>,
    /// Where people read of it.
    pub url: Option<Iri>,
    /// A picture.
    pub icon: Option<Iri>,
    /// Since when it is there.
    pub published: Option<Timestamp>,
    /// Where it takes what is sent to it.
    pub inbox: Iri,
    /// Where it takes what is sent to many there.
    pub shared_inbox: Option<Iri>,
    /// What it has sent.
    pub outbox: Option<Iri>,
    /// Whose it is: of an actor of ours, the instance that answers for it.
    pub attributed_to: Option<Iri>,
    /// Who follows it.
    pub followers: Option<Iri>,
    /// Whom it follows.
    pub following: Option<Iri>,
    /// Whether somebody decides who may follow.
    pub approves_followers: bool,
    /// Whether it wants to be suggested; none where it does not say.
    pub discoverable: Option<bool>,
    /// Whether what it says publicly may be searched (FEP-5feb); none where it does not say.
    pub indexable: Option<bool>,
    /// The name that WebFinger knows it by (FEP-2c59). Whether it does is to be asked there.
    pub handle: Option<Handle>,
    /// What its server implements (FEP-844e).
    pub implements: Vec<Iri>,
    /// Whether it is the actor of an instance of ours.
    pub is_instance: bool,
    /// Its keys, each with its address: `publicKey`, and `assertionMethod` (FEP-521a).
    pub keys: Vec<(KeyId, PublicKey)>,
}

/// What people follow this document as.
pub fn followed_as(document: &Document) -> &'static str {
    let is_of = |class: NamedNodeRef<'_>| document.own(rdf::TYPE).any(|term| term == TermRef::NamedNode(class));
    FOLLOWED_AS.iter().find(|(class, _)| is_of(*class)).map_or(OTHERWISE, |(_, name)| *name)
}

impl Actor {
    /// One of which no more is known yet.
    pub fn new(id: Iri, kind: &str, inbox: Iri) -> Self {
        Self {
            id,
            kind: kind.to_owned(),
            username: None,
            name: None,
            names: BTreeMap::new(),
            summary: None,
            summaries: BTreeMap::new(),
            url: None,
            icon: None,
            published: None,
            inbox,
            shared_inbox: None,
            outbox: None,
            attributed_to: None,
            followers: None,
            following: None,
            approves_followers: false,
            discoverable: None,
            indexable: None,
            handle: None,
            implements: Vec::new(),
            is_instance: false,
            keys: Vec::new(),
        }
    }

    /// A document that can be followed, under its own address: its type, its names, its words and its picture.
    pub fn of_document(document: &Document, inbox: Iri, language: Language) -> Self {
        let (names, summaries) = (Texts::of(document, property::NAME), Texts::whole(document, property::SUMMARY));
        let icon = crate::object::plain::addresses(document, property::IMAGE).next();
        Self {
            name: names.best_line(language),
            names: names.lines(),
            summary: summaries.best_html(language),
            summaries: summaries.htmls(),
            url: Some(document.iri().clone()),
            icon,
            ..Self::new(document.iri().clone(), followed_as(document), inbox)
        }
    }

    /// What we implement.
    pub fn capabilities() -> Vec<Iri> {
        [EXACT_DOCUMENTS, RFC9421].map(|href| Iri::from_named_node(NamedNodeRef::new_unchecked(href).into())).to_vec()
    }

    /// Reads the document that was found at this address, redirects followed. One that says that it is another's is
    /// refused: whoever can put a file somewhere could else be anybody.
    pub fn read(bytes: &[u8], found_at: &Iri) -> Result<Self, ActivityError> {
        let value = wire::object(bytes)?;
        let id = value.get("id").and_then(wire::address).ok_or(ActivityError::Missing("id"))?;
        if id != found_at.document() {
            return Err(ActivityError::NotItself(found_at.clone()));
        }
        let optional = |name: &str| value.get(name).and_then(wire::address);
        let yes = |name: &str| value.get(name).and_then(Value::as_bool);
        let endpoints = value.get("endpoints").and_then(Value::as_object);
        let inbox = optional("inbox").ok_or(ActivityError::Missing("inbox"))?;
        // How far an inbox has come, and what is sent there, is known by its address: whoever names that of somebody else
        // would be told in their place, or have them told what they never asked for.
        if !Origin::is_shared(&inbox, &id) {
            return Err(ActivityError::OtherOrigin("inbox"));
        }
        Ok(Self {
            kind: kind(wire::types(&value)).ok_or(ActivityError::Missing("type"))?,
            username: wire::text(&value, "preferredUsername"),
            name: wire::text(&value, "name"),
            names: wire::texts(&value, "nameMap"),
            summary: wire::text(&value, "summary"),
            summaries: wire::texts(&value, "summaryMap"),
            url: value.get("url").and_then(wire::page),
            icon: value.get("icon").and_then(wire::page),
            published: value.get("published").and_then(read_time),
            inbox,
            shared_inbox: endpoints
                .and_then(|endpoints| endpoints.get("sharedInbox"))
                .and_then(wire::address)
                .filter(|shared| Origin::is_shared(shared, &id)),
            outbox: optional("outbox"),
            attributed_to: optional("attributedTo"),
            followers: optional("followers"),
            following: optional("following"),
            approves_followers: yes("manuallyApprovesFollowers").unwrap_or_default(),
            discoverable: yes("discoverable"),
            indexable: yes("indexable"),
            handle: value.get("webfinger").and_then(Value::as_str).and_then(|name| Handle::parse(name).ok()),
            implements: implements(&value),
            is_instance: yes("cs:instance").unwrap_or_default(),
            keys: keys(&value, &id)?,
            id,
        })
    }

    /// Its key of this address: what verifies a signature. Nothing if the actor does not say that it is its own.
    pub fn key(&self, id: &KeyId) -> Option<&PublicKey> {
        self.keys.iter().find(|(own, _)| own == id).map(|(_, key)| key)
    }

    /// Whether what is sent to it may carry `cs:exact`, and is not understood without.
    pub fn takes_exact_documents(&self) -> bool {
        self.is_capable_of(EXACT_DOCUMENTS)
    }

    /// Whether it says that it verifies signatures of RFC 9421.
    pub fn verifies_rfc9421(&self) -> bool {
        self.is_capable_of(RFC9421)
    }

    fn is_capable_of(&self, href: &str) -> bool {
        self.implements.iter().any(|implemented| implemented.as_str() == href)
    }

    /// As we publish it: the first RSA key as `publicKey`, which all peers know, every key that has one as Multikey.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = Map::from_iter([("@context".to_owned(), context())]);
        value.insert("id".to_owned(), Value::from(self.id.as_str()));
        value.insert("type".to_owned(), Value::from(self.kind.as_str()));
        let handle = self.handle.as_ref().map(Handle::to_string);
        let texts = [
            ("preferredUsername", &self.username),
            ("webfinger", &handle),
            ("name", &self.name),
            ("summary", &self.summary),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                value.insert(name.to_owned(), Value::from(text.as_str()));
            }
        }
        for (name, texts) in [("nameMap", &self.names), ("summaryMap", &self.summaries)] {
            if !texts.is_empty() {
                value.insert(name.to_owned(), json!(texts));
            }
        }
        let inbox = Some(self.inbox.clone());
        let addresses = [
            ("url", &self.url),
            ("inbox", &inbox),
            ("outbox", &self.outbox),
            ("attributedTo", &self.attributed_to),
            ("followers", &self.followers),
            ("following", &self.following),
        ];
        for (name, address) in addresses {
            if let Some(address) = address {
                value.insert(name.to_owned(), Value::from(address.as_str()));
            }
        }
        if let Some(shared) = &self.shared_inbox {
            value.insert("endpoints".to_owned(), json!({ "sharedInbox": shared.as_str() }));
        }
        if let Some(icon) = &self.icon {
            value.insert("icon".to_owned(), json!({ "type": "Image", "url": icon.as_str() }));
        }
        if let Some(published) = self.published {
            value.insert("published".to_owned(), write_time(published));
        }
        value.insert("manuallyApprovesFollowers".to_owned(), Value::from(self.approves_followers));
        for (name, answer) in [("discoverable", self.discoverable), ("indexable", self.indexable)] {
            value.extend(answer.map(|answer| (name.to_owned(), Value::from(answer))));
        }
        if self.is_instance {
            value.insert("cs:instance".to_owned(), Value::from(true));
        }
        if !self.implements.is_empty() {
            let implements: Vec<_> = self.implements.iter().map(capability).collect();
            value.insert("generator".to_owned(), json!({ "type": "Application", "implements": implements }));
        }
        self.write_keys(&mut value);
        Value::Object(value).to_string().into_bytes()
    }

    fn write_keys(&self, value: &mut Map<String, Value>) {
        let id = self.id.as_str();
        if let Some((key_id, key)) = self.keys.iter().find(|(_, key)| key.is_rsa()) {
            let key = json!({ "id": key_id.iri().as_str(), "owner": id, "publicKeyPem": key.to_pem() });
            value.insert("publicKey".to_owned(), key);
        }
        let multikeys = self.keys.iter().filter_map(|(key_id, key)| {
            let (key_id, key) = (key_id.iri().as_str(), key.to_multibase()?);
            Some(json!({ "id": key_id, "type": "Multikey", "controller": id, "publicKeyMultibase": key }))
        });
        let multikeys: Vec<_> = multikeys.collect();
        if !multikeys.is_empty() {
            value.insert("assertionMethod".to_owned(), Value::from(multikeys));
        }
    }
}

/// Of several types the one that ActivityStreams knows: ActivityPods says `foaf:Person` as well.
fn kind(types: Vec<String>) -> Option<String> {
    let is_known = |name: &String| KINDS.contains(&name.as_str());
    types.iter().find(|name| is_known(name)).cloned().or_else(|| types.into_iter().next())
}

fn context() -> Value {
    let terms = json!({
        "cs": NAMESPACE,
        "toot": "http://joinmastodon.org/ns#",
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "implements": { "@id": IMPLEMENTS, "@type": "@id", "@container": "@set" },
        "webfinger": WEBFINGER,
    });
    json!([CONTEXT, SECURITY, MULTIKEY, terms])
}

fn capability(href: &Iri) -> Value {
    let name = match href.as_str() {
        EXACT_DOCUMENTS => Some("codesocial exact documents"),
        RFC9421 => Some("RFC-9421: HTTP Message Signatures"),
        _ => None,
    };
    let mut link = Map::from_iter([("href".to_owned(), Value::from(href.as_str()))]);
    link.extend(name.map(|name| ("name".to_owned(), Value::from(name))));
    Value::Object(link)
}

/// What the server of an actor implements: said by the actor itself if it is the server, else of its `generator`.
fn implements(value: &Map<String, Value>) -> Vec<Iri> {
    let generators = wire::several(value.get("generator").unwrap_or(&Value::Null));
    let applications = generators.iter().filter_map(Value::as_object).chain([value]);
    let links = applications.filter_map(|application| application.get("implements")).flat_map(wire::several);
    let hrefs = links.filter_map(|link| match link {
        Value::String(href) => Some(href.as_str()),
        Value::Object(link) => link.get("href")?.as_str(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    });
    hrefs.take(CAPABILITIES_LIMIT).filter_map(|href| Iri::parse(href).ok()).collect()
}

/// The keys that an actor says are its own, and that say so themselves. One that cannot be read is left out: it may be
/// of a kind that is yet to come.
fn keys(value: &Map<String, Value>, actor: &Iri) -> Result<Vec<(KeyId, PublicKey)>, ActivityError> {
    let mut keys: Vec<(KeyId, PublicKey)> = Vec::new();
    let places = [("publicKey", "owner", "publicKeyPem"), ("assertionMethod", "controller", "publicKeyMultibase")];
    for (place, owner, text) in places {
        let values = wire::several(value.get(place).unwrap_or(&Value::Null));
        if values.len() > KEYS_LIMIT {
            return Err(ActivityError::TooMany(place));
        }
        for value in values.iter().filter_map(Value::as_object) {
            let is_own = value.get(owner).and_then(wire::address).as_ref() == Some(actor);
            let id = value.get("id").and_then(Value::as_str).and_then(|id| KeyId::parse(id).ok());
            let id = id.filter(|id| is_own && Origin::is_shared(id.iri(), actor));
            let read = if place == "publicKey" { PublicKey::from_pem } else { PublicKey::from_multibase };
            let key = value.get(text).and_then(Value::as_str).and_then(|text| read(text).ok());
            // The same key stands in both places, under one address or two.
            if let (Some(id), Some(key)) = (id, key)
                && !keys.iter().any(|(known, _)| *known == id)
            {
                keys.push((id, key));
            }
        }
    }
    Ok(keys)
}
