//! Paths that name a container or a document of this instance.

use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use http::{HeaderValue, Method, header};
use model::{Base, Container, Iri, Slug};

/// `/{container}/`
pub(crate) struct ContainerAddress(pub(crate) Container);

/// `/{container}/{slug}`
pub(crate) struct DocumentAddress {
    pub(crate) iri: Iri,
    pub(crate) container: Container,
}

/// The number of an account, in an address.
pub(crate) struct Number(pub(crate) i64);

impl FromRequestParts<SharedSite> for Number {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let number = Path::<i64>::from_request_parts(parts, site).await;
        number.map(|Path(number)| Self(number)).map_err(|_| Problem::new(Kind::NotFound))
    }
}

/// The last part of an address that names one of ours: a file, a term, a key.
pub(crate) struct Name(pub(crate) String);

impl FromRequestParts<SharedSite> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let name = Path::<String>::from_request_parts(parts, site).await;
        // What is no text names nothing.
        name.map(|Path(name)| Self(name)).map_err(|_| Problem::new(Kind::NotFound))
    }
}

impl FromRequestParts<SharedSite> for ContainerAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let Ok(Path(segment)) = Path::<String>::from_request_parts(parts, site).await else {
            return Err(Problem::new(Kind::NotFound));
        };
        Container::from_segment(&segment).map(Self).ok_or_else(|| Problem::new(Kind::NotFound))
    }
}

impl FromRequestParts<SharedSite> for DocumentAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        // A version never changes: nothing is written to its address, least of all today's document.
        if is_of_version(parts.uri.query()) && !parts.method.is_safe() {
            return Err(Problem::new(Kind::MethodNotAllowed)
                .with("method", parts.method.as_str())
                .with_header(header::ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS")));
        }
        let Ok(Path((segment, slug))) = Path::<(String, String)>::from_request_parts(parts, site).await else {
            return Err(Problem::new(Kind::NotFound));
        };
        let Some((container, slug)) = written(&segment, &slug) else {
            // Who reads finds nothing there; who writes is told that nothing can be.
            return Err(match (&parts.method, Container::from_segment(&segment)) {
                (&Method::PUT | &Method::PATCH, Some(_)) => {
                    Problem::new(Kind::NotAnAddress).with("document", format!("/{segment}/{slug}"))
                }
                _ => Problem::new(Kind::NotFound),
            });
        };
        Ok(Self { iri: site.registry.base().document(container, &slug), container })
    }
}

/// Where what is held here of a document from elsewhere is told, or of a part of it.
pub(crate) fn elsewhere(base: &Base, iri: &Iri) -> Iri {
    let page = base.service("elsewhere").with_query("iri", iri.document().as_str());
    iri.fragment().map_or_else(|| page.clone(), |part| page.with_fragment(part))
}

/// Where it is told who has taken what a document says.
pub(crate) fn receipts(document: &Iri) -> Iri {
    beside(document, "receipts")
}

/// Where it is told what others answered to a document.
pub(crate) fn comments(document: &Iri) -> Iri {
    beside(document, "comments")
}

/// Where it is told how a document is taken over.
pub(crate) fn claim(document: &Iri) -> Iri {
    beside(document, "claim")
}

/// Where it is looked whether a claim is proven.
pub(crate) fn check_claim(document: &Iri) -> Iri {
    beside(document, "claim/check")
}

/// Where a code is sent for, to an address at the site of a document.
pub(crate) fn mail_claim(document: &Iri) -> Iri {
    beside(document, "claim/mail")
}

/// Where a code is entered.
pub(crate) fn enter_claim(document: &Iri) -> Iri {
    beside(document, "claim/code")
}

/// A page beside a document of ours. Our addresses take one more part: what is made of one can be read as one.
fn beside(document: &Iri, name: &str) -> Iri {
    let document = document.document();
    Iri::parse(&format!("{}/{name}", document.as_str())).unwrap_or(document)
}

/// A path for the log. Codes in addresses open doors: they are not written down.
pub(crate) fn without_secrets(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder @ ("/invitations" | "/edit"), _)) => [folder, "/…"].concat(),
        Some(_) | None => path.to_owned(),
    }
}

/// Whether it is the address of a version.
fn is_of_version(query: Option<&str>) -> bool {
    query.into_iter().flat_map(|query| query.split('&')).any(|pair| pair.starts_with("version="))
}

/// One document has one address: a slug that is written otherwise than we mint it names nothing.
pub(crate) fn written(segment: &str, slug: &str) -> Option<(Container, Slug)> {
    let container = Container::from_segment(segment)?;
    Slug::from_text(slug).ok().filter(|minted| minted.as_str() == slug).map(|slug| (container, slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_from_elsewhere_have_an_address_here() {
        let base = Base::parse("https://a.example/").unwrap();
        let iri = Iri::parse("https://b.example/codes/a?x=1&y#part").unwrap();
        assert_eq!(
            elsewhere(&base, &iri).as_str(),
            "https://a.example/elsewhere?iri=https%3A%2F%2Fb%2Eexample%2Fcodes%2Fa%3Fx%3D1%26y#part"
        );
    }

    #[test]
    fn only_minted_addresses_name_documents() {
        for (segment, slug, named) in [
            ("codes", "wemob", true),
            ("codes", "Wemob", false),
            ("codes", "we mob", false),
            ("codes", "wemob-", false),
            ("codes", "é", false),
            ("Codes", "wemob", false),
            ("update", "wemob", false),
        ] {
            assert_eq!(written(segment, slug).is_some(), named, "{segment}/{slug}");
        }
    }
}
