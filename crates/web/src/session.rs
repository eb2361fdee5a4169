//! Browsers that are signed in: the cookie, when it counts, and the proof that a form is ours.
//!
//! A cookie comes along whoever made the browser send the request, so it counts only where the request is known to come
//! from our own pages, or leads a person here to read. Everywhere else it is as if it had not come: another site's script
//! reads what a stranger reads, and another site's form is sent by nobody.

use crate::problem::{Kind, Problem};
use crate::site::{SharedSite, Site};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, header};
use model::Base;
use registry::account::Sitting;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What came with a request, for whoever asks ([`crate::visitor::Visitor`]).
#[derive(Clone)]
pub(crate) struct Attendance {
    /// What the cookie stands for, where it counts.
    pub(crate) sitting: Result<Option<Arc<Sitting>>, Problem>,
    /// Where the request comes from.
    pub(crate) provenance: Provenance,
}

/// Where a request comes from, as browsers tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// One of our own pages.
    Ours,
    /// A person who follows a link or types an address, or a program that tells nothing.
    Untold,
    /// A page of another site.
    Foreign,
}

/// The layer around all routes: looks the cookie up, and says afterwards what the answer is to whom.
pub(crate) async fn attend(State(site): State<SharedSite>, mut request: Request, next: Next) -> Response {
    let provenance = Provenance::of(request.method(), request.headers(), site.registry.base());
    let cookie = cookie(request.headers(), &site).map(str::to_owned);
    let counts = match (provenance, request.method().is_safe()) {
        // A token speaks for itself.
        _ if request.headers().contains_key(header::AUTHORIZATION) => false,
        (Provenance::Ours, _) | (Provenance::Untold, true) => true,
        (Provenance::Foreign, _) | (Provenance::Untold, false) => false,
    };
    let sitting = match cookie.filter(|_| counts) {
        Some(cookie) => match site.registry.sitting(&cookie).await {
            Ok(sitting) => Ok(sitting.map(Arc::new)),
            Err(error) => Err(Problem::internal(error)),
        },
        None => Ok(None),
    };
    let seen = sitting.as_ref().ok().cloned().flatten();
    request.extensions_mut().insert(Attendance { sitting, provenance });
    let mut response = next.run(request).await;
    if let Some(sitting) = seen {
        let headers = response.headers_mut();
        // It is this person's answer: no script of another site reads it, no shared cache keeps it.
        headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        if !headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public, max-age")) {
            let kept = match headers.get(header::CACHE_CONTROL).map(HeaderValue::as_bytes) {
                Some(b"no-store") => "no-store",
                Some(_) | None => "private, no-cache",
            };
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        }
        // Whoever just signed in or out has said what the cookie is.
        if let Some(renewed) = &sitting.renewed
            && !headers.contains_key(header::SET_COOKIE)
        {
            headers.append(header::SET_COOKIE, given(&site, renewed));
        }
    }
    response
}

impl Provenance {
    pub(crate) fn of(method: &Method, headers: &HeaderMap, base: &Base) -> Self {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        match (text("sec-fetch-site"), text("origin")) {
            (Some("same-origin"), _) => Self::Ours,
            (None, Some(origin)) if origin.eq_ignore_ascii_case(origin_of(base)) => Self::Ours,
            // Fetch Metadata Request Headers, section 2.3: `none` is what a person asked for without any page.
            (Some("none"), _) | (None, None) => Self::Untold,
            // A link from elsewhere that a person follows leads to a page that no other page can read.
            (Some(_), _) if method.is_safe() && text("sec-fetch-mode") == Some("navigate") => Self::Untold,
            (Some(_), _) | (None, Some(_)) => Self::Foreign,
        }
    }
}

/// The origin of an instance: scheme, host and port of its address (RFC 6454, section 6.2).
fn origin_of(base: &Base) -> &str {
    let home = base.as_str();
    let host = home.find("://").map_or(0, |at| at + 3);
    let end = home.get(host..).and_then(|rest| rest.find('/')).map_or(home.len(), |at| host + at);
    home.get(..end).unwrap_or(home)
}

/// Whether cookies need no encryption: on a machine talking to itself, nobody listens.
fn is_loopback(base: &Base) -> bool {
    let Some(host) = origin_of(base).strip_prefix("http://") else { return false };
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

/// The cookie's name. With `__Host-` a browser takes it only from this host, over encryption, for the whole of it
/// (RFC 6265bis, section 4.1.3.2).
fn name(base: &Base, which: &str) -> String {
    [if is_loopback(base) { "" } else { "__Host-" }, which].concat()
}

/// The cookie of a session.
const SESSION: &str = "codesocial";
/// The cookie of somebody who is on the way to a provider of identities.
const WAY: &str = "codesocial-way";

/// The cookie that came. Of several none is believed: only one can be ours.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    found(headers, &name(site.registry.base(), SESSION))
}

