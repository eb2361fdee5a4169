//! A manifest as JSON-LD with its proof, written and read.
//!
//! Reading is strict: the contexts are the ones that we carry, no key is unknown, and the graph that JSON-LD makes of the
//! bytes is the one that the manifest means. So nothing can be shown that was not signed.

use super::{CONTEXTS, CONVENTION, Convention, Manifest, Member, Multikey, Named, Publisher, Texts, contexts};
use crate::integrity::{self, IntegrityError, PublicKey, SecretKey, Signed};
use crate::iri::Iri;
use crate::revision::ContentHash;
use jiff::Timestamp;
use oxrdf::Quad;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A manifest that was read, with its proof, which is not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedManifest {
    /// What it says.
    pub manifest: Manifest,
    signed: Signed,
}

/// Why a text is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// It is not JSON.
    #[error("line {line}, column {column}: not JSON")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It is JSON, and not a manifest: a key is missing, unknown, or holds something else.
    #[error("not a release: {0}")]
    Shape(String),
    /// It is written in other contexts.
    #[error("written in contexts that are not those of a release")]
    Contexts,
    /// Its graph and its keys do not say the same.
    #[error("its JSON and its graph do not say the same")]
    Ambiguous,
    /// Its addresses are not of one instance, or its key does not stand under the address made of it.
    #[error("its own address, that of its key and that of who publishes it do not belong together")]
    Addresses,
    /// The proof cannot be read, or the graph cannot be made.
    #[error(transparent)]
    Integrity(#[from] IntegrityError),
}

impl Manifest {
    /// Signs it: the bytes to keep. `key` must be the one that the manifest names.
    pub fn sign(&self, key: &SecretKey) -> Result<String, IntegrityError> {
        let Ok(Value::Object(document)) = serde_json::to_value(Wire::of(self)) else {
            return Err(IntegrityError::NotAnObject);
        };
        let signed = integrity::sign(document, contexts, key, &self.key.id, self.released)?;
        let mut text = serde_json::to_string_pretty(&signed).unwrap_or_default();
        text.push('\n');
        Ok(text)
    }

    /// Reads bytes that we signed ourselves and kept: nothing is held against the graph, nor against the signature.
    pub fn of_kept(text: &str) -> Result<Self, ManifestError> {
        let mut value: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| ManifestError::NotJson { line: error.line(), column: error.column() })?;
        value.remove("proof");
        let wire: Wire = serde_json::from_value(Value::Object(value)).map_err(|error| shape(&error))?;
        wire.into_manifest()
    }
}

impl SignedManifest {
    /// Reads the bytes of one.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let value = serde_json::from_str(text)
            .map_err(|error| ManifestError::NotJson { line: error.line(), column: error.column() })?;
        Self::read(value)
    }

    /// Reads one that stood in other JSON.
    pub(super) fn read(mut value: Map<String, Value>) -> Result<Self, ManifestError> {
        let signed = Signed::read(value.clone(), contexts)?;
        // It was read already; the keys below are what it signs.
        value.remove("proof");
        let wire: Wire = serde_json::from_value(Value::Object(value)).map_err(|error| shape(&error))?;
        if wire.context != CONTEXTS {
            return Err(ManifestError::Contexts);
        }
        let manifest = wire.into_manifest()?;
        let meant: HashSet<Quad> = manifest.statements().into_iter().collect();
        let said: HashSet<Quad> = signed.statements.iter().cloned().collect();
        if meant != said || signed.proof.verification_method != manifest.key.id {
            return Err(ManifestError::Ambiguous);
        }
        if !manifest.stands_together() {
            return Err(ManifestError::Addresses);
        }
        Ok(Self { manifest, signed })
    }

    /// Verifies the signature by the key inside. Whose key that is, is another question.
    pub fn verify(&self) -> Result<(), IntegrityError> {
        self.signed.verify(&self.manifest.key.public)
    }

    /// What a contract cites: SHA-256 of what the manifest says, as canonical N-Quads, whatever its layout.
    pub fn fingerprint(&self) -> ContentHash {
        ContentHash(self.signed.data().document)
    }

    /// What the manifest says, in RDF.
    pub fn statements(&self) -> &[Quad] {
        &self.signed.statements
    }
}

fn shape(error: &serde_json::Error) -> ManifestError {
    ManifestError::Shape(error.to_string())
}

/// One text, or several in the same language.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(BTreeSet<String>),
}

