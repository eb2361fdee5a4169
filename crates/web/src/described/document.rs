//! The OpenAPI document (3.1), in one language.

use super::answer::{self, Answer};
use super::operation::{Access, Group, Operation};
use super::parameter::{self, Parameter};
use super::{Body, Path, Schema};
use crate::locale::Locale;
use crate::precondition::EntityTag;
use crate::problem::{Kind, scope_word};
use crate::schema::Written;
use crate::session;
use crate::text;
use axum::body::Bytes;
use http::{Method, StatusCode};
use model::Base;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// All that is said of the routes.
pub(crate) struct Description {
    paths: Vec<Path>,
    written: [OnceLock<Written>; Locale::ALL.len()],
}

impl Description {
    pub(crate) fn of(paths: Vec<Path>) -> Self {
        Self { paths, written: Default::default() }
    }

    /// Path by path, in the order of the table.
    pub(crate) fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// The document in this language, written once while the program runs.
    pub(crate) fn written(&self, base: &Base, site: &str, locale: Locale) -> Written {
        let [french, english] = &self.written;
        let kept = match locale {
            Locale::Fr => french,
            Locale::En => english,
        };
        let write = || {
            // Writing into memory does not fail.
            let mut text = serde_json::to_vec(&self.document(base, site, locale)).unwrap_or_default();
            text.push(b'\n');
            let bytes = Bytes::from(text);
            Written { tag: EntityTag::of_bytes(&bytes, "openapi"), bytes }
        };
        kept.get_or_init(write).clone()
    }

    fn document(&self, base: &Base, site: &str, locale: Locale) -> Value {
        let say = |key: &str| text::say(locale, key);
        let about = ["api-formats", "api-language", "api-methods"].map(say).join("\n\n");
        let tag = |group: &Group| {
            let words = format!("{}. {}", say(group.key()), say(&[group.key(), ".detail"].concat()));
            json!({ "name": group.tag(), "description": words })
        };
        json!({
            "openapi": "3.1.1",
            "info": {
                "title": site,
                "version": env!("CARGO_PKG_VERSION"),
                "summary": say("api-what"),
                "description": about,
                "license": { "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later" },
            },
            "externalDocs": { "url": base.service("docs").as_str(), "description": say("api-title") },
            "servers": [{ "url": base.as_str().trim_end_matches('/') }],
            "tags": Group::ALL.iter().map(tag).collect::<Vec<_>>(),
            "paths": self.paths.iter().map(|path| (path.template.to_owned(), item(path, base, locale))).collect::<Map<_, _>>(),
            "components": self.components(base, locale),
        })
    }

    fn components(&self, base: &Base, locale: Locale) -> Value {
        let operations = || self.paths.iter().flat_map(|path| &path.operations).map(|(_, operation)| *operation);
        let parameters: BTreeMap<&str, Value> = operations()
            .flat_map(taken)
            .map(|parameter| {
                (parameter.key, with_words(parameter.said(), locale, &["parameter-", parameter.key].concat()))
            })
            .collect();
        let headers: BTreeSet<&str> = operations()
            .flat_map(|operation| operation.answers)
            .chain([&answer::OPTIONS])
            .flat_map(|answer| answer.headers.iter().copied())
            .chain(OF_REFUSALS.iter().map(|(_, header)| *header))
            .collect();
        let header = |name: &str| {
            let said = json!({ "schema": { "type": "string" } });
            (name.to_owned(), with_words(said, locale, &key_of_header(name)))
        };
        json!({
            "parameters": parameters,
            "headers": headers.into_iter().map(header).collect::<Map<_, _>>(),
            "schemas": Schema::all(base, locale),
            "securitySchemes": {
                TOKEN: { "type": "http", "scheme": "bearer", "description": text::say(locale, "api-token") },
                SESSION: {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": session::cookie_name(base),
                    "description": text::say(locale, "api-session"),
                },
            },
        })
    }
}

/// The name of the security scheme.
const TOKEN: &str = "token";

/// The name of the other one.
const SESSION: &str = "session";

