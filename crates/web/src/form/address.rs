//! Paths that name a form.

use crate::body;
use crate::described::{Parameter, parameter};
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use model::Slug;

/// Methods of a form.
pub(crate) const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS, PUT, DELETE");

/// Which form.
pub(crate) const FORM: Parameter = Parameter::path("form", "form", parameter::slug, "six-models");

/// `/forms/{form}`
pub(crate) struct FormAddress(pub(crate) Slug);

impl FromRequestParts<SharedSite> for FormAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let Ok(Path(name)) = Path::<String>::from_request_parts(parts, site).await else {
            return Err(Problem::new(Kind::NotFound));
        };
        // As for documents: one form has one address.
        let slug = Slug::from_text(&name).ok().filter(|minted| minted.as_str() == name);
        slug.map(Self).ok_or_else(|| match parts.method {
            Method::PUT => Problem::new(Kind::NotAnAddress).with("document", format!("/forms/{name}")),
            _ => Problem::new(Kind::NotFound),
        })
    }
}

/// What is said of every form.
pub(crate) fn headers() -> HeaderMap {
    HeaderMap::from_iter([
        (header::ALLOW, METHODS),
        (HeaderName::from_static("accept-put"), body::accepted()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ])
}
