//! The forms: ours, then the territory's.

use crate::described::{Access, Example, Operation, answer, parameter};
use crate::page::ShapesPage;
use crate::problem::{Problem, groups};
use crate::schema;
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listForms",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::PAGE_OF_RDF, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING],
    example: Example::with("/forms/", &[("Accept", "text/turtle")]),
};

/// `GET /forms/`
pub(crate) async fn list(
    State(site): State<SharedSite>,
    taste: Taste,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (base, grammar) = (site.registry.base(), site.registry.grammar());
    let members: Vec<_> = grammar.forms().map(|form| (base.form(form.slug()), form.names().to_vec())).collect();
    schema::list(&site, &taste, &request, base.forms(), &members, |frame| ShapesPage::of_forms(frame, grammar.forms()))
}