/// The headers that refusals of a status have.
const OF_REFUSALS: [(StatusCode, &str); 5] = [
    (StatusCode::UNAUTHORIZED, "WWW-Authenticate"),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Accept-Encoding"),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Accept-Post"),
    (StatusCode::TOO_MANY_REQUESTS, "Retry-After"),
    (StatusCode::SERVICE_UNAVAILABLE, "Retry-After"),
];

/// The refusals of one status.
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) kinds: Vec<Kind>,
}

/// How an operation refuses, by status.
pub(crate) fn refusals(operation: &Operation) -> Vec<Refusal> {
    // A failure of ours can happen everywhere.
    let always: &[Kind] = &[Kind::Internal];
    let all = operation
        .refuses
        .iter()
        .copied()
        .chain(operation.body.map(Body::refuses))
        .chain([operation.access.refuses(), always])
        .flatten()
        .copied();
    by_status(all)
}

fn by_status(all: impl IntoIterator<Item = Kind>) -> Vec<Refusal> {
    let mut refusals: BTreeMap<StatusCode, Vec<Kind>> = BTreeMap::new();
    for kind in all {
        let kinds = refusals.entry(kind.status()).or_default();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    refusals.into_iter().map(|(status, kinds)| Refusal { status, kinds }).collect()
}

fn taken(operation: &'static Operation) -> impl Iterator<Item = &'static Parameter> {
    operation.takes.iter().copied().chain(parameter::LANGUAGE)
}

/// The operations of a path, with `HEAD` where it can be read, and `OPTIONS`.
fn item(path: &Path, base: &Base, locale: Locale) -> Value {
    let mut item = Map::new();
    for (method, operation) in &path.operations {
        item.insert(method.as_str().to_ascii_lowercase(), said(path, method, operation, base, locale));
        if *method == Method::GET {
            item.insert("head".to_owned(), head(path, operation, locale));
        }
    }
    if let Some((_, first)) = path.operations.first() {
        item.insert("options".to_owned(), options(path, first, locale));
    }
    item.into()
}

fn said(path: &Path, method: &Method, operation: &'static Operation, base: &Base, locale: Locale) -> Value {
    let key = operation.key();
    let mut said = json!({
        "operationId": operation.id,
        "tags": [path.group.tag()],
        "summary": text::say(locale, &key),
        "description": text::say(locale, &[&key, ".detail"].concat()),
        "parameters": references(taken(operation)),
        "responses": responses(operation, locale, Extent::Whole),
        "security": security(operation.access),
    });
    if let (Some(said), Some(curl)) = (said.as_object_mut(), operation.curl(method, base)) {
        let sample = json!({ "lang": "Shell", "label": "curl", "source": curl });
        said.insert("x-codeSamples".to_owned(), json!([sample]));
    }
    if let (Some(said), Some(body)) = (said.as_object_mut(), operation.body) {
        said.insert("requestBody".to_owned(), request_body(body, locale));
    }
    said
}

/// What `GET` says, and no content.
fn head(path: &Path, operation: &'static Operation, locale: Locale) -> Value {
    let summary = text::say(locale, &operation.key());
    json!({
        "operationId": format!("{}Head", operation.id),
        "tags": [path.group.tag()],
        "summary": text::say_with(locale, "api-head", "summary", &summary),
        "description": text::say(locale, "api-head.detail"),
        "parameters": references(taken(operation)),
        "responses": responses(operation, locale, Extent::HeaderAlone),
        "security": security(operation.access),
    })
}

/// What can be done there, the same for everybody.
fn options(path: &Path, first: &'static Operation, locale: Locale) -> Value {
    let summary = text::say(locale, &first.key());
    let named = first.takes.iter().copied().filter(|parameter| parameter.place == parameter::Place::Path);
    let refused: &[Kind] =
        if path.template.contains('{') { &[Kind::NotFound, Kind::Internal] } else { &[Kind::Internal] };
    let mut responses = Map::from_iter([answered(&answer::OPTIONS, locale, Extent::HeaderAlone)]);
    responses
        .extend(by_status(refused.iter().copied()).iter().map(|refusal| refused_with(refusal, locale, Extent::Whole)));
    json!({
        "operationId": format!("{}Options", first.id),
        "tags": [path.group.tag()],
        "summary": text::say_with(locale, "api-options", "summary", &summary),
        "description": text::say(locale, "api-options.detail"),
        "parameters": references(named.chain(parameter::LANGUAGE)),
        "responses": responses,
        "security": [],
    })
}

fn references(parameters: impl Iterator<Item = &'static Parameter>) -> Value {
    parameters.map(|parameter| json!({ "$ref": format!("#/components/parameters/{}", parameter.key) })).collect()
}

/// How much of an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    HeaderAlone,
}

fn responses(operation: &Operation, locale: Locale, extent: Extent) -> Map<String, Value> {
    let answered = operation.answers.iter().map(|answer| answered(answer, locale, extent));
    let refused = refusals(operation);
    answered.chain(refused.iter().map(|refusal| refused_with(refusal, locale, extent))).collect()
}

fn answered(answer: &Answer, locale: Locale, extent: Extent) -> (String, Value) {
    let mut content = Map::new();
    for (media_type, schema) in answer.content.iter().flat_map(|part| part.media()) {
        content.insert(media_type.to_owned(), json!({ "schema": schema.reference() }));
    }
    let said = response(text::say(locale, answer.key), content, answer.headers.iter().copied(), extent);
    (answer.status.as_u16().to_string(), said)
}

fn refused_with(refusal: &Refusal, locale: Locale, extent: Extent) -> (String, Value) {
    let types: Vec<&str> = refusal.kinds.iter().map(|kind| kind.type_iri()).collect();
    let titles: Vec<String> = refusal.kinds.iter().map(|kind| text::say(locale, kind.key())).collect();
    let schema = json!({ "allOf": [Schema::Problem.reference(), { "properties": { "type": { "enum": types } } }] });
    let mut content = Map::from_iter([("application/problem+json".to_owned(), json!({ "schema": schema }))]);
    let reported = refusal.kinds.iter().any(|kind| kind.has_report());
    let others =
        if reported { vec![answer::Part::Page, answer::Part::Rdf(Schema::Graph)] } else { vec![answer::Part::Page] };
    for (media_type, schema) in others.into_iter().flat_map(answer::Part::media) {
        content.insert(media_type.to_owned(), json!({ "schema": schema.reference() }));
    }
    // Whoever asks for JSON gets the problem under its own name.
    content.remove("application/json");
    let headers = OF_REFUSALS.iter().filter(|(status, _)| *status == refusal.status).map(|(_, header)| *header);
    (refusal.status.as_u16().to_string(), response(titles.join(" · "), content, headers, extent))
}

fn response(
    description: String,
    content: Map<String, Value>,
    headers: impl Iterator<Item = &'static str>,
    extent: Extent,
) -> Value {
    let mut said = Map::from_iter([("description".to_owned(), description.into())]);
    let headers: Map<String, Value> =
        headers.map(|name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }))).collect();
    if !headers.is_empty() {
        said.insert("headers".to_owned(), headers.into());
    }
    if extent == Extent::Whole && !content.is_empty() {
        said.insert("content".to_owned(), content.into());
    }
    said.into()
}

