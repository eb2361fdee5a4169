//! Lists accounts.

use crate::described::{Operation, Parameter, parameter};
use crate::page::AccountsPage;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Fields;
use crate::visitor::Signed;
use axum::extract::State;
use http::Uri;
use model::AccountId;

const AFTER: Parameter = Parameter::query("after-account", "after", parameter::number);

/// What it takes and answers.
pub(crate) const OPERATION: Operation =
    Operation::page("listAccounts", &[&AFTER, &parameter::DONE], &[&[Kind::NotAllowed]]);

/// `GET /admin/accounts`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Signed { visitor, .. }: Signed,
    uri: Uri,
) -> Result<AccountsPage, Problem> {
    let fields = Fields::of_address(&uri);
    let after = fields.text("after").parse().ok().map(AccountId);
    let (accounts, next) = site.registry.accounts(&visitor.caller, after).await?;
    let frame = site.frame(&visitor.taste, "admin/accounts");
    let done = frame.done(fields.text("done"));
    let mut page = AccountsPage::new(frame, &accounts, next);
    page.done = done;
    Ok(page)
}
