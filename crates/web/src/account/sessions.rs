//! Signs out browsers.

use crate::described::{Body as FormBody, Medium, Operation};
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::SharedSite;
use crate::submission::{Submission, handle};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header;

const END_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "session"])] };

/// What it takes and answers.
pub(crate) const END: Operation =
    Operation::form("endSession", &[], &END_FIELDS, &[&[Kind::NotAllowed, Kind::NotFound]]);

/// `POST /account/sessions/end`
pub(crate) async fn end(State(site): State<SharedSite>, submission: Submission) -> Result<Redirect, Problem> {
    let session = handle(&submission.fields, "session")?;
    site.registry.end_session(&submission.visitor.caller, session).await?;
    Ok(site.lead_to("account?done=signed-out"))
}

const END_ALL_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token"])] };

/// What it takes and answers.
pub(crate) const END_ALL: Operation = Operation::form("endSessions", &[], &END_ALL_FIELDS, &[&[Kind::NotAllowed]]);

/// `POST /account/sessions/end-all`: this one too.
pub(crate) async fn end_all(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    site.registry.end_sessions(&submission.visitor.caller).await?;
    Ok(([(header::SET_COOKIE, session::taken(&site))], site.lead_to("login")).into_response())
}
