//! Says what can be done with a document; answers a browser's preflight (CORS).

use crate::address::DocumentAddress;
use crate::links;
use crate::representation::DOCUMENT_METHODS;
use crate::router::preflight;
use crate::site::SharedSite;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// `OPTIONS /{container}/{slug}`: the same whether something is there or not.
pub(crate) async fn options(
    State(site): State<SharedSite>,
    DocumentAddress { iri, container }: DocumentAddress,
) -> Response {
    let headers = links::of_document(&site, &iri, container, None);
    (StatusCode::NO_CONTENT, preflight(DOCUMENT_METHODS), headers).into_response()
}
