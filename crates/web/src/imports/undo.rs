//! Takes a run back.

use super::run::NUMBER;
use crate::address::Number;
use crate::described::{Body as FormBody, Medium, Operation};
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Submission;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use registry::UndoError;

const FIELDS: FormBody = FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token"])] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation =
    Operation::form("undoRun", &[&NUMBER], &FIELDS, &[&[Kind::NotAllowed, Kind::NotFound, Kind::MissingScope]]);

/// `POST /admin/runs/{number}/undo`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    Number(number): Number,
    submission: Submission,
) -> Result<Response, Problem> {
    let number = u64::try_from(number).map_err(|_| Problem::new(Kind::NotFound))?;
    let done = match site.registry.undo_run(&submission.visitor.caller, number).await {
        Ok(_) => "?done=undone",
        // The page says so.
        Err(UndoError::GoesOn(_) | UndoError::Undone(_)) => "",
        Err(UndoError::Unknown(_)) => return Err(Problem::new(Kind::NotFound)),
        Err(UndoError::Refused(error)) => return Err(error.into()),
    };
    Ok(site.lead_to(&format!("admin/runs/{number}{done}")).into_response())
}
