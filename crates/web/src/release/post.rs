//! Releases a description as it stands.

use super::address::ReleasesAddress;
use super::order::Order;
use crate::described::{Access, Answer, Body, Example, Medium, Operation, Part, Schema, parameter};
use crate::precondition;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Iri;
use model::Scope;
use serde_json::json;

const ORDER: Body = Body {
    key: "body-order",
    required: false,
    media: &[Medium {
        media_type: super::order::MEDIA_TYPE,
        schema: Schema::ReleaseOrder,
        example: Some(r#"{ "name": { "fr": "Printemps" } }"#),
    }],
};

const RELEASED: Answer = Answer {
    status: StatusCode::CREATED,
    key: "answer-released",
    content: &[Part::As(super::order::MEDIA_TYPE, Schema::Released)],
    headers: &["Location"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "release",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::DESCRIPTIONS, &parameter::SLUG, &parameter::IF_MATCH, &parameter::IF_NONE_MATCH],
    body: Some(&ORDER),
    answers: &[RELEASED],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::REPLACING,
        groups::WRITING,
        &[Kind::Malformed, Kind::NotUtf8, Kind::OtherConvention, Kind::Restless, Kind::TooManyMembers, Kind::TooMuch],
    ],
    example: Example::of("/releases/codes/moulin/"),
};

/// `POST /releases/{container}/{slug}/`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ReleasesAddress { of, .. }: ReleasesAddress,
    request: HeaderMap,
    order: Order,
) -> Result<Response, Problem> {
    let order = order.expecting(precondition::expected(&request)?)?;
    let released = site.registry.release(&visitor.caller, &of, order).await?;
    let mut headers = HeaderMap::new();
    if let Ok(location) = HeaderValue::try_from(released.iri.as_str()) {
        headers.insert(header::LOCATION, location);
    }
    let told = json!({
        "id": released.iri.as_str(),
        "number": released.number,
        "members": released.members,
        "leftOut": released.left_out.iter().map(Iri::as_str).collect::<Vec<_>>(),
    });
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(super::order::MEDIA_TYPE));
    Ok((StatusCode::CREATED, headers, told.to_string()).into_response())
}
