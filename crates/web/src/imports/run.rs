//! What one run did to each record.

use crate::address::Number;
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::facts::{FACTS, NOBODY_KEEPS, Reader, proof, told};
use crate::page::ImportRunPage;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::submission::Fields;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use model::Scope;
use registry::import::summary::{RecordSummary, RunReport, RunSummary};

/// Records told at once.
const RECORDS: usize = 200;

/// The number of a run, in an address.
pub(super) const NUMBER: Parameter = Parameter::path("run", "number", parameter::number, "1");
/// After which record those begin that are told.
const AFTER: Parameter = Parameter::query("run-after", "after", parameter::number).such_as("200");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "showRun",
    access: Access::Holders(Scope::Admin),
    takes: &[&NUMBER, &AFTER, &parameter::DONE],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING, &[Kind::NotFound]],
    example: Example::of("/admin/runs/1"),
};

/// `GET /admin/runs/{number}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Number(number): Number,
    Reader { visitor, sitting }: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    let number = u64::try_from(number).map_err(|_| Problem::new(Kind::NotFound))?;
    let fields = Fields::of_address(&uri);
    let after = fields.text("after").parse().unwrap_or(0);
    let run = site.registry.run(&visitor.caller, number).await?.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let kept = site.registry.run_records(&visitor.caller, number, after, RECORDS).await?;
    let next = kept.last().filter(|_| kept.len() == RECORDS).map(|last| last.position);
    let records = kept.into_iter().map(RecordSummary::from).collect();
    let report = RunReport { run: RunSummary::from(run), records, next };
    let Some(sitting) = sitting else { return told(&report) };
    let frame = site.frame(&visitor.taste, &format!("admin/runs/{number}"));
    let done = frame.done(fields.text("done"));
    let page = ImportRunPage::new(frame, proof(&site, &sitting), report, done);
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}
