//! Says what can be done with a document; answers a browser's preflight (CORS).

use crate::address::DocumentAddress;
use crate::body::ACCEPTED_PATCHES;
use crate::links;
use crate::problem::{Kind, Problem};
use crate::representation::DOCUMENT_METHODS;
use crate::router::preflight;
use crate::site::SharedSite;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, Method, StatusCode};

/// `OPTIONS /{container}/{slug}`: the same whether something is there or not.
pub(crate) async fn options(
    State(site): State<SharedSite>,
    DocumentAddress { iri, container }: DocumentAddress,
) -> Response {
    let headers = links::of_document(&site, &iri, container, None);
    (StatusCode::NO_CONTENT, preflight(DOCUMENT_METHODS), headers).into_response()
}

/// Any other method. RFC 5789, section 3.1: `Accept-Patch` "SHOULD appear in the OPTIONS response for any resource that
/// supports the use of the PATCH method", and whoever tried another one looks for it.
pub(crate) async fn not_allowed(method: Method) -> Problem {
    Problem::new(Kind::MethodNotAllowed)
        .with("method", method.as_str())
        .with_header(HeaderName::from_static("accept-patch"), ACCEPTED_PATCHES)
}
