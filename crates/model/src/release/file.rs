//! One file that holds a release and all that can be held against it: the signed manifest, and the canonical content of
//! its members. What may not be given any more (erased, closed) is said in its place.

use super::{ManifestError, SignedManifest};
use crate::iri::Iri;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What such a file says that it is.
pub const FILE_FORMAT: &str = "https://w3id.org/codesocial/release-file/1";

/// A release with its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFile {
    /// The manifest.
    pub manifest: SignedManifest,
    /// Canonical N-Quads by the document's address, graph name left out.
    pub contents: BTreeMap<Iri, String>,
    /// What is not given, and why, as whoever made the file says: this is not signed.
    pub withheld: BTreeMap<Iri, Withheld>,
}

/// Why a content is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// It was erased: nobody has it any more.
    Erased,
    /// Whoever asked for the file may not read that document any more.
    Closed,
}

/// Why a text is no such file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseFileError {
    /// Its manifest, or the whole of it, cannot be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// It says that it is in a format that we do not know.
    #[error("a file of another kind: {0}")]
    Format(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    format: String,
    manifest: Map<String, Value>,
    contents: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    withheld: BTreeMap<String, Withheld>,
}

impl ReleaseFile {
    /// Writes the file around the bytes of a signed manifest, which are JSON.
    pub fn write(manifest: &str, contents: &BTreeMap<Iri, String>, withheld: &BTreeMap<Iri, Withheld>) -> String {
        let wire = Wire {
            format: FILE_FORMAT.to_owned(),
            manifest: serde_json::from_str(manifest).unwrap_or_default(),
            contents: contents.iter().map(|(iri, content)| (iri.to_string(), content.clone())).collect(),
            withheld: withheld.iter().map(|(iri, why)| (iri.to_string(), *why)).collect(),
        };
        let mut text = serde_json::to_string_pretty(&wire).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads such a file, or a manifest alone.
    pub fn parse(text: &str) -> Result<Self, ReleaseFileError> {
        let value: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| ManifestError::NotJson { line: error.line(), column: error.column() })?;
        if value.contains_key("@context") {
            let manifest = SignedManifest::read(value)?;
            return Ok(Self { manifest, contents: BTreeMap::new(), withheld: BTreeMap::new() });
        }
        let format = value.get("format").and_then(Value::as_str).unwrap_or_default();
        if format != FILE_FORMAT {
            return Err(ReleaseFileError::Format(format.to_owned()));
        }
        let shape = |text: String| ManifestError::Shape(text);
        let wire: Wire = serde_json::from_value(Value::Object(value)).map_err(|error| shape(error.to_string()))?;
        let iri = |text: &str| Iri::parse(text).map_err(|error| shape(error.to_string()));
        let contents = wire.contents.into_iter().map(|(name, text)| Ok((iri(&name)?, text)));
        let withheld = wire.withheld.into_iter().map(|(name, why)| Ok((iri(&name)?, why)));
        Ok(Self {
            contents: contents.collect::<Result<_, ManifestError>>()?,
            withheld: withheld.collect::<Result<_, ManifestError>>()?,
            manifest: SignedManifest::read(wire.manifest)?,
        })
    }
}
