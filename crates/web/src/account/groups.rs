//! Leaves a group.

use crate::described::{Body as FormBody, Medium, Operation};
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Submission;
use axum::extract::State;
use axum::response::Redirect;
use model::Iri;

const FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "group"])] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation =
    Operation::form("leaveGroup", &[], &FIELDS, &[&[Kind::NotAllowed, Kind::NotFound]]);

/// `POST /account/groups/leave`
pub(crate) async fn leave(State(site): State<SharedSite>, submission: Submission) -> Result<Redirect, Problem> {
    let group = Iri::parse(submission.fields.text("group")).map_err(|_| Problem::new(Kind::NotFound))?;
    site.registry.leave_group(&submission.visitor.caller, &group).await?;
    Ok(site.lead_to("account?done=left"))
}
