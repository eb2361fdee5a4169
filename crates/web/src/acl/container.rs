//! Reads who may do what with a container; for whoever runs the instance. Nobody sets it: containers are given.

use super::get::respond;
use crate::address::ContainerAddress;
use crate::described::{Access, Answer, Example, Operation, Part, Schema, answer, parameter};
use crate::problem::{Kind, Problem, groups};
use crate::representation::{typed, wanted_by_programs};
use crate::router::preflight;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Scope;
use model::vocab::ldp;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// The same as of a document, for programs alone: there is nothing to say.
const RULES: Answer = Answer { content: &[Part::Rdf(Schema::Graph)], ..answer::RULES };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readAccessRulesOfContainer",
    access: Access::Holders(Scope::Read),
    takes: &[&parameter::CONTAINER, &parameter::IF_MATCH, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[RULES, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::MATCHING, &[Kind::NotFound, Kind::NotInControl]],
    example: Example::with("/organizations/.acl", &[("Accept", "text/turtle")]),
};

/// `GET /{container}/.acl`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ContainerAddress(container): ContainerAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let acl = site.registry.acl_of_container(&visitor.caller, container)?;
    respond(acl, headers(), wanted_by_programs(visitor.taste.accept.as_deref())?, &request)
}

/// `OPTIONS /{container}/.acl`
pub(crate) async fn options(ContainerAddress(_): ContainerAddress) -> Response {
    (StatusCode::NO_CONTENT, preflight(METHODS), headers()).into_response()
}

fn headers() -> HeaderMap {
    let mut headers = typed(&[ldp::RESOURCE, ldp::RDF_SOURCE]);
    headers.insert(header::ALLOW, METHODS);
    headers
}