fn request_body(body: &Body, locale: Locale) -> Value {
    let mut content = Map::new();
    for medium in body.media {
        let mut said = json!({ "schema": medium.schema.reference() });
        if let (Some(said), Some(example)) = (said.as_object_mut(), medium.example) {
            // What is JSON stands there as JSON.
            let json = || serde_json::from_str(example).ok();
            let example = if medium.schema == Schema::Text { None } else { json() }.unwrap_or_else(|| example.into());
            said.insert("example".to_owned(), example);
        }
        content.insert(medium.media_type.to_owned(), said);
    }
    json!({ "description": text::say(locale, body.key), "required": body.required, "content": content })
}

fn security(access: Access) -> Value {
    match access {
        Access::Open => json!([]),
        Access::Anybody => json!([{}, { TOKEN: [] }, { SESSION: [] }]),
        Access::Browsers => json!([{ SESSION: [] }]),
        Access::Holders(scope) => json!([{ TOKEN: [scope_word(scope)] }]),
    }
}

fn with_words(mut said: Value, locale: Locale, key: &str) -> Value {
    if let Some(said) = said.as_object_mut() {
        said.insert("description".to_owned(), text::say(locale, key).into());
    }
    said
}

/// The key of a header's words.
fn key_of_header(name: &str) -> String {
    ["header-", &name.to_ascii_lowercase()].concat()
}

