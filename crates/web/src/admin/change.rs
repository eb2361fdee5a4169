//! Changes one account.

use crate::address::Number;
use crate::described::{Body as FormBody, Medium, Operation};
use crate::page::ROLES;
use crate::problem::{Kind, Problem};
use crate::site::{SharedSite, Site};
use crate::submission::Submission;
use axum::extract::State;
use axum::response::Redirect;
use model::AccountId;
use registry::Progress;
use registry::account::Content;
use std::panic::resume_unwind;
use std::sync::Arc;

const ROLE_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "role"])] };

/// What it takes and answers.
pub(crate) const ROLE: Operation = Operation::form(
    "changeRole",
    &[&super::NUMBER],
    &ROLE_FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::LastAdministrator]],
);

/// `POST /admin/accounts/{number}/role`
pub(crate) async fn role(
    State(site): State<SharedSite>,
    Number(number): Number,
    submission: Submission,
) -> Result<Redirect, Problem> {
    let role = submission.fields.word("role", &ROLES)?;
    site.registry.set_role(&submission.visitor.caller, AccountId(number), role).await?;
    Ok(back(&site, number, "role"))
}

const DISABLE_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token"])] };

/// What it takes and answers.
pub(crate) const DISABLE: Operation = Operation::form(
    "disableAccount",
    &[&super::NUMBER],
    &DISABLE_FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::LastAdministrator]],
);

/// `POST /admin/accounts/{number}/disable`
pub(crate) async fn disable(
    State(site): State<SharedSite>,
    Number(number): Number,
    submission: Submission,
) -> Result<Redirect, Problem> {
    site.registry.disable_account(&submission.visitor.caller, AccountId(number)).await?;
    Ok(back(&site, number, "disabled"))
}

const ENABLE_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token"])] };

/// What it takes and answers.
pub(crate) const ENABLE: Operation =
    Operation::form("enableAccount", &[&super::NUMBER], &ENABLE_FIELDS, &[&[Kind::NotAllowed, Kind::NotFound]]);

/// `POST /admin/accounts/{number}/enable`
pub(crate) async fn enable(
    State(site): State<SharedSite>,
    Number(number): Number,
    submission: Submission,
) -> Result<Redirect, Problem> {
    site.registry.enable_account(&submission.visitor.caller, AccountId(number)).await?;
    Ok(back(&site, number, "enabled"))
}

#[derive(Clone, Copy)]
enum Fate {
    Kept,
    Handed,
}

const ERASE_FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "confirmed", "content", "heir"])],
};

/// What it takes and answers.
pub(crate) const ERASE: Operation = Operation::form(
    "eraseAccount",
    &[&super::NUMBER],
    &ERASE_FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::LastAdministrator, Kind::Unavailable]],
);

/// `POST /admin/accounts/{number}/erase`: whoever asks types the address, since nothing brings it back.
pub(crate) async fn erase(
    State(site): State<SharedSite>,
    Number(number): Number,
    submission: Submission,
) -> Result<Redirect, Problem> {
    let (fields, caller) = (&submission.fields, &submission.visitor.caller);
    let (account, _) = site.registry.account(caller, AccountId(number)).await?;
    let confirmed = fields.text("confirmed").trim();
    if confirmed.to_lowercase() != account.email.to_lowercase() {
        return Err(Problem::bad_parameter("confirmed", confirmed));
    }
    let content = match fields.word("content", &[("kept", Fate::Kept), ("handed", Fate::Handed)])? {
        Fate::Kept => Content::Kept,
        Fate::Handed => Content::HandedTo(fields.text("heir").to_owned()),
    };
    let (registry, caller) = (Arc::clone(&site.registry), caller.clone());
    // What was begun is finished, whether somebody waits for the answer or not.
    let erasing = tokio::spawn(async move { registry.erase_account(&caller, AccountId(number), content).await });
    let (_, progress) = match erasing.await {
        Ok(erased) => erased?,
        Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
        // The instance is ending.
        Err(_) => return Err(Problem::new(Kind::Unavailable)),
    };
    let done = if progress == Progress::Finished { "erased" } else { "erasing" };
    Ok(site.lead_to(&format!("admin/accounts?done={done}")))
}

fn back(site: &Site, number: i64, done: &str) -> Redirect {
    site.lead_to(&format!("admin/accounts/{number}?done={done}"))
}
