//! A browser, as far as signing in goes: it keeps a cookie, says where its requests come from, and sends forms.

use crate::client::{Client, Reply, url_encoded};
use crate::server::BASE;
use axum::body::Body;
use http::Method;
use std::sync::{Mutex, PoisonError};

/// One browser with its cookie jar. It does not follow redirects by itself.
pub struct Browser {
    client: Client,
    /// Each as `name=value`.
    jar: Mutex<Vec<String>>,
}

impl Browser {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, jar: Mutex::default() }
    }

    /// The cookies that it keeps, as it sends them; `None`: it has none.
    pub fn cookie(&self) -> Option<String> {
        let jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        (!jar.is_empty()).then(|| jar.join("; "))
    }

    /// Puts cookies into the jar, in place of all others, as whoever has access to the computer could.
    pub fn keep(&self, cookies: &str) {
        *self.jar.lock().unwrap_or_else(PoisonError::into_inner) = cookies.split("; ").map(str::to_owned).collect();
    }

    /// Any request, with the cookie and these headers; what the answer sets is kept.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let cookie = self.cookie();
        let mut all = headers.to_vec();
        if let Some(cookie) = &cookie {
            all.push(("cookie", cookie));
        }
        let reply = self.client.send(method, local(path), &all, body).await;
        for line in reply.headers.get_all("set-cookie") {
            let line = line.to_str().expect("a cookie is text");
            let pair = line.split(';').next().unwrap_or_default();
            let name = pair.split('=').next().unwrap_or_default();
            let mut jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
            jar.retain(|kept| kept.split('=').next() != Some(name));
            if !line.contains("Max-Age=0") {
                jar.push(pair.to_owned());
            }
        }
        reply
    }

    /// Opens a page as a person does who typed its address.
    pub async fn open(&self, path: &str) -> Reply {
        let headers = [("accept", "text/html"), ("accept-language", "en"), ("sec-fetch-site", "none")];
        self.send(Method::GET, path, &headers, Body::empty()).await
    }

    /// Sends a form of one of our own pages.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [("accept", "text/html"), ("accept-language", "en"), ("sec-fetch-site", "same-origin")];
        self.submit_with(path, fields, &headers).await
    }

    /// Sends a form with these headers.
    pub async fn submit_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", url_encoded(name), url_encoded(value))).collect();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.send(Method::POST, path, &all, form.join("&")).await
    }

    /// Opens a page, and sends a form with the proof that stands on it.
    pub async fn fill_in(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let page = self.open(page).await;
        let token = hidden(page.expect(200).text(), "form-token");
        let mut all = vec![("form-token", token.as_str())];
        all.extend(fields);
        self.submit(path, &all).await
    }

    /// Signs in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.submit("/login", &[("email", email), ("password", password)]).await
    }
}

/// The value of the first hidden field of this name.
pub fn hidden(page: &str, name: &str) -> String {
    between(page, &format!("name=\"{name}\" value=\""), "\"")
}

/// What stands between two texts.
pub fn between(text: &str, start: &str, end: &str) -> String {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split(end).next().unwrap_or_default().to_owned()
}

/// A text of a page as the browser shows it: our templates escape these five letters.
pub fn unescaped(text: &str) -> String {
    [("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&#39;", "'"), ("&#38;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (escaped, shown)| text.replace(escaped, shown))
}

/// The path of an address of the instance.
pub fn local(address: &str) -> &str {
    address.strip_prefix(BASE.trim_end_matches('/')).unwrap_or(address)
}
