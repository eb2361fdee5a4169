//! Pages that are also for programs: the same facts as JSON.

use crate::described::{Answer, Part, Schema};
use crate::negotiation::{Offer, choose};
use crate::problem::Problem;
use crate::representation::not_acceptable;
use crate::session;
use crate::site::{SharedSite, Site};
use crate::visitor::{Visitor, led_to_sign_in};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
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

/// Whoever reads facts: a program, or somebody before a page, which has forms. Who wants the page and is not signed in with a
/// browser is led to sign in, and back here.
pub(crate) struct Reader {
    pub(crate) visitor: Visitor,
    /// `None`: a program reads.
    pub(crate) sitting: Option<Arc<Sitting>>,
}

impl FromRequestParts<SharedSite> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, site).await.map_err(IntoResponse::into_response)?;
        let sitting = match Form::of(&visitor).map_err(IntoResponse::into_response)? {
            Form::Json => None,
            Form::Page => {
                let led = || led_to_sign_in(site, &parts.uri).into_response();
                Some(visitor.sitting.clone().ok_or_else(led)?)
            }
        };
        Ok(Self { visitor, sitting })
    }
}

/// The proof of the forms on a page.
pub(crate) fn proof(site: &Site, sitting: &Sitting) -> String {
    session::form_token(site, sitting)
}
