//! Signing what is said: Data Integrity proofs of the suite `eddsa-rdfc-2022` (W3C Recommendation "Data Integrity EdDSA
//! Cryptosuites v1.0", section 3.2) over JSON-LD documents.
//!
//! What is signed is the graph, not the bytes: whitespace and the order of keys may change, a comma in a text may not.
//! It knows nothing of what the document means, nor whose key it is: keys and contexts are passed in.

mod multikey;

pub use multikey::{NotAKey, PublicKey, SecretKey, Signature};

use crate::canon::{self, TooSymmetric};
use crate::iri::Iri;
use crate::syntax::{self, SyntaxError};
use jiff::Timestamp;
use oxrdf::Quad;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The suite that we sign and verify with.
const CRYPTOSUITE: &str = "eddsa-rdfc-2022";
/// What every proof of it is.
const TYPE: &str = "DataIntegrityProof";
/// What we sign for: to state something.
const PURPOSE: &str = "assertionMethod";
/// Where the proof stands in the document.
const PROOF: &str = "proof";

/// Most statements of a signed document: a release of a thousand members has some five thousand.
pub const STATEMENT_LIMIT: usize = 50_000;

/// The text of a context by its address; nothing is fetched.
pub type Contexts = fn(&str) -> Option<Cow<'static, str>>;

/// A proof as it stands in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Which key signed, by its address.
    pub verification_method: Iri,
    /// The signature.
    pub signature: Signature,
    options: Options,
}

/// The proof's options: all of it but the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Options {
    r#type: String,
    cryptosuite: String,
    created: String,
    verification_method: String,
    proof_purpose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof_value: Option<String>,
}

/// Why a document cannot be signed, or its proof cannot be verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntegrityError {
    /// It is not a JSON object.
    #[error("not a JSON object")]
    NotAnObject,
    /// It carries no proof.
    #[error("there is no proof in it")]
    NoProof,
    /// The proof is not one of the suite that we know, or says something that the suite does not.
    #[error("the proof is not one of {CRYPTOSUITE}: {0}")]
    NotOurSuite(String),
    /// The document cannot be read as JSON-LD in the contexts that are known.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// Its blank nodes cannot be told apart.
    #[error(transparent)]
    TooSymmetric(#[from] TooSymmetric),
    /// The signature is not that of this document by this key.
    #[error("the signature does not fit")]
    WrongSignature,
}

/// What is signed: the hash of the proof's options, then that of the document, as canonical N-Quads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashData {
    /// Of the proof's options.
    pub options: [u8; 32],
    /// Of the document without its proof.
    pub document: [u8; 32],
}

impl HashData {
    /// Of these statements.
    pub fn of(
        options: impl IntoIterator<Item = Quad>,
        document: impl IntoIterator<Item = Quad>,
    ) -> Result<Self, TooSymmetric> {
        Ok(Self { options: hash(options)?, document: hash(document)? })
    }

    /// Section 3.3.4 (Hashing): "Set hashData by joining proofConfigHash (the first hash) with transformedDocumentHash
    /// (the second hash)."
    pub fn joined(&self) -> [u8; 64] {
        let mut joined = [0; 64];
        let halves = self.options.iter().chain(&self.document);
        joined.iter_mut().zip(halves).for_each(|(place, byte)| *place = *byte);
        joined
    }
}

fn hash(quads: impl IntoIterator<Item = Quad>) -> Result<[u8; 32], TooSymmetric> {
    Ok(Sha256::digest(canon::canonicalize(quads)?.nquads).into())
}

/// Signs a JSON-LD document: the same with its proof at the end.
pub fn sign(
    mut document: Map<String, Value>,
    contexts: Contexts,
    key: &SecretKey,
    verification_method: &Iri,
    created: Timestamp,
) -> Result<Map<String, Value>, IntegrityError> {
    let mut options = Options {
        r#type: TYPE.to_owned(),
        cryptosuite: CRYPTOSUITE.to_owned(),
        created: created.to_string(),
        verification_method: verification_method.as_str().to_owned(),
        proof_purpose: PURPOSE.to_owned(),
        proof_value: None,
    };
    let data = HashData::of(options.statements(document.get("@context"), contexts)?, read(&document, contexts)?)?;
    options.proof_value = Some(key.sign(&data.joined()).to_multibase());
    document.insert(PROOF.to_owned(), options.to_value());
    Ok(document)
}

