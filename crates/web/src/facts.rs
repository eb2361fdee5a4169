//! Pages that are also for programs: the same facts as JSON.

use crate::described::{Answer, Part, Schema};
use crate::negotiation::{Offer, choose};
use crate::problem::Problem;
use crate::representation::not_acceptable;
use crate::session;
use crate::site::Site;
use crate::visitor::Visitor;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use registry::account::Sitting;
use serde::Serialize;
use std::sync::Arc;

/// What pages that are also for programs are written in.
pub(crate) const JSON: &str = "application/json";

/// A page for people, and the same for programs.
pub(crate) const FACTS: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-facts",
    content: &[Part::As(JSON, Schema::Object), Part::Page],
    headers: &["Cache-Control"],
};

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Page,
}

const OFFERS: [Offer<Form>; 2] =
    [Offer { media_type: JSON, value: Form::Json }, Offer { media_type: "text/html", value: Form::Page }];

impl Form {
    /// The one that is asked for.
    pub(crate) fn of(visitor: &Visitor) -> Result<Self, Problem> {
        choose(visitor.taste.accept.as_deref(), &OFFERS).map(|offer| offer.value).map_err(|_| not_acceptable(&OFFERS))
    }
}

/// Facts for programs. They are for nobody else: nothing keeps them.
pub(crate) fn told(facts: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_string(facts).map_err(Problem::internal)?;
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(JSON)), (header::CACHE_CONTROL, NOBODY_KEEPS)];
    Ok((headers, body).into_response())
}

pub(crate) const NOBODY_KEEPS: HeaderValue = HeaderValue::from_static("private, no-store");

/// Who is signed in with a browser, since a page has forms; others are led to sign in, and back here.
pub(crate) fn signed_in(site: &Site, visitor: &Visitor, here: &Uri) -> Result<Arc<Sitting>, Redirect> {
    visitor.sitting.clone().ok_or_else(|| {
        let here = here.path_and_query().map_or("/", |path| path.as_str());
        Redirect::to(site.registry.base().service("login").with_query("next", here).as_str())
    })
}

/// The proof of the forms on a page.
pub(crate) fn proof(site: &Site, sitting: &Sitting) -> String {
    session::form_token(site, sitting)
}
