//! Says what can be done with a document; answers a browser's preflight (CORS).

use crate::representation::{DOCUMENT_METHODS, document_headers};
use crate::router::preflight;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// `OPTIONS /{container}/{slug}`
pub(crate) async fn options() -> Response {
    (StatusCode::NO_CONTENT, preflight(DOCUMENT_METHODS), document_headers()).into_response()
}
