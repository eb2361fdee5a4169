//! Signs somebody in with address and password.

use super::{entered, oidc, onward};
use crate::described::{Body as FormBody, Medium, Operation};
use crate::page::LoginPage;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Knock;
use axum::extract::State;
use axum::response::Response;

const FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["email", "password", "next"])] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation =
    Operation::form_of_all("signIn", &[], &FIELDS, &[&[Kind::WrongPassword, Kind::TooManyAttempts, Kind::Unavailable]]);

/// `POST /login`
pub(crate) async fn post(State(site): State<SharedSite>, knock: Knock) -> Result<Response, Problem> {
    let Knock { visitor, fields, origin } = knock;
    let (email, next) = (fields.text("email"), fields.text("next"));
    let refused = match site.registry.sign_in(email, fields.text("password"), origin.browser()).await {
        Ok(cookie) => return Ok(entered(&site, &cookie, &onward(&site, next))),
        Err(refused) => Problem::from(refused),
    };
    if !refused.is_for_whoever_typed() {
        return Err(refused);
    }
    let page = LoginPage {
        frame: site.frame(&visitor.taste, "login"),
        next: next.to_owned(),
        email: email.to_owned(),
        alert: Some(refused.said(visitor.taste.locale)),
        providers: oidc::ways(&site, ("next", next)),
    };
    Ok(refused.on(page))
}