type WireTexts = BTreeMap<String, OneOrMany>;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    #[serde(rename = "@context")]
    context: Vec<String>,
    id: String,
    r#type: String,
    release_of: WireNamed,
    number: u64,
    released: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    name: WireTexts,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    description: WireTexts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    describes: Option<WireNamed>,
    publisher: WirePublisher,
    key: WireKey,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    convention: Option<WireConvention>,
    member: Vec<WireMember>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireNamed {
    id: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    name: WireTexts,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePublisher {
    id: String,
    title: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WireKey {
    id: String,
    r#type: String,
    controller: String,
    public_key_multibase: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WireConvention {
    id: String,
    document: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    name: WireTexts,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    description: WireTexts,
    party: Vec<WireNamed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed_on: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireMember {
    id: String,
    document: String,
    version: u64,
    modified: String,
    sha256: String,
}

impl Wire {
    fn of(manifest: &Manifest) -> Self {
        Self {
            context: CONTEXTS.map(str::to_owned).to_vec(),
            id: manifest.iri.to_string(),
            r#type: "Release".to_owned(),
            release_of: WireNamed::of(&manifest.of),
            number: manifest.number,
            released: manifest.released.to_string(),
            name: wire_texts(&manifest.name),
            description: wire_texts(&manifest.description),
            describes: manifest.describes.as_ref().map(WireNamed::of),
            publisher: WirePublisher {
                id: manifest.publisher.iri.to_string(),
                title: manifest.publisher.title.clone(),
            },
            key: WireKey {
                id: manifest.key.id.to_string(),
                r#type: "Multikey".to_owned(),
                controller: manifest.key.controller.to_string(),
                public_key_multibase: manifest.key.public.to_multibase(),
            },
            convention: manifest.convention.as_ref().map(|convention| WireConvention {
                id: manifest.iri.with_fragment(CONVENTION).to_string(),
                document: convention.document.to_string(),
                name: wire_texts(&convention.name),
                description: wire_texts(&convention.description),
                party: convention.parties.iter().map(WireNamed::of).collect(),
                signed_on: convention.signed_on.clone(),
            }),
            member: manifest
                .members
                .iter()
                .enumerate()
                .map(|(place, member)| WireMember {
                    id: manifest.member_iri(place).to_string(),
                    document: member.document.to_string(),
                    version: member.version,
                    modified: member.modified.to_string(),
                    sha256: member.hash.to_hex(),
                })
                .collect(),
        }
    }

    /// What it means. Kinds and the addresses of its parts are held against the graph afterwards.
    fn into_manifest(self) -> Result<Manifest, ManifestError> {
        let convention = self
            .convention
            .map(|convention| {
                Ok::<_, ManifestError>(Convention {
                    document: iri(&convention.document)?,
                    name: texts(convention.name),
                    description: texts(convention.description),
                    parties: convention.party.into_iter().map(WireNamed::into_named).collect::<Result<_, _>>()?,
                    signed_on: convention.signed_on,
                })
            })
            .transpose()?;
        Ok(Manifest {
            iri: iri(&self.id)?,
            number: self.number,
            released: time(&self.released)?,
            name: texts(self.name),
            description: texts(self.description),
            of: self.release_of.into_named()?,
            describes: self.describes.map(WireNamed::into_named).transpose()?,
            publisher: Publisher { iri: iri(&self.publisher.id)?, title: self.publisher.title },
            key: Multikey {
                id: iri(&self.key.id)?,
                controller: iri(&self.key.controller)?,
                public: PublicKey::from_multibase(&self.key.public_key_multibase)
                    .map_err(|error| ManifestError::Shape(error.to_string()))?,
            },
            convention,
            members: self.member.into_iter().map(WireMember::into_member).collect::<Result<_, _>>()?,
        })
    }
}

impl WireNamed {
    fn of(named: &Named) -> Self {
        Self { id: named.iri.to_string(), name: wire_texts(&named.name) }
    }

    fn into_named(self) -> Result<Named, ManifestError> {
        Ok(Named { iri: iri(&self.id)?, name: texts(self.name) })
    }
}

impl WireMember {
    fn into_member(self) -> Result<Member, ManifestError> {
        let mut hash = [0; 32];
        hex::decode_to_slice(&self.sha256, &mut hash).map_err(|error| ManifestError::Shape(error.to_string()))?;
        Ok(Member {
            document: iri(&self.document)?,
            version: self.version,
            modified: time(&self.modified)?,
            hash: ContentHash(hash),
        })
    }
}

fn iri(text: &str) -> Result<Iri, ManifestError> {
    Iri::parse(text).map_err(|error| ManifestError::Shape(error.to_string()))
}

fn time(text: &str) -> Result<Timestamp, ManifestError> {
    text.parse().map_err(|_| ManifestError::Shape(format!("not a time: {text}")))
}

fn wire_texts(texts: &Texts) -> WireTexts {
    texts
        .iter()
        .filter_map(|(language, values)| {
            let values = match (values.len(), values.first()) {
                (0, _) | (_, None) => return None,
                (1, Some(only)) => OneOrMany::One(only.clone()),
                (_, Some(_)) => OneOrMany::Many(values.clone()),
            };
            Some((language.clone(), values))
        })
        .collect()
}

fn texts(wire: WireTexts) -> Texts {
    wire.into_iter()
        .map(|(language, values)| {
            let values = match values {
                OneOrMany::One(value) => BTreeSet::from([value]),
                OneOrMany::Many(values) => values,
            };
            (language, values)
        })
        .collect()
}
