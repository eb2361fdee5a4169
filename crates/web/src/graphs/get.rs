//! Reads one graph: a document's, or the default one, which is all that the caller may see.

use super::Target;
use crate::described::{Access, Answer, Example, Operation, Part, Schema, parameter};
use crate::problem::{Kind, Problem, groups};
use crate::representation::wanted_by_programs;
use crate::site::{SharedSite, Site};
use crate::sparql::{Parameters, collect, pass_on};
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, Uri};
use model::Iri;
use registry::{BindingsFormat, Question};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readGraph",
    access: Access::Anybody,
    takes: &[&parameter::GRAPH, &parameter::DEFAULT, &parameter::ENTAILMENT],
    body: None,
    answers: &[Answer {
        status: StatusCode::OK,
        key: "answer-graph",
        content: &[Part::Rdf(Schema::Graph)],
        headers: &["Cache-Control"],
    }],
    refuses: &[
        groups::NEGOTIATING,
        groups::PARAMETERS,
        &[Kind::NotFound, Kind::RefusedQuery, Kind::TooCostly, Kind::BudgetSpent, Kind::Unavailable],
    ],
    example: Example::with("/graphs?default", &[("Accept", "text/turtle")]),
};

/// `GET /graphs`
pub(crate) async fn get(State(site): State<SharedSite>, visitor: Visitor, uri: Uri) -> Result<Response, Problem> {
    let entailment = Parameters::of_address(&uri)?.entailment.unwrap_or(true);
    let target = Target::of(&uri)?.ok_or_else(|| Problem::bad_parameter("graph", ""))?;
    let accept = visitor.taste.accept.as_deref();
    let (graph, _) = wanted_by_programs(accept)?;
    let question = |text: String| Question {
        text,
        default_graphs: Vec::new(),
        named_graphs: Vec::new(),
        base: site.registry.base().home(),
        caller: visitor.caller.clone(),
        from: Some(visitor.from),
        entailment,
        at_least: site.registry.head(),
        deadline: site.settings.query_deadline,
        bindings: BindingsFormat::Csv,
        graph,
    };
    let text = match target.name() {
        None => "CONSTRUCT WHERE { ?s ?p ?o }".to_owned(),
        Some(name) => {
            if !is_there(&site, question(format!("ASK {{ GRAPH <{name}> {{}} }}"))).await? {
                return Err(Problem::new(Kind::NotFound));
            }
            construct(name)
        }
    };
    pass_on(site.endpoint.ask(question(text)).await?, accept)
}

fn construct(name: &Iri) -> String {
    format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
}

/// Whether the caller may know of such a graph.
async fn is_there(site: &Site, question: Question) -> Result<bool, Problem> {
    let shown = collect(site.endpoint.ask(question).await?).await?;
    Ok(shown.bytes.is_some_and(|bytes| bytes.starts_with(b"true")))
}
