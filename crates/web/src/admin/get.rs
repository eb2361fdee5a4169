//! Shows one account, and what can be done to it.

use crate::address::Number;
use crate::described::{Operation, parameter};
use crate::page::OneAccountPage;
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::SharedSite;
use crate::submission::Fields;
use crate::visitor::Signed;
use axum::extract::State;
use http::Uri;
use model::AccountId;

/// What it takes and answers.
pub(crate) const OPERATION: Operation =
    Operation::page("showOneAccount", &[&super::NUMBER, &parameter::DONE], &[&[Kind::NotAllowed, Kind::NotFound]]);

/// `GET /admin/accounts/{number}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Number(number): Number,
    Signed { visitor, sitting }: Signed,
    uri: Uri,
) -> Result<OneAccountPage, Problem> {
    let (account, groups) = site.registry.account(&visitor.caller, AccountId(number)).await?;
    let frame = site.frame(&visitor.taste, &format!("admin/accounts/{number}"));
    let done = frame.done(Fields::of_address(&uri).text("done"));
    let mut page = OneAccountPage::new(frame, session::form_token(&site, &sitting), &account, &groups);
    page.done = done;
    Ok(page)
}
