//! Accepts an invitation.

use crate::address::Name;
use crate::described::{Body as FormBody, Medium, Operation, Parameter, parameter};
use crate::login::{entered, oidc};
use crate::page::InvitationPage;
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::{SharedSite, Site};
use crate::submission::Knock;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use registry::AccountError;
use registry::account::Password;

const INVITED: Parameter = Parameter::path("invited", "code", parameter::text, "code");

/// What it takes and answers.
pub(crate) const GET: Operation =
    Operation::page_for_all("showInvitation", &[&INVITED], &[&[Kind::LinkEnded, Kind::NotFound, Kind::Unavailable]]);

/// `GET /invitations/{code}`: looking accepts nothing, since programs that read mail look too.
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Name(code): Name,
    visitor: Visitor,
) -> Result<InvitationPage, Problem> {
    page(&site, &code, &visitor).await
}

const POST_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["chosen", "form-token"])] };

/// What it takes and answers.
pub(crate) const POST: Operation = Operation::form_of_all(
    "acceptInvitation",
    &[&INVITED],
    &POST_FIELDS,
    &[&[
        Kind::LinkEnded,
        Kind::NotFound,
        Kind::StaleForm,
        Kind::SignInFirst,
        Kind::IdentityTaken,
        Kind::WeakPassword,
        Kind::Unavailable,
    ]],
);

/// `POST /invitations/{code}`
pub(crate) async fn post(State(site): State<SharedSite>, Name(code): Name, knock: Knock) -> Result<Response, Problem> {
    let Knock { visitor, fields, origin } = knock;
    let account = site.registry.base().service("account").with_query("done", "accepted");
    if let Some(sitting) = &visitor.sitting {
        session::check_token(&site, sitting, Some(fields.text("form-token")))?;
        site.registry.accept_signed_in(&sitting.caller, &code).await?;
        return Ok(site.lead_to("account?done=accepted").into_response());
    }
    let accepted = async {
        let chosen = Password::chosen(fields.text("chosen")).map_err(AccountError::from)?;
        site.registry.accept_with_password(&code, chosen, origin.browser()).await
    };
    let refused = match accepted.await {
        Ok(cookie) => return Ok(entered(&site, &cookie, account.as_str())),
        Err(refused) => Problem::from(refused),
    };
    if !refused.is_for_whoever_typed() {
        return Err(refused);
    }
    let mut page = page(&site, &code, &visitor).await?;
    page.alert = Some(refused.said(visitor.taste.locale));
    Ok(refused.on(page))
}

async fn page(site: &Site, code: &str, visitor: &Visitor) -> Result<InvitationPage, Problem> {
    let invitation = site.registry.invitation(code).await?;
    let path = format!("invitations/{code}");
    let address = site.registry.base().service(&path);
    let frame = site.frame(&visitor.taste, &path);
    let mut page = InvitationPage::new(frame, &address, &invitation, &format!("/{path}"));
    page.signed_in =
        visitor.sitting.as_ref().map(|sitting| (sitting.email.clone(), session::form_token(site, sitting)));
    page.providers = oidc::ways(site, ("invitation", code));
    Ok(page)
}
