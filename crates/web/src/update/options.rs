//! Says what can be done here; answers a browser's preflight (CORS).

use crate::router::preflight;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

/// `OPTIONS /update`
pub(crate) async fn options() -> Response {
    let methods = HeaderValue::from_static("OPTIONS, POST");
    (StatusCode::NO_CONTENT, preflight(methods.clone()), [(header::ALLOW, methods)]).into_response()
}
