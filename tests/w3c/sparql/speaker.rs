//! Somebody who speaks to an endpoint over a socket.

use std::time::Duration;
use tokio::runtime::Runtime;

/// Somebody who sends requests to one server.
pub(crate) struct Speaker {
    pub(crate) runtime: Runtime,
    http: reqwest::Client,
    /// The server's address, with the slash.
    base: String,
    /// What only holders of a token may send is not even read from others.
    token: Option<String>,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) location: String,
    pub(crate) body: Vec<u8>,
}

impl Speaker {
    /// Somebody who speaks to this server.
    pub(crate) fn to(base: String, runtime: Runtime, token: Option<String>) -> Self {
        #[expect(clippy::disallowed_methods, reason = "others speak to an endpoint with a client of their own")]
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build().expect("a client");
        Self { runtime, http, base, token }
    }

    /// Sends a request; headers are pairs of name and value.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let method = http::Method::from_bytes(method.as_bytes()).expect("a method");
        let address = format!("{}{}", self.base, path.trim_start_matches('/'));
        let mut request = self.http.request(method, address).body(body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.runtime.block_on(async {
            let response = request.send().await.expect("an answer");
            let header = |name: &str| {
                let value = response.headers().get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            let (status, media_type, location) =
                (response.status().as_u16(), header("content-type"), header("location"));
            let body = response.bytes().await.expect("a whole body").to_vec();
            Reply { status, media_type, location, body }
        })
    }

    /// Sends a query.
    pub(crate) fn ask(&self, path: &str, query: Vec<u8>, accept: &str) -> Reply {
        self.send("POST", path, &[("content-type", "application/sparql-query"), ("accept", accept)], query)
    }
}

/// What a reply says, for whoever reads why a test failed.
pub(crate) fn said(reply: &Reply) -> String {
    format!("{}: {}", reply.status, String::from_utf8_lossy(&reply.body))
}
