//! Paths that name the releases of a document, or one of them.

use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use model::{Container, Iri, Slug};

/// Methods of the list.
pub(crate) const LIST_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS, POST");
/// Methods of a release: nobody changes it.
pub(crate) const RELEASE_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// `/releases/{container}/{slug}/`
pub(crate) struct ReleasesAddress {
    /// Of which document.
    pub(crate) of: Iri,
    /// The list's own address.
    pub(crate) iri: Iri,
    /// The last part of the document's address.
    pub(crate) slug: Slug,
}

/// `/releases/{container}/{slug}/{number}`, and what stands below.
pub(crate) struct ReleaseAddress {
    /// Of which document.
    pub(crate) of: Iri,
    /// The release's own address.
    pub(crate) iri: Iri,
    /// Where the whole of it is.
    pub(crate) file: Iri,
    /// The list that it stands in.
    pub(crate) list: Iri,
    /// Which.
    pub(crate) number: u64,
    /// The last part of the document's address.
    pub(crate) slug: Slug,
}

impl FromRequestParts<SharedSite> for ReleasesAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, site).await.ok();
        let named = path.and_then(|Path((segment, slug))| document(&segment, &slug));
        let (container, slug) = named.ok_or_else(|| Problem::new(Kind::NotFound))?;
        let base = site.registry.base();
        Ok(Self { of: base.document(container, &slug), iri: base.releases(container, &slug), slug })
    }
}

impl FromRequestParts<SharedSite> for ReleaseAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let path = Path::<(String, String, String)>::from_request_parts(parts, site).await.ok();
        let named = path.and_then(|Path((segment, slug, number))| Some((document(&segment, &slug)?, read(&number)?)));
        let ((container, slug), number) = named.ok_or_else(|| Problem::new(Kind::NotFound))?;
        let base = site.registry.base();
        Ok(Self {
            of: base.document(container, &slug),
            iri: base.release(container, &slug, number),
            file: base.release_file(container, &slug, number),
            list: base.releases(container, &slug),
            number,
            slug,
        })
    }
}

/// Descriptions are released, nothing else. As for documents, one of them has one address.
fn document(segment: &str, slug: &str) -> Option<(Container, Slug)> {
    let container = Container::from_segment(segment).filter(|container| *container == Container::Codes)?;
    Slug::from_text(slug).ok().filter(|minted| minted.as_str() == slug).map(|slug| (container, slug))
}

/// `1`, not `01` nor `+1`.
fn read(number: &str) -> Option<u64> {
    number.parse().ok().filter(|read: &u64| *read > 0 && read.to_string() == number)
}

/// What is said of a list of releases.
pub(crate) fn list_headers() -> HeaderMap {
    HeaderMap::from_iter([
        (header::ALLOW, LIST_METHODS),
        (header::HeaderName::from_static("accept-post"), HeaderValue::from_static(super::order::MEDIA_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_release_has_one_address() {
        for (segment, slug, number, named) in [
            ("codes", "moulin", "1", true),
            ("codes", "moulin", "12", true),
            ("codes", "moulin", "0", false),
            ("codes", "moulin", "01", false),
            ("codes", "moulin", "+1", false),
            ("codes", "moulin", "x", false),
            ("codes", "Moulin", "1", false),
            ("actions", "moulin", "1", false),
        ] {
            let found = document(segment, slug).and(read(number));
            assert_eq!(found.is_some(), named, "{segment}/{slug}/{number}");
        }
    }
}
