//! One key: what `verificationMethod` of a proof leads to.

use super::{multikey, respond};
use crate::address::Name;
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde_json::{Value, json};

const KEY: Parameter =
    Parameter::path("key", "key", || json!({ "type": "string", "pattern": "^z[1-9A-HJ-NP-Za-km-z]+$" }), "z6Mk");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readKey",
    access: Access::Open,
    takes: &[&KEY, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::FILE_OF_KEYS, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, &[Kind::NotFound]],
    example: Example::of("/keys/{key}"),
};

/// `GET /keys/{key}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Name(name): Name,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let keys = site.registry.signing_keys().await?;
    let key = keys.iter().find(|key| key.multikey.public.to_multibase() == name);
    let key = key.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let mut document = json!({ "@context": "https://w3id.org/security/multikey/v1" });
    if let (Value::Object(document), Value::Object(said)) = (&mut document, multikey(&key.multikey)) {
        document.extend(said);
    }
    respond(taste.accept.as_deref(), &document, "public, max-age=31536000, immutable", &request)
}
