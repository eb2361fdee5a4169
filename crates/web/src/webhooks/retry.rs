//! Has a webhook tried again now, whatever failed before.

use super::{NUMBER, STANDING, is_form, number};
use crate::address::Number;
use crate::described::{Access, Body, Example, Medium, Operation, answer};
use crate::facts::told;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Submission;
use crate::visitor::Visitor;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use model::Scope;

const FIELDS: Body = Body { key: "body-fields", required: false, media: &[Medium::fields(&["form-token"])] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "retryWebhook",
    access: Access::Holders(Scope::Write),
    takes: &[&NUMBER],
    body: Some(&FIELDS),
    answers: &[STANDING, answer::LED],
    refuses: &[&[Kind::NotFound, Kind::TooManyAttempts]],
    example: Example::of("/webhooks/1/retry"),
};

/// `POST /webhooks/{number}/retry`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    Number(asked): Number,
    request: Request,
) -> Result<Response, Problem> {
    let number = number(asked)?;
    if is_form(&request) {
        let submission = Submission::from_request(request, &site).await?;
        site.federation.retry_webhook(&submission.visitor.caller, number).await?;
        return Ok(site.lead_to(&format!("webhooks/{number}?done=webhook-resumed")).into_response());
    }
    let (mut parts, _) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, &site).await?;
    told(&site.federation.retry_webhook(&visitor.caller, number).await?)
}
