//! Changes one's own password.

use super::get::page;
use crate::described::{Body as FormBody, Medium, Operation};
use crate::login::entered;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Submission;
use axum::extract::State;
use axum::response::Response;
use registry::AccountError;
use registry::account::Password;

const FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "present", "chosen"])] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::form(
    "changePassword",
    &[],
    &FIELDS,
    &[&[Kind::NotAllowed, Kind::WrongPassword, Kind::WeakPassword, Kind::TooManyAttempts, Kind::Unavailable]],
);

/// `POST /account/password`
pub(crate) async fn post(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, origin } = submission;
    let changed = async {
        let chosen = Password::chosen(fields.text("chosen")).map_err(AccountError::from)?;
        let present = fields.text("present");
        site.registry.change_password(&visitor.caller, present, chosen, origin.browser()).await
    };
    let refused = match changed.await {
        Ok(cookie) => {
            let account = site.registry.base().service("account").with_query("done", "password");
            return Ok(entered(&site, &cookie, account.as_str()));
        }
        Err(refused) => Problem::from(refused),
    };
    if !refused.is_for_whoever_typed() {
        return Err(refused);
    }
    let mut page = page(&site, &visitor, &sitting).await?;
    page.alert = Some(refused.said(visitor.taste.locale));
    Ok(refused.on(page))
}
