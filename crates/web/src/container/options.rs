//! Says what can be done with a container; answers a browser's preflight (CORS).

use crate::address::ContainerAddress;
use crate::links;
use crate::representation::CONTAINER_METHODS;
use crate::router::preflight;
use crate::site::SharedSite;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// `OPTIONS /{container}/`
pub(crate) async fn options(State(site): State<SharedSite>, ContainerAddress(container): ContainerAddress) -> Response {
    (StatusCode::NO_CONTENT, preflight(CONTAINER_METHODS), links::of_container(&site, container)).into_response()
}
