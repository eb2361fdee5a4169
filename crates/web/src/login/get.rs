//! Where people sign in.

use super::{oidc, onward};
use crate::described::{Operation, parameter};
use crate::page::LoginPage;
use crate::site::SharedSite;
use crate::submission::Fields;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::Uri;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::page_for_all("showSignIn", &[&parameter::NEXT], &[]);

/// `GET /login`
pub(crate) async fn get(State(site): State<SharedSite>, visitor: Visitor, uri: Uri) -> Response {
    let fields = Fields::of_address(&uri);
    let next = fields.text("next");
    if visitor.sitting.is_some() {
        return Redirect::to(&onward(&site, next)).into_response();
    }
    let page = LoginPage {
        frame: site.frame(&visitor.taste, "login"),
        next: next.to_owned(),
        email: String::new(),
        alert: None,
        providers: oidc::ways(&site, ("next", next)),
    };
    page.into_response()
}
