//! Signs somebody out of this browser.

use crate::described::{Body as FormBody, Medium, Operation};
use crate::page::LogoutPage;
use crate::problem::Problem;
use crate::session;
use crate::site::SharedSite;
use crate::submission::Submission;
use crate::visitor::Signed;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

/// What it takes and answers.
pub(crate) const GET: Operation = Operation::page("showSignOut", &[], &[]);

/// `GET /logout`: a page with a button, since following a link changes nothing.
pub(crate) async fn get(State(site): State<SharedSite>, signed: Signed) -> LogoutPage {
    LogoutPage {
        frame: site.frame(&signed.visitor.taste, "logout"),
        form_token: session::form_token(&site, &signed.sitting),
        email: signed.sitting.email.clone(),
    }
}

const POST_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token"])] };

/// What it takes and answers.
pub(crate) const POST: Operation = Operation::form("signOut", &[], &POST_FIELDS, &[]);

/// `POST /logout`
pub(crate) async fn post(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    if let Some(cookie) = submission.origin.browser().cookie {
        site.registry.sign_out(cookie).await.map_err(Problem::internal)?;
    }
    Ok(([(header::SET_COOKIE, session::taken(&site))], site.lead_to("")).into_response())
}
