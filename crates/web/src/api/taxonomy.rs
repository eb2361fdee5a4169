//! `/api/taxonomy.json`: what elements are filed under, as GoGoCarto tells it.

use super::names::concepts;
use super::{JSON, LIST, ON_A_MAP, Told, languages, respond, tag};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::precondition;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::text;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use exchange::concepts::Category;
use exchange::gogocarto::write::{filed, taxonomy};
use http::HeaderMap;
use model::Caller;
use registry::Walk;
use std::collections::BTreeMap;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readTaxonomy",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[LIST, answer::NOT_MODIFIED],
    refuses: &[&[Kind::Unavailable]],
    example: Example::of("/api/taxonomy.json"),
};

/// `GET /api/taxonomy.json`
pub(crate) async fn get(State(site): State<SharedSite>, taste: Taste, request: HeaderMap) -> Result<Response, Problem> {
    let tag = tag(&site, &ON_A_MAP, &["taxonomy", taste.locale.tag()]).await?;
    if precondition::is_fresh(&request, &tag, None) {
        return Ok(respond(tag, JSON, &request, Vec::new()));
    }
    let concepts = concepts(&site, taste.locale).await?;
    let mut used: BTreeMap<String, Category> = BTreeMap::new();
    let mut walk = Walk::new(Caller::Anonymous, ON_A_MAP);
    while let Some(page) = site.registry.read_on(&mut walk).await? {
        for shown in page {
            let told = Told::new(shown);
            let filed = filed(&told.sheet(&languages(taste.locale)), &concepts);
            used.extend(filed.into_iter().map(|category| (category.name.clone(), category)));
        }
    }
    let name = text::say(taste.locale, "neighbour-taxonomy");
    let tree = taxonomy::write(&name, &concepts, used.values());
    Ok(respond(tag, JSON, &request, tree.to_string().into_bytes()))
}
