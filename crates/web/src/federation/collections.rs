//! The collections of actors: what they said, who follows them, whom they follow. Of the instance, at its own address; of a
//! document that is an actor, below it.

use super::{TOLD, respond};
use crate::address::DocumentAddress;
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, RawPathParams, State};
use axum::response::Response;
use http::HeaderMap;
use http::request::Parts;
use model::{Iri, Seq};
use serde::Deserialize;
use serde_json::json;

const BEFORE_ENTRY: Parameter =
    Parameter::query("before-entry", "before", || json!({ "type": "integer", "minimum": 0 }));
const AFTER_ACTOR: Parameter = Parameter::query("after-actor", "after", parameter::text);

const fn operation(id: &'static str, takes: &'static [&'static Parameter], example: &'static str) -> Operation {
    Operation {
        id,
        access: Access::Open,
        takes,
        body: None,
        answers: &[TOLD, answer::NOT_MODIFIED],
        refuses: &[groups::NEGOTIATING, groups::PARAMETERS, &[Kind::Unavailable]],
        example: Example::of(example),
    }
}

/// What `/outbox` takes and answers.
pub(crate) const OUTBOX: Operation = operation("readOutbox", &[&BEFORE_ENTRY, &parameter::IF_NONE_MATCH], "/outbox");
/// What `/followers` takes and answers.
pub(crate) const FOLLOWERS: Operation =
    operation("readFollowers", &[&AFTER_ACTOR, &parameter::IF_NONE_MATCH], "/followers");
/// What `/following` takes and answers.
pub(crate) const FOLLOWING: Operation = operation("readFollowing", &[&parameter::IF_NONE_MATCH], "/following");

/// What `/{container}/{slug}/outbox` takes and answers.
pub(crate) const OUTBOX_OF: Operation =
    operation_of("readOutboxOf", &[&parameter::CONTAINER, &parameter::SLUG, &BEFORE_ENTRY, &parameter::IF_NONE_MATCH]);
/// What `/{container}/{slug}/followers` takes and answers.
pub(crate) const FOLLOWERS_OF: Operation = operation_of(
    "readFollowersOf",
    &[&parameter::CONTAINER, &parameter::SLUG, &AFTER_ACTOR, &parameter::IF_NONE_MATCH],
);
/// What `/{container}/{slug}/following` takes and answers.
pub(crate) const FOLLOWING_OF: Operation =
    operation_of("readFollowingOf", &[&parameter::CONTAINER, &parameter::SLUG, &parameter::IF_NONE_MATCH]);

const fn operation_of(id: &'static str, takes: &'static [&'static Parameter]) -> Operation {
    Operation {
        refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::READING],
        example: Example::NONE,
        ..operation(id, takes, "")
    }
}

/// Where a page begins.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    before: Option<String>,
    after: Option<String>,
}

type Question = Result<Query<Asked>, QueryRejection>;

/// Whose collection it is: the document's below which it stands; at the top, the instance's.
pub(crate) struct Speaker(Iri);

impl FromRequestParts<SharedSite> for Speaker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        match RawPathParams::from_request_parts(parts, site).await {
            Ok(names) if names.iter().next().is_none() => Ok(Self(site.registry.instance_actor())),
            Ok(_) | Err(_) => DocumentAddress::from_request_parts(parts, site).await.map(|named| Self(named.iri)),
        }
    }
}

/// `GET /outbox?before=entry`, `GET /{container}/{slug}/outbox?before=entry`
pub(crate) async fn outbox(
    State(site): State<SharedSite>,
    taste: Taste,
    Speaker(actor): Speaker,
    asked: Question,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let before = read(asked)?.before;
    let before =
        before.map(|text| text.parse().map(Seq).map_err(|_| Problem::bad_parameter("before", text))).transpose()?;
    respond(taste.accept.as_deref(), site.federation.outbox(&actor, before).await?, &request)
}

/// `GET /followers?after=actor`, `GET /{container}/{slug}/followers?after=actor`
pub(crate) async fn followers(
    State(site): State<SharedSite>,
    taste: Taste,
    Speaker(actor): Speaker,
    asked: Question,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let after = read(asked)?.after;
    let after = after.map(|text| Iri::parse(&text).map_err(|_| Problem::bad_parameter("after", text))).transpose()?;
    respond(taste.accept.as_deref(), site.federation.followers(&actor, after.as_ref()).await?, &request)
}

/// `GET /following`, `GET /{container}/{slug}/following`
pub(crate) async fn following(
    State(site): State<SharedSite>,
    taste: Taste,
    Speaker(actor): Speaker,
    request: HeaderMap,
) -> Result<Response, Problem> {
    respond(taste.accept.as_deref(), site.federation.following(&actor).await?, &request)
}

fn read(asked: Question) -> Result<Asked, Problem> {
    asked.map(|Query(asked)| asked).map_err(|_| Problem::bad_parameter("?", String::new()))
}
