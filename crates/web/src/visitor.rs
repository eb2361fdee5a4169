//! Who asks, in which language, accepting what.

use crate::locale::Locale;
use crate::problem::{Kind, Problem};
use crate::session::Attendance;
use crate::site::{SharedSite, Site};
use crate::submission::sender;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, Uri, header};
use model::Caller;
use registry::account::Sitting;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

/// The person or program behind a request.
pub(crate) struct Visitor {
    /// Whose rights.
    pub(crate) caller: Caller,
    /// Who is signed in with this browser; `None` where a token speaks.
    pub(crate) sitting: Option<Arc<Sitting>>,
    /// What it understands.
    pub(crate) taste: Taste,
    /// From which address.
    pub(crate) from: IpAddr,
}

impl FromRequestParts<SharedSite> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let (caller, sitting) = match bearer(&parts.headers)? {
            // A token that nobody holds is refused: somebody who believes to be signed in must not read as a stranger.
            Some(token) => {
                let found = site.registry.authenticate(token).await.map_err(Problem::internal)?;
                (found.ok_or_else(|| Problem::new(Kind::Unauthenticated))?, None)
            }
            None => match parts.extensions.get::<Attendance>().map(|attendance| attendance.sitting.clone()) {
                Some(sitting) => {
                    let sitting = sitting?;
                    (sitting.as_ref().map_or(Caller::Anonymous, |sitting| sitting.caller.clone()), sitting)
                }
                None => (Caller::Anonymous, None),
            },
        };
        Ok(Self { caller, sitting, taste: Taste::of(&parts.uri, &parts.headers), from: sender(parts, site) })
    }
}

/// Whoever is signed in with a browser; everybody else is led to sign in and back here.
pub(crate) struct Signed {
    pub(crate) visitor: Visitor,
    pub(crate) sitting: Arc<Sitting>,
}

impl FromRequestParts<SharedSite> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, site).await.map_err(IntoResponse::into_response)?;
        let Some(sitting) = visitor.sitting.clone() else {
            return Err(led_to_sign_in(site, &parts.uri).into_response());
        };
        Ok(Self { visitor, sitting })
    }
}

/// To sign in, and back here.
pub(crate) fn led_to_sign_in(site: &Site, here: &Uri) -> Redirect {
    let here = here.path_and_query().map_or("/", |path| path.as_str());
    Redirect::to(site.registry.base().service("login").with_query("next", here).as_str())
}

/// The token of `Authorization: Bearer TOKEN` (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("Bearer") && !token.trim().is_empty())
        .map(|(_, token)| Some(token.trim()))
        .ok_or_else(|| Problem::new(Kind::Unauthenticated))
}

/// What a request says about the answer it would like. Nothing in it can be refused, so problems are told with it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taste {
    /// The language.
    pub(crate) locale: Locale,
    /// Whether `?lang=` asked for it, so that links to other pages keep asking.
    pub(crate) chosen: Choice,
    /// `Accept`, all lines of it.
    pub(crate) accept: Option<String>,
}

/// Where a language comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Choice {
    /// `?lang=`.
    Address,
    /// `Accept-Language`, or nothing.
    Header,
}

impl Taste {
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let asked = uri
            .query()
            .into_iter()
            .flat_map(|query| query.split('&'))
            .find_map(|pair| Locale::from_tag(pair.strip_prefix("lang=")?));
        let (locale, chosen) = match asked {
            Some(locale) => (locale, Choice::Address),
            None => (Locale::accepted(joined(headers, &header::ACCEPT_LANGUAGE).as_deref()), Choice::Header),
        };
        Self { locale, chosen, accept: joined(headers, &header::ACCEPT) }
    }
}

impl FromRequestParts<SharedSite> for Taste {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &SharedSite) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, &parts.headers))
    }
}

/// RFC 9110, section 5.3: several lines of a list are one list.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn tokens() {
        for (value, expected) in [
            ("Bearer abc", Ok(Some("abc"))),
            ("bearer  abc ", Ok(Some("abc"))),
            ("Bearer ", Err(Kind::Unauthenticated)),
            ("Bearer", Err(Kind::Unauthenticated)),
            ("Basic YTpi", Err(Kind::Unauthenticated)),
        ] {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
            assert_eq!(bearer(&headers).map_err(|problem| problem.kind()), expected, "{value}");
        }
        assert_eq!(bearer(&HeaderMap::new()).ok(), Some(None));
    }

    #[test]
    fn the_address_beats_the_header() {
        let english = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"))]);
        for (uri, locale, chosen) in [
            ("/codes/a?lang=fr", Locale::Fr, Choice::Address),
            ("/codes/a?after=b&lang=en", Locale::En, Choice::Address),
            ("/codes/a?lang=de", Locale::En, Choice::Header),
            ("/codes/a?slang=fr", Locale::En, Choice::Header),
            ("/codes/a", Locale::En, Choice::Header),
        ] {
            let taste = Taste::of(&uri.parse().unwrap(), &english);
            assert_eq!((taste.locale, taste.chosen), (locale, chosen), "{uri}");
        }
    }
}
