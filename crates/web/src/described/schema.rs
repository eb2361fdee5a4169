//! The shapes of bodies in JSON, as far as OpenAPI has to know them.

use crate::locale::Locale;
use crate::problem::Kind;
use crate::text;
use model::Base;
use serde_json::{Map, Value, json};

macro_rules! schemas {
    ($($(#[$doc:meta])* $schema:ident $name:literal;)*) => {
        /// What a body looks like.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Schema {
            /// Text, in the grammar of its media type.
            Text,
            /// An object, of which its media type says enough.
            Object,
            /// A list, of which its media type says enough.
            List,
            /// The fields of a form.
            Fields(&'static [&'static str]),
            $($(#[$doc])* $schema,)*
        }

        impl Schema {
            const NAMED: &'static [(Self, &'static str)] = &[$((Self::$schema, $name),)*];
        }
    };
}

schemas! {
    /// A document in JSON-LD.
    Document "Document";
    /// Statements in JSON-LD: one thing, or several.
    Graph "Graph";
    /// A question in a form.
    Question "Question";
    /// An update in a form.
    UpdateForm "Update";
    /// What an update changed.
    Updated "Updated";
    /// The results of a question.
    Results "Results";
    /// The rules of a shape or a form, as JSON Schema.
    Rules "JsonSchema";
    /// What is asked of a release.
    ReleaseOrder "ReleaseOrder";
    /// What became of it.
    Released "Released";
    /// All of a release.
    ReleaseFile "ReleaseFile";
    /// What is to be erased.
    ErasureOrder "ErasureOrder";
    /// What an erasure did, or would do.
    Erasure "Erasure";
    /// What was erased.
    Erasures "Erasures";
    /// This document.
    OpenApi "OpenApi";
    /// Something went wrong (RFC 9457).
    Problem "Problem";
}

impl Schema {
    /// As an operation names it.
    pub(super) fn reference(self) -> Value {
        match Self::NAMED.iter().find(|(schema, _)| *schema == self) {
            Some((_, name)) => json!({ "$ref": format!("#/components/schemas/{name}") }),
            None => self.said_in_place(),
        }
    }

    fn said_in_place(self) -> Value {
        if let Self::Fields(names) = self {
            let field = |name: &&str| ((*name).to_owned(), json!({ "type": "string" }));
            json!({ "type": "object", "properties": names.iter().map(field).collect::<Map<_, _>>() })
        } else {
            let kinds = [(Self::Text, "string"), (Self::List, "array")];
            let kind = kinds.iter().find(|(schema, _)| *schema == self).map_or("object", |(_, kind)| *kind);
            json!({ "type": kind })
        }
    }

    /// All that have a name, with their words.
    pub(super) fn all(base: &Base, locale: Locale) -> Map<String, Value> {
        let one = |(schema, name): &(Self, &str)| {
            let mut said = schema.said(base);
            if let Some(said) = said.as_object_mut() {
                said.insert("description".to_owned(), text::say(locale, &key(name)).into());
            }
            ((*name).to_owned(), said)
        };
        Self::NAMED.iter().map(one).collect()
    }

