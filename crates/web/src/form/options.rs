//! Says what can be done with a form; answers a browser's preflight (CORS).

use super::address::{METHODS, headers};
use crate::router::preflight;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// `OPTIONS /forms/{form}`
pub(crate) async fn options() -> Response {
    (StatusCode::NO_CONTENT, preflight(METHODS), headers()).into_response()
}
