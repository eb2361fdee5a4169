//! Erases documents: what they said is destroyed, with every version, wherever this machine keeps it.

use super::{JSON, MEDIA_TYPE};
use crate::described::{Access, Answer, Body, Example, Medium, Operation, Part, Schema};
use crate::problem::{Kind, Problem, groups};
use crate::release::order;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use model::{Base, Iri, Scope};
use registry::{Erasure, Progress};
use serde::Deserialize;
use serde_json::{Value, json};
use std::panic::resume_unwind;
use std::sync::Arc;

const ORDER: Body = Body {
    key: "body-erasure",
    required: true,
    media: &[Medium {
        media_type: JSON,
        schema: Schema::ErasureOrder,
        example: Some(r#"{ "documents": ["/codes/moulin"], "dryRun": true }"#),
    }],
};

const DONE: Answer =
    Answer { status: StatusCode::OK, key: "answer-erased", content: &[Part::As(JSON, Schema::Erasure)], headers: &[] };

const BEGUN: Answer = Answer { status: StatusCode::ACCEPTED, key: "answer-erasure-begun", ..DONE };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "erase",
    access: Access::Holders(Scope::Write),
    takes: &[],
    body: Some(&ORDER),
    answers: &[DONE, BEGUN],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        &[
            Kind::Malformed,
            Kind::Empty,
            Kind::Forbidden,
            Kind::Signed,
            Kind::NotFound,
            Kind::NotAnAddress,
            Kind::Unsettled,
            Kind::TooManyDocuments,
            Kind::Unavailable,
        ],
    ],
    example: Example::of("/erasures/"),
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Order {
    documents: Vec<String>,
    dry_run: bool,
}

/// `POST /erasures/`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let Order { documents, dry_run } = order::json(request, &site).await?;
    let base = site.registry.base();
    let documents = documents.into_iter().map(|text| address(base, text)).collect::<Result<Vec<_>, _>>()?;
    let (registry, caller) = (Arc::clone(&site.registry), visitor.caller);
    // What was begun is finished, whether somebody waits for the answer or not.
    let done = tokio::spawn(async move {
        if dry_run {
            registry.plan_erasure(&caller, &documents).await
        } else {
            registry.erase(&caller, &documents).await
        }
    });
    let erasure = match done.await {
        Ok(done) => done?,
        Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
        // The instance is ending.
        Err(_) => return Err(Problem::new(Kind::Unavailable)),
    };
    // RFC 9110, section 15.3.3: "The request has been accepted for processing, but the processing has not been completed."
    let status = if erasure.progress == Progress::Begun { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, [(header::CONTENT_TYPE, MEDIA_TYPE)], told(&erasure).to_string()).into_response())
}

/// An address, or the path of one here.
fn address(base: &Base, text: String) -> Result<Iri, Problem> {
    let here = text.strip_prefix('/').map(|path| base.service(path).as_str().to_owned());
    Iri::parse(here.as_deref().unwrap_or(&text)).map_err(|_| Problem::bad_parameter("documents", text))
}

fn told(erasure: &Erasure) -> Value {
    let list = |iris: &[Iri]| Value::from(iris.iter().map(Iri::as_str).collect::<Vec<_>>());
    let documents: Vec<Value> =
        erasure.documents.iter().map(|(iri, entries)| json!({ "id": iri.as_str(), "entries": entries })).collect();
    json!({
        "documents": documents,
        "releases": list(&erasure.releases),
        "frozenIn": list(&erasure.frozen_in),
        "namedIn": list(&erasure.named_in),
        "progress": match erasure.progress {
            Progress::Planned => "planned",
            Progress::Begun => "begun",
            Progress::Finished => "finished",
        },
    })
}
