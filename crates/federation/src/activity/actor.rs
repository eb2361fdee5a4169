//! Actors: who has an inbox, and which keys are theirs.

use super::{ActivityError, CONTEXT, origin::Origin, wire};
use crate::key::PublicKey;
use crate::signature::KeyId;
use model::Iri;
use serde_json::{Map, Value, json};

/// The contexts of keys.
const SECURITY: &str = "https://w3id.org/security/v1";
const MULTIKEY: &str = "https://w3id.org/security/multikey/v1";

/// An actor has so many keys at most. More would be verified one after the other.
const KEYS_LIMIT: usize = 16;

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
    /// A few words, as HTML that nobody has cleaned yet.
    pub summary: Option<String>,
    /// Where it takes what is sent to it.
    pub inbox: Iri,
    /// Where it takes what is sent to many there.
    pub shared_inbox: Option<Iri>,
    /// What it has sent.
    pub outbox: Option<Iri>,
    /// Who follows it.
    pub followers: Option<Iri>,
    /// Whom it follows.
    pub following: Option<Iri>,
    /// Its keys, each with its address: `publicKey`, and `assertionMethod` (FEP-521a).
    pub keys: Vec<(KeyId, PublicKey)>,
}

impl Actor {
    /// Reads the document that was found at this address, redirects followed. One that says that it is another's is
    /// refused: whoever can put a file somewhere could else be anybody.
    pub fn read(bytes: &[u8], found_at: &Iri) -> Result<Self, ActivityError> {
        let value = wire::object(bytes)?;
        let id = value.get("id").and_then(wire::address).ok_or(ActivityError::Missing("id"))?;
        if id != found_at.document() {
            return Err(ActivityError::NotItself(found_at.clone()));
        }
        let optional = |name: &str| value.get(name).and_then(wire::address);
        let endpoints = value.get("endpoints").and_then(Value::as_object);
        let inbox = optional("inbox").ok_or(ActivityError::Missing("inbox"))?;
        Ok(Self {
            kind: wire::types(&value).into_iter().next().ok_or(ActivityError::Missing("type"))?,
            username: wire::text(&value, "preferredUsername"),
            name: wire::text(&value, "name"),
            summary: wire::text(&value, "summary"),
            inbox,
            shared_inbox: endpoints.and_then(|endpoints| endpoints.get("sharedInbox")).and_then(wire::address),
            outbox: optional("outbox"),
            followers: optional("followers"),
            following: optional("following"),
            keys: keys(&value, &id)?,
            id,
        })
    }

    /// Its key of this address: what verifies a signature. Nothing if the actor does not say that it is its own.
    pub fn key(&self, id: &KeyId) -> Option<&PublicKey> {
        self.keys.iter().find(|(own, _)| own == id).map(|(_, key)| key)
    }

    /// As we publish it: the first RSA key as `publicKey`, which all peers know, every key that has one as Multikey.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = Map::new();
        value.insert("@context".to_owned(), json!([CONTEXT, SECURITY, MULTIKEY]));
        value.insert("id".to_owned(), Value::from(self.id.as_str()));
        value.insert("type".to_owned(), Value::from(self.kind.as_str()));
        let texts = [("preferredUsername", &self.username), ("name", &self.name), ("summary", &self.summary)];
        for (name, text) in texts {
            if let Some(text) = text {
                value.insert(name.to_owned(), Value::from(text.as_str()));
            }
        }
        let inbox = Some(self.inbox.clone());
        let addresses = [
            ("inbox", &inbox),
            ("outbox", &self.outbox),
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
        Value::Object(value).to_string().into_bytes()
    }
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
