//! `/health/…`: for whoever keeps the program running.

use crate::described::{Access, Answer, Example, Operation, Part, Schema};
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::extract::State;
use http::StatusCode;
use model::Caller;

const WELL: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-well",
    content: &[Part::As("text/plain", Schema::Text)],
    headers: &[],
};

/// What `/health/live` takes and answers.
pub(crate) const LIVE: Operation = Operation {
    id: "isLive",
    access: Access::Open,
    takes: &[],
    body: None,
    answers: &[WELL],
    refuses: &[],
    example: Example::of("/health/live"),
};

/// What `/health/ready` takes and answers.
pub(crate) const READY: Operation = Operation {
    id: "isReady",
    access: Access::Open,
    takes: &[],
    body: None,
    answers: &[WELL],
    refuses: &[&[Kind::Unavailable]],
    example: Example::of("/health/ready"),
};

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