    fn said(self, base: &Base) -> Value {
        let texts = || json!({ "type": ["string", "object"] });
        let address = || json!({ "type": "string", "format": "uri" });
        match self {
            Self::Text | Self::Object | Self::List | Self::Fields(_) => self.said_in_place(),
            // What its class asks stands in the shapes, as JSON Schema: they change with the territory's forms, and
            // tools that follow references do not negotiate.
            Self::Document => json!({
                "type": "object",
                "properties": { "@context": {}, "id": { "type": "string" }, "type": { "type": ["string", "array"] } },
                "externalDocs": { "url": base.shapes().as_str() },
            }),
            Self::Graph => json!({
                "type": ["object", "array"],
                "properties": { "@context": {}, "@graph": { "type": "array", "items": { "type": "object" } } },
            }),
            Self::Question => json!({
                "type": "object",
                "required": ["query"],
                "properties": {
                    "query": { "type": "string" },
                    "default-graph-uri": { "type": "array", "items": address() },
                    "named-graph-uri": { "type": "array", "items": address() },
                    "entailment": { "enum": ["on", "off"] },
                },
            }),
            Self::UpdateForm => json!({
                "type": "object",
                "required": ["update"],
                "properties": {
                    "update": { "type": "string" },
                    "using-graph-uri": { "type": "array", "items": address() },
                    "using-named-graph-uri": { "type": "array", "items": address() },
                },
            }),
            Self::Updated => json!({
                "type": "object",
                "required": ["documents"],
                "properties": {
                    "documents": { "type": "array", "items": {
                        "type": "object",
                        "required": ["id", "outcome", "revision"],
                        "properties": {
                            "id": address(),
                            "outcome": { "enum": ["created", "updated", "deleted", "unchanged"] },
                            "revision": { "type": "string" },
                        },
                    } },
                },
            }),
            Self::Results => json!({
                "type": "object",
                "required": ["head"],
                "properties": {
                    "head": { "type": "object" },
                    "results": {
                        "type": "object",
                        "properties": { "bindings": { "type": "array", "items": { "type": "object" } } },
                    },
                    "boolean": { "type": "boolean" },
                },
                "externalDocs": { "url": "https://www.w3.org/TR/sparql11-results-json/" },
            }),
            Self::Rules => json!({
                "type": "object",
                "externalDocs": { "url": "https://json-schema.org/draft/2020-12/schema" },
            }),
            Self::ReleaseOrder => json!({
                "type": "object",
                "properties": { "name": texts(), "description": texts(), "convention": address() },
                "additionalProperties": false,
            }),
            Self::Released => json!({
                "type": "object",
                "required": ["id", "number", "members", "leftOut"],
                "properties": {
                    "id": address(),
                    "number": { "type": "integer", "minimum": 1 },
                    "members": { "type": "integer", "minimum": 1 },
                    "leftOut": { "type": "array", "items": address() },
                },
            }),
            Self::ReleaseFile => json!({
                "type": "object",
                "required": ["format", "manifest", "contents"],
                "properties": {
                    "format": { "type": "string" },
                    "manifest": { "type": ["object", "string"] },
                    "contents": { "type": "object", "additionalProperties": { "type": "string" } },
                    "withheld": { "type": "object", "additionalProperties": { "enum": ["erased", "closed"] } },
                },
            }),
            Self::ErasureOrder => json!({
                "type": "object",
                "required": ["documents"],
                "properties": {
                    "documents": {
                        "type": "array",
                        "items": { "type": "string", "format": "uri-reference" },
                        "minItems": 1,
                        "maxItems": registry::ERASURE_LIMIT,
                    },
                    "dryRun": { "type": "boolean" },
                },
                "additionalProperties": false,
            }),
            Self::Erasure => json!({
                "type": "object",
                "required": ["documents", "releases", "frozenIn", "namedIn", "progress"],
                "properties": {
                    "documents": { "type": "array", "items": {
                        "type": "object",
                        "properties": { "id": address(), "entries": { "type": "integer", "minimum": 0 } },
                    } },
                    "releases": { "type": "array", "items": address() },
                    "frozenIn": { "type": "array", "items": address() },
                    "namedIn": { "type": "array", "items": address() },
                    "progress": { "enum": ["planned", "begun", "finished"] },
                },
            }),
            Self::Erasures => json!({
                "type": "object",
                "required": ["erasures", "accounts"],
                "properties": {
                    "erasures": { "type": "array", "items": {
                        "type": "object",
                        "properties": {
                            "document": address(),
                            "entry": { "type": "integer" },
                            "erased": { "type": "string", "format": "date-time" },
                            "by": { "type": "integer" },
                            "finished": { "type": ["string", "null"], "format": "date-time" },
                            "peers": {
                                "type": ["object", "null"],
                                "properties": {
                                    "confirmed": { "type": "integer", "minimum": 0 },
                                    "refused": { "type": "integer", "minimum": 0 },
                                    "waiting": { "type": "integer", "minimum": 0 },
                                },
                            },
                            "receipts": { "type": ["string", "null"], "format": "uri" },
                        },
                    } },
                    "accounts": { "type": "array", "items": {
                        "type": "object",
                        "properties": {
                            "account": { "type": "integer" },
                            "erased": { "type": "string", "format": "date-time" },
                            "finished": { "type": ["string", "null"], "format": "date-time" },
                        },
                    } },
                },
            }),
            Self::OpenApi => json!({
                "type": "object",
                "required": ["openapi", "info", "paths"],
                "externalDocs": { "url": "https://spec.openapis.org/oas/v3.1.1" },
            }),
            Self::Problem => json!({
                "type": "object",
                "required": ["type", "title", "status", "detail", "instance"],
                "properties": {
                    "type": {
                        "type": "string",
                        "format": "uri",
                        "enum": Kind::ALL.iter().map(|kind| kind.type_iri()).collect::<Vec<_>>(),
                    },
                    "title": { "type": "string" },
                    "status": { "type": "integer", "minimum": 400, "maximum": 599 },
                    "detail": { "type": "string" },
                    "instance": { "type": "string" },
                    "errors": { "type": "array", "items": { "type": "object" } },
                    "report": { "type": ["object", "array"] },
                },
                "externalDocs": { "url": base.service("docs").with_fragment("problems").as_str() },
            }),
        }
    }
}

/// The key of a schema's words.
fn key(name: &str) -> String {
    ["schema-", name].concat()
}

/// The keys of the words of all schemas.
#[cfg(test)]
pub(super) fn keys() -> impl Iterator<Item = String> {
    Schema::NAMED.iter().map(|(_, name)| key(name))
}
