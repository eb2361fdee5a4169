//! Says what can be done here; answers a browser's preflight (CORS).

use super::write;
use crate::router::preflight;
use crate::site::SharedSite;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// `OPTIONS /graphs`
pub(crate) async fn options(State(site): State<SharedSite>) -> Response {
    let methods = HeaderValue::from_static(write::allowed(&site));
    (StatusCode::NO_CONTENT, preflight(methods.clone()), [(header::ALLOW, methods)]).into_response()
}
