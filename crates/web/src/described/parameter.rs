//! What is taken from the path, the query and the header. The parameters that several routes take are here.

use crate::site::PAGE_LIMIT;
use model::Container;
use model::reason::REASON_LIMIT;
use registry::Kinds;
use serde_json::{Value, json};

/// One parameter. Its words are `parameter-` and `key`.
pub(crate) struct Parameter {
    /// Its name here, also in `components`.
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) schema: fn() -> Value,
    pub(crate) example: Option<&'static str>,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    /// In the query, where it may be left out.
    Query,
    /// In the header, where it may be left out.
    Header,
}

impl Parameter {
    pub(crate) const fn path(
        key: &'static str,
        name: &'static str,
        schema: fn() -> Value,
        example: &'static str,
    ) -> Self {
        Self { key, name, place: Place::Path, schema, example: Some(example) }
    }

    pub(crate) const fn query(key: &'static str, name: &'static str, schema: fn() -> Value) -> Self {
        Self { key, name, place: Place::Query, schema, example: None }
    }

    pub(crate) const fn header(key: &'static str, name: &'static str, schema: fn() -> Value) -> Self {
        Self { key, name, place: Place::Header, schema, example: None }
    }

    pub(crate) const fn such_as(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }

    /// As `components` has it, but for its words.
    pub(super) fn said(&self) -> Value {
        let mut said = json!({
            "name": self.name,
            "in": self.place.word(),
            "required": self.place == Place::Path,
            "schema": (self.schema)(),
        });
        if let (Some(said), Some(example)) = (said.as_object_mut(), self.example) {
            said.insert("example".to_owned(), example.into());
        }
        said
    }
}

impl Place {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// Any text.
pub(crate) fn text() -> Value {
    json!({ "type": "string" })
}

/// As addresses write it.
pub(crate) fn slug() -> Value {
    json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" })
}

/// A number from 1.
pub(crate) fn number() -> Value {
    json!({ "type": "integer", "minimum": 1 })
}

fn tags() -> Value {
    json!({ "type": "string", "pattern": r#"^(\*|(W/)?"[^"]*"(, *(W/)?"[^"]*")*)$"# })
}

/// An address.
pub(crate) fn address() -> Value {
    json!({ "type": "string", "format": "uri" })
}

fn addresses() -> Value {
    json!({ "type": "array", "items": address() })
}

pub(crate) const CONTAINER: Parameter =
    Parameter::path("container", "container", || segments(Container::ALL.iter().copied()), "organizations");
pub(crate) const SLUG: Parameter = Parameter::path("slug", "slug", slug, "moulin");
pub(crate) const DESCRIPTIONS: Parameter =
    Parameter::path("descriptions", "container", || segments([Container::Codes]), "codes");
pub(crate) const PROPOSALS: Parameter =
    Parameter::path("proposals", "container", || segments([Container::Proposals]), "proposals");
pub(crate) const NUMBER: Parameter = Parameter::path("number", "number", number, "1");

pub(crate) const AFTER: Parameter = Parameter::query("after", "after", slug);
pub(crate) const BEFORE: Parameter = Parameter::query("before", "before", slug);
pub(crate) const LIMIT: Parameter =
    Parameter::query("limit", "limit", || json!({ "type": "integer", "minimum": 1, "maximum": PAGE_LIMIT }));
pub(crate) const VERSION: Parameter = Parameter::query("version", "version", number);
pub(crate) const BEFORE_VERSION: Parameter = Parameter::query("before-version", "before", number);
pub(crate) const FROM: Parameter = Parameter::query("from", "from", number);
pub(crate) const TO: Parameter = Parameter::query("to", "to", number);
pub(crate) const WITH: Parameter = Parameter::query("with", "with", with).such_as("actions,evidence");
pub(crate) const QUERY: Parameter = Parameter::query("query", "query", text).such_as("ASK { ?s ?p ?o }");
pub(crate) const DEFAULT_GRAPH: Parameter = Parameter::query("default-graph", "default-graph-uri", addresses);
pub(crate) const NAMED_GRAPH: Parameter = Parameter::query("named-graph", "named-graph-uri", addresses);
pub(crate) const USING_GRAPH: Parameter = Parameter::query("using-graph", "using-graph-uri", addresses);
pub(crate) const USING_NAMED_GRAPH: Parameter =
    Parameter::query("using-named-graph", "using-named-graph-uri", addresses);
pub(crate) const GRAPH: Parameter = Parameter::query("graph", "graph", address);
pub(crate) const DEFAULT: Parameter =
    Parameter::query("default", "default", || json!({ "type": "string", "maxLength": 0 }));
pub(crate) const ENTAILMENT: Parameter =
    Parameter::query("entailment", "entailment", || json!({ "enum": ["on", "off"], "default": "on" }));

pub(crate) const NEXT: Parameter = Parameter::query("next", "next", text).such_as("/account");
pub(crate) const DONE: Parameter = Parameter::query("done", "done", text);
pub(crate) const OF_SILENCED: Parameter = Parameter::query("of-silenced", "of", || json!({ "enum": ["silenced"] }));

pub(crate) const IF_MATCH: Parameter = Parameter::header("if-match", "If-Match", tags);
pub(crate) const IF_NONE_MATCH: Parameter = Parameter::header("if-none-match", "If-None-Match", tags);
pub(crate) const IF_MODIFIED_SINCE: Parameter = Parameter::header("if-modified-since", "If-Modified-Since", text);
pub(crate) const PREFER: Parameter =
    Parameter::header("prefer", "Prefer", text).such_as("return=representation; max-member-count=\"20\"");
pub(crate) const PREFER_RETURN: Parameter =
    Parameter::header("prefer-return", "Prefer", text).such_as("return=representation");
pub(crate) const PREFER_MINIMAL: Parameter =
    Parameter::header("prefer-minimal", "Prefer", text).such_as("return=minimal");
pub(crate) const SUGGESTED: Parameter = Parameter::header("suggested", "Slug", text).such_as("le-moulin");
pub(crate) const MODEL: Parameter =
    Parameter::header("model", "Link", text).such_as("<http://www.w3.org/ns/ldp#RDFSource>; rel=\"type\"");

pub(crate) const CHANGE_NOTE: Parameter =
    Parameter::header("change-note", "Change-Note", || json!({ "type": "string", "maxLength": REASON_LIMIT }))
        .such_as("UTF-8''Coquille%20corrig%C3%A9e");
pub(crate) const ACCEPT_DATETIME: Parameter =
    Parameter::header("accept-datetime", "Accept-Datetime", text).such_as("Tue, 12 May 2026 08:00:00 GMT");

/// The language, which every operation takes.
pub(super) const LANGUAGE: [&Parameter; 2] = [
    &Parameter::query("lang", "lang", || json!({ "enum": ["fr", "en"] })),
    &Parameter::header("accept-language", "Accept-Language", text).such_as("en"),
];

fn segments(containers: impl IntoIterator<Item = Container>) -> Value {
    json!({ "type": "string", "enum": containers.into_iter().map(Container::segment).collect::<Vec<_>>() })
}

fn with() -> Value {
    let names: Vec<&str> = Kinds::all().segments().collect();
    let names = names.join("|");
    json!({ "type": "string", "pattern": format!(r"^(\*|({names})?( *, *({names})?)*)$") })
}