fn found<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// The name of that cookie.
pub(crate) fn cookie_name(base: &Base) -> String {
    name(base, SESSION)
}

/// `Set-Cookie` of a session.
pub(crate) fn given(site: &Site, text: &str) -> HeaderValue {
    // Session cookies end with the browser where it forgets them; the server's own ends hold anyway.
    set(site, SESSION, text, "")
}

/// `Set-Cookie` that takes it away.
pub(crate) fn taken(site: &Site) -> HeaderValue {
    set(site, SESSION, "", "; Max-Age=0")
}

/// `Set-Cookie` that knows a browser again which is on its way to a provider of identities.
pub(crate) fn on_the_way(site: &Site, text: &str) -> HeaderValue {
    set(site, WAY, text, "; Max-Age=600")
}

/// The same of a browser that comes back.
pub(crate) fn way_of<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    found(headers, &name(site.registry.base(), WAY))
}

/// `Set-Cookie` that takes it away.
pub(crate) fn way_back(site: &Site) -> HeaderValue {
    set(site, WAY, "", "; Max-Age=0")
}

fn set(site: &Site, which: &str, text: &str, more: &str) -> HeaderValue {
    let base = site.registry.base();
    let secure = if is_loopback(base) { "" } else { "; Secure" };
    let line = format!("{}={text}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(base, which));
    // Our own secrets are base64url.
    HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
}

/// The proof that a form was made for this session: nobody else's page can know it. It holds over a rotation of the
/// cookie, and until the instance is started again.
pub(crate) fn form_token(site: &Site, sitting: &Sitting) -> String {
    let mut hash = Sha256::new();
    hash.update(site.form_key);
    hash.update(sitting.caller.account_id().map_or(0, |id| id.0).to_be_bytes());
    hash.update(sitting.began.as_microsecond().to_be_bytes());
    hex::encode(hash.finalize())
}

/// Whether a form came with its proof. Compared in one time, whatever differs.
pub(crate) fn check_token(site: &Site, sitting: &Sitting, token: Option<&str>) -> Result<(), Problem> {
    let expected = form_token(site, sitting);
    let token = token.unwrap_or_default();
    let differ = expected.bytes().zip(token.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    if expected.len() == token.len() && differ == 0 { Ok(()) } else { Err(Problem::new(Kind::StaleForm)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Base {
        Base::parse(text).unwrap()
    }

    #[test]
    fn where_requests_come_from() {
        let (get, post) = (Method::GET, Method::POST);
        for (method, headers, expected) in [
            (&get, &[][..], Provenance::Untold),
            (&post, &[], Provenance::Untold),
            (&post, &[("origin", "https://a.example")], Provenance::Ours),
            (&post, &[("origin", "https://a.example.evil.example")], Provenance::Foreign),
            (&post, &[("origin", "http://a.example")], Provenance::Foreign),
            (&post, &[("origin", "https://a.example:8443")], Provenance::Foreign),
            (&post, &[("origin", "null")], Provenance::Foreign),
            (&get, &[("origin", "https://evil.example")], Provenance::Foreign),
            (&post, &[("sec-fetch-site", "same-origin")], Provenance::Ours),
            (&post, &[("sec-fetch-site", "none")], Provenance::Untold),
            (&post, &[("sec-fetch-site", "same-site"), ("origin", "https://a.example")], Provenance::Foreign),
            (&post, &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], Provenance::Foreign),
            (&get, &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], Provenance::Untold),
            (&get, &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors")], Provenance::Foreign),
            (&get, &[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")], Provenance::Foreign),
        ] {
            let headers: HeaderMap = headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect::<HeaderMap>();
            assert_eq!(Provenance::of(method, &headers, &base("https://a.example/")), expected, "{method} {headers:?}");
        }
    }

    #[test]
    fn only_loopback_speaks_openly() {
        for (address, expected) in [
            ("http://127.0.0.1:8080/", true),
            ("http://localhost/", true),
            ("http://[::1]:8080/", true),
            ("https://127.0.0.1/", false),
            ("http://a.example/", false),
            ("http://localhost.example/", false),
            ("https://a.example/", false),
        ] {
            assert_eq!(is_loopback(&base(address)), expected, "{address}");
        }
        assert_eq!(origin_of(&base("https://a.example:8443/")), "https://a.example:8443");
    }
}
