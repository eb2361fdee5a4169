//! `/api/elements/{id}.json`: one element, by the id that the list gives it.

use super::names::concepts;
use super::{JSON, JSON_LD, TOLD_EITHER_WAY, Told, is_linked, languages, respond};
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::{Path, State};
use axum::response::Response;
use exchange::gogocarto::write::{Ontology, single};
use exchange::sheet::of_key;
use http::HeaderMap;
use model::Caller;

const FILE: Parameter = Parameter::path("element", "file", parameter::text, "organizations-moulin.json");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readElement",
    access: Access::Open,
    takes: &[&FILE, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD_EITHER_WAY, answer::NOT_MODIFIED],
    refuses: &[groups::READING],
    example: Example::of("/api/elements/organizations-moulin.json"),
};

/// `GET /api/elements/{id}.json`, `GET /api/elements/{id}.jsonld`, `GET /api/elements/{id}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Path(file): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (id, is_linked) = match (file.strip_suffix(".json"), file.strip_suffix(".jsonld")) {
        (Some(id), _) => (id, false),
        (None, Some(id)) => (id, true),
        (None, None) => (file.as_str(), is_linked(taste.accept.as_deref())),
    };
    let (container, slug) = of_key(id)
        .filter(|(container, _)| super::ON_A_MAP.contains(container))
        .ok_or_else(|| Problem::new(Kind::NotFound))?;
    let iri = site.registry.base().document(container, &slug);
    let told = Told::new(site.registry.show(&Caller::Anonymous, &iri).await?);
    let (ontology, content_type) = if is_linked { (Ontology::Linked, JSON_LD) } else { (Ontology::Full, JSON) };
    let concepts = concepts(&site, taste.locale).await?;
    let text = single(&told.sheet(&languages(taste.locale)), &concepts, ontology);
    let bytes = text.into_bytes();
    Ok(respond(EntityTag::of_bytes(&bytes, "json"), content_type, &request, bytes))
}
