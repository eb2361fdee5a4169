//! How others find this instance and who speaks here: WebFinger, NodeInfo, host-meta.

use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema, parameter};
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use federation::discovery::{host_meta, nodeinfo, webfinger};
use http::{StatusCode, header};
use serde::Deserialize;

const RESOURCE: Parameter =
    Parameter::query("resource", "resource", parameter::text).such_as("acct:moulin@vallee.example");

const fn told(key: &'static str, content: &'static [Part]) -> Answer {
    Answer { status: StatusCode::OK, key, content, headers: &["Cache-Control"] }
}

const fn operation(id: &'static str, answers: &'static [Answer], example: &'static str) -> Operation {
    Operation { id, access: Access::Open, takes: &[], body: None, answers, refuses: &[], example: Example::of(example) }
}

/// What WebFinger takes and answers.
pub(crate) const WEBFINGER: Operation = Operation {
    takes: &[&RESOURCE],
    refuses: &[groups::PARAMETERS, groups::READING],
    example: Example::NONE,
    ..operation("findActor", &[told("answer-webfinger", &[Part::As(webfinger::MEDIA_TYPE, Schema::Object)])], "")
};
/// What leads to NodeInfo.
pub(crate) const NODEINFO_LINKS: Operation = operation(
    "findNodeInfo",
    &[told("answer-nodeinfo-links", &[Part::As("application/json", Schema::Object)])],
    "/.well-known/nodeinfo",
);
/// NodeInfo 2.1.
pub(crate) const NODEINFO: Operation = Operation {
    refuses: &[&[Kind::Unavailable]],
    ..operation(
        "readNodeInfo",
        &[told("answer-nodeinfo", &[Part::As("application/json", Schema::Object)])],
        "/nodeinfo/2.1",
    )
};
/// What leads to WebFinger, for old clients.
pub(crate) const HOST_META: Operation = operation(
    "readHostMeta",
    &[told("answer-host-meta", &[Part::As("application/xrd+xml", Schema::Text)])],
    "/.well-known/host-meta",
);

/// Who is looked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    resource: Option<String>,
}

/// `GET /.well-known/webfinger?resource=` (RFC 7033)
pub(crate) async fn webfinger(
    State(site): State<SharedSite>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let resource = asked.ok().and_then(|Query(asked)| asked.resource);
    // RFC 7033, section 4.2: "If the "resource" parameter is absent or malformed, the WebFinger resource MUST indicate
    // that the request is bad as per Section 10.4.1 of RFC 2616", which is 400.
    let bad = |value: &str| Problem::bad_parameter("resource", value);
    let resource = resource.ok_or_else(|| bad(""))?;
    let asked = webfinger::Resource::parse(&resource).ok_or_else(|| bad(&resource))?;
    Ok(answered(webfinger::MEDIA_TYPE, site.federation.webfinger(&asked).await?))
}

/// `GET /.well-known/nodeinfo`
pub(crate) async fn nodeinfo_links(State(site): State<SharedSite>) -> Response {
    answered("application/json", nodeinfo::links(&site.registry.base().service("nodeinfo/2.1")))
}

/// `GET /nodeinfo/2.1`
pub(crate) async fn nodeinfo(State(site): State<SharedSite>) -> Result<Response, Problem> {
    Ok(answered(nodeinfo::MEDIA_TYPE, site.federation.nodeinfo().await?))
}

/// `GET /.well-known/host-meta` (RFC 6415)
pub(crate) async fn host_meta(State(site): State<SharedSite>) -> Response {
    let webfinger = site.registry.base().service(".well-known/webfinger");
    answered("application/xrd+xml", host_meta::xml(&webfinger).into_bytes())
}

fn answered(content_type: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "public, max-age=300")], bytes).into_response()
}
