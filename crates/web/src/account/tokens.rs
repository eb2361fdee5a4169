//! Makes and revokes one's own tokens.

use super::get::page;
use crate::described::{Body as FormBody, Medium, Operation};
use crate::page::SCOPES;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::{Submission, handle, one_of};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, header};
use jiff::SignedDuration;
use registry::account::TokenOrder;

const MAKE_FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "label", "scope", "days"])],
};

/// What it takes and answers.
pub(crate) const MAKE: Operation =
    Operation::form_with_page("makeToken", &[], &MAKE_FIELDS, &[&[Kind::NotAllowed, Kind::MissingScope]]);

/// `POST /account/tokens`: the page with the token on it, this once.
pub(crate) async fn post(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let scopes = fields.all("scope").map(|word| one_of("scope", word, &SCOPES)).collect::<Result<Vec<_>, _>>()?;
    if scopes.is_empty() {
        return Err(Problem::bad_parameter("scope", ""));
    }
    let lasts = fields.word("days", &[("30", Some(30)), ("90", Some(90)), ("365", Some(365)), ("", None)])?;
    let expires = lasts.and_then(|days| site.registry.now().checked_add(SignedDuration::from_hours(24 * days)).ok());
    let order = TokenOrder { scopes, label: fields.text("label").to_owned(), expires };
    let token = site.registry.make_token(&visitor.caller, order).await?;
    let mut page = page(&site, &visitor, &sitting).await?;
    page.new_token = Some(token);
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], page).into_response())
}

const REVOKE_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "token"])] };

/// What it takes and answers.
pub(crate) const REVOKE: Operation =
    Operation::form("revokeToken", &[], &REVOKE_FIELDS, &[&[Kind::NotAllowed, Kind::NotFound]]);

/// `POST /account/tokens/revoke`
pub(crate) async fn revoke(State(site): State<SharedSite>, submission: Submission) -> Result<Redirect, Problem> {
    let token = handle(&submission.fields, "token")?;
    site.registry.revoke_token(&submission.visitor.caller, token).await?;
    Ok(site.lead_to("account?done=taken-back"))
}
