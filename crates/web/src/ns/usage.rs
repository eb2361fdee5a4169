//! How often a term is used here, as far as the caller may see.

use crate::site::Site;
use crate::sparql::collect;
use crate::visitor::Visitor;
use crate::vocabulary::Sort;
use model::Iri;
use model::syntax::Format;
use registry::{BindingsFormat, Question};
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;

/// Nobody needs to know more exactly than this, and no page may cost more.
pub(crate) const COUNTED: u64 = 10_000;

/// Longest wait for the number. It is a remark on a page that says all else without it, so that nobody shall notice
/// having waited for it; counting [`COUNTED`] takes some milliseconds, and who wants to know for sure can ask.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often it is used, up to one more than [`COUNTED`]; nothing where nobody can answer now.
pub(crate) async fn count(site: &Site, visitor: &Visitor, term: &Iri, sort: Sort) -> Option<u64> {
    in_time(ask(site, visitor, term, sort)).await
}

/// What is known in time. Who gives up waiting for an answer cancels the question; a shorter deadline would have a
/// worker killed that has merely other things to do.
async fn in_time<T>(known: impl Future<Output = Option<T>>) -> Option<T> {
    timeout(PATIENCE, known).await.ok().flatten()
}

async fn ask(site: &Site, visitor: &Visitor, term: &Iri, sort: Sort) -> Option<u64> {
    let base = site.registry.base();
    let question = Question {
        text: format!(
            "SELECT (COUNT(*) AS ?count) {{ SELECT ?s {{ {} }} LIMIT {} }}",
            pattern(term, sort),
            COUNTED + 1
        ),
        default_graphs: Vec::new(),
        named_graphs: Vec::new(),
        base: base.home(),
        caller: visitor.caller.clone(),
        from: Some(visitor.from),
        at_least: site.registry.head(),
        // The term itself, as people wrote it: what follows from it is another term's use.
        entailment: false,
        deadline: site.settings.query_deadline,
        bindings: BindingsFormat::Json,
        graph: Format::NTriples,
    };
    // The page says what it knows: that nobody can answer now is told where people ask.
    let answer = site.registry.ask(question).await.ok()?;
    let bytes = collect(answer).await.ok()?.bytes?;
    let answer: Value = serde_json::from_slice(&bytes).ok()?;
    answer.pointer("/results/bindings/0/count/value")?.as_str()?.parse().ok()
}

/// The question that lists what uses the term.
pub(crate) fn listing(term: &Iri, sort: Sort) -> String {
    format!("SELECT DISTINCT ?s WHERE {{\n  {}\n}}\nORDER BY ?s\nLIMIT 100", pattern(term, sort))
}

/// What people stated: in named graphs, where nothing is entailed.
fn pattern(term: &Iri, sort: Sort) -> String {
    let term = term.as_named_node();
    match sort {
        Sort::Class => format!("GRAPH ?g {{ ?s a {term} }}"),
        Sort::Property => format!("GRAPH ?g {{ ?s {term} ?o }}"),
        Sort::Scheme | Sort::Word => format!("GRAPH ?g {{ ?s ?p {term} }}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_waits_for_a_number_that_does_not_come() {
        assert_eq!(in_time(std::future::ready(Some(7))).await, Some(7));
        let long = Duration::from_secs(5);
        assert_eq!(timeout(long, in_time(std::future::pending::<Option<u64>>())).await, Ok(None));
    }
}
