//! Which references there are: the first thing a Git client asks.

use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header;
use serde::Deserialize;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Service {
    service: Option<String>,
}

/// `GET /registry.git/info/refs?service=git-upload-pack`
pub(crate) async fn get(State(site): State<SharedSite>, Query(query): Query<Service>) -> Result<Response, Problem> {
    match query.service.as_deref() {
        Some("git-upload-pack") => {}
        Some("git-receive-pack") => return Err(Problem::new(Kind::ReadOnlyRepository)),
        other => {
            // Without a service the dumb protocol is meant, which we do not speak (docs/decisions/0017).
            let value = other.unwrap_or_default();
            return Err(Problem::new(Kind::BadParameter).with("parameter", "service").with("value", value));
        }
    }
    let references = site.registry.git_references().await?;
    // "The returned response … Cache-Control headers SHOULD be used to disable caching of the returned entity."
    let headers = [
        (header::CONTENT_TYPE, "application/x-git-upload-pack-advertisement"),
        (header::CACHE_CONTROL, "no-cache, max-age=0, must-revalidate"),
    ];
    Ok((headers, references).into_response())
}
