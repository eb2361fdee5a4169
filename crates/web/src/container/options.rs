//! Says what can be done with a container; answers a browser's preflight (CORS).

use crate::representation::{CONTAINER_METHODS, container_headers};
use crate::router::preflight;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// `OPTIONS /{container}/`
pub(crate) async fn options() -> Response {
    (StatusCode::NO_CONTENT, preflight(CONTAINER_METHODS), container_headers()).into_response()
}