/// A document taken apart: what is said, and the proof of it. The proof is not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What the document says, without its proof.
    pub statements: Vec<Quad>,
    /// Its proof.
    pub proof: Proof,
    data: HashData,
}

impl Signed {
    /// Takes a document apart.
    pub fn read(mut document: Map<String, Value>, contexts: Contexts) -> Result<Self, IntegrityError> {
        let proof = Proof::read(document.remove(PROOF).ok_or(IntegrityError::NoProof)?)?;
        let statements = read(&document, contexts)?;
        let options = proof.options.statements(document.get("@context"), contexts)?;
        let data = HashData::of(options, statements.iter().cloned())?;
        Ok(Self { statements, proof, data })
    }

    /// What was signed.
    pub fn data(&self) -> HashData {
        self.data
    }

    /// Verifies the signature with this key. Whether it is the key that the proof names, and whose it is, is for the
    /// caller to know.
    pub fn verify(&self, key: &PublicKey) -> Result<(), IntegrityError> {
        if key.verifies(&self.data.joined(), &self.proof.signature) {
            Ok(())
        } else {
            Err(IntegrityError::WrongSignature)
        }
    }
}

impl Proof {
    fn read(value: Value) -> Result<Self, IntegrityError> {
        let refuse = |what: String| IntegrityError::NotOurSuite(what);
        let mut options: Options = serde_json::from_value(value).map_err(|error| refuse(error.to_string()))?;
        // Section 3.3.2: "If options.type is not set to the string DataIntegrityProof or options.cryptosuite is not set
        // to the string eddsa-rdfc-2022 […] an error MUST be raised".
        for (found, wanted) in
            [(&options.r#type, TYPE), (&options.cryptosuite, CRYPTOSUITE), (&options.proof_purpose, PURPOSE)]
        {
            if found != wanted {
                return Err(refuse(format!("{found} instead of {wanted}")));
            }
        }
        // Section 3.3.5: "If proofConfig.created is present and set to a value that is not a valid [XMLSCHEMA11-2]
        // datetime, an INVALID_PROOF_DATETIME error MUST be raised".
        options.created.parse::<Timestamp>().map_err(|error| refuse(error.to_string()))?;
        let value = options.proof_value.take().ok_or_else(|| refuse("no proofValue".to_owned()))?;
        let signature = Signature::from_multibase(&value).map_err(|error| refuse(error.to_string()))?;
        let verification_method =
            Iri::parse(&options.verification_method).map_err(|error| refuse(error.to_string()))?;
        Ok(Self { verification_method, signature, options })
    }
}

impl Options {
    /// Section 3.3.5 (Proof Configuration): "Set proofConfig.@context to unsecuredDocument.@context."
    fn statements(&self, context: Option<&Value>, contexts: Contexts) -> Result<Vec<Quad>, IntegrityError> {
        let Value::Object(mut config) = self.to_value() else { return Err(IntegrityError::NotAnObject) };
        if let Some(context) = context {
            config.insert("@context".to_owned(), context.clone());
        }
        read(&config, contexts)
    }

    fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Relative addresses have no meaning in what travels; RFC 2606 keeps `.invalid` free for ever.
fn read(document: &Map<String, Value>, contexts: Contexts) -> Result<Vec<Quad>, IntegrityError> {
    let nowhere = Iri::from_named_node(oxrdf::NamedNode::new_unchecked("https://nowhere.invalid/"));
    let text = serde_json::to_string(document).unwrap_or_default();
    Ok(syntax::parse_jsonld_in(&text, &nowhere, STATEMENT_LIMIT, contexts)?)
}

#[cfg(test)]
mod tests;
