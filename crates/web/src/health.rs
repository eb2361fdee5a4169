//! `/health/…`: for whoever keeps the program running.

use crate::problem::Problem;
use crate::site::SharedSite;
use axum::extract::State;
use model::Caller;

/// `GET /health/live`: the process answers.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// `GET /health/ready`: journal and projection answer, so visitors may come.
pub(crate) async fn ready(State(site): State<SharedSite>) -> Result<&'static str, Problem> {
    site.registry.counts(&Caller::Anonymous).await?;
    // Of nothing: what it waits for is that the projection has caught up.
    site.registry.names(&Caller::Anonymous, &[]).await?;
    Ok("ok\n")
}
