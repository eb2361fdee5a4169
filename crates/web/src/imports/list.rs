//! Which sources are read, when each is due, and how the latest runs went.

use crate::described::{Access, Example, Operation, answer};
use crate::facts::{FACTS, NOBODY_KEEPS, Reader, told};
use crate::page::ImportsPage;
use crate::problem::{Problem, groups};
use crate::site::SharedSite;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use model::Scope;
use registry::import::summary::{RunSummary, SourceSummary};
use serde_json::json;

/// Runs told at once.
const RUNS: usize = 50;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "showSources",
    access: Access::Holders(Scope::Admin),
    takes: &[],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/admin/sources"),
};

/// `GET /admin/sources`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Reader { visitor, sitting }: Reader,
) -> Result<Response, Problem> {
    let sources = site.registry.sources(&visitor.caller).await?;
    let runs = site.registry.runs(&visitor.caller, None, None, RUNS).await?;
    let sources: Vec<SourceSummary> = sources.into_iter().map(SourceSummary::from).collect();
    let runs: Vec<RunSummary> = runs.into_iter().map(RunSummary::from).collect();
    if sitting.is_none() {
        return told(&json!({ "sources": sources, "runs": runs }));
    }
    let page = ImportsPage::new(site.frame(&visitor.taste, "admin/sources"), &sources, &runs);
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}
