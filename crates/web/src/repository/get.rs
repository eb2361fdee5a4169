//! What a person finds at the repository's address: how to clone it.

use crate::site::SharedSite;
use crate::text::say_with;
use crate::visitor::Taste;
use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

/// `GET /registry.git`
pub(crate) async fn get(State(site): State<SharedSite>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let taste = Taste::of(&uri, &headers);
    let address = site.registry.base().service("registry.git");
    let text = say_with(taste.locale, "repository-clone", "address", address.as_str());
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, text + "\n").into_response()
}
