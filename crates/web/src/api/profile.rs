//! `/murmurations/{slug}.json`: the profile of a document, which an index of Murmurations reads at this address.

use super::names::concepts;
use super::{JSON, TOLD, Told, languages, respond};
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::{Path, State};
use axum::response::Response;
use exchange::sheet::of_key;
use exchange::write::murmurations::{CONTAINERS, profile};
use http::HeaderMap;
use model::{Caller, Iri, Slug};
use registry::ReadError;

const FILE: Parameter = Parameter::path("profile", "file", parameter::text, "moulin.json");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readProfile",
    access: Access::Open,
    takes: &[&FILE, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[TOLD, answer::NOT_MODIFIED],
    refuses: &[groups::READING],
    example: Example::of("/murmurations/moulin.json"),
};

/// `GET /murmurations/moulin.json`, `GET /murmurations/organizations-moulin.json`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Path(file): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let name = file.strip_suffix(".json").ok_or_else(|| Problem::new(Kind::NotFound))?;
    let base = site.registry.base();
    let with_container = of_key(name).filter(|(container, _)| CONTAINERS.contains(container));
    let alone = Slug::from_text(name).ok().filter(|slug| slug.as_str() == name);
    let addresses: Vec<Iri> = with_container
        .iter()
        .map(|(container, slug)| base.document(*container, slug))
        .chain(alone.iter().flat_map(|slug| CONTAINERS.iter().map(|container| base.document(*container, slug))))
        .collect();
    let concepts = concepts(&site, taste.locale).await?;
    for iri in addresses {
        let shown = match site.registry.show(&Caller::Anonymous, &iri).await {
            Ok(shown) => shown,
            // Another may have the name.
            Err(ReadError::NotFound | ReadError::Gone) => continue,
            Err(error) => return Err(error.into()),
        };
        if let Some(profile) = profile(&Told::new(shown).sheet(&languages(taste.locale)), &concepts) {
            let bytes = profile.to_string().into_bytes();
            return Ok(respond(EntityTag::of_bytes(&bytes, "json"), JSON, &request, bytes));
        }
    }
    Err(Problem::new(Kind::NotFound))
}
