//! Requests to an instance in this process, without a socket.

use crate::described::{Described, Sent};
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::time::Duration;
use tower::ServiceExt;

/// How long an answer without an end says nothing before it is left.
const SILENCE: Duration = Duration::from_millis(400);

/// Somebody who makes requests.
#[derive(Clone)]
pub struct Client {
    app: Router,
    token: Option<String>,
}

/// What came back, read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The header.
    pub headers: HeaderMap,
    /// The body; `Err`: it broke off.
    pub body: Result<Vec<u8>, String>,
}

impl Client {
    pub(crate) fn new(app: Router, token: Option<String>) -> Self {
        Self { app, token }
    }

    /// Any request. Headers are pairs of name and value.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(body.into()).expect("a request")).await
    }

    /// A request that is made elsewhere, in this client's name.
    pub async fn request(&self, mut request: Request<Body>) -> Reply {
        if let Some(token) = &self.token {
            let value = format!("Bearer {token}").parse().expect("a header");
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        self.answer(request).await
    }

    async fn answer(&self, request: Request<Body>) -> Reply {
        let (method, path) = (request.method().clone(), request.uri().to_string());
        let (sent, request) = Sent::with(request).await;
        let response = self.app.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = response.into_parts();
        let is_endless = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if is_endless { Ok(beginning(body).await) } else { whole(body).await };
        let reply = Reply { status: parts.status, headers: parts.headers, body };
        if let Some(lack) = Described::of(&self.app).await.lacks(&method, &path, sent.as_ref(), &reply) {
            panic!("/openapi.json lacks: {lack}");
        }
        reply
    }

    /// GET, accepting this media type.
    pub async fn get(&self, path: &str, accept: &str) -> Reply {
        self.send(Method::GET, path, &[("accept", accept)], Body::empty()).await
    }

    /// PUT of Turtle. `if_match` is the value of that header, or empty for none.
    pub async fn put(&self, path: &str, turtle: &str, if_match: &str) -> Reply {
        let mut headers = vec![("content-type", "text/turtle")];
        if !if_match.is_empty() {
            headers.push(("if-match", if_match));
        }
        self.send(Method::PUT, path, &headers, turtle.to_owned()).await
    }

    /// A SPARQL query by GET, JSON results.
    pub async fn query(&self, sparql: &str) -> Reply {
        let path = format!("/sparql?query={}", url_encoded(sparql));
        self.get(&path, "application/sparql-results+json").await
    }
}

/// All of it; why it broke off.
async fn whole(body: Body) -> Result<Vec<u8>, String> {
    body.collect().await.map(|body| body.to_bytes().to_vec()).map_err(|error| error.to_string())
}

/// What is said until nothing comes for a moment: an answer without an end is left there.
async fn beginning(mut body: Body) -> Vec<u8> {
    let mut said = Vec::new();
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(SILENCE, body.frame()).await {
        said.extend(frame.into_data().unwrap_or_default());
    }
    said
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("text")
    }

    /// The body.
    pub fn bytes(&self) -> &[u8] {
        self.body.as_deref().expect("a whole body")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(self.bytes()).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The values of one variable of SPARQL results, sorted.
    pub fn column(&self, variable: &str) -> Vec<String> {
        let answer = self.json();
        let bindings = answer["results"]["bindings"].as_array().unwrap_or_else(|| panic!("no results in {answer}"));
        let mut values: Vec<String> =
            bindings.iter().map(|row| row[variable]["value"].as_str().unwrap_or_default().to_owned()).collect();
        values.sort();
        values
    }

    /// Panics unless the status is this, and shows what came instead.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(self.body.as_deref().unwrap_or_default())
        );
        self
    }
}

/// `application/x-www-form-urlencoded`.
pub fn url_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
