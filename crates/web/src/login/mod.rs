//! `/login`, `/logout`, and signing in with other sites.

pub(crate) mod get;
pub(crate) mod logout;
pub(crate) mod oidc;
pub(crate) mod post;

use crate::session;
use crate::site::Site;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, header};

/// Leads somebody on who has just signed in.
pub(crate) fn entered(site: &Site, cookie: &str, onward: &str) -> Response {
    let headers = [
        (header::SET_COOKIE, session::given(site, cookie)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, Redirect::to(onward)).into_response()
}

/// Where somebody is led after signing in: a page of ours, never what another site put into the address.
pub(crate) fn onward(site: &Site, next: &str) -> String {
    if is_ours(next) { next.to_owned() } else { site.registry.base().service("account").as_str().to_owned() }
}

/// Whether a reference stays on this host: `//host` and `/\host` lead elsewhere (WHATWG URL, 4.4, path-or-authority).
fn is_ours(next: &str) -> bool {
    let mut bytes = next.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn nobody_is_led_away() {
        for (next, expected) in [
            ("/", true),
            ("/account?done=password", true),
            ("/edit?document=https://a.example/codes/a", true),
            ("", false),
            ("account", false),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("/a\\b", false),
            ("https://evil.example/", false),
            ("/\tevil", false),
            ("/é", false),
            ("/a\r\nSet-Cookie: x", false),
        ] {
            assert_eq!(is_ours(next), expected, "{next:?}");
        }
    }
}
