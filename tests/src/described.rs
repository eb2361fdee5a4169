//! What an instance tells of its routes, held against what it answers: every exchange of every test is.

use crate::client::Reply;
use crate::server::BASE;
use axum::Router;
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::sync::OnceCell;
use tower::ServiceExt;

/// `/openapi.json`.
pub struct Described {
    document: Value,
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
                Self { document: serde_json::from_slice(&bytes).expect("JSON") }
            })
            .await
    }

    /// What of this exchange is not described, if anything.
    pub fn lacks(&self, method: &Method, path: &str, reply: &Reply) -> Option<String> {
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
        Self::content_lacks(method, response, reply).map(|lack| format!("{said} answers {} {lack}", reply.status))
    }

    fn content_lacks(method: &Method, response: &Value, reply: &Reply) -> Option<String> {
        let media_type = reply.header(header::CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().trim();
        if *method != Method::HEAD && !media_type.is_empty() && response["content"].get(media_type).is_none() {
            return Some(format!("in {media_type}"));
        }
        if *method != Method::HEAD && media_type == "application/problem+json" {
            let kinds = &response["content"][media_type]["schema"]["allOf"][1]["properties"]["type"]["enum"];
            let kind = &reply.json()["type"];
            if !kinds.as_array().is_some_and(|kinds| kinds.contains(kind)) {
                return Some(format!("with {kind}"));
            }
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

    /// The description of the path that the router would choose: the one that says more of it literally.
    fn item(&self, path: &str) -> Option<&Value> {
        let parts: Vec<&str> = path.split('/').collect();
        let paths = self.document["paths"].as_object().expect("paths");
        let fitting = paths.iter().filter_map(|(template, item)| Some((literal(template, &parts)?, item)));
        fitting.max_by(|(one, _), (other, _)| one.cmp(other)).map(|(_, item)| item)
    }
}

/// Which parts of the template are literal, if the path fits it.
fn literal(template: &str, parts: &[&str]) -> Option<Vec<bool>> {
    let template: Vec<&str> = template.split('/').collect();
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
