//! Shows one account, and what can be done to it.

use crate::page::OneAccountPage;
use crate::problem::Problem;
use crate::session;
use crate::site::SharedSite;
use crate::submission::Fields;
use crate::visitor::Signed;
use axum::extract::{Path, State};
use http::Uri;
use model::AccountId;

/// `GET /admin/accounts/{number}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Path(number): Path<i64>,
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
