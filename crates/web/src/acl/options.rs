//! Says what can be done with an acl; answers a browser's preflight (CORS).

use super::address::{AclAddress, METHODS, headers};
use crate::router::preflight;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// `OPTIONS /{container}/{slug}.acl`: the same whether something is there or not.
pub(crate) async fn options(AclAddress(_): AclAddress) -> Response {
    (StatusCode::NO_CONTENT, preflight(METHODS), headers()).into_response()
}
