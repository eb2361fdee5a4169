//! Says what can be done with releases; answers a browser's preflight (CORS).

use super::address::{LIST_METHODS, RELEASE_METHODS, list_headers};
use crate::router::preflight;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

/// `OPTIONS /releases/{container}/{slug}/`
pub(crate) async fn of_list() -> Response {
    (StatusCode::NO_CONTENT, preflight(LIST_METHODS), list_headers()).into_response()
}

/// `OPTIONS /releases/{container}/{slug}/{number}`, and of its file.
pub(crate) async fn of_release() -> Response {
    (StatusCode::NO_CONTENT, preflight(RELEASE_METHODS), [(header::ALLOW, RELEASE_METHODS)]).into_response()
}
