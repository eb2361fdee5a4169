//! Paths that name an acl: that of a document, and `.acl`. No slug ends so.

use crate::body;
use crate::problem::{Kind, Problem};
use crate::representation::typed;
use crate::site::SharedSite;
use crate::submission::FORM;
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use model::Iri;
use model::iri::Location;
use model::vocab::ldp;

/// How the address of an acl ends.
pub(crate) const SUFFIX: &str = ".acl";

/// Methods of an acl.
pub(crate) const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS, PUT, PATCH, POST");

/// What the acl at `/{container}/{slug}.acl` is about.
pub(crate) struct AclAddress(pub(crate) Iri);

impl FromRequestParts<SharedSite> for AclAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let nothing = || Problem::new(Kind::NotFound);
        let Path((segment, name)) =
            Path::<(String, String)>::from_request_parts(parts, site).await.map_err(|_| nothing())?;
        let slug = name.strip_suffix(SUFFIX).ok_or_else(nothing)?;
        let base = site.registry.base();
        let about = base.service(&[segment.as_str(), "/", slug].concat());
        match base.locate(&about) {
            // One document has one address, and so has its acl.
            Some(Location::Document(container, slug)) => Ok(Self(base.document(container, &slug))),
            Some(Location::Container(_)) | None => Err(nothing()),
        }
    }
}

/// What is said of every acl of a document.
pub(crate) fn headers() -> HeaderMap {
    let mut headers = typed(&[ldp::RESOURCE, ldp::RDF_SOURCE]);
    headers.insert(header::ALLOW, METHODS);
    headers.insert(HeaderName::from_static("accept-put"), body::accepted());
    headers.insert(HeaderName::from_static("accept-patch"), body::ACCEPTED_PATCHES);
    headers.insert(HeaderName::from_static("accept-post"), HeaderValue::from_static(FORM));
    headers
}
