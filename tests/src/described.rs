//! What an instance tells of its routes, held against what it answers: every exchange of every test is.

use crate::client::Reply;
use crate::server::BASE;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// `/openapi.json`.
pub struct Described {
    document: Value,
    /// Its schemas, by how they are written, each compiled when it is first needed.
    compiled: Mutex<HashMap<String, Validator>>,
}

/// What is sent in JSON, as far as it was known when it was sent.
pub(crate) struct Sent {
    media_type: String,
    bytes: Bytes,
}

impl Sent {
    /// The body of a request, if it has one, and the request as it was. What arrives piece by piece is left alone.
    pub(crate) async fn with(request: Request<Body>) -> (Option<Self>, Request<Body>) {
        let media_type = media_type(request.headers());
        if !is_json(&media_type) || HttpBody::size_hint(request.body()).exact().unwrap_or_default() == 0 {
            return (None, request);
        }
        let (parts, body) = request.into_parts();
        let bytes = body.collect().await.expect("a body that is there").to_bytes();
        let request = Request::from_parts(parts, Body::from(bytes.clone()));
        (Some(Self { media_type, bytes }), request)
    }
}

/// The headers that say something of one answer, and not of all.
const TELLING: [&str; 16] = [
    "accept-patch",
    "accept-post",
    "accept-put",
    "access-control-allow-methods",
    "allow",
    "content-disposition",
    "content-location",
    "etag",
    "last-modified",
    "link",
    "location",
    "memento-datetime",
    "preference-applied",
    "retry-after",
    "wac-allow",
    "www-authenticate",
];

impl Described {
    /// Of this service: what it tells depends on nothing but the program.
    pub async fn of(app: &Router) -> &'static Self {
        static DESCRIBED: OnceCell<Described> = OnceCell::const_new();
        DESCRIBED
            .get_or_init(async || {
                let request = Request::get("/openapi.json").body(Body::empty()).expect("a request");
                let response = app.clone().oneshot(request).await.expect("a router never fails");
                let bytes = response.into_body().collect().await.expect("a whole body").to_bytes();
                Self { document: serde_json::from_slice(&bytes).expect("JSON"), compiled: Mutex::default() }
            })
            .await
    }

    /// What of this exchange is not described, if anything.
    pub(crate) fn lacks(&self, method: &Method, path: &str, sent: Option<&Sent>, reply: &Reply) -> Option<String> {
        let path = path.strip_prefix(BASE.trim_end_matches('/')).unwrap_or(path);
        let path = path.split('?').next().unwrap_or_default();
        let Some(item) = self.item(path) else {
            return (reply.status != StatusCode::NOT_FOUND).then(|| format!("{path}: no such path"));
        };
        let Some(operation) = item.get(method.as_str().to_ascii_lowercase()) else {
            let refused = [StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_FOUND].contains(&reply.status);
            return (!refused).then(|| format!("{method} {path}: no such method"));
        };
        let said = operation["operationId"].as_str().unwrap_or_default();
        let Some(response) = operation["responses"].get(reply.status.as_str()) else {
            return Some(format!("{said} answers {}", reply.status));
        };
        // What was refused may be what no schema allows.
        if reply.status.is_success()
            && let Some(sent) = sent
            && let Some(lack) = self.body_lacks(&operation["requestBody"], &sent.media_type, &sent.bytes)
        {
            return Some(format!("{said} takes {lack}"));
        }
        self.content_lacks(method, response, reply).map(|lack| format!("{said} answers {} {lack}", reply.status))
    }

    fn content_lacks(&self, method: &Method, response: &Value, reply: &Reply) -> Option<String> {
        let media_type = media_type(&reply.headers);
        if *method != Method::HEAD
            && !media_type.is_empty()
            && let Ok(bytes) = &reply.body
            && let Some(lack) = self.body_lacks(response, &media_type, bytes)
        {
            return Some(lack);
        }
        if reply.status.as_u16() >= 400 {
            return None;
        }
        let known = |name: &str| {
            let headers = response["headers"].as_object();
            headers.is_some_and(|headers| headers.keys().any(|known| known.eq_ignore_ascii_case(name)))
        };
        let told = TELLING.iter().find(|name| reply.headers.contains_key(**name) && !known(name));
        told.map(|name| format!("with the header {name}"))
    }

    /// What of a body is not described: its media type, or something that its schema does not allow.
    fn body_lacks(&self, described: &Value, media_type: &str, bytes: &[u8]) -> Option<String> {
        let Some(content) = described["content"].get(media_type) else { return Some(format!("in {media_type}")) };
        if !is_json(media_type) {
            return None;
        }
        let told = match serde_json::from_slice(bytes) {
            Ok(told) => told,
            Err(error) => return Some(format!("in {media_type}, which it is not: {error}")),
        };
        let schema = &content["schema"];
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = compiled.entry(schema.to_string()).or_insert_with(|| self.compile(schema));
        let misfit = validator.iter_errors(&told).next()?;
        Some(format!("in {media_type}, where {misfit} at {:?}", misfit.instance_path().as_str()))
    }

    /// A schema, which may name those that have a name. Formats are asserted: an address is one.
    fn compile(&self, schema: &Value) -> Validator {
        let whole = json!({ "allOf": [schema], "components": { "schemas": self.document["components"]["schemas"] } });
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        options.build(&whole).unwrap_or_else(|error| panic!("{error} in {schema}"))
    }

    /// The description of the path that the router would choose: the one that says more of it literally.
    fn item(&self, path: &str) -> Option<&Value> {
        let parts: Vec<&str> = path.split('/').collect();
        let paths = self.document["paths"].as_object().expect("paths");
        let fitting = paths.iter().filter_map(|(template, item)| Some((literal(template, &parts)?, item)));
        fitting.max_by(|(one, _), (other, _)| one.cmp(other)).map(|(_, item)| item)
    }
}

/// `Content-Type` without its parameters.
fn media_type(headers: &HeaderMap) -> String {
    let told = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// Which parts of the template are literal, if the path fits it.
fn literal(template: &str, parts: &[&str]) -> Option<Vec<bool>> {
    let mut template: Vec<&str> = template.split('/').collect();
    // As many words and values as one likes.
    if template.last() == Some(&"{words}") {
        template.resize(parts.len().max(template.len()), "{words}");
    }
    if template.len() != parts.len() {
        return None;
    }
    template
        .iter()
        .zip(parts)
        .map(|(expected, part)| match expected.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            // `{slug}.acl` says more than `{slug}`.
            Some((_, ending)) => {
                part.strip_suffix(ending).filter(|given| !given.is_empty()).map(|_| !ending.is_empty())
            }
            None => (expected == part).then_some(true),
        })
        .collect()
}