/// The keys of all words.
#[cfg(test)]
pub(crate) fn words() -> impl Iterator<Item = String> {
    let (_, _, paths) = crate::router::table().into_parts();
    let operations = || paths.iter().flat_map(|path| &path.operations).map(|(_, operation)| *operation);
    let answers = || operations().flat_map(|operation| operation.answers).chain([&answer::OPTIONS]);
    let mut keys: BTreeSet<String> = operations().map(Operation::key).collect();
    keys.extend(operations().flat_map(taken).map(|parameter| ["parameter-", parameter.key].concat()));
    keys.extend(operations().filter_map(|operation| operation.body).map(|body| body.key.to_owned()));
    keys.extend(answers().map(|answer| answer.key.to_owned()));
    keys.extend(answers().flat_map(|answer| answer.headers).map(|name| key_of_header(name)));
    keys.extend(OF_REFUSALS.iter().map(|(_, name)| key_of_header(name)));
    keys.extend(super::schema::keys());
    keys.extend(Group::ALL.iter().map(|group| group.key().to_owned()));
    keys.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use crate::router::table;

    fn description() -> Description {
        Description::of(table().into_parts().2)
    }

    #[test]
    fn every_operation_parameter_and_answer_has_words_in_every_language() {
        for locale in Locale::ALL {
            let document = description().document(&sample::base(), "Val-de-Brenne", locale);
            let text = document.to_string();
            for missing in ["Unknown localization", "\"description\":\"\"", "\"summary\":\"\""] {
                assert!(!text.contains(missing), "{missing} in {locale:?}");
            }
            let operations =
                document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
            for operation in operations {
                for said in ["summary", "description"] {
                    assert!(operation[said].is_string(), "{said}: {operation}");
                }
                for response in operation["responses"].as_object().unwrap().values() {
                    assert!(response["description"].is_string(), "{response}");
                }
            }
            for part in ["parameters", "headers", "schemas", "securitySchemes"] {
                for (name, told) in document["components"][part].as_object().unwrap() {
                    assert!(told["description"].is_string(), "{part} {name}: {told}");
                }
            }
        }
    }

    #[test]
    fn every_part_of_a_path_is_a_parameter_and_every_operation_has_a_name_of_its_own() {
        let description = description();
        let mut ids = BTreeSet::new();
        for path in description.paths() {
            let parts: BTreeSet<&str> =
                path.template.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
            for (method, operation) in &path.operations {
                let named: BTreeSet<&str> = operation
                    .takes
                    .iter()
                    .filter(|parameter| parameter.place == parameter::Place::Path)
                    .map(|parameter| parameter.name)
                    .collect();
                assert_eq!(named, parts, "{method} {}", path.template);
                assert!(ids.insert(operation.id), "{} stands twice", operation.id);
            }
        }
    }

    /// A key is a name in `components`: two parameters with one key would be told as one.
    #[test]
    fn every_key_is_of_one_parameter() {
        let description = description();
        let mut known: BTreeMap<&str, Value> = BTreeMap::new();
        for (_, operation) in description.paths().iter().flat_map(|path| &path.operations) {
            for parameter in taken(operation) {
                let said = parameter.said();
                assert_eq!(*known.entry(parameter.key).or_insert_with(|| said.clone()), said, "{}", parameter.key);
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_of_other_things_than_words() {
        let [french, english] = Locale::ALL.map(|locale| {
            let mut document = description().document(&sample::base(), "Val-de-Brenne", locale);
            without_words(&mut document);
            document
        });
        assert_eq!(french, english);
    }

    fn without_words(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("description");
                members.remove("summary");
                members.values_mut().for_each(without_words);
            }
            Value::Array(items) => items.iter_mut().for_each(without_words),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
