//! Whoever asked for it is told what changed, at an address of theirs: which there are, and what has arrived.
//!
//! | module | address |
//! |---|---|
//! | [`list`] | `/webhooks`: those of one's own, and a new one |
//! | [`one`] | `/webhooks/{number}`: seen, changed, removed |
//! | [`retry`] | `/webhooks/{number}/retry`: tried again now |
//! | [`map`] | what a map of GoGoCarto is told |
//!
//! Forms of our pages and programs use the same addresses: a form brings its proof, a program its JSON.

pub(crate) mod list;
pub(crate) mod map;
pub(crate) mod one;
pub(crate) mod retry;

use crate::described::{Answer, Parameter, Part, Schema, parameter};
use crate::facts::JSON;
use crate::problem::{Kind, Problem};
use crate::submission::FORM;
use axum::extract::Request;
use http::{StatusCode, header};
use model::Iri;
use model::iri::Base;
use registry::webhook::Shape;

/// The number of a webhook, in an address.
const NUMBER: Parameter = Parameter::path("webhook", "number", parameter::number, "1");

/// A webhook, as it stands.
const STANDING: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-webhook",
    content: &[Part::As(JSON, Schema::Object)],
    headers: &["Cache-Control"],
};

/// How one is refused, besides what reading is.
const REFUSED: &[Kind] =
    &[Kind::BadParameter, Kind::Malformed, Kind::UnusableWebhook, Kind::TooManyWebhooks, Kind::TooManyAttempts];

/// Whether a form of our pages was sent, and no program's JSON.
fn is_form(request: &Request) -> bool {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type
        .is_some_and(|text| text.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(FORM)))
}

/// The page of one.
fn page_of(base: &Base, number: u64) -> Iri {
    base.service(&format!("webhooks/{number}"))
}

/// A number of an address as webhooks have it.
fn number(number: i64) -> Result<u64, Problem> {
    u64::try_from(number).map_err(|_| Problem::new(Kind::NotFound))
}

fn shape(name: &str) -> Result<Shape, Problem> {
    Shape::from_name(name).ok_or_else(|| Problem::bad_parameter("shape", name))
}
