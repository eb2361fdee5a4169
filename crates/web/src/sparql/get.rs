//! Answers a query in the address; without one, says what can be asked.

use super::{Parameters, answer, description};
use crate::described::{Access, Example, Operation, parameter};
use crate::page::{Frame, SparqlPage};
use crate::problem::{Problem, groups};
use crate::representation::{Wanted, wanted};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use model::syntax;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "ask",
    access: Access::Anybody,
    takes: &[&parameter::QUERY, &parameter::DEFAULT_GRAPH, &parameter::NAMED_GRAPH, &parameter::ENTAILMENT],
    body: None,
    answers: &[super::ANSWER],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::ASKING],
    example: Example::with(
        "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
        &[("Accept", "application/sparql-results+json")],
    ),
};

/// `GET /sparql`
pub(crate) async fn get(State(site): State<SharedSite>, visitor: Visitor, uri: Uri) -> Result<Response, Problem> {
    let parameters = Parameters::of_address(&uri)?;
    if parameters.query.is_some() {
        return answer(&site, &visitor, parameters).await;
    }
    let base = site.registry.base();
    match wanted(visitor.taste.accept.as_deref())? {
        // SPARQL 1.1 Service Description, section 2: what "the service endpoint" returns when "dereferenced without any
        // query parameter strings".
        Wanted::Rdf(format, content_type) => {
            let body = syntax::write(&description::quads(base), format);
            Ok(([(header::CONTENT_TYPE, content_type)], body).into_response())
        }
        Wanted::Page => {
            let frame = Frame::new(base, site.registry.name(), &visitor.taste, base.service("sparql"));
            Ok(SparqlPage::empty(frame, base).into_response())
        }
    }
}
